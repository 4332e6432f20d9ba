<?php
/**
 * Dependencies of the editor script.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

return array(
	'dependencies' => array( 'skybridge-editor', 'wp-block-editor', 'wp-blocks', 'wp-components', 'wp-element', 'wp-i18n' ),
	'version'      => SKYBRIDGE_VERSION,
);
