<?php
/**
 * A double of WP-CLI: remembers what a command said. error() returns, where the real one ends the program.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

final class WP_CLI {

	/**
	 * What was said, with its kind.
	 *
	 * @var string[]
	 */
	public static array $said = array();

	/**
	 * Classes by the commands they were added as.
	 *
	 * @var array<string, string>
	 */
	public static array $commands = array();

	public static function add_command( string $name, string $class_name ): void {
		self::$commands[ $name ] = $class_name;
	}

	public static function line( string $text ): void {
		self::$said[] = $text;
	}

	public static function log( string $text ): void {
		self::$said[] = $text;
	}

	public static function success( string $text ): void {
		self::$said[] = 'success: ' . $text;
	}

	public static function warning( string $text ): void {
		self::$said[] = 'warning: ' . $text;
	}

	public static function error( string $text ): void {
		self::$said[] = 'error: ' . $text;
	}
}
