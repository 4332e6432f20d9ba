<?php
/**
 * Connecting this site: a code to compare, a signed request, and the gateway's page where it is approved.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * One attempt at a time, for a quarter of an hour. The site learns nothing but whether it was approved.
 */
final class Pairing {

	/**
	 * Option, not autoloaded: array{code: string, url: string, until: int}; `url` is empty before the request.
	 */
	public const OPTION = 'skybridge_pairing';

	/**
	 * Query argument with which the gateway sends the browser back.
	 */
	public const OUTCOME_ARGUMENT = 'skybridge_pairing';

	private const LIFETIME = 15 * MINUTE_IN_SECONDS;

	/**
	 * Letters and digits that are not taken for one another.
	 */
	private const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

	/**
	 * Builds the pairing.
	 *
	 * @param Configuration  $configuration Names gateway and site.
	 * @param Site_Key       $site_key      What is registered.
	 * @param Gateway_Client $client        Asks.
	 */
	public function __construct( private Configuration $configuration, private Site_Key $site_key, private Gateway_Client $client ) {
	}

	/**
	 * The code that the gateway's page has to show, such as `7KQ4-FDWX`; a new one where none is in use.
	 */
	public function code(): string {
		$attempt = $this->attempt();
		if ( null !== $attempt ) {
			return $attempt['code'];
		}
		$code = $this->random_letters() . '-' . $this->random_letters();
		$this->remember( $code, '' );
		return $code;
	}

	/**
	 * The gateway's page where an administrator of the org approves this site; null where nothing was asked for.
	 */
	public function page(): ?string {
		$url = $this->attempt()['url'] ?? '';
		return '' === $url ? null : $url;
	}

	/**
	 * Asks the gateway to pair this site.
	 *
	 * @param string $return_url Where the browser comes back to, in wp-admin.
	 * @return string The gateway's page to send the browser to.
	 * @throws Failure When the gateway cannot be asked or refuses.
	 */
	public function begin( string $return_url ): string {
		$this->make_key_usable();
		$code   = $this->code();
		$answer = $this->client->call(
			'POST',
			'/site/pairing',
			array(
				'site'      => $this->configuration->site_id(),
				'url'       => $this->site_url( $return_url ),
				'publicKey' => $this->site_key->public_key(),
				'code'      => $code,
				'returnUrl' => $return_url,
			),
			Viewer::visitor()
		);
		$page   = $answer['pairing']['url'] ?? null;
		if ( ! is_string( $page ) ) {
			throw new Failure( 'bad_answer', __( 'The gateway did not say where this site is approved.', 'skybridge' ), __( 'Update the gateway and this plugin.', 'skybridge' ) );
		}
		// HTTPS, or this machine: a person will log in from there.
		$page = Gateway_Url::parse( $page )->base();
		$this->remember( $code, $page );
		return $page;
	}

	/**
	 * Forgets the attempt, because it was approved, refused or given up.
	 */
	public function forget(): void {
		delete_option( self::OPTION );
	}

	/**
	 * A key that cannot be opened any more would have to be registered anew in any case.
	 *
	 * @throws Failure With code `secret_missing`.
	 */
	private function make_key_usable(): void {
		try {
			$this->site_key->assert_usable();
		} catch ( Failure $failure ) {
			if ( 'key_unreadable' !== $failure->code() || $this->site_key->is_configured() ) {
				throw $failure;
			}
			$this->site_key->replace();
		}
	}

	/**
	 * The site's address, on the host that the browser comes back to.
	 *
	 * @param string $return_url Where the browser comes back to.
	 */
	private function site_url( string $return_url ): string {
		$same = static fn ( string $url ): bool => wp_parse_url( $url, PHP_URL_HOST ) === wp_parse_url( $return_url, PHP_URL_HOST )
			&& wp_parse_url( $url, PHP_URL_SCHEME ) === wp_parse_url( $return_url, PHP_URL_SCHEME );
		return $same( home_url() ) ? home_url() : site_url();
	}

	/**
	 * The attempt under way.
	 *
	 * @return array{code: string, url: string, until: int}|null
	 */
	private function attempt(): ?array {
		$attempt = get_option( self::OPTION );
		if ( ! is_array( $attempt ) || ! is_string( $attempt['code'] ?? null ) || ! is_string( $attempt['url'] ?? null ) ) {
			return null;
		}
		return (int) ( $attempt['until'] ?? 0 ) > time() ? $attempt : null;
	}

	/**
	 * Keeps the attempt.
	 *
	 * @param string $code The code.
	 * @param string $url  The gateway's page; empty before the request.
	 */
	private function remember( string $code, string $url ): void {
		$attempt = array(
			'code'  => $code,
			'url'   => $url,
			'until' => time() + self::LIFETIME,
		);
		update_option( self::OPTION, $attempt, false );
	}

	/**
	 * Half a code.
	 */
	private function random_letters(): string {
		$letters = '';
		for ( $count = 0; $count < 4; $count++ ) {
			$letters .= self::ALPHABET[ random_int( 0, strlen( self::ALPHABET ) - 1 ) ];
		}
		return $letters;
	}
}
