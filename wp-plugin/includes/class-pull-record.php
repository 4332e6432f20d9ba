<?php
/**
 * How the last pull of changes went, and where the next goes on.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * One option, read by pulls and those who look after the site, never by a page.
 */
final class Pull_Record {

	public const OPTION = 'skybridge_changes';

	private const LEAST_PAUSE = MINUTE_IN_SECONDS;
	private const MOST_PAUSE  = 15 * MINUTE_IN_SECONDS;

	/**
	 * Use read(), after() and failed().
	 *
	 * @param string               $position  Where the gateway is to go on; empty for the beginning.
	 * @param int                  $pulled_at UNIX time of the last answer; 0 before the first.
	 * @param string               $state     What the gateway said of itself then: `listening`, `connecting` or `off`.
	 * @param int                  $purged    How many tags that answer made old.
	 * @param int                  $failures  Pulls that failed since.
	 * @param int                  $retry_at  UNIX time before which the event does not pull.
	 * @param array<string, mixed> $failure   The last failure, as Failure::to_array() gives it; empty where the last pull did not fail.
	 */
	private function __construct(
		public string $position = '',
		public int $pulled_at = 0,
		public string $state = '',
		public int $purged = 0,
		private int $failures = 0,
		public int $retry_at = 0,
		private array $failure = array()
	) {
	}

	/**
	 * The record; an empty one where nothing was pulled over the present connection.
	 */
	public static function read(): self {
		$kept = get_option( self::OPTION );
		if ( ! is_array( $kept ) || ( $kept['connection'] ?? null ) !== self::connection() ) {
			return new self();
		}
		return new self(
			(string) ( $kept['position'] ?? '' ),
			(int) ( $kept['pulled_at'] ?? 0 ),
			(string) ( $kept['state'] ?? '' ),
			(int) ( $kept['purged'] ?? 0 ),
			(int) ( $kept['failures'] ?? 0 ),
			(int) ( $kept['retry_at'] ?? 0 ),
			(array) ( $kept['failure'] ?? array() )
		);
	}

	/**
	 * The record of an answer.
	 *
	 * @param string $state    What the gateway says of itself.
	 * @param string $position Where to go on.
	 * @param int    $purged   How many tags were made old.
	 */
	public function after( string $state, string $position, int $purged ): self {
		return new self( $position, time(), $state, $purged );
	}

	/**
	 * The record of a failure: the next pull goes on where this one would have, and waits twice as long each time.
	 *
	 * @param Failure $failure What happened.
	 */
	public function failed( Failure $failure ): self {
		$pause = min( self::MOST_PAUSE, max( $failure->retry_after() ?? 0, self::LEAST_PAUSE * 2 ** min( $this->failures, 10 ) ) );
		return new self( $this->position, $this->pulled_at, $this->state, $this->purged, $this->failures + 1, time() + $pause, $failure->to_array() );
	}

	/**
	 * Keeps the record.
	 */
	public function write(): void {
		$kept = array(
			'connection' => self::connection(),
			'position'   => $this->position,
			'pulled_at'  => $this->pulled_at,
			'state'      => $this->state,
			'purged'     => $this->purged,
			'failures'   => $this->failures,
			'retry_at'   => $this->retry_at,
			'failure'    => $this->failure,
		);
		update_option( self::OPTION, $kept, false );
	}

	/**
	 * Why the last pull failed; null where it did not.
	 */
	public function failure(): ?Failure {
		return array() === $this->failure ? null : Failure::from_array( $this->failure );
	}

	/**
	 * How it stands, in one sentence.
	 */
	public function headline(): string {
		$failure = $this->failure();
		if ( null !== $failure ) {
			/* translators: %s: what went wrong. */
			return sprintf( __( 'Changes in Salesforce cannot be asked for: %s', 'skybridge' ), $failure->getMessage() );
		}
		if ( 0 === $this->pulled_at ) {
			return __( 'Changes in Salesforce were not asked for yet.', 'skybridge' );
		}
		if ( 'listening' !== $this->state ) {
			return 'off' === $this->state
				? __( 'The gateway does not follow changes in Salesforce: pages are as old as their cache time.', 'skybridge' )
				: __( 'The gateway does not hear what changes in Salesforce at this moment.', 'skybridge' );
		}
		/* translators: %s: how long ago, such as "2 minutes". */
		return sprintf( __( 'Changes in Salesforce were last asked for %s ago.', 'skybridge' ), human_time_diff( $this->pulled_at, time() ) );
	}

	/**
	 * Whose record it is; empty where nothing is connected.
	 */
	private static function connection(): string {
		try {
			return Services::get()->configuration->connection();
		} catch ( Failure ) {
			return '';
		}
	}
}
