<?php
/**
 * Remembers portal writes that did not get through, so that an administrator can send them again.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Only what failed through no fault of the writer: an outage, or an outcome that nobody knows. What was typed is sealed
 * as the site's key is, kept for a week and shown to nobody; who sends the form again themselves removes it. Files are
 * not kept.
 */
final class Write_Log {

	public const OPTION = 'skybridge_write_log';

	private const MOST_ENTRIES   = 50;
	private const LONGEST_SECONDS = WEEK_IN_SECONDS;
	private const OTHERS         = array( 'write_outcome_unknown', 'row_locked', 'internal', 'busy' );

	/**
	 * Remembers a write, where sending it again can help.
	 *
	 * @param string               $key     The form's request key: one entry for each form.
	 * @param array<string, mixed> $entry   `user`, `action`, `object`, `record`.
	 * @param array<string, mixed> $content What it takes to send it again.
	 * @param Failure              $failure Why it did not get through.
	 */
	public static function record( string $key, array $entry, array $content, Failure $failure ): void {
		if ( ! $failure->is_outage() && ! in_array( $failure->code(), self::OTHERS, true ) ) {
			return;
		}
		try {
			$sealed = base64_encode( Services::get()->cipher->seal( (string) wp_json_encode( $content ) ) ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- sealed bytes in an option.
		} catch ( Failure $unsealed ) {
			// Without a secret to seal with, what was typed is not kept.
			$sealed = '';
		}
		$entries         = self::entries();
		$entries[ $key ] = $entry + array(
			'time'   => time(),
			'code'   => $failure->code(),
			'sealed' => $sealed,
		);
		self::save( array_slice( $entries, -self::MOST_ENTRIES, null, true ) );
	}

	/**
	 * Forgets a write that got through after all, or that an administrator dismisses.
	 *
	 * @param string $key Request key.
	 */
	public static function forget( string $key ): void {
		$entries = self::entries();
		if ( isset( $entries[ $key ] ) ) {
			unset( $entries[ $key ] );
			self::save( $entries );
		}
	}

	/**
	 * Forgets all writes of a user; returns how many.
	 *
	 * @param int $user_id WordPress user.
	 */
	public static function forget_user( int $user_id ): int {
		$entries = self::entries();
		$kept    = array_filter( $entries, static fn ( array $entry ): bool => $user_id !== (int) ( $entry['user'] ?? 0 ) );
		self::save( $kept );
		return count( $entries ) - count( $kept );
	}

	/**
	 * Entries by request key, the oldest first; those of more than a week ago are gone.
	 *
	 * @return array<string, array<string, mixed>> `user`, `action`, `object`, `record`, `time`, `code`, `sealed`.
	 */
	public static function entries(): array {
		$entries = get_option( self::OPTION, array() );
		return array_filter( is_array( $entries ) ? $entries : array(), static fn ( mixed $entry ): bool => is_array( $entry ) && (int) ( $entry['time'] ?? 0 ) > time() - self::LONGEST_SECONDS );
	}

	/**
	 * What it takes to send a write again; null where it was not kept, or the site's secret has changed since.
	 *
	 * @param array<string, mixed> $entry An entry.
	 * @return array<string, mixed>|null
	 */
	public static function content( array $entry ): ?array {
		try {
			$sealed  = base64_decode( (string) ( $entry['sealed'] ?? '' ), true ); // phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- sealed bytes in an option.
			$content = is_string( $sealed ) && '' !== $sealed ? json_decode( Services::get()->cipher->open( $sealed ), true ) : null;
		} catch ( Failure $failure ) {
			return null;
		}
		return is_array( $content ) ? $content : null;
	}

	/**
	 * Stores entries.
	 *
	 * @param array<string, array<string, mixed>> $entries Entries.
	 */
	private static function save( array $entries ): void {
		if ( array() === $entries ) {
			delete_option( self::OPTION );
		} else {
			update_option( self::OPTION, $entries, false );
		}
	}
}
