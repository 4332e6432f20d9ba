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
	 * Seconds to wait for an answer, where no page waits with it.
	 */
	public const TIMEOUT = 5.0;

	/**
	 * Seconds that a file may take.
	 */
	private const FILE_TIMEOUT = 60.0;

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
	 * @param float|null           $timeout   Seconds; null for what a page may wait.
	 * @throws Failure For everything that is not a whole answer.
	 */
	public function execute( string $query, array $variables, Viewer $viewer, ?float $timeout = null ): Gateway_Answer {
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
	 * @param float|null           $timeout   Seconds; null for what a page may wait.
	 * @throws Failure When no answer to the operation came.
	 */
	public function ask( string $query, array $variables, Viewer $viewer, ?float $timeout = null ): Gateway_Answer {
		$body = array( 'query' => $query );
		if ( array() !== $variables ) {
			$body['variables'] = $variables;
		}
		return $this->send( 'POST', '/graphql', $this->encode( $body ), $viewer, $timeout ?? Page_Patience::seconds( self::TIMEOUT ) );
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
		return $this->send( $method, $path, null === $body ? '' : $this->encode( $body ), $viewer, Page_Patience::seconds_unless_sent( self::TIMEOUT ) )->data();
	}

	/**
	 * Asks who somebody is in Salesforce, or says it: the calls below `/portal/`.
	 *
	 * @param string               $path   Path below the gateway's base URL.
	 * @param array<string, mixed> $body   Sent as JSON.
	 * @param Viewer               $viewer On whose behalf.
	 * @return array<string, mixed> The answer.
	 * @throws Failure For everything that is not a whole answer.
	 */
	public function post( string $path, array $body, Viewer $viewer ): array {
		// An empty list would be `[]`, where the gateway expects an object.
		$bytes = array() === $body ? '{}' : $this->encode( $body );
		return Gateway_Answer::read_plain( $this->request( 'POST', $path, $bytes, 'application/json', $viewer, Page_Patience::seconds_unless_sent( self::TIMEOUT ) ) );
	}

	/**
	 * Brings a file to a record.
	 *
	 * @param array{name: string, content: string} $file       Its name and bytes.
	 * @param string                               $record_id  The record.
	 * @param string                               $request_id A key: a repeat brings no second file.
	 * @param Viewer                               $viewer     On whose behalf.
	 * @return array<string, mixed> `receipt` and `file`.
	 * @throws Failure For everything that is not a whole answer.
	 */
	public function upload( array $file, string $record_id, string $request_id, Viewer $viewer ): array {
		$form = new Multipart_Body();
		$form->add_text( 'recordId', $record_id );
		$form->add_text( 'requestId', $request_id );
		$form->add_file( 'file', $file['name'], $file['content'] );
		return Gateway_Answer::read_plain( $this->request( 'POST', '/files', $form->bytes(), $form->content_type(), $viewer, self::FILE_TIMEOUT ) );
	}

	/**
	 * Fetches a file by the address that the gateway gave for it. The address is the credential: nothing is signed.
	 *
	 * @param string $address     As the gateway wrote it; only the part from `/files/` on is used.
	 * @param string $destination File that receives the bytes.
	 * @return array<string, string> Headers of the answer that say what the file is.
	 * @throws Failure With code `not_found` where there is none any more.
	 */
	public function download( string $address, string $destination ): array {
		if ( 1 !== preg_match( '#/files/[A-Za-z0-9._~%-]+\z#', $address, $path ) ) {
			throw new Failure( 'bad_answer', __( 'The gateway gave no address of a file.', 'skybridge' ) );
		}
		$response = wp_remote_get(
			$this->configuration->gateway_url()->base() . $path[0],
			array(
				'timeout'     => self::FILE_TIMEOUT,
				'redirection' => 0,
				'sslverify'   => true,
				'stream'      => true,
				'filename'    => $destination,
				'user-agent'  => 'Skybridge/' . SKYBRIDGE_VERSION,
			)
		);
		if ( is_wp_error( $response ) || 200 !== wp_remote_retrieve_response_code( $response ) ) {
			throw new Failure( 'not_found', __( 'The file cannot be fetched.', 'skybridge' ) );
		}
		$headers = array();
		foreach ( array( 'content-type', 'content-disposition', 'content-security-policy' ) as $name ) {
			$headers[ $name ] = (string) wp_remote_retrieve_header( $response, $name );
		}
		return array_filter( $headers );
	}

	/**
	 * Sends one signed request whose answer has the form of GraphQL.
	 *
	 * @param string $method  HTTP method.
	 * @param string $path    Path below the gateway's base URL.
	 * @param string $body    Raw body bytes.
	 * @param Viewer $viewer  On whose behalf.
	 * @param float  $timeout Seconds.
	 * @throws Failure For everything that is not a whole answer.
	 */
	private function send( string $method, string $path, string $body, Viewer $viewer, float $timeout ): Gateway_Answer {
		return Gateway_Answer::read( $this->request( $method, $path, $body, 'application/json', $viewer, $timeout ) );
	}

	/**
	 * Sends one signed request.
	 *
	 * @param string $method  HTTP method.
	 * @param string $path    Path below the gateway's base URL.
	 * @param string $body    Raw body bytes.
	 * @param string $type    Their media type.
	 * @param Viewer $viewer  On whose behalf.
	 * @param float  $timeout Seconds.
	 * @return array<string, mixed>|\WP_Error As the HTTP API answers.
	 * @throws Failure When the request cannot be signed.
	 */
	private function request( string $method, string $path, string $body, string $type, Viewer $viewer, float $timeout ): array|\WP_Error {
		$gateway = $this->configuration->gateway_url();
		$token   = $this->tokens->issue( $gateway, $method, $gateway->path( $path ), $body, $viewer );
		$begun   = microtime( true );
		$bound   = static fn ( $handle ) => self::bound( $handle, $timeout );
		add_action( 'http_api_curl', $bound );

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
					'Content-Type'  => $type,
					'Accept'        => 'application/graphql-response+json, application/json;q=0.9',
					'Authorization' => 'Bearer ' . $token,
				),
				'body'                => '' === $body ? null : $body,
			)
		);
		remove_action( 'http_api_curl', $bound );
		Page_Patience::spend( microtime( true ) - $begun );
		return $response;
	}

	/**
	 * Gives a call less than a second where less is left of a page's: WordPress would round it up to a whole one.
	 *
	 * @param \CurlHandle $handle  The call.
	 * @param float       $timeout Seconds.
	 */
	private static function bound( \CurlHandle $handle, float $timeout ): void {
		if ( $timeout < 1.0 ) {
			// Without the first, a curl that resolves names by itself gives up at once (CURLOPT_NOSIGNAL of libcurl's manual).
			// phpcs:ignore WordPress.WP.AlternativeFunctions.curl_curl_setopt_array -- WordPress's own call, by its own hook.
			curl_setopt_array( $handle, array( CURLOPT_NOSIGNAL => true, CURLOPT_TIMEOUT_MS => (int) round( $timeout * 1000 ) ) );
		}
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
