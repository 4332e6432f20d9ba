<?php
/**
 * Reads one HTTP answer of the gateway: data, or the failure it stands for.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use WP_Error;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * An answer of the gateway: data, GraphQL errors or both. Everything else leaves read() as a Failure.
 */
final class Gateway_Answer {

	/**
	 * Seconds from which a clock explains why the gateway refuses every token: ahead, a token seems to
	 * come from the future; behind, its minute is over before it arrives.
	 */
	private const CLOCK_AHEAD  = 5;
	private const CLOCK_BEHIND = 60;

	/**
	 * Use read().
	 *
	 * @param array<string, mixed>|null        $data       GraphQL data; null where the errors left none.
	 * @param array<int, array<string, mixed>> $errors     GraphQL errors.
	 * @param array<string, mixed>             $extensions The gateway's `extensions.skybridge`.
	 */
	private function __construct( private ?array $data, private array $errors, private array $extensions ) {
	}

	/**
	 * Reads what wp_remote_post() returned.
	 *
	 * @param array<string, mixed>|WP_Error $response The HTTP answer.
	 * @throws Failure For everything that is not the answer to an operation, a refused signature included.
	 */
	public static function read( array|WP_Error $response ): self {
		list( $status, $body ) = self::json( $response );
		if ( ! is_array( $body ) || ! ( isset( $body['data'] ) || isset( $body['errors'] ) ) ) {
			throw self::foreign_answer( $status, $response );
		}
		$data   = is_array( $body['data'] ?? null ) ? $body['data'] : null;
		$errors = array_values( array_filter( (array) ( $body['errors'] ?? array() ), 'is_array' ) );
		if ( 'UNAUTHENTICATED' === ( $errors[0]['extensions']['code'] ?? null ) ) {
			throw self::explain( Failure::from_graphql_errors( $errors, $data ), $response );
		}
		if ( null === $data && array() === $errors ) {
			throw self::foreign_answer( $status, $response );
		}
		$extensions = $body['extensions']['skybridge'] ?? array();
		return new self( $data, $errors, is_array( $extensions ) ? $extensions : array() );
	}

	/**
	 * Reads an answer that is JSON but not GraphQL: of bindings, or of a file that was brought.
	 *
	 * @param array<string, mixed>|WP_Error $response The HTTP answer.
	 * @return array<string, mixed>
	 * @throws Failure For everything that is not such an answer: `{"error": …}` and `{"errors": [ … ]}` above all.
	 */
	public static function read_plain( array|WP_Error $response ): array {
		list( $status, $body ) = self::json( $response );
		if ( ! is_array( $body ) ) {
			throw self::foreign_answer( $status, $response );
		}
		$error = $body['error'] ?? $body['errors'][0] ?? null;
		if ( is_array( $error ) ) {
			$extensions = is_array( $error['extensions'] ?? null ) ? $error['extensions'] : $error;
			$failure    = Failure::from_graphql_errors( array( array( 'message' => $error['message'] ?? null, 'extensions' => $extensions ) ), null );
			throw 'unauthenticated' === $failure->code() ? self::explain( $failure, $response ) : $failure;
		}
		if ( $status < 200 || $status > 299 ) {
			throw self::foreign_answer( $status, $response );
		}
		return $body;
	}

	/**
	 * GraphQL data of an answer that is whole.
	 *
	 * @return array<string, mixed>
	 * @throws Failure When there are errors; the partial data is in it.
	 */
	public function data(): array {
		if ( null === $this->data || array() !== $this->errors ) {
			throw Failure::from_graphql_errors( $this->errors, $this->data );
		}
		return $this->data;
	}

	/**
	 * GraphQL data beside the errors; null where they left none.
	 *
	 * @return array<string, mixed>|null
	 */
	public function partial_data(): ?array {
		return $this->data;
	}

	/**
	 * GraphQL errors as the gateway wrote them.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	public function errors(): array {
		return $this->errors;
	}

	/**
	 * What the answer cost: `apiCalls`, `budget` and whatever else the gateway tells.
	 *
	 * @return array<string, mixed>
	 */
	public function extensions(): array {
		return $this->extensions;
	}

	/**
	 * Status and decoded body of an answer; null for a body that is no JSON.
	 *
	 * @param array<string, mixed>|WP_Error $response The HTTP answer.
	 * @return array{int, mixed}
	 * @throws Failure Where there is no answer, or one that leads elsewhere.
	 */
	private static function json( array|WP_Error $response ): array {
		if ( is_wp_error( $response ) ) {
			throw self::transport_failure( $response );
		}
		$status = (int) wp_remote_retrieve_response_code( $response );
		if ( $status >= 300 && $status < 400 ) {
			throw new Failure(
				'redirected',
				__( 'The gateway URL answers with a redirect.', 'skybridge' ),
				__( 'Enter the address it redirects to, or correct http to https.', 'skybridge' )
			);
		}
		return array( $status, json_decode( wp_remote_retrieve_body( $response ), true ) );
	}

	/**
	 * The failure for a request that got no answer.
	 *
	 * @param WP_Error $error What the HTTP API reported.
	 */
	private static function transport_failure( WP_Error $error ): Failure {
		$message = $error->get_error_message();
		if ( 1 === preg_match( '/timed out|cURL error 28/i', $message ) ) {
			return new Failure(
				'timeout',
				__( 'The gateway did not answer in time.', 'skybridge' ),
				__( 'Look at the gateway’s log: it may be overloaded, or waiting for Salesforce.', 'skybridge' )
			);
		}
		return new Failure(
			'unreachable',
			/* translators: %s: error message of the HTTP client. */
			sprintf( __( 'The gateway cannot be reached: %s', 'skybridge' ), $message ),
			__( 'Check that the gateway is running, and that the gateway URL and any firewall between allow this server to reach it.', 'skybridge' )
		);
	}

	/**
	 * The failure for an answer that is not GraphQL.
	 *
	 * @param int                  $status   HTTP status.
	 * @param array<string, mixed> $response The HTTP answer.
	 */
	private static function foreign_answer( int $status, array $response ): Failure {
		$retry_after = wp_remote_retrieve_header( $response, 'retry-after' );
		if ( 429 === $status ) {
			return new Failure(
				'rate_limited',
				__( 'The gateway asks this site to slow down.', 'skybridge' ),
				__( 'Raise the cache time of the blocks, or the site’s rate limit on the gateway.', 'skybridge' ),
				is_numeric( $retry_after ) ? (int) $retry_after : null
			);
		}
		return new Failure(
			200 === $status ? 'bad_answer' : 'not_a_gateway',
			/* translators: %d: HTTP status code. */
			sprintf( __( 'The gateway URL answers (HTTP %d), but not as a Skybridge gateway.', 'skybridge' ), $status ),
			__( 'Check the gateway URL, and any proxy in front of the gateway.', 'skybridge' )
		);
	}

	/**
	 * Adds the cause that only this side can see: a clock that is off, so that every token is refused.
	 *
	 * @param Failure              $failure  What the gateway reported.
	 * @param array<string, mixed> $response The HTTP answer.
	 */
	private static function explain( Failure $failure, array $response ): Failure {
		$gateway_time = strtotime( (string) wp_remote_retrieve_header( $response, 'date' ) );
		if ( false === $gateway_time ) {
			return $failure;
		}
		$seconds = time() - $gateway_time;
		if ( $seconds < self::CLOCK_AHEAD && $seconds > -self::CLOCK_BEHIND ) {
			return $failure;
		}
		return $failure->with_clock_offset( $seconds );
	}
}
