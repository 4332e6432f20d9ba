<?php
/**
 * The token of a request is what the gateway expects, by sodium and by an independent library.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Base64url;
use Skybridge\Services;

final class Request_Token_Test extends Plugin_Test_Case {

	public function test_header_and_claims_are_those_of_the_contract(): void {
		$this->gateway->gives( array() );
		skybridge_query( '{ org { name } }' );

		list( $header, $claims ) = $this->segments( $this->gateway->token() );
		$this->assertSame( array( 'alg' => 'EdDSA', 'typ' => 'JWT', 'kid' => Services::get()->site_key->fingerprint() ), $header );
		$this->assertSame( 'demo', $claims['iss'] );
		$this->assertSame( self::GATEWAY, $claims['aud'] );
		$this->assertSame( array(), $claims['roles'] );
		$this->assertArrayNotHasKey( 'sub', $claims, 'A visitor has no subject.' );
		$this->assertEqualsWithDelta( time(), $claims['iat'], 2 );
		$this->assertSame( 60, $claims['exp'] - $claims['iat'] );
		$this->assertGreaterThanOrEqual( 22, strlen( $claims['jti'] ) );
	}

	public function test_the_body_hash_binds_method_path_and_exact_bytes(): void {
		$this->gateway->gives( array() );
		skybridge_query( '{ a }', array( 'text' => "Zoë / \"quoted\" \\ 😀" ) );

		list( , $claims ) = $this->segments( $this->gateway->token() );
		$bytes            = $this->gateway->requests[0]['body'];
		$this->assertSame( Base64url::encode( hash( 'sha256', "POST\n/graphql\n" . $bytes, true ) ), $claims['bh'] );
	}

	public function test_the_path_of_a_gateway_below_a_path_is_signed_whole(): void {
		update_option( 'skybridge_gateway_url', self::GATEWAY . '/sky/' );
		$this->gateway->gives( array() );
		skybridge_query( '{ a }' );

		list( , $claims ) = $this->segments( $this->gateway->token() );
		$this->assertSame( self::GATEWAY . '/sky/graphql', $this->gateway->requests[0]['url'] );
		$this->assertSame( self::GATEWAY . '/sky', $claims['aud'] );
		$this->assertSame( Base64url::encode( hash( 'sha256', "POST\n/sky/graphql\n" . $this->gateway->requests[0]['body'], true ) ), $claims['bh'] );
	}

	public function test_a_user_is_named_with_roles_and_can_be_left_out(): void {
		$id = $this->log_in_as( 'editor' );
		$this->gateway->gives( array() );

		skybridge_query( '{ a }' );
		list( , $claims ) = $this->segments( $this->gateway->token() );
		$this->assertSame( (string) $id, $claims['sub'] );
		$this->assertSame( array( 'editor' ), $claims['roles'] );

		skybridge_query( '{ a }', array(), array( 'viewer' => 'visitor' ) );
		list( , $claims ) = $this->segments( $this->gateway->token() );
		$this->assertArrayNotHasKey( 'sub', $claims );
		$this->assertSame( array(), $claims['roles'] );
	}

	public function test_no_two_requests_share_an_identifier(): void {
		$this->gateway->gives( array() );
		skybridge_query( '{ a }' );
		skybridge_query( '{ a }' );
		$this->assertNotSame( $this->segments( $this->gateway->token( 0 ) )[1]['jti'], $this->segments( $this->gateway->token( 1 ) )[1]['jti'] );
	}

	public function test_the_signature_verifies_with_the_registered_key_and_fails_when_a_byte_changes(): void {
		$this->gateway->gives( array() );
		skybridge_query( '{ a }' );
		$public_key                  = (string) Base64url::decode( Services::get()->site_key->public_key() );
		list( $head, $body, $proof ) = explode( '.', $this->gateway->token() );

		$this->assertTrue( sodium_crypto_sign_verify_detached( (string) Base64url::decode( $proof ), "{$head}.{$body}", $public_key ) );
		$this->assertFalse( sodium_crypto_sign_verify_detached( (string) Base64url::decode( $proof ), "{$head}.{$body}x", $public_key ) );
	}

	public function test_an_independent_library_verifies_the_token(): void {
		exec( 'node --version 2>/dev/null', $output, $status );
		if ( 0 !== $status ) {
			$this->markTestSkipped( 'Node is not on PATH: the token was not verified by jose.' );
		}
		$this->gateway->gives( array() );
		skybridge_query( '{ a }' );
		$command = sprintf(
			'node %s %s %s %s 2>&1',
			escapeshellarg( __DIR__ . '/double/verify-token.mjs' ),
			escapeshellarg( $this->gateway->token() ),
			escapeshellarg( Services::get()->site_key->public_key() ),
			escapeshellarg( self::GATEWAY )
		);
		$answer  = (string) shell_exec( $command );
		if ( str_contains( $answer, 'ERR_MODULE_NOT_FOUND' ) ) {
			$this->markTestSkipped( 'jose is not installed beside the plugin (npm install): the token was not verified by it.' );
		}
		$this->assertSame( array( 'issuer' => 'demo', 'keyIdMatches' => true ), json_decode( $answer, true ), $answer );
	}

	/**
	 * Header and claims of a token.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	private function segments( string $token ): array {
		$parts = explode( '.', $token );
		$this->assertCount( 3, $parts );
		return array_map( static fn ( string $part ): array => json_decode( (string) Base64url::decode( $part ), true, 8, JSON_THROW_ON_ERROR ), array_slice( $parts, 0, 2 ) );
	}
}
