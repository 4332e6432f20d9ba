<?php
/**
 * Dependencies of the script module for visitors.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

return array(
	'dependencies' => array( '@wordpress/interactivity' ),
	'version'      => SKYBRIDGE_VERSION,
);
