<?php
/**
 * A short-lived word of this site about who a person is, for a router to hand on to both subgraphs.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use Skybridge\Base64url;
use Skybridge\Configuration;
use Skybridge\Failure;
use Skybridge\Site_Key;
use Skybridge\Viewer;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A JWT like a request's token, but over no request: a router writes the requests. So it only reads at the gateway, is
 * refused there unless the operator allows this site's routers, and counts here for requests to the subgraph only.
 */
final class Viewer_Token {

	public const TYPE     = 'skybridge-viewer+jwt';
	public const LIFETIME = 300;

	private const CLOCK_SKEW = 5;

	/**
	 * Builds issuer and verifier.
	 *
	 * @param Site_Key      $key           Signs.
	 * @param Configuration $configuration Names site and gateway.
	 */
	public function __construct( private Site_Key $key, private Configuration $configuration ) {
	}

	/**
	 * A token for a person.
	 *
	 * @param Viewer $viewer Who it speaks of.
	 * @throws Failure When the site's key cannot be used, or no gateway is configured.
	 */
	public function issue( Viewer $viewer ): string {
		$now     = time();
		$claims  = array(
			'iss'   => $this->configuration->site_id(),
			'aud'   => $this->configuration->gateway_url()->base(),
			'roles' => $viewer->roles(),
			'jti'   => Base64url::encode( random_bytes( 16 ) ),
			'iat'   => $now,
			'exp'   => $now + self::LIFETIME,
		);
		$claims += null === $viewer->subject() ? array() : array( 'sub' => $viewer->subject() );
		$header  = array(
			'alg' => 'EdDSA',
			'typ' => self::TYPE,
			'kid' => $this->key->fingerprint(),
		);
		$signed  = self::segment( $header ) . '.' . self::segment( $claims );
		return $signed . '.' . Base64url::encode( $this->key->sign( $signed ) );
	}

	/**
	 * The user that a token of this site speaks of; null for any other token, an old one, or a visitor's.
	 *
	 * @param string $token What came after "Bearer ".
	 */
	public function user_of( string $token ): ?int {
		$segments = explode( '.', $token );
		if ( 3 !== count( $segments ) || strlen( $token ) > 4096 ) {
			return null;
		}
		try {
			$header    = json_decode( (string) Base64url::decode( $segments[0] ), true );
			$signature = (string) Base64url::decode( $segments[2] );
			$key       = (string) Base64url::decode( $this->key->public_key() );
			$is_ours   = is_array( $header ) && 'EdDSA' === ( $header['alg'] ?? null ) && self::TYPE === ( $header['typ'] ?? null )
				&& SODIUM_CRYPTO_SIGN_BYTES === strlen( $signature )
				&& sodium_crypto_sign_verify_detached( $signature, $segments[0] . '.' . $segments[1], $key );
			$claims    = $is_ours ? json_decode( (string) Base64url::decode( $segments[1] ), true ) : null;
			$gateway   = $this->configuration->gateway_url()->base();
		} catch ( Failure $failure ) {
			return null;
		}
		$now = time();
		if ( ! is_array( $claims ) || ( $claims['iss'] ?? null ) !== $this->configuration->site_id() || ( $claims['aud'] ?? null ) !== $gateway ) {
			return null;
		}
		$is_current = is_int( $claims['exp'] ?? null ) && is_int( $claims['iat'] ?? null )
			&& $claims['exp'] > $now && $claims['iat'] <= $now + self::CLOCK_SKEW && $claims['exp'] - $claims['iat'] <= self::LIFETIME;
		return $is_current && is_string( $claims['sub'] ?? null ) && ctype_digit( $claims['sub'] ) ? (int) $claims['sub'] : null;
	}

	/**
	 * One JSON segment.
	 *
	 * @param array<string, mixed> $values Header or claims.
	 */
	private static function segment( array $values ): string {
		// phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- wp_json_encode() may alter what it encodes; a signed text must not be.
		return Base64url::encode( json_encode( $values, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES ) );
	}
}
