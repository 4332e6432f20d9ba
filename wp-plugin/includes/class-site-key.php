<?php
/**
 * The site's Ed25519 key pair: made here, kept sealed, never shown.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Signs for this site. The private half leaves the database only sealed, and memory never.
 */
final class Site_Key {

	/**
	 * Option, not autoloaded: array{public_key: string (base64url), sealed: string, created_at: int}.
	 */
	public const OPTION = 'skybridge_site_key';

	/**
	 * The opened secret key, so that a request pays for one secretbox only.
	 *
	 * @var string|null
	 */
	private ?string $secret_key = null;

	/**
	 * Builds the key on its cipher.
	 *
	 * @param Key_Cipher    $cipher        Opens and seals the private half.
	 * @param Configuration $configuration May name the key itself.
	 */
	public function __construct( private Key_Cipher $cipher, private Configuration $configuration ) {
	}

	/**
	 * Makes the key pair when the plugin is activated. Where that fails, the settings screen says why.
	 */
	public static function create_on_activation(): void {
		try {
			Services::get()->site_key->public_key();
		} catch ( Failure $failure ) {
			return;
		}
	}

	/**
	 * The public key for registration, base64url of its 32 raw bytes; made on first use.
	 *
	 * @throws Failure With code `secret_missing`.
	 */
	public function public_key(): string {
		if ( $this->is_configured() ) {
			return Base64url::encode( sodium_crypto_sign_publickey( $this->configured_pair() ) );
		}
		return $this->stored()['public_key'];
	}

	/**
	 * Base64url of the SHA-256 of the raw public key: the `kid` of every request, and what people compare.
	 *
	 * @throws Failure With code `secret_missing`.
	 */
	public function fingerprint(): string {
		return Base64url::encode( hash( 'sha256', (string) Base64url::decode( $this->public_key() ), true ) );
	}

	/**
	 * Signs a message.
	 *
	 * @param string $message Bytes to sign.
	 * @return string The 64 raw bytes of the signature.
	 * @throws Failure With code `key_unreadable` or `secret_missing`.
	 */
	public function sign( string $message ): string {
		$this->assert_usable();
		return sodium_crypto_sign_detached( $message, (string) $this->secret_key );
	}

	/**
	 * Makes sure that the private half can be opened.
	 *
	 * @throws Failure With code `key_unreadable` or `secret_missing`.
	 */
	public function assert_usable(): void {
		if ( null !== $this->secret_key ) {
			return;
		}
		if ( $this->is_configured() ) {
			$this->secret_key = sodium_crypto_sign_secretkey( $this->configured_pair() );
			return;
		}
		$secret_key = $this->cipher->open( $this->stored()['sealed'] );
		if ( SODIUM_CRYPTO_SIGN_SECRETKEYBYTES !== strlen( $secret_key ) ) {
			throw new Failure( 'key_unreadable', __( 'The stored private key is damaged.', 'skybridge' ) );
		}
		$this->secret_key = $secret_key;
	}

	/**
	 * Whether a constant or the environment holds the key, so that nothing of it is in the database.
	 */
	public function is_configured(): bool {
		return '' !== $this->configuration->private_key();
	}

	/**
	 * Makes a new key pair in place of the old one; the gateway must then learn the new public key.
	 *
	 * @throws Failure With code `secret_missing`, or `key_configured` where the database does not hold it.
	 */
	public function replace(): void {
		if ( $this->is_configured() ) {
			throw new Failure(
				'key_configured',
				/* translators: %s: name of a constant or environment variable. */
				sprintf( __( 'This site’s key is set by %s.', 'skybridge' ), Configuration::PRIVATE_KEY ),
				__( 'Change it there: 32 random bytes in base64url.', 'skybridge' )
			);
		}
		$this->secret_key = null;
		update_option( self::OPTION, $this->generate(), false );
	}

	/**
	 * The key pair of the constant or the environment.
	 *
	 * @throws Failure With code `key_unreadable` where it is no key.
	 */
	private function configured_pair(): string {
		$seed = Base64url::decode( $this->configuration->private_key() );
		if ( null === $seed || SODIUM_CRYPTO_SIGN_SEEDBYTES !== strlen( $seed ) ) {
			throw new Failure(
				'key_unreadable',
				/* translators: %s: name of a constant or environment variable. */
				sprintf( __( '%s is no private key.', 'skybridge' ), Configuration::PRIVATE_KEY ),
				__( 'Set it to 32 random bytes in base64url.', 'skybridge' )
			);
		}
		return sodium_crypto_sign_seed_keypair( $seed );
	}

	/**
	 * The stored record, made if there is none yet.
	 *
	 * @return array{public_key: string, sealed: string, created_at: int}
	 * @throws Failure With code `secret_missing`.
	 */
	private function stored(): array {
		$record = get_option( self::OPTION );
		if ( $this->is_record( $record ) ) {
			return $record;
		}
		return $this->create_once();
	}

	/**
	 * Makes the first key pair, even when two first requests arrive together.
	 *
	 * @return array{public_key: string, sealed: string, created_at: int}
	 * @throws Failure With code `secret_missing` or `busy`.
	 */
	private function create_once(): array {
		$lock = new Lock( 'site_key' );
		if ( ! $lock->acquire( 30 ) ) {
			throw new Failure( 'busy', __( 'Another request is making this site’s key right now.', 'skybridge' ), '', 2 );
		}
		try {
			wp_cache_delete( self::OPTION, 'options' );
			wp_cache_delete( 'notoptions', 'options' );
			$record = get_option( self::OPTION );
			if ( ! $this->is_record( $record ) ) {
				$record = $this->generate();
				update_option( self::OPTION, $record, false );
			}
			return $record;
		} finally {
			$lock->release();
		}
	}

	/**
	 * A new record.
	 *
	 * @return array{public_key: string, sealed: string, created_at: int}
	 * @throws Failure With code `secret_missing`.
	 */
	private function generate(): array {
		$pair = sodium_crypto_sign_keypair();
		return array(
			'public_key' => Base64url::encode( sodium_crypto_sign_publickey( $pair ) ),
			'sealed'     => $this->cipher->seal( sodium_crypto_sign_secretkey( $pair ) ),
			'created_at' => time(),
		);
	}

	/**
	 * Whether a stored value is a whole record.
	 *
	 * @param mixed $record What the options table gave.
	 */
	private function is_record( mixed $record ): bool {
		return is_array( $record )
			&& is_string( $record['public_key'] ?? null )
			&& SODIUM_CRYPTO_SIGN_PUBLICKEYBYTES === strlen( (string) Base64url::decode( $record['public_key'] ) )
			&& is_string( $record['sealed'] ?? null );
	}
}
