<?php
/**
 * The HTML of the directory: complete, escaped, usable without JavaScript, honest about failures.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use DOMXPath;

final class Directory_Block_Test extends Plugin_Test_Case {

	public function test_people_are_shown_with_every_column_count_and_time(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada Abbott', 'title' => 'Engineer', 'department' => 'Engineering', 'email' => 'ada@example.org', 'phone' => '+1 (415) 555-0100' ) ), array( 'totalCount' => 50 ) ) );
		$page = $this->render();

		$this->assertSame( array( 'Name', 'Title', 'Department', 'E-mail', 'Phone' ), $this->texts( $page, '//thead//th' ) );
		$this->assertSame( array( 'Ada Abbott', 'Engineer', 'Engineering', 'ada@example.org', '+1 (415) 555-0100' ), $this->texts( $page, '//tbody/tr/*' ) );
		$this->assertSame( array( 'mailto:ada@example.org', 'tel:+14155550100' ), $this->texts( $page, '//tbody//a/@href' ) );
		$this->assertSame( array( '50 people' ), $this->texts( $page, '//*[@role="status"]' ) );
		$this->assertStringStartsWith( 'As of ', $this->texts( $page, '//p[contains(@class, "as-of")]' )[0] );
	}

	/**
	 * @dataProvider phones
	 */
	public function test_only_what_can_be_dialled_is_a_link( string $phone, array $links ): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada', 'phone' => $phone ) ) ) );
		$page = $this->render();
		$this->assertSame( $links, $this->texts( $page, '//tbody//a/@href' ) );
		$this->assertSame( $phone, $this->texts( $page, '//tbody/tr/*' )[4] );
	}

	public function phones(): array {
		return array(
			'american'       => array( '(804) 555-4073', array( 'tel:8045554073' ) ),
			'international'  => array( '+43 (1) 555/40-73', array( 'tel:+4315554073' ) ),
			'with extension' => array( '555-4073 x12', array() ),
			'words'          => array( 'ask reception', array() ),
			'punctuation'    => array( '(...)', array() ),
		);
	}

	public function test_one_person_is_not_one_people(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada' ) ) ) );
		$this->assertSame( array( '1 person' ), $this->texts( $this->render(), '//*[@role="status"]' ) );
	}

	public function test_hostile_values_from_salesforce_stay_text(): void {
		$evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>';
		$data = $this->directory_data( array( array( 'name' => $evil, 'title' => $evil, 'department' => $evil, 'email' => 'javascript:alert(3)', 'phone' => '"onclick="alert(4)' ) ) );
		$data['departments']['groupBy'][0]['key']['department'] = $evil;
		$data['contacts']['pageInfo']                           = array( 'hasNextPage' => true, 'hasPreviousPage' => true, 'startCursor' => $evil, 'endCursor' => $evil );
		$this->gateway->gives( $data );
		$page = $this->render();

		$this->assertSame( array(), $this->texts( $page, '//script | //img | //*[@onclick] | //*[@onerror] | //tbody//a' ) );
		$this->assertSame( $evil, $this->texts( $page, '//tbody/tr/th' )[0] );
		$this->assertContains( $evil, $this->texts( $page, '//option/@value' ) );
		foreach ( $this->texts( $page, '//nav//a/@href' ) as $href ) {
			$this->assertStringNotContainsString( '<', $href );
		}
	}

	public function test_hostile_query_variables_stay_text(): void {
		$evil = '"><script>alert(1)</script>';
		$this->gateway->gives( $this->directory_data( array() ) );
		$page = $this->render( '/directory/?' . http_build_query( array( 'skybridge_search' => $evil, 'skybridge_department' => $evil, $evil => $evil ) ) );
		$this->assertSame( array(), $this->texts( $page, '//script' ) );
		$this->assertSame( $evil, $this->texts( $page, '//input[@type="search"]/@value' )[0] );
		$this->assertSame( $evil, $this->texts( $page, '//option[@selected]/@value' )[0] );
	}

	public function test_values_of_a_wrong_type_do_not_break_the_page(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => array( 'x' ), 'title' => 7, 'department' => false ) ), array( 'totalCount' => 'many', 'pageInfo' => 'none' ) ) );
		$this->assertSame( array( '', '7', '', '', '' ), $this->texts( $this->render(), '//tbody/tr/*' ) );
	}

	public function test_the_form_works_without_javascript(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada' ) ) ) );
		$page = $this->render( '/directory/?page_id=7&skybridge_search=ada&skybridge_department=Sales&skybridge_after=abc' );
		$form = '//form[@method="get"][@action="/directory/"]';
		$this->assertSame( array( 'ada' ), $this->texts( $page, $form . '//input[@name="skybridge_search"]/@value' ) );
		$this->assertSame( array( 'Sales' ), $this->texts( $page, $form . '//select[@name="skybridge_department"]/option[@selected]' ) );
		$this->assertSame( array( 'All departments', 'Engineering', 'Sales' ), $this->texts( $page, $form . '//option' ) );
		$this->assertSame( array( 'page_id' ), $this->texts( $page, $form . '//input[@type="hidden"]/@name' ) );
		$this->assertCount( 1, $this->texts( $page, $form . '//button[@type="submit"]' ) );
		$this->assertSame( array( '/directory/?page_id=7' ), $this->texts( $page, '//a[text()="Show everybody"]/@href' ) );
	}

	public function test_every_control_has_a_label_and_the_table_its_roles(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada' ) ) ) );
		$page = $this->render( '/', array( 'title' => 'Our team' ) );
		foreach ( $this->texts( $page, '//form//input[not(@type="hidden")]/@id | //form//select/@id' ) as $id ) {
			$this->assertCount( 1, $this->texts( $page, "//label[@for='{$id}']" ) );
		}
		$this->assertSame( array( 'Our team' ), $this->texts( $page, '//h2' ) );
		$this->assertSame( array( 'Our team' ), $this->texts( $page, '//table/caption' ) );
		$this->assertSame( array( 'Our team' ), $this->texts( $page, '//*[@role="region"]/@aria-label' ) );
		$this->assertSame( array( 'row', 'row' ), $this->texts( $page, '//tr/@role' ) );
	}

	public function test_paging_links_carry_cursor_and_filter(): void {
		$info = array( 'hasNextPage' => true, 'hasPreviousPage' => false, 'startCursor' => 'S=1', 'endCursor' => 'E+2' );
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada' ) ), array( 'pageInfo' => $info ) ) );
		$page = $this->render( '/directory/?skybridge_search=a&skybridge_after=x' );
		$this->assertSame( array( '/directory/?skybridge_search=a&skybridge_after=E%2B2' ), $this->texts( $page, '//a[@rel="next"]/@href' ) );
		$this->assertSame( array( '/directory/?skybridge_search=a&skybridge_before=S%3D1' ), $this->texts( $page, '//a[@rel="prev"]/@href' ), 'Who came forward can go back.' );

		$this->assertSame( array(), $this->texts( $this->render( '/directory/' ), '//a[@rel="prev"]' ) );
	}

	public function test_an_empty_result_says_so(): void {
		$this->gateway->gives( $this->directory_data( array() ) );
		$this->assertSame( array( 'Nobody matches your search.' ), $this->texts( $this->render( '/?skybridge_search=zzz' ), '//*[@role="status"]' ) );
		$this->assertSame( array( 'There is nobody in this directory yet.' ), $this->texts( $this->render( '/' ), '//*[@role="status"]' ) );
	}

	public function test_a_search_too_long_is_answered_without_a_call(): void {
		$page = $this->render( '/?skybridge_search=' . str_repeat( 'x', 10000 ) );
		$this->assertStringContainsString( 'at most 100 characters', $this->texts( $page, '//*[@role="status"]' )[0] );
		$this->assertSame( 100, strlen( $this->texts( $page, '//input[@type="search"]/@value' )[0] ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_visitors_get_a_friendly_line_and_administrators_the_reason(): void {
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open Contact to <anonymous>.' ) );
		$html = $this->html( $this->render() );
		$this->assertStringContainsString( 'cannot be shown right now', $html );
		$this->assertStringNotContainsString( 'FORBIDDEN', $html );
		$this->assertStringNotContainsString( 'Open Contact', $html );

		$this->log_in_as( 'administrator' );
		$html = $this->html( $this->render() );
		$this->assertStringContainsString( 'skybridge_forbidden', $html );
		$this->assertStringContainsString( 'Open Contact to &lt;anonymous&gt;.', $html );
	}

	public function test_an_answer_without_a_list_is_a_failure_not_an_empty_directory(): void {
		$this->gateway->gives( array( 'contacts' => null ) );
		$html = $this->html( $this->render() );
		$this->assertStringContainsString( 'cannot be shown right now', $html );
		$this->assertStringNotContainsString( 'nobody', strtolower( $html ) );
	}

	public function test_a_dead_gateway_shows_the_last_list_as_of_its_time(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada' ) ) ) );
		$this->gateway->fails( 'cURL error 7: secret-host refused' );
		$this->render();
		$this->let_time_pass( 7200 );
		$page = $this->render();

		$this->assertSame( array( 'Ada' ), $this->texts( $page, '//tbody//th' ) );
		$notice = $this->texts( $page, '//p[contains(@class, "notice")]' )[0];
		$this->assertStringContainsString( 'as of', $notice );
		$moment = $this->texts( $page, '//p[contains(@class, "notice")]/time/@datetime' )[0];
		$this->assertEqualsWithDelta( time() - 7200, strtotime( $moment ), 3 );
		$this->assertStringNotContainsString( 'secret-host', $this->html( $page ) );
	}

	public function test_a_field_the_viewer_may_not_read_leaves_the_rest_and_a_note_for_administrators(): void {
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open Phone.' ), $this->directory_data( array( array( 'name' => 'Ada' ) ) ) );
		$this->assertStringNotContainsString( 'Open Phone', $this->html( $this->render() ) );
		$this->log_in_as( 'administrator' );
		$page = $this->render();
		$this->assertSame( array( 'Ada' ), $this->texts( $page, '//tbody//th' ) );
		$this->assertStringContainsString( 'Open Phone', $this->html( $page ) );
	}

	public function test_a_cursor_of_yesterday_leads_back_to_the_start(): void {
		$this->gateway->refuses( 'BAD_USER_INPUT' );
		$page = $this->render( '/directory/?skybridge_search=a&skybridge_after=old' );
		$this->assertSame( array( '/directory/?skybridge_search=a' ), $this->texts( $page, '//a[text()="Start at the first page"]/@href' ) );
	}

	public function test_by_default_everybody_sees_what_a_visitor_may_see(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->gives( $this->directory_data( array() ) );
		$this->render();
		$this->assertStringNotContainsString( '"sub"', $this->claims() );
	}

	public function test_a_directory_for_each_reader_asks_on_their_behalf_and_stays_out_of_page_caches(): void {
		$id = $this->log_in_as( 'administrator' );
		$this->gateway->gives( $this->directory_data( array() ) );
		$this->render( '/', array( 'audience' => 'viewer' ) );
		$this->assertStringContainsString( '"sub":"' . $id . '"', $this->claims() );
		$this->assertTrue( defined( 'DONOTCACHEPAGE' ) && DONOTCACHEPAGE );
	}

	public function test_the_shortcode_is_the_same_block(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada', 'phone' => '555' ) ) ) );
		$this->new_request( '/' );
		$page = $this->parse( do_shortcode( '[skybridge_directory title="Phones &amp; people" columns="phone, name" page_size="7" search="no" department_filter="false"]' ) );
		$this->assertSame( array( 'Name', 'Phone' ), $this->texts( $page, '//thead//th' ) );
		$this->assertSame( array( 'Phones & people' ), $this->texts( $page, '//h2' ) );
		$this->assertSame( array(), $this->texts( $page, '//form' ) );
		$this->assertSame( 7, $this->gateway->body()['variables']['first'] );
		$this->assertTrue( wp_style_is( 'skybridge-directory-style', 'enqueued' ) );
	}

	public function test_two_directories_on_a_page_do_not_disturb_each_other(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada' ) ) ) );
		$this->new_request( '/?skybridge_search_2=bob' );
		$page = $this->parse( do_blocks( '<!-- wp:skybridge/directory {"title":"A"} /--><!-- wp:skybridge/directory {"title":"B"} /--><!-- wp:skybridge/directory {"title":"B"} /-->' ) );
		$this->assertSame( array( 'skybridge_search', 'skybridge_search_2', 'skybridge_search_2' ), $this->texts( $page, '//input[@type="search"]/@name' ), 'Equal directories move together.' );
		$this->assertSame( array( '', 'bob', 'bob' ), $this->texts( $page, '//input[@type="search"]/@value' ) );
		$ids = $this->texts( $page, '//*/@id' );
		$this->assertSame( $ids, array_values( array_unique( $ids ) ) );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_labels_variables_and_cache_time_can_be_filtered(): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada' ) ) ) );
		$labels    = static fn ( array $labels ): array => array( 'phone' => 'Extension', 'evil' => 'x' ) + $labels;
		$variables = static fn ( array $variables ): array => array( 'orderBy' => array( array( 'name' => 'DESC' ) ) ) + $variables;
		add_filter( 'skybridge_directory_labels', $labels );
		add_filter( 'skybridge_directory_variables', $variables );
		add_filter( 'skybridge_directory_cache_seconds', '__return_zero' );
		try {
			$page = $this->render();
			$this->render();
		} finally {
			remove_filter( 'skybridge_directory_labels', $labels );
			remove_filter( 'skybridge_directory_variables', $variables );
			remove_filter( 'skybridge_directory_cache_seconds', '__return_zero' );
		}
		$this->assertSame( 'Extension', $this->texts( $page, '//thead//th' )[4] );
		$this->assertSame( array( array( 'name' => 'DESC' ) ), $this->gateway->body()['variables']['orderBy'] );
		$this->assertCount( 2, $this->gateway->requests );
	}

	/**
	 * Renders the block on a page.
	 *
	 * @param string               $uri        Address of the page.
	 * @param array<string, mixed> $attributes Block attributes.
	 */
	private function render( string $uri = '/', array $attributes = array() ): DOMXPath {
		$this->new_request( $uri );
		return $this->parse( do_blocks( '<!-- wp:skybridge/directory ' . wp_json_encode( (object) $attributes ) . ' /-->' ) );
	}
}
