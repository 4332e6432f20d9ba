<?php
/**
 * What one version of the plugin left behind and the next must not find.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use Skybridge\Federation\Type_Store;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Runs once after each change of version, also back to an older one, on each site of a network when it is first
 * visited. Settings and key stay; what can be read again is forgotten, for another version wrote it in its own shape.
 */
final class Upgrade {

	/**
	 * The version that wrote what is stored. Loads with WordPress: it is read on every request.
	 */
	public const OPTION = 'skybridge_version';

	private const LOCK_SECONDS = 60;

	/**
	 * Brings this site's stored data to the present version, unless it is there.
	 */
	public static function run(): void {
		if ( SKYBRIDGE_VERSION === get_option( self::OPTION ) ) {
			return;
		}
		$lock = new Lock( 'upgrade' );
		if ( ! $lock->acquire( self::LOCK_SECONDS ) ) {
			return;
		}
		try {
			Answer_Cache::purge();
			Change_Pull::forget();
			( new Type_Store() )->clear();
			wp_set_option_autoload( Site_Key::OPTION, false );
			// Last, so that an upgrade that breaks off is begun again.
			update_option( self::OPTION, SKYBRIDGE_VERSION, true );
		} finally {
			$lock->release();
		}
	}
}
