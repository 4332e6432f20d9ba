<?php
/**
 * Registers what the editor scripts of all blocks share.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `editor.js`, which the blocks' own scripts name as a dependency. It holds no texts, and so no translations.
 */
final class Editor_Script {

	private const HANDLE = 'skybridge-editor';

	/**
	 * Registers it. Before the blocks, whose scripts need it.
	 */
	public static function register(): void {
		wp_register_script( self::HANDLE, plugins_url( 'editor.js', SKYBRIDGE_FILE ), array( 'wp-api-fetch', 'wp-components', 'wp-element', 'wp-server-side-render' ), SKYBRIDGE_VERSION, true );
	}
}
