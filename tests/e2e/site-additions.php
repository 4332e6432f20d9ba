<?php
/**
 * A must-use plugin of the browser tests' WordPress: two more people, a page to link accounts, one that is kept for an hour,
 * pulls of changes when a test says so and never else, pages with patience, and mails kept in a file.
 */

// How long a page waits has tests of its own; on a busy machine these are about what it shows.
add_filter( 'skybridge_page_seconds', static fn (): float => 10.0 );

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
		wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Kept', 'post_name' => 'kept', 'post_content' => '[skybridge_directory cache_seconds="3600"]' ) );
	},
	99
);

add_action(
	'wp_loaded',
	static function (): void {
		remove_action( Skybridge\Change_Pull::EVENT, array( Skybridge\Change_Pull::class, 'run' ) );
		if ( isset( $_GET['skybridge_test_pull'] ) ) {
			$record = Skybridge\Change_Pull::sync();
			wp_send_json( array( 'state' => $record->state, 'purged' => $record->purged ) );
		}
	}
);
