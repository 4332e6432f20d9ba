<?php
/**
 * Everything that can go wrong between this site and Salesforce, as one typed exception.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use RuntimeException;
use WP_Error;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A failure with a stable code, a message for the administrator and a hint that names what to change.
 *
 * Codes are lower case: the gateway's own (`forbidden`, `salesforce_unavailable`, …) and those this
 * plugin adds (`not_configured`, `unreachable`, `timeout`, `bad_answer`, `key_unreadable`, …).
 * Inside the plugin a failure is thrown; it becomes a WP_Error only in the public PHP API.
 */
final class Failure extends RuntimeException {

	/**
	 * Codes that concern the whole connection, not one operation: the next page would fail alike.
	 */
	private const OUTAGES = array(
		'unreachable',
		'timeout',
		'redirected',
		'not_a_gateway',
		'bad_answer',
		'secret_missing',
		'key_unreadable',
		'unauthenticated',
		'org_not_linked',
		'org_reconnect_required',
		'api_limit_reached',
		'salesforce_unavailable',
		'salesforce_timeout',
		'rate_limited',
	);

	/**
	 * Builds a failure.
	 *
	 * @param string                           $failure_code Stable code, lower case.
	 * @param string                           $message      What happened, for the administrator.
	 * @param string                           $hint         The one thing to change; may be empty.
	 * @param int|null                         $retry_after  Seconds after which trying again makes sense.
	 * @param array<int, array<string, mixed>> $errors       The gateway's GraphQL errors, unchanged.
	 * @param array<string, mixed>|null        $data         The partial data that came with the errors.
	 * @param int|null                         $clock_offset Seconds this server's clock is ahead of the gateway's, where that explains the failure.
	 */
	public function __construct(
		private string $failure_code,
		string $message,
		private string $hint = '',
		private ?int $retry_after = null,
		private array $errors = array(),
		private ?array $data = null,
		private ?int $clock_offset = null
	) {
		parent::__construct( $message );
	}

	/**
	 * Builds the failure that a GraphQL answer with errors stands for: the first error decides.
	 *
	 * @param array<int, array<string, mixed>> $errors GraphQL errors, at least one.
	 * @param array<string, mixed>|null        $data   Partial data, if any.
	 */
	public static function from_graphql_errors( array $errors, ?array $data ): self {
		$first       = reset( $errors );
		$extensions  = is_array( $first['extensions'] ?? null ) ? $first['extensions'] : array();
		$code        = $extensions['code'] ?? null;
		$hint        = $extensions['hint'] ?? null;
		$retry_after = $extensions['retryAfter'] ?? null;
		$message     = $first['message'] ?? null;

		return new self(
			is_string( $code ) && 1 === preg_match( '/\A[A-Z][A-Z0-9_]{0,63}\z/', $code ) ? strtolower( $code ) : 'internal',
			is_string( $message ) ? $message : __( 'The gateway reported an error without a message.', 'skybridge' ),
			is_string( $hint ) ? $hint : '',
			is_numeric( $retry_after ) ? max( 0, (int) $retry_after ) : null,
			$errors,
			$data
		);
	}

	/**
	 * Rebuilds a failure that was stored with to_array().
	 *
	 * @param array<string, mixed> $stored What to_array() gave.
	 */
	public static function from_array( array $stored ): self {
		return new self(
			(string) ( $stored['code'] ?? 'internal' ),
			(string) ( $stored['message'] ?? '' ),
			(string) ( $stored['hint'] ?? '' ),
			isset( $stored['retry_after'] ) ? (int) $stored['retry_after'] : null
		);
	}

	/**
	 * The parts worth keeping in the cache: never data, which has its own place there.
	 *
	 * @return array{code: string, message: string, hint: string, retry_after: int|null}
	 */
	public function to_array(): array {
		return array(
			'code'        => $this->failure_code,
			'message'     => $this->getMessage(),
			'hint'        => $this->hint,
			'retry_after' => $this->retry_after,
		);
	}

	/**
	 * The stable code, lower case, without prefix.
	 */
	public function code(): string {
		return $this->failure_code;
	}

	/**
	 * What to change; may be empty.
	 */
	public function hint(): string {
		return $this->hint;
	}

	/**
	 * Seconds after which trying again makes sense, if known.
	 */
	public function retry_after(): ?int {
		return $this->retry_after;
	}

	/**
	 * Partial data that came with the errors.
	 *
	 * @return array<string, mixed>|null
	 */
	public function data(): ?array {
		return $this->data;
	}

	/**
	 * The gateway's GraphQL errors, unchanged.
	 *
	 * @return array<int, array<string, mixed>>
	 */
	public function errors(): array {
		return $this->errors;
	}

	/**
	 * Whether the whole connection is affected, so that other pages need not try for a moment.
	 */
	public function is_outage(): bool {
		return in_array( $this->failure_code, self::OUTAGES, true );
	}

	/**
	 * Seconds this server's clock is ahead of the gateway's (behind if negative), where that explains the failure.
	 */
	public function clock_offset(): ?int {
		return $this->clock_offset;
	}

	/**
	 * The same failure, explained by clocks that differ.
	 *
	 * @param int $seconds Seconds this server's clock is ahead of the gateway's.
	 */
	public function with_clock_offset( int $seconds ): self {
		$hint = sprintf(
			$seconds > 0
				/* translators: %s: number of seconds. */
				? __( 'This server’s clock is %s seconds ahead of the gateway’s. Set both by NTP.', 'skybridge' )
				/* translators: %s: number of seconds. */
				: __( 'This server’s clock is %s seconds behind the gateway’s. Set both by NTP.', 'skybridge' ),
			number_format_i18n( abs( $seconds ) )
		);
		return new self( $this->failure_code, $this->getMessage(), $hint, $this->retry_after, $this->errors, $this->data, $seconds );
	}

	/**
	 * The same failure with the partial data it left.
	 *
	 * @param array<string, mixed> $data Partial data.
	 */
	public function with_data( array $data ): self {
		return new self( $this->failure_code, $this->getMessage(), $this->hint, $this->retry_after, $this->errors, $data );
	}

	/**
	 * The failure as WordPress code expects it.
	 *
	 * @return WP_Error Code `skybridge_<code>`; data: hint, retryAfter (seconds or null), errors, data.
	 */
	public function to_wp_error(): WP_Error {
		return new WP_Error(
			'skybridge_' . $this->failure_code,
			$this->getMessage(),
			array(
				'hint'       => $this->hint,
				'retryAfter' => $this->retry_after,
				'errors'     => $this->errors,
				'data'       => $this->data,
			)
		);
	}
}
