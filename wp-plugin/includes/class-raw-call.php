<?php
/**
 * A raw REST call as the operation that the gateway's `rest` field takes.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Method and path travel as variables: nothing of them becomes part of a GraphQL document. Whether they may be called, the
 * gateway's `operations: raw:` says.
 */
final class Raw_Call {

	private const METHODS = array( 'GET', 'POST', 'PUT', 'PATCH', 'DELETE' );

	/**
	 * Writes the operation.
	 *
	 * @param string               $method HTTP method, in any case of letters.
	 * @param string               $path   Such as `/services/apexrest/orders/7`.
	 * @param array<string, mixed> $query  Parameters behind the path.
	 * @param mixed                $body   Sent as JSON; null sends none. Not for GET.
	 * @return array{query: string, variables: array<string, mixed>}
	 * @throws Failure With code `bad_argument`.
	 */
	public static function operation( string $method, string $path, array $query, mixed $body ): array {
		$method = strtoupper( $method );
		if ( ! in_array( $method, self::METHODS, true ) ) {
			throw new Failure( 'bad_argument', __( 'skybridge_rest(): the method must be GET, POST, PUT, PATCH or DELETE.', 'skybridge' ) );
		}
		if ( 'GET' === $method && null !== $body ) {
			throw new Failure( 'bad_argument', __( 'skybridge_rest(): a GET has no body.', 'skybridge' ) );
		}
		$given = array(
			'method' => array( 'RestMethod!', $method ),
			'path'   => array( 'String!', $path ),
		);
		if ( array() !== $query ) {
			$given['query'] = array( 'JSON', $query );
		}
		if ( null !== $body ) {
			$given['body'] = array( 'JSON', $body );
		}
		$types = array_map( static fn ( string $name ): string => "\${$name}: {$given[$name][0]}", array_keys( $given ) );
		$uses  = array_map( static fn ( string $name ): string => "{$name}: \${$name}", array_keys( $given ) );
		return array(
			'query'     => sprintf( '%s (%s) { rest(%s) }', 'GET' === $method ? 'query' : 'mutation', implode( ', ', $types ), implode( ', ', $uses ) ),
			'variables' => array_map( static fn ( array $one ): mixed => $one[1], $given ),
		);
	}
}
