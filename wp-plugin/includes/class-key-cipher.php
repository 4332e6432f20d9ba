<?php
/**
 * Seals the site's private key with a key that lives outside the database.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use SodiumException;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Sodium secretbox under a key derived from `SKYBRIDGE_KEY`, else from the salts of wp-config.php.
 *
 * The salts that WordPress keeps in the database when wp-config.php has none are not used: a key
 * beside the box it opens protects nothing.
 */
final class Key_Cipher {

	private const FORMAT          = 'v1:';
	private const DERIVATION_INFO = 'skybridge/site-key/v1';
	private const MINIMUM_LENGTH  = 32;

	/**
	 * Seals bytes.
	 *
	 * @param string $plain Secret bytes.
	 * @throws Failure With code `secret_missing`.
	 */
	public function seal( string $plain ): string {
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		return self::FORMAT . Base64url::encode( $nonce . sodium_crypto_secretbox( $plain, $nonce, $this->derived_key() ) );
	}

	/**
	 * Opens what seal() gave.
	 *
	 * @param string $sealed Sealed bytes.
	 * @throws Failure With code `key_unreadable` when it was sealed under another secret or is damaged.
	 */
	public function open( string $sealed ): string {
		$bytes = str_starts_with( $sealed, self::FORMAT ) ? Base64url::decode( substr( $sealed, strlen( self::FORMAT ) ) ) : null;
		if ( null === $bytes || strlen( $bytes ) <= SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ) {
			throw $this->unreadable();
		}
		try {
			$plain = sodium_crypto_secretbox_open(
				substr( $bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ),
				substr( $bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ),
				$this->derived_key()
			);
		} catch ( SodiumException $exception ) {
			throw $this->unreadable();
		}
		if ( false === $plain ) {
			throw $this->unreadable();
		}
		return $plain;
	}

	/**
	 * Whether wp-config.php or the environment holds a secret to seal with.
	 */
	public function has_secret(): bool {
		return null !== $this->secret();
	}

	/**
	 * The secretbox key.
	 *
	 * @throws Failure With code `secret_missing`.
	 */
	private function derived_key(): string {
		$secret = $this->secret();
		if ( null === $secret ) {
			throw new Failure(
				'secret_missing',
				__( 'wp-config.php holds no secret to protect this site’s private key with.', 'skybridge' ),
				__( 'Add the SKYBRIDGE_KEY line that Settings → Skybridge shows to wp-config.php.', 'skybridge' )
			);
		}
		return hash_hkdf( 'sha256', $secret, SODIUM_CRYPTO_SECRETBOX_KEYBYTES, self::DERIVATION_INFO );
	}

	/**
	 * The secret outside the database, if there is one of a decent length.
	 */
	private function secret(): ?string {
		$candidates = array(
			defined( 'SKYBRIDGE_KEY' ) ? constant( 'SKYBRIDGE_KEY' ) : '',
			getenv( 'SKYBRIDGE_KEY' ),
			$this->salts(),
		);
		foreach ( $candidates as $candidate ) {
			if ( is_string( $candidate ) && strlen( $candidate ) >= self::MINIMUM_LENGTH ) {
				return $candidate;
			}
		}
		return null;
	}

	/**
	 * The salts of wp-config.php; empty where they are missing or were never changed.
	 */
	private function salts(): string {
		$key  = defined( 'AUTH_KEY' ) ? (string) constant( 'AUTH_KEY' ) : '';
		$salt = defined( 'AUTH_SALT' ) ? (string) constant( 'AUTH_SALT' ) : '';
		// wp-config-sample.php gives every constant the same placeholder, in the site's language.
		return '' === $key || '' === $salt || $key === $salt ? '' : $key . $salt;
	}

	/**
	 * The failure for a box that cannot be opened.
	 */
	private function unreadable(): Failure {
		return new Failure(
			'key_unreadable',
			__( 'This site’s private key cannot be decrypted: the salts or SKYBRIDGE_KEY in wp-config.php have changed.', 'skybridge' ),
			__( 'Connect again: press “Login with Salesforce!” under Settings → Skybridge.', 'skybridge' )
		);
	}
}
