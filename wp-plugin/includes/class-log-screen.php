<?php
/**
 * Tools → Skybridge log: portal writes that did not get through, with a button that sends each again.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Shows who, what, when and why; never what was typed. A write is sent again as the user who wrote it, with the same key,
 * so that it is not written twice.
 */
final class Log_Screen {

	public const PAGE    = 'skybridge-log';
	public const RETRY   = 'skybridge_log_retry';
	public const DISMISS = 'skybridge_log_dismiss';

	private const CAPABILITY = 'manage_options';

	/**
	 * Adds the page.
	 */
	public static function add_page(): void {
		add_management_page( __( 'Skybridge log', 'skybridge' ), __( 'Skybridge log', 'skybridge' ), self::CAPABILITY, self::PAGE, array( self::class, 'render' ) );
	}

	/**
	 * Writes the page.
	 */
	public static function render(): void {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			return;
		}
		printf( '<div class="wrap"><h1>%s</h1>', esc_html__( 'Skybridge log', 'skybridge' ) );
		$failure = Connect_Actions::take_failure();
		if ( null !== $failure ) {
			printf( '<div class="notice notice-error inline"><p><strong>%s</strong> %s</p></div>', esc_html( $failure->getMessage() ), esc_html( $failure->hint() ) );
		}
		printf( '<p>%s</p>', esc_html__( 'Forms of portals that did not reach Salesforce. What people wrote is kept sealed for a week, and shown to nobody.', 'skybridge' ) );
		$entries = array_reverse( Write_Log::entries(), true );
		if ( array() === $entries ) {
			printf( '<p role="status">%s</p></div>', esc_html__( 'There are none.', 'skybridge' ) );
			return;
		}
		printf( '<table class="widefat striped"><thead><tr><th scope="col">%s</th><th scope="col"><span class="screen-reader-text">%s</span></th></tr></thead><tbody>', esc_html__( 'Write', 'skybridge' ), esc_html__( 'Actions', 'skybridge' ) );
		foreach ( $entries as $key => $entry ) {
			self::render_entry( (string) $key, $entry );
		}
		echo '</tbody></table></div>';
	}

	/**
	 * Sends a write again.
	 */
	public static function handle_retry(): void {
		$key = self::authorize( self::RETRY );
		try {
			self::retry( $key );
		} catch ( Failure $failure ) {
			Connect_Actions::keep_failure( $failure );
		}
		self::leave();
	}

	/**
	 * Forgets a write.
	 */
	public static function handle_dismiss(): void {
		Write_Log::forget( self::authorize( self::DISMISS ) );
		self::leave();
	}

	/**
	 * Sends a write again, as the user who wrote it.
	 *
	 * @param string $key Request key.
	 * @throws Failure When it does not get through this time either.
	 */
	public static function retry( string $key ): void {
		$entry   = Write_Log::entries()[ $key ] ?? null;
		$content = null === $entry ? null : Write_Log::content( $entry );
		$user    = null === $entry ? false : get_userdata( (int) $entry['user'] );
		if ( null === $content || false === $user ) {
			throw new Failure( 'not_found', __( 'This can no longer be sent: its content or its user is gone.', 'skybridge' ), __( 'Dismiss it.', 'skybridge' ) );
		}
		Portal_Submission::retry( $key, $content, Viewer::of( $user ) );
	}

	/**
	 * One write.
	 *
	 * @param string               $key   Request key.
	 * @param array<string, mixed> $entry The write.
	 */
	private static function render_entry( string $key, array $entry ): void {
		$user = get_userdata( (int) $entry['user'] );
		printf(
			'<tr><td><strong>%s</strong><br>%s<br>%s<br><code>%s</code></td><td>',
			esc_html( trim( "{$entry['action']} {$entry['object']} {$entry['record']}" ) ),
			esc_html( false === $user ? '#' . (int) $entry['user'] : $user->user_login ),
			wp_kses_post( Block_Notes::time( (int) $entry['time'] ) ),
			esc_html( 'skybridge_' . $entry['code'] )
		);
		if ( '' !== (string) ( $entry['sealed'] ?? '' ) ) {
			self::render_button( self::RETRY, $key, __( 'Send again', 'skybridge' ) );
		}
		self::render_button( self::DISMISS, $key, __( 'Dismiss', 'skybridge' ) );
		echo '</td></tr>';
	}

	/**
	 * A form with one button.
	 *
	 * @param string $action Action of admin-post.php.
	 * @param string $key    Request key.
	 * @param string $words  What it says.
	 */
	private static function render_button( string $action, string $key, string $words ): void {
		printf( '<form method="post" action="%s" style="display:inline-block"><input type="hidden" name="action" value="%s"><input type="hidden" name="key" value="%s">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( $action ), esc_attr( $key ) );
		wp_nonce_field( $action . $key );
		printf( '<button type="submit" class="button">%s</button></form> ', esc_html( $words ) );
	}

	/**
	 * Goes on only for an administrator who pressed the button of this very write.
	 *
	 * @param string $action The action.
	 * @return string Request key.
	 */
	private static function authorize( string $action ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked in the next lines.
		$key = isset( $_POST['key'] ) && is_string( $_POST['key'] ) ? sanitize_text_field( wp_unslash( $_POST['key'] ) ) : '';
		if ( ! current_user_can( self::CAPABILITY ) ) {
			wp_die( esc_html__( 'You may not do this here.', 'skybridge' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( $action . $key );
		return $key;
	}

	/**
	 * Back to the page.
	 */
	private static function leave(): void {
		wp_safe_redirect( admin_url( 'tools.php?page=' . self::PAGE ) );
		exit;
	}
}
