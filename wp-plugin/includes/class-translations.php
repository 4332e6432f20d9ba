<?php
/**
 * The plugin's own translations, for PHP and for the editor's scripts.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * WordPress finds translations that it downloaded by itself, those that come with a plugin only when told where they are.
 * What it downloaded wins.
 */
final class Translations {

	/**
	 * Says where the catalogues for PHP are. Before the blocks are registered: their titles are translated then.
	 */
	public static function load(): void {
		load_plugin_textdomain( 'skybridge', false, dirname( plugin_basename( SKYBRIDGE_FILE ) ) . '/languages' );
	}

	/**
	 * Where all catalogues are, those of the editor's scripts too.
	 */
	public static function folder(): string {
		return dirname( SKYBRIDGE_FILE ) . '/languages';
	}
}
