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
	 * @param int                  $fetched_at Unix time at which the gateway gave it.
	 * @param Failure|null         $failure    Why it is not fresh, or not whole.
	 */
	public function __construct( private array $data, private int $fetched_at, private ?Failure $failure = null ) {
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
	 * Unix time at which the gateway gave the data.
	 */
	public function fetched_at(): int {
		return $this->fetched_at;
	}

	/**
	 * Why the data is not fresh, or not whole; null when all is well.
	 */
	public function failure(): ?Failure {
		return $this->failure;
	}
}
