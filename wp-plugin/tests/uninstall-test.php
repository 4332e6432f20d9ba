<?php
/**
 * Uninstalling leaves nothing behind, and touches nothing else.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Change_Pull;
use Skybridge\Lock;
use Skybridge\Pull_Record;
use Skybridge\Services;

final class Uninstall_Test extends Plugin_Test_Case {

	public function test_everything_stored_is_removed(): void {
		global $wpdb;
		$this->gateway->gives( array( 'a' => 1 ), array( 'changeTags' => array( 'T' ) ) );
		skybridge_query( '{ a }', array(), array( 'cache' => 3600 ) );
		$this->assertNotFalse( wp_next_scheduled( Change_Pull::EVENT ) );
		$this->gateway->reset();
		$this->gateway->fails();
		skybridge_query( '{ b }', array(), array( 'cache' => 60 ) );
		Services::get()->site_key->public_key();
		( new Lock( 'left' ) )->acquire( 30 );
		do_action( 'skybridge_purge_tags', 'contacts' );
		Change_Pull::run();
		$this->assertNotFalse( get_option( Pull_Record::OPTION ) );
		update_option( 'other_plugin_skybridge', 'stays' );
		$this->assertGreaterThan( 5, $this->stored() );

		if ( ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
			define( 'WP_UNINSTALL_PLUGIN', 'skybridge/skybridge.php' );
		}
		require dirname( __DIR__ ) . '/uninstall.php';

		$this->assertSame( 0, $this->stored() );
		$this->assertFalse( wp_next_scheduled( Change_Pull::EVENT ) );
		$this->assertSame( 'stays', get_option( 'other_plugin_skybridge' ) );
	}

	/**
	 * Number of rows that are the plugin's.
	 */
	private function stored(): int {
		global $wpdb;
		return (int) $wpdb->get_var( "SELECT COUNT(*) FROM {$wpdb->options} WHERE option_name LIKE '\\_transient%skybridge%' OR option_name LIKE 'skybridge\\_%'" );
	}
}
