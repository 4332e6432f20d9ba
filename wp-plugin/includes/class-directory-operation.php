<?php
/**
 * Writes the GraphQL operation of a directory page: one document, one Salesforce call.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Field names come from a closed list; every value travels as a variable, never in the document.
 */
final class Directory_Operation {

	/**
	 * Fields a search looks in, as far as they are shown: a hidden field must not be found out by searching.
	 */
	private const SEARCHED = array( 'name', 'title', 'email', 'department' );

	/**
	 * Builds the operation.
	 *
	 * @param Directory_Attributes $attributes What the author chose.
	 * @param Directory_Request    $request    What the visitor asks.
	 */
	public function __construct( private Directory_Attributes $attributes, private Directory_Request $request ) {
	}

	/**
	 * The GraphQL document.
	 */
	public function document(): string {
		$fields      = implode( ' ', $this->attributes->columns() );
		$departments = $this->attributes->has_department_filter()
			? "\n  departments: contacts { groupBy(by: [department], first: 200) { key { department } count } }"
			: '';

		return <<<GRAPHQL
query SkybridgeDirectory(\$where: ContactWhere, \$orderBy: [ContactOrder!], \$first: Int, \$after: String, \$last: Int, \$before: String) {
  contacts(where: \$where, orderBy: \$orderBy, first: \$first, after: \$after, last: \$last, before: \$before) {
    totalCount
    nodes { id {$fields} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }{$departments}
}
GRAPHQL;
	}

	/**
	 * The variables; those without a value are absent.
	 *
	 * @return array<string, mixed>
	 */
	public function variables(): array {
		$variables = array(
			'orderBy' => array( array( 'lastName' => 'ASC' ), array( 'firstName' => 'ASC' ) ),
		);
		$where     = $this->where();
		if ( array() !== $where ) {
			$variables['where'] = $where;
		}

		if ( '' !== $this->request->before() ) {
			$variables['last']   = $this->attributes->page_size();
			$variables['before'] = $this->request->before();
			return $variables;
		}
		$variables['first'] = $this->attributes->page_size();
		if ( '' !== $this->request->after() ) {
			$variables['after'] = $this->request->after();
		}
		return $variables;
	}

	/**
	 * The filter; an empty array for none.
	 *
	 * @return array<string, mixed>
	 */
	private function where(): array {
		$search     = $this->request->search();
		$department = $this->request->department();
		$conditions = array();

		if ( '' !== $search ) {
			$fields       = array_values( array_intersect( self::SEARCHED, $this->attributes->columns() ) );
			$conditions[] = array( 'or' => array_map( static fn ( string $field ): array => array( $field => array( 'contains' => $search ) ), $fields ) );
		}
		if ( '' !== $department ) {
			$conditions[] = array( 'department' => array( 'eq' => $department ) );
		}
		return 2 === count( $conditions ) ? array( 'and' => $conditions ) : ( $conditions[0] ?? array() );
	}
}
