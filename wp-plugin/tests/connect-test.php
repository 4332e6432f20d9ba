<?php
/**
 * Connecting and disconnecting the site, and what the screen tells of the connection.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use RuntimeException;
use Skybridge\Base64url;
use Skybridge\Configuration;
use Skybridge\Connect_Actions;
use Skybridge\Own_Login;
use Skybridge\Pairing;
use Skybridge\Services;
use Skybridge\Settings_Screen;
use Skybridge\Site_Key;

final class Connect_Test extends Plugin_Test_Case {

	private const PAGE = self::GATEWAY . '/pair/secret-name';

	protected function tearDown(): void {
		unset( $_REQUEST['_wpnonce'], $_POST[ Configuration::GATEWAY_URL_OPTION ], $_GET['skybridge_own'] );
		putenv( Configuration::PRIVATE_KEY );
		parent::tearDown();
	}

	public function test_the_button_asks_the_gateway_with_the_key_and_the_code_shown_and_goes_there(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->refuses( 'UNAUTHENTICATED' );
		$html = $this->screen();
		$this->assertStringContainsString( 'Login with Salesforce!', $html );
		$this->assertSame( 1, preg_match( '/<code>([A-Z2-9]{4}-[A-Z2-9]{4})<\/code>/', $html, $code ) );
		$this->gateway->reset();
		$this->gateway->gives( array( 'pairing' => array( 'url' => self::PAGE ) ) );
		$this->assertSame( self::PAGE, $this->press( Connect_Actions::CONNECT, array( Connect_Actions::class, 'handle_connect' ) ) );
		$this->assertSame( self::GATEWAY . '/site/pairing', $this->gateway->requests[0]['url'] );
		$this->assertSame(
			array(
				'site'      => 'demo',
				'url'       => home_url(),
				'publicKey' => Services::get()->site_key->public_key(),
				'code'      => $code[1],
				'returnUrl' => admin_url( 'options-general.php?page=skybridge' ),
			),
			$this->gateway->body()
		);
	}

	public function test_the_screen_names_the_page_that_waits_and_keeps_the_code(): void {
		$this->log_in_as( 'administrator' );
		$code = Services::get()->pairing->code();
		$this->gateway->gives( array( 'pairing' => array( 'url' => self::PAGE ) ) );
		$this->press( Connect_Actions::CONNECT, array( Connect_Actions::class, 'handle_connect' ) );
		$this->gateway->reset();
		$this->gateway->refuses( 'UNAUTHENTICATED' );
		$html = $this->screen();
		$this->assertStringContainsString( $code, $html );
		$this->assertStringContainsString( self::PAGE, $html );
	}

	public function test_a_code_is_good_for_a_quarter_of_an_hour(): void {
		$pairing = Services::get()->pairing;
		$code    = $pairing->code();
		$this->assertSame( $code, $pairing->code() );
		update_option( Pairing::OPTION, array( 'code' => $code, 'url' => self::PAGE, 'until' => time() - 1 ), false );
		$this->assertNotSame( $code, $pairing->code() );
		$this->assertNull( $pairing->page() );
	}

	public function test_the_gateway_url_of_the_form_is_kept_only_if_it_can_be_used(): void {
		$this->log_in_as( 'administrator' );
		$_POST[ Configuration::GATEWAY_URL_OPTION ] = 'http://elsewhere.example.org';
		$this->assertStringContainsString( 'connect_failed', $this->press( Connect_Actions::CONNECT, array( Connect_Actions::class, 'handle_connect' ) ) );
		$this->assertSame( self::GATEWAY, get_option( Configuration::GATEWAY_URL_OPTION ) );
		$this->assertSame( array(), $this->gateway->requests );
		$this->gateway->refuses( 'UNAUTHENTICATED' );
		$this->assertStringContainsString( 'over HTTPS only', $this->screen() );
		$this->assertStringNotContainsString( 'over HTTPS only', $this->screen(), 'A failure is told once.' );
	}

	public function test_a_refusal_is_told_with_what_to_do(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->refuses( 'CONFLICT', array( 'hint' => 'Make a <new> key.' ), null, 409 );
		$this->press( Connect_Actions::CONNECT, array( Connect_Actions::class, 'handle_connect' ) );
		$this->assertStringContainsString( 'Make a &lt;new&gt; key.', $this->screen() );
	}

	/**
	 * @dataProvider untrusted_pages
	 */
	public function test_the_browser_goes_nowhere_that_could_be_listened_to( mixed $page ): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->gives( array( 'pairing' => array( 'url' => $page ) ) );
		$this->assertStringContainsString( 'connect_failed', $this->press( Connect_Actions::CONNECT, array( Connect_Actions::class, 'handle_connect' ) ) );
	}

	public function untrusted_pages(): array {
		return array( array( 'http://gateway.example.org/pair/x' ), array( 'javascript:alert(1)' ), array( null ), array( '' ) );
	}

	public function test_changed_salts_mean_connect_again_and_break_nothing(): void {
		$this->log_in_as( 'administrator' );
		$old              = Services::get()->site_key->public_key();
		$record           = get_option( Site_Key::OPTION );
		$record['sealed'] = 'v1:' . str_repeat( 'A', 160 );
		update_option( Site_Key::OPTION, $record, false );
		$this->new_request( '/' );
		$this->assertWPErrorCode( 'skybridge_key_unreadable', skybridge_query( '{ a }' ) );
		$this->assertStringContainsString( 'Connect again', $this->screen() );
		$this->gateway->gives( array( 'pairing' => array( 'url' => self::PAGE ) ) );
		$this->assertSame( self::PAGE, $this->press( Connect_Actions::CONNECT, array( Connect_Actions::class, 'handle_connect' ) ) );
		$this->assertNotSame( $old, $this->gateway->body()['publicKey'] );
	}

	public function test_the_key_may_come_from_the_environment_and_is_then_not_stored(): void {
		$seed = random_bytes( 32 );
		putenv( Configuration::PRIVATE_KEY . '=' . Base64url::encode( $seed ) );
		$key = Services::get()->site_key;
		$this->assertSame( Base64url::encode( sodium_crypto_sign_publickey( sodium_crypto_sign_seed_keypair( $seed ) ) ), $key->public_key() );
		$this->assertTrue( sodium_crypto_sign_verify_detached( $key->sign( 'x' ), 'x', Base64url::decode( $key->public_key() ) ) );
		$this->assertFalse( get_option( Site_Key::OPTION ) );
		$this->log_in_as( 'administrator' );
		$this->gateway->gives( array() );
		$html = $this->screen();
		$this->assertStringNotContainsString( Base64url::encode( $seed ), $html );
		$this->assertStringNotContainsString( 'skybridge_new_key', $html );
		putenv( Configuration::PRIVATE_KEY . '=short' );
		$this->new_request( '/' );
		$this->assertWPErrorCode( 'skybridge_key_unreadable', skybridge_query( '{ a }' ) );
	}

	public function test_a_connected_screen_tells_who_which_what_is_left_and_the_last_error(): void {
		$this->log_in_as( 'administrator' );
		$trouble = array( 'message' => 'The org is not linked.', 'hint' => 'Open <i>/orgs</i>.' );
		$org     = array( 'name' => 'acme', 'id' => '00D000000000001EAA', 'connectedAs' => 'integration@acme.example', 'budget' => array( 'used' => 1000, 'max' => 15000 ), 'trouble' => $trouble );
		$this->gateway->gives( array( 'contacts' => array() ) );
		$this->gateway->gives( array( 'site' => array( 'addedBy' => 'admin@acme.example' ), 'org' => $org ) );
		$html = $this->screen();
		foreach ( array( 'acme 00D000000000001EAA', 'integration@acme.example', 'admin@acme.example', '14,000 of 15,000', 'The org is not linked. Open &lt;i&gt;/orgs&lt;/i&gt;.', 'Disconnect' ) as $shown ) {
			$this->assertStringContainsString( $shown, $html );
		}
		$this->assertStringNotContainsString( 'id="skybridge_connect"', $html );
	}

	public function test_disconnect_removes_the_site_at_the_gateway_and_pages_forget(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->gives( array( 'a' => 'remembered' ) );
		skybridge_query( '{ a }', array(), array( 'cache' => 60, 'viewer' => 'visitor' ) );
		$this->gateway->reset();
		$this->gateway->gives( array( 'removed' => true ) );
		$this->assertStringContainsString( 'disconnected', $this->press( Connect_Actions::DISCONNECT, array( Connect_Actions::class, 'handle_disconnect' ) ) );
		$this->assertSame( array( 'DELETE', self::GATEWAY . '/site' ), array( $this->gateway->requests[0]['method'], $this->gateway->requests[0]['url'] ) );
		$this->gateway->reset();
		$this->gateway->refuses( 'UNAUTHENTICATED' );
		$this->assertWPErrorCode( 'skybridge_unauthenticated', skybridge_query( '{ a }', array(), array( 'cache' => 60, 'viewer' => 'visitor' ) ) );
	}

	public function test_disconnect_says_when_the_gateway_could_not_be_told(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->fails();
		$this->assertStringContainsString( 'disconnect_failed', $this->press( Connect_Actions::DISCONNECT, array( Connect_Actions::class, 'handle_disconnect' ) ) );
		$this->gateway->reset();
		$this->gateway->refuses( 'UNAUTHENTICATED' );
		$this->assertStringContainsString( 'disconnected', $this->press( Connect_Actions::DISCONNECT, array( Connect_Actions::class, 'handle_disconnect' ) ), 'A gateway that does not know the site is content.' );
	}

	public function test_each_action_needs_capability_and_nonce(): void {
		$actions = array(
			Connect_Actions::CONNECT    => array( Connect_Actions::class, 'handle_connect' ),
			Connect_Actions::DISCONNECT => array( Connect_Actions::class, 'handle_disconnect' ),
		);
		foreach ( $actions as $action => $handler ) {
			$this->log_in_as( 'editor' );
			$this->assertSame( 'died', $this->press( $action, $handler ), 'An editor may not.' );
			$this->log_in_as( 'administrator' );
			$this->assertSame( 'died', $this->press( $action, $handler, 'forged' ), 'Not without a nonce.' );
			wp_delete_user( get_current_user_id() );
			wp_delete_user( (int) username_exists( 'test-editor' ) );
		}
		foreach ( array( Own_Login::BEGIN => 'handle_begin', Own_Login::CLAIM => 'handle_claim', Own_Login::END => 'handle_end' ) as $action => $method ) {
			wp_set_current_user( 0 );
			$this->assertSame( 'died', $this->press( $action, array( Own_Login::class, $method ) ), 'Not without login.' );
			$this->assertFalse( has_action( 'admin_post_nopriv_' . $action ) );
		}
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_a_person_logs_in_as_their_own_salesforce_user_and_ends_it(): void {
		$id = $this->log_in_as( 'subscriber' );
		$this->gateway->gives( array( 'own' => array( 'url' => self::GATEWAY . '/me/name' ) ) );
		$this->assertSame( self::GATEWAY . '/me/name', $this->press( Own_Login::BEGIN, array( Own_Login::class, 'handle_begin' ) ) );
		$this->assertStringContainsString( 'action=' . Own_Login::CLAIM, $this->gateway->body()['returnUrl'] );
		$claims = json_decode( (string) Base64url::decode( explode( '.', $this->gateway->token() )[1] ), true );
		$this->assertSame( (string) $id, $claims['sub'] );

		$this->gateway->reset();
		$this->gateway->gives( array( 'me' => array( 'username' => 'ada@acme.example' ) ) );
		$_GET['skybridge_own'] = 'one-time-code';
		$this->assertStringContainsString( 'profile.php', $this->press( Own_Login::CLAIM, array( Own_Login::class, 'handle_claim' ) ) );
		$this->assertSame( array( 'code' => 'one-time-code' ), $this->gateway->body() );
		$this->assertGreaterThan( 2.0, $this->gateway->requests[0]['timeout'], 'The last step of a login is no page to be shown.' );
		$this->assertStringContainsString( 'ada@acme.example', $this->profile( $id ) );

		$this->gateway->reset();
		$this->gateway->gives( array( 'ended' => true ) );
		$this->press( Own_Login::END, array( Own_Login::class, 'handle_end' ) );
		$this->assertSame( 'DELETE', $this->gateway->requests[0]['method'] );
		$this->assertStringContainsString( 'Login with Salesforce!', $this->profile( $id ) );
	}

	private function screen(): string {
		ob_start();
		Settings_Screen::render();
		return (string) ob_get_clean();
	}

	private function profile( int $id ): string {
		ob_start();
		Own_Login::render( get_userdata( $id ) );
		return (string) ob_get_clean();
	}

	/**
	 * Plays a button.
	 *
	 * @param string      $action  Action of admin-post.php.
	 * @param callable    $handler Its handler.
	 * @param string|null $nonce   A nonce other than the right one.
	 * @return string Where it redirects, or `died`.
	 */
	private function press( string $action, callable $handler, ?string $nonce = null ): string {
		$_REQUEST['_wpnonce'] = $nonce ?? wp_create_nonce( $action );
		$die                  = static fn (): callable => static function (): void {
			throw new RuntimeException( 'died' );
		};
		$redirect             = static function ( string $location ): string {
			throw new RuntimeException( $location );
		};
		$page                 = $GLOBALS['pagenow'] ?? null;
		$GLOBALS['pagenow']   = 'admin-post.php';
		add_filter( 'wp_die_handler', $die );
		add_filter( 'wp_redirect', $redirect );
		try {
			$handler();
		} catch ( RuntimeException $exception ) {
			return $exception->getMessage();
		} finally {
			$GLOBALS['pagenow'] = $page;
			remove_filter( 'wp_die_handler', $die );
			remove_filter( 'wp_redirect', $redirect );
		}
		return 'nothing';
	}
}
