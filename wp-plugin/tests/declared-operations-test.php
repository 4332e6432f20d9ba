<?php
/**
 * Operations that a theme declares: what the browser may choose, and what it may not.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Declared_Operations;
use WP_REST_Request;
use WP_REST_Response;

final class Declared_Operations_Test extends Plugin_Test_Case {

	private const QUERY    = 'query ($first: Int!, $department: String) { contacts(first: $first) { nodes { name } } }';
	private const MUTATION = "# writes\nfragment F on CasePayload { receipt { id } }\nmutation (\$subject: String!) { createCase(input: { subject: \$subject }) { ...F } }";

	/**
	 * Texts of _doing_it_wrong().
	 *
	 * @var string[]
	 */
	private array $wrong = array();

	protected function setUp(): void {
		parent::setUp();
		Declared_Operations::reset();
		add_filter( 'doing_it_wrong_trigger_error', array( $this, 'notice' ), 10, 3 );
	}

	protected function tearDown(): void {
		remove_filter( 'doing_it_wrong_trigger_error', array( $this, 'notice' ), 10 );
		Declared_Operations::reset();
		$GLOBALS['wp_rest_server'] = null;
		parent::tearDown();
	}

	public function notice( bool $trigger, string $name, string $message ): bool {
		$this->wrong[] = $message;
		return false;
	}

	public function test_a_query_runs_with_checked_variables(): void {
		$this->declare_team();
		$this->gateway->gives( array( 'contacts' => array( 'nodes' => array() ) ) );
		$response = $this->call( 'GET', 'team', array( 'first' => '5', 'where' => 'everything', 'query' => '{ secret }' ) );
		$this->assertSame( 200, $response->get_status() );
		$this->assertSame( array( 'contacts' => array( 'nodes' => array() ) ), $response->get_data() );
		$this->assertSame( array( 'query' => self::QUERY, 'variables' => array( 'first' => 5 ) ), array_intersect_key( $this->gateway->body(), array( 'query' => 1, 'variables' => 1 ) ) );
		$this->assertSame( 'no-cache', $response->get_headers()['Cache-Control'] );
	}

	/**
	 * @dataProvider bad_values
	 */
	public function test_a_value_that_does_not_fit_reaches_no_gateway( array $values ): void {
		$this->declare_team();
		$this->assertSame( 400, $this->call( 'GET', 'team', $values )->get_status() );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function bad_values(): array {
		return array(
			'missing'    => array( array() ),
			'text'       => array( array( 'first' => 'many' ) ),
			'too many'   => array( array( 'first' => 1000 ) ),
			'a list'     => array( array( 'first' => 5, 'department' => array( 'x' ) ) ),
			'other word' => array( array( 'first' => 5, 'department' => 'Secret' ) ),
		);
	}

	public function test_it_runs_as_who_is_logged_in_and_is_not_cached_then(): void {
		$this->declare_team();
		$this->gateway->gives( array() );
		$id       = $this->log_in_as( 'subscriber' );
		$response = $this->call( 'GET', 'team', array( 'first' => 1 ) );
		$this->assertSame( (string) $id, json_decode( $this->claims(), true )['sub'] );
		$this->assertSame( 'no-store, private', $response->get_headers()['Cache-Control'] );
	}

	public function test_a_visitors_operation_is_asked_as_a_visitor_also_for_those_logged_in(): void {
		skybridge_declare_operation( 'team', self::QUERY, array( 'viewer' => 'visitor', 'cache' => 60 ) );
		$this->gateway->gives( array( 'a' => 1 ) );
		$this->log_in_as( 'subscriber' );
		$this->call( 'GET', 'team', array() );
		$this->call( 'GET', 'team', array() );
		$this->assertArrayNotHasKey( 'sub', json_decode( $this->claims(), true ) );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_a_mutation_takes_a_post_and_somebody_who_may(): void {
		skybridge_declare_operation( 'open-case', self::MUTATION, array( 'capability' => 'read', 'variables' => array( 'subject' => array( 'type' => 'string', 'required' => true ) ) ) );
		$this->gateway->gives( array( 'createCase' => array( 'receipt' => array( 'id' => '500' ) ) ) );
		$this->assertSame( 404, $this->call( 'GET', 'open-case', array( 'subject' => 'x' ) )->get_status() );
		$this->assertSame( 401, $this->call( 'POST', 'open-case', array( 'subject' => 'x' ) )->get_status() );
		$this->assertSame( array(), $this->gateway->requests );
		$this->log_in_as( 'subscriber' );
		$response = $this->call( 'POST', 'open-case', array( 'subject' => 'x' ) );
		$this->assertSame( '500', $response->get_data()['createCase']['receipt']['id'] );
		$this->assertSame( 'no-store, private', $response->get_headers()['Cache-Control'] );
	}

	public function test_the_word_mutation_inside_a_query_makes_it_none(): void {
		$query = "# mutation\nquery { cases(where: { subject: { eq: \"} mutation {\" } }) { nodes { mutation: subject } } }";
		$this->assertTrue( skybridge_declare_operation( 'read', $query ) );
		$this->gateway->gives( array() );
		$this->assertSame( 200, $this->call( 'GET', 'read', array() )->get_status() );
	}

	public function test_a_failure_says_its_reason_to_those_who_can_mend_it_only(): void {
		$this->declare_team();
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open Contact.' ) );
		$response = $this->call( 'GET', 'team', array( 'first' => 1 ) );
		$this->assertSame( 403, $response->get_status() );
		$this->assertSame( 'skybridge_forbidden', $response->get_data()['code'] );
		$this->assertStringNotContainsString( 'Open Contact', (string) wp_json_encode( $response->get_data() ) );
		$this->log_in_as( 'administrator' );
		$this->assertStringContainsString( 'Open Contact', (string) wp_json_encode( $this->call( 'GET', 'team', array( 'first' => 1 ) )->get_data() ) );
	}

	/**
	 * @dataProvider wrong_declarations
	 */
	public function test_a_wrong_declaration_is_told_and_not_taken( string $name, string $query, array $args, string $problem ): void {
		$this->assertFalse( skybridge_declare_operation( $name, $query, $args ) );
		$this->assertStringContainsString( $problem, $this->wrong[0] );
		$this->assertSame( 404, $this->call( 'GET', $name, array() )->get_status() );
	}

	public function wrong_declarations(): array {
		return array(
			'name'     => array( 'Team/../x', self::QUERY, array(), 'lower-case' ),
			'viewer'   => array( 'team', self::QUERY, array( 'viewer' => 'admin' ), 'viewer' ),
			'mutation' => array( 'open-case', self::MUTATION, array(), 'capability' ),
		);
	}

	public function test_no_second_operation_takes_the_name_of_the_first(): void {
		$this->declare_team();
		$this->assertFalse( skybridge_declare_operation( 'team', '{ other }' ) );
	}

	private function declare_team(): void {
		$variables = array(
			'first'      => array( 'type' => 'integer', 'minimum' => 1, 'maximum' => 50, 'required' => true ),
			'department' => array( 'type' => 'string', 'enum' => array( 'Sales', 'Engineering' ) ),
		);
		$this->assertTrue( skybridge_declare_operation( 'team', self::QUERY, array( 'variables' => $variables ) ) );
	}

	private function call( string $method, string $name, array $values ): WP_REST_Response {
		$GLOBALS['wp_rest_server'] = null;
		$request                   = new WP_REST_Request( $method, '/skybridge/v1/operations/' . $name );
		'POST' === $method ? $request->set_body_params( $values ) : $request->set_query_params( $values );
		return rest_do_request( $request );
	}
}
