<?php
/**
 * Which Contact a user is: bound by an administrator through the gateway, or by the user with a mailed link.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Account_Link_Block;
use Skybridge\Account_Link_Mail;
use Skybridge\Bind_Screen;
use Skybridge\Command_Line;
use Skybridge\Failure;
use Skybridge\Federation\Contact_Links;
use Skybridge\Portal_Links;
use Skybridge\Services;

final class Account_Link_Test extends Plugin_Test_Case {

	private const CONTACT = '003000000000001AAA';
	private const TOKEN   = 'abcdefghijklmnopqrstuvwxyz0123456789_-ABCDE';

	/**
	 * Mails that were sent.
	 *
	 * @var array<int, array<string, mixed>>
	 */
	private array $mails = array();

	protected function setUp(): void {
		parent::setUp();
		$this->mails = array();
		add_filter( 'pre_wp_mail', array( $this, 'take_mail' ), 10, 2 );
		unset( $_COOKIE[ Account_Link_Block::TOKEN ] );
	}

	protected function tearDown(): void {
		remove_filter( 'pre_wp_mail', array( $this, 'take_mail' ), 10 );
		unset( $_COOKIE[ Account_Link_Block::TOKEN ] );
		parent::tearDown();
	}

	public function take_mail( mixed $sent, array $mail ): bool {
		$this->mails[] = $mail;
		return true;
	}

	public function test_an_administrator_binds_and_unbinds_through_the_gateway(): void {
		$customer = $this->log_in_as( 'subscriber' );
		$admin    = $this->log_in_as( 'administrator' );
		$links    = new Portal_Links( Services::get()->client );
		$this->gateway->answers( 200, array( 'binding' => array( 'subject' => (string) $customer, 'contactId' => self::CONTACT ) ) );
		$links->bind( $customer, self::CONTACT );
		$this->assertSame( array( 'subject' => (string) $customer, 'contactId' => self::CONTACT ), $this->gateway->body() );
		$this->assertSame( self::GATEWAY . '/portal/bindings', $this->gateway->requests[0]['url'] );
		$this->assertStringContainsString( '"sub":"' . $admin . '"', $this->claims() );
		$this->assertSame( self::CONTACT, get_user_meta( $customer, Contact_Links::META, true ) );
		$this->gateway->reset();
		$this->gateway->answers( 200, array( 'unbound' => true ) );
		$links->unbind( $customer );
		$this->assertSame( '', get_user_meta( $customer, Contact_Links::META, true ) );
	}

	public function test_a_refusal_changes_nothing_here(): void {
		$admin = $this->log_in_as( 'administrator' );
		$this->gateway->answers( 403, array( 'error' => array( 'code' => 'FORBIDDEN', 'message' => 'No.', 'hint' => 'bindRoles' ) ) );
		try {
			( new Portal_Links( Services::get()->client ) )->bind( $admin, self::CONTACT );
			$this->fail( 'Not refused.' );
		} catch ( Failure $failure ) {
			$this->assertSame( array( 'forbidden', 'No.', 'bindRoles' ), array( $failure->code(), $failure->getMessage(), $failure->hint() ) );
		}
		$this->assertSame( '', get_user_meta( $admin, Contact_Links::META, true ) );
	}

	public function test_only_who_may_edit_users_sees_the_section_and_the_page_finds_contacts(): void {
		$customer = $this->log_in_as( 'subscriber' );
		$this->assertSame( '', $this->section( $customer ) );
		$this->log_in_as( 'administrator' );
		$this->assertStringContainsString( 'page=skybridge-link&#038;user_id=' . $customer, $this->section( $customer ) );

		$this->gateway->answers( 200, array( 'bindings' => array( array( 'subject' => (string) $customer, 'contactId' => self::CONTACT ) ) ) );
		$this->gateway->gives( array( 'contacts' => array( 'nodes' => array( array( 'id' => self::CONTACT, 'name' => '<b>Ada</b>', 'email' => 'ada@example.org' ) ) ) ) );
		$_GET = array( 'user_id' => (string) $customer, 'find' => '"ada' );
		ob_start();
		Bind_Screen::render();
		$html = (string) ob_get_clean();
		$this->assertStringContainsString( 'Linked to the Contact ' . self::CONTACT, $html );
		$this->assertStringContainsString( '&lt;b&gt;Ada', $html );
		$this->assertStringNotContainsString( '<b>Ada', $html );
		$this->assertSame( array( 'text' => '"ada' ), $this->gateway->body()['variables'] );
	}

	public function test_buttons_for_namesakes_differ(): void {
		$customer = $this->log_in_as( 'subscriber' );
		$this->log_in_as( 'administrator' );
		$contact = static fn ( int $number, string $name, string $email ): array => array( 'id' => "00300000000000{$number}AAA", 'name' => $name, 'email' => $email );
		$this->gateway->answers( 200, array( 'bindings' => array() ) );
		$this->gateway->gives( array( 'contacts' => array( 'nodes' => array( $contact( 1, 'Ada', 'one@example.org' ), $contact( 2, 'Ada', '' ), $contact( 3, 'Ada', 'both@example.org' ), $contact( 4, 'Ada', 'both@example.org' ), $contact( 5, 'Ben', 'ben@example.org' ) ) ) ) );
		$_GET = array( 'user_id' => (string) $customer, 'find' => 'a' );
		ob_start();
		Bind_Screen::render();
		preg_match_all( '/Link to ([^<"]+)/', (string) ob_get_clean(), $buttons );
		$this->assertSame( array( 'Ada (one@example.org)', 'Ada (003000000000002AAA)', 'Ada (003000000000003AAA)', 'Ada (003000000000004AAA)', 'Ben' ), $buttons[1] );
	}

	public function test_the_browser_learns_nothing_and_the_mail_goes_to_salesforces_address(): void {
		$id = $this->log_in_as( 'subscriber' );
		$this->assertSame( 'asked', $this->send( array( 'skybridge_link_do' => 'ask', 'skybridge_email' => 'ada@example.org' ) ) );
		$this->assertSame( array(), $this->gateway->requests, 'The gateway is asked after the answer has left.' );
		$event = array( $id, 'ada@example.org', home_url( '/link/' ) );
		$this->assertNotFalse( wp_next_scheduled( Account_Link_Mail::EVENT, $event ) );

		wp_set_current_user( 0 );
		$this->gateway->answers( 202, array( 'mail' => array( 'to' => 'real@example.org', 'name' => 'Ada', 'token' => self::TOKEN, 'expiresAt' => '' ) ) );
		Account_Link_Mail::send( ...$event );
		$this->assertStringContainsString( '"sub":"' . $id . '"', $this->claims() );
		$this->assertSame( 'real@example.org', $this->mails[0]['to'] );
		$this->assertStringContainsString( 'skybridge_link=' . self::TOKEN, $this->mails[0]['message'] );
		$this->assertStringContainsString( 'test-subscriber', $this->mails[0]['message'] );
		global $wpdb;
		$this->assertSame( '0', $wpdb->get_var( $wpdb->prepare( "SELECT COUNT(*) FROM {$wpdb->options} WHERE option_value LIKE %s", '%' . self::TOKEN . '%' ) ) );
	}

	public function test_an_unknown_address_and_a_refusal_send_no_mail(): void {
		$id = $this->log_in_as( 'subscriber' );
		$this->gateway->answers( 202, array( 'mail' => null ) );
		$this->gateway->answers( 429, array( 'error' => array( 'code' => 'RATE_LIMITED', 'message' => 'Slow.', 'retryAfter' => 60 ) ) );
		Account_Link_Mail::send( $id, 'a@example.org', home_url( '/' ) );
		Account_Link_Mail::send( $id, 'a@example.org', home_url( '/' ) );
		$this->assertSame( array(), $this->mails );
	}

	public function test_a_button_confirms_with_the_token_of_this_browser(): void {
		$id = $this->log_in_as( 'subscriber' );
		$_COOKIE[ Account_Link_Block::TOKEN ] = self::TOKEN;
		$this->gateway->gives( array( 'viewer' => array( 'contactId' => null ) ) );
		$page = $this->parse( do_shortcode( '[skybridge_account_link]' ) );
		$this->assertSame( array( 'Link my account' ), $this->texts( $page, '//button' ) );
		$this->assertStringNotContainsString( self::TOKEN, $this->html( $page ) );
		$this->gateway->reset();
		$this->gateway->answers( 200, array( 'contactId' => self::CONTACT ) );
		$this->assertSame( 'linked', $this->send( array( 'skybridge_link_do' => 'confirm' ) ) );
		$this->assertSame( array( 'token' => self::TOKEN ), $this->gateway->body() );
		$this->assertSame( self::CONTACT, get_user_meta( $id, Contact_Links::META, true ) );
		$this->gateway->reset();
		$this->gateway->answers( 404, array( 'error' => array( 'code' => 'NOT_FOUND', 'message' => 'No.' ) ) );
		$this->assertSame( 'invalid', $this->send( array( 'skybridge_link_do' => 'confirm' ) ) );
	}

	public function test_who_is_linked_can_end_it(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( array( 'viewer' => array( 'contactId' => self::CONTACT ) ) );
		$this->assertSame( array( 'Remove the link' ), $this->texts( $this->parse( do_shortcode( '[skybridge_account_link]' ) ), '//button' ) );
		$this->gateway->reset();
		$this->gateway->answers( 200, array( 'unbound' => true ) );
		$this->assertSame( 'unlinked', $this->send( array( 'skybridge_link_do' => 'unlink' ) ) );
		$this->assertSame( '{}', $this->gateway->requests[0]['body'] );
	}

	public function test_nothing_is_done_without_login_or_nonce(): void {
		$this->assertSame( 'expired', $this->send( array( 'skybridge_link_do' => 'unlink' ) ) );
		$this->log_in_as( 'subscriber' );
		$this->assertSame( 'expired', $this->send( array( 'skybridge_link_do' => 'unlink', '_skybridge_nonce' => 'forged' ) ) );
		$this->assertSame( array(), $this->gateway->requests );
		wp_set_current_user( 0 );
		$this->assertSame( array( 'Log in to link your account.' ), $this->texts( $this->parse( do_shortcode( '[skybridge_account_link]' ) ), '//p' ) );
	}

	/** Tested against a double of WP-CLI. */
	public function test_the_command_line_links_and_unlinks(): void {
		require_once __DIR__ . '/double/class-wp-cli.php';
		$this->log_in_as( 'administrator' );
		$customer = (int) wp_insert_user( array( 'user_login' => 'casey', 'user_pass' => 'x', 'user_email' => 'casey@example.org' ) );
		\WP_CLI::$said = array();
		$this->gateway->answers( 200, array( 'binding' => array( 'contactId' => self::CONTACT ) ) );
		( new Command_Line() )->link( array( 'casey', self::CONTACT ) );
		$this->assertSame( (string) $customer, $this->gateway->body()['subject'] );
		( new Command_Line() )->unlink( array( 'casey@example.org' ) );
		( new Command_Line() )->unlink( array( 'nobody' ) );
		$this->assertSame( array( 'success: Linked.', 'success: Unlinked.', 'error: There is no such user.' ), \WP_CLI::$said );
	}

	/**
	 * The section of a profile.
	 *
	 * @param int $user_id Whose.
	 */
	private function section( int $user_id ): string {
		ob_start();
		Bind_Screen::render_section( get_userdata( $user_id ) );
		return (string) ob_get_clean();
	}

	/**
	 * Sends a form as its page would.
	 *
	 * @param array<string, string> $fields Fields.
	 */
	private function send( array $fields ): string {
		$_SERVER['REQUEST_URI'] = '/link/?x=1';
		return Account_Link_Block::run( $fields + array( '_skybridge_nonce' => wp_create_nonce( Account_Link_Block::NONCE ) ) );
	}
}
