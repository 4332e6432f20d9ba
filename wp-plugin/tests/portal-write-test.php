<?php
/**
 * Forms of the portal: checked, sent once, and shown again with what is wrong.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Cache_Tags;
use Skybridge\Portal_Receipt;
use Skybridge\Portal_Submission;

final class Portal_Write_Test extends Plugin_Test_Case {

	use Portal_Data;

	private const ID  = '500000000000001AAA';
	private const KEY = '11111111-2222-4333-8444-555555555555';

	protected function setUp(): void {
		parent::setUp();
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->portal_schema() );
	}

	public function test_a_create_sends_what_was_filled_in_with_its_key_and_leads_to_a_receipt(): void {
		$this->gateway->gives( $this->written( self::ID ) );
		$address = $this->send( array( 'skybridge_do' => 'create' ), array( 'subject' => " Lift\r\nstuck ", 'type' => '', 'ownerId' => 'x', 'status' => 'Closed' ) );
		$this->assertSame( array( 'input' => array( 'subject' => 'Lift stuck' ), 'requestId' => self::KEY ), $this->gateway->body()['variables'] );
		$this->assertStringContainsString( 'createCase(', $this->gateway->body()['query'] );
		parse_str( (string) wp_parse_url( (string) $address, PHP_URL_QUERY ), $query );
		$this->assertSame( self::ID, $query['skybridge_portal_record'] );
		$this->assertSame( 'Sent. Thank you.', Portal_Receipt::open( $query['skybridge_portal_done'] )->text() );
		wp_set_current_user( 0 );
		$this->assertNull( Portal_Receipt::open( $query['skybridge_portal_done'] ), 'A receipt is for the one who wrote.' );
	}

	/**
	 * @testWith [true]
	 *           [false]
	 */
	public function test_what_is_cached_about_the_object_is_old_after_a_write_and_when_nobody_knows( bool $answers ): void {
		$this->assertSame( 0.0, Cache_Tags::purged_at( array( 'case', 'cases' ) ) );
		if ( $answers ) {
			$this->gateway->gives( $this->written( self::ID ) );
		} else {
			$this->gateway->fails();
		}
		$this->send( array( 'skybridge_do' => 'create' ), array( 'subject' => 'Lift' ) );
		foreach ( array( 'case', 'cases' ) as $tag ) {
			$this->assertEqualsWithDelta( time(), Cache_Tags::purged_at( array( $tag ) ), 2 );
		}
		$this->assertSame( 0.0, Cache_Tags::purged_at( array( 'contacts' ) ) );
	}

	/**
	 * @testWith ["2026-01-31", "2026-07-01T14:30", "09:05", true]
	 *           ["2026-02-30", "2026-07-01T14:30", "09:05", false]
	 *           ["2026-01-31", "2026-07-01T24:00", "09:05", false]
	 *           ["2026-01-31", "2026-02-30T14:30", "09:05", false]
	 *           ["2026-01-31", "2026-07-01T14:30", "25:00", false]
	 */
	public function test_days_moments_and_times_are_sent_as_salesforce_has_them( string $day, string $moment, string $time, bool $are_good ): void {
		update_option( 'timezone_string', 'Europe/Vienna' );
		$this->gateway->reset();
		$fields = array( $this->described( 'due', array( 'type' => 'date' ) ), $this->described( 'visit', array( 'type' => 'datetime' ) ), $this->described( 'opens', array( 'type' => 'time' ) ) );
		$this->gateway->gives( $this->portal_schema( array( 'object' => $this->described_object( 'Case', $fields ) ) ) );
		$this->gateway->gives( $this->written( self::ID ) );
		$address = $this->send( array( 'skybridge_do' => 'create' ), array( 'due' => $day, 'visit' => $moment, 'opens' => $time ), array( 'createFields' => array( 'due', 'visit', 'opens' ) ) );
		$this->assertSame( $are_good, null !== $address );
		if ( $are_good ) {
			$this->assertSame( array( 'due' => '2026-01-31', 'visit' => '2026-07-01T12:30:00.000Z', 'opens' => '09:05:00.000Z' ), $this->gateway->body()['variables']['input'] );
		}
	}

	public function test_a_file_is_brought_with_its_record_and_key_and_has_a_receipt(): void {
		$writes = $this->writes();
		$this->gateway->reset();
		$this->gateway->answers( 200, array( 'receipt' => array( 'id' => '068000000000001AAA', 'created' => true, 'time' => '2026-02-03T04:05:06.000Z' ) ) );
		$this->assertSame( array( 'id' => '068000000000001AAA', 'created' => true ), array_intersect_key( $writes->attach( self::ID, array( 'name' => "a\"\r\nX: y.txt", 'content' => "\0bytes" ), self::KEY ), array( 'id' => 1, 'created' => 1 ) ) );
		$sent = $this->gateway->requests[0];
		$this->assertSame( self::GATEWAY . '/files', $sent['url'] );
		foreach ( array( self::ID, self::KEY, "\0bytes" ) as $part ) {
			$this->assertStringContainsString( "\r\n\r\n{$part}\r\n", $sent['body'] );
		}
		$this->assertStringNotContainsString( "\r\nX: y", $sent['body'], 'A name adds no header.' );
		$this->assertEqualsWithDelta( time(), Cache_Tags::purged_at( array( 'cases' ) ), 2 );
	}

	public function test_a_file_that_nobody_knows_of_has_no_receipt(): void {
		$writes = $this->writes();
		$this->gateway->reset();
		$this->gateway->fails();
		$this->expectException( \Skybridge\Failure::class );
		$writes->attach( self::ID, array( 'name' => 'a.txt', 'content' => 'a' ), self::KEY );
	}

	public function test_a_repeat_says_that_it_had_arrived(): void {
		$this->gateway->gives( $this->written( self::ID, false ) );
		$address = $this->send( array( 'skybridge_do' => 'create' ), array( 'subject' => 'Lift' ) );
		parse_str( (string) wp_parse_url( (string) $address, PHP_URL_QUERY ), $query );
		$this->assertSame( 'This had already arrived; nothing was written twice.', Portal_Receipt::open( $query['skybridge_portal_done'] )->text() );
	}

	/**
	 * @dataProvider unusable
	 */
	public function test_what_cannot_be_used_is_told_at_its_field_and_never_sent( array $attributes, array $typed, string $field, string $message ): void {
		$this->assertNull( $this->send( array( 'skybridge_do' => 'create' ), $typed, $attributes ) );
		$this->assertCount( 1, $this->gateway->requests );
		$page = $this->shown( $attributes );
		$this->assertSame( array( $message ), $this->texts( $page, "//*[@id='skybridge-portal-1-create-{$field}-error']" ) );
		$this->assertSame( 'true', $page->evaluate( "string(//*[@id='skybridge-portal-1-create-{$field}']/@aria-invalid)" ) );
		$this->assertSame( self::KEY, $page->evaluate( 'string(//input[@name="skybridge_request"]/@value)' ), 'The same key until it is carried out.' );
	}

	public function unusable(): array {
		$dependent = array( 'createFields' => array( 'subject', 'type', 'reason' ) );
		return array(
			'needed'                => array( array(), array( 'subject' => ' ' ), 'subject', 'This is needed.' ),
			'too long'              => array( array(), array( 'subject' => str_repeat( 'ä', 21 ) ), 'subject', 'At most 20 characters fit here.' ),
			'no option'             => array( array(), array( 'subject' => 'a', 'type' => 'Roof' ), 'type', 'Please choose one of the options.' ),
			'not with the other'    => array( $dependent, array( 'subject' => 'a', 'type' => 'Door', 'reason' => 'Stuck' ), 'reason', '“The Stuck” does not go with what is chosen as “Type”.' ),
			'nothing chosen before' => array( $dependent, array( 'subject' => 'a', 'reason' => 'Squeaks' ), 'reason', '“The Squeaks” does not go with what is chosen as “Type”.' ),
		);
	}

	public function test_every_option_says_what_it_goes_with(): void {
		$fields = array(
			$this->described( 'type', array( 'type' => 'picklist', 'options' => array( $this->option( 'Lift' ), $this->option( 'Door' ) ) ) ),
			$this->described( 'parts', array( 'type' => 'multipicklist', 'controller' => 'type', 'options' => array( $this->option( 'Rope', array( 'Lift' ) ), $this->option( 'Handle' ) ) ) ),
		);
		$this->gateway->reset();
		$this->gateway->gives( $this->portal_schema( array( 'object' => $this->described_object( 'Case', $fields ) ) ) );
		$this->new_request( '/portal/?skybridge_portal_form=new' );
		$page = $this->parse( do_blocks( '<!-- wp:skybridge/portal {"createFields":["type","parts"]} /-->' ) );
		$this->assertSame( array( 'The Rope' ), $this->texts( $page, '//fieldset[@data-depends-on="skybridge_field[type]"]/label[@data-valid-for=\'["Lift"]\']' ) );
	}

	public function test_salesforces_own_message_stands_at_its_field_and_what_was_typed_stays(): void {
		$error = array( 'code' => 'VALIDATION_FAILED', 'message' => 'Say <more>.', 'hint' => '', 'fields' => array( 'subject' ), 'retryAfter' => null );
		$this->gateway->answers( 200, array( 'data' => array( 'write' => array( 'receipt' => null, 'errors' => array( $error ) ) ), 'errors' => array( array( 'message' => 'Say <more>.', 'extensions' => array( 'code' => 'VALIDATION_FAILED' ) ) ) ) );
		$this->assertNull( $this->send( array( 'skybridge_do' => 'create' ), array( 'subject' => '"a"' ) ) );
		$page = $this->shown();
		$this->assertSame( array( 'Say <more>.' ), $this->texts( $page, '//*[@id="skybridge-portal-1-create-subject-error"]' ) );
		$this->assertSame( '"a"', $page->evaluate( 'string(//input[@name="skybridge_field[subject]"]/@value)' ) );
	}

	public function test_an_outage_keeps_what_was_typed_and_says_that_nothing_was_saved(): void {
		$this->gateway->refuses( 'SALESFORCE_UNAVAILABLE' );
		$this->assertNull( $this->send( array( 'skybridge_do' => 'create' ), array( 'subject' => 'Lift' ) ) );
		$page = $this->shown();
		$this->assertStringContainsString( 'nothing was saved', $this->texts( $page, '//*[@role="alert"]' )[0] );
		$this->assertSame( 'Lift', $page->evaluate( 'string(//input[@name="skybridge_field[subject]"]/@value)' ) );
	}

	public function test_a_form_without_the_users_own_nonce_changes_nothing(): void {
		$this->assertNull( $this->send( array( 'skybridge_do' => 'create', '_skybridge_nonce' => 'forged' ), array( 'subject' => 'Lift' ) ) );
		$this->assertCount( 1, $this->gateway->requests, 'Only the question what may be done.' );
		$this->assertStringContainsString( 'open for too long', $this->texts( $this->shown(), '//*[@role="alert"]' )[0] );
	}

	public function test_choices_that_this_site_did_not_seal_and_visitors_reach_nothing(): void {
		$this->assertNull( $this->send( array( 'skybridge_portal' => 'forged.x' ), array( 'subject' => 'Lift' ) ) );
		wp_set_current_user( 0 );
		$this->assertNull( $this->send( array( 'skybridge_do' => 'create' ), array( 'subject' => 'Lift' ) ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_a_change_sends_only_what_differs_and_what_was_seen(): void {
		$this->gateway->gives( array( 'record' => array( 'id' => self::ID, 'subject' => 'Lift', 'type' => 'Lift' ) ) );
		$this->gateway->gives( $this->written( self::ID, false ) );
		$address = $this->send( $this->change(), array( 'subject' => 'Lift', 'type' => '' ), array( 'editFields' => array( 'subject', 'type', 'status' ) ) );
		$this->assertSame( array( 'id' => self::ID, 'input' => array( 'type' => null ), 'seen' => '2026-02-03T04:05:06.000Z' ), $this->gateway->body()['variables'] );
		parse_str( (string) wp_parse_url( (string) $address, PHP_URL_QUERY ), $query );
		$this->assertSame( 'Your changes were saved.', Portal_Receipt::open( $query['skybridge_portal_done'] )->text() );
	}

	public function test_a_controlling_value_is_not_changed_from_under_what_depends_on_it(): void {
		$this->gateway->gives( array( 'record' => array( 'id' => self::ID, 'type' => 'Lift', 'reason' => 'Stuck' ) ) );
		$attributes = array( 'editFields' => array( 'type', 'reason' ) );
		$this->assertNull( $this->send( $this->change(), array( 'type' => 'Door', 'reason' => 'Stuck' ), $attributes ) );
		$this->assertSame( array( 'reason' ), array_keys( Portal_Submission::failed( 1 )->form->errors ) );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_a_change_that_was_sent_twice_finds_nothing_to_change(): void {
		$this->gateway->gives( array( 'record' => array( 'id' => self::ID, 'subject' => 'Lift' ) ) );
		$this->assertNotNull( $this->send( $this->change(), array( 'subject' => 'Lift' ), array( 'editFields' => array( 'subject' ) ) ) );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_a_record_of_somebody_else_is_not_found(): void {
		$this->gateway->gives( array( 'record' => null ) );
		$this->assertNull( $this->send( $this->change(), array( 'subject' => 'Mine' ), array( 'editFields' => array( 'subject' ) ) ) );
		$this->assertCount( 2, $this->gateway->requests );
		$this->assertSame( 'not_found', Portal_Submission::failed( 1 )->failure->code() );
	}

	public function test_what_the_author_does_not_offer_is_refused_before_it_is_sent(): void {
		foreach ( array( array( 'allowCreate' => false ), array( 'source' => 'own' ) ) as $attributes ) {
			$this->gateway->reset();
			$this->gateway->gives( $this->portal_schema() );
			$this->assertNull( $this->send( array( 'skybridge_do' => 'create' ), array( 'subject' => 'Lift' ), $attributes ) );
			$this->assertCount( 1, $this->gateway->requests );
			$this->assertSame( 'forbidden', Portal_Submission::failed( 1 )->failure->code() );
		}
	}

	public function test_a_comment_goes_to_its_case_once(): void {
		$this->gateway->gives( $this->written( '00a000000000001AAA' ) );
		$this->send( array( 'skybridge_do' => 'comment', 'skybridge_record' => self::ID ), array( 'commentBody' => "One\r\ntwo" ) );
		$this->assertSame( array( 'id' => self::ID, 'text' => "One\ntwo", 'requestId' => self::KEY ), $this->gateway->body()['variables'] );
	}

	public function test_a_file_that_php_did_not_receive_is_none(): void {
		$file = array( 'name' => 'a.txt', 'tmp_name' => __FILE__, 'error' => UPLOAD_ERR_OK, 'size' => 1 );
		$this->assertNull( $this->send( array( 'skybridge_do' => 'attach', 'skybridge_record' => self::ID ), array(), array(), array( 'skybridge_file' => $file ) ) );
		$this->assertSame( 'file_missing', Portal_Submission::failed( 1 )->failure->code() );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_a_file_is_signed_as_the_bytes_that_are_sent(): void {
		$this->gateway->reset();
		$this->gateway->answers( 201, array( 'receipt' => array( 'id' => '068000000000001AAA', 'created' => true ), 'file' => array() ) );
		$answer = \Skybridge\Services::get()->client->upload( array( 'name' => "a\"\r\nb.txt", 'content' => "\0bytes" ), self::ID, self::KEY, \Skybridge\Viewer::current() );
		$this->assertSame( '068000000000001AAA', $answer['receipt']['id'] );
		$request = $this->gateway->requests[0];
		$this->assertStringContainsString( 'filename="a%22%0D%0Ab.txt"', $request['body'] );
		$this->assertStringContainsString( \Skybridge\Base64url::encode( hash( 'sha256', "POST\n/files\n" . $request['body'], true ) ), $this->claims() );
	}

	/**
	 * Fields of a form that changes the case.
	 *
	 * @return array<string, string>
	 */
	private function change(): array {
		return array( 'skybridge_do' => 'change', 'skybridge_record' => self::ID, 'skybridge_seen' => '2026-02-03T04:05:06.000Z' );
	}

	private function writes(): \Skybridge\Portal_Writes {
		$viewer = \Skybridge\Viewer::current();
		return new \Skybridge\Portal_Writes( \Skybridge\Portal_Schema::read( \Skybridge\Portal_Attributes::from_block( array() ), $viewer ), $viewer );
	}

	/**
	 * Data of a write that was carried out.
	 *
	 * @return array<string, mixed>
	 */
	private function written( string $id, bool $created = true ): array {
		return array( 'write' => array( 'receipt' => array( 'id' => $id, 'created' => $created, 'time' => '2026-02-03T04:05:06.000Z' ), 'errors' => array() ) );
	}

	/**
	 * Sends a form as its page would.
	 *
	 * @param array<string, string> $fields     Hidden fields that differ.
	 * @param array<string, mixed>  $typed      Values by field.
	 * @param array<string, mixed>  $attributes The block's choices.
	 * @param array<string, mixed>  $files      As PHP gives them.
	 */
	private function send( array $fields, array $typed, array $attributes = array(), array $files = array() ): ?string {
		$this->new_request( '/portal/' );
		$sealed = \Skybridge\Block_Token::seal( 'skybridge/portal', array( 'attributes' => $attributes, 'number' => 1 ) );
		return Portal_Submission::run( $fields + array( 'skybridge_portal' => $sealed, '_skybridge_nonce' => wp_create_nonce( Portal_Submission::NONCE ), 'skybridge_request' => self::KEY, 'skybridge_field' => $typed ), $files );
	}

	/**
	 * The page that shows the form again, in the same request.
	 *
	 * @param array<string, mixed> $attributes The block's choices.
	 */
	private function shown( array $attributes = array() ): \DOMXPath {
		$this->gateway->reset();
		$this->gateway->gives( $this->portal_schema() );
		$_GET = array( 'skybridge_portal_form' => 'new' );
		return $this->parse( do_blocks( '<!-- wp:skybridge/portal ' . serialize_block_attributes( (object) $attributes ) . ' /-->' ) );
	}
}
