<?php
/**
 * A form with a file as the bytes of `multipart/form-data` (RFC 7578), which WordPress’s HTTP API does not write.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The body exists before it is sent, because its hash is signed.
 */
final class Multipart_Body {

	/**
	 * Separates the parts: 128 random bits, so that no file holds it.
	 *
	 * @var string
	 */
	private string $boundary;

	/**
	 * The parts so far.
	 *
	 * @var string
	 */
	private string $parts = '';

	/**
	 * Begins an empty form.
	 */
	public function __construct() {
		$this->boundary = 'skybridge-' . bin2hex( random_bytes( 16 ) );
	}

	/**
	 * Adds a text.
	 *
	 * @param string $name  Name of the part, of this plugin.
	 * @param string $value Any text.
	 */
	public function add_text( string $name, string $value ): void {
		$this->parts .= "--{$this->boundary}\r\nContent-Disposition: form-data; name=\"{$name}\"\r\n\r\n{$value}\r\n";
	}

	/**
	 * Adds a file.
	 *
	 * @param string $name      Name of the part, of this plugin.
	 * @param string $file_name As the sender calls it; what could end the header is encoded as browsers do.
	 * @param string $content   Its bytes.
	 */
	public function add_file( string $name, string $file_name, string $content ): void {
		$file_name    = str_replace( array( '"', "\r", "\n" ), array( '%22', '%0D', '%0A' ), $file_name );
		$this->parts .= "--{$this->boundary}\r\nContent-Disposition: form-data; name=\"{$name}\"; filename=\"{$file_name}\"\r\nContent-Type: application/octet-stream\r\n\r\n{$content}\r\n";
	}

	/**
	 * The body.
	 */
	public function bytes(): string {
		return "{$this->parts}--{$this->boundary}--\r\n";
	}

	/**
	 * Its media type.
	 */
	public function content_type(): string {
		return 'multipart/form-data; boundary=' . $this->boundary;
	}
}
