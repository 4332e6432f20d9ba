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
	 * Says where the catalogues of the editor's scripts are. After the blocks are registered.
	 */
	public static function attach_to_scripts(): void {
		foreach ( \WP_Block_Type_Registry::get_instance()->get_all_registered() as $name => $block ) {
			if ( ! str_starts_with( $name, 'skybridge/' ) ) {
				continue;
			}
			foreach ( $block->editor_script_handles as $handle ) {
				wp_set_script_translations( $handle, 'skybridge', dirname( SKYBRIDGE_FILE ) . '/languages' );
			}
		}
	}
}
