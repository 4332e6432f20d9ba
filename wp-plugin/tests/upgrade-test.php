<?php
/**
 * After a change of version nothing of the old shape is read, and nothing of the site owner's is lost.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Answer_Cache;
use Skybridge\Federation\Type_Store;
use Skybridge\Lock;
use Skybridge\Services;
use Skybridge\Site_Key;
use Skybridge\Upgrade;

final class Upgrade_Test extends Plugin_Test_Case {

	protected function setUp(): void {
		parent::setUp();
		$this->gateway->gives( array( 'a' => 1 ) );
		skybridge_query( '{ a }', array(), array( 'cache' => 60 ) );
		( new Type_Store() )->clear();
		( new Type_Store() )->write( 'old', array( 'Query' => array( 'kind' => 'OBJECT' ) ) );
		( new Type_Store() )->activate( array( 'id' => 'old', 'version' => 'v1', 'query' => 'Query', 'mutation' => null, 'directives' => array() ), array( 'Query' ) );
	}

	/**
	 * @dataProvider other_versions
	 */
	public function test_answers_and_schema_of_another_version_are_forgotten( mixed $version ): void {
		update_option( Upgrade::OPTION, $version );
		Upgrade::run();
		$this->assertSame( SKYBRIDGE_VERSION, get_option( Upgrade::OPTION ) );
		$this->assertSame( 0, Answer_Cache::purge() );
		$this->assertNull( ( new Type_Store() )->current() );
	}

	public function other_versions(): array {
		return array(
			'the first that stored none' => array( false ),
			'an older one'               => array( '0.0.9' ),
			'a newer one'                => array( '99.0.0' ),
			'a damaged one'              => array( array( 'x' ) ),
		);
	}

	public function test_settings_and_key_stay(): void {
		$key = Services::get()->site_key->public_key();
		update_option( Upgrade::OPTION, '0.0.9' );
		Upgrade::run();
		$this->new_request( '/' );
		$this->assertSame( $key, Services::get()->site_key->public_key() );
		$this->assertSame( self::GATEWAY, get_option( 'skybridge_gateway_url' ) );
		$this->assertSame( 'demo', get_option( 'skybridge_site_id' ) );
	}

	public function test_a_key_that_was_loaded_on_every_request_is_not_any_more(): void {
		global $wpdb;
		Services::get()->site_key->public_key();
		$wpdb->update( $wpdb->options, array( 'autoload' => 'yes' ), array( 'option_name' => Site_Key::OPTION ) );
		wp_cache_flush();
		update_option( Upgrade::OPTION, '0.0.9' );
		Upgrade::run();
		$this->assertArrayNotHasKey( Site_Key::OPTION, wp_load_alloptions( true ) );
	}

	public function test_nothing_is_done_while_the_version_is_the_same(): void {
		update_option( Upgrade::OPTION, SKYBRIDGE_VERSION );
		Upgrade::run();
		$this->assertNotNull( ( new Type_Store() )->current() );
		$this->assertSame( 1, Answer_Cache::purge() );
	}

	public function test_of_two_requests_only_one_upgrades(): void {
		update_option( Upgrade::OPTION, '0.0.9' );
		$other = new Lock( 'upgrade' );
		$this->assertTrue( $other->acquire( 30 ) );
		Upgrade::run();
		$this->assertSame( '0.0.9', get_option( Upgrade::OPTION ) );
		$other->release();
		Upgrade::run();
		$this->assertSame( SKYBRIDGE_VERSION, get_option( Upgrade::OPTION ) );
	}

	public function test_it_runs_before_anything_else_of_the_plugin(): void {
		$this->assertSame( 1, has_action( 'init', array( Upgrade::class, 'run' ) ) );
	}
}
