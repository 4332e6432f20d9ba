<?php
/**
 * Registers the field block and shortcode: one value of Salesforce inside a sentence.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `skybridge/field` and `[skybridge_field]`.
 */
final class Field_Block {

	public const NAME      = 'skybridge/field';
	public const SHORTCODE = 'skybridge_field';

	/**
	 * The shortcode: an inline element, so that it fits into a sentence.
	 *
	 * @param array<string, string>|string $written As written; an empty string for none.
	 */
	public static function shortcode( array|string $written ): string {
		return self::render( Block_Shortcode::attributes( self::NAME, self::SHORTCODE, $written ) );
	}

	/**
	 * The value, its fallback, or for administrators the reason that there is neither.
	 *
	 * @param array<string, mixed> $attributes As saved in the post.
	 */
	public static function render( array $attributes ): string {
		$fallback = esc_html( ( new Block_Attributes( $attributes ) )->text( 'fallback' ) );
		$field    = Field_Value::from_block( $attributes );
		if ( null === $field ) {
			return current_user_can( 'edit_posts' ) ? self::wrap( esc_html__( '(Choose object, record and field.)', 'skybridge' ) ) : self::wrap( $fallback );
		}
		if ( ! Page_Privacy::may_show( $field->viewer() ) ) {
			return self::wrap( $fallback );
		}
		Page_Privacy::keep_out_of_page_caches( $field->viewer() );
		try {
			$value = esc_html( $field->read() );
			return self::wrap( '' === $value ? $fallback : $value );
		} catch ( Failure $failure ) {
			$reason = current_user_can( 'manage_options' ) ? sprintf( ' (%s skybridge_%s: %s %s)', __( 'Only administrators see this:', 'skybridge' ), $failure->code(), $failure->getMessage(), $failure->hint() ) : '';
			return self::wrap( $fallback . esc_html( $reason ) );
		}
	}

	/**
	 * The inline element; nothing where there is nothing to say.
	 *
	 * @param string $html Escaped HTML.
	 */
	private static function wrap( string $html ): string {
		return '' === $html ? '' : '<span class="skybridge-field">' . $html . '</span>';
	}
}
