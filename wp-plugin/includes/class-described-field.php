<?php
/**
 * One field of an object as the gateway describes it to a viewer: what they may do with it, and how it is filled in.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * From `describe` of the gateway's schema.
 */
final class Described_Field {

	/**
	 * What `describe` is asked for of a field.
	 */
	public const SELECTION = 'name label help type length scale nameField readable creatable updatable required formatted controller options { value label validFor }';

	private const NUMBERS = array( 'int', 'long', 'double', 'currency', 'percent' );

	/**
	 * Use from_data().
	 *
	 * @param string                                                                           $name       Name in the schema.
	 * @param string                                                                           $label      Salesforce's label.
	 * @param string                                                                           $help       Help text; empty for none.
	 * @param string                                                                           $type       Type in Salesforce's words.
	 * @param int|null                                                                         $length     Most characters.
	 * @param int                                                                              $scale      Digits after the point.
	 * @param bool                                                                             $name_field Whether it names the record.
	 * @param bool                                                                             $readable   Whether the viewer may read it.
	 * @param bool                                                                             $creatable  Whether the viewer may give it to a create.
	 * @param bool                                                                             $updatable  Whether the viewer may change it.
	 * @param bool                                                                             $required   Whether a create has to give it.
	 * @param string                                                                           $formatted  Its twin as people read it; empty for none.
	 * @param string                                                                           $controller Field that decides on the options; empty for none.
	 * @param array<int, array{value: string, label: string, validFor: array<string>|null}> $options    Entries of a picklist.
	 */
	private function __construct(
		public string $name,
		public string $label,
		public string $help,
		public string $type,
		public ?int $length,
		public int $scale,
		public bool $name_field,
		public bool $readable,
		public bool $creatable,
		public bool $updatable,
		public bool $required,
		public string $formatted,
		public string $controller,
		public array $options
	) {
	}

	/**
	 * Reads one field; null for what is none.
	 *
	 * @param array<string, mixed> $data As sent.
	 */
	public static function from_data( array $data ): ?self {
		$text = static fn ( string $key ): string => is_string( $data[ $key ] ?? null ) ? $data[ $key ] : '';
		$flag = static fn ( string $key ): bool => true === ( $data[ $key ] ?? null );
		if ( ! Block_Attributes::is_field_name( $text( 'name' ) ) ) {
			return null;
		}
		return new self(
			$text( 'name' ),
			'' === $text( 'label' ) ? $text( 'name' ) : $text( 'label' ),
			$text( 'help' ),
			$text( 'type' ),
			is_int( $data['length'] ?? null ) && $data['length'] > 0 ? $data['length'] : null,
			is_int( $data['scale'] ?? null ) ? $data['scale'] : 0,
			$flag( 'nameField' ),
			$flag( 'readable' ),
			$flag( 'creatable' ),
			$flag( 'updatable' ),
			$flag( 'required' ),
			Block_Attributes::is_field_name( $text( 'formatted' ) ) ? $text( 'formatted' ) : '',
			Block_Attributes::is_field_name( $text( 'controller' ) ) ? $text( 'controller' ) : '',
			self::read_options( $data['options'] ?? null )
		);
	}

	/**
	 * How it is filled in: a kind of `<input>`, `select`, `choices`, `textarea`; empty for what people cannot fill in.
	 */
	public function control(): string {
		return match ( true ) {
			'picklist' === $this->type                       => 'select',
			'multipicklist' === $this->type                  => 'choices',
			'boolean' === $this->type                        => 'checkbox',
			'datetime' === $this->type                       => 'datetime-local',
			'phone' === $this->type                          => 'tel',
			in_array( $this->type, self::NUMBERS, true )     => 'number',
			in_array( $this->type, array( 'textarea', 'email', 'url', 'date', 'time' ), true ) => $this->type,
			in_array( $this->type, array( 'string', 'combobox', 'encryptedstring' ), true ) => 'text',
			default                                          => '',
		};
	}

	/**
	 * Whether it is a number.
	 */
	public function is_number(): bool {
		return in_array( $this->type, self::NUMBERS, true );
	}

	/**
	 * What to select to show it: the value, and a number also as people read it.
	 */
	public function selection(): string {
		return $this->is_number() && '' !== $this->formatted ? "{$this->name} {$this->formatted}" : $this->name;
	}

	/**
	 * What people read for a value of a picklist; the value itself where the entry is gone.
	 *
	 * @param string $value Stored value.
	 */
	public function option_label( string $value ): string {
		foreach ( $this->options as $option ) {
			if ( $option['value'] === $value ) {
				return $option['label'];
			}
		}
		return $value;
	}

	/**
	 * Whether a value may be chosen beside one of the controlling field.
	 *
	 * @param string $value       Stored value.
	 * @param string $controlling Value of the controlling field; a checkbox as `true` or `false`.
	 */
	public function allows( string $value, string $controlling ): bool {
		foreach ( $this->options as $option ) {
			if ( $option['value'] === $value ) {
				return null === $option['validFor'] || in_array( $controlling, $option['validFor'], true );
			}
		}
		return false;
	}

	/**
	 * Reads the entries of a picklist.
	 *
	 * @param mixed $given As sent.
	 * @return array<int, array{value: string, label: string, validFor: array<string>|null}>
	 */
	private static function read_options( mixed $given ): array {
		$options = array();
		foreach ( is_array( $given ) ? $given : array() as $one ) {
			if ( is_array( $one ) && is_string( $one['value'] ?? null ) ) {
				$options[] = array(
					'value'    => $one['value'],
					'label'    => is_string( $one['label'] ?? null ) ? $one['label'] : $one['value'],
					'validFor' => is_array( $one['validFor'] ?? null ) ? array_values( array_filter( $one['validFor'], 'is_string' ) ) : null,
				);
			}
		}
		return $options;
	}
}
