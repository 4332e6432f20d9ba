<?php
/**
 * Every answer of the gateway becomes data or one typed error.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Configuration;

final class Gateway_Client_Test extends Plugin_Test_Case {

	public function test_data_is_returned_as_it_came(): void {
		$this->gateway->gives( array( 'org' => array( 'name' => 'Acme' ) ) );
		$this->assertSame( array( 'org' => array( 'name' => 'Acme' ) ), skybridge_query( '{ org { name } }' ) );
	}

	public function test_the_request_verifies_tls_follows_nothing_and_is_bounded(): void {
		$this->gateway->gives( array() );
		skybridge_query( '{ a }' );
		$request = $this->gateway->requests[0];
		$this->assertSame( self::GATEWAY . '/graphql', $request['url'] );
		$this->assertTrue( $request['sslverify'] );
		$this->assertSame( 0, $request['redirection'] );
		$this->assertSame( 1.2, $request['timeout'] );
		$this->assertGreaterThan( 0, $request['limit_response_size'] );
		$this->assertSame( 'application/json', $request['headers']['Content-Type'] );
	}

	public function test_variables_travel_as_given_and_none_are_invented(): void {
		$this->gateway->gives( array() );
		skybridge_query( '{ a }' );
		$this->assertArrayNotHasKey( 'variables', $this->gateway->body() );
		$variables = array( 'where' => array( 'name' => array( 'contains' => "O'Brien \\ % _ \" </script> 😀" ) ), 'first' => 3 );
		skybridge_query( '{ a }', $variables );
		$this->assertSame( $variables, $this->gateway->body()['variables'] );
	}

	public function test_text_that_is_not_utf8_is_refused_instead_of_repaired(): void {
		$this->assertWPErrorCode( 'skybridge_bad_variables', skybridge_query( '{ a }', array( 'text' => "\xff\xfe" ) ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_an_unknown_viewer_is_refused(): void {
		$this->assertWPErrorCode( 'skybridge_bad_argument', skybridge_query( '{ a }', array(), array( 'viewer' => 'visitors' ) ) );
	}

	public function test_a_graphql_error_keeps_code_hint_wait_and_partial_data(): void {
		$this->gateway->refuses( 'SALESFORCE_UNAVAILABLE', array( 'hint' => 'Look at status.', 'retryAfter' => 7 ), array( 'a' => 1, 'b' => null ) );
		$error = skybridge_query( '{ a b }' );
		$this->assertWPErrorCode( 'skybridge_salesforce_unavailable', $error );
		$this->assertSame( 'The gateway says SALESFORCE_UNAVAILABLE.', $error->get_error_message() );
		$data = $error->get_error_data();
		$this->assertSame( 'Look at status.', $data['hint'] );
		$this->assertSame( 7, $data['retryAfter'] );
		$this->assertSame( array( 'a' => 1, 'b' => null ), $data['data'] );
		$this->assertSame( 'SALESFORCE_UNAVAILABLE', $data['errors'][0]['extensions']['code'] );
	}

	/**
	 * @dataProvider http_answers
	 */
	public function test_an_answer_that_is_no_graphql_is_named( int $status, string $body, string $code ): void {
		$this->gateway->answers( $status, $body, array( 'retry-after' => '9' ) );
		$this->assertWPErrorCode( $code, skybridge_query( '{ a }' ) );
	}

	public function http_answers(): array {
		return array(
			'html'                 => array( 200, '<h1>It works</h1>', 'skybridge_bad_answer' ),
			'empty'                => array( 200, '', 'skybridge_bad_answer' ),
			'cut short'            => array( 200, '{"data":{"a":', 'skybridge_bad_answer' ),
			'json of another kind' => array( 200, '{"ok":true}', 'skybridge_bad_answer' ),
			'null data'            => array( 200, '{"data":null}', 'skybridge_bad_answer' ),
			'data of a wrong type' => array( 200, '{"data":"x"}', 'skybridge_bad_answer' ),
			'errors of a wrong type' => array( 200, '{"errors":"x"}', 'skybridge_bad_answer' ),
			'proxy error'          => array( 502, '<h1>Bad gateway</h1>', 'skybridge_not_a_gateway' ),
			'not found'            => array( 404, 'nope', 'skybridge_not_a_gateway' ),
			'redirect'             => array( 302, '', 'skybridge_redirected' ),
			'slow down'            => array( 429, 'slow down', 'skybridge_rate_limited' ),
			'hostile code'         => array( 200, '{"errors":[{"message":"m","extensions":{"code":"<script>"}}]}', 'skybridge_internal' ),
			'no extensions'        => array( 400, '{"errors":[{"message":"m"}]}', 'skybridge_internal' ),
		);
	}

	public function test_no_answer_is_told_apart_from_a_late_one(): void {
		$this->gateway->fails( 'cURL error 7: Failed to connect' );
		$this->assertWPErrorCode( 'skybridge_unreachable', skybridge_query( '{ a }' ) );
		$this->gateway->reset();
		$this->gateway->fails( 'cURL error 28: Operation timed out after 5001 milliseconds' );
		$this->assertWPErrorCode( 'skybridge_timeout', skybridge_query( '{ a }' ) );
	}

	/**
	 * @dataProvider unusable_urls
	 */
	public function test_an_unusable_gateway_url_is_refused_before_anything_is_sent( string $url, string $code ): void {
		update_option( 'skybridge_gateway_url', $url );
		$this->assertWPErrorCode( $code, skybridge_query( '{ a }' ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function unusable_urls(): array {
		return array(
			'none'             => array( '', 'skybridge_not_configured' ),
			'no scheme'        => array( 'gateway.example.org', 'skybridge_gateway_url_invalid' ),
			'other scheme'     => array( 'ftp://gateway.example.org', 'skybridge_gateway_url_invalid' ),
			'plain http'       => array( 'http://gateway.example.org', 'skybridge_gateway_url_invalid' ),
			'loopback lookalike' => array( 'http://127.0.0.1.example.org', 'skybridge_gateway_url_invalid' ),
			'with password'    => array( 'https://user:secret@gateway.example.org', 'skybridge_gateway_url_invalid' ),
			'with query'       => array( 'https://gateway.example.org/?x=1', 'skybridge_gateway_url_invalid' ),
			'with line break'  => array( "https://gateway.example.org/\r\nX: y", 'skybridge_gateway_url_invalid' ),
		);
	}

	public function test_loopback_may_be_plain_http(): void {
		update_option( 'skybridge_gateway_url', 'http' . '://127.0.0.1:4000/' );
		$this->gateway->gives( array() );
		$this->assertSame( array(), skybridge_query( '{ a }' ) );
		$this->assertSame( 'http' . '://127.0.0.1:4000/graphql', $this->gateway->requests[0]['url'] );
	}

	public function test_the_environment_wins_over_the_setting(): void {
		putenv( 'SKYBRIDGE_GATEWAY_URL=https://other.example.org' );
		putenv( 'SKYBRIDGE_SITE_ID=other' );
		try {
			$configuration = new Configuration();
			$this->assertSame( 'https://other.example.org', $configuration->gateway_url()->base() );
			$this->assertSame( 'environment', $configuration->gateway_url_source() );
			$this->assertSame( 'other', $configuration->site_id() );
		} finally {
			putenv( 'SKYBRIDGE_GATEWAY_URL' );
			putenv( 'SKYBRIDGE_SITE_ID' );
		}
	}

	public function test_the_site_id_defaults_to_the_host_name(): void {
		$home = static fn (): string => 'https://WWW.Example.org/blog';
		add_filter( 'pre_option_home', $home );
		update_option( 'skybridge_site_id', '' );
		$id = ( new Configuration() )->site_id();
		remove_filter( 'pre_option_home', $home );
		$this->assertSame( 'www-example-org', $id );
	}
}
