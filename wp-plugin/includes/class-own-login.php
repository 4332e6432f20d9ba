<?php
/**
 * On the profile: lets a person see Salesforce as the Salesforce user they are.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use WP_User;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The gateway keeps the login; WordPress remembers only that there is one, to say so without asking.
 */
final class Own_Login {

	public const BEGIN = 'skybridge_own_begin';
	public const CLAIM = 'skybridge_own_claim';
	public const END   = 'skybridge_own_end';

	/**
	 * User meta: the Salesforce user name.
	 */
	public const USERNAME_META = 'skybridge_salesforce_user';

	/**
	 * Query argument that holds the gateway's one-time code.
	 */
	private const CODE_ARGUMENT = 'skybridge_own';

	/**
	 * Writes the section of one's own profile.
	 *
	 * @param WP_User $user Whose profile it is.
	 */
	public static function render( WP_User $user ): void {
		try {
			Services::get()->configuration->gateway_url();
		} catch ( Failure $failure ) {
			return;
		}
		$username = (string) get_user_meta( $user->ID, self::USERNAME_META, true );
		printf( '<h2>%s</h2>', esc_html__( 'Salesforce', 'skybridge' ) );
		self::render_outcome();
		printf( '<table class="form-table" role="presentation"><tr><th scope="row">%s</th><td>', esc_html__( 'My Salesforce user', 'skybridge' ) );
		if ( '' === $username ) {
			self::render_button( self::BEGIN, __( 'Login with Salesforce!', 'skybridge' ) );
			printf( '<p class="description">%s</p>', esc_html__( 'Pages that ask as the reader then show you what Salesforce itself shows you.', 'skybridge' ) );
		} else {
			printf( '<p>%s</p>', esc_html( $username ) );
			self::render_button( self::END, __( 'Disconnect', 'skybridge' ) );
		}
		echo '</td></tr></table>';
	}

	/**
	 * Sends the person to the gateway.
	 */
	public static function handle_begin(): void {
		self::authorize( self::BEGIN );
		$back = add_query_arg( '_wpnonce', wp_create_nonce( self::CLAIM ), admin_url( 'admin-post.php?action=' . self::CLAIM ) );
		try {
			$answer = Services::get()->client->call( 'POST', '/site/me/requests', array( 'returnUrl' => $back ), Viewer::current() );
			$page   = Gateway_Url::parse( (string) ( $answer['own']['url'] ?? '' ) )->base();
		} catch ( Failure $failure ) {
			self::return_with( $failure );
			return;
		}
		// phpcs:ignore WordPress.Security.SafeRedirect.wp_redirect_wp_redirect -- the gateway that the administrator chose.
		wp_redirect( $page );
		exit;
	}

	/**
	 * Claims what the person consented to; only in the session that asked for it.
	 */
	public static function handle_claim(): void {
		self::authorize( self::CLAIM );
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- checked by authorize().
		$code = isset( $_GET[ self::CODE_ARGUMENT ] ) && is_string( $_GET[ self::CODE_ARGUMENT ] ) ? sanitize_text_field( wp_unslash( $_GET[ self::CODE_ARGUMENT ] ) ) : '';
		try {
			$answer = Services::get()->client->call( 'POST', '/site/me/claims', array( 'code' => $code ), Viewer::current() );
		} catch ( Failure $failure ) {
			self::return_with( $failure );
			return;
		}
		update_user_meta( get_current_user_id(), self::USERNAME_META, sanitize_text_field( (string) ( $answer['me']['username'] ?? '' ) ) );
		self::return_with( null );
	}

	/**
	 * Ends the person's login at the gateway and at Salesforce.
	 */
	public static function handle_end(): void {
		self::authorize( self::END );
		try {
			Services::get()->client->call( 'DELETE', '/site/me', null, Viewer::current() );
		} catch ( Failure $failure ) {
			self::return_with( $failure );
			return;
		}
		delete_user_meta( get_current_user_id(), self::USERNAME_META );
		self::return_with( null );
	}

	/**
	 * A link that acts for the logged-in user only, by its nonce: forms do not nest in the profile's.
	 *
	 * @param string $action Action of admin-post.php.
	 * @param string $words  What it says.
	 */
	private static function render_button( string $action, string $words ): void {
		$url = wp_nonce_url( admin_url( 'admin-post.php?action=' . $action ), $action );
		printf( '<p><a class="button" href="%s">%s</a></p>', esc_url( $url ), esc_html( $words ) );
	}

	/**
	 * What became of the last action.
	 */
	private static function render_outcome(): void {
		$failure = Connect_Actions::take_failure();
		if ( null !== $failure ) {
			printf( '<div class="notice inline notice-error"><p><strong>%s</strong> %s</p></div>', esc_html( $failure->getMessage() ), esc_html( $failure->hint() ) );
		}
	}

	/**
	 * Goes on only for somebody who is logged in and pressed the button.
	 *
	 * @param string $action The action.
	 */
	private static function authorize( string $action ): void {
		if ( ! is_user_logged_in() || ! current_user_can( 'read' ) ) {
			wp_die( esc_html__( 'Log in first.', 'skybridge' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( $action );
	}

	/**
	 * Back to the profile.
	 *
	 * @param Failure|null $failure What went wrong, if anything.
	 */
	private static function return_with( ?Failure $failure ): void {
		if ( null !== $failure ) {
			Connect_Actions::keep_failure( $failure );
		}
		wp_safe_redirect( admin_url( 'profile.php' ) );
		exit;
	}
}
