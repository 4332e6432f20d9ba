<?php
/**
 * Data with the moment it was true, and what is wrong with it, if anything.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What a page renders from: fresh, stale because of a failure, or partial.
 */
final class Dated_Answer {

	/**
	 * Builds the answer.
	 *
	 * @param array<string, mixed> $data       GraphQL data.
	 * @param int|float            $asked_at   Unix time at which the gateway was asked for it.
	 * @param Failure|null         $failure    Why it is not fresh, or not whole.
	 * @param string[]             $tags       What the gateway says it depends on, as Change_Pull::tags_of() gives it.
	 */
	public function __construct( private array $data, private int|float $asked_at, private ?Failure $failure = null, private array $tags = array() ) {
	}

	/**
	 * GraphQL data.
	 *
	 * @return array<string, mixed>
	 */
	public function data(): array {
		return $this->data;
	}

	/**
	 * Unix time at which the gateway was asked for the data.
	 */
	public function fetched_at(): int {
		return (int) $this->asked_at;
	}

	/**
	 * The same with its fraction: what is purged a moment before is asked for again once.
	 */
	public function asked_at(): float {
		return (float) $this->asked_at;
	}

	/**
	 * Why the data is not fresh, or not whole; null when all is well.
	 */
	public function failure(): ?Failure {
		return $this->failure;
	}

	/**
	 * What the gateway says it depends on: once one of these tags is purged, it is old.
	 *
	 * @return string[]
	 */
	public function tags(): array {
		return $this->tags;
	}
}
