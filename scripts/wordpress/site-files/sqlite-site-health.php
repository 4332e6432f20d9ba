<?php
/**
 * A must-use plugin of sites on SQLite: WordPress's own tests of a MySQL client end the Site Health page where PHP has no
 * mysqli.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

add_filter(
	'site_status_tests',
	static function ( array $tests ): array {
		unset( $tests['direct']['utf8mb4_support'], $tests['direct']['sql_server'] );
		return $tests;
	}
);
