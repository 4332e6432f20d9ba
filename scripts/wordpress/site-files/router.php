<?php
/**
 * Router of `php -S` for WordPress: an existing file is served as it is, everything else is index.php's.
 */

$root = rtrim( $_SERVER['DOCUMENT_ROOT'], '/' );
$path = rawurldecode( (string) parse_url( $_SERVER['REQUEST_URI'], PHP_URL_PATH ) );

if ( str_contains( $path, '/.' ) || str_contains( $path, "\0" ) ) {
	http_response_code( 404 );
	return true;
}

if ( is_dir( $root . $path ) && ! str_ends_with( $path, '/' ) && is_file( "$root$path/index.php" ) ) {
	header( "Location: $path/", true, 301 );
	return true;
}

$is_file = is_file( $root . $path );
$is_index = str_ends_with( $path, '/' ) && '/' !== $path && is_file( "$root{$path}index.php" );
if ( $is_file || $is_index ) {
	return false;
}

$_SERVER['SCRIPT_NAME']     = '/index.php';
$_SERVER['PHP_SELF']        = '/index.php';
$_SERVER['SCRIPT_FILENAME'] = "$root/index.php";
chdir( $root );
require "$root/index.php";
