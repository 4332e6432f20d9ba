<?php
/**
 * Registers the blocks and their shortcodes without reading or loading more than a request needs.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What `register_block_type( $folder )` makes of a block.json, without parsing it, and but for one thing: that registers a
 * block's scripts too, and so sets up all of WordPress's own, which costs a GraphQL or REST request more than everything
 * else of this plugin. Block_Assets registers them once something asks for scripts or styles.
 */
final class Block_Types {

	/**
	 * Classes by the blocks' folders.
	 */
	private const BLOCKS = array(
		'directory'    => Directory_Block::class,
		'report'       => Report_Block::class,
		'field'        => Field_Block::class,
		'portal'       => Portal_Block::class,
		'account-link' => Account_Link_Block::class,
	);

	private const PROPERTIES = array(
		'apiVersion'  => 'api_version',
		'title'       => 'title',
		'category'    => 'category',
		'icon'        => 'icon',
		'description' => 'description',
		'keywords'    => 'keywords',
		'attributes'  => 'attributes',
		'supports'    => 'supports',
		'example'     => 'example',
	);

	/**
	 * Registers all.
	 */
	public static function register(): void {
		$manifest = require dirname( SKYBRIDGE_FILE ) . '/blocks-manifest.php';
		foreach ( self::BLOCKS as $folder => $class ) {
			$metadata = self::metadata( $folder, $manifest[ $folder ] );
			register_block_type( $metadata['name'], self::settings( $folder, $metadata ) );
			add_shortcode( 'skybridge_' . str_replace( '-', '_', $folder ), array( $class, 'shortcode' ) );
		}
	}

	/**
	 * What a block's file says, as other plugins want it.
	 *
	 * @param string               $folder   Name of the block's folder.
	 * @param array<string, mixed> $metadata As the file says.
	 * @return array<string, mixed>
	 */
	private static function metadata( string $folder, array $metadata ): array {
		$metadata['file'] = wp_normalize_path( dirname( SKYBRIDGE_FILE ) . "/blocks/{$folder}/block.json" );
		// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own filter, which it applies to blocks that it reads itself.
		return (array) apply_filters( 'block_type_metadata', $metadata );
	}

	/**
	 * What WordPress registers of it.
	 *
	 * @param string               $folder   Name of the block's folder.
	 * @param array<string, mixed> $metadata As the file says.
	 * @return array<string, mixed>
	 */
	private static function settings( string $folder, array $metadata ): array {
		$texts    = get_block_metadata_i18n_schema();
		$settings = Block_Assets::handles( $folder ) + array( 'render_callback' => self::renderer( $folder ) );
		foreach ( array_intersect_key( self::PROPERTIES, $metadata ) as $key => $property ) {
			$settings[ $property ] = isset( $texts->$key ) ? translate_settings_using_i18n_schema( $texts->$key, $metadata[ $key ], 'skybridge' ) : $metadata[ $key ];
		}
		// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- core's own filter, as above.
		return (array) apply_filters( 'block_type_metadata_settings', $settings, $metadata );
	}

	/**
	 * Runs a block's render.php.
	 *
	 * @param string $folder Name of the block's folder.
	 */
	private static function renderer( string $folder ): \Closure {
		$file = dirname( SKYBRIDGE_FILE ) . "/blocks/{$folder}/render.php";
		return static function ( array $attributes, string $content, \WP_Block $block ) use ( $file ): string {
			ob_start();
			require $file;
			return (string) ob_get_clean();
		};
	}
}
