<?php
/**
 * Reads what the author of a page chose for a block, one value at a time, each within its bounds.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Values of the wrong type count as absent: a post may hold anything.
 */
final class Block_Attributes {

	private const FIELD_PATTERN = '/\A[A-Za-z][A-Za-z0-9_]{0,127}\z/';

	/**
	 * Wraps block attributes.
	 *
	 * @param array<string, mixed> $given As saved in the post.
	 */
	public function __construct( private array $given ) {
	}

	/**
	 * One line of text, trimmed; empty for none.
	 *
	 * @param string $name Attribute.
	 */
	public function text( string $name ): string {
		$value = $this->given[ $name ] ?? null;
		return is_string( $value ) && 1 === preg_match( '//u', $value ) ? trim( $value ) : '';
	}

	/**
	 * A whole number, brought within its bounds.
	 *
	 * @param string $name     Attribute.
	 * @param int    $default  Where it is absent.
	 * @param int    $minimum  Smallest.
	 * @param int    $maximum  Largest.
	 */
	public function number( string $name, int $default, int $minimum, int $maximum ): int {
		$value = $this->given[ $name ] ?? null;
		return min( $maximum, max( $minimum, is_numeric( $value ) ? (int) $value : $default ) );
	}

	/**
	 * Yes or no.
	 *
	 * @param string $name    Attribute.
	 * @param bool   $default Where it is absent.
	 */
	public function flag( string $name, bool $default ): bool {
		$value = $this->given[ $name ] ?? null;
		return is_scalar( $value ) ? (bool) $value : $default;
	}

	/**
	 * One of some words; the first where it is absent or unknown.
	 *
	 * @param string   $name    Attribute.
	 * @param string[] $allowed The words.
	 */
	public function choice( string $name, array $allowed ): string {
		$value = $this->given[ $name ] ?? null;
		return in_array( $value, $allowed, true ) ? (string) $value : $allowed[0];
	}

	/**
	 * Texts of a list, each once.
	 *
	 * @param string $name Attribute.
	 * @return string[]
	 */
	public function texts( string $name ): array {
		$value = $this->given[ $name ] ?? null;
		$texts = array_map( 'trim', array_filter( is_array( $value ) ? $value : array(), 'is_string' ) );
		return array_values( array_unique( array_filter( $texts, static fn ( string $text ): bool => '' !== $text ) ) );
	}

	/**
	 * Names of a list that may stand in a GraphQL document, each once; others are dropped.
	 *
	 * @param string $name Attribute.
	 * @return string[]
	 */
	public function field_names( string $name ): array {
		return array_values( array_filter( $this->texts( $name ), array( self::class, 'is_field_name' ) ) );
	}

	/**
	 * Whether a text may stand in a GraphQL document as a name. Introspection is not for pages.
	 *
	 * @param string $text Any text.
	 */
	public static function is_field_name( string $text ): bool {
		return 1 === preg_match( self::FIELD_PATTERN, $text );
	}

	/**
	 * Whether each reader sees what they may read; else all see what a visitor may.
	 */
	public function is_for_current_viewer(): bool {
		return 'viewer' === $this->choice( 'audience', array( 'everyone', 'viewer' ) );
	}

	/**
	 * Seconds an answer counts as fresh.
	 *
	 * @param int $default Where the author did not choose.
	 */
	public function cache_seconds( int $default = Cached_Gateway::DEFAULT_FRESH_SECONDS ): int {
		return $this->number( 'cacheSeconds', $default, 0, DAY_IN_SECONDS );
	}
}
