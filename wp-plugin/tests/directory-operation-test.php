<?php
/**
 * What a visitor types becomes variables of the operation, unchanged or not at all.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Directory_Attributes;
use Skybridge\Directory_Operation;
use Skybridge\Directory_Request;

final class Directory_Operation_Test extends Plugin_Test_Case {

	public function test_the_document_is_that_of_the_contract(): void {
		$expected = 'query SkybridgeDirectory($where: ContactWhere, $orderBy: [ContactOrder!], $first: Int, $after: String, $last: Int, $before: String) {'
			. ' contacts(where: $where, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {'
			. ' totalCount nodes { id name title department email phone } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }'
			. ' departments: contacts { groupBy(by: [department], first: 200) { key { department } count } } }';
		$this->assertSame( $expected, trim( (string) preg_replace( '/\s+/', ' ', $this->operation()->document() ) ) );
	}

	public function test_only_what_is_shown_is_asked_for(): void {
		$document = $this->operation( '', array( 'columns' => array( 'phone', 'salary', 'name } evil {' ), 'showDepartmentFilter' => false ) )->document();
		$this->assertStringContainsString( 'nodes { id name phone }', $document );
		$this->assertStringNotContainsString( 'departments:', $document );
		$this->assertStringNotContainsString( 'evil', $document );
	}

	public function test_nothing_typed_sends_no_filter_at_all(): void {
		foreach ( array( '', 'skybridge_search=', 'skybridge_search=%20%20', 'skybridge_department=', 'skybridge_search[]=x', 'skybridge_search[contains]=', 'skybridge_department[eq]=x' ) as $query ) {
			$variables = $this->operation( $query )->variables();
			$this->assertArrayNotHasKey( 'where', $variables, $query );
			$this->assertSame( 25, $variables['first'] );
		}
	}

	public function test_a_search_looks_in_the_shown_columns(): void {
		$contains = array( 'contains' => 'smith' );
		$this->assertSame(
			array( 'or' => array( array( 'name' => $contains ), array( 'title' => $contains ), array( 'email' => $contains ), array( 'department' => $contains ) ) ),
			$this->operation( 'skybridge_search=smith' )->variables()['where']
		);
		$this->assertSame(
			array( 'or' => array( array( 'name' => $contains ) ) ),
			$this->operation( 'skybridge_search=smith', array( 'columns' => array( 'name', 'phone' ) ) )->variables()['where'],
			'A hidden column must not be found out by searching.'
		);
	}

	public function test_search_and_department_both_narrow(): void {
		$where = $this->operation( 'skybridge_search=a&skybridge_department=Sales+%26+Service' )->variables()['where'];
		$this->assertSame( array( 'or', 'department' ), array_map( 'array_key_first', $where['and'] ) );
		$this->assertSame( array( 'department' => array( 'eq' => 'Sales & Service' ) ), $where['and'][1] );
	}

	public function test_a_filter_that_is_not_offered_does_not_work(): void {
		$variables = $this->operation( 'skybridge_search=a&skybridge_department=Sales', array( 'showSearch' => false, 'showDepartmentFilter' => false ) )->variables();
		$this->assertArrayNotHasKey( 'where', $variables );
	}

	/**
	 * @dataProvider hostile_texts
	 */
	public function test_hostile_text_arrives_exactly( string $text ): void {
		$where = $this->operation( http_build_query( array( 'skybridge_search' => $text ) ) )->variables()['where'];
		$this->assertSame( $text, $where['or'][0]['name']['contains'] );
	}

	public function hostile_texts(): array {
		return array(
			'quotes'    => array( "O'Brien \"Bob\"" ),
			'backslash' => array( 'a\\b\\\\c' ),
			'wildcards' => array( '%_*?' ),
			'markup'    => array( '<script>alert(1)</script>' ),
			'emoji'     => array( '😀 Zoë 日本' ),
			'percent'   => array( '100%25 %3Cb%3E' ),
			'graphql'   => array( '") { id } } #' ),
		);
	}

	public function test_text_that_is_not_utf8_and_control_characters_do_not_get_through(): void {
		$this->assertArrayNotHasKey( 'where', $this->operation( 'skybridge_search=%ff%fe' )->variables() );
		$where = $this->operation( 'skybridge_search=a%00b%0d%0ac' )->variables()['where'];
		$this->assertSame( 'a b c', $where['or'][0]['name']['contains'] );
	}

	public function test_text_too_long_is_refused_not_cut(): void {
		$this->assertStringContainsString( '100', $this->request( 'skybridge_search=' . str_repeat( 'x', 10000 ) )->problem() );
		$this->assertSame( '', $this->request( 'skybridge_search=' . rawurlencode( str_repeat( 'é', 100 ) ) )->problem() );
		$this->assertNotSame( '', $this->request( 'skybridge_department=' . str_repeat( 'x', 10000 ) )->problem() );
	}

	public function test_paging_forward_and_back(): void {
		$this->assertSame( array( 'first' => 25, 'after' => 'AbC-_=' ), array_slice( $this->operation( 'skybridge_after=AbC-_%3D' )->variables(), 1 ) );
		$this->assertSame( array( 'last' => 25, 'before' => 'AbC' ), array_slice( $this->operation( 'skybridge_before=AbC' )->variables(), 1 ) );
	}

	public function test_a_cursor_that_cannot_be_one_is_the_first_page(): void {
		foreach ( array( 'skybridge_after=%22%3E', 'skybridge_after[]=x', 'skybridge_before=' . str_repeat( 'a', 5000 ), 'skybridge_after=' ) as $query ) {
			$this->assertSame( array( 'first' => 25 ), array_slice( $this->operation( $query )->variables(), 1 ), $query );
		}
	}

	public function test_page_size_stays_within_bounds(): void {
		foreach ( array( array( 0, 1 ), array( -5, 1 ), array( 7, 7 ), array( 100000, 100 ) ) as list( $given, $expected ) ) {
			$this->assertSame( $expected, $this->operation( '', array( 'pageSize' => $given ) )->variables()['first'] );
		}
	}

	public function test_addresses_keep_the_page_and_the_other_directory_but_not_the_position(): void {
		$request = $this->request( 'page_id=7&skybridge_search=a%26b&skybridge_after=x&skybridge_search_2=other&list[]=x&long=' . str_repeat( 'y', 500 ) );
		$this->assertSame( '/directory/?page_id=7&skybridge_search_2=other&skybridge_search=a%26b&skybridge_before=cur', $request->url_at( 'before', 'cur' ) );
		$this->assertSame( '/directory/?page_id=7&skybridge_search_2=other', $request->url_of_everybody() );
	}

	public function test_the_second_directory_has_variables_of_its_own(): void {
		$attributes = Directory_Attributes::from_block( array() );
		$request    = Directory_Request::read( array( 'skybridge_search' => 'one', 'skybridge_search_2' => 'two' ), '/', 2, $attributes );
		$this->assertSame( 'two', $request->search() );
		$this->assertSame( array( 'skybridge_search' => 'one' ), $request->foreign() );
	}

	private function request( string $query, array $attributes = array() ): Directory_Request {
		parse_str( $query, $parsed );
		return Directory_Request::read( $parsed, '/directory/', 1, Directory_Attributes::from_block( $attributes ) );
	}

	private function operation( string $query = '', array $attributes = array() ): Directory_Operation {
		return new Directory_Operation( Directory_Attributes::from_block( $attributes ), $this->request( $query, $attributes ) );
	}
}
