<?php
/**
 * Sends one signed request to the gateway. The only place of the plugin that uses the network.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use JsonException;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Neither caches nor retries: those who call it decide.
 */
final class Gateway_Client {

	/**
	 * Seconds to wait for an answer.
	 */
	public const TIMEOUT = 5.0;

	private const MAXIMUM_ANSWER_BYTES = 8 * MB_IN_BYTES;

	/**
	 * Builds the client.
	 *
	 * @param Configuration $configuration Where the gateway is.
	 * @param Request_Token $tokens        Signs requests.
	 */
	public function __construct( private Configuration $configuration, private Request_Token $tokens ) {
	}

	/**
	 * Runs one operation that is of use only as a whole.
	 *
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables; an absent one is left out, never null.
	 * @param Viewer               $viewer    On whose behalf.
	 * @param float                $timeout   Seconds.
	 * @throws Failure For everything that is not a whole answer.
	 */
	public function execute( string $query, array $variables, Viewer $viewer, float $timeout = self::TIMEOUT ): Gateway_Answer {
		$answer = $this->ask( $query, $variables, $viewer, $timeout );
		$answer->data();
		return $answer;
	}

	/**
	 * Runs one operation, whose answer may have errors beside or instead of data.
	 *
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables; an absent one is left out, never null.
	 * @param Viewer               $viewer    On whose behalf.
	 * @param float                $timeout   Seconds.
	 * @throws Failure When no answer to the operation came.
	 */
	public function ask( string $query, array $variables, Viewer $viewer, float $timeout = self::TIMEOUT ): Gateway_Answer {
		$body = array( 'query' => $query );
		if ( array() !== $variables ) {
			$body['variables'] = $variables;
		}
		return $this->send( 'POST', '/graphql', $this->encode( $body ), $viewer, $timeout );
	}

	/**
	 * Asks what concerns this site itself: pairing, the connection, a person's own login.
	 *
	 * @param string                    $method HTTP method.
	 * @param string                    $path   Path below the gateway's base URL.
	 * @param array<string, mixed>|null $body   Sent as JSON; null for none.
	 * @param Viewer                    $viewer On whose behalf.
	 * @return array<string, mixed> `data` of the answer.
	 * @throws Failure For everything that is not a whole answer.
	 */
	public function call( string $method, string $path, ?array $body, Viewer $viewer ): array {
		return $this->send( $method, $path, null === $body ? '' : $this->encode( $body ), $viewer, self::TIMEOUT )->data();
	}

	/**
	 * Sends one signed request.
	 *
	 * @param string $method  HTTP method.
	 * @param string $path    Path below the gateway's base URL.
	 * @param string $body    Raw body bytes.
	 * @param Viewer $viewer  On whose behalf.
	 * @param float  $timeout Seconds.
	 * @throws Failure For everything that is not a whole answer.
	 */
	private function send( string $method, string $path, string $body, Viewer $viewer, float $timeout ): Gateway_Answer {
		$gateway = $this->configuration->gateway_url();
		$token   = $this->tokens->issue( $gateway, $method, $gateway->path( $path ), $body, $viewer );

		// Not wp_safe_remote_request(): it refuses loopback, where a gateway on the same machine listens.
		// The address is the administrator's choice, never a visitor's.
		$response = wp_remote_request(
			$gateway->base() . $path,
			array(
				'method'              => $method,
				'timeout'             => $timeout,
				'redirection'         => 0,
				'sslverify'           => true,
				'limit_response_size' => self::MAXIMUM_ANSWER_BYTES,
				'user-agent'          => 'Skybridge/' . SKYBRIDGE_VERSION,
				'headers'             => array(
					'Content-Type'  => 'application/json',
					'Accept'        => 'application/graphql-response+json, application/json;q=0.9',
					'Authorization' => 'Bearer ' . $token,
				),
				'body'                => '' === $body ? null : $body,
			)
		);
		return Gateway_Answer::read( $response );
	}

	/**
	 * The exact bytes of a body; they are signed.
	 *
	 * @param array<string, mixed> $body What is sent.
	 * @throws Failure With code `bad_variables` when they cannot be JSON, such as text that is not UTF-8.
	 */
	private function encode( array $body ): string {
		try {
			// phpcs:ignore WordPress.WP.AlternativeFunctions.json_encode_json_encode -- wp_json_encode() repairs text silently; a filter value must arrive as given or not at all.
			return json_encode( $body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE );
		} catch ( JsonException $exception ) {
			throw new Failure( 'bad_variables', __( 'The query or its variables cannot be written as JSON.', 'skybridge' ), $exception->getMessage() );
		}
	}
}
