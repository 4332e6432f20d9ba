<?php
/**
 * Reads the one file that a form of a portal brought.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Which kinds of files are taken, and how large, the gateway decides by their first bytes; here is only whether there is
 * a file at all. It is read into memory and never stored by this site.
 */
final class Portal_Upload {

	/**
	 * Most bytes that this site takes.
	 */
	public static function most_bytes(): int {
		return min( (int) wp_max_upload_size(), 50 * MB_IN_BYTES );
	}

	/**
	 * Name and bytes.
	 *
	 * @param mixed $file An entry of `$_FILES`.
	 * @return array{name: string, content: string}
	 * @throws Failure With code `file_missing`, `file_rejected`.
	 */
	public static function read( mixed $file ): array {
		$path  = is_array( $file ) && is_string( $file['tmp_name'] ?? null ) ? $file['tmp_name'] : '';
		$error = is_array( $file ) && is_int( $file['error'] ?? null ) ? $file['error'] : UPLOAD_ERR_NO_FILE;
		if ( UPLOAD_ERR_INI_SIZE === $error || UPLOAD_ERR_FORM_SIZE === $error ) {
			throw self::too_large();
		}
		if ( UPLOAD_ERR_OK !== $error || '' === $path || ! is_uploaded_file( $path ) ) {
			throw new Failure( 'file_missing', __( 'Please choose a file.', 'skybridge' ) );
		}
		if ( (int) filesize( $path ) > self::most_bytes() ) {
			throw self::too_large();
		}
		return array(
			'name'    => is_string( $file['name'] ?? null ) ? wp_basename( $file['name'] ) : 'file',
			// phpcs:ignore WordPress.WP.AlternativeFunctions.file_get_contents_file_get_contents -- a file of PHP's own upload folder.
			'content' => (string) file_get_contents( $path ),
		);
	}

	/**
	 * Whether this request was a form so large that PHP dropped all of it.
	 */
	public static function was_dropped(): bool {
		$server = static fn ( string $name ): string => isset( $_SERVER[ $name ] ) && is_string( $_SERVER[ $name ] ) ? sanitize_text_field( wp_unslash( $_SERVER[ $name ] ) ) : '';
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- there is nothing to verify: all was dropped.
		return 'POST' === $server( 'REQUEST_METHOD' ) && array() === $_POST && (int) $server( 'CONTENT_LENGTH' ) > 0;
	}

	/**
	 * The failure for a file that is too large.
	 */
	public static function too_large(): Failure {
		/* translators: %s: size, such as 8 MB. */
		return new Failure( 'file_rejected', sprintf( __( 'The file is too large: at most %s fit.', 'skybridge' ), (string) size_format( self::most_bytes() ) ) );
	}
}
