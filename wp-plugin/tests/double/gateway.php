<?php
/**
 * A gateway of its own process for `php -S`: checks the token as the real one does and gives one person.
 *
 * Environment: SKYBRIDGE_DOUBLE_KEY (the site's public key, base64url), SKYBRIDGE_DOUBLE_LOG (a line per
 * request), SKYBRIDGE_DOUBLE_DELAY (milliseconds).
 *
 * @package Skybridge
 */

declare( strict_types=1 );

/**
 * Why a request is not authenticated; empty if it is.
 */
function skybridge_double_objection( string $body ): string {
	$decode    = static fn ( string $text ): string => (string) base64_decode( strtr( $text, '-_', '+/' ), true );
	$segments  = explode( '.', substr( $_SERVER['HTTP_AUTHORIZATION'] ?? '', strlen( 'Bearer ' ) ) );
	$claims    = json_decode( $decode( $segments[1] ?? '' ), true );
	$signature = $decode( $segments[2] ?? '' );
	$key       = $decode( (string) getenv( 'SKYBRIDGE_DOUBLE_KEY' ) );

	return match ( true ) {
		64 !== strlen( $signature ) || ! sodium_crypto_sign_verify_detached( $signature, "{$segments[0]}.{$segments[1]}", $key ) => 'signature',
		'http://' . $_SERVER['HTTP_HOST'] !== $claims['aud'] => 'audience',
		abs( time() - $claims['iat'] ) > 5 || $claims['exp'] - $claims['iat'] > 60 => 'time',
		hash( 'sha256', "{$_SERVER['REQUEST_METHOD']}\n{$_SERVER['REQUEST_URI']}\n{$body}", true ) !== $decode( $claims['bh'] ) => 'body hash',
		default => '',
	};
}

$body = (string) file_get_contents( 'php://input' );
file_put_contents( (string) getenv( 'SKYBRIDGE_DOUBLE_LOG' ), "{$_SERVER['REQUEST_METHOD']} {$_SERVER['REQUEST_URI']}\n", FILE_APPEND | LOCK_EX );
usleep( 1000 * (int) getenv( 'SKYBRIDGE_DOUBLE_DELAY' ) );
header( 'Content-Type: application/json' );

$objection = skybridge_double_objection( $body );
if ( '' !== $objection ) {
	http_response_code( 401 );
	echo json_encode( array( 'errors' => array( array( 'message' => "Refused: {$objection}.", 'extensions' => array( 'code' => 'UNAUTHENTICATED' ) ) ) ) );
	return;
}
$person = array( 'id' => '003', 'name' => 'Ada Abbott', 'title' => 'Engineer', 'department' => 'Engineering', 'email' => 'ada@example.org', 'phone' => '555-0100' );
$page   = array( 'hasNextPage' => false, 'hasPreviousPage' => false, 'startCursor' => 'a', 'endCursor' => 'a' );
echo json_encode( array( 'data' => array( 'contacts' => array( 'totalCount' => 1, 'nodes' => array( $person ), 'pageInfo' => $page ), 'departments' => array( 'groupBy' => array() ) ) ) );
