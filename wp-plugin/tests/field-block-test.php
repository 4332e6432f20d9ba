<?php
/**
 * The field block: one escaped value, the fallback where there is none, and never somebody else's.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use WP_REST_Request;

final class Field_Block_Test extends Plugin_Test_Case {

	private const RECORD = array( 'object' => 'account', 'record' => '001000000000001AAA', 'field' => 'annualRevenue' );

	public function test_a_value_is_read_as_people_read_it(): void {
		$this->knows_the_schema();
		$this->gateway->gives( array( 'record' => array( 'annualRevenueFormatted' => '$5.00' ) ) );
		$this->assertSame( '<span class="skybridge-field">$5.00</span>', $this->shortcode( self::RECORD ) );
		$this->assertSame( 'query SkybridgeField($id: ID!) { record: account(id: $id) { annualRevenueFormatted } }', $this->gateway->body()['query'] );
		$this->assertSame( array( 'id' => '001000000000001AAA' ), $this->gateway->body()['variables'] );
		$this->assertStringNotContainsString( '"sub"', $this->claims() );
	}

	public function test_raw_values_and_parents_need_no_schema(): void {
		$this->gateway->gives( array( 'record' => array( 'owner' => array( 'name' => 'Ada' ) ) ) );
		$this->assertSame( '<span class="skybridge-field">Ada</span>', $this->shortcode( array( 'field' => 'owner.name', 'format' => 'raw' ) + self::RECORD ) );
		$this->assertSame( 'query SkybridgeField($id: ID!) { record: account(id: $id) { owner { name } } }', $this->gateway->body()['query'] );
	}

	public function test_a_schema_that_is_not_told_leaves_the_plain_value(): void {
		$this->gateway->refuses( 'FORBIDDEN' );
		$this->gateway->gives( array( 'record' => array( 'annualRevenue' => 5 ) ) );
		$this->assertSame( '<span class="skybridge-field">5</span>', $this->shortcode( self::RECORD ) );
	}

	/**
	 * @dataProvider values
	 */
	public function test_every_kind_of_value_is_text( mixed $value, string $text ): void {
		$this->gateway->gives( array( 'record' => array( 'x' => $value ) ) );
		$this->assertSame( $text, $this->shortcode( array( 'field' => 'x', 'format' => 'raw', 'fallback' => 'none' ) + self::RECORD ) );
	}

	public function values(): array {
		return array(
			'markup'  => array( '<b onclick="x">&', '<span class="skybridge-field">&lt;b onclick=&quot;x&quot;&gt;&amp;</span>' ),
			'true'    => array( true, '<span class="skybridge-field">Yes</span>' ),
			'zero'    => array( 0, '<span class="skybridge-field">0</span>' ),
			'several' => array( array( 'A', 'B' ), '<span class="skybridge-field">A, B</span>' ),
			'null'    => array( null, '<span class="skybridge-field">none</span>' ),
			'empty'   => array( '', '<span class="skybridge-field">none</span>' ),
		);
	}

	/**
	 * @dataProvider unusable
	 */
	public function test_names_and_ids_that_are_none_never_reach_the_gateway( array $changes ): void {
		$this->assertSame( '<span class="skybridge-field">-</span>', $this->shortcode( $changes + array( 'fallback' => '-' ) + self::RECORD ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function unusable(): array {
		return array(
			'object'        => array( array( 'object' => 'account(id:1){id} x:contact' ) ),
			'field'         => array( array( 'field' => 'name } x: contacts { nodes { id }' ) ),
			'introspection' => array( array( 'field' => '__typename' ) ),
			'no field'      => array( array( 'field' => '' ) ),
			'path'          => array( array( 'field' => 'a..b' ) ),
			'record'        => array( array( 'record' => "001' OR" ) ),
		);
	}

	public function test_a_failure_is_the_fallback_and_for_administrators_the_reason(): void {
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open <it>.' ), array( 'record' => null ) );
		$field = array( 'format' => 'raw', 'fallback' => 'soon' ) + self::RECORD;
		$this->assertSame( '<span class="skybridge-field">soon</span>', $this->shortcode( $field ) );
		$this->log_in_as( 'administrator' );
		$this->assertStringContainsString( 'skybridge_forbidden: The gateway says FORBIDDEN. Open &lt;it&gt;.', $this->shortcode( $field ) );
	}

	public function test_the_readers_own_contact_is_the_one_the_gateway_names(): void {
		$own = array( 'source' => 'viewer', 'field' => 'phone', 'format' => 'raw', 'fallback' => 'Log in.', 'record' => '003000000000009AAA' );
		$this->assertSame( '<span class="skybridge-field">Log in.</span>', $this->shortcode( $own ) );
		$this->assertSame( array(), $this->gateway->requests );

		$id = $this->log_in_as( 'subscriber' );
		$this->gateway->gives( array( 'viewer' => array( 'contactId' => '003000000000001AAA' ) ) );
		$this->gateway->gives( array( 'record' => array( 'phone' => '555' ) ) );
		$this->assertSame( '<span class="skybridge-field">555</span>', $this->shortcode( $own ) );
		$this->assertSame( array( 'id' => '003000000000001AAA' ), $this->gateway->body()['variables'], 'Never the id of the page.' );
		$this->assertStringContainsString( '"sub":"' . $id . '"', $this->claims() );

		$this->gateway->reset();
		$this->gateway->gives( array( 'viewer' => array( 'contactId' => null ) ) );
		$this->assertSame( '<span class="skybridge-field">Log in.</span>', $this->shortcode( $own ), 'Whoever is unbound sees nothing from memory.' );
	}

	public function test_the_block_is_a_paragraph_with_the_same_value(): void {
		$this->gateway->gives( array( 'record' => array( 'name' => 'Acme' ) ) );
		$html = do_blocks( '<!-- wp:skybridge/field ' . serialize_block_attributes( array( 'field' => 'name', 'format' => 'raw' ) + self::RECORD ) . ' /-->' );
		$this->assertSame( array( 'Acme' ), $this->texts( $this->parse( $html ), '//p/span' ) );
	}

	public function test_the_inspector_learns_objects_and_fields_as_the_editor_only(): void {
		$this->assertSame( 401, rest_do_request( new WP_REST_Request( 'GET', '/skybridge/v1/schema' ) )->get_status() );
		$this->log_in_as( 'contributor' );
		$this->knows_the_schema();
		$this->assertSame( array( array( 'name' => 'account', 'type' => 'Account', 'list' => 'accounts' ) ), rest_do_request( new WP_REST_Request( 'GET', '/skybridge/v1/schema' ) )->get_data() );
		$this->assertStringContainsString( '"roles":["contributor"]', $this->claims() );
		$fields = rest_do_request( new WP_REST_Request( 'GET', '/skybridge/v1/schema/account' ) )->get_data();
		$this->assertSame( array( 'name' => 'annualRevenue', 'label' => 'Annual Revenue', 'type' => 'Decimal' ), $fields[0] );
		$this->assertCount( 2, $fields, 'Lists and parents hold no single value.' );
		$this->assertSame( 404, rest_do_request( new WP_REST_Request( 'GET', '/skybridge/v1/schema/nothing' ) )->get_status() );
	}

	/**
	 * Prepares the answers to the two introspections.
	 */
	private function knows_the_schema(): void {
		$field = static fn ( string $name, string $kind, string $type, array $args = array() ): array => array( 'name' => $name, 'description' => 'Annual Revenue (`AnnualRevenue`).', 'args' => array_map( static fn ( string $one ): array => array( 'name' => $one ), $args ), 'type' => array( 'kind' => $kind, 'name' => $type, 'ofType' => null ) );
		$this->gateway->gives( array( '__schema' => array( 'queryType' => array( 'fields' => array( $field( 'account', 'OBJECT', 'Account', array( 'id' ) ), $field( 'accounts', 'OBJECT', 'AccountConnection', array( 'where', 'first' ) ), $field( 'node', 'INTERFACE', 'Node', array( 'id' ) ) ) ) ) ) );
		$this->gateway->gives( array( '__type' => array( 'fields' => array( $field( 'annualRevenue', 'SCALAR', 'Decimal' ), $field( 'annualRevenueFormatted', 'SCALAR', 'String' ), $field( 'owner', 'OBJECT', 'User' ) ) ) ) );
	}

	/**
	 * Renders the shortcode on a page.
	 *
	 * @param array<string, string> $attributes As written.
	 */
	private function shortcode( array $attributes ): string {
		$this->new_request( '/' );
		return \Skybridge\Field_Block::shortcode( $attributes );
	}
}
