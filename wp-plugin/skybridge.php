<?php
/**
 * Plugin Name:       Skybridge
 * Description:       Live Salesforce data on your pages, through your own Skybridge gateway. WordPress never holds a Salesforce password or token.
 * Version:           0.1.0
 * Requires at least: 6.5
 * Requires PHP:      8.0
 * Author:            The Skybridge contributors
 * License:           GPL-2.0-or-later
 * License URI:       https://www.gnu.org/licenses/gpl-2.0.html
 * Text Domain:       skybridge
 * Domain Path:       /languages
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

define( 'SKYBRIDGE_VERSION', '0.1.0' );
define( 'SKYBRIDGE_FILE', __FILE__ );

require __DIR__ . '/load.php';
require __DIR__ . '/hooks.php';
