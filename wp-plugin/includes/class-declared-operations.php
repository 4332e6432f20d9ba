<?php
/**
 * GraphQL operations that a theme or plugin declares in PHP, and that its scripts call by name.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `skybridge/v1/operations/<name>`. The browser chooses a name and values for the variables that were declared, nothing
 * else: which fields are read, and on whose behalf, stands in PHP.
 */
final class Declared_Operations {

	private const NAME_PATTERN = '/^[a-z][a-z0-9-]{0,63}$/D';

	/**
	 * Operations by name.
	 *
	 * @var array<string, array{query: string, is_mutation: bool, variables: array<string, array<string, mixed>>, viewer: string, cache: int, capability: string|null}>
	 */
	private static array $operations = array();

	/**
	 * Takes a declaration; what is wrong with it is told by _doing_it_wrong(), and the operation then does not exist.
	 *
	 * @param string               $name  Lower case, digits and hyphens; part of the address.
	 * @param string               $query GraphQL document with one query or mutation.
	 * @param array<string, mixed> $args  See skybridge_declare_operation().
	 */
	public static function declare( string $name, string $query, array $args ): bool {
		$is_mutation = self::is_mutation( $query );
		$problem     = match ( true ) {
			1 !== preg_match( self::NAME_PATTERN, $name ) => 'The name of an operation has lower-case letters, digits and hyphens.',
			isset( self::$operations[ $name ] ) => 'There is an operation of this name already.',
			! in_array( $args['viewer'] ?? 'current', array( 'current', 'visitor' ), true ) => '"viewer" must be "current" or "visitor".',
			$is_mutation && ! isset( $args['capability'] ) => 'A mutation must say by "capability" who may run it: such as "read" for everybody who is logged in.',
			default => null,
		};
		if ( null !== $problem ) {
			_doing_it_wrong( 'skybridge_declare_operation', esc_html( "{$name}: {$problem}" ), '0.1.0' );
			return false;
		}
		self::$operations[ $name ] = array(
			'query'       => $query,
			'is_mutation' => $is_mutation,
			'variables'   => $args['variables'] ?? array(),
			'viewer'      => $args['viewer'] ?? 'current',
			'cache'       => max( 0, (int) ( $args['cache'] ?? 0 ) ),
			'capability'  => $args['capability'] ?? null,
		);
		return true;
	}

	/**
	 * Registers a route for each operation.
	 */
	public static function register_routes(): void {
		foreach ( self::$operations as $name => $operation ) {
			register_rest_route(
				Rest_Routes::NAMESPACE,
				'/operations/' . $name,
				array(
					'methods'             => $operation['is_mutation'] ? 'POST' : 'GET',
					'callback'            => static fn ( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error => self::run( $operation, $request ),
					'permission_callback' => static fn (): bool => null === $operation['capability'] || current_user_can( $operation['capability'] ),
					'args'                => array_map( array( self::class, 'checked' ), $operation['variables'] ),
				)
			);
		}
	}

	/**
	 * Forgets all declarations, for tests.
	 */
	public static function reset(): void {
		self::$operations = array();
	}

	/**
	 * Runs an operation for a request.
	 *
	 * @param array{query: string, is_mutation: bool, variables: array<string, array<string, mixed>>, viewer: string, cache: int, capability: string|null} $operation What was declared.
	 * @param \WP_REST_Request                                                                                                                           $request   With checked values.
	 */
	private static function run( array $operation, \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		// A variable that was not given stays out: null would be a value.
		$given     = array_filter( array_keys( $operation['variables'] ), array( $request, 'has_param' ) );
		$variables = array_combine( $given, array_map( array( $request, 'get_param' ), $given ) );
		$args      = array(
			'viewer' => $operation['viewer'],
			'cache'  => $operation['is_mutation'] ? 0 : $operation['cache'],
		);
		try {
			$answer = Operation::run( $operation['query'], $variables, $args );
		} catch ( Failure $failure ) {
			return Rest_Routes::error( $failure );
		}
		$response = new \WP_REST_Response( $answer );
		$is_own   = $operation['is_mutation'] || ( 'current' === $operation['viewer'] && is_user_logged_in() );
		$response->header( 'Cache-Control', $is_own ? 'no-store, private' : 'no-cache' );
		return $response;
	}

	/**
	 * A variable's schema with WordPress's own check, which is only made where it is asked for.
	 *
	 * @param array<string, mixed> $schema JSON schema as register_rest_route() takes it.
	 * @return array<string, mixed>
	 */
	private static function checked( array $schema ): array {
		return $schema + array(
			'validate_callback' => 'rest_validate_request_arg',
			'sanitize_callback' => 'rest_sanitize_request_arg',
		);
	}

	/**
	 * Whether a document's operation is a mutation: a link must not write, so it takes a POST and says who may.
	 *
	 * @param string $query GraphQL document.
	 */
	private static function is_mutation( string $query ): bool {
		$bare = (string) preg_replace( array( '/"""(?:\\\\"""|.)*?"""/s', '/"(?:\\\\.|[^"\\\\\n])*"/', '/#[^\n]*/' ), '', $query );
		return 1 === preg_match( '/(?:^|\})[\s,\x{FEFF}]*mutation\b/u', $bare );
	}
}
