<?php
/**
 * What the gateway is asked about its schema, and how the answer is kept.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A whole introspection of a big org is some 20 MB; so the names are asked first, then the types a few at a time.
 */
final class Introspection {

	/**
	 * Types per request: below the gateway's default limit of 50 aliases.
	 */
	public const TYPES_PER_REQUEST = 40;

	private const TYPE_REFERENCE = '{ kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }';

	private const INPUT_VALUE = '{ name description defaultValue type ' . self::TYPE_REFERENCE . ' }';

	/**
	 * The operation that asks for names, roots and directives.
	 */
	public static function names_query(): string {
		return 'query SkybridgeSchema { __schema { queryType { name } mutationType { name } types { name }'
			. ' directives { name description locations isRepeatable args ' . self::INPUT_VALUE . ' } } }';
	}

	/**
	 * The operation that asks for some types.
	 *
	 * @param string[] $names At most TYPES_PER_REQUEST names of types at the gateway.
	 */
	public static function types_query( array $names ): string {
		$fields = '';
		foreach ( array_values( $names ) as $index => $name ) {
			// A name of GraphQL has letters, digits and underscores only, so JSON's quotes are GraphQL's.
			$fields .= ' t' . $index . ': __type(name: ' . wp_json_encode( $name ) . ') { ...Whole }';
		}
		return 'query SkybridgeTypes {' . $fields . ' } fragment Whole on __Type { kind name description'
			. ' fields(includeDeprecated: true) { name description deprecationReason args ' . self::INPUT_VALUE . ' type ' . self::TYPE_REFERENCE . ' }'
			. ' inputFields ' . self::INPUT_VALUE
			. ' interfaces { name } possibleTypes { name } enumValues(includeDeprecated: true) { name description deprecationReason } }';
	}

	/**
	 * The row that is kept of a type: types as text such as `[Account!]!`, members by name.
	 *
	 * @param array<string, mixed> $type An `__Type` of types_query().
	 * @return array<string, mixed>
	 */
	public static function compact_type( array $type ): array {
		$row = array(
			'kind'        => (string) $type['kind'],
			'name'        => (string) $type['name'],
			'description' => $type['description'] ?? null,
		);
		if ( in_array( $row['kind'], array( 'OBJECT', 'INTERFACE' ), true ) ) {
			$row['fields']     = self::by_name( $type['fields'] ?? array(), array( self::class, 'compact_field' ) );
			$row['interfaces'] = array_column( $type['interfaces'] ?? array(), 'name' );
		}
		if ( in_array( $row['kind'], array( 'INTERFACE', 'UNION' ), true ) ) {
			$row['types'] = array_column( $type['possibleTypes'] ?? array(), 'name' );
		}
		if ( 'ENUM' === $row['kind'] ) {
			$row['values'] = self::by_name( $type['enumValues'] ?? array(), static fn ( array $value ): array => array_intersect_key( $value, array_flip( array( 'description', 'deprecationReason' ) ) ) );
		}
		if ( 'INPUT_OBJECT' === $row['kind'] ) {
			$row['inputs'] = self::by_name( $type['inputFields'] ?? array(), array( self::class, 'compact_input' ) );
		}
		return $row;
	}

	/**
	 * A directive of the gateway that operations may use.
	 *
	 * @param array<string, mixed> $directive A `__Directive` of names_query().
	 * @return array<string, mixed>
	 */
	public static function compact_directive( array $directive ): array {
		return array(
			'name'         => (string) $directive['name'],
			'description'  => $directive['description'] ?? null,
			'locations'    => $directive['locations'],
			'isRepeatable' => (bool) ( $directive['isRepeatable'] ?? false ),
			'args'         => self::by_name( $directive['args'] ?? array(), array( self::class, 'compact_input' ) ),
		);
	}

	/**
	 * The row of a field.
	 *
	 * @param array<string, mixed> $field A `__Field`.
	 * @return array<string, mixed>
	 */
	private static function compact_field( array $field ): array {
		return array_filter(
			array(
				'type'              => self::type_text( $field['type'] ),
				'description'       => $field['description'] ?? null,
				'deprecationReason' => $field['deprecationReason'] ?? null,
				'args'              => self::by_name( $field['args'] ?? array(), array( self::class, 'compact_input' ) ),
			)
		);
	}

	/**
	 * The row of an argument or input field.
	 *
	 * @param array<string, mixed> $input An `__InputValue`.
	 * @return array<string, mixed>
	 */
	private static function compact_input( array $input ): array {
		return array_filter(
			array(
				'type'        => self::type_text( $input['type'] ),
				'description' => $input['description'] ?? null,
				'default'     => $input['defaultValue'] ?? null,
			),
			static fn ( mixed $part ): bool => null !== $part
		);
	}

	/**
	 * A type reference as GraphQL writes it.
	 *
	 * @param array<string, mixed> $type An `__Type` with `ofType`.
	 */
	private static function type_text( array $type ): string {
		return match ( $type['kind'] ) {
			'NON_NULL' => self::type_text( $type['ofType'] ) . '!',
			'LIST'     => '[' . self::type_text( $type['ofType'] ) . ']',
			default    => (string) $type['name'],
		};
	}

	/**
	 * Members by their names.
	 *
	 * @param array<int, array<string, mixed>> $members Members as introspection lists them.
	 * @param callable                         $compact Makes a member's row.
	 * @return array<string, array<string, mixed>>
	 */
	private static function by_name( array $members, callable $compact ): array {
		$rows = array();
		foreach ( $members as $member ) {
			$rows[ (string) $member['name'] ] = $compact( $member );
		}
		return $rows;
	}
}
