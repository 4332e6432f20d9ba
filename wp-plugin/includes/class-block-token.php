<?php
/**
 * A block’s choices on their way through a reader’s browser, sealed so that nobody can change them.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * HMAC-SHA-256 under a key derived from the site's salts. What a token allows is to run the query of a
 * block that this site itself rendered, again as whoever asks.
 */
final class Block_Token {

	private const DERIVATION_INFO = 'skybridge/block-token/v1';
	private const LONGEST         = 8192;

	/**
	 * Seals choices.
	 *
	 * @param string               $block      Name of the block.
	 * @param array<string, mixed> $attributes As saved in the post.
	 */
	public static function seal( string $block, array $attributes ): string {
		$payload = Base64url::encode( (string) wp_json_encode( array( $block, $attributes ) ) );
		return $payload . '.' . Base64url::encode( self::code( $payload ) );
	}

	/**
	 * The choices in a token.
	 *
	 * @param string $block Name of the block it must be for.
	 * @param string $token From seal().
	 * @return array<string, mixed>
	 * @throws Failure With code `block_token_invalid`.
	 */
	public static function open( string $block, string $token ): array {
		$parts = strlen( $token ) > self::LONGEST ? array() : explode( '.', $token );
		$code  = 2 === count( $parts ) ? Base64url::decode( $parts[1] ) : null;
		if ( null === $code || ! hash_equals( self::code( $parts[0] ), $code ) ) {
			throw self::invalid();
		}
		$content = json_decode( (string) Base64url::decode( $parts[0] ), true );
		if ( ! is_array( $content ) || $block !== ( $content[0] ?? null ) || ! is_array( $content[1] ?? null ) ) {
			throw self::invalid();
		}
		return $content[1];
	}

	/**
	 * The authentication code of a payload.
	 *
	 * @param string $payload Base64url text.
	 */
	private static function code( string $payload ): string {
		return hash_hmac( 'sha256', $payload, hash_hkdf( 'sha256', wp_salt( 'auth' ), 32, self::DERIVATION_INFO ), true );
	}

	/**
	 * The failure for a token that this site did not make.
	 */
	private static function invalid(): Failure {
		return new Failure(
			'block_token_invalid',
			__( 'This link was not made by this site, or the site’s salts have changed since.', 'skybridge' ),
			__( 'Reload the page that it is on.', 'skybridge' )
		);
	}
}
