<?php
/**
 * Keeps what a block wrote as it is: WordPress reads a page once more after its blocks, as if people had typed it.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `the_content` runs shortcodes, sets quotes and dashes and draws smileys in the HTML of blocks too. In data of
 * Salesforce a bracket is a bracket, and `AB--9x9` a product code: browsers read the entities as what they stand for.
 */
final class Block_Output {

	/**
	 * What wptexturize() and convert_smilies() look for in text, with the entity that hides it.
	 */
	private const TYPED = array(
		'/-(?=-)/'              => '&#45;',
		'/\.(?=\.\.)/'          => '&#46;',
		'/(?<=[0-9])x(?=[0-9])/' => '&#120;',
		'/\((?=tm\))/'          => '&#40;',
		'/`/'                   => '&#96;',
		'/:(?=\S)/'             => '&#58;',
		'/8(?=[-)oO])/'         => '&#56;',
		// Not the end of an entity.
		'/(?<![A-Za-z0-9]);(?=[-)])/' => '&#59;',
	);

	/**
	 * Writes a block of this plugin so that nothing in it is taken for something else.
	 *
	 * @param string               $html  What the block wrote: every value in it is escaped.
	 * @param array<string, mixed> $block The block.
	 */
	public static function keep_literal( string $html, array $block ): string {
		if ( ! str_starts_with( (string) ( $block['blockName'] ?? '' ), 'skybridge/' ) ) {
			return $html;
		}
		$parts = (array) preg_split( '/(<[^>]*>)/', str_replace( array( '[', ']' ), array( '&#91;', '&#93;' ), $html ), -1, PREG_SPLIT_DELIM_CAPTURE );
		foreach ( $parts as $index => $part ) {
			$is_text         = 0 === $index % 2;
			$parts[ $index ] = $is_text ? preg_replace( array_keys( self::TYPED ), array_values( self::TYPED ), (string) $part ) : $part;
		}
		return implode( '', $parts );
	}
}
