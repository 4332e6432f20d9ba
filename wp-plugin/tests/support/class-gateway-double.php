<?php
/**
 * Answers the plugin's HTTP requests in-process and records them.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use RuntimeException;
use WP_Error;

/**
 * Stands for the gateway by WordPress's own `pre_http_request` filter.
 */
final class Gateway_Double {

	/**
	 * Requests in the order they came: url, method, headers, body and the HTTP API's other arguments.
	 *
	 * @var array<int, array<string, mixed>>
	 */
	public array $requests = array();

	/**
	 * Answers to come; the last one is repeated.
	 *
	 * @var array<int, array<string, mixed>|WP_Error|callable>
	 */
	private array $answers = array();

	/**
	 * Answers with GraphQL data.
	 *
	 * @param array<string, mixed> $data       Data.
	 * @param array<string, mixed> $extensions The gateway's `extensions.skybridge`.
	 */
	public function gives( array $data, array $extensions = array( 'apiCalls' => 1 ) ): void {
		$this->answers( 200, array( 'data' => $data, 'extensions' => array( 'skybridge' => $extensions ) ) );
	}

	/**
	 * Answers with one GraphQL error.
	 *
	 * @param string                    $code       Error code as the gateway writes it.
	 * @param array<string, mixed>      $extensions More extensions, such as hint and retryAfter.
	 * @param array<string, mixed>|null $data       Partial data.
	 * @param int                       $status     HTTP status.
	 */
	public function refuses( string $code, array $extensions = array(), ?array $data = null, int $status = 200 ): void {
		$error = array( 'message' => "The gateway says {$code}.", 'extensions' => array( 'code' => $code ) + $extensions );
		$this->answers( $status, array( 'errors' => array( $error ), 'data' => $data ) );
	}

	/**
	 * Answers with any status, body and headers.
	 *
	 * @param int                         $status  HTTP status.
	 * @param array<string, mixed>|string $body    JSON value or raw text.
	 * @param array<string, string>       $headers Headers, lower case.
	 */
	public function answers( int $status, array|string $body, array $headers = array() ): void {
		$this->answers[] = array(
			'headers'  => $headers,
			'body'     => is_string( $body ) ? $body : (string) wp_json_encode( $body ),
			'response' => array( 'code' => $status, 'message' => '' ),
			'cookies'  => array(),
			'filename' => null,
		);
	}

	/**
	 * Fails to answer.
	 *
	 * @param string $message The HTTP client's message.
	 */
	public function fails( string $message = 'cURL error 7: Failed to connect' ): void {
		$this->answers[] = new WP_Error( 'http_request_failed', $message );
	}

	/**
	 * Forgets all answers and requests.
	 */
	public function reset(): void {
		$this->answers  = array();
		$this->requests = array();
	}

	/**
	 * Body of a request, decoded.
	 *
	 * @param int $index Which request, from 0; -1 for the last.
	 * @return array<string, mixed>
	 */
	public function body( int $index = -1 ): array {
		$request = $index < 0 ? end( $this->requests ) : $this->requests[ $index ];
		return json_decode( $request['body'], true, 64, JSON_THROW_ON_ERROR );
	}

	/**
	 * Token of a request, without verifying it.
	 *
	 * @param int $index Which request, from 0; -1 for the last.
	 */
	public function token( int $index = -1 ): string {
		$request = $index < 0 ? end( $this->requests ) : $this->requests[ $index ];
		return substr( $request['headers']['Authorization'], strlen( 'Bearer ' ) );
	}

	/**
	 * The filter.
	 *
	 * @param mixed                $short     What other filters answered.
	 * @param array<string, mixed> $arguments Arguments of the HTTP API.
	 * @param string               $url       Where to.
	 * @return array<string, mixed>|WP_Error
	 */
	public function intercept( mixed $short, array $arguments, string $url ): array|WP_Error {
		$this->requests[] = array( 'url' => $url ) + $arguments;
		if ( array() === $this->answers ) {
			throw new RuntimeException( "No answer was prepared for a request to {$url}." );
		}
		return 1 === count( $this->answers ) ? $this->answers[0] : array_shift( $this->answers );
	}
}
