<?php
/**
 * Makes cached answers old before their time, by what they are about.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A tag is the root field that an answer shows (`contacts`, `contact`, `staffDirectory`), `report:` and a report's name, or
 * any word of a theme's own.
 * What was asked for before its tag was purged is no longer fresh: the next page asks again. It stays for an outage.
 *
 * On a schedule: `wp_schedule_event( time(), 'hourly', 'skybridge_purge_tags', array( array( 'contacts' ) ) )`.
 */
final class Cache_Tags {

	/**
	 * `do_action( 'skybridge_purge_tags', array( 'contacts' ) )` purges.
	 */
	public const ACTION = 'skybridge_purge_tags';

	/**
	 * One option a tag, loaded with WordPress: whoever purges two tags at once overwrites neither.
	 */
	public const OPTION_PREFIX = 'skybridge_tag_';

	/**
	 * Purges tags.
	 *
	 * @param mixed $tags A tag, or a list of them; whatever else is passed over.
	 */
	public static function purge( mixed $tags ): void {
		foreach ( self::texts( $tags ) as $tag ) {
			update_option( self::option( $tag ), microtime( true ), true );
		}
	}

	/**
	 * When the last of these tags was purged: UNIX time, 0 for never.
	 *
	 * @param string[] $tags Tags of an answer.
	 */
	public static function purged_at( array $tags ): float {
		// Not get_option(), which asks the database for each tag that was never purged.
		$options = wp_load_alloptions();
		return max( array( 0.0, ...array_map( static fn ( string $tag ): float => (float) ( $options[ self::option( $tag ) ] ?? 0 ), array_values( $tags ) ) ) );
	}

	/**
	 * Remembers that something with these tags is cached here, so that known() finds them.
	 *
	 * @param string[] $tags Tags of an answer.
	 */
	public static function watch( array $tags ): void {
		foreach ( array_diff( $tags, self::known( $tags ) ) as $tag ) {
			add_option( self::option( $tag ), 0, '', true );
		}
	}

	/**
	 * Those of some tags that are watched here, or were ever purged.
	 *
	 * @param string[] $tags Tags.
	 * @return string[]
	 */
	public static function known( array $tags ): array {
		$options = wp_load_alloptions();
		return array_values( array_filter( $tags, static fn ( string $tag ): bool => isset( $options[ self::option( $tag ) ] ) ) );
	}

	/**
	 * The tags in what a developer gave.
	 *
	 * @param mixed $tags A tag, or a list of them.
	 * @return string[]
	 */
	public static function texts( mixed $tags ): array {
		return array_values( array_filter( (array) $tags, static fn ( mixed $tag ): bool => is_string( $tag ) && '' !== $tag ) );
	}

	/**
	 * Name of a tag's option; tags can be longer than that.
	 *
	 * @param string $tag A tag.
	 */
	private static function option( string $tag ): string {
		return self::OPTION_PREFIX . substr( md5( $tag ), 0, 20 );
	}
}
