<?php
/**
 * Loads a real, installed WordPress with this plugin, and none that the site has, into this process.
 *
 * SKYBRIDGE_WP_ROOT names the folder that holds wp-load.php. Where WPGRAPHQL_DIR names a folder of WPGraphQL, that is
 * loaded too.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

// WordPress expects to be loaded in the global scope; phpunit loads this file inside a function.
global $wpdb, $wp, $wp_query, $wp_the_query, $wp_rewrite, $wp_roles, $wp_filter, $wp_actions, $wp_filters,
	$wp_current_filter, $wp_object_cache, $wp_locale, $wp_locale_switcher, $wp_widget_factory, $wp_version,
	$wp_db_version, $tinymce_version, $required_php_version, $required_mysql_version, $wp_local_package,
	$table_prefix, $blog_id, $current_user, $current_site, $current_blog, $pagenow, $wp_taxonomies,
	$wp_post_types, $wp_post_statuses, $shortcode_tags, $wp_plugin_paths, $l10n, $l10n_unloaded, $wp_scripts,
	$wp_styles, $allowedposttags, $allowedtags, $allowedentitynames, $allowedxmlentitynames, $wp_embed,
	$wp_textdomain_registry, $wp_theme_directories, $timestart, $timeend, $is_apache, $is_nginx, $is_IIS, $is_iis7,
	$is_chrome, $is_edge, $is_gecko, $is_IE, $is_iphone, $is_lynx, $is_macIE, $is_NS4, $is_opera, $is_safari,
	$is_winIE, $PHP_SELF, $_wp_deprecated_widgets_callbacks, $super_admins, $wp_hasher, $phpmailer, $wp_user_roles;

$skybridge_root = rtrim( (string) getenv( 'SKYBRIDGE_WP_ROOT' ), '/' );
if ( ! is_file( $skybridge_root . '/wp-load.php' ) ) {
	fwrite( STDERR, "SKYBRIDGE_WP_ROOT must name the folder of an installed WordPress (with wp-load.php) but got: \"{$skybridge_root}\"\n" );
	exit( 1 );
}

// A gateway configured for whoever runs the tests must not reach them.
putenv( 'SKYBRIDGE_GATEWAY_URL' );
putenv( 'SKYBRIDGE_SITE_ID' );
putenv( 'SKYBRIDGE_KEY' );

$_SERVER['HTTP_HOST']       = 'www.example.org';
$_SERVER['SERVER_NAME']     = 'www.example.org';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['PHP_SELF']        = '/index.php';

/*
 * Hooks added before WordPress defines add_action(): WP_Hook adopts this array. The site's own list of
 * active plugins is ignored, so that the plugin under test is this folder's, loaded once.
 */
$GLOBALS['wp_filter'] = array(
	'pre_option_active_plugins' => array( 10 => array( 'skybridge' => array( 'function' => static fn (): array => array(), 'accepted_args' => 0 ) ) ),
	'muplugins_loaded'          => array( 10 => array( 'skybridge' => array( 'function' => static function (): void { wp_register_plugin_realpath( WP_PLUGIN_DIR . '/skybridge/skybridge.php' ); require dirname( __DIR__, 2 ) . '/skybridge.php'; $wpgraphql = (string) getenv( 'WPGRAPHQL_DIR' ); if ( '' !== $wpgraphql ) { require_once $wpgraphql . '/wp-graphql.php'; } }, 'accepted_args' => 0 ) ) ),
);

require $skybridge_root . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/admin.php';

// A page of the administration begins with it.
Skybridge\Admin_Actions::register();
