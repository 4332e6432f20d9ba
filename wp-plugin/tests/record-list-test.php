<?php
/**
 * The directory block of any object or declared query: exact documents, safe values, pictures, layouts.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use DOMXPath;

final class Record_List_Test extends Plugin_Test_Case {

	private const ACCOUNTS = array( 'object' => 'accounts', 'fields' => array( 'name:Company', 'annualRevenueFormatted', 'owner.name', 'website' ), 'searchFields' => array( 'name', 'secret' ) );

	public function test_fields_filters_order_and_opt_out_are_asked_for(): void {
		$this->gives( array() );
		$this->render( array( 'filters' => array( 'type=Customer "A"', 'isActive=true', 'employees=5', 'zip="012"' ), 'orderBy' => 'owner.name', 'optOutField' => 'hidden' ) + self::ACCOUNTS );
		$this->assertSame(
			'query SkybridgeRecords($first: Int, $after: String, $last: Int, $before: String) { contacts: accounts(first: $first, after: $after, last: $last, before: $before, where: { and: [{ type: { eq: "Customer \\"A\\"" } }, { isActive: { eq: true } }, { employees: { eq: 5 } }, { zip: { eq: "012" } }, { hidden: { eq: false } }] }, orderBy: [{ owner: { name: ASC } }]) { totalCount nodes { name annualRevenueFormatted owner { name } website } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
			$this->gateway->body()['query']
		);
		$this->assertSame( array( 'first' => 25 ), $this->gateway->body()['variables'] );
	}

	public function test_a_search_is_a_variable_and_looks_only_into_what_is_shown(): void {
		$this->gives( array() );
		$evil = '"}) { id } #';
		$this->render( self::ACCOUNTS, '/?' . http_build_query( array( 'skybridge_search' => $evil ) ) );
		$this->assertStringContainsString( 'where: { and: [{ or: [{ name: { contains: $search } }] }] }', $this->gateway->body()['query'] );
		$this->assertStringNotContainsString( '#', $this->gateway->body()['query'] );
		$this->assertSame( $evil, $this->gateway->body()['variables']['search'] );
	}

	public function test_a_declared_query_takes_arguments_and_no_search(): void {
		$this->gives( array() );
		$page = $this->render( array( 'object' => 'staffDirectory', 'declared' => true, 'filters' => array( 'department=Sales' ), 'fields' => array( 'name' ), 'searchFields' => array( 'name' ) ), '/?skybridge_search=x' );
		$this->assertSame( 'query SkybridgeRecords($first: Int, $after: String) { contacts: staffDirectory(first: $first, after: $after, department: "Sales") { totalCount nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }', $this->gateway->body()['query'] );
		$this->assertSame( array(), $this->texts( $page, '//form' ) );
	}

	public function test_records_are_shown_with_labels_links_and_count(): void {
		$this->gives( array( array( 'name' => 'Acme', 'annualRevenueFormatted' => '$5.00', 'owner' => array( 'name' => 'Ada' ), 'website' => 'https://acme.example/' ), array( 'name' => 'Globex', 'owner' => null, 'website' => 'javascript:alert(1)' ) ) );
		$page = $this->render( self::ACCOUNTS );
		$this->assertSame( array( 'Company', 'Annual Revenue', 'Owner Name', 'Website' ), $this->texts( $page, '//thead//th' ) );
		$this->assertSame( array( 'Acme', '$5.00', 'Ada', 'acme.example', 'Globex', '', '', 'javascript:alert(1)' ), $this->texts( $page, '//tbody/tr/*' ) );
		$this->assertSame( array( 'https://acme.example/' ), $this->texts( $page, '//tbody//a/@href' ) );
		$this->assertSame( array( '2 records' ), $this->texts( $page, '//*[@role="status"]' ) );
		$this->assertSame( array( 'Acme', 'Globex' ), $this->texts( $page, '//th[@scope="row"]' ) );
	}

	public function test_a_picture_is_an_https_address_or_none(): void {
		$urls = array( 'https://files.example/1.png', 'http://files.example/2.png', 'javascript:alert(1)', 'https://x/"onerror="alert(1)', 'data:image/svg+xml,x', null );
		$this->gives( array_map( static fn ( ?string $url ): array => array( 'name' => 'A', 'photo' => $url ), $urls ) );
		$page = $this->render( array( 'object' => 'people', 'fields' => array( 'name' ), 'photoField' => 'photo', 'layout' => 'cards' ) );
		$this->assertSame( array( 'https://files.example/1.png' ), $this->texts( $page, '//img/@src' ) );
		$this->assertSame( array( '' ), $this->texts( $page, '//img/@alt' ) );
		$this->assertCount( 1, $this->texts( $page, '//table[contains(@class, "--cards")]' ) );
	}

	/**
	 * @dataProvider unusable
	 */
	public function test_what_cannot_be_used_never_widens_the_list( array $changes ): void {
		$this->gives( array() );
		$this->render( $changes + self::ACCOUNTS );
		$this->assertStringContainsString( '{ id: { eq: "', $this->gateway->body()['query'] );
	}

	public function unusable(): array {
		return array(
			'filter that is no field'  => array( array( 'filters' => array( 'a b=1' ) ) ),
			'filter without value'     => array( array( 'filters' => array( 'type' ) ) ),
			'opt-out that is no field' => array( array( 'optOutField' => 'opt out' ) ),
		);
	}

	public function test_names_that_are_none_are_dropped_and_an_object_that_is_none_is_the_staff_directory(): void {
		$this->gives( array() );
		$this->render( array( 'fields' => array( 'name', 'id } x: users { nodes { id }', '__typename' ) ) + self::ACCOUNTS );
		$this->assertStringContainsString( 'nodes { name }', $this->gateway->body()['query'] );
		$this->render( array( 'object' => 'users { id }' ) );
		$this->assertStringContainsString( 'query SkybridgeDirectory', $this->gateway->body()['query'] );
	}

	public function test_the_shortcode_takes_the_same_choices(): void {
		$this->gives( array( array( 'name' => 'Acme' ) ) );
		$this->new_request( '/' );
		$page = $this->parse( do_shortcode( '[skybridge_directory object="accounts" fields="name:Company" filters="industry=A &amp; B" search_fields="name" layout="list" page_size="3"]' ) );
		$this->assertStringContainsString( '{ industry: { eq: "A & B" } }', $this->gateway->body()['query'] );
		$this->assertSame( array( 'Company' ), $this->texts( $page, '//thead//th' ) );
		$this->assertCount( 1, $this->texts( $page, '//table[contains(@class, "--list")]' ) );
		$this->assertSame( 3, $this->gateway->body()['variables']['first'] );
	}

	/**
	 * Prepares a list.
	 *
	 * @param array<int, array<string, mixed>> $nodes Records.
	 */
	private function gives( array $nodes ): void {
		$this->gateway->gives( array( 'contacts' => array( 'totalCount' => count( $nodes ), 'nodes' => $nodes, 'pageInfo' => array() ) ) );
	}

	/**
	 * Renders the block on a page.
	 *
	 * @param array<string, mixed> $attributes Block attributes.
	 * @param string               $uri        Address of the page.
	 */
	private function render( array $attributes, string $uri = '/' ): DOMXPath {
		$this->new_request( $uri );
		return $this->parse( do_blocks( '<!-- wp:skybridge/directory ' . serialize_block_attributes( $attributes ) . ' /-->' ) );
	}
}
