<?php
/**
 * One page of a directory, checked: what the gateway sent, in the shape the page needs.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Trusts no shape: a missing list is a failure, never an empty directory.
 */
final class Directory_Page {

	/**
	 * Use from_data().
	 *
	 * @param array<int, array<string, string>> $people      Fields by column, as text.
	 * @param int|null                          $total       Number of people in the whole list.
	 * @param string                            $next        Cursor for the next page; empty for none.
	 * @param string                            $previous    Cursor for the previous page; empty for none.
	 * @param string[]                          $departments Names, sorted.
	 */
	private function __construct(
		private array $people,
		private ?int $total,
		private string $next,
		private string $previous,
		private array $departments
	) {
	}

	/**
	 * Reads the data of a directory operation.
	 *
	 * @param array<string, mixed> $data    GraphQL data.
	 * @param Directory_Request    $request What was asked.
	 * @param string[]             $columns Fields on show, each a name or a path through parents.
	 * @param string               $photo   Field with the address of a picture; empty for none.
	 * @throws Failure With code `bad_answer` when the list is missing.
	 */
	public static function from_data( array $data, Directory_Request $request, array $columns, string $photo = '' ): self {
		$contacts = $data['contacts'] ?? null;
		$nodes    = is_array( $contacts ) ? ( $contacts['nodes'] ?? null ) : null;
		if ( ! is_array( $nodes ) ) {
			throw new Failure( 'bad_answer', __( 'The gateway’s answer holds no list of people.', 'skybridge' ) );
		}
		$info  = is_array( $contacts['pageInfo'] ?? null ) ? $contacts['pageInfo'] : array();
		$start = is_string( $info['startCursor'] ?? null ) ? $info['startCursor'] : '';
		$end   = is_string( $info['endCursor'] ?? null ) ? $info['endCursor'] : '';

		// Somebody who came forward can go back, and the other way round, whatever the flags of a
		// keyset page say about the side it came from.
		$has_next     = true === ( $info['hasNextPage'] ?? null ) || '' !== $request->before();
		$has_previous = true === ( $info['hasPreviousPage'] ?? null ) || '' !== $request->after();

		return new self(
			array_map( static fn ( array $node ): array => self::person( $node, '' === $photo ? $columns : array( ...$columns, $photo ) ), array_values( array_filter( $nodes, 'is_array' ) ) ),
			is_int( $contacts['totalCount'] ?? null ) ? $contacts['totalCount'] : null,
			$has_next ? $end : '',
			$has_previous ? $start : '',
			self::department_names( $data )
		);
	}

	/**
	 * People of this page.
	 *
	 * @return array<int, array<string, string>>
	 */
	public function people(): array {
		return $this->people;
	}

	/**
	 * Number of people in the whole list; null if unknown.
	 */
	public function total(): ?int {
		return $this->total;
	}

	/**
	 * Cursor for the next page; empty for none.
	 */
	public function next(): string {
		return $this->next;
	}

	/**
	 * Cursor for the previous page; empty for none.
	 */
	public function previous(): string {
		return $this->previous;
	}

	/**
	 * Names of all departments.
	 *
	 * @return string[]
	 */
	public function departments(): array {
		return $this->departments;
	}

	/**
	 * One record's fields as text; empty where there is no value.
	 *
	 * @param array<string, mixed> $node    A record.
	 * @param string[]             $columns Fields.
	 * @return array<string, string>
	 */
	private static function person( array $node, array $columns ): array {
		$person = array();
		foreach ( $columns as $column ) {
			$value = $node;
			foreach ( explode( '.', $column ) as $name ) {
				$value = is_array( $value ) ? ( $value[ $name ] ?? '' ) : '';
			}
			$person[ $column ] = true === $value ? __( 'Yes', 'skybridge' ) : ( is_scalar( $value ) ? trim( (string) $value ) : '' );
		}
		return $person;
	}

	/**
	 * Names of the departments there are.
	 *
	 * @param array<string, mixed> $data GraphQL data.
	 * @return string[]
	 */
	private static function department_names( array $data ): array {
		$groups = is_array( $data['departments'] ?? null ) ? ( $data['departments']['groupBy'] ?? null ) : null;
		$names  = array();
		foreach ( is_array( $groups ) ? $groups : array() as $group ) {
			$name = is_array( $group ) ? ( $group['key']['department'] ?? null ) : null;
			if ( is_string( $name ) && '' !== $name ) {
				$names[] = $name;
			}
		}
		$names = array_values( array_unique( $names ) );
		sort( $names, SORT_NATURAL | SORT_FLAG_CASE );
		return $names;
	}
}
