<?php
/**
 * Installs WordPress into an empty database (what `wp core install` does) and prints nothing on success.
 *
 * Run alone: WP_INSTALLING keeps WordPress from loading what it has not installed yet.
 */

define( 'WP_INSTALLING', true );

// Pluggable: there is nobody to write to, and no mail program.
function wp_new_blog_notification() {}

$site_directory = getenv( 'SKYBRIDGE_SITE' );
$site           = json_decode( file_get_contents( "$site_directory/site.json" ), true, 8, JSON_THROW_ON_ERROR );
$_SERVER['HTTP_HOST'] = (string) preg_replace( '~^https?://~', '', $site['url'] );

require "$site_directory/wordpress/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

$admin = $site['admin'];
wp_install( $site['title'], $admin['login'], $admin['email'], false, '', $admin['password'] );
