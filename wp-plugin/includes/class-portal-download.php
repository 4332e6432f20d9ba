<?php
/**
 * Hands a file of a portal to the one who may read it, through this site: the gateway need not be reachable for browsers.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `?skybridge_file=<id>` on any page. Whether somebody may read the file, the gateway decides, asked as that user.
 */
final class Portal_Download {

	private const VARIABLE = 'skybridge_file';

	/**
	 * Address of a file; not yet escaped.
	 *
	 * @param Portal_Request $request Of the page that offers it.
	 * @param string         $id      Id of the file.
	 */
	public static function url( Portal_Request $request, string $id ): string {
		return $request->path . '?' . self::VARIABLE . '=' . rawurlencode( $id );
	}

	/**
	 * Answers a request for a file.
	 */
	public static function handle(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- reading changes nothing; fetch() checks the id.
		$id = isset( $_GET[ self::VARIABLE ] ) ? wp_unslash( $_GET[ self::VARIABLE ] ) : null;
		if ( ! is_string( $id ) ) {
			return;
		}
		$viewer = Viewer::current();
		Page_Privacy::keep_out_of_page_caches( $viewer );
		require_once ABSPATH . 'wp-admin/includes/file.php';
		$path = wp_tempnam( 'skybridge' );
		try {
			$headers = self::fetch( $id, $viewer, $path );
			self::send( $headers, $path );
		} catch ( Failure $failure ) {
			wp_delete_file( $path );
			wp_die( esc_html__( 'There is no such file.', 'skybridge' ), '', array( 'response' => 404, 'back_link' => true ) );
		}
		exit;
	}

	/**
	 * Fetches a file from the gateway as a viewer.
	 *
	 * @param string $id          Id of the file.
	 * @param Viewer $viewer      Who.
	 * @param string $destination File that receives the bytes.
	 * @return array<string, string> Headers that say what the file is.
	 * @throws Failure Where there is none that they may read.
	 */
	public static function fetch( string $id, Viewer $viewer, string $destination ): array {
		$address = null !== $viewer->subject() && 1 === preg_match( Portal_Request::RECORD_ID, $id ) ? Portal_Records::file_address( $id, $viewer ) : null;
		if ( null === $address ) {
			throw new Failure( 'not_found', __( 'There is no such file.', 'skybridge' ) );
		}
		return Services::get()->client->download( $address, $destination );
	}

	/**
	 * Sends a file and removes it: always to be saved, never to be opened on this site.
	 *
	 * @param array<string, string> $headers Of the gateway's answer.
	 * @param string                $path    The file.
	 */
	private static function send( array $headers, string $path ): void {
		$name = (string) preg_replace( '/[\r\n]+/', '', $headers['content-disposition'] ?? '' );
		header( 'Content-Type: ' . (string) preg_replace( '/[\r\n]+/', '', $headers['content-type'] ?? 'application/octet-stream' ) );
		header( 'Content-Disposition: ' . ( str_starts_with( $name, 'attachment' ) ? $name : 'attachment' ) );
		header( 'Content-Length: ' . (int) filesize( $path ) );
		header( 'X-Content-Type-Options: nosniff' );
		header( "Content-Security-Policy: default-src 'none'; sandbox" );
		// phpcs:ignore WordPress.WP.AlternativeFunctions.file_system_operations_readfile -- a temporary file of this request.
		readfile( $path );
		wp_delete_file( $path );
	}
}
