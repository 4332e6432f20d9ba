<?php
/**
 * What the gateway's types are called in WPGraphQL's schema: its own names behind one prefix.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `Account` ⇄ `SalesforceAccount`. Fields, arguments and enum values keep their names; GraphQL's own scalars are shared.
 */
final class Remote_Names {

	public const PREFIX = 'Salesforce';

	private const SHARED = array( 'String', 'Int', 'Float', 'Boolean', 'ID' );

	/**
	 * Name in WPGraphQL's schema.
	 *
	 * @param string $remote Name at the gateway.
	 */
	public static function local( string $remote ): string {
		return in_array( $remote, self::SHARED, true ) ? $remote : self::PREFIX . $remote;
	}

	/**
	 * Name at the gateway.
	 *
	 * @param string $local Name in WPGraphQL's schema.
	 */
	public static function remote( string $local ): string {
		return self::is_remote( $local ) ? substr( $local, strlen( self::PREFIX ) ) : $local;
	}

	/**
	 * Whether a name of WPGraphQL's schema can be one of the gateway's.
	 *
	 * @param string $local Name in WPGraphQL's schema.
	 */
	public static function is_remote( string $local ): bool {
		return str_starts_with( $local, self::PREFIX ) && strlen( $local ) > strlen( self::PREFIX );
	}
}
