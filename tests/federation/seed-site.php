<?php
/**
 * Fills an installed site for the tests of WPGraphQL: people, public and hidden content, both plugins.
 *
 * Reads SKYBRIDGE_SITE (the site's folder) and SKYBRIDGE_FEDERATION (JSON: gatewayUrl, siteId).
 * Prints JSON: publicKey, users and posts by name.
 */

require getenv( 'SKYBRIDGE_SITE' ) . '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

$settings = json_decode( (string) getenv( 'SKYBRIDGE_FEDERATION' ), true, 8, JSON_THROW_ON_ERROR );

/** Ends the seeding with a reason on stderr. */
function skybridge_test_expect( mixed $result ): mixed {
	if ( is_wp_error( $result ) ) {
		file_put_contents( 'php://stderr', $result->get_error_message() . "\n" );
		exit( 1 );
	}
	return $result;
}

update_option( 'permalink_structure', '/%postname%/' );
update_option( 'show_avatars', '0' );
update_option( 'skybridge_gateway_url', $settings['gatewayUrl'] );
update_option( 'skybridge_site_id', $settings['siteId'] );
skybridge_test_expect( activate_plugin( 'skybridge/skybridge.php' ) );
skybridge_test_expect( activate_plugin( 'wp-graphql/wp-graphql.php' ) );

$users = array( 'admin' => 1 );
foreach ( array( 'ada' => 'author', 'ben' => 'author', 'cleo' => 'subscriber' ) as $name => $role ) {
	$users[ $name ] = skybridge_test_expect(
		wp_insert_user(
			array(
				'user_login'   => $name,
				'user_pass'    => 'password',
				'user_email'   => $name . '@example.org',
				'display_name' => ucfirst( $name ),
				'role'         => $role,
			)
		)
	);
}
$posts = array();
foreach ( array( 'public' => array( 'publish', 'ada' ), 'second' => array( 'publish', 'ben' ), 'draft' => array( 'draft', 'ada' ), 'private' => array( 'private', 'ada' ) ) as $name => $is ) {
	$posts[ $name ] = skybridge_test_expect( wp_insert_post( array( 'post_title' => ucfirst( $name ) . ' post', 'post_content' => 'Text.', 'post_status' => $is[0], 'post_author' => $users[ $is[1] ] ), true ) );
}
foreach ( array( 'ada', 'ben', 'cleo' ) as $name ) {
	$passwords[ $name ] = WP_Application_Passwords::create_new_application_password( $users[ $name ], array( 'name' => 'tests' ) )[0];
}
$passwords['admin'] = WP_Application_Passwords::create_new_application_password( 1, array( 'name' => 'tests' ) )[0];
flush_rewrite_rules();

echo wp_json_encode(
	array(
		'publicKey' => \Skybridge\Services::get()->site_key->public_key(),
		'users'     => $users,
		'posts'     => $posts,
		'passwords' => $passwords,
	)
), "\n";
