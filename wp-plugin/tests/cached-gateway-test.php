<?php
/**
 * One call per cache time; the last data when the gateway fails; never what a viewer may no longer read.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Answer_Cache;
use Skybridge\Cache_Tags;
use Skybridge\Dated_Answer;
use Skybridge\Failure;
use Skybridge\Lock;
use Skybridge\Page_Patience;
use Skybridge\Services;
use Skybridge\Viewer;

final class Cached_Gateway_Test extends Plugin_Test_Case {

	public function test_a_fresh_answer_costs_no_call(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->fetch();
		$this->new_request( '/' );
		$answer = $this->fetch();
		$this->assertCount( 1, $this->gateway->requests );
		$this->assertSame( array( 'n' => 1 ), $answer->data() );
		$this->assertEqualsWithDelta( time(), $answer->fetched_at(), 2 );
		$this->assertNull( $answer->failure() );
	}

	public function test_an_old_answer_is_renewed(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->gateway->gives( array( 'n' => 2 ) );
		$this->fetch();
		$this->let_time_pass( 61 );
		$this->assertSame( array( 'n' => 2 ), $this->fetch()->data() );
		$this->assertSame( array( 'n' => 2 ), $this->fetch()->data() );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_when_the_gateway_is_down_the_last_answer_is_shown_with_its_time_and_reason(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->gateway->fails();
		$this->fetch();
		$this->let_time_pass( 3600 );

		$answer = $this->fetch();
		$this->assertSame( array( 'n' => 1 ), $answer->data() );
		$this->assertEqualsWithDelta( time() - 3600, $answer->fetched_at(), 2 );
		$this->assertSame( 'unreachable', $answer->failure()->code() );
	}

	public function test_a_dead_gateway_slows_one_page_and_is_asked_again_soon(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->gateway->fails();
		$this->fetch();
		$this->let_time_pass( 61 );
		$this->fetch();
		$this->fetch();
		$this->assert_fails( 'unreachable', fn () => $this->fetch( '{ other }' ) );
		$this->assertCount( 2, $this->gateway->requests, 'Other pages do not wait for a gateway known to be down.' );

		$this->let_time_pass( 11 );
		$this->gateway->reset();
		$this->gateway->gives( array( 'n' => 2 ) );
		$this->assertSame( array( 'n' => 2 ), $this->fetch()->data() );
	}

	public function test_the_gateways_own_waiting_time_is_kept_within_a_minute(): void {
		$this->gateway->refuses( 'API_LIMIT_REACHED', array( 'retryAfter' => 3600 ) );
		$this->assert_fails( 'api_limit_reached', fn () => $this->fetch() );
		$this->let_time_pass( 30 );
		$this->assert_fails( 'api_limit_reached', fn () => $this->fetch() );
		$this->assertCount( 1, $this->gateway->requests );
		$this->let_time_pass( 31 );
		$this->assert_fails( 'api_limit_reached', fn () => $this->fetch() );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_what_a_viewer_may_no_longer_read_is_not_shown_from_memory(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->gateway->refuses( 'FORBIDDEN' );
		$this->fetch();
		$this->let_time_pass( 61 );
		$this->assert_fails( 'forbidden', fn () => $this->fetch() );

		$this->let_time_pass( 61 );
		$this->gateway->reset();
		$this->gateway->fails();
		$this->assert_fails( 'unreachable', fn () => $this->fetch(), 'The refused data is gone for good.' );
	}

	public function test_errors_of_single_fields_leave_a_usable_answer(): void {
		$this->gateway->refuses( 'FORBIDDEN', array(), array( 'n' => null ) );
		$this->assertSame( array( 'n' => null ), $this->fetch()->data() );
		$answer = $this->fetch();
		$this->assertSame( 'forbidden', $answer->failure()->code() );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_viewers_operations_variables_gateways_and_sites_do_not_share_answers(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->fetch();
		$this->fetch( '{ other }' );
		$this->fetch( '{ a }', array( 'x' => 1 ) );
		$this->fetch( '{ a }', array( 'x' => '1' ) );
		$this->log_in_as( 'editor' );
		$this->fetch( '{ a }', array(), Viewer::current() );
		wp_get_current_user()->set_role( 'author' );
		$this->fetch( '{ a }', array(), Viewer::current() );
		update_option( 'skybridge_site_id', 'other' );
		$this->fetch();
		update_option( 'skybridge_gateway_url', 'https://other.example.org' );
		$this->fetch();
		$this->assertCount( 8, $this->gateway->requests );
	}

	public function test_while_one_request_renews_others_show_the_last_answer_without_waiting(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->fetch();
		$this->let_time_pass( 61 );
		$inner = null;
		$this->during_the_next_call( function () use ( &$inner ): void {
			$inner = $this->fetch();
		} );
		$this->fetch();
		$this->assertInstanceOf( Dated_Answer::class, $inner );
		$this->assertSame( array( 'n' => 1 ), $inner->data() );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_on_a_cold_page_a_second_request_waits_and_says_busy_rather_than_calling_too(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$busy = null;
		$this->during_the_next_call( function () use ( &$busy ): void {
			try {
				$this->fetch();
			} catch ( Failure $failure ) {
				$busy = $failure->code();
			}
		} );
		$this->fetch();
		$this->assertSame( 'busy', $busy );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_a_page_waits_a_little_in_all_and_nobody_waits_for_cron(): void {
		$this->gateway->fails( 'cURL error 28: Operation timed out' );
		$this->assert_fails( 'timeout', fn () => $this->fetch() );
		Page_Patience::spend( 1.0 );
		$this->assert_fails( 'timeout', fn () => $this->fetch( '{ b }' ) );
		$this->assertCount( 1, $this->gateway->requests, 'There was no time left to begin a second.' );
		$this->assertEqualsWithDelta( 1.2, $this->gateway->requests[0]['timeout'], 0.01 );

		Page_Patience::reset();
		$this->assert_fails( 'timeout', fn () => $this->fetch( '{ b }' ) );
		$this->assertCount( 2, $this->gateway->requests, 'What was never asked has not failed, and one slow answer says nothing of another.' );

		Page_Patience::spend( 1.0 );
		add_filter( 'wp_doing_cron', '__return_true' );
		$this->assert_fails( 'timeout', fn () => $this->fetch( '{ c }' ) );
		remove_filter( 'wp_doing_cron', '__return_true' );
		$this->assertSame( 5.0, $this->gateway->requests[2]['timeout'] );
	}

	public function test_what_a_form_does_has_the_time_that_a_page_has_not(): void {
		$this->gateway->answers( 200, array( 'bindings' => array() ) );
		foreach ( array( 'GET' => 1.2, 'POST' => 5.0 ) as $method => $seconds ) {
			$_SERVER['REQUEST_METHOD'] = $method;
			$this->new_request( '/' );
			Services::get()->client->post( '/portal/bindings/list', array(), Viewer::visitor() );
			$requests = $this->gateway->requests;
			$this->assertEqualsWithDelta( $seconds, end( $requests )['timeout'], 0.01 );
		}
		unset( $_SERVER['REQUEST_METHOD'] );
	}

	public function test_searching_for_ever_new_words_does_not_fill_the_database(): void {
		global $wpdb;
		$this->gateway->gives( array( 'n' => 1 ) );
		for ( $i = 0; $i < 700; $i++ ) {
			$this->fetch( '{ a }', array( 'search' => "word {$i}" ), null, true );
		}
		$this->assertLessThanOrEqual( 512, (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name LIKE '\\_transient\\_skybridge\\_answer%'" ) );
		$before = count( $this->gateway->requests );
		$this->assertSame( array( 'n' => 1 ), $this->fetch( '{ a }', array( 'search' => 'word 699' ), null, true )->data() );
		$this->assertCount( $before, $this->gateway->requests );
	}

	public function test_a_failure_is_announced_to_other_code(): void {
		$heard = array();
		$hear  = static function ( \WP_Error $error ) use ( &$heard ): void {
			$heard[] = $error->get_error_code();
		};
		add_action( 'skybridge_gateway_failed', $hear );
		$this->gateway->fails();
		$this->assert_fails( 'unreachable', fn () => $this->fetch() );
		remove_action( 'skybridge_gateway_failed', $hear );
		$this->assertSame( array( 'skybridge_unreachable' ), $heard );
	}

	public function test_what_is_about_a_purged_tag_is_asked_for_again_and_kept_for_an_outage(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->gateway->gives( array( 'n' => 2 ) );
		$ask = static fn (): array|\WP_Error => skybridge_query( '{ a }', array(), array( 'cache' => 60, 'tags' => array( 'mine', 'contacts' ) ) );
		$ask();
		$this->let_time_pass( 5 );
		do_action( 'skybridge_purge_tags', array( 'cases' ) );
		$this->assertSame( array( 'n' => 1 ), $ask(), 'Another tag.' );

		do_action( 'skybridge_purge_tags', 'contacts' );
		$this->assertSame( array( 'n' => 2 ), $ask() );
		$this->assertCount( 2, $this->gateway->requests );

		do_action( 'skybridge_purge_tags', array( 'mine' ) );
		$this->gateway->fails();
		$this->assertSame( array( 'n' => 2 ), $ask() );
		$this->assertCount( 3, $this->gateway->requests );
	}

	public function test_whatever_is_no_tag_purges_nothing(): void {
		foreach ( array( null, '', array(), array( array( 'contacts' ), 7, new \stdClass() ) ) as $tags ) {
			do_action( 'skybridge_purge_tags', $tags );
		}
		$this->assertSame( 0.0, Cache_Tags::purged_at( array( 'contacts', '7', '' ) ) );
		$this->assertSame( 0.0, Cache_Tags::purged_at( array() ) );
	}

	public function test_skybridge_query_caches_when_asked_to(): void {
		$this->gateway->gives( array( 'n' => 1 ) );
		$this->gateway->fails();
		skybridge_query( '{ a }', array(), array( 'cache' => 60 ) );
		$this->let_time_pass( 61 );
		$this->assertSame( array( 'n' => 1 ), skybridge_query( '{ a }', array(), array( 'cache' => 60 ) ) );
	}

	public function test_skybridge_query_reports_field_errors_from_the_cache_too(): void {
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open it.' ), array( 'n' => null ) );
		foreach ( array( 1, 2 ) as $time ) {
			$error = skybridge_query( '{ n }', array(), array( 'cache' => 60 ) );
			$this->assertWPErrorCode( 'skybridge_forbidden', $error );
			$this->assertSame( array( 'n' => null ), $error->get_error_data()['data'] );
		}
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_a_lock_is_held_by_one_and_overruled_when_its_time_is_up(): void {
		$first  = new Lock( 'test' );
		$second = new Lock( 'test' );
		$this->assertTrue( $first->acquire( 30 ) );
		$this->assertFalse( $second->acquire( 30 ) );
		$second->release();
		$this->assertFalse( $second->acquire( 30 ), 'Releasing a lock one does not hold changes nothing.' );
		$first->release();
		$this->assertTrue( $second->acquire( -1 ) );
		$this->assertTrue( $first->acquire( 30 ), 'The time of the second is up.' );
		$second->release();
		$this->assertFalse( $second->acquire( 30 ), 'A late release does not take it from the new holder.' );
	}

	public function test_a_shared_object_cache_is_used_where_there_is_one(): void {
		global $wpdb;
		wp_using_ext_object_cache( true );
		try {
			$this->gateway->gives( array( 'n' => 1 ) );
			$inner = null;
			$this->during_the_next_call( function () use ( &$inner ): void {
				$inner = ( new Lock( 'answer_' . substr( ( new Answer_Cache() )->key( self::GATEWAY . ' demo 0', '{ a }', array(), Viewer::visitor() ), 0, 40 ) ) )->acquire( 5 );
			} );
			$this->fetch();
			$this->assertFalse( $inner, 'The lock is held during the call.' );
			$this->fetch();
			$this->assertCount( 1, $this->gateway->requests );
			$this->assertSame( '0', (string) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name LIKE '%skybridge\_answer%' OR option_name LIKE 'skybridge\_lock%'" ) );
		} finally {
			wp_using_ext_object_cache( false );
		}
	}

	/**
	 * Fetches through the cache.
	 */
	private function fetch( string $query = '{ a }', array $variables = array(), ?Viewer $viewer = null, bool $visitor_set = false ): Dated_Answer {
		return Services::get()->cached->fetch( $query, $variables, $viewer ?? Viewer::visitor(), 60, $visitor_set );
	}

	/**
	 * Runs something while the next call to the gateway is under way.
	 */
	private function during_the_next_call( callable $action ): void {
		$filter = static function ( mixed $short ) use ( $action, &$filter ): mixed {
			remove_filter( 'pre_http_request', $filter, 5 );
			$action();
			return $short;
		};
		add_filter( 'pre_http_request', $filter, 5 );
	}

	/**
	 * Asserts that something fails with a code.
	 */
	private function assert_fails( string $code, callable $action, string $message = '' ): void {
		try {
			$action();
			$this->fail( 'Nothing failed. ' . $message );
		} catch ( Failure $failure ) {
			$this->assertSame( $code, $failure->code(), $message );
		}
	}
}
