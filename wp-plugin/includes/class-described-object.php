<?php
/**
 * One object as the gateway describes it to a viewer.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Names that stand in GraphQL documents are checked here.
 */
final class Described_Object {

	/**
	 * What `describe` is asked for of an object.
	 */
	public const SELECTION = 'type record list label labelPlural readable creatable updatable fields { ' . Described_Field::SELECTION . ' }';

	/**
	 * Use from_data().
	 *
	 * @param string                         $type         Name of its type, such as `Case`.
	 * @param string                         $record       Root field of one record.
	 * @param string                         $list         Root field of the list.
	 * @param string                         $label        Salesforce's label.
	 * @param string                         $label_plural The same for several.
	 * @param bool                           $readable     Whether the viewer may read any.
	 * @param bool                           $creatable    Whether the viewer may create any.
	 * @param bool                           $updatable    Whether the viewer may change any.
	 * @param array<string, Described_Field> $fields       By name.
	 */
	private function __construct(
		public string $type,
		public string $record,
		public string $list,
		public string $label,
		public string $label_plural,
		public bool $readable,
		public bool $creatable,
		public bool $updatable,
		public array $fields
	) {
	}

	/**
	 * Reads what `describe` answered; null for none.
	 *
	 * @param mixed $data As sent.
	 */
	public static function from_data( mixed $data ): ?self {
		if ( ! is_array( $data ) ) {
			return null;
		}
		$text  = static fn ( string $key ): string => is_string( $data[ $key ] ?? null ) ? $data[ $key ] : '';
		$names = array( $text( 'type' ), $text( 'record' ), $text( 'list' ) );
		if ( count( array_filter( $names, array( Block_Attributes::class, 'is_field_name' ) ) ) < 3 ) {
			return null;
		}
		$fields = array();
		foreach ( is_array( $data['fields'] ?? null ) ? $data['fields'] : array() as $one ) {
			$field = is_array( $one ) ? Described_Field::from_data( $one ) : null;
			if ( null !== $field ) {
				$fields[ $field->name ] = $field;
			}
		}
		return new self( $names[0], $names[1], $names[2], $text( 'label' ), $text( 'labelPlural' ), true === ( $data['readable'] ?? null ), true === ( $data['creatable'] ?? null ), true === ( $data['updatable'] ?? null ), $fields );
	}

	/**
	 * Fields of some names that the viewer may use in a way, in the order of the names.
	 *
	 * @param string[]                        $names Names.
	 * @param callable(Described_Field): bool $may   The way.
	 * @return array<string, Described_Field>
	 */
	public function pick( array $names, callable $may ): array {
		$picked = array();
		foreach ( $names as $name ) {
			if ( isset( $this->fields[ $name ] ) && $may( $this->fields[ $name ] ) ) {
				$picked[ $name ] = $this->fields[ $name ];
			}
		}
		return $picked;
	}

	/**
	 * The field that names a record, where the viewer may read it.
	 */
	public function name_field(): ?Described_Field {
		foreach ( $this->fields as $field ) {
			if ( $field->name_field && $field->readable ) {
				return $field;
			}
		}
		return null;
	}
}
