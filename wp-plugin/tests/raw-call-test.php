<?php
/**
 * skybridge_rest(): what is sent, and what comes back.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

final class Raw_Call_Test extends Plugin_Test_Case {

	public function test_a_get_is_a_query_and_nothing_of_the_caller_is_in_its_text(): void {
		$this->gateway->gives( array( 'rest' => array( 'id' => 7 ) ) );
		$answer = skybridge_rest( 'get', '/services/apexrest/orders/7") { x }', array( 'query' => array( 'a' => '") {' ) ) );
		$this->assertSame( array( 'id' => 7 ), $answer );
		$sent = $this->gateway->body();
		$this->assertSame( 'query ($method: RestMethod!, $path: String!, $query: JSON) { rest(method: $method, path: $path, query: $query) }', $sent['query'] );
		$this->assertSame( array( 'method' => 'GET', 'path' => '/services/apexrest/orders/7") { x }', 'query' => array( 'a' => '") {' ) ), $sent['variables'] );
	}

	/**
	 * @dataProvider bodies
	 */
	public function test_every_other_method_is_a_mutation_that_is_not_cached( mixed $body ): void {
		$this->gateway->gives( array( 'rest' => null ) );
		$this->assertNull( skybridge_rest( 'POST', '/services/apexrest/orders', array( 'body' => $body, 'cache' => 60 ) ) );
		$this->assertNull( skybridge_rest( 'POST', '/services/apexrest/orders', array( 'body' => $body, 'cache' => 60 ) ) );
		$this->assertCount( 2, $this->gateway->requests );
		$sent = $this->gateway->body();
		$this->assertStringStartsWith( 'mutation (', $sent['query'] );
		$this->assertSame( $body, $sent['variables']['body'] );
	}

	public function bodies(): array {
		return array( array( array( 'sku' => 'A-1' ) ), array( 'text' ), array( 0 ), array( false ) );
	}

	public function test_a_get_may_be_cached(): void {
		$this->gateway->gives( array( 'rest' => array( 1 ) ) );
		skybridge_rest( 'GET', '/services/apexrest/a', array( 'cache' => 60 ) );
		skybridge_rest( 'GET', '/services/apexrest/a', array( 'cache' => 60 ) );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_a_wrong_call_is_an_error_and_sends_nothing(): void {
		$this->assertWPErrorCode( 'skybridge_bad_argument', skybridge_rest( 'TRACE', '/services/apexrest/a' ) );
		$this->assertWPErrorCode( 'skybridge_bad_argument', skybridge_rest( 'GET', '/services/apexrest/a', array( 'body' => 1 ) ) );
		$this->assertWPErrorCode( 'skybridge_bad_argument', skybridge_rest( 'GET', '/services/apexrest/a', array( 'viewer' => 'admin' ) ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_what_the_gateway_refuses_keeps_its_code_and_hint(): void {
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open the path.' ) );
		$answer = skybridge_rest( 'DELETE', '/services/apexrest/orders/7' );
		$this->assertWPErrorCode( 'skybridge_forbidden', $answer );
		$this->assertSame( 'Open the path.', $answer->get_error_data()['hint'] );
	}
}
