<?php
/**
 * Scripts and styles of the blocks, registered when a request first has to do with scripts or styles.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Under the handles that WordPress would give them, which themes and other plugins go by.
 */
final class Block_Assets {

	/**
	 * `editor.js`, which the blocks' own scripts share. It holds no texts, and so no translations.
	 */
	private const SHARED = 'skybridge-editor';

	private const SHARED_NEEDS = array( 'wp-api-fetch', 'wp-components', 'wp-element', 'wp-server-side-render' );

	/**
	 * What each block's editor script uses, by the block's folder.
	 */
	private const EDITOR_NEEDS = array(
		'directory'    => array( self::SHARED, 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
		'report'       => array( self::SHARED, 'wp-api-fetch', 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
		'field'        => array( self::SHARED, 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
		'portal'       => array( self::SHARED, 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
		'account-link' => array( 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n', 'wp-server-side-render' ),
	);

	/**
	 * Blocks with a style sheet, by folder, and which one each shows.
	 */
	private const STYLES = array(
		'directory'    => 'directory',
		'report'       => 'report',
		'field'        => 'field',
		'portal'       => 'portal',
		'account-link' => 'portal',
	);

	private const INTERACTIVITY = '@wordpress/interactivity';

	/**
	 * What each block's script on pages imports.
	 */
	private const VIEW_NEEDS = array(
		'directory' => array(
			self::INTERACTIVITY,
			array(
				'id'     => '@wordpress/interactivity-router',
				'import' => 'dynamic',
			),
		),
		'portal'    => array( self::INTERACTIVITY ),
	);

	/**
	 * A block's scripts and styles as WordPress registers them with the block.
	 *
	 * @param string $folder Name of the block's folder.
	 * @return array<string, string[]>
	 */
	public static function handles( string $folder ): array {
		return array(
			'editor_script_handles'  => array( self::editor_script( $folder ) ),
			'style_handles'          => array( self::style( self::STYLES[ $folder ] ) ),
			'view_script_module_ids' => isset( self::VIEW_NEEDS[ $folder ] ) ? array( self::view_module( $folder ) ) : array(),
		);
	}

	/**
	 * Registers the modules; and the rest too, where another plugin had scripts or styles set up before this one was loaded.
	 */
	public static function register(): void {
		foreach ( self::VIEW_NEEDS as $folder => $needs ) {
			wp_register_script_module( self::view_module( $folder ), self::url( "blocks/{$folder}/view.js" ), $needs, SKYBRIDGE_VERSION );
		}
		foreach ( array( array( 'wp_scripts', array( self::class, 'add_scripts' ) ), array( 'wp_styles', array( self::class, 'add_styles' ) ) ) as list( $global, $add ) ) {
			if ( isset( $GLOBALS[ $global ] ) ) {
				$add( $GLOBALS[ $global ] );
			}
		}
	}

	/**
	 * Adds the editor's scripts.
	 *
	 * @param \WP_Scripts $scripts All scripts.
	 */
	public static function add_scripts( \WP_Scripts $scripts ): void {
		$scripts->add( self::SHARED, self::url( 'editor.js' ), self::SHARED_NEEDS, SKYBRIDGE_VERSION );
		$scripts->add_data( self::SHARED, 'group', 1 );
		foreach ( self::EDITOR_NEEDS as $folder => $needs ) {
			$scripts->add( self::editor_script( $folder ), self::url( "blocks/{$folder}/index.js" ), $needs, SKYBRIDGE_VERSION );
			$scripts->set_translations( self::editor_script( $folder ), 'skybridge', Translations::folder() );
		}
	}

	/**
	 * Adds the style sheets.
	 *
	 * @param \WP_Styles $styles All style sheets.
	 */
	public static function add_styles( \WP_Styles $styles ): void {
		foreach ( array_unique( self::STYLES ) as $folder ) {
			$styles->add( self::style( $folder ), self::url( "blocks/{$folder}/style.css" ), array(), SKYBRIDGE_VERSION );
			// By its path WordPress writes a small sheet into the page.
			$styles->add_data( self::style( $folder ), 'path', dirname( SKYBRIDGE_FILE ) . "/blocks/{$folder}/style.css" );
		}
	}

	/**
	 * Handle of a block's script in the editor.
	 *
	 * @param string $folder Name of the block's folder.
	 */
	private static function editor_script( string $folder ): string {
		return "skybridge-{$folder}-editor-script";
	}

	/**
	 * Handle of a block's style sheet.
	 *
	 * @param string $folder Name of the block's folder.
	 */
	private static function style( string $folder ): string {
		return "skybridge-{$folder}-style";
	}

	/**
	 * Id of a block's script on pages.
	 *
	 * @param string $folder Name of the block's folder.
	 */
	private static function view_module( string $folder ): string {
		return "skybridge-{$folder}-view-script-module";
	}

	/**
	 * Address of a file of the plugin.
	 *
	 * @param string $file Path in the plugin.
	 */
	private static function url( string $file ): string {
		return plugins_url( $file, SKYBRIDGE_FILE );
	}
}
