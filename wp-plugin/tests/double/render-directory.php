<?php
/**
 * Renders a directory in a process of its own, as one visitor's request. Argument: the gateway's base URL.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

require dirname( __DIR__ ) . '/support/load-wordpress.php';
putenv( 'SKYBRIDGE_GATEWAY_URL=' . $argv[1] );
putenv( 'SKYBRIDGE_SITE_ID=burst' );
echo do_blocks( '<!-- wp:skybridge/directory /-->' );
