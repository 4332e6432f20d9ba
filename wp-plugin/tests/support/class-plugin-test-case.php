<?php
/**
 * A test in a transaction that is rolled back, with the gateway doubled and a fresh plugin.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use DOMDocument;
use DOMXPath;
use PHPUnit\Framework\TestCase;
use Skybridge\Directory_Block;
use Skybridge\Page_Patience;
use Skybridge\Portal_Block;
use Skybridge\Portal_Submission;
use Skybridge\Report_Block;
use Skybridge\Services;
use WP_Error;

/**
 * Base of the tests that write to WordPress's database.
 */
abstract class Plugin_Test_Case extends TestCase {

	protected const GATEWAY = 'https://gateway.example.org';

	/**
	 * The doubled gateway.
	 *
	 * @var Gateway_Double
	 */
	protected Gateway_Double $gateway;

	protected function setUp(): void {
		global $wpdb;
		parent::setUp();
		$wpdb->query( 'START TRANSACTION' );
		wp_cache_flush();
		$this->gateway = new Gateway_Double();
		add_filter( 'pre_http_request', array( $this->gateway, 'intercept' ), 10, 3 );
		delete_option( 'skybridge_site_key' );
		update_option( 'skybridge_gateway_url', self::GATEWAY );
		update_option( 'skybridge_site_id', 'demo' );
		$this->forget_cached_answers();
		$this->new_request( '/' );
	}

	protected function tearDown(): void {
		global $wpdb;
		remove_filter( 'pre_http_request', array( $this->gateway, 'intercept' ), 10 );
		$wpdb->query( 'ROLLBACK' );
		wp_cache_flush();
		wp_set_current_user( 0 );
		parent::tearDown();
	}

	/**
	 * Starts the next request of the site: nothing of the last one is remembered in memory.
	 *
	 * @param string $uri Path with query.
	 */
	protected function new_request( string $uri ): void {
		$_SERVER['REQUEST_URI'] = $uri;
		parse_str( (string) wp_parse_url( $uri, PHP_URL_QUERY ), $query );
		// phpcs:ignore WordPress.Security.NonceVerification -- plays a request.
		$_GET = wp_slash( $query );
		Services::reset();
		Directory_Block::reset();
		Report_Block::reset();
		Portal_Block::reset();
		Portal_Submission::reset();
		Page_Patience::reset();
	}

	/**
	 * Removes what earlier runs or the site itself cached.
	 */
	protected function forget_cached_answers(): void {
		global $wpdb;
		$wpdb->query( "DELETE FROM {$wpdb->options} WHERE option_name LIKE '%skybridge\\_answer%' OR option_name LIKE 'skybridge\\_lock%'" );
		wp_cache_flush();
	}

	/**
	 * Ages every cached answer and failure, as if time had passed.
	 *
	 * @param int $seconds How much.
	 */
	protected function let_time_pass( int $seconds ): void {
		global $wpdb;
		foreach ( $wpdb->get_results( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name LIKE '\\_transient\\_skybridge\\_answer%'" ) as $row ) {
			$entry = unserialize( $row->option_value, array( 'allowed_classes' => false ) );
			foreach ( array( 'fetched_at', 'until' ) as $moment ) {
				if ( isset( $entry[ $moment ] ) ) {
					$entry[ $moment ] -= $seconds;
				}
			}
			$wpdb->update( $wpdb->options, array( 'option_value' => serialize( $entry ) ), array( 'option_name' => $row->option_name ) );
		}
		wp_cache_flush();
	}

	/**
	 * Asserts that a result is an error with a code.
	 *
	 * @param string $code   The code.
	 * @param mixed  $result The result.
	 */
	protected function assertWPErrorCode( string $code, mixed $result ): void {
		$this->assertInstanceOf( WP_Error::class, $result );
		$this->assertSame( $code, $result->get_error_code(), $result->get_error_message() );
	}

	/**
	 * Logs a new user in.
	 *
	 * @param string $role Role slug.
	 */
	protected function log_in_as( string $role ): int {
		$id = wp_insert_user( array( 'user_login' => 'test-' . $role, 'user_pass' => 'irrelevant', 'user_email' => $role . '@example.org', 'role' => $role ) );
		$this->assertIsInt( $id );
		wp_set_current_user( $id );
		return $id;
	}

	/**
	 * Reads HTML as a browser would.
	 *
	 * @param string $html Part of a page.
	 */
	protected function parse( string $html ): DOMXPath {
		$document = new DOMDocument();
		$before   = libxml_use_internal_errors( true );
		$document->loadHTML( '<?xml encoding="UTF-8"><body>' . $html . '</body>' );
		libxml_clear_errors();
		libxml_use_internal_errors( $before );
		return new DOMXPath( $document );
	}

	/**
	 * A page's HTML as read.
	 *
	 * @param DOMXPath $page The page.
	 */
	protected function html( DOMXPath $page ): string {
		return (string) $page->document->saveHTML();
	}

	/**
	 * Texts of the nodes that an expression finds.
	 *
	 * @return string[]
	 */
	protected function texts( DOMXPath $page, string $expression ): array {
		return array_map( static fn ( \DOMNode $node ): string => trim( $node->textContent ), iterator_to_array( $page->query( $expression ), false ) );
	}

	/**
	 * Claims of the last request's token, as JSON.
	 */
	protected function claims(): string {
		return (string) \Skybridge\Base64url::decode( explode( '.', $this->gateway->token() )[1] );
	}

	/**
	 * Data of a directory operation.
	 *
	 * @param array<int, array<string, mixed>> $people   Contacts; fields left out are null.
	 * @param array<string, mixed>             $contacts Further parts of the connection, such as totalCount and pageInfo.
	 * @return array<string, mixed>
	 */
	protected function directory_data( array $people, array $contacts = array() ): array {
		$empty = array( 'id' => '003', 'name' => null, 'title' => null, 'department' => null, 'email' => null, 'phone' => null );
		return array(
			'contacts'    => $contacts + array(
				'totalCount' => count( $people ),
				'nodes'      => array_map( static fn ( array $person ): array => $person + $empty, $people ),
				'pageInfo'   => array( 'hasNextPage' => false, 'hasPreviousPage' => false, 'startCursor' => 'start', 'endCursor' => 'end' ),
			),
			'departments' => array(
				'groupBy' => array(
					array( 'key' => array( 'department' => 'Sales' ), 'count' => 2 ),
					array( 'key' => array( 'department' => null ), 'count' => 1 ),
					array( 'key' => array( 'department' => 'Engineering' ), 'count' => 3 ),
				),
			),
		);
	}
}
