<?php
/**
 * What the gateway’s schema offers to blocks: objects with their fields, by introspection, remembered.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The schema is the same for every viewer; who may read a field, the policy decides when it is asked for.
 */
final class Schema_Catalog {

	private const FRESH_SECONDS = HOUR_IN_SECONDS;

	private const OBJECTS = 'query SkybridgeObjects { __schema { queryType { fields { name args { name } type { kind name ofType { kind name } } } } } }';
	private const FIELDS  = 'query SkybridgeFields($type: String!) { __type(name: $type) { fields { name description type { kind name ofType { kind name } } } } }';

	/**
	 * Objects that one record can be read of: type by the name of the root field.
	 *
	 * @param Viewer $viewer Who asks.
	 * @return array<string, string>
	 * @throws Failure When the gateway does not tell.
	 */
	public static function objects( Viewer $viewer ): array {
		$data    = self::ask( self::OBJECTS, array(), $viewer );
		$objects = array();
		foreach ( self::list( $data['__schema']['queryType']['fields'] ?? null ) as $field ) {
			$arguments = array_column( self::list( $field['args'] ?? null ), 'name' );
			if ( array( 'id' ) === $arguments && 'OBJECT' === ( $field['type']['kind'] ?? '' ) && is_string( $field['type']['name'] ?? null ) ) {
				$objects[ (string) $field['name'] ] = $field['type']['name'];
			}
		}
		return $objects;
	}

	/**
	 * Lists of objects that can be filtered: the object's root field by the list's, such as `account` by `accounts`.
	 *
	 * @param Viewer $viewer Who asks.
	 * @return array<string, string>
	 * @throws Failure When the gateway does not tell.
	 */
	public static function lists( Viewer $viewer ): array {
		$by_type = array_flip( self::objects( $viewer ) );
		$lists   = array();
		foreach ( self::list( self::ask( self::OBJECTS, array(), $viewer )['__schema']['queryType']['fields'] ?? null ) as $field ) {
			$type   = (string) ( $field['type']['ofType']['name'] ?? $field['type']['name'] ?? '' );
			$object = $by_type[ (string) preg_replace( '/Connection\z/', '', $type ) ] ?? null;
			if ( null !== $object && in_array( 'where', array_column( self::list( $field['args'] ?? null ), 'name' ), true ) ) {
				$lists[ (string) $field['name'] ] = $object;
			}
		}
		return $lists;
	}

	/**
	 * Fields of an object that hold one value each.
	 *
	 * @param string $object Name of the root field, such as `account`.
	 * @param Viewer $viewer Who asks.
	 * @return array<int, array{name: string, label: string, type: string}>
	 * @throws Failure With code `not_found` where there is no such object.
	 */
	public static function fields( string $object, Viewer $viewer ): array {
		$type = self::objects( $viewer )[ $object ] ?? null;
		if ( null === $type ) {
			throw new Failure( 'not_found', __( 'The gateway offers no such object.', 'skybridge' ), __( 'Add it to “objects” in the gateway’s skybridge.yaml.', 'skybridge' ) );
		}
		$fields = array();
		foreach ( self::list( self::ask( self::FIELDS, array( 'type' => $type ), $viewer )['__type']['fields'] ?? null ) as $field ) {
			$of = 'NON_NULL' === ( $field['type']['kind'] ?? '' ) ? ( $field['type']['ofType'] ?? array() ) : ( $field['type'] ?? array() );
			if ( in_array( $of['kind'] ?? '', array( 'SCALAR', 'ENUM' ), true ) ) {
				$description = (string) ( $field['description'] ?? '' );
				$fields[]    = array(
					'name'  => (string) $field['name'],
					'label' => trim( (string) preg_replace( '/ ?\(`.*\z/s', '', $description ) ),
					'type'  => (string) ( $of['name'] ?? '' ),
				);
			}
		}
		return $fields;
	}

	/**
	 * The field that holds a value as people read it: `amountFormatted` for `amount`, `stageNameLabel` for a picklist.
	 *
	 * @param string $object Name of the root field.
	 * @param string $field  Name of the field.
	 * @param Viewer $viewer Who asks.
	 */
	public static function formatted( string $object, string $field, Viewer $viewer ): string {
		try {
			$names = array_column( self::fields( $object, $viewer ), 'name' );
		} catch ( Failure $failure ) {
			// The plain value is better than none.
			return $field;
		}
		$candidates = array_intersect( array( $field . 'Formatted', $field . 'Label' ), $names );
		return (string) ( reset( $candidates ) ?: $field );
	}

	/**
	 * Asks the gateway or its memory.
	 *
	 * @param string                $query     GraphQL document.
	 * @param array<string, string> $variables Its variables.
	 * @param Viewer                $viewer    Who asks.
	 * @return array<string, mixed>
	 * @throws Failure When it does not tell.
	 */
	private static function ask( string $query, array $variables, Viewer $viewer ): array {
		$answer  = Services::get()->cached->fetch( $query, $variables, $viewer, self::FRESH_SECONDS, false );
		$failure = $answer->failure();
		if ( null !== $failure && ! $failure->is_outage() ) {
			throw $failure;
		}
		return $answer->data();
	}

	/**
	 * The arrays of a list.
	 *
	 * @param mixed $value Anything.
	 * @return array<int, array<string, mixed>>
	 */
	private static function list( mixed $value ): array {
		return is_array( $value ) ? array_values( array_filter( $value, 'is_array' ) ) : array();
	}
}
