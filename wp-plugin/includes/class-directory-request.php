<?php
/**
 * What a visitor asks of one directory by the page's address: search, department, position.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Reads and writes the directory's query variables. Directories that differ have variables of their
 * own (`skybridge_search`, then `skybridge_search_2`, …), so that several fit on one page.
 */
final class Directory_Request {

	public const SEARCH_MAXIMUM = 100;

	private const VARIABLES         = array( 'search', 'department', 'after', 'before' );
	private const LONGEST_VALUE     = 255;
	private const CURSOR_PATTERN    = '/\A[A-Za-z0-9_\-+\/=.:~]{1,2048}\z/';
	private const LONGEST_FOREIGN   = 200;
	private const CONTROL_CHARACTER = '/[\x00-\x1F\x7F]+/u';

	/**
	 * Use read().
	 *
	 * @param int                   $number     Number of this directory on the page, from 1.
	 * @param string                $path       Path of the page.
	 * @param array<string, string> $foreign    Other query variables of the page, to be kept.
	 * @param string                $search     What to look for; empty for everybody.
	 * @param string                $department Department; empty for all.
	 * @param string                $after      Cursor after which to go on; empty at the start.
	 * @param string                $before     Cursor before which to go back; empty otherwise.
	 * @param string                $problem    Why the request cannot be answered; empty if it can.
	 */
	private function __construct(
		private int $number,
		private string $path,
		private array $foreign,
		private string $search,
		private string $department,
		private string $after,
		private string $before,
		private string $problem
	) {
	}

	/**
	 * Reads the request of one directory. Values of the wrong shape count as absent; values that are
	 * too long are refused, since cutting a filter short would widen it.
	 *
	 * @param array<int|string, mixed> $query      Unslashed query variables.
	 * @param string                   $path       Path of the page.
	 * @param int                      $number     Number of this directory on the page, from 1.
	 * @param Directory_Attributes     $attributes What the author offers; a filter that is not offered counts as absent.
	 */
	public static function read( array $query, string $path, int $number, Directory_Attributes $attributes ): self {
		$own     = array_map( static fn ( string $variable ): string => self::variable( $variable, $number ), self::VARIABLES );
		$foreign = array_filter(
			array_diff_key( $query, array_flip( $own ) ),
			static fn ( mixed $value, int|string $name ): bool => is_string( $value ) && strlen( $value ) <= self::LONGEST_FOREIGN && strlen( (string) $name ) <= self::LONGEST_FOREIGN,
			ARRAY_FILTER_USE_BOTH
		);

		list( $search, $department, $after, $before ) = array_map( static fn ( string $name ): string => self::text( $query[ $name ] ?? null ), $own );
		$search     = $attributes->has_search() ? $search : '';
		$department = $attributes->has_department_filter() ? $department : '';

		return new self(
			$number,
			$path,
			$foreign,
			$search,
			$department,
			1 === preg_match( self::CURSOR_PATTERN, $after ) ? $after : '',
			1 === preg_match( self::CURSOR_PATTERN, $before ) && '' === $after ? $before : '',
			self::problem_with( $search, $department )
		);
	}

	/**
	 * What to look for; empty for everybody.
	 */
	public function search(): string {
		return $this->search;
	}

	/**
	 * Department; empty for all.
	 */
	public function department(): string {
		return $this->department;
	}

	/**
	 * Cursor after which to go on; empty at the start.
	 */
	public function after(): string {
		return $this->after;
	}

	/**
	 * Cursor before which to go back; empty otherwise.
	 */
	public function before(): string {
		return $this->before;
	}

	/**
	 * Why the request cannot be answered; empty if it can.
	 */
	public function problem(): string {
		return $this->problem;
	}

	/**
	 * Number of this directory on the page, from 1.
	 */
	public function number(): int {
		return $this->number;
	}

	/**
	 * Whether the visitor narrowed the list.
	 */
	public function is_filtered(): bool {
		return '' !== $this->search || '' !== $this->department;
	}

	/**
	 * Whether the visitor chose anything at all, so that the answer depends on what they typed.
	 */
	public function is_visitor_set(): bool {
		return $this->is_filtered() || '' !== $this->after || '' !== $this->before;
	}

	/**
	 * Name of a query variable of this directory.
	 *
	 * @param string $variable `search`, `department`, `after` or `before`.
	 */
	public function name( string $variable ): string {
		return self::variable( $variable, $this->number );
	}

	/**
	 * Path of the page, where the search form leads.
	 */
	public function path(): string {
		return $this->path;
	}

	/**
	 * Query variables of the page that are not this directory's own.
	 *
	 * @return array<string, string>
	 */
	public function foreign(): array {
		return $this->foreign;
	}

	/**
	 * Address of the same list from another position.
	 *
	 * @param string $variable `after` or `before`.
	 * @param string $cursor   Cursor.
	 */
	public function url_at( string $variable, string $cursor ): string {
		return $this->url(
			array(
				'search'     => $this->search,
				'department' => $this->department,
				$variable    => $cursor,
			)
		);
	}

	/**
	 * Address of the same list from its start.
	 */
	public function url_of_start(): string {
		return $this->url(
			array(
				'search'     => $this->search,
				'department' => $this->department,
			)
		);
	}

	/**
	 * Address of the whole list, without filters.
	 */
	public function url_of_everybody(): string {
		return $this->url( array() );
	}

	/**
	 * An address of this page; not yet escaped.
	 *
	 * @param array<string, string> $values Own variables by short name; empty ones are left out.
	 */
	private function url( array $values ): string {
		$query = $this->foreign;
		foreach ( array_filter( $values, static fn ( string $value ): bool => '' !== $value ) as $variable => $value ) {
			$query[ $this->name( $variable ) ] = $value;
		}
		return $this->path . ( array() === $query ? '' : '?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ) );
	}

	/**
	 * Name of a query variable.
	 *
	 * @param string $variable Short name.
	 * @param int    $number   Number of the directory on the page.
	 */
	private static function variable( string $variable, int $number ): string {
		return 'skybridge_' . $variable . ( 1 === $number ? '' : '_' . $number );
	}

	/**
	 * One line of text out of a query variable; empty for an array or what is not UTF-8.
	 *
	 * @param mixed $value The variable.
	 */
	private static function text( mixed $value ): string {
		if ( ! is_string( $value ) ) {
			return '';
		}
		return trim( (string) preg_replace( self::CONTROL_CHARACTER, ' ', $value ) );
	}

	/**
	 * Why filters cannot be used; empty if they can.
	 *
	 * @param string $search     What to look for.
	 * @param string $department Department.
	 */
	private static function problem_with( string $search, string $department ): string {
		if ( mb_strlen( $search ) > self::SEARCH_MAXIMUM ) {
			/* translators: %d: number of characters. */
			return sprintf( __( 'Please search for at most %d characters.', 'skybridge' ), self::SEARCH_MAXIMUM );
		}
		return mb_strlen( $department ) > self::LONGEST_VALUE ? __( 'There is no such department.', 'skybridge' ) : '';
	}
}
