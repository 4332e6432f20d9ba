<?php
/**
 * Fetches without a visitor what took the gateway longer than a page may wait.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use WP_User;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A scheduled event, so that a gateway that is always slower than pages are patient still fills their memory.
 */
final class Answer_Renewal {

	public const EVENT = 'skybridge_renew_answer';

	/**
	 * Lets an answer be fetched in a moment. WordPress keeps one event of the same arguments.
	 *
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables.
	 * @param Viewer               $viewer    On whose behalf.
	 * @param int                  $fresh_for Seconds an answer counts as fresh.
	 */
	public static function schedule( string $query, array $variables, Viewer $viewer, int $fresh_for ): void {
		wp_schedule_single_event( time(), self::EVENT, array( $query, $variables, (int) $viewer->subject(), $fresh_for ) );
	}

	/**
	 * Fetches it.
	 *
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables.
	 * @param int                  $user_id   On whose behalf; 0 for visitors.
	 * @param int                  $fresh_for Seconds an answer counts as fresh.
	 */
	public static function run( string $query, array $variables, int $user_id, int $fresh_for ): void {
		$user = 0 === $user_id ? null : get_userdata( $user_id );
		if ( false === $user ) {
			return;
		}
		try {
			Services::get()->cached->renew( $query, $variables, $user instanceof WP_User ? Viewer::of( $user ) : Viewer::visitor(), $fresh_for );
		} catch ( Failure $failure ) {
			/** This action is documented in includes/class-cached-gateway.php. */
			do_action( 'skybridge_gateway_failed', $failure->to_wp_error() );
		}
	}
}
