<?php
/**
 * What changes in Salesforce is asked for by the site, and only what is cached of it is asked for again.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Base64url;
use Skybridge\Cache_Tags;
use Skybridge\Change_Pull;
use Skybridge\Command_Line;
use Skybridge\Connection;
use Skybridge\Failure;
use Skybridge\Lock;
use Skybridge\Pull_Record;
use Skybridge\Services;
use Skybridge\Site_Health;
use Skybridge\Upgrade;

final class Change_Pull_Test extends Plugin_Test_Case {

	private const HOUR = array( 'cache' => 3600 );

	/**
	 * Requests of the last pull().
	 *
	 * @var array<int, array<string, mixed>>
	 */
	private array $pulled = array();

	protected function setUp(): void {
		parent::setUp();
		require_once __DIR__ . '/double/class-wp-cli.php';
		\WP_CLI::$said = array();
		wp_clear_scheduled_hook( Change_Pull::EVENT );
		delete_option( Change_Pull::UNTIL_OPTION );
		delete_option( Pull_Record::OPTION );
	}

	public function test_what_changed_is_asked_for_again_by_one_call_and_nothing_else_is(): void {
		$this->cache( '{ contacts }', array( 'C', 'A' ) );
		$this->cache( '{ cases }', array( 'S' ) );
		$this->pull( array( 'reset' => false, 'tags' => array( 'C', 'other' ) ) );
		$this->gateway->gives( array( 'n' => 2 ), array( 'changeTags' => array( 'A', 'C' ) ) );
		foreach ( array( '{ contacts }', '{ cases }', '{ contacts }' ) as $query ) {
			$answers[] = skybridge_query( $query, array(), self::HOUR );
		}
		$this->assertSame( array( array( 'n' => 2 ), array( 'n' => 1 ), array( 'n' => 2 ) ), $answers );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_a_reset_makes_everything_old_that_came_with_tags(): void {
		$this->cache( '{ contacts }', array( 'C' ) );
		$this->cache( '{ cases }', array( 'S' ) );
		$this->cache( '{ report }', array() );
		$this->pull( array( 'reset' => true, 'tags' => array() ) );
		$this->gateway->gives( array( 'n' => 2 ) );
		foreach ( array( '{ contacts }', '{ cases }', '{ report }' ) as $query ) {
			skybridge_query( $query, array(), self::HOUR );
		}
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_the_old_answer_stays_for_an_outage(): void {
		$this->cache( '{ contacts }', array( 'C' ) );
		$this->pull( array( 'reset' => true, 'tags' => array() ) );
		$this->gateway->fails();
		$this->assertSame( array( 'n' => 1 ), skybridge_query( '{ contacts }', array(), self::HOUR ) );
	}

	public function test_each_pull_goes_on_where_the_last_one_ended_signed_and_without_anybodys_name(): void {
		$this->cache( '{ contacts }', array( 'C' ) );
		$this->log_in_as( 'administrator' );
		$this->pull( array( 'reset' => true, 'tags' => array(), 'position' => 'v1.a/b' ) );
		$this->assertSame( self::GATEWAY . '/site/changes', $this->pulled[0]['url'] );
		$this->pull( array( 'reset' => false, 'tags' => array() ) );
		$this->assertSame( self::GATEWAY . '/site/changes?after=v1.a%2Fb', $this->pulled[0]['url'] );
		$this->assertSame( 'GET', $this->pulled[0]['method'] );
		$token = substr( $this->pulled[0]['headers']['Authorization'], strlen( 'Bearer ' ) );
		$this->assertStringNotContainsString( '"sub"', (string) Base64url::decode( explode( '.', $token )[1] ) );
	}

	public function test_a_position_that_the_gateway_does_not_know_is_given_up(): void {
		$this->cache( '{ contacts }', array( 'C' ) );
		$this->pull( array( 'reset' => false, 'tags' => array(), 'position' => 'old' ) );
		$this->gateway->reset();
		$this->gateway->refuses( 'BAD_USER_INPUT', array(), null, 400 );
		$this->answer( array( 'reset' => true, 'tags' => array(), 'position' => 'new' ) );
		$this->assertSame( 1, Change_Pull::sync()->purged );
		$this->assertSame( self::GATEWAY . '/site/changes', $this->gateway->requests[1]['url'] );
		$this->assertSame( 'new', Pull_Record::read()->position );
	}

	public function test_a_position_of_another_connection_is_not_used(): void {
		$this->pull( array( 'reset' => false, 'tags' => array(), 'position' => 'here' ) );
		Services::get()->configuration->start_new_epoch();
		$this->pull( array( 'reset' => true, 'tags' => array() ) );
		$this->assertStringNotContainsString( 'after', $this->pulled[0]['url'] );
	}

	public function test_the_event_runs_while_something_is_cached_for_longer_than_it_takes(): void {
		$this->cache( '{ a }', array( 'C' ), 60 );
		$this->cache( '{ b }', array(), 3600 );
		$this->assertFalse( wp_next_scheduled( Change_Pull::EVENT ) );
		$this->cache( '{ c }', array( 'C' ), 3600 );
		$this->assertNotFalse( wp_next_scheduled( Change_Pull::EVENT ) );
		$this->assertSame( 60, wp_get_schedules()[ Change_Pull::INTERVAL ]['interval'] );

		$this->gateway->reset();
		$this->answer( array( 'reset' => true, 'tags' => array() ) );
		do_action( Change_Pull::EVENT );
		$this->assertCount( 1, $this->gateway->requests );

		update_option( Change_Pull::UNTIL_OPTION, time() - 1 );
		do_action( Change_Pull::EVENT );
		$this->assertCount( 1, $this->gateway->requests );
		$this->assertFalse( wp_next_scheduled( Change_Pull::EVENT ) );
	}

	public function test_tags_cost_a_warm_page_no_query_and_no_call(): void {
		global $wpdb;
		$queries = array();
		foreach ( array( array(), array( 'C', 'A' ) ) as $tags ) {
			$this->cache( '{ a' . count( $tags ) . ' }', $tags );
			$this->gateway->reset();
			$this->new_request( '/' );
			$before = $wpdb->num_queries;
			skybridge_query( '{ a' . count( $tags ) . ' }', array(), self::HOUR );
			$queries[] = $wpdb->num_queries - $before;
		}
		$this->assertSame( $queries[0], $queries[1] );
	}

	public function test_a_gateway_that_is_down_is_asked_less_and_less_often(): void {
		$this->cache( '{ a }', array( 'C' ) );
		$this->pull( array( 'reset' => false, 'tags' => array(), 'position' => 'p' ) );
		$this->gateway->reset();
		$this->gateway->fails();
		foreach ( array( 60, 120, 240, 480, 900, 900 ) as $pause ) {
			Change_Pull::run();
			Change_Pull::run();
			$record = Pull_Record::read();
			$this->assertEqualsWithDelta( time() + $pause, $record->retry_at, 2 );
			$this->assertSame( 'p', $record->position );
			$this->change_record( array( 'retry_at' => 0 ) );
		}
		$this->assertCount( 6, $this->gateway->requests );
		$this->gateway->reset();
		$this->gateway->refuses( 'API_LIMIT_REACHED', array( 'retryAfter' => 3600 ) );
		Change_Pull::run();
		$this->assertEqualsWithDelta( time() + 900, Pull_Record::read()->retry_at, 2 );
		$this->pull( array( 'reset' => false, 'tags' => array() ) );
		$this->assertNull( Pull_Record::read()->failure() );
		$this->assertSame( 0, Pull_Record::read()->retry_at );
	}

	public function test_one_pull_at_a_time(): void {
		$other = new Lock( 'pull_changes' );
		$this->assertTrue( $other->acquire( 30 ) );
		try {
			Change_Pull::sync();
			$this->fail( 'Another one is under way.' );
		} catch ( Failure $failure ) {
			$this->assertSame( 'busy', $failure->code() );
		}
		$this->assertSame( array(), $this->gateway->requests );
		$other->release();
	}

	/**
	 * @dataProvider answers_of_no_use
	 */
	public function test_an_answer_of_no_use_is_a_failure_and_makes_nothing_old( array $changes ): void {
		$this->cache( '{ a }', array( 'C' ) );
		$this->gateway->reset();
		$this->gateway->answers( 200, array( 'data' => $changes ) );
		Change_Pull::run();
		$this->assertSame( 'bad_answer', Pull_Record::read()->failure()->code() );
		$this->assertSame( 0.0, Cache_Tags::purged_at( array( 'change:*', 'change:C' ) ) );
	}

	public function answers_of_no_use(): array {
		return array(
			'another question' => array( array( 'site' => array() ) ),
			'no changes'       => array( array( 'changes' => 'x' ) ),
			'no reset'         => array( array( 'changes' => array( 'tags' => array( 'C' ) ) ) ),
			'no tags'          => array( array( 'changes' => array( 'reset' => true, 'tags' => 'C' ) ) ),
		);
	}

	public function test_damaged_tags_and_a_damaged_record_are_no_matter(): void {
		$this->cache( '{ a }', array( 1, '', array( 'x' ), 'C' ) );
		update_option( Pull_Record::OPTION, array( 'connection' => Services::get()->configuration->connection(), 'position' => null, 'failure' => 'x' ) );
		$this->pull( array( 'reset' => false, 'tags' => array( null, array(), 'C' ), 'position' => 7 ) );
		$this->assertSame( '', Pull_Record::read()->position );
		$this->assertGreaterThan( 0, Cache_Tags::purged_at( array( 'change:C' ) ) );
		update_option( Pull_Record::OPTION, 'x' );
		$this->assertSame( 0, Pull_Record::read()->pulled_at );
	}

	public function test_caches_of_whole_pages_are_told_only_where_something_of_theirs_changed(): void {
		$told = 0;
		add_action(
			'skybridge_data_changed',
			static function () use ( &$told ): void {
				++$told;
			}
		);
		$this->pull( array( 'reset' => true, 'tags' => array() ) );
		$this->cache( '{ a }', array( 'C' ) );
		$this->pull( array( 'reset' => false, 'tags' => array( 'other' ) ) );
		$this->assertSame( 0, $told );
		$this->pull( array( 'reset' => false, 'tags' => array( 'C' ) ) );
		$this->assertSame( 1, $told );
		remove_all_actions( 'skybridge_data_changed' );
	}

	public function test_partial_answers_become_old_too(): void {
		$error = array( 'message' => 'No.', 'extensions' => array( 'code' => 'FORBIDDEN' ) );
		$body  = array( 'data' => array( 'n' => null ), 'errors' => array( $error ), 'extensions' => array( 'skybridge' => array( 'changeTags' => array( 'C' ) ) ) );
		$this->gateway->answers( 200, $body );
		skybridge_query( '{ a }', array(), self::HOUR );
		$this->pull( array( 'reset' => false, 'tags' => array( 'C' ) ) );
		$this->gateway->answers( 200, $body );
		skybridge_query( '{ a }', array(), self::HOUR );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_site_health_and_wp_cli_tell_of_the_last_pull(): void {
		$this->assertSame( 'good', Site_Health::changes()['status'] );
		$this->cache( '{ a }', array( 'C' ) );
		$this->pull( array( 'reset' => false, 'tags' => array() ) );
		$this->change_record( array( 'pulled_at' => time() - 120 ) );
		$this->assertSame( 'Changes in Salesforce were last asked for 2 mins ago.', Site_Health::changes()['label'] );
		$this->assertSame( 'good', Site_Health::changes()['status'] );
		$this->change_record( array( 'pulled_at' => time() - 1200 ) );
		$this->assertSame( 'recommended', Site_Health::changes()['status'] );
		$this->pull( array( 'reset' => false, 'tags' => array(), 'state' => 'connecting' ) );
		$this->assertStringContainsString( 'does not hear', Site_Health::changes()['label'] );
		$this->assertSame( 'recommended', Site_Health::changes()['status'] );
		$this->gateway->reset();
		$this->gateway->fails();
		Change_Pull::run();
		$this->assertStringContainsString( 'cannot be asked for', Site_Health::changes()['label'] );
		$this->assertStringContainsString( 'firewall', Site_Health::changes()['description'] );

		$this->gateway->reset();
		$this->gateway->gives( array( 'contacts' => array() ) );
		( new Command_Line() )->status();
		$this->assertStringContainsString( 'Changes in Salesforce cannot be asked for', \WP_CLI::$said[0] );
	}

	public function test_cache_sync_pulls_at_once_and_says_how_it_went(): void {
		$this->cache( '{ a }', array( 'C' ), 60 );
		$this->gateway->reset();
		$this->answer( array( 'reset' => false, 'tags' => array( 'C' ) ) );
		$this->answer( array( 'reset' => false, 'tags' => array() ) );
		$this->answer( array( 'reset' => false, 'tags' => array(), 'state' => 'off', 'position' => null ) );
		$this->gateway->fails();
		for ( $times = 0; $times < 4; $times++ ) {
			( new Command_Line() )->cache( array( 'sync' ) );
		}
		$this->assertStringContainsString( 'success: What is cached', \WP_CLI::$said[0] );
		$this->assertSame( 'success: Nothing that is cached has changed.', \WP_CLI::$said[1] );
		$this->assertStringContainsString( 'warning: The gateway does not follow', \WP_CLI::$said[2] );
		$this->assertStringContainsString( 'error: The gateway cannot be reached', end( \WP_CLI::$said ) );
		( new Command_Line() )->cache( array( 'other' ) );
		$this->assertSame( 'error: The actions are purge and sync.', end( \WP_CLI::$said ) );
	}

	/**
	 * @dataProvider endings
	 */
	public function test_the_event_ends_and_begins_anew_with_the_next_answer( callable $end ): void {
		$this->cache( '{ a }', array( 'C' ) );
		$this->pull( array( 'reset' => false, 'tags' => array(), 'position' => 'p' ) );
		$end( $this->gateway );
		$this->assertFalse( wp_next_scheduled( Change_Pull::EVENT ) );
		$this->assertFalse( get_option( Pull_Record::OPTION ) );
		$this->cache( '{ a }', array( 'C' ) );
		$this->assertCount( 1, $this->gateway->requests, 'What was cached before counts as old.' );
		$this->assertNotFalse( wp_next_scheduled( Change_Pull::EVENT ) );
	}

	public function endings(): array {
		return array(
			'deactivated'  => array( static fn () => do_action( 'deactivate_' . plugin_basename( SKYBRIDGE_FILE ), false ) ),
			'upgraded'     => array(
				static function (): void {
					update_option( Upgrade::OPTION, '0.0.9' );
					Upgrade::run();
				},
			),
			'disconnected' => array(
				static function ( Gateway_Double $gateway ): void {
					$gateway->reset();
					$gateway->answers( 200, array( 'data' => array( 'removed' => true ) ) );
					Connection::end();
				},
			),
		);
	}

	/**
	 * Has an answer fetched and cached; `{"n": 1}`.
	 *
	 * @param string $query   GraphQL document.
	 * @param array  $tags    What it depends on.
	 * @param int    $seconds How long it is fresh.
	 */
	private function cache( string $query, array $tags, int $seconds = 3600 ): void {
		$this->gateway->reset();
		$this->gateway->gives( array( 'n' => 1 ), array() === $tags ? array() : array( 'changeTags' => $tags ) );
		skybridge_query( $query, array(), array( 'cache' => $seconds ) );
		$this->let_time_pass( 5 );
	}

	/**
	 * Pulls; the request is in `pulled`.
	 *
	 * @param array $changes What the gateway tells.
	 */
	private function pull( array $changes ): void {
		$this->gateway->reset();
		$this->answer( $changes );
		Change_Pull::sync();
		$this->pulled = $this->gateway->requests;
		$this->gateway->reset();
		$this->new_request( '/' );
	}

	/**
	 * Prepares an answer.
	 *
	 * @param array $changes What the gateway tells.
	 */
	private function answer( array $changes ): void {
		$this->gateway->answers( 200, array( 'data' => array( 'changes' => $changes + array( 'state' => 'listening', 'position' => 'next' ) ) ) );
	}

	/**
	 * Changes what is on record of the last pull.
	 *
	 * @param array $parts By name.
	 */
	private function change_record( array $parts ): void {
		update_option( Pull_Record::OPTION, $parts + get_option( Pull_Record::OPTION ) );
	}
}
