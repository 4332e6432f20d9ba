<?php
/**
 * The site owner's choices: gateway URL and site id, from a constant, the environment or the settings.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Reads configuration where it is asked for; a constant wins over the environment, that over a setting.
 */
final class Configuration {

	public const GATEWAY_URL_OPTION = 'skybridge_gateway_url';
	public const SITE_ID_OPTION     = 'skybridge_site_id';
	public const EPOCH_OPTION       = 'skybridge_epoch';
	public const PRIVATE_KEY        = 'SKYBRIDGE_PRIVATE_KEY';

	/**
	 * What a site id may look like: the gateway uses it as `iss` and as a key in its own configuration.
	 */
	public const SITE_ID_PATTERN = '/\A[a-z0-9][a-z0-9-]{0,62}\z/';

	/**
	 * The gateway's base URL.
	 *
	 * @throws Failure With code `not_configured` or `gateway_url_invalid`.
	 */
	public function gateway_url(): Gateway_Url {
		$url = $this->value( 'SKYBRIDGE_GATEWAY_URL', self::GATEWAY_URL_OPTION );
		if ( '' === $url ) {
			throw new Failure(
				'not_configured',
				__( 'No gateway is configured.', 'skybridge' ),
				__( 'Enter the gateway URL under Settings → Skybridge.', 'skybridge' )
			);
		}
		return Gateway_Url::parse( $url );
	}

	/**
	 * The id under which the gateway knows this site; by default made of the site's host name.
	 */
	public function site_id(): string {
		$id = $this->value( 'SKYBRIDGE_SITE_ID', self::SITE_ID_OPTION );
		return 1 === preg_match( self::SITE_ID_PATTERN, $id ) ? $id : $this->default_site_id();
	}

	/**
	 * Where the gateway URL comes from.
	 *
	 * @return string `constant`, `environment` or `setting`.
	 */
	public function gateway_url_source(): string {
		return $this->source( 'SKYBRIDGE_GATEWAY_URL' );
	}

	/**
	 * Where the site id comes from.
	 *
	 * @return string `constant`, `environment` or `setting`.
	 */
	public function site_id_source(): string {
		return $this->source( 'SKYBRIDGE_SITE_ID' );
	}

	/**
	 * A site id made of the site's host name.
	 */
	public function default_site_id(): string {
		$host = strtolower( (string) wp_parse_url( home_url(), PHP_URL_HOST ) );
		$id   = trim( substr( (string) preg_replace( '/[^a-z0-9]+/', '-', $host ), 0, 63 ), '-' );
		return '' === $id ? 'wordpress' : $id;
	}

	/**
	 * Counts the connections of this site: what pages remember of an earlier one counts for nothing.
	 */
	public function epoch(): int {
		return (int) get_option( self::EPOCH_OPTION, 0 );
	}

	/**
	 * Starts the next one.
	 */
	public function start_new_epoch(): void {
		update_option( self::EPOCH_OPTION, $this->epoch() + 1 );
	}

	/**
	 * What is kept of a gateway belongs to: this gateway, under this site id, since the last connection.
	 *
	 * @throws Failure When no gateway is configured.
	 */
	public function connection(): string {
		return $this->gateway_url()->base() . ' ' . $this->site_id() . ' ' . $this->epoch();
	}

	/**
	 * The site's private key from a constant or the environment: base64url of its 32-byte seed; empty where it is kept
	 * in the database.
	 */
	public function private_key(): string {
		return 'setting' === $this->source( self::PRIVATE_KEY ) ? '' : $this->value( self::PRIVATE_KEY, '' );
	}

	/**
	 * A configured value, empty where there is none.
	 *
	 * @param string $name   Name of the constant and of the environment variable.
	 * @param string $option Name of the setting.
	 */
	private function value( string $name, string $option ): string {
		$value = match ( $this->source( $name ) ) {
			'constant'    => constant( $name ),
			'environment' => getenv( $name ),
			default       => get_option( $option, '' ),
		};
		return is_string( $value ) ? trim( $value ) : '';
	}

	/**
	 * Which of the three places holds a value.
	 *
	 * @param string $name Name of the constant and of the environment variable.
	 */
	private function source( string $name ): string {
		if ( defined( $name ) && '' !== constant( $name ) ) {
			return 'constant';
		}
		$environment = getenv( $name );
		return is_string( $environment ) && '' !== $environment ? 'environment' : 'setting';
	}
}
