<?php
/**
 * Fills an installed site for the demo: permalinks, the plugin with its gateway, people and pages.
 * Prints one line of JSON: { "publicKey": string | null }, the key that the gateway must know the site by.
 */

require getenv( 'SKYBRIDGE_SITE' ) . '/wordpress/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
