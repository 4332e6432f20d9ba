<?php
/**
 * Fills the site of `npm run bench:plugin`: one page without a block, and one for each block.
 *
 * Reads SKYBRIDGE_SITE (the site's folder) and SKYBRIDGE_GATEWAY (URL).
 */

require getenv( 'SKYBRIDGE_SITE' ) . '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';

switch_theme( 'twentytwentyfour' );
update_option( 'permalink_structure', '/%postname%/' );
update_option( 'show_avatars', '0' );
update_option( 'skybridge_gateway_url', getenv( 'SKYBRIDGE_GATEWAY' ) );
update_option( 'skybridge_site_id', 'bench' );
activate_plugin( 'skybridge/skybridge.php' );

$text  = '<!-- wp:paragraph --><p>A page of the site.</p><!-- /wp:paragraph -->';
$pages = array(
	'plain'     => '',
	'directory' => '<!-- wp:skybridge/directory {"cacheSeconds":3600} /-->',
	'report'    => '<!-- wp:skybridge/report {"report":"R","rows":25,"cacheSeconds":3600} /-->',
	'field'     => '<!-- wp:skybridge/field {"object":"account","record":"001000000000001AAA","field":"name","format":"raw","cacheSeconds":3600} /-->',
);
foreach ( $pages as $slug => $markup ) {
	wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => ucfirst( $slug ), 'post_name' => $slug, 'post_content' => $text . $markup ) );
}
flush_rewrite_rules();
