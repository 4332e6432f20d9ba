<?php
/**
 * The two buttons of the settings screen: Login with Salesforce!, and Disconnect.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Handlers of admin-post.php. For administrators only; each checks its nonce.
 */
final class Connect_Actions {

	public const CONNECT    = 'skybridge_connect';
	public const DISCONNECT = 'skybridge_disconnect';

	/**
	 * Why the last action failed, for the one who ordered it: shown once.
	 */
	private const FAILURE_TRANSIENT = 'skybridge_action_failure_';

	/**
	 * Asks the gateway to pair this site and sends the browser there.
	 */
	public static function handle_connect(): void {
		self::authorize( self::CONNECT );
		try {
			self::keep_gateway_url();
			$page = Services::get()->pairing->begin( Settings_Screen::url() );
		} catch ( Failure $failure ) {
			self::return_with( $failure, 'connect_failed' );
			return;
		}
		// The gateway's address is the administrator's choice, so it is none of this site's own hosts.
		// phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect
		wp_redirect( $page );
		exit;
	}

	/**
	 * Removes this site at the gateway.
	 */
	public static function handle_disconnect(): void {
		self::authorize( self::DISCONNECT );
		try {
			Connection::end();
		} catch ( Failure $failure ) {
			self::return_with( $failure, 'disconnect_failed' );
			return;
		}
		wp_safe_redirect( add_query_arg( 'skybridge_outcome', 'disconnected', Settings_Screen::url() ) );
		exit;
	}

	/**
	 * Why the current user's last action failed; told once.
	 */
	public static function take_failure(): ?Failure {
		$name   = self::FAILURE_TRANSIENT . get_current_user_id();
		$stored = get_transient( $name );
		delete_transient( $name );
		return is_array( $stored ) ? Failure::from_array( $stored ) : null;
	}

	/**
	 * Keeps why the current user's action failed, for the next screen.
	 *
	 * @param Failure $failure What went wrong.
	 */
	public static function keep_failure( Failure $failure ): void {
		set_transient( self::FAILURE_TRANSIENT . get_current_user_id(), $failure->to_array(), MINUTE_IN_SECONDS );
	}

	/**
	 * Takes the gateway URL of the form, where neither a constant nor the environment decides.
	 *
	 * @throws Failure With code `gateway_url_invalid`.
	 */
	private static function keep_gateway_url(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked by authorize().
		$given = isset( $_POST[ Configuration::GATEWAY_URL_OPTION ] ) && is_string( $_POST[ Configuration::GATEWAY_URL_OPTION ] ) ? sanitize_text_field( wp_unslash( $_POST[ Configuration::GATEWAY_URL_OPTION ] ) ) : '';
		if ( '' !== $given && 'setting' === Services::get()->configuration->gateway_url_source() ) {
			update_option( Configuration::GATEWAY_URL_OPTION, Gateway_Url::parse( $given )->base() );
		}
	}

	/**
	 * Goes on only for an administrator who pressed the button.
	 *
	 * @param string $action The action.
	 */
	private static function authorize( string $action ): void {
		if ( ! current_user_can( Settings_Screen::CAPABILITY ) ) {
			wp_die( esc_html__( 'You are not allowed to connect this site.', 'skybridge' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( $action );
	}

	/**
	 * Back to the screen, which says why.
	 *
	 * @param Failure $failure What went wrong.
	 * @param string  $outcome Which action.
	 */
	private static function return_with( Failure $failure, string $outcome ): void {
		self::keep_failure( $failure );
		wp_safe_redirect( add_query_arg( 'skybridge_outcome', $outcome, Settings_Screen::url() ) );
		exit;
	}
}
