<?php
/**
 * Answers pages from memory: one gateway call per cache time, the last data when the gateway fails.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Fresh answers are reused; a stale one is renewed by the one request that gets the lock, and shown
 * by all others meanwhile; a failure is remembered for seconds, so that it slows one page, not each.
 */
final class Cached_Gateway {

	public const DEFAULT_FRESH_SECONDS = 60;

	private const FAILURE_SECONDS         = 10;
	private const LONGEST_FAILURE_SECONDS = 60;

	/**
	 * Seconds to wait where nobody waits for a page.
	 */
	private const UNSEEN_TIMEOUT = 20.0;

	/**
	 * Seconds to wait for another request that fetches the same answer for the first time.
	 */
	private const WAIT_SECONDS      = 3.0;
	private const POLL_MICROSECONDS = 100000;

	/**
	 * Builds the cached gateway.
	 *
	 * @param Gateway_Client $client        Makes the calls.
	 * @param Answer_Cache   $cache         Keeps the answers.
	 * @param Configuration  $configuration Names gateway and site.
	 */
	public function __construct(
		private Gateway_Client $client,
		private Answer_Cache $cache,
		private Configuration $configuration
	) {
	}

	/**
	 * The answer to an operation, from memory where that is fresh.
	 *
	 * @param string               $query       GraphQL document.
	 * @param array<string, mixed> $variables   Its variables.
	 * @param Viewer               $viewer      On whose behalf.
	 * @param int                  $fresh_for   Seconds an answer counts as fresh.
	 * @param bool                 $visitor_set Whether visitors choose the variables, as in a search.
	 * @param string[]             $tags        What the answer is about, so that it can be purged.
	 * @throws Failure When there is neither a new answer nor an old one that may be shown.
	 */
	public function fetch( string $query, array $variables, Viewer $viewer, int $fresh_for, bool $visitor_set, array $tags = array() ): Dated_Answer {
		$gateway = $this->configuration->connection();
		$key     = $this->cache->key( $gateway, $query, $variables, $viewer );
		$known   = $this->cache->answer( $key, $visitor_set );
		if ( null !== $known && $this->is_fresh( $known, $fresh_for, $tags ) ) {
			return $known;
		}
		$failure = $this->cache->failure( $gateway ) ?? $this->cache->failure( $key ) ?? Page_Patience::exhausted();
		if ( null !== $failure ) {
			return $this->last_known_or_throw( $known, $failure );
		}

		$lock = new Lock( 'answer_' . substr( $key, 0, 40 ) );
		if ( ! $lock->acquire( (int) ceil( Gateway_Client::TIMEOUT ) + 5 ) ) {
			return $known ?? $this->wait_for_answer( $gateway, $key, $visitor_set );
		}
		try {
			// Whoever held the lock before may just have stored it.
			$known = $this->cache->answer( $key, $visitor_set, true );
			if ( null !== $known && $this->is_fresh( $known, $fresh_for, $tags ) ) {
				return $known;
			}
			$answer = $this->call( $query, $variables, $viewer, null );
			$this->keep( $key, $visitor_set, $answer, $fresh_for );
			return $answer;
		} catch ( Failure $failure ) {
			$this->remember( $gateway, $key, $visitor_set, $failure );
			if ( 'timeout' === $failure->code() && ! $visitor_set ) {
				Answer_Renewal::schedule( $query, $variables, $viewer, $fresh_for );
			}
			return $this->last_known_or_throw( $known, $failure );
		} finally {
			$lock->release();
		}
	}

	/**
	 * Fetches an answer that pages were not patient enough for.
	 *
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables.
	 * @param Viewer               $viewer    On whose behalf.
	 * @param int                  $fresh_for Seconds an answer counts as fresh.
	 * @throws Failure When there is no new answer.
	 */
	public function renew( string $query, array $variables, Viewer $viewer, int $fresh_for ): void {
		$key    = $this->cache->key( $this->configuration->connection(), $query, $variables, $viewer );
		$answer = $this->call( $query, $variables, $viewer, self::UNSEEN_TIMEOUT );
		$this->keep( $key, false, $answer, $fresh_for );
		$this->cache->forget_failure( $key );
	}

	/**
	 * Forgets that the gateway failed, once a call has shown that it answers.
	 */
	public function forget_outage(): void {
		$this->cache->forget_failure( $this->configuration->connection() );
	}

	/**
	 * Stores an answer, and sees to it that this site hears when it is old.
	 *
	 * @param string       $key         Key of the answer.
	 * @param bool         $visitor_set Whether visitors choose the variables.
	 * @param Dated_Answer $answer      What to store.
	 * @param int          $fresh_for   Seconds it counts as fresh.
	 */
	private function keep( string $key, bool $visitor_set, Dated_Answer $answer, int $fresh_for ): void {
		$this->cache->store( $key, $visitor_set, $answer, $this->stale_lifetime( $fresh_for ) );
		Change_Pull::follow( $answer->tags(), $fresh_for );
	}

	/**
	 * Asks the gateway. Errors on single fields leave usable data, which is an answer with a warning.
	 *
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables.
	 * @param Viewer               $viewer    On whose behalf.
	 * @param float|null           $timeout   Seconds; null for a page's.
	 * @throws Failure When there is no usable data.
	 */
	private function call( string $query, array $variables, Viewer $viewer, ?float $timeout ): Dated_Answer {
		// What is purged while the gateway answers may be missing from the answer.
		$asked_at = microtime( true );
		$answer   = $this->client->ask( $query, $variables, $viewer, $timeout );
		$tags     = Change_Pull::tags_of( $answer->extensions() );
		try {
			return new Dated_Answer( $answer->data(), $asked_at, null, $tags );
		} catch ( Failure $failure ) {
			if ( null === $failure->data() || $failure->is_outage() ) {
				throw $failure;
			}
			return new Dated_Answer( $failure->data(), $asked_at, $failure, $tags );
		}
	}

	/**
	 * The old answer with the reason it is old, where an old answer may be shown at all.
	 *
	 * @param Dated_Answer|null $known   The last answer.
	 * @param Failure           $failure Why there is no newer one.
	 * @throws Failure Where there is none, or the failure is a refusal: what a viewer may no longer read is not shown from memory.
	 */
	private function last_known_or_throw( ?Dated_Answer $known, Failure $failure ): Dated_Answer {
		if ( null === $known || ! $failure->is_outage() ) {
			throw $failure;
		}
		return new Dated_Answer( $known->data(), $known->asked_at(), $failure );
	}

	/**
	 * Notes a failure: for the gateway as a whole if it is an outage, else for this answer, which is then dropped. That
	 * one answer takes too long says nothing of others.
	 *
	 * @param string  $gateway     Gateway identity.
	 * @param string  $key         Key of the answer.
	 * @param bool    $visitor_set Whether visitors choose the variables.
	 * @param Failure $failure     What happened.
	 */
	private function remember( string $gateway, string $key, bool $visitor_set, Failure $failure ): void {
		$seconds = min( self::LONGEST_FAILURE_SECONDS, max( self::FAILURE_SECONDS, $failure->retry_after() ?? 0 ) );
		$this->cache->remember_failure( $failure->is_outage() && 'timeout' !== $failure->code() ? $gateway : $key, $failure, $seconds );
		if ( ! $failure->is_outage() ) {
			$this->cache->forget( $key, $visitor_set );
		}

		/**
		 * Fires when a page could not get a new answer from the gateway.
		 *
		 * @param \WP_Error $error Code `skybridge_<code>`, with hint, retryAfter, errors and data.
		 */
		do_action( 'skybridge_gateway_failed', $failure->to_wp_error() );
	}

	/**
	 * Waits for the request that is fetching the same answer.
	 *
	 * @param string $gateway     Gateway identity.
	 * @param string $key         Key of the answer.
	 * @param bool   $visitor_set Whether visitors choose the variables.
	 * @throws Failure The other request's failure, or code `busy`.
	 */
	private function wait_for_answer( string $gateway, string $key, bool $visitor_set ): Dated_Answer {
		$deadline = microtime( true ) + Page_Patience::seconds( self::WAIT_SECONDS );
		while ( microtime( true ) < $deadline ) {
			usleep( self::POLL_MICROSECONDS );
			Page_Patience::spend( self::POLL_MICROSECONDS / 1e6 );
			$answer = $this->cache->answer( $key, $visitor_set, true );
			if ( null !== $answer ) {
				return $answer;
			}
			$failure = $this->cache->failure( $gateway, true ) ?? $this->cache->failure( $key, true );
			if ( null !== $failure ) {
				throw $failure;
			}
		}
		throw new Failure( 'busy', __( 'Another request is still waiting for the same data.', 'skybridge' ), '', 5 );
	}

	/**
	 * Whether an answer may be shown without asking again.
	 *
	 * @param Dated_Answer $answer    The answer.
	 * @param int          $fresh_for Seconds an answer counts as fresh.
	 * @param string[]     $tags      What it is about.
	 */
	private function is_fresh( Dated_Answer $answer, int $fresh_for, array $tags ): bool {
		return time() - $answer->fetched_at() < $fresh_for && $answer->asked_at() > Cache_Tags::purged_at( array_merge( $tags, $answer->tags() ) );
	}

	/**
	 * Seconds an answer is kept to be shown when the gateway fails.
	 *
	 * @param int $fresh_for Seconds it counts as fresh.
	 */
	private function stale_lifetime( int $fresh_for ): int {
		/**
		 * Filters how long the last answer is kept for the time of an outage.
		 *
		 * @param int $seconds A day by default.
		 */
		return max( $fresh_for, (int) apply_filters( 'skybridge_stale_seconds', DAY_IN_SECONDS ) );
	}
}
