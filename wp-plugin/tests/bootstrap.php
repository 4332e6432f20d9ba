<?php
/**
 * What phpunit loads first: WordPress with this plugin, then the tests' own classes.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

require __DIR__ . '/support/load-wordpress.php';
require __DIR__ . '/support/class-gateway-double.php';
require __DIR__ . '/support/class-plugin-test-case.php';
require __DIR__ . '/support/class-gateway-process.php';
require __DIR__ . '/support/trait-report-data.php';
require __DIR__ . '/support/trait-portal-data.php';
