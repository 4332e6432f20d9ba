<?php
/**
 * The signed proof that one exact request comes from this site, for one viewer.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A JWT (RFC 7519) signed with EdDSA over Ed25519 (RFC 8037), bound to method, path and body by `bh`.
 */
final class Request_Token {

	/**
	 * Seconds a token lives; the gateway takes at most 60.
	 */
	private const LIFETIME = 60;

	/**
	 * Builds the issuer.
	 *
	 * @param Site_Key      $key           Signs.
	 * @param Configuration $configuration Names the site.
	 */
	public function __construct( private Site_Key $key, private Configuration $configuration ) {
	}

	/**
	 * The token for one request.
	 *
	 * @param Gateway_Url $gateway Where the request goes.
	 * @param string      $method  HTTP method, upper case.
	 * @param string      $path    Path with query as in the request line.
	 * @param string      $body    Raw body bytes.
	 * @param Viewer      $viewer  On whose behalf.
	 * @throws Failure When the site's key cannot be used.
	 */
	public function issue( Gateway_Url $gateway, string $method, string $path, string $body, Viewer $viewer ): string {
		$now    = time();
		$claims = array(
			'iss'   => $this->configuration->site_id(),
			'aud'   => $gateway->base(),
			'roles' => $viewer->roles(),
			'jti'   => Base64url::encode( random_bytes( 16 ) ),
			'iat'   => $now,
			'exp'   => $now + self::LIFETIME,
			'bh'    => Base64url::encode( hash( 'sha256', $method . "\n" . $path . "\n" . $body, true ) ),
		);
		if ( null !== $viewer->subject() ) {
			$claims['sub'] = $viewer->subject();
		}

		$header        = array(
			'alg' => 'EdDSA',
			'typ' => 'JWT',
			'kid' => $this->key->fingerprint(),
		);
		$signing_input = $this->segment( $header ) . '.' . $this->segment( $claims );
		return $signing_input . '.' . Base64url::encode( $this->key->sign( $signing_input ) );
	}

	/**
	 * One JSON segment of the token.
	 *
	 * @param array<string, mixed> $values Header or claims.
	 */
	private function segment( array $values ): string {
		// phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- wp_json_encode() may alter what it encodes; a signed text must not be.
		return Base64url::encode( json_encode( $values, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES ) );
	}
}
