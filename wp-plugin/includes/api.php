<?php
/**
 * The public PHP API for themes and other plugins.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

use Skybridge\Declared_Operations;
use Skybridge\Failure;
use Skybridge\Operation;
use Skybridge\Raw_Call;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Runs a GraphQL operation on the gateway on behalf of the current WordPress user, or of a visitor.
 *
 * Not cached unless asked: give `cache` for what a page shows.
 *
 * @param string               $query     GraphQL document with one operation.
 * @param array<string, mixed> $variables Variables. Leave one out for "not given": null and an empty filter are errors on the gateway.
 * @param array<string, mixed> $args      {
 *     Optional.
 *
 *     @type string $viewer  `current` (default): the logged-in user; `visitor`: as anybody without login.
 *     @type int    $cache   Seconds an answer may be reused; 0 (default) asks each time. With a cache time, the
 *                           last answer is returned while the gateway is down (for a day at most).
 *     @type string[] $tags  What the answer is about, with `cache`: do_action( 'skybridge_purge_tags', $tags ) makes it old.
 *     @type float  $timeout Seconds to wait, 5 by default, 30 at most. Without effect with `cache`.
 * }
 * @return array<string, mixed>|WP_Error The operation's `data`, or a WP_Error with code `skybridge_<code>` whose
 *                           data holds `hint` (string), `retryAfter` (seconds or null), `errors` (the
 *                           gateway's GraphQL errors) and `data` (partial data or null).
 */
function skybridge_query( string $query, array $variables = array(), array $args = array() ): array|WP_Error {
	try {
		return Operation::run( $query, $variables, $args );
	} catch ( Failure $failure ) {
		return $failure->to_wp_error();
	}
}

/**
 * Declares a GraphQL operation that scripts of the site call by name: `GET /wp-json/skybridge/v1/operations/<name>`, a
 * mutation by `POST`. Call it on `init`. The browser never sends GraphQL.
 *
 * @param string               $name  Lower-case letters, digits and hyphens.
 * @param string               $query GraphQL document with one operation.
 * @param array<string, mixed> $args  {
 *     Optional.
 *
 *     @type array<string, array<string, mixed>> $variables  Variables that the browser may give: name => JSON schema, as
 *                                                           the `args` of register_rest_route(). Others are not passed on.
 *     @type string                              $viewer     `current` (default): who is logged in, which takes WordPress's
 *                                                           REST nonce; `visitor`: as anybody without login.
 *     @type int                                 $cache      Seconds an answer may be reused; 0 by default. Queries only.
 *     @type string                              $capability Who may call it; without it everybody may run a query, and a
 *                                                           mutation is not accepted.
 * }
 * @return bool False when the declaration is wrong; _doing_it_wrong() says what.
 */
function skybridge_declare_operation( string $name, string $query, array $args = array() ): bool {
	return Declared_Operations::declare( $name, $query, $args );
}

/**
 * Calls a REST resource of the org that has no field of its own yet, such as an Apex REST class. Off until the gateway's
 * `operations: raw:` opens the path to this site, the person's role and the method.
 *
 * @param string               $method GET, POST, PUT, PATCH or DELETE.
 * @param string               $path   Plain, such as `/services/apexrest/orders/7`: no `?`, dots or escapes.
 * @param array<string, mixed> $args   {
 *     Optional.
 *
 *     @type array<string, mixed> $query   Parameters behind the path.
 *     @type mixed                $body    Sent as JSON. Not for GET.
 *     @type string               $viewer  As in skybridge_query().
 *     @type int                  $cache   As in skybridge_query(); GET only.
 *     @type float                $timeout As in skybridge_query().
 * }
 * @return mixed The answer's JSON, decoded (null for an empty one), or a WP_Error as in skybridge_query(). After
 *               `skybridge_write_outcome_unknown` nobody knows whether the call was carried out.
 */
function skybridge_rest( string $method, string $path, array $args = array() ): mixed {
	if ( 'GET' !== strtoupper( $method ) ) {
		unset( $args['cache'] );
	}
	try {
		$operation = Raw_Call::operation( $method, $path, (array) ( $args['query'] ?? array() ), $args['body'] ?? null );
		return Operation::run( $operation['query'], $operation['variables'], $args )['rest'] ?? null;
	} catch ( Failure $failure ) {
		return $failure->to_wp_error();
	}
}
