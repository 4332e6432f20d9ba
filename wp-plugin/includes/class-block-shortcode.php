<?php
/**
 * Makes a block usable as a shortcode, with the same choices in snake case.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The block's own attribute list says which choices there are and of which type.
 */
final class Block_Shortcode {

	/**
	 * Renders a block from shortcode attributes, so that its styles come along.
	 *
	 * @param string               $block      Name of the block.
	 * @param array<string, mixed> $attributes Block attributes.
	 */
	public static function render( string $block, array $attributes ): string {
		return render_block(
			array(
				'blockName'    => $block,
				'attrs'        => $attributes,
				'innerBlocks'  => array(),
				'innerHTML'    => '',
				'innerContent' => array(),
			)
		);
	}

	/**
	 * Block attributes of a shortcode; what the block does not know is dropped.
	 *
	 * @param string                       $block     Name of the block.
	 * @param string                       $shortcode Name of the shortcode, for its `shortcode_atts_` filter.
	 * @param array<string, string>|string $written   As written in the post; an empty string for none.
	 * @return array<string, mixed>
	 */
	public static function attributes( string $block, string $shortcode, array|string $written ): array {
		$type   = \WP_Block_Type_Registry::get_instance()->get_registered( $block );
		$known  = null === $type ? array() : (array) $type->attributes;
		$names  = array_combine( array_map( array( self::class, 'snake_case' ), array_keys( $known ) ), array_keys( $known ) );
		$given  = shortcode_atts( array_fill_keys( array_keys( $names ), null ), is_array( $written ) ? $written : array(), $shortcode );
		$result = array();
		foreach ( array_filter( $given, 'is_string' ) as $name => $value ) {
			$result[ $names[ $name ] ] = self::typed( $value, $known[ $names[ $name ] ]['type'] ?? 'string' );
		}
		return $result;
	}

	/**
	 * A value as the block wants it.
	 *
	 * @param string $value As written.
	 * @param string $type  JSON type of the attribute.
	 * @return mixed
	 */
	private static function typed( string $value, string $type ): mixed {
		// The editor writes `&` in a shortcode as an entity.
		$value = html_entity_decode( $value, ENT_QUOTES | ENT_HTML5, 'UTF-8' );
		return match ( $type ) {
			'integer' => (int) $value,
			'boolean' => 'no' !== $value && wp_validate_boolean( $value ),
			'array'   => array_map( 'trim', explode( ',', $value ) ),
			default   => $value,
		};
	}

	/**
	 * `pageSize` as `page_size`.
	 *
	 * @param string $name Attribute.
	 */
	private static function snake_case( string $name ): string {
		return strtolower( (string) preg_replace( '/(?<!^)[A-Z]/', '_$0', $name ) );
	}
}
