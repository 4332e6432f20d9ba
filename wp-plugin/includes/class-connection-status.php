<?php
/**
 * Asks the gateway once, for real, and names the one thing to change.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The outcome of one call as a visitor: the way a public page would go.
 */
final class Connection_Status {

	/**
	 * The cheapest question that goes all the way to Salesforce.
	 */
	private const PROBE = 'query SkybridgeStatus { contacts(first: 1) { nodes { id } } }';

	/**
	 * Failures that leave open, or deny, that the gateway knows this site.
	 */
	private const UNPAIRED = array( 'not_configured', 'gateway_url_invalid', 'secret_missing', 'key_unreadable', 'unreachable', 'timeout', 'redirected', 'not_a_gateway', 'bad_answer', 'unauthenticated' );

	/**
	 * Use check().
	 *
	 * @param bool         $connected Whether a page would get data.
	 * @param string       $headline  What is the case.
	 * @param string       $advice    The one thing to change; empty when all is well.
	 * @param Failure|null $failure   What went wrong.
	 */
	private function __construct(
		private bool $connected,
		private string $headline,
		private string $advice = '',
		private ?Failure $failure = null
	) {
	}

	/**
	 * Makes the call.
	 */
	public static function check(): self {
		$services = Services::get();
		try {
			$answer = $services->client->execute( self::PROBE, array(), Viewer::visitor() );
			$services->cached->forget_outage();
			return new self( true, self::connected_line( $answer->extensions() ) );
		} catch ( Failure $failure ) {
			return self::of_failure( $failure );
		}
	}

	/**
	 * Whether a page would get data.
	 */
	public function is_connected(): bool {
		return $this->connected;
	}

	/**
	 * Whether the gateway knows this site, whatever else is wrong.
	 */
	public function is_paired(): bool {
		return null === $this->failure || ! in_array( $this->failure->code(), self::UNPAIRED, true );
	}

	/**
	 * What is the case, in one sentence.
	 */
	public function headline(): string {
		return $this->headline;
	}

	/**
	 * The one thing to change; empty when all is well.
	 */
	public function advice(): string {
		return $this->advice;
	}

	/**
	 * Code and message of the failure, for those who look closer; empty when all is well.
	 */
	public function detail(): string {
		return null === $this->failure ? '' : sprintf( '%s [skybridge_%s]', $this->failure->getMessage(), $this->failure->code() );
	}

	/**
	 * The status a failure stands for.
	 *
	 * @param Failure $failure What went wrong.
	 */
	private static function of_failure( Failure $failure ): self {
		$headline = match ( $failure->code() ) {
			'not_configured', 'gateway_url_invalid' => __( 'Not connected: no usable gateway URL.', 'skybridge' ),
			'secret_missing' => __( 'Not connected: wp-config.php holds no secret to protect the site’s key.', 'skybridge' ),
			'key_unreadable' => __( 'Connect again: this site’s key can no longer be decrypted.', 'skybridge' ),
			'unreachable', 'timeout' => __( 'The gateway cannot be reached.', 'skybridge' ),
			'redirected', 'not_a_gateway', 'bad_answer' => __( 'The gateway URL leads somewhere else.', 'skybridge' ),
			'unauthenticated' => null === $failure->clock_offset() ? __( 'The gateway does not know this site.', 'skybridge' ) : __( 'The clocks of this server and the gateway differ.', 'skybridge' ),
			'forbidden' => __( 'The gateway knows this site, but visitors may not read contacts.', 'skybridge' ),
			'graphql_validation_failed' => __( 'The gateway knows this site, but does not offer contacts.', 'skybridge' ),
			'org_not_linked', 'org_reconnect_required' => __( 'The gateway is not connected to Salesforce.', 'skybridge' ),
			'salesforce_unavailable', 'salesforce_timeout' => __( 'The gateway works, but Salesforce does not answer it.', 'skybridge' ),
			'api_limit_reached' => __( 'The Salesforce org has used up its API calls.', 'skybridge' ),
			'rate_limited' => __( 'The gateway asks this site to slow down.', 'skybridge' ),
			default => __( 'The gateway answered with an error.', 'skybridge' ),
		};
		return new self( false, $headline, self::advice_for( $failure ), $failure );
	}

	/**
	 * The one thing to change: this side's own knowledge first, else the gateway's hint.
	 *
	 * @param Failure $failure What went wrong.
	 */
	private static function advice_for( Failure $failure ): string {
		return match ( true ) {
			'unauthenticated' === $failure->code() && null === $failure->clock_offset() => __( 'Press “Login with Salesforce!”. If this site was connected before, check that site id and gateway URL are those the gateway knows.', 'skybridge' ),
			'forbidden' === $failure->code() => trim( __( 'Open Contact to the role “anonymous” in the gateway’s policy (skybridge.yaml).', 'skybridge' ) . ' ' . $failure->hint() ),
			'graphql_validation_failed' === $failure->code() => __( 'Add Contact to “objects” in the gateway’s skybridge.yaml.', 'skybridge' ),
			'' !== $failure->hint() => $failure->hint(),
			default => __( 'Look at the gateway’s log for this moment.', 'skybridge' ),
		};
	}

	/**
	 * The line for a working connection, with the org's API budget where the gateway tells it.
	 *
	 * @param array<string, mixed> $extensions The gateway's `extensions.skybridge`.
	 */
	private static function connected_line( array $extensions ): string {
		$budget = is_array( $extensions['budget'] ?? null ) ? $extensions['budget'] : array();
		if ( ! is_int( $budget['used'] ?? null ) || ! is_int( $budget['max'] ?? null ) ) {
			return __( 'Connected: Salesforce data arrives.', 'skybridge' );
		}
		return sprintf(
			/* translators: 1: API calls used, 2: API calls allowed in 24 hours. */
			__( 'Connected: Salesforce data arrives. %1$s of %2$s API calls of the last 24 hours are used.', 'skybridge' ),
			number_format_i18n( $budget['used'] ),
			number_format_i18n( $budget['max'] )
		);
	}
}
