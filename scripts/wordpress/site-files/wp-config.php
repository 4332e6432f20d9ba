<?php
/**
 * WordPress configuration of the demo and test site: what varies is read from site.json, one folder up.
 */

$skybridge_site = json_decode( file_get_contents( dirname( __DIR__ ) . '/site.json' ), true, 8, JSON_THROW_ON_ERROR );

define( 'WP_HOME', $skybridge_site['url'] );
define( 'WP_SITEURL', $skybridge_site['url'] );

// The SQLite drop-in needs no server, but WordPress insists on these names.
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', '' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', '' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
define( 'DB_DIR', dirname( __DIR__ ) . '/database/' );
define( 'DB_FILE', 'wordpress.sqlite' );

foreach ( $skybridge_site['keys'] as $skybridge_name => $skybridge_key ) {
	define( $skybridge_name, $skybridge_key );
}

// A closed network: nothing outside this machine is called, and nothing waits for it.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'WP_ACCESSIBLE_HOSTS', '127.0.0.1,localhost' );
define( 'DISABLE_WP_CRON', true );
define( 'AUTOMATIC_UPDATER_DISABLED', true );
define( 'DISALLOW_FILE_MODS', true );

define( 'WP_ENVIRONMENT_TYPE', 'local' );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', dirname( __DIR__ ) . '/debug.log' );

$table_prefix = 'wp_';

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
