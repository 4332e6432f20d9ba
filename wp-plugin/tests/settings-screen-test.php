<?php
/**
 * The settings screen: who may see and change what, and what the status says.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use RuntimeException;
use Skybridge\Connection_Status;
use Skybridge\Services;
use Skybridge\Settings_Screen;
use Skybridge\Site_Key;

final class Settings_Screen_Test extends Plugin_Test_Case {

	/**
	 * @dataProvider failures
	 */
	public function test_each_failure_names_the_one_thing_to_change( callable $prepare, string $headline, string $advice ): void {
		$prepare( $this->gateway );
		$status = Connection_Status::check();
		$this->assertFalse( $status->is_connected() );
		$this->assertStringContainsString( $headline, $status->headline() );
		$this->assertStringContainsString( $advice, $status->advice() );
	}

	public function failures(): array {
		$at     = static fn ( int $offset ): array => array( 'date' => gmdate( 'D, d M Y H:i:s', time() + $offset ) . ' GMT' );
		$denied = array( 'errors' => array( array( 'message' => 'No.', 'extensions' => array( 'code' => 'UNAUTHENTICATED', 'hint' => 'Sign in.' ) ) ) );
		return array(
			'no url'         => array( fn () => update_option( 'skybridge_gateway_url', '' ), 'no usable gateway URL', 'Enter the gateway URL' ),
			'unreachable'    => array( fn ( Gateway_Double $g ) => $g->fails(), 'cannot be reached', 'gateway is running' ),
			'not a gateway'  => array( fn ( Gateway_Double $g ) => $g->answers( 200, '<h1>Hello</h1>' ), 'leads somewhere else', 'Check the gateway URL' ),
			'not registered' => array( fn ( Gateway_Double $g ) => $g->answers( 401, $denied, $at( 0 ) ), 'does not know this site', 'Login with Salesforce!' ),
			'clock ahead'    => array( fn ( Gateway_Double $g ) => $g->answers( 401, $denied, $at( -300 ) ), 'clocks', 'ahead of' ),
			'clock behind'   => array( fn ( Gateway_Double $g ) => $g->answers( 401, $denied, $at( 300 ) ), 'clocks', 'behind' ),
			'a little ahead' => array( fn ( Gateway_Double $g ) => $g->answers( 401, $denied, $at( -10 ) ), 'clocks', 'ahead of' ),
			'no real skew'   => array( fn ( Gateway_Double $g ) => $g->answers( 401, $denied, $at( 30 ) ), 'does not know this site', 'Login with Salesforce!' ),
			'forbidden'      => array( fn ( Gateway_Double $g ) => $g->refuses( 'FORBIDDEN' ), 'may not read contacts', 'anonymous' ),
			'no contacts'    => array( fn ( Gateway_Double $g ) => $g->refuses( 'GRAPHQL_VALIDATION_FAILED', array(), null, 400 ), 'does not offer contacts', 'objects' ),
			'org not linked' => array( fn ( Gateway_Double $g ) => $g->refuses( 'ORG_NOT_LINKED', array( 'hint' => 'Link it at /orgs.' ) ), 'not connected to Salesforce', 'Link it at /orgs.' ),
			'org down'       => array( fn ( Gateway_Double $g ) => $g->refuses( 'SALESFORCE_UNAVAILABLE', array( 'hint' => 'Wait.' ) ), 'Salesforce does not answer', 'Wait.' ),
			'no hint'        => array( fn ( Gateway_Double $g ) => $g->refuses( 'INTERNAL' ), 'answered with an error', 'log' ),
		);
	}

	public function test_a_working_connection_says_so_with_the_budget_and_asks_as_a_visitor(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->gives( array( 'contacts' => array( 'nodes' => array() ) ), array( 'apiCalls' => 1, 'budget' => array( 'used' => 1234, 'max' => 15000 ) ) );
		$status = Connection_Status::check();
		$this->assertTrue( $status->is_connected() );
		$this->assertStringContainsString( '1,234 of 15,000', $status->headline() );
		$this->assertStringNotContainsString( '"sub"', (string) \Skybridge\Base64url::decode( explode( '.', $this->gateway->token() )[1] ) );
	}

	public function test_a_status_that_works_ends_the_outage_for_pages(): void {
		$this->gateway->fails();
		skybridge_query( '{ a }', array(), array( 'cache' => 60 ) );
		$this->gateway->reset();
		$this->gateway->gives( array( 'a' => 1 ) );
		Connection_Status::check();
		$this->assertSame( array( 'a' => 1 ), skybridge_query( '{ a }', array(), array( 'cache' => 60 ) ) );
	}

	public function test_the_screen_shows_the_public_key_and_the_command_and_no_secret(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->refuses( 'UNAUTHENTICATED', array( 'hint' => '<b>' ) );
		$html = $this->screen();
		$key  = Services::get()->site_key;
		$this->assertStringContainsString( $key->fingerprint(), $html );
		$this->assertStringContainsString( 'npx skybridge sites add demo --key ' . $key->public_key() . ' --url ', $html );
		$this->assertStringNotContainsString( get_option( Site_Key::OPTION )['sealed'], $html );
		$this->assertStringContainsString( '_wpnonce', $html );
		$this->assertStringNotContainsString( '<b>', $html );
	}

	public function test_the_screen_asks_once_for_data_and_once_for_the_connection(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->gives( array() );
		$this->screen();
		$this->assertSame( array( self::GATEWAY . '/graphql', self::GATEWAY . '/site' ), array_column( $this->gateway->requests, 'url' ) );
	}

	public function test_a_gateway_that_is_down_is_asked_once(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->fails();
		$this->assertStringContainsString( 'Login with Salesforce!', $this->screen() );
		$this->assertCount( 1, $this->gateway->requests );
	}

	public function test_others_than_administrators_see_nothing(): void {
		foreach ( array( 'editor', 'subscriber' ) as $role ) {
			$this->log_in_as( $role );
			$this->assertSame( '', $this->screen() );
		}
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_the_menu_entry_needs_the_capability(): void {
		global $submenu;
		$this->log_in_as( 'administrator' );
		Settings_Screen::add_page();
		$entries = array_values( array_filter( $submenu['options-general.php'] ?? array(), static fn ( array $entry ): bool => 'skybridge' === $entry[2] ) );
		$this->assertSame( 'manage_options', $entries[0][1] );
	}

	public function test_settings_are_checked_before_they_are_kept(): void {
		Settings_Screen::register_settings();
		update_option( 'skybridge_gateway_url', ' https://new.example.org/ ' );
		$this->assertSame( 'https://new.example.org', get_option( 'skybridge_gateway_url' ) );
		foreach ( array( 'http://new.example.org', 'javascript:alert(1)', 'https://a:b@new.example.org', array( 'x' ) ) as $bad ) {
			update_option( 'skybridge_gateway_url', $bad );
			$this->assertContains( get_option( 'skybridge_gateway_url' ), array( 'https://new.example.org', '' ) );
		}
		update_option( 'skybridge_site_id', 'site-1' );
		update_option( 'skybridge_site_id', 'Not; a site' );
		$this->assertSame( 'site-1', get_option( 'skybridge_site_id' ) );
	}

	public function test_a_new_key_needs_capability_and_nonce(): void {
		$key = Services::get()->site_key->public_key();

		$this->log_in_as( 'editor' );
		$_REQUEST['_wpnonce'] = wp_create_nonce( Settings_Screen::NEW_KEY_ACTION );
		$this->assertSame( 'died', $this->order_new_key(), 'An editor may not.' );

		$this->log_in_as( 'administrator' );
		$_REQUEST['_wpnonce'] = 'forged';
		$this->assertSame( 'died', $this->order_new_key(), 'Not without a nonce.' );
		$this->new_request( '/' );
		$this->assertSame( $key, Services::get()->site_key->public_key() );

		$_REQUEST['_wpnonce'] = wp_create_nonce( Settings_Screen::NEW_KEY_ACTION );
		$this->assertStringContainsString( 'skybridge_outcome=key_replaced', $this->order_new_key() );
		$this->assertNotSame( $key, Services::get()->site_key->public_key() );
		unset( $_REQUEST['_wpnonce'] );
	}

	public function test_a_key_that_cannot_be_read_says_connect_again_and_offers_a_new_one(): void {
		$this->log_in_as( 'administrator' );
		Services::get()->site_key->public_key();
		$record           = get_option( Site_Key::OPTION );
		$record['sealed'] = 'v1:' . str_repeat( 'A', 160 );
		update_option( Site_Key::OPTION, $record, false );
		$this->new_request( '/' );
		$html = $this->screen();
		$this->assertStringContainsString( 'Connect again', $html );
		$this->assertStringContainsString( 'skybridge_new_key', $html );
	}

	private function screen(): string {
		ob_start();
		Settings_Screen::render();
		return (string) ob_get_clean();
	}

	/**
	 * Plays the form that makes a new key.
	 *
	 * @return string Where it redirects, or `died`.
	 */
	private function order_new_key(): string {
		$die      = static fn (): callable => static function (): void {
			throw new RuntimeException( 'died' );
		};
		$redirect = static function ( string $location ): string {
			throw new RuntimeException( $location );
		};
		add_filter( 'wp_die_handler', $die );
		add_filter( 'wp_redirect', $redirect );
		try {
			Settings_Screen::handle_new_key();
		} catch ( RuntimeException $exception ) {
			return $exception->getMessage();
		} finally {
			remove_filter( 'wp_die_handler', $die );
			remove_filter( 'wp_redirect', $redirect );
		}
		return 'nothing';
	}
}
