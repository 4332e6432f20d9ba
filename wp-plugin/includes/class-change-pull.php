<?php
/**
 * Asks the gateway what changed in Salesforce, and makes old what this site has cached of it.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Each answer comes with tags of what it depends on; they say nothing to anybody but the gateway. While one is cached
 * for longer than the minute between two pulls, WP-Cron asks which tags changed since it asked last. The site asks, so
 * that it may be where nothing reaches it.
 */
final class Change_Pull {

	public const EVENT    = 'skybridge_pull_changes';
	public const INTERVAL = 'skybridge_minute';

	/**
	 * How long something is cached that a pull is worth while for: UNIX time. Written by pages, the rest by pulls alone.
	 */
	public const UNTIL_OPTION = 'skybridge_changes_until';

	private const SECONDS      = MINUTE_IN_SECONDS;
	private const LOCK_SECONDS = 30;
	private const PREFIX       = 'change:';

	/**
	 * Of every answer that has tags at all: purged where anything may have changed.
	 */
	private const ANYTHING = self::PREFIX . '*';

	/**
	 * Adds the interval of the event to those of WP-Cron.
	 *
	 * @param array<string, array{interval: int, display: string}> $schedules Intervals by name.
	 * @return array<string, array{interval: int, display: string}>
	 */
	public static function add_interval( array $schedules ): array {
		$schedules[ self::INTERVAL ] = array(
			'interval' => self::SECONDS,
			'display'  => __( 'Every minute', 'skybridge' ),
		);
		return $schedules;
	}

	/**
	 * The tags that an answer came with; none from a gateway that follows no changes.
	 *
	 * @param array<string, mixed> $extensions The gateway's `extensions.skybridge`.
	 * @return string[]
	 */
	public static function tags_of( array $extensions ): array {
		$tags = self::named( $extensions['changeTags'] ?? array() );
		return array() === $tags ? array() : array( self::ANYTHING, ...$tags );
	}

	/**
	 * Sees to it that changes are asked for as long as an answer is fresh.
	 *
	 * @param string[] $tags      Its tags, of tags_of().
	 * @param int      $fresh_for Seconds it counts as fresh.
	 */
	public static function follow( array $tags, int $fresh_for ): void {
		if ( array() === $tags ) {
			return;
		}
		Cache_Tags::watch( $tags );
		if ( $fresh_for <= self::SECONDS ) {
			return;
		}
		// Not to the second, which would be a write for each page.
		$until = time() + $fresh_for;
		if ( (int) get_option( self::UNTIL_OPTION, 0 ) < $until - self::SECONDS ) {
			update_option( self::UNTIL_OPTION, $until, false );
		}
		if ( false === wp_next_scheduled( self::EVENT ) ) {
			wp_schedule_event( time(), self::INTERVAL, self::EVENT );
		}
	}

	/**
	 * The event: pulls, unless nothing is cached any more or the gateway failed a moment ago.
	 */
	public static function run(): void {
		if ( time() >= (int) get_option( self::UNTIL_OPTION, 0 ) ) {
			wp_clear_scheduled_hook( self::EVENT );
			return;
		}
		if ( time() < Pull_Record::read()->retry_at ) {
			return;
		}
		try {
			self::sync();
		} catch ( Failure ) {
			// It is in the record, where Site Health finds it.
			return;
		}
	}

	/**
	 * Pulls once.
	 *
	 * @return Pull_Record How it went.
	 * @throws Failure Where the gateway did not answer, or another pull is under way.
	 */
	public static function sync(): Pull_Record {
		$lock = new Lock( 'pull_changes' );
		if ( ! $lock->acquire( self::LOCK_SECONDS ) ) {
			throw new Failure( 'busy', __( 'Another request is asking for changes at this moment.', 'skybridge' ), '', 5 );
		}
		$before = Pull_Record::read();
		try {
			$changes = self::ask( $before );
			$old     = self::make_old( $changes );
			$record  = $before->after( self::text( $changes, 'state' ), self::text( $changes, 'position' ), count( $old ) );
			// Last: what a pull that breaks off did not make old is asked for again.
			$record->write();
		} catch ( Failure $failure ) {
			$before->failed( $failure )->write();
			throw $failure;
		} finally {
			$lock->release();
		}
		return $record;
	}

	/**
	 * Ends the event; what is cached counts as old, so that whoever shows it again begins anew.
	 */
	public static function forget(): void {
		wp_unschedule_hook( self::EVENT );
		delete_option( self::UNTIL_OPTION );
		delete_option( Pull_Record::OPTION );
		Cache_Tags::purge( Cache_Tags::known( array( self::ANYTHING ) ) );
	}

	/**
	 * Forgets on deactivation, on every site of a network where it is deactivated for all.
	 *
	 * @param bool $network_wide Whether it is.
	 */
	public static function forget_on_deactivation( bool $network_wide ): void {
		if ( ! $network_wide || ! is_multisite() ) {
			self::forget();
			return;
		}
		foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $site ) {
			switch_to_blog( (int) $site );
			self::forget();
			restore_current_blog();
		}
	}

	/**
	 * What the gateway tells since the last pull.
	 *
	 * @param Pull_Record $before The last pull.
	 * @return array<string, mixed>
	 * @throws Failure When no answer came.
	 */
	private static function ask( Pull_Record $before ): array {
		try {
			return self::answer( $before->position );
		} catch ( Failure $failure ) {
			if ( 'bad_user_input' !== $failure->code() || '' === $before->position ) {
				throw $failure;
			}
			// The gateway has other keys, or is another: whatever is cached may be old.
			return self::answer( '' );
		}
	}

	/**
	 * One call.
	 *
	 * @param string $position Where to go on; empty for the beginning.
	 * @return array<string, mixed>
	 * @throws Failure When no answer came.
	 */
	private static function answer( string $position ): array {
		$path    = '/site/changes' . ( '' === $position ? '' : '?after=' . rawurlencode( $position ) );
		$changes = Services::get()->client->call( 'GET', $path, null, Viewer::visitor() )['changes'] ?? null;
		if ( ! is_array( $changes ) || ! is_bool( $changes['reset'] ?? null ) || ! is_array( $changes['tags'] ?? null ) ) {
			throw new Failure( 'bad_answer', __( 'The gateway does not tell what changed.', 'skybridge' ), __( 'Update the gateway.', 'skybridge' ) );
		}
		return $changes;
	}

	/**
	 * Purges what changed, as far as anything of it is cached here.
	 *
	 * @param array<string, mixed> $changes The gateway's answer.
	 * @return string[] The purged tags.
	 */
	private static function make_old( array $changes ): array {
		$old = Cache_Tags::known( $changes['reset'] ? array( self::ANYTHING ) : self::named( $changes['tags'] ) );
		if ( array() === $old ) {
			return array();
		}
		Cache_Tags::purge( $old );

		/**
		 * Fires when Salesforce data on this site's pages may have changed, for caches of whole pages.
		 */
		do_action( 'skybridge_data_changed' );
		return $old;
	}

	/**
	 * Names of tags, as this site keeps them.
	 *
	 * @param mixed $tags Tags as the gateway writes them.
	 * @return string[]
	 */
	private static function named( mixed $tags ): array {
		return array_map( static fn ( string $tag ): string => self::PREFIX . $tag, Cache_Tags::texts( $tags ) );
	}

	/**
	 * A text of the answer, empty where there is none.
	 *
	 * @param array<string, mixed> $changes The gateway's answer.
	 * @param string               $name    Its name.
	 */
	private static function text( array $changes, string $name ): string {
		return is_string( $changes[ $name ] ?? null ) ? $changes[ $name ] : '';
	}
}
