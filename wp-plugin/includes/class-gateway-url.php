<?php
/**
 * The gateway's base URL, checked once and split into what signing and sending need.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A base URL such as `https://gateway.example.com` or, on one machine, loopback over plain HTTP.
 */
final class Gateway_Url {

	/**
	 * Use parse().
	 *
	 * @param string $base      The base URL without trailing slash.
	 * @param string $base_path Its path without trailing slash; empty at the root of a host.
	 */
	private function __construct( private string $base, private string $base_path ) {
	}

	/**
	 * Checks and normalises a base URL.
	 *
	 * @param string $url As configured.
	 * @throws Failure With code `gateway_url_invalid` and a hint.
	 */
	public static function parse( string $url ): self {
		$url   = rtrim( trim( $url ), '/' );
		$parts = wp_parse_url( $url );

		if ( ! is_array( $parts ) || empty( $parts['host'] ) || ! in_array( $parts['scheme'] ?? '', array( 'https', 'http' ), true ) ) {
			throw self::invalid( __( 'The gateway URL is not a web address.', 'skybridge' ) );
		}
		if ( isset( $parts['user'] ) || isset( $parts['pass'] ) || isset( $parts['query'] ) || isset( $parts['fragment'] ) || 1 === preg_match( '/[\s\x00-\x1F\x7F"<>\\\\]/', $url ) ) {
			throw self::invalid( __( 'The gateway URL may hold only scheme, host, port and path.', 'skybridge' ) );
		}
		if ( 'https' !== $parts['scheme'] && ! self::is_loopback( $parts['host'] ) ) {
			throw self::invalid( __( 'A gateway on another machine is spoken to over HTTPS only.', 'skybridge' ) );
		}

		return new self( $url, $parts['path'] ?? '' );
	}

	/**
	 * The base URL without trailing slash: the audience of every signed request.
	 */
	public function base(): string {
		return $this->base;
	}

	/**
	 * A path below the base URL as the gateway sees it in the request line.
	 *
	 * @param string $path Begins with a slash.
	 */
	public function path( string $path ): string {
		return $this->base_path . $path;
	}

	/**
	 * Whether a host can only be this machine, so that nothing travels over a network.
	 *
	 * @param string $host Host part of a URL.
	 */
	private static function is_loopback( string $host ): bool {
		return 'localhost' === strtolower( $host )
			|| '[::1]' === $host
			|| 1 === preg_match( '/\A127\.\d{1,3}\.\d{1,3}\.\d{1,3}\z/', $host );
	}

	/**
	 * The failure for a URL that cannot be used.
	 *
	 * @param string $message What is wrong with it.
	 */
	private static function invalid( string $message ): Failure {
		return new Failure(
			'gateway_url_invalid',
			$message,
			__( 'Enter the address the gateway printed when it started, such as https://gateway.example.com.', 'skybridge' )
		);
	}
}
