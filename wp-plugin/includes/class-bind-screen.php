<?php
/**
 * Where an administrator says which Contact a user is: a section of the profile, and a page that finds and binds.
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
 * A page of its own, because forms do not nest in the profile's. The gateway decides whether this administrator's role
 * may bind (`bindRoles`).
 */
final class Bind_Screen {

	public const PAGE       = 'skybridge-link';
	public const BIND       = 'skybridge_bind';
	public const UNBIND     = 'skybridge_unbind';
	private const CAPABILITY = 'edit_users';

	/**
	 * Adds the page; it is reached from profiles and stands in no menu.
	 */
	public static function add_page(): void {
		add_submenu_page( '', __( 'Salesforce Contact of a user', 'skybridge' ), '', self::CAPABILITY, self::PAGE, array( self::class, 'render' ) );
	}

	/**
	 * Gives the page its title, which WordPress takes from menus only.
	 *
	 * @param string      $whole Title of the browser's window.
	 * @param string|null $own   The page's part of it.
	 */
	public static function name_page( string $whole, ?string $own ): string {
		$screen = get_current_screen();
		return null !== $screen && 'admin_page_' . self::PAGE === $screen->id && '' === (string) $own ? __( 'Salesforce Contact of a user', 'skybridge' ) . $whole : $whole;
	}

	/**
	 * Writes the section of a profile.
	 *
	 * @param WP_User $user Whose profile it is.
	 */
	public static function render_section( WP_User $user ): void {
		if ( ! current_user_can( self::CAPABILITY ) || ! current_user_can( 'edit_user', $user->ID ) ) {
			return;
		}
		$contact = (string) get_user_meta( $user->ID, Federation\Contact_Links::META, true );
		printf(
			'<h2>%s</h2><table class="form-table" role="presentation"><tr><th scope="row">%s</th><td><p>%s</p><p><a class="button" href="%s">%s</a></p></td></tr></table>',
			esc_html__( 'Portal', 'skybridge' ),
			esc_html__( 'Salesforce Contact', 'skybridge' ),
			'' === $contact ? esc_html__( 'None that this site knows of.', 'skybridge' ) : esc_html( $contact ),
			esc_url( self::url( $user->ID ) ),
			esc_html__( 'Link or unlink', 'skybridge' )
		);
	}

	/**
	 * Writes the page.
	 */
	public static function render(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading changes nothing.
		$user = get_userdata( isset( $_GET['user_id'] ) ? absint( $_GET['user_id'] ) : 0 );
		if ( false === $user || ! current_user_can( self::CAPABILITY ) || ! current_user_can( 'edit_user', $user->ID ) ) {
			wp_die( esc_html__( 'There is no such user.', 'skybridge' ), '', array( 'response' => 404 ) );
		}
		/* translators: %s: login name. */
		printf( '<div class="wrap"><h1>%s</h1>', esc_html( sprintf( __( 'Salesforce Contact of %s', 'skybridge' ), $user->user_login ) ) );
		$failure = Connect_Actions::take_failure();
		if ( null !== $failure ) {
			self::notice( $failure );
		}
		try {
			$links = new Portal_Links( Services::get()->client );
			self::render_present( $user, $links->contact_of( $user->ID ) );
			self::render_search( $user, $links );
		} catch ( Failure $failure ) {
			self::notice( $failure );
		}
		echo '</div>';
	}

	/**
	 * Binds a user.
	 */
	public static function handle_bind(): void {
		$user_id = self::authorize( self::BIND );
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked by authorize().
		$contact = isset( $_POST['contact'] ) && is_string( $_POST['contact'] ) ? sanitize_text_field( wp_unslash( $_POST['contact'] ) ) : '';
		self::carry_out( $user_id, static fn ( Portal_Links $links ) => $links->bind( $user_id, $contact ) );
	}

	/**
	 * Unbinds a user.
	 */
	public static function handle_unbind(): void {
		$user_id = self::authorize( self::UNBIND );
		self::carry_out( $user_id, static fn ( Portal_Links $links ) => $links->unbind( $user_id ) );
	}

	/**
	 * Whom the user is now, and the button that ends it.
	 *
	 * @param WP_User $user    Who.
	 * @param string  $contact Contact; empty for none.
	 */
	private static function render_present( WP_User $user, string $contact ): void {
		if ( '' === $contact ) {
			printf( '<p>%s</p>', esc_html__( 'Not linked to a Contact.', 'skybridge' ) );
			return;
		}
		/* translators: %s: id of a Contact. */
		printf( '<p>%s</p>', esc_html( sprintf( __( 'Linked to the Contact %s.', 'skybridge' ), $contact ) ) );
		self::render_button( self::UNBIND, $user->ID, array(), __( 'Unlink', 'skybridge' ), 'button' );
	}

	/**
	 * The search and what it finds.
	 *
	 * @param WP_User      $user  Who is to be bound.
	 * @param Portal_Links $links Finds.
	 * @throws Failure When the gateway refuses.
	 */
	private static function render_search( WP_User $user, Portal_Links $links ): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading changes nothing.
		$text = isset( $_GET['find'] ) && is_string( $_GET['find'] ) ? mb_substr( sanitize_text_field( wp_unslash( $_GET['find'] ) ), 0, 100 ) : '';
		printf(
			'<form method="get" action="%s"><input type="hidden" name="page" value="%s"><input type="hidden" name="user_id" value="%d"><p><label for="skybridge-find">%s</label> <input type="search" id="skybridge-find" name="find" value="%s" class="regular-text"> <button type="submit" class="button">%s</button></p></form>',
			esc_url( admin_url( 'admin.php' ) ),
			esc_attr( self::PAGE ),
			(int) $user->ID,
			esc_html__( 'Name or e-mail address of the Contact', 'skybridge' ),
			esc_attr( $text ),
			esc_html__( 'Search', 'skybridge' )
		);
		if ( '' === $text ) {
			return;
		}
		$found = $links->find_contacts( $text );
		if ( array() === $found ) {
			printf( '<p role="status">%s</p>', esc_html__( 'No Contact that you may read matches.', 'skybridge' ) );
			return;
		}
		printf( '<table class="widefat striped"><thead><tr><th scope="col">%s</th><th scope="col"><span class="screen-reader-text">%s</span></th></tr></thead><tbody>', esc_html__( 'Contact', 'skybridge' ), esc_html__( 'Link', 'skybridge' ) );
		foreach ( $found as $contact ) {
			printf( '<tr><td><strong>%s</strong><br><span style="overflow-wrap:anywhere">%s</span><br><code>%s</code></td><td>', esc_html( $contact['name'] ), esc_html( $contact['email'] ), esc_html( $contact['id'] ) );
			/* translators: %s: name of a Contact. */
			self::render_button( self::BIND, $user->ID, array( 'contact' => $contact['id'] ), sprintf( __( 'Link to %s', 'skybridge' ), self::distinct_name( $contact, $found ) ), 'button button-primary' );
			echo '</td></tr>';
		}
		echo '</tbody></table>';
	}

	/**
	 * A name by which a Contact differs from all others that were found, for whoever hears the buttons alone.
	 *
	 * @param array{id: string, name: string, email: string}             $contact Contact.
	 * @param array<int, array{id: string, name: string, email: string}> $found   All that were found, this one too.
	 */
	private static function distinct_name( array $contact, array $found ): string {
		$namesakes = array_filter( $found, static fn ( array $other ): bool => $other['name'] === $contact['name'] );
		if ( 1 === count( $namesakes ) ) {
			return $contact['name'];
		}
		$alike = array_filter( $namesakes, static fn ( array $other ): bool => $other['email'] === $contact['email'] );
		return sprintf( '%s (%s)', $contact['name'], '' !== $contact['email'] && 1 === count( $alike ) ? $contact['email'] : $contact['id'] );
	}

	/**
	 * A form with one button.
	 *
	 * @param string                $action  Action of admin-post.php.
	 * @param int                   $user_id Who it is about.
	 * @param array<string, string> $hidden  Hidden values.
	 * @param string                $words   What it says.
	 * @param string                $class   Class of the button.
	 */
	private static function render_button( string $action, int $user_id, array $hidden, string $words, string $class ): void {
		printf( '<form method="post" action="%s"><input type="hidden" name="action" value="%s"><input type="hidden" name="user_id" value="%d">', esc_url( admin_url( 'admin-post.php' ) ), esc_attr( $action ), (int) $user_id );
		foreach ( $hidden as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		wp_nonce_field( $action . $user_id );
		printf( '<button type="submit" class="%s" style="white-space:normal">%s</button></form>', esc_attr( $class ), esc_html( $words ) );
	}

	/**
	 * Goes on only for an administrator who pressed the button of this very user.
	 *
	 * @param string $action The action.
	 * @return int WordPress user.
	 */
	private static function authorize( string $action ): int {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- checked in the next lines.
		$user_id = isset( $_POST['user_id'] ) ? absint( $_POST['user_id'] ) : 0;
		if ( ! current_user_can( self::CAPABILITY ) || ! current_user_can( 'edit_user', $user_id ) ) {
			wp_die( esc_html__( 'You may not do this here.', 'skybridge' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( $action . $user_id );
		return $user_id;
	}

	/**
	 * Does it, and leads back to the page.
	 *
	 * @param int                          $user_id WordPress user.
	 * @param callable(Portal_Links): void $work    What to do.
	 */
	private static function carry_out( int $user_id, callable $work ): void {
		try {
			$work( new Portal_Links( Services::get()->client ) );
		} catch ( Failure $failure ) {
			Connect_Actions::keep_failure( $failure );
		}
		wp_safe_redirect( self::url( $user_id ) );
		exit;
	}

	/**
	 * Address of the page for a user.
	 *
	 * @param int $user_id WordPress user.
	 */
	private static function url( int $user_id ): string {
		return admin_url( 'admin.php?page=' . self::PAGE . '&user_id=' . $user_id );
	}

	/**
	 * What went wrong.
	 *
	 * @param Failure $failure It.
	 */
	private static function notice( Failure $failure ): void {
		printf( '<div class="notice notice-error inline"><p><strong>%s</strong> %s</p></div>', esc_html( $failure->getMessage() ), esc_html( $failure->hint() ) );
	}
}
