<?php
/**
 * Site Health and the commands of WP-CLI, the latter against a double of WP_CLI.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Cache_Tags;
use Skybridge\Command_Line;
use Skybridge\Site_Health;

final class Operations_Test extends Plugin_Test_Case {

	protected function setUp(): void {
		parent::setUp();
		require_once __DIR__ . '/double/class-wp-cli.php';
		\WP_CLI::$said = array();
	}

	public function test_site_health_names_what_to_change(): void {
		$this->gateway->fails();
		$tests = Site_Health::add_tests( array( 'direct' => array() ) )['direct'];
		$this->assertSame( array( 'skybridge_connection', 'skybridge_key', 'skybridge_cron', 'skybridge_changes', 'skybridge_versions' ), array_keys( $tests ) );
		$results = array_column( Site_Health::results(), null, 'test' );
		$this->assertSame( 'critical', $results['skybridge_connection']['status'] );
		$this->assertStringContainsString( 'firewall', $results['skybridge_connection']['description'] );
		$this->assertSame( 'good', $results['skybridge_key']['status'] );
		$this->assertSame( 'good', $results['skybridge_versions']['status'] );

		wp_schedule_single_event( time() - 7200, 'skybridge_test_event' );
		$this->assertSame( 'recommended', Site_Health::cron()['status'] );
	}

	public function test_status_and_doctor_fail_where_no_data_arrives(): void {
		$this->gateway->fails();
		( new Command_Line() )->status();
		$this->assertStringContainsString( 'error: The gateway cannot be reached.', \WP_CLI::$said[0] );
		( new Command_Line() )->doctor();
		$this->assertSame( 'error: Something must be changed.', end( \WP_CLI::$said ) );
	}

	public function test_query_prints_data_or_the_reason(): void {
		$this->gateway->gives( array( 'a' => 'ä/b' ) );
		( new Command_Line() )->query( array( 'query ($n: Int) { a(n: $n) }' ), array( 'variables' => '{"n":1}' ) );
		$this->assertSame( array( 'n' => 1 ), $this->gateway->body()['variables'] );
		$this->assertStringContainsString( '"a": "ä/b"', \WP_CLI::$said[0] );
		( new Command_Line() )->query( array( '{ a }' ), array( 'variables' => 'no' ) );
		$this->assertStringContainsString( 'JSON object', end( \WP_CLI::$said ) );
		$this->gateway->reset();
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open it.' ) );
		( new Command_Line() )->query( array( '{ a }' ), array() );
		$this->assertSame( 'error: The gateway says FORBIDDEN. [skybridge_forbidden] Open it.', end( \WP_CLI::$said ) );
	}

	public function test_cache_purge_makes_the_next_page_ask_again(): void {
		$this->gateway->gives( array( 'a' => 1 ) );
		skybridge_query( '{ a }', array(), array( 'cache' => 60 ) );
		( new Command_Line() )->cache( array( 'purge' ) );
		$this->assertSame( 'success: Forgot 1 cached answers.', \WP_CLI::$said[0] );
		skybridge_query( '{ a }', array(), array( 'cache' => 60 ) );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_cache_purge_of_tags_says_which(): void {
		( new Command_Line() )->cache( array( 'purge', 'contacts', 'report:Leads' ) );
		$this->assertSame( 'success: Old from now on: answers about contacts, report:Leads.', \WP_CLI::$said[0] );
		foreach ( array( 'contacts', 'report:Leads' ) as $tag ) {
			$this->assertEqualsWithDelta( time(), Cache_Tags::purged_at( array( 'other', $tag ) ), 2 );
		}
		$this->assertSame( 0.0, Cache_Tags::purged_at( array( 'cases' ) ) );
	}
}
