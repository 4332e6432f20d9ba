<?php
/**
 * Hooks of the administration's forms.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Beside `hooks.php`, because the names of these hooks are in classes that no page for visitors needs to load.
 */
final class Admin_Actions {

	/**
	 * Hooks them. `admin-post.php` calls `admin_init` before them.
	 */
	public static function register(): void {
		add_action( 'admin_post_' . Settings_Screen::NEW_KEY_ACTION, array( Settings_Screen::class, 'handle_new_key' ) );
		add_action( 'admin_post_' . Connect_Actions::CONNECT, array( Connect_Actions::class, 'handle_connect' ) );
		add_action( 'admin_post_' . Connect_Actions::DISCONNECT, array( Connect_Actions::class, 'handle_disconnect' ) );
		add_action( 'admin_post_' . Own_Login::BEGIN, array( Own_Login::class, 'handle_begin' ) );
		add_action( 'admin_post_' . Own_Login::CLAIM, array( Own_Login::class, 'handle_claim' ) );
		add_action( 'admin_post_' . Own_Login::END, array( Own_Login::class, 'handle_end' ) );
		add_action( 'admin_post_' . Log_Screen::RETRY, array( Log_Screen::class, 'handle_retry' ) );
		add_action( 'admin_post_' . Log_Screen::DISMISS, array( Log_Screen::class, 'handle_dismiss' ) );
		add_action( 'admin_post_' . Bind_Screen::BIND, array( Bind_Screen::class, 'handle_bind' ) );
		add_action( 'admin_post_' . Bind_Screen::UNBIND, array( Bind_Screen::class, 'handle_unbind' ) );
	}
}
