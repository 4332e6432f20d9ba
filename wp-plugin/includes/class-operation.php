<?php
/**
 * Any GraphQL operation of the site's own developers: the one way from their words to the gateway.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What skybridge_query(), skybridge_rest() and declared operations share.
 */
final class Operation {

	private const LEAST_TIMEOUT = 0.5;
	private const MOST_TIMEOUT  = 30.0;

	/**
	 * Runs an operation.
	 *
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables.
	 * @param array<string, mixed> $args      `viewer`, `cache`, `tags` and `timeout`, as skybridge_query() takes them.
	 * @return array<string, mixed> The operation's `data`.
	 * @throws Failure Where it has errors, or none of the gateway's answers may be shown.
	 */
	public static function run( string $query, array $variables, array $args ): array {
		$viewer = self::viewer( $args['viewer'] ?? 'current' );
		$cache  = max( 0, (int) ( $args['cache'] ?? 0 ) );
		if ( 0 === $cache ) {
			$timeout = isset( $args['timeout'] ) ? min( self::MOST_TIMEOUT, max( self::LEAST_TIMEOUT, (float) $args['timeout'] ) ) : null;
			return Services::get()->client->execute( $query, $variables, $viewer, $timeout )->data();
		}
		$answer  = Services::get()->cached->fetch( $query, $variables, $viewer, $cache, true, Cache_Tags::texts( $args['tags'] ?? array() ) );
		$failure = $answer->failure();
		if ( null !== $failure && ! $failure->is_outage() ) {
			throw $failure->with_data( $answer->data() );
		}
		return $answer->data();
	}

	/**
	 * On whose behalf.
	 *
	 * @param mixed $name `current` or `visitor`.
	 * @throws Failure With code `bad_argument`.
	 */
	private static function viewer( mixed $name ): Viewer {
		if ( 'current' === $name ) {
			return Viewer::current();
		}
		if ( 'visitor' === $name ) {
			return Viewer::visitor();
		}
		throw new Failure( 'bad_argument', __( 'skybridge_query(): "viewer" must be "current" or "visitor".', 'skybridge' ) );
	}
}
