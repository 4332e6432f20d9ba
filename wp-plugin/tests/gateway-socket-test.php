<?php
/**
 * Over a real socket: the signed request is accepted, and a burst of visitors makes one call.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Services;
use Skybridge\Site_Key;

final class Gateway_Socket_Test extends Plugin_Test_Case {

	/**
	 * The gateway's process.
	 *
	 * @var Gateway_Process|null
	 */
	private ?Gateway_Process $process = null;

	protected function setUp(): void {
		parent::setUp();
		remove_filter( 'pre_http_request', array( $this->gateway, 'intercept' ), 10 );
	}

	protected function tearDown(): void {
		if ( null !== $this->process ) {
			$this->process->stop();
		}
		parent::tearDown();
	}

	public function test_a_gateway_that_knows_the_key_accepts_the_request(): void {
		$this->process = new Gateway_Process( Services::get()->site_key->public_key() );
		update_option( 'skybridge_gateway_url', $this->process->url );
		$data = skybridge_query( 'query { contacts { nodes { name } } }', array( 'text' => "Zoë \"\\/ 😀" ) );
		$this->assertIsArray( $data, is_wp_error( $data ) ? $data->get_error_message() : '' );
		$this->assertSame( 'Ada Abbott', $data['contacts']['nodes'][0]['name'] );
		$this->assertSame( array( 'POST /graphql' ), $this->process->requests() );
	}

	public function test_a_gateway_that_knows_another_key_does_not(): void {
		$this->process = new Gateway_Process( Services::get()->site_key->public_key() );
		update_option( 'skybridge_gateway_url', $this->process->url );
		Services::get()->site_key->replace();
		$this->assertWPErrorCode( 'skybridge_unauthenticated', skybridge_query( '{ a }' ) );
	}

	public function test_a_gateway_that_is_gone_is_unreachable_and_a_slow_one_times_out(): void {
		$this->process = new Gateway_Process( Services::get()->site_key->public_key(), 2000 );
		update_option( 'skybridge_gateway_url', $this->process->url );
		$this->assertWPErrorCode( 'skybridge_timeout', skybridge_query( '{ a }', array(), array( 'timeout' => 0.5 ) ) );
		$this->process->stop();
		$this->new_request( '/' );
		$this->assertWPErrorCode( 'skybridge_unreachable', skybridge_query( '{ a }' ) );
	}

	public function test_a_burst_of_visitors_on_a_cold_page_makes_one_call(): void {
		global $wpdb;
		// Other processes see only what is committed: the site's own key, made for good if it has none.
		$wpdb->query( 'ROLLBACK' );
		wp_cache_flush();
		$had_key = false !== get_option( Site_Key::OPTION );
		Services::reset();
		try {
			$this->process = new Gateway_Process( Services::get()->site_key->public_key(), 700 );
			$pages         = $this->render_in_processes( 8, $this->process->url );
			foreach ( $pages as $html ) {
				$this->assertStringContainsString( 'Ada Abbott', $html );
			}
			$this->assertCount( 1, $this->process->requests() );
		} finally {
			$this->forget_cached_answers();
			if ( ! $had_key ) {
				delete_option( Site_Key::OPTION );
			}
			$wpdb->query( 'START TRANSACTION' );
		}
	}

	/**
	 * Renders the directory in several processes at once.
	 *
	 * @return string[] Their pages.
	 */
	private function render_in_processes( int $count, string $url ): array {
		$processes = array();
		$outputs   = array();
		for ( $i = 0; $i < $count; $i++ ) {
			$processes[ $i ] = proc_open( array( PHP_BINARY, __DIR__ . '/double/render-directory.php', $url ), array( 1 => array( 'pipe', 'w' ) ), $pipes );
			$outputs[ $i ]   = $pipes[1];
		}
		$pages = array_map( 'stream_get_contents', $outputs );
		array_map( 'fclose', $outputs );
		array_map( 'proc_close', $processes );
		return $pages;
	}
}
