<?php
/**
 * Writes the GraphQL operation of a directory of any object, or of a declared query.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Names are checked by Directory_Attributes. What a visitor types travels as a variable; what the
 * author chose stands in the document as a literal, since only the gateway knows the type to declare.
 */
final class Record_List_Operation {

	/**
	 * Builds the operation.
	 *
	 * @param Directory_Attributes $attributes What the author chose.
	 * @param Directory_Request    $request    What the visitor asks.
	 */
	public function __construct( private Directory_Attributes $attributes, private Directory_Request $request ) {
	}

	/**
	 * The GraphQL document. The list is answered as `contacts`, which is what Directory_Page reads.
	 */
	public function document(): string {
		$variables = array( '$first: Int', '$after: String' );
		$arguments = array( 'first: $first', 'after: $after' );
		if ( ! $this->attributes->declared ) {
			array_push( $variables, '$last: Int', '$before: String' );
			array_push( $arguments, 'last: $last', 'before: $before' );
		}
		if ( '' !== $this->request->search() ) {
			$variables[] = '$search: String!';
		}
		array_push( $arguments, ...( $this->attributes->declared ? $this->given_arguments() : $this->conditions() ) );
		return sprintf(
			'query SkybridgeRecords(%s) { contacts: %s(%s) { totalCount nodes { %s } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }',
			implode( ', ', $variables ),
			$this->attributes->object,
			implode( ', ', $arguments ),
			$this->selection()
		);
	}

	/**
	 * The variables; those without a value are absent.
	 *
	 * @return array<string, mixed>
	 */
	public function variables(): array {
		$variables = '' === $this->request->search() ? array() : array( 'search' => $this->request->search() );
		if ( '' !== $this->request->before() && ! $this->attributes->declared ) {
			return $variables + array(
				'last'   => $this->attributes->page_size(),
				'before' => $this->request->before(),
			);
		}
		$variables['first'] = $this->attributes->page_size();
		if ( '' !== $this->request->after() ) {
			$variables['after'] = $this->request->after();
		}
		return $variables;
	}

	/**
	 * Filter and order of an object's list.
	 *
	 * @return string[]
	 */
	private function conditions(): array {
		$conditions = array();
		foreach ( $this->attributes->filters as $field => $value ) {
			$conditions[] = self::nested( $field, '{ eq: ' . self::literal( $value ) . ' }' );
		}
		if ( '' !== $this->attributes->opt_out ) {
			$conditions[] = self::nested( $this->attributes->opt_out, '{ eq: false }' );
		}
		if ( '' !== $this->request->search() ) {
			$searched     = array_map( static fn ( string $field ): string => self::nested( $field, '{ contains: $search }' ), $this->attributes->search_fields );
			$conditions[] = '{ or: [' . implode( ', ', $searched ) . '] }';
		}
		$arguments = array() === $conditions ? array() : array( 'where: { and: [' . implode( ', ', $conditions ) . '] }' );
		if ( '' !== $this->attributes->order_by ) {
			$arguments[] = 'orderBy: [' . self::nested( $this->attributes->order_by, 'ASC' ) . ']';
		}
		return $arguments;
	}

	/**
	 * Arguments of a declared query.
	 *
	 * @return string[]
	 */
	private function given_arguments(): array {
		return array_map( static fn ( string $name, string $value ): string => $name . ': ' . self::literal( $value ), array_keys( $this->attributes->filters ), $this->attributes->filters );
	}

	/**
	 * Fields on show, those of a parent inside it.
	 */
	private function selection(): string {
		$fields = array_filter( array( ...$this->attributes->columns(), $this->attributes->photo ) );
		return implode(
			' ',
			array_map(
				static function ( string $path ): string {
					$names = explode( '.', $path );
					return implode( ' { ', $names ) . str_repeat( ' }', count( $names ) - 1 );
				},
				array_unique( $fields )
			)
		);
	}

	/**
	 * An input object around a value, through the parents of a path.
	 *
	 * @param string $path  Field, after the parents that lead to it.
	 * @param string $value GraphQL value.
	 */
	private static function nested( string $path, string $value ): string {
		foreach ( array_reverse( explode( '.', $path ) ) as $name ) {
			$value = "{ {$name}: {$value} }";
		}
		return $value;
	}

	/**
	 * An author's value: `true`, `false` and numbers as such, everything else and what is in quotes as text.
	 *
	 * @param string $value As written.
	 */
	private static function literal( string $value ): string {
		if ( 1 === preg_match( '/\A(?:true|false|-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?)\z/', $value ) ) {
			return $value;
		}
		$text = 1 === preg_match( '/\A"(.*)"\z/s', $value, $quoted ) ? $quoted[1] : $value;
		// A JSON string is a GraphQL string; Block_Attributes gives no text that is not UTF-8.
		return (string) wp_json_encode( $text, JSON_UNESCAPED_SLASHES );
	}
}
