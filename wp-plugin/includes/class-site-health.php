<?php
/**
 * Site Health: whether the connection, the key and the schedule of this site are in order.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Each test names the one thing to change.
 */
final class Site_Health {

	/**
	 * Adds the tests to WordPress's own.
	 *
	 * @param array<string, array<string, mixed>> $tests Tests by kind.
	 * @return array<string, array<string, mixed>>
	 */
	public static function add_tests( array $tests ): array {
		foreach ( self::tests() as $name => $test ) {
			$tests['direct'][ 'skybridge_' . $name ] = $test;
		}
		return $tests;
	}

	/**
	 * Results of all tests.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	public static function results(): array {
		return array_map( static fn ( array $test ): array => call_user_func( $test['test'] ), array_values( self::tests() ) );
	}

	/**
	 * Whether Salesforce data arrives: gateway, budget and clocks, by one real call.
	 *
	 * @return array<string, mixed>
	 */
	public static function connection(): array {
		$status = Connection_Status::check();
		return self::result( 'connection', $status->is_connected() ? 'good' : 'critical', $status->headline(), trim( $status->advice() . ' ' . $status->detail() ) );
	}

	/**
	 * Whether the site's key can be opened.
	 *
	 * @return array<string, mixed>
	 */
	public static function key(): array {
		try {
			Services::get()->site_key->assert_usable();
			return self::result( 'key', 'good', __( 'This site’s key is in order.', 'skybridge' ), '' );
		} catch ( Failure $failure ) {
			return self::result( 'key', 'critical', $failure->getMessage(), $failure->hint() );
		}
	}

	/**
	 * Whether scheduled events run.
	 *
	 * @return array<string, mixed>
	 */
	public static function cron(): array {
		$late = 0;
		foreach ( array_keys( array_filter( (array) _get_cron_array(), 'is_array' ) ) as $moment ) {
			$late = max( $late, time() - (int) $moment );
		}
		return $late < HOUR_IN_SECONDS
			? self::result( 'cron', 'good', __( 'Scheduled events run.', 'skybridge' ), '' )
			: self::result( 'cron', 'recommended', __( 'Scheduled events are more than an hour late.', 'skybridge' ), __( 'Call wp-cron.php from the server’s own schedule.', 'skybridge' ) );
	}

	/**
	 * Whether this site hears what changes in Salesforce, where something is cached that it matters for.
	 *
	 * @return array<string, mixed>
	 */
	public static function changes(): array {
		$record = Pull_Record::read();
		if ( false === wp_next_scheduled( Change_Pull::EVENT ) ) {
			return self::result( 'changes', 'good', __( 'No page waits for changes in Salesforce.', 'skybridge' ), '' );
		}
		$is_late = $record->pulled_at > 0 && time() - $record->pulled_at > 15 * MINUTE_IN_SECONDS;
		$failure = $record->failure();
		$advice  = match ( true ) {
			null !== $failure              => $failure->hint(),
			'connecting' === $record->state => __( 'The gateway’s /health/ready says why.', 'skybridge' ),
			$is_late                       => __( 'Call wp-cron.php from the server’s own schedule.', 'skybridge' ),
			default                        => '',
		};
		return self::result( 'changes', null === $failure && ! $is_late && 'connecting' !== $record->state ? 'good' : 'recommended', $record->headline(), $advice );
	}

	/**
	 * Whether PHP and WordPress are as new as the plugin needs.
	 *
	 * @return array<string, mixed>
	 */
	public static function versions(): array {
		$is_new = is_php_version_compatible( '8.0' ) && is_wp_version_compatible( '6.5' );
		return self::result( 'versions', $is_new ? 'good' : 'critical', $is_new ? __( 'PHP and WordPress are new enough for Skybridge.', 'skybridge' ) : __( 'Skybridge needs PHP 8.0 and WordPress 6.5 or newer.', 'skybridge' ), '' );
	}

	/**
	 * The tests by name.
	 *
	 * @return array<string, array{label: string, test: callable}>
	 */
	private static function tests(): array {
		$names = array(
			'connection' => __( 'Skybridge connection', 'skybridge' ),
			'key'        => __( 'Skybridge key', 'skybridge' ),
			'cron'       => __( 'Skybridge schedule', 'skybridge' ),
			'changes'    => __( 'Skybridge changes', 'skybridge' ),
			'versions'   => __( 'Skybridge requirements', 'skybridge' ),
		);
		$tests = array();
		foreach ( $names as $name => $label ) {
			$tests[ $name ] = array(
				'label' => $label,
				'test'  => array( self::class, $name ),
			);
		}
		return $tests;
	}

	/**
	 * A result in WordPress's shape.
	 *
	 * @param string $name        Test.
	 * @param string $status      `good`, `recommended` or `critical`.
	 * @param string $label       What is the case.
	 * @param string $description What to change; may be empty.
	 * @return array<string, mixed>
	 */
	private static function result( string $name, string $status, string $label, string $description ): array {
		return array(
			'label'       => $label,
			'status'      => $status,
			'badge'       => array(
				'label' => __( 'Skybridge', 'skybridge' ),
				'color' => 'blue',
			),
			'description' => sprintf( '<p>%s</p>', esc_html( '' === $description ? $label : $description ) ),
			'actions'     => '',
			'test'        => 'skybridge_' . $name,
		);
	}
}
