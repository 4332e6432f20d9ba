<?php
/**
 * What a viewer asks of one portal by the page’s address: a record, a form, a filter, a position.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Reads and writes the portal's query variables. Portals that differ have variables of their own
 * (`skybridge_portal_record`, then `skybridge_portal_record_2`, …), so that several fit on one page.
 */
final class Portal_Request {

	public const RECORD_ID      = '/\A[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?\z/';
	public const SEARCH_MAXIMUM = 100;

	private const CURSOR  = '/\A[A-Za-z0-9_\-+\/=.:~]{1,2048}\z/';
	private const LONGEST = 255;

	/**
	 * Use read().
	 *
	 * @param int                   $number  Number of this portal on the page, from 1.
	 * @param string                $path    Path of the page.
	 * @param array<string, string> $foreign Other query variables of the page, to be kept.
	 * @param string                $record  Record id as asked; empty for the list. May be no id at all.
	 * @param string                $form    `new`, `edit` or empty.
	 * @param string                $after   Cursor after which to go on.
	 * @param string                $before  Cursor before which to go back.
	 * @param string                $search  What to look for.
	 * @param array<string, string> $filters Values by field, not yet compared with the schema.
	 * @param string                $receipt Sealed receipt of the last write.
	 */
	private function __construct(
		public int $number,
		public string $path,
		public array $foreign,
		public string $record,
		public string $form,
		public string $after,
		public string $before,
		public string $search,
		public array $filters,
		public string $receipt
	) {
	}

	/**
	 * Reads the request of one portal. Values of the wrong shape count as absent.
	 *
	 * @param array<int|string, mixed> $query  Unslashed query variables.
	 * @param string                   $path   Path of the page.
	 * @param int                      $number Number of this portal on the page, from 1.
	 */
	public static function read( array $query, string $path, int $number ): self {
		$prefix  = self::prefix( $number );
		$own     = array();
		$foreign = array();
		foreach ( $query as $name => $value ) {
			$name = (string) $name;
			if ( str_starts_with( $name, $prefix ) ) {
				$own[ substr( $name, strlen( $prefix ) ) ] = self::text( $value );
			} elseif ( is_string( $value ) && strlen( $value ) <= self::LONGEST && strlen( $name ) <= self::LONGEST ) {
				$foreign[ $name ] = $value;
			}
		}
		$filters = array();
		foreach ( $own as $name => $value ) {
			if ( str_starts_with( $name, 'f_' ) && '' !== $value && strlen( $value ) <= self::LONGEST && Block_Attributes::is_field_name( substr( $name, 2 ) ) ) {
				$filters[ substr( $name, 2 ) ] = $value;
			}
		}
		$after  = $own['after'] ?? '';
		$before = $own['before'] ?? '';
		return new self(
			$number,
			$path,
			$foreign,
			$own['record'] ?? '',
			in_array( $own['form'] ?? '', array( 'new', 'edit' ), true ) ? $own['form'] : '',
			1 === preg_match( self::CURSOR, $after ) ? $after : '',
			1 === preg_match( self::CURSOR, $before ) && '' === $after ? $before : '',
			mb_substr( $own['search'] ?? '', 0, self::SEARCH_MAXIMUM ),
			$filters,
			$own['done'] ?? ''
		);
	}

	/**
	 * The request of the page that is being served; none in the editor's preview, whose address is not a page's.
	 *
	 * @param int $number Number of the portal on the page.
	 */
	public static function current( int $number ): self {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- escaped where it is written, as any URL.
		$uri  = isset( $_SERVER['REQUEST_URI'] ) && is_string( $_SERVER['REQUEST_URI'] ) ? wp_unslash( $_SERVER['REQUEST_URI'] ) : '';
		$path = '/' . ltrim( (string) wp_parse_url( $uri, PHP_URL_PATH ), '/' );
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- reading changes nothing; read() checks each value.
		return self::read( wp_is_serving_rest_request() ? array() : wp_unslash( $_GET ), $path, $number );
	}

	/**
	 * Whether a record's id can be one.
	 */
	public function names_a_record(): bool {
		return 1 === preg_match( self::RECORD_ID, $this->record );
	}

	/**
	 * Whether the list is narrowed.
	 */
	public function is_filtered(): bool {
		return '' !== $this->search || array() !== $this->filters;
	}

	/**
	 * Name of a query variable of this portal.
	 *
	 * @param string $variable Short name.
	 */
	public function name( string $variable ): string {
		return self::prefix( $this->number ) . $variable;
	}

	/**
	 * Address of the list at a position, with the same filters.
	 *
	 * @param string $variable `after`, `before` or empty for the start.
	 * @param string $cursor   Cursor.
	 */
	public function url_of_list( string $variable = '', string $cursor = '' ): string {
		$values = array( 'search' => $this->search );
		foreach ( $this->filters as $field => $value ) {
			$values[ 'f_' . $field ] = $value;
		}
		return $this->url( '' === $variable ? $values : $values + array( $variable => $cursor ) );
	}

	/**
	 * An address of this page; not yet escaped.
	 *
	 * @param array<string, string> $values Own variables by short name; empty ones are left out.
	 */
	public function url( array $values = array() ): string {
		$query = $this->foreign;
		foreach ( array_filter( $values, static fn ( string $value ): bool => '' !== $value ) as $variable => $value ) {
			$query[ $this->name( $variable ) ] = $value;
		}
		return $this->path . ( array() === $query ? '' : '?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ) );
	}

	/**
	 * What the query variables of a portal begin with.
	 *
	 * @param int $number Number of the portal on the page.
	 */
	private static function prefix( int $number ): string {
		return 1 === $number ? 'skybridge_portal_' : "skybridge_portal{$number}_";
	}

	/**
	 * One line of text out of a query variable; empty for an array or what is not UTF-8.
	 *
	 * @param mixed $value The variable.
	 */
	private static function text( mixed $value ): string {
		return is_string( $value ) ? trim( (string) preg_replace( '/[\x00-\x1F\x7F]+/u', ' ', $value ) ) : '';
	}
}
