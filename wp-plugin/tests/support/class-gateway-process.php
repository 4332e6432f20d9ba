<?php
/**
 * Runs double/gateway.php on a real socket.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use RuntimeException;

/**
 * A gateway in its own process, on a free port of this machine.
 */
final class Gateway_Process {

	/**
	 * The process.
	 *
	 * @var resource|null
	 */
	private $process;

	/**
	 * Base URL without trailing slash.
	 *
	 * @var string
	 */
	public string $url;

	/**
	 * File with a line per request.
	 *
	 * @var string
	 */
	private string $log;

	/**
	 * Starts it and waits until it listens.
	 *
	 * @param string $public_key   The only key it accepts, base64url.
	 * @param int    $milliseconds How long it takes to answer.
	 */
	public function __construct( string $public_key, int $milliseconds = 0 ) {
		$probe     = stream_socket_server( 'tcp://127.0.0.1:0' );
		$address   = (string) stream_socket_get_name( $probe, false );
		$this->log = (string) tempnam( sys_get_temp_dir(), 'skybridge' );
		$this->url = 'http' . '://' . $address;
		fclose( $probe );

		$quiet         = array( array( 'file', '/dev/null', 'r' ), array( 'file', '/dev/null', 'w' ), array( 'file', '/dev/null', 'w' ) );
		$environment   = array( 'SKYBRIDGE_DOUBLE_KEY' => $public_key, 'SKYBRIDGE_DOUBLE_LOG' => $this->log, 'SKYBRIDGE_DOUBLE_DELAY' => (string) $milliseconds, 'PATH' => (string) getenv( 'PATH' ) );
		$this->process = proc_open( array( PHP_BINARY, '-S', $address, dirname( __DIR__ ) . '/double/gateway.php' ), $quiet, $pipes, null, $environment );
		for ( $attempt = 0; $attempt < 100; $attempt++ ) {
			$socket = @stream_socket_client( 'tcp://' . $address, $code, $message, 1 );
			if ( false !== $socket ) {
				fclose( $socket );
				return;
			}
			usleep( 50000 );
		}
		throw new RuntimeException( "The double gateway does not listen on {$address}: {$message}" );
	}

	/**
	 * Requests so far, each as method and path.
	 *
	 * @return string[]
	 */
	public function requests(): array {
		return file( $this->log, FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES );
	}

	/**
	 * Stops it.
	 */
	public function stop(): void {
		if ( null === $this->process ) {
			return;
		}
		proc_terminate( $this->process );
		proc_close( $this->process );
		$this->process = null;
		unlink( $this->log );
	}
}
