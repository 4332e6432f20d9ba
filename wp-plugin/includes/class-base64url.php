<?php
/**
 * Base64url without padding, as JOSE writes bytes.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * RFC 4648 section 5, without padding (RFC 7515 section 2).
 */
final class Base64url {

	/**
	 * Encodes bytes.
	 *
	 * @param string $bytes Raw bytes.
	 */
	public static function encode( string $bytes ): string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- the JOSE encoding of signatures and keys.
		return rtrim( strtr( base64_encode( $bytes ), '+/', '-_' ), '=' );
	}

	/**
	 * Decodes text; null when it is not base64url.
	 *
	 * @param string $text Base64url text.
	 */
	public static function decode( string $text ): ?string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- the JOSE encoding of signatures and keys.
		$bytes = base64_decode( strtr( $text, '-_', '+/' ), true );
		return false === $bytes ? null : $bytes;
	}
}
