<?php
/**
 * Portal writes that did not get through: kept sealed, sent again as their user and under their key, forgotten on request.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Block_Token;
use Skybridge\Failure;
use Skybridge\Federation\Contact_Links;
use Skybridge\Log_Screen;
use Skybridge\Portal_Submission;
use Skybridge\Privacy_Tools;
use Skybridge\Write_Log;

final class Write_Log_Test extends Plugin_Test_Case {

	use Portal_Data;

	private const KEY = '11111111-2222-4333-8444-555555555555';
	private const ID  = '500000000000001AAA';

	/**
	 * Who writes.
	 *
	 * @var int
	 */
	private int $customer;

	protected function setUp(): void {
		parent::setUp();
		delete_option( Write_Log::OPTION );
		$this->customer = $this->log_in_as( 'subscriber' );
	}

	public function test_an_outage_is_kept_without_a_word_of_what_was_typed_in_plain(): void {
		$this->send_during( 'SALESFORCE_UNAVAILABLE' );
		$entry = Write_Log::entries()[ self::KEY ];
		$this->assertSame( array( 'user' => $this->customer, 'action' => 'create', 'object' => 'cases', 'record' => '', 'code' => 'salesforce_unavailable' ), array_intersect_key( $entry, array( 'user' => 1, 'action' => 1, 'object' => 1, 'record' => 1, 'code' => 1 ) ) );
		$this->assertStringNotContainsString( 'Secret roof', (string) wp_json_encode( $entry ) );
		$this->assertSame( array( 'subject' => 'Secret roof' ), Write_Log::content( $entry )['typed'] );
		$this->log_in_as( 'administrator' );
		ob_start();
		Log_Screen::render();
		$html = (string) ob_get_clean();
		$this->assertStringContainsString( 'skybridge_salesforce_unavailable', $html );
		$this->assertStringNotContainsString( 'Secret roof', $html );
		$this->assertStringNotContainsString( $entry['sealed'], $html );
	}

	/**
	 * @dataProvider not_worth_repeating
	 */
	public function test_what_the_writer_has_to_mend_is_not_kept( string $code ): void {
		$this->send_during( $code );
		$this->assertSame( array(), Write_Log::entries() );
	}

	public function not_worth_repeating(): array {
		return array( array( 'VALIDATION_FAILED' ), array( 'FORBIDDEN' ), array( 'NOT_FOUND' ), array( 'CONFLICT' ) );
	}

	public function test_a_form_without_nonce_is_never_kept(): void {
		$this->gateway->refuses( 'SALESFORCE_UNAVAILABLE' );
		$this->send( array( '_skybridge_nonce' => 'forged' ) );
		$this->assertSame( array(), Write_Log::entries() );
	}

	public function test_an_administrator_sends_it_again_as_its_user_under_its_key(): void {
		$this->send_during( 'SALESFORCE_UNAVAILABLE' );
		$this->log_in_as( 'administrator' );
		$this->gateway->reset();
		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->gives( array( 'write' => array( 'receipt' => array( 'id' => self::ID, 'created' => true ), 'errors' => array() ) ) );
		Log_Screen::retry( self::KEY );
		$this->assertSame( array( 'input' => array( 'subject' => 'Secret roof' ), 'requestId' => self::KEY ), $this->gateway->body()['variables'] );
		$this->assertStringContainsString( '"sub":"' . $this->customer . '"', $this->claims() );
		$this->assertSame( array(), Write_Log::entries() );
	}

	public function test_one_that_fails_again_stays(): void {
		$this->send_during( 'SALESFORCE_UNAVAILABLE' );
		$this->gateway->reset();
		$this->gateway->refuses( 'ORG_RECONNECT_REQUIRED' );
		try {
			Log_Screen::retry( self::KEY );
			$this->fail( 'It got through.' );
		} catch ( Failure $failure ) {
			$this->assertSame( 'org_reconnect_required', $failure->code() );
		}
		$this->assertSame( 'org_reconnect_required', Write_Log::entries()[ self::KEY ]['code'] );
	}

	public function test_who_sends_the_form_again_takes_it_out_of_the_log(): void {
		$this->send_during( 'SALESFORCE_UNAVAILABLE' );
		$this->gateway->reset();
		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->gives( array( 'write' => array( 'receipt' => array( 'id' => self::ID, 'created' => true ), 'errors' => array() ) ) );
		$this->assertNotNull( $this->send() );
		$this->assertSame( array(), Write_Log::entries() );
	}

	public function test_the_privacy_tools_export_and_erase_what_is_kept(): void {
		$this->send_during( 'SALESFORCE_UNAVAILABLE' );
		update_user_meta( $this->customer, Contact_Links::META, '003000000000001AAA' );
		$export = Privacy_Tools::export( 'subscriber@example.org' );
		$this->assertStringContainsString( '003000000000001AAA', (string) wp_json_encode( $export ) );
		$this->assertStringContainsString( 'Secret roof', (string) wp_json_encode( $export ) );

		$this->gateway->reset();
		$this->gateway->answers( 200, array( 'unbound' => true ) );
		$erased = Privacy_Tools::erase( 'subscriber@example.org' );
		$this->assertSame( array( true, false ), array( $erased['items_removed'], $erased['items_retained'] ) );
		$this->assertSame( self::GATEWAY . '/portal/unlink', $this->gateway->requests[0]['url'] );
		$this->assertSame( array(), Privacy_Tools::export( 'subscriber@example.org' )['data'] );
		$this->assertSame( array( 'data' => array(), 'done' => true ), Privacy_Tools::export( 'nobody@example.org' ) );
	}

	public function test_an_eraser_that_cannot_reach_the_gateway_says_what_is_left(): void {
		update_user_meta( $this->customer, Contact_Links::META, '003000000000001AAA' );
		$this->gateway->fails();
		$erased = Privacy_Tools::erase( 'subscriber@example.org' );
		$this->assertTrue( $erased['items_retained'] );
		$this->assertStringContainsString( 'Unlink the user', $erased['messages'][0] );
	}

	public function test_the_patterns_hold_registered_blocks(): void {
		foreach ( array( 'portal', 'directory', 'report' ) as $name ) {
			$pattern = \WP_Block_Patterns_Registry::get_instance()->get_registered( 'skybridge/' . $name );
			$names   = array_filter( array_column( parse_blocks( $pattern['content'] ), 'blockName' ) );
			$this->assertNotEmpty( $names );
			foreach ( $names as $block ) {
				$this->assertTrue( \WP_Block_Type_Registry::get_instance()->is_registered( $block ), $block );
			}
		}
	}

	/**
	 * Sends a form that the gateway refuses to carry out.
	 *
	 * @param string $code Why.
	 */
	private function send_during( string $code ): void {
		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->refuses( $code );
		$this->assertNull( $this->send() );
	}

	/**
	 * Sends a form as its page would.
	 *
	 * @param array<string, string> $fields Fields that differ.
	 */
	private function send( array $fields = array() ): ?string {
		$this->new_request( '/portal/' );
		$sealed = Block_Token::seal( 'skybridge/portal', array( 'attributes' => array(), 'number' => 1 ) );
		return Portal_Submission::run( $fields + array( 'skybridge_portal' => $sealed, '_skybridge_nonce' => wp_create_nonce( Portal_Submission::NONCE ), 'skybridge_do' => 'create', 'skybridge_request' => self::KEY, 'skybridge_field' => array( 'subject' => 'Secret roof' ) ), array() );
	}
}
