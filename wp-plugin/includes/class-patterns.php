<?php
/**
 * Block patterns: pages that one starts from.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Ready to be inserted; each block then has its own settings.
 */
final class Patterns {

	/**
	 * Registers all.
	 */
	public static function register(): void {
		register_block_pattern_category( 'skybridge', array( 'label' => __( 'Salesforce', 'skybridge' ) ) );
		self::add( 'portal', __( 'Customer portal', 'skybridge' ), self::portal() );
		self::add( 'directory', __( 'Staff directory as cards', 'skybridge' ), '<!-- wp:skybridge/directory {"align":"wide","layout":"cards","pageSize":24} /-->' );
		self::add( 'report', __( 'Report with a heading', 'skybridge' ), self::heading( __( 'How we are doing', 'skybridge' ) ) . '<!-- wp:skybridge/report {"align":"wide","rows":10} /-->' );
	}

	/**
	 * A page for customers.
	 */
	private static function portal(): string {
		$cases   = serialize_block_attributes( array( 'title' => __( 'Your requests', 'skybridge' ), 'align' => 'wide' ) );
		$details = serialize_block_attributes( array( 'title' => __( 'Your details', 'skybridge' ), 'source' => 'own', 'fields' => array( 'name', 'email', 'phone' ), 'editFields' => array( 'phone' ), 'align' => 'wide' ) );
		return "<!-- wp:skybridge/portal {$cases} /--><!-- wp:skybridge/portal {$details} /--><!-- wp:skybridge/account-link /-->";
	}

	/**
	 * A heading.
	 *
	 * @param string $text Text.
	 */
	private static function heading( string $text ): string {
		return '<!-- wp:heading --><h2 class="wp-block-heading">' . esc_html( $text ) . '</h2><!-- /wp:heading -->';
	}

	/**
	 * Registers one.
	 *
	 * @param string $name    Short name.
	 * @param string $title   Title.
	 * @param string $content Blocks.
	 */
	private static function add( string $name, string $title, string $content ): void {
		register_block_pattern(
			'skybridge/' . $name,
			array(
				'title'      => $title,
				'categories' => array( 'skybridge' ),
				'content'    => $content,
			)
		);
	}
}
