<?php
/**
 * A named lock across requests, so that of many only one does a piece of work.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Held by at most one request, for at most a given time. Uses the shared object cache where there is
 * one, else a row of the options table: add_option() is no lock, since it overwrites on a race.
 */
final class Lock {

	private const PREFIX      = 'skybridge_lock_';
	private const CACHE_GROUP = 'skybridge_locks';

	/**
	 * What this holder wrote; empty while the lock is not held.
	 *
	 * @var string
	 */
	private string $mark = '';

	/**
	 * Names a lock.
	 *
	 * @param string $name Short name, unique in the plugin.
	 */
	public function __construct( private string $name ) {
	}

	/**
	 * Takes the lock unless somebody else holds it.
	 *
	 * @param int $seconds Longest time to hold it; a holder that died is overruled afterwards.
	 */
	public function acquire( int $seconds ): bool {
		$mark  = ( time() + $seconds ) . ':' . bin2hex( random_bytes( 8 ) );
		$taken = wp_using_ext_object_cache()
			? wp_cache_add( $this->name, $mark, self::CACHE_GROUP, $seconds )
			: $this->insert_row( $mark ) || $this->replace_expired_row( $mark );

		if ( $taken ) {
			$this->mark = $mark;
		}
		return $taken;
	}

	/**
	 * Gives the lock back; does nothing if it is not held, or no longer.
	 */
	public function release(): void {
		if ( '' === $this->mark ) {
			return;
		}
		if ( wp_using_ext_object_cache() ) {
			if ( wp_cache_get( $this->name, self::CACHE_GROUP, true ) === $this->mark ) {
				wp_cache_delete( $this->name, self::CACHE_GROUP );
			}
		} else {
			global $wpdb;
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- compare and delete in one statement; the options API cannot.
			$wpdb->query( $wpdb->prepare( "DELETE FROM {$wpdb->options} WHERE option_name = %s AND option_value = %s", self::PREFIX . $this->name, $this->mark ) );
		}
		$this->mark = '';
	}

	/**
	 * Writes the row unless there is one.
	 *
	 * @param string $mark Expiry time and a random part.
	 */
	private function insert_row( string $mark ): bool {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- an atomic insert; the options API has none.
		return 1 === $wpdb->query( $wpdb->prepare( "INSERT IGNORE INTO {$wpdb->options} (option_name, option_value, autoload) VALUES (%s, %s, 'no')", self::PREFIX . $this->name, $mark ) );
	}

	/**
	 * Takes over the row of a holder whose time is up.
	 *
	 * @param string $mark Expiry time and a random part.
	 */
	private function replace_expired_row( string $mark ): bool {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- the options API answers from its own cache.
		$held = $wpdb->get_var( $wpdb->prepare( "SELECT option_value FROM {$wpdb->options} WHERE option_name = %s", self::PREFIX . $this->name ) );
		if ( ! is_string( $held ) || (int) $held > time() ) {
			return false;
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- compare and swap in one statement.
		return 1 === $wpdb->query( $wpdb->prepare( "UPDATE {$wpdb->options} SET option_value = %s WHERE option_name = %s AND option_value = %s", $mark, self::PREFIX . $this->name, $held ) );
	}
}
