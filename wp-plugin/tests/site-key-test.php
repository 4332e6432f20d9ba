<?php
/**
 * The private key is kept sealed, survives nothing it should not, and fails as a typed error.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Base64url;
use Skybridge\Failure;
use Skybridge\Key_Cipher;
use Skybridge\Services;
use Skybridge\Site_Key;

final class Site_Key_Test extends Plugin_Test_Case {

	public function test_the_key_is_made_once_on_first_use(): void {
		$first = Services::get()->site_key->public_key();
		$this->new_request( '/' );
		$this->assertSame( $first, Services::get()->site_key->public_key() );
		$this->assertSame( SODIUM_CRYPTO_SIGN_PUBLICKEYBYTES, strlen( (string) Base64url::decode( $first ) ) );
	}

	public function test_activation_makes_the_key(): void {
		Site_Key::create_on_activation();
		$this->assertIsArray( get_option( Site_Key::OPTION ) );
	}

	public function test_the_fingerprint_is_the_hash_of_the_raw_key(): void {
		$key = Services::get()->site_key;
		$this->assertSame( Base64url::encode( hash( 'sha256', (string) Base64url::decode( $key->public_key() ), true ) ), $key->fingerprint() );
	}

	public function test_the_private_key_is_neither_stored_in_plain_text_nor_loaded_on_every_request(): void {
		global $wpdb;
		Services::get()->site_key->sign( 'x' );
		$secret_key = ( new Key_Cipher() )->open( get_option( Site_Key::OPTION )['sealed'] );

		$everything = implode( "\n", $wpdb->get_col( "SELECT option_value FROM {$wpdb->options}" ) );
		foreach ( array( $secret_key, substr( $secret_key, 0, 32 ) ) as $secret ) {
			foreach ( array( $secret, base64_encode( $secret ), Base64url::encode( $secret ), bin2hex( $secret ) ) as $written ) {
				$this->assertStringNotContainsString( $written, $everything );
			}
		}
		$this->assertNotContains( $wpdb->get_var( "SELECT autoload FROM {$wpdb->options} WHERE option_name = 'skybridge_site_key'" ), array( 'yes', 'on', 'auto-on', 'auto' ) );
	}

	public function test_a_key_sealed_under_other_salts_asks_to_connect_again_and_changes_nothing(): void {
		Services::get()->site_key->public_key();
		$record           = get_option( Site_Key::OPTION );
		$nonce            = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		$record['sealed'] = 'v1:' . Base64url::encode( $nonce . sodium_crypto_secretbox( random_bytes( 64 ), $nonce, random_bytes( 32 ) ) );
		update_option( Site_Key::OPTION, $record, false );
		$this->new_request( '/' );

		$error = skybridge_query( '{ a }' );
		$this->assertWPErrorCode( 'skybridge_key_unreadable', $error );
		$this->assertStringContainsString( 'Connect again', $error->get_error_data()['hint'] );
		$this->assertSame( array(), $this->gateway->requests, 'Nothing unsigned may leave.' );
		$this->assertSame( $record, get_option( Site_Key::OPTION ) );
	}

	/**
	 * @dataProvider damaged_envelopes
	 */
	public function test_a_damaged_envelope_is_a_typed_failure( string $sealed ): void {
		$this->expectException( Failure::class );
		$this->expectExceptionMessage( 'cannot be decrypted' );
		( new Key_Cipher() )->open( $sealed );
	}

	public function damaged_envelopes(): array {
		return array(
			'empty'          => array( '' ),
			'plain text'     => array( 'secret' ),
			'unknown format' => array( 'v2:' . str_repeat( 'A', 120 ) ),
			'not base64'     => array( 'v1:!!!' ),
			'nonce only'     => array( 'v1:' . str_repeat( 'A', 32 ) ),
			'too short'      => array( 'v1:' . str_repeat( 'A', 40 ) ),
			'altered'        => array( 'v1:' . str_repeat( 'A', 160 ) ),
		);
	}

	public function test_a_new_key_replaces_the_old_one_and_works_at_once(): void {
		$old = Services::get()->site_key->public_key();
		Services::get()->site_key->sign( 'x' );
		Services::get()->site_key->replace();
		$new = Services::get()->site_key->public_key();

		$this->assertNotSame( $old, $new );
		$this->assertTrue( sodium_crypto_sign_verify_detached( Services::get()->site_key->sign( 'x' ), 'x', (string) Base64url::decode( $new ) ) );
	}

	public function test_without_a_secret_outside_the_database_no_key_is_made(): void {
		$code  = 'define( "AUTH_KEY", "put your unique phrase here" ); define( "AUTH_SALT", "put your unique phrase here" );'
			. 'define( "ABSPATH", "/" ); function __( $text ) { return $text; }'
			. 'require $argv[1] . "/class-failure.php"; require $argv[1] . "/class-base64url.php"; require $argv[1] . "/class-key-cipher.php";'
			. 'try { ( new Skybridge\Key_Cipher() )->seal( "x" ); } catch ( Skybridge\Failure $f ) { echo $f->code(); }';
		$this->assertSame( 'secret_missing', shell_exec( sprintf( '%s -r %s -- %s', escapeshellarg( PHP_BINARY ), escapeshellarg( $code ), escapeshellarg( dirname( __DIR__ ) . '/includes' ) ) ) );
	}

	public function test_the_dedicated_constant_comes_before_the_salts(): void {
		$seal = static fn ( string $salt ): string => 'define( "AUTH_KEY", "' . str_repeat( $salt, 40 ) . '" ); define( "AUTH_SALT", "other" ); define( "SKYBRIDGE_KEY", str_repeat( "k", 32 ) );'
			. 'define( "ABSPATH", "/" ); function __( $text ) { return $text; }'
			. 'require $argv[1] . "/class-failure.php"; require $argv[1] . "/class-base64url.php"; require $argv[1] . "/class-key-cipher.php"; $cipher = new Skybridge\Key_Cipher();';
		$run  = fn ( string $code, string ...$arguments ): string => (string) shell_exec( sprintf( '%s -r %s -- %s', escapeshellarg( PHP_BINARY ), escapeshellarg( $code ), implode( ' ', array_map( 'escapeshellarg', array( dirname( __DIR__ ) . '/includes', ...$arguments ) ) ) ) );

		$sealed = $run( $seal( 'a' ) . 'echo $cipher->seal( "kept" );' );
		$this->assertSame( 'kept', $run( $seal( 'b' ) . 'echo $cipher->open( $argv[2] );', $sealed ), 'Rotated salts do not matter where SKYBRIDGE_KEY is set.' );
	}
}
