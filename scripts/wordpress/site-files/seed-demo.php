<?php
/**
 * Fills an installed site for the demo: permalinks, theme, people, pages and the plugin with its gateway.
 *
 * Reads SKYBRIDGE_SITE (the site's folder) and SKYBRIDGE_DEMO (JSON: gatewayUrl, siteId, customer).
 * Prints JSON: { "publicKey": string, "customer": int }, the key that the gateway must know the site by (base64url) and
 * the WordPress user to be bound to a Contact.
 */

require getenv( 'SKYBRIDGE_SITE' ) . '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

$demo = json_decode( (string) getenv( 'SKYBRIDGE_DEMO' ), true, 8, JSON_THROW_ON_ERROR );

/** Ends the seeding with a reason on stderr. */
function skybridge_demo_expect( mixed $result ): mixed {
	if ( is_wp_error( $result ) ) {
		file_put_contents( 'php://stderr', $result->get_error_message() . "\n" );
		exit( 1 );
	}
	return $result;
}

/** Creates a published page and returns its id. */
function skybridge_demo_page( string $title, string $slug, string $content, int $menu_order ): int {
	return skybridge_demo_expect(
		wp_insert_post(
			array(
				'post_type'     => 'page',
				'post_status'   => 'publish',
				'post_author'   => 1,
				'post_title'    => $title,
				'post_name'     => $slug,
				'post_content'  => $content,
				'menu_order'   => $menu_order,
			),
			true
		)
	);
}

switch_theme( 'twentytwentyfour' );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'blogdescription', 'Live Salesforce data in WordPress' );
// Avatars would be fetched from a host outside this machine.
update_option( 'show_avatars', '0' );
update_option( 'skybridge_gateway_url', $demo['gatewayUrl'] );
update_option( 'skybridge_site_id', $demo['siteId'] );
skybridge_demo_expect( activate_plugin( 'skybridge/skybridge.php' ) );
// Present where WPGRAPHQL_DIR named one.
if ( is_file( WP_PLUGIN_DIR . '/wp-graphql/wp-graphql.php' ) ) {
	skybridge_demo_expect( activate_plugin( 'wp-graphql/wp-graphql.php' ) );
}

// The post, page and comment that every new WordPress starts with.
foreach ( get_posts( array( 'post_type' => array( 'post', 'page' ), 'post_status' => 'any', 'numberposts' => -1 ) ) as $post ) {
	wp_delete_post( $post->ID, true );
}

$customer = skybridge_demo_expect(
	wp_insert_user(
		array(
			'user_login'   => $demo['customer']['login'],
			'user_pass'    => $demo['customer']['password'],
			'user_email'   => $demo['customer']['email'],
			'display_name' => $demo['customer']['name'],
			'role'         => 'subscriber',
		)
	)
);

skybridge_demo_page(
	'Directory',
	'directory',
	sprintf( '<!-- wp:skybridge/directory {"align":"wide","cacheSeconds":%d} /-->', $demo['directoryCacheSeconds'] ),
	1
);
skybridge_demo_page(
	'Report',
	'report',
	'<!-- wp:skybridge/report {"report":"Opportunities_by_Stage","align":"wide","rows":10} /-->',
	2
);
skybridge_demo_page(
	'Portal',
	'portal',
	'<!-- wp:skybridge/portal {"title":"Your requests","align":"wide","pageSize":5,"createFields":["subject","type","reason","priority","description"]} /-->'
	. '<!-- wp:skybridge/portal {"title":"Your details","source":"own","fields":["name","email","phone"],"editFields":["phone"],"align":"wide"} /-->',
	3
);
$front = skybridge_demo_page(
	'Home',
	'home',
	'<!-- wp:paragraph --><p>The pages of this site show live records of a Salesforce org: here, the local one that runs beside it.</p><!-- /wp:paragraph -->'
	. '<!-- wp:list --><ul><!-- wp:list-item --><li><a href="' . esc_url( home_url( '/directory/' ) ) . '">Staff directory</a></li><!-- /wp:list-item --><!-- wp:list-item --><li><a href="' . esc_url( home_url( '/report/' ) ) . '">Opportunities by stage</a></li><!-- /wp:list-item --><!-- wp:list-item --><li><a href="' . esc_url( home_url( '/portal/' ) ) . '">Customer portal</a></li><!-- /wp:list-item --></ul><!-- /wp:list -->',
	0
);
// The theme's own footer links to pages that this site does not have.
$footer = skybridge_demo_expect(
	wp_insert_post(
		array(
			'post_type'    => 'wp_template_part',
			'post_status'  => 'publish',
			'post_title'   => 'Footer',
			'post_name'    => 'footer',
			'post_content' => '<!-- wp:group {"align":"wide","style":{"spacing":{"padding":{"top":"var:preset|spacing|50","bottom":"var:preset|spacing|50"}}},"layout":{"type":"constrained"}} --><div class="wp-block-group alignwide" style="padding-top:var(--wp--preset--spacing--50);padding-bottom:var(--wp--preset--spacing--50)"><!-- wp:group {"align":"wide","layout":{"type":"flex","justifyContent":"space-between"}} --><div class="wp-block-group alignwide"><!-- wp:site-title {"level":0} /--><!-- wp:site-tagline /--></div><!-- /wp:group --></div><!-- /wp:group -->',
		),
		true
	)
);
skybridge_demo_expect( wp_set_object_terms( $footer, 'twentytwentyfour', 'wp_theme' ) );
skybridge_demo_expect( wp_set_object_terms( $footer, 'footer', 'wp_template_part_area' ) );
update_option( 'show_on_front', 'page' );
update_option( 'page_on_front', $front );
flush_rewrite_rules();

echo wp_json_encode( array( 'publicKey' => \Skybridge\Services::get()->site_key->public_key(), 'customer' => $customer ) ), "\n";
