<?php
/**
 * The portal block: the viewer's own records, read as themselves, and nothing for anybody else.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use WP_REST_Request;

final class Portal_Block_Test extends Plugin_Test_Case {

	use Portal_Data;

	private const ID = '500000000000001AAA';

	public function test_a_visitor_sees_a_login_line_and_the_gateway_is_not_asked(): void {
		$page = $this->portal( '/portal/?skybridge_portal_record=' . self::ID );
		$this->assertSame( array( 'Log in to see your data.' ), $this->texts( $page, '//p' ) );
		$this->assertStringContainsString( 'redirect_to=', (string) $page->evaluate( 'string(//p/a/@href)' ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_the_list_is_read_as_the_viewer_and_never_from_memory(): void {
		$id = $this->log_in_as( 'subscriber' );
		for ( $time = 0; $time < 2; $time++ ) {
			$this->gateway->reset();
			$this->gateway->gives( $this->portal_schema() );
			$this->gateway->gives( $this->portal_list( array( array( 'id' => self::ID, 'caseNumber' => '0001', 'subject' => '<b>Lift</b>', 'status' => 'New', 'createdDate' => '2026-02-03T04:05:06.000Z' ) ) ) );
			$page = $this->portal( '/portal/' );
			$this->assertCount( 2, $this->gateway->requests );
		}
		$this->assertSame( array( 'CaseNumber', 'Subject', 'Status', 'CreatedDate' ), $this->texts( $page, '//thead//th' ) );
		$this->assertSame( array( '<b>Lift</b>', 'The New' ), array_slice( $this->texts( $page, '//tbody//td' ), 0, 2 ) );
		$this->assertSame( '/portal/?skybridge_portal_record=' . self::ID, $page->evaluate( 'string(//tbody//a/@href)' ) );
		$this->assertStringContainsString( '"sub":"' . $id . '"', $this->claims() );
		$this->assertSame( array( 'first' => 10 ), $this->gateway->body()['variables'] );
		$this->assertStringContainsString( 'orderBy: [{ createdDate: DESC }]', $this->gateway->body()['query'] );
	}

	public function test_filters_search_and_position_travel_as_variables(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->gives( $this->portal_list( array() ) );
		$page = $this->portal( '/portal/?skybridge_portal_f_status=New&skybridge_portal_f_ownerId=x&skybridge_portal_search=%22%7D&skybridge_portal_after=abc&other=1' );
		$this->assertSame( array( 'and' => array( array( 'status' => array( 'eq' => 'New' ) ), array( 'or' => array( array( 'subject' => array( 'contains' => '"}' ) ) ) ) ) ), $this->gateway->body()['variables']['where'] );
		$this->assertSame( 'abc', $this->gateway->body()['variables']['after'] );
		$this->assertSame( array( 'Nothing matches your search.' ), $this->texts( $page, '//*[@role="status"]' ) );
		$this->assertSame( '1', $page->evaluate( 'string(//input[@name="other"]/@value)' ), 'What belongs to others on the page is kept.' );
		$this->assertSame( array( 'The New' ), $this->texts( $page, '//option[@selected]' ) );
	}

	/**
	 * @dataProvider locks
	 */
	public function test_what_is_locked_offers_no_change_and_says_why( array $attributes, bool $is_locked ): void {
		$this->log_in_as( 'subscriber' );
		$markup = '<!-- wp:skybridge/portal ' . serialize_block_attributes( $attributes + array( 'editFields' => array( 'subject' ) ) ) . ' /-->';
		foreach ( array( '', '&skybridge_portal_form=edit' ) as $form ) {
			$this->gateway->reset();
			$this->gateway->gives( $this->portal_schema() );
			$this->gateway->gives( array( 'record' => array( 'id' => self::ID, 'caseNumber' => '0001', 'subject' => 'Lift', 'isClosed' => true ) ) );
			$this->new_request( '/portal/?skybridge_portal_record=' . self::ID . $form );
			$page = $this->parse( do_blocks( $markup ) );
			$this->assertCount( $is_locked ? 0 : 1, $page->query( '//a[text()="Edit"] | //button[text()="Save"]' ) );
			$this->assertCount( $is_locked ? 1 : 0, $page->query( '//p[contains(., "can no longer be changed")]' ) );
			$this->assertSame( ! isset( $attributes['lockedField'] ) || '-' !== $attributes['lockedField'], str_contains( $this->gateway->body()['query'], 'isClosed' ) );
		}
	}

	public function locks(): array {
		return array(
			'cases by themselves'        => array( array(), true ),
			'as the author says'         => array( array( 'lockedField' => 'isClosed' ), true ),
			'where the author wants none' => array( array( 'lockedField' => '-' ), false ),
		);
	}

	public function test_a_record_shows_its_fields_comments_and_files(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->gives(
			array(
				'record'   => array( 'id' => self::ID, 'caseNumber' => '0001', 'subject' => 'Lift', 'status' => 'New', 'lastModifiedDate' => '2026-02-03T04:05:06.000Z' ),
				'comments' => array( 'nodes' => array( array( 'id' => '00a', 'commentBody' => "One\n<i>two</i>", 'createdDate' => '2026-02-03T04:05:06.000Z' ) ) ),
				'files'    => array( 'nodes' => array( array( 'id' => '068000000000001AAA', 'title' => '"plan"', 'contentSize' => 2048 ) ) ),
			)
		);
		$page = $this->portal( '/portal/?skybridge_portal_record=' . self::ID );
		$this->assertSame( array( 'Case 0001' ), $this->texts( $page, '//h3' ) );
		$this->assertStringContainsString( '&lt;i&gt;two', $this->html( $page ) );
		$this->assertSame( '/portal/?skybridge_file=068000000000001AAA', $page->evaluate( 'string(//ul//a/@href)' ) );
		$this->assertSame( array( 'comment', 'attach' ), $this->texts( $page, '//form//input[@name="skybridge_do"]/@value' ) );
		$keys = $this->texts( $page, '//form//input[@name="skybridge_request"]/@value' );
		$this->assertCount( 2, array_unique( $keys ), 'Each rendered form has a key of its own.' );
	}

	/**
	 * @dataProvider forged_ids
	 */
	public function test_an_id_that_is_none_or_not_theirs_is_not_found( string $id, int $questions ): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->gives( array( 'record' => null, 'comments' => array( 'nodes' => array() ), 'files' => array( 'nodes' => array() ) ) );
		foreach ( array( '', '&skybridge_portal_form=edit' ) as $form ) {
			$this->gateway->reset();
			$this->gateway->gives( $this->portal_schema() );
			$this->gateway->gives( array( 'record' => null ) );
			$page = $this->portal( '/portal/?skybridge_portal_record=' . rawurlencode( $id ) . $form );
			$this->assertContains( 'There is no such record.', $this->texts( $page, '//p[@role="status"]' ) );
			$this->assertSame( array(), $this->texts( $page, '//form' ) );
			$this->assertCount( $questions, $this->gateway->requests );
		}
	}

	public function forged_ids(): array {
		return array(
			'of somebody else' => array( '500000000000009AAA', 2 ),
			'no id'            => array( "500' OR Name != '", 1 ),
			'markup'           => array( '"><script>', 1 ),
		);
	}

	public function test_forms_follow_what_the_viewer_may_do(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->portal_schema() );
		$page = $this->portal( '/portal/?skybridge_portal_form=new' );
		$this->assertSame( array( 'skybridge_field[subject]', 'skybridge_field[type]' ), $this->texts( $page, '//form//*[self::input or self::select][starts-with(@name, "skybridge_field")]/@name' ) );
		$this->assertSame( array( 'In <short>.' ), $this->texts( $page, '//*[@class="skybridge-portal__help"]' ) );
		$this->assertSame( 'true', $page->evaluate( 'string(//input[@name="skybridge_field[subject]"]/@aria-required)' ) );

		$this->gateway->reset();
		$object = $this->portal_schema()['object'];
		$this->gateway->gives( $this->portal_schema( array( 'object' => array( 'creatable' => false ) + $object ) ) );
		$this->gateway->gives( $this->portal_list( array() ) );
		$page = $this->portal( '/portal/?skybridge_portal_form=new' );
		$this->assertSame( array(), $this->texts( $page, '//form[@method="post"]' ) );
		$this->assertStringNotContainsString( 'New: Case', $this->html( $page ) );
	}

	public function test_a_dependent_picklist_says_what_its_options_depend_on(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->portal_schema() );
		$page = $this->portal( '/portal/?skybridge_portal_form=new', array( 'createFields' => array( 'type', 'reason' ) ) );
		$this->assertSame( 'skybridge_field[type]', $page->evaluate( 'string(//select[@name="skybridge_field[reason]"]/@data-depends-on)' ) );
		$this->assertSame( '["Lift"]', $page->evaluate( 'string(//option[@value="Stuck"]/@data-valid-for)' ) );
	}

	public function test_ones_own_contact_is_the_one_the_gateway_names(): void {
		$this->log_in_as( 'subscriber' );
		$contact = $this->described_object( 'Contact', array( $this->described( 'name', array( 'nameField' => true, 'updatable' => false ) ), $this->described( 'phone', array( 'type' => 'phone' ) ) ) );
		$this->gateway->gives( $this->portal_schema( array( 'object' => $contact ) ) );
		$this->gateway->gives( array( 'record' => array( 'id' => '003000000000001AAA', 'name' => 'Ada', 'phone' => '555' ) ) );
		$page = $this->portal( '/portal/?skybridge_portal_record=003000000000009AAA', array( 'source' => 'own', 'fields' => array( 'name', 'phone' ) ) );
		$this->assertSame( array( 'object' => 'Contact' ), $this->gateway->body( 0 )['variables'] );
		$this->assertSame( array( 'id' => '003000000000001AAA' ), $this->gateway->body()['variables'] );
		$this->assertSame( array( 'Phone', '555' ), $this->texts( $page, '//dl//*[self::dt or self::dd]' ) );
	}

	public function test_whoever_is_not_linked_reads_so_and_nothing_more(): void {
		$this->log_in_as( 'subscriber' );
		foreach ( array( 'records', 'own' ) as $source ) {
			$this->gateway->reset();
			$this->gateway->gives( $this->portal_schema( array( 'contactId' => null, 'object' => array( 'readable' => false ) + $this->portal_schema()['object'] ) ) );
			$page = $this->portal( '/portal/', array( 'source' => $source ) );
			$this->assertSame( array( 'Your account is not linked to our records yet.' ), $this->texts( $page, '//p' ) );
			$this->assertCount( 1, $this->gateway->requests );
		}
	}

	public function test_an_outage_is_a_friendly_line_and_for_administrators_the_reason(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->refuses( 'SALESFORCE_UNAVAILABLE', array( 'hint' => 'Wait <here>.' ) );
		$this->assertSame( array( 'Your data cannot be shown right now. Please try again in a few minutes.' ), $this->texts( $this->portal( '/portal/' ), '//p' ) );
		$this->log_in_as( 'administrator' );
		$this->assertStringContainsString( 'skybridge_salesforce_unavailable', $this->html( $this->portal( '/portal/' ) ) );
	}

	public function test_nothing_of_it_is_in_public_rest(): void {
		$post = wp_insert_post( array( 'post_title' => 'Portal', 'post_type' => 'page', 'post_status' => 'publish', 'post_content' => '<!-- wp:skybridge/portal /-->' ) );
		$this->log_in_as( 'subscriber' );
		$answer = rest_do_request( new WP_REST_Request( 'GET', "/wp/v2/pages/{$post}" ) )->get_data();
		$this->assertStringContainsString( 'This is shown on its page only.', $answer['content']['rendered'] );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_the_shortcode_is_the_same_block(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->gives( $this->portal_list( array() ) );
		$this->new_request( '/portal/' );
		$page = $this->parse( do_shortcode( '[skybridge_portal title="Mine" page_size="7" fields="caseNumber,subject" allow_create="no"]' ) );
		$this->assertSame( array( 'Mine' ), $this->texts( $page, '//h2' ) );
		$this->assertSame( 7, $this->gateway->body()['variables']['first'] );
		$this->assertStringNotContainsString( 'New: Case', $this->html( $page ) );
	}

	/**
	 * Renders the block on a page.
	 *
	 * @param string               $uri        Address.
	 * @param array<string, mixed> $attributes Block attributes.
	 */
	private function portal( string $uri, array $attributes = array() ): \DOMXPath {
		$this->new_request( $uri );
		return $this->parse( do_blocks( '<!-- wp:skybridge/portal ' . serialize_block_attributes( (object) $attributes ) . ' /-->' ) );
	}
}
