<?php
/**
 * A must-use plugin of the browser tests' WordPress: two more people, a page to link accounts, and mails kept in a file.
 */

add_filter(
	'pre_wp_mail',
	static function ( $sent, array $mail ): bool {
		return false !== file_put_contents( dirname( ABSPATH ) . '/mails.jsonl', wp_json_encode( $mail ) . "\n", FILE_APPEND );
	},
	10,
	2
);

add_action(
	'init',
	static function (): void {
		if ( false !== get_option( 'skybridge_test_additions' ) ) {
			return;
		}
		update_option( 'skybridge_test_additions', '1' );
		foreach ( array( 'second', 'third' ) as $login ) {
			wp_insert_user( array( 'user_login' => $login, 'user_pass' => 'password', 'user_email' => "{$login}@example.org", 'role' => 'subscriber' ) );
		}
		wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Account', 'post_name' => 'account', 'post_content' => '<!-- wp:skybridge/account-link /-->' ) );
	},
	99
);
