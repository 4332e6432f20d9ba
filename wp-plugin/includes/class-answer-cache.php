<?php
/**
 * Keeps the gateway's last answers and recent failures in transients or the shared object cache.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Entries by key. Answers to what visitors type share a fixed number of places, so that nobody can
 * fill the database by searching for something new each time.
 */
final class Answer_Cache {

	public const TRANSIENT_PREFIX = 'skybridge_answer_';

	private const VISITOR_PLACES = 512;

	/**
	 * The key of an answer: everything it depends on.
	 *
	 * @param string               $gateway   Base URL and site id.
	 * @param string               $query     GraphQL document.
	 * @param array<string, mixed> $variables Its variables.
	 * @param Viewer               $viewer    On whose behalf.
	 */
	public function key( string $gateway, string $query, array $variables, Viewer $viewer ): string {
		// serialize() of plain values is exact where JSON would fail on text that is not UTF-8.
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.serialize_serialize -- hashed, never unserialized.
		return hash( 'sha256', serialize( array( $gateway, $query, $variables, $viewer->cache_scope() ) ) );
	}

	/**
	 * The last answer under a key.
	 *
	 * @param string $key         From key().
	 * @param bool   $visitor_set Whether visitors choose the variables.
	 * @param bool   $reread      Whether to look past this request's own memory, to see what others stored.
	 */
	public function answer( string $key, bool $visitor_set, bool $reread = false ): ?Dated_Answer {
		$entry = $this->read( $this->place( $key, $visitor_set ), $reread );
		if ( null === $entry || ( $entry['key'] ?? null ) !== $key || ! is_array( $entry['data'] ?? null ) ) {
			return null;
		}
		$warning = is_array( $entry['warning'] ?? null ) ? Failure::from_array( $entry['warning'] ) : null;
		return new Dated_Answer( $entry['data'], (float) $entry['fetched_at'], $warning, Cache_Tags::texts( $entry['tags'] ?? array() ) );
	}

	/**
	 * Stores an answer.
	 *
	 * @param string       $key         From key().
	 * @param bool         $visitor_set Whether visitors choose the variables.
	 * @param Dated_Answer $answer      What to store.
	 * @param int          $lifetime    Seconds to keep it, fresh and stale together.
	 */
	public function store( string $key, bool $visitor_set, Dated_Answer $answer, int $lifetime ): void {
		$entry = array(
			'key'        => $key,
			'data'       => $answer->data(),
			'fetched_at' => $answer->asked_at(),
			'warning'    => null === $answer->failure() ? null : $answer->failure()->to_array(),
			'tags'       => $answer->tags(),
		);
		set_transient( $this->place( $key, $visitor_set ), $entry, $lifetime );
	}

	/**
	 * Forgets an answer.
	 *
	 * @param string $key         From key().
	 * @param bool   $visitor_set Whether visitors choose the variables.
	 */
	public function forget( string $key, bool $visitor_set ): void {
		delete_transient( $this->place( $key, $visitor_set ) );
	}

	/**
	 * A failure of the last few seconds under a subject, so that it need not be provoked again.
	 *
	 * @param string $subject What failed: an answer's key, or the gateway.
	 * @param bool   $reread  Whether to look past this request's own memory.
	 */
	public function failure( string $subject, bool $reread = false ): ?Failure {
		$entry = $this->read( $this->failure_place( $subject ), $reread );
		$valid = null !== $entry && ( $entry['subject'] ?? null ) === $subject && (int) ( $entry['until'] ?? 0 ) > time();
		return $valid && is_array( $entry['failure'] ?? null ) ? Failure::from_array( $entry['failure'] ) : null;
	}

	/**
	 * Remembers a failure.
	 *
	 * @param string  $subject What failed.
	 * @param Failure $failure How.
	 * @param int     $seconds For how long.
	 */
	public function remember_failure( string $subject, Failure $failure, int $seconds ): void {
		$entry = array(
			'subject' => $subject,
			'until'   => time() + $seconds,
			'failure' => $failure->to_array(),
		);
		set_transient( $this->failure_place( $subject ), $entry, $seconds );
	}

	/**
	 * Forgets a failure, because it is known to be over.
	 *
	 * @param string $subject What failed.
	 */
	public function forget_failure( string $subject ): void {
		delete_transient( $this->failure_place( $subject ) );
	}

	/**
	 * Forgets everything this site has cached in its database; returns how many answers and failures that were.
	 * A shared object cache gives its keys to nobody: flush that one as a whole.
	 */
	public static function purge(): int {
		global $wpdb;
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- names of cached answers are known by prefix only.
		$names = $wpdb->get_col( $wpdb->prepare( "SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( '_transient_' . self::TRANSIENT_PREFIX ) . '%' ) );
		foreach ( $names as $name ) {
			delete_transient( substr( $name, strlen( '_transient_' ) ) );
		}
		return count( $names );
	}

	/**
	 * Name of the transient that holds an answer.
	 *
	 * @param string $key         From key().
	 * @param bool   $visitor_set Whether visitors choose the variables.
	 */
	private function place( string $key, bool $visitor_set ): string {
		$name = $visitor_set ? 'v' . $this->visitor_place( $key ) : substr( $key, 0, 40 );
		return self::TRANSIENT_PREFIX . $name;
	}

	/**
	 * Name of the transient that holds a failure; these too have a fixed number of places.
	 *
	 * @param string $subject What failed.
	 */
	private function failure_place( string $subject ): string {
		return self::TRANSIENT_PREFIX . 'f' . $this->visitor_place( hash( 'sha256', $subject ) );
	}

	/**
	 * Which of the shared places a hash falls on.
	 *
	 * @param string $hash Hexadecimal.
	 */
	private function visitor_place( string $hash ): int {
		return (int) hexdec( substr( $hash, 0, 8 ) ) % self::VISITOR_PLACES;
	}

	/**
	 * Reads a transient.
	 *
	 * @param string $name   Its name.
	 * @param bool   $reread Whether to look past this request's own memory.
	 * @return array<string, mixed>|null
	 */
	private function read( string $name, bool $reread ): ?array {
		if ( $reread && wp_using_ext_object_cache() ) {
			wp_cache_get( $name, 'transient', true );
		} elseif ( $reread ) {
			wp_cache_delete( '_transient_' . $name, 'options' );
			wp_cache_delete( '_transient_timeout_' . $name, 'options' );
			wp_cache_delete( 'notoptions', 'options' );
		}
		$entry = get_transient( $name );
		return is_array( $entry ) ? $entry : null;
	}
}
