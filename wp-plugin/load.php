<?php
/**
 * Finds the plugin's classes as they are used, so that a request reads only the files it needs.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

spl_autoload_register(
	/**
	 * `Skybridge\Portal_Block` is in `includes/class-portal-block.php`, `Skybridge\Federation\Entities` in
	 * `federation/class-entities.php`.
	 *
	 * @param string $name The name of a class.
	 */
	static function ( string $name ): void {
		if ( 1 !== preg_match( '/^Skybridge\\\\(Federation\\\\)?(\w+)$/', $name, $parts ) ) {
			return;
		}
		$file = sprintf(
			'%s/%s/class-%s.php',
			__DIR__,
			'' === $parts[1] ? 'includes' : 'federation',
			str_replace( '_', '-', strtolower( $parts[2] ) )
		);
		if ( is_file( $file ) ) {
			require $file;
		}
	}
);

require __DIR__ . '/includes/api.php';
