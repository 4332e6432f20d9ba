<?php
/**
 * What stands in a portal’s form: from a record, or as somebody sent it, checked and made ready for the gateway.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Values are texts, lists of texts for several choices, `1` or nothing for a checkbox. What only Salesforce knows (its
 * rules) Salesforce says; here is what it would not say kindly, or not at all: dependent picklists are not enforced by
 * its API.
 */
final class Portal_Form {

	/**
	 * Messages by field.
	 *
	 * @var array<string, string>
	 */
	public array $errors = array();

	/**
	 * Use empty(), from_record() or from_post().
	 *
	 * @param array<string, Described_Field> $fields Fields of the form.
	 * @param array<string, string|string[]> $values Values by field.
	 */
	private function __construct( public array $fields, public array $values ) {
	}

	/**
	 * A form that nobody has filled in.
	 *
	 * @param array<string, Described_Field> $fields Fields of the form.
	 */
	public static function empty( array $fields ): self {
		return new self( $fields, array() );
	}

	/**
	 * A form that holds what a record holds.
	 *
	 * @param array<string, Described_Field> $fields Fields of the form.
	 * @param array<string, mixed>           $record The record.
	 */
	public static function from_record( array $fields, array $record ): self {
		$values = array();
		foreach ( $fields as $name => $field ) {
			$values[ $name ] = self::shown( $field, $record[ $name ] ?? null );
		}
		return new self( $fields, $values );
	}

	/**
	 * A form as somebody sent it.
	 *
	 * @param array<string, Described_Field> $fields Fields of the form; others that were sent are ignored.
	 * @param mixed                          $posted Unslashed values.
	 */
	public static function from_post( array $fields, mixed $posted ): self {
		$values = array();
		foreach ( $fields as $name => $field ) {
			$value           = is_array( $posted ) ? ( $posted[ $name ] ?? '' ) : '';
			$values[ $name ] = 'choices' === $field->control()
				? array_values( array_filter( is_array( $value ) ? $value : array(), 'is_string' ) )
				: self::clean( is_string( $value ) ? $value : '', 'textarea' === $field->control() );
		}
		return new self( $fields, $values );
	}

	/**
	 * Value of a field as text; empty for none.
	 *
	 * @param string $name Field.
	 */
	public function text( string $name ): string {
		$value = $this->values[ $name ] ?? '';
		return is_string( $value ) ? $value : '';
	}

	/**
	 * The input of a create: what was left empty is left to Salesforce. Fills `errors`.
	 *
	 * @return array<string, mixed>
	 */
	public function input_of_create(): array {
		$input = array();
		foreach ( $this->fields as $name => $field ) {
			$value = $this->read( $field );
			if ( null === $value && $field->required && ! isset( $this->errors[ $name ] ) ) {
				$this->errors[ $name ] = __( 'This is needed.', 'skybridge' );
			}
			if ( null !== $value ) {
				$input[ $name ] = $value;
			}
		}
		return $input;
	}

	/**
	 * The input of a change: only what is different now; null clears. Fills `errors`.
	 *
	 * @param array<string, mixed> $record The record as it is.
	 * @return array<string, mixed>
	 */
	public function input_of_change( array $record ): array {
		$input = array();
		foreach ( $this->fields as $name => $field ) {
			if ( ! $this->differs( $field, $record ) ) {
				// What is not changed is not sent, but has to go with a controlling value that is.
				if ( isset( $this->fields[ $field->controller ] ) && $this->differs( $this->fields[ $field->controller ], $record ) ) {
					$this->read( $field );
				}
				continue;
			}
			$input[ $name ] = $this->read( $field );
			if ( null === $input[ $name ] && $field->required && ! isset( $this->errors[ $name ] ) ) {
				$this->errors[ $name ] = __( 'This is needed.', 'skybridge' );
			}
		}
		return $input;
	}

	/**
	 * Whether a field holds something else than the record.
	 *
	 * @param Described_Field      $field  Field.
	 * @param array<string, mixed> $record The record as it is.
	 */
	private function differs( Described_Field $field, array $record ): bool {
		return $this->values[ $field->name ] !== self::shown( $field, $record[ $field->name ] ?? null );
	}

	/**
	 * A field's value as the gateway takes it; null for none or for one that cannot be used, which `errors` then tells.
	 *
	 * @param Described_Field $field Field.
	 */
	private function read( Described_Field $field ): mixed {
		$value = $this->values[ $field->name ] ?? '';
		if ( 'boolean' === $field->type ) {
			return '1' === $value;
		}
		if ( '' === $value || array() === $value ) {
			return null;
		}
		$problem = is_array( $value ) ? $this->problem_with_choices( $field, $value ) : $this->problem_with( $field, $value );
		if ( '' !== $problem ) {
			$this->errors[ $field->name ] = $problem;
			return null;
		}
		return is_array( $value ) ? $value : self::typed( $field, $value );
	}

	/**
	 * Why a text cannot be used; empty if it can.
	 *
	 * @param Described_Field $field Field.
	 * @param string          $value Text.
	 */
	private function problem_with( Described_Field $field, string $value ): string {
		if ( null !== $field->length && mb_strlen( $value ) > $field->length ) {
			/* translators: %s: number of characters. */
			return sprintf( __( 'At most %s characters fit here.', 'skybridge' ), number_format_i18n( $field->length ) );
		}
		if ( 'picklist' === $field->type ) {
			return $this->problem_with_choices( $field, array( $value ) );
		}
		if ( in_array( $field->type, array( 'int', 'long' ), true ) ) {
			return 1 === preg_match( '/\A-?[0-9]{1,15}\z/', $value ) ? '' : __( 'Please enter a whole number.', 'skybridge' );
		}
		if ( $field->is_number() ) {
			return 1 === preg_match( '/\A-?[0-9]{1,15}(?:\.[0-9]{1,15})?\z/', $value ) ? '' : __( 'Please enter a number, such as 12.5.', 'skybridge' );
		}
		return $this->problem_with_time( $field, $value );
	}

	/**
	 * Why a text is no day, moment or time; empty if it is, or if the field holds none.
	 *
	 * @param Described_Field $field Field.
	 * @param string          $value Text.
	 */
	private function problem_with_time( Described_Field $field, string $value ): string {
		if ( 'date' === $field->type ) {
			return self::is_date( $value ) ? '' : __( 'Please enter a date, such as 2026-01-31.', 'skybridge' );
		}
		if ( 'datetime' === $field->type ) {
			return null !== self::moment( $value ) ? '' : __( 'Please enter date and time, such as 2026-01-31T14:30.', 'skybridge' );
		}
		$is_time = 'time' !== $field->type || 1 === preg_match( '/\A(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?\z/', $value );
		return $is_time ? '' : __( 'Please enter a time, such as 14:30.', 'skybridge' );
	}

	/**
	 * Why choices cannot be used; empty if they can.
	 *
	 * @param Described_Field $field   Field.
	 * @param string[]        $choices Chosen values.
	 */
	private function problem_with_choices( Described_Field $field, array $choices ): string {
		if ( array() !== array_diff( $choices, array_column( $field->options, 'value' ) ) ) {
			return __( 'Please choose one of the options.', 'skybridge' );
		}
		$controller = $this->fields[ $field->controller ] ?? null;
		if ( null === $controller ) {
			return '';
		}
		$controlling = 'boolean' === $controller->type ? ( '1' === $this->text( $controller->name ) ? 'true' : 'false' ) : $this->text( $controller->name );
		foreach ( $choices as $choice ) {
			if ( ! $field->allows( $choice, $controlling ) ) {
				/* translators: 1: label of the option, 2: label of the other field. */
				return sprintf( __( '“%1$s” does not go with what is chosen as “%2$s”.', 'skybridge' ), $field->option_label( $choice ), $controller->label );
			}
		}
		return '';
	}

	/**
	 * A text that was checked, in the type of the gateway's input.
	 *
	 * @param Described_Field $field Field.
	 * @param string          $value Text.
	 */
	private static function typed( Described_Field $field, string $value ): string|int|float|null {
		return match ( true ) {
			in_array( $field->type, array( 'int', 'long' ), true ) => (int) $value,
			$field->is_number()          => (float) $value,
			'datetime' === $field->type  => self::moment( $value ),
			'time' === $field->type      => substr( $value . ':00', 0, 8 ) . '.000Z',
			default                      => $value,
		};
	}

	/**
	 * A record's value as the form holds it.
	 *
	 * @param Described_Field $field Field.
	 * @param mixed           $value As sent.
	 * @return string|string[]
	 */
	private static function shown( Described_Field $field, mixed $value ): string|array {
		if ( 'choices' === $field->control() ) {
			return is_array( $value ) ? array_values( array_filter( $value, 'is_string' ) ) : array();
		}
		if ( is_bool( $value ) ) {
			return $value ? '1' : '';
		}
		$text = is_scalar( $value ) ? (string) $value : '';
		$time = 'datetime' === $field->type ? strtotime( $text ) : false;
		if ( false !== $time ) {
			return (string) wp_date( 'Y-m-d\TH:i', $time );
		}
		return 'time' === $field->type ? substr( $text, 0, 5 ) : self::clean( $text, 'textarea' === $field->control() );
	}

	/**
	 * Text without what no form sends on purpose; empty for what is not UTF-8.
	 *
	 * @param string $text     Text.
	 * @param bool   $is_lines Whether it may have several lines.
	 */
	private static function clean( string $text, bool $is_lines ): string {
		$text    = str_replace( array( "\r\n", "\r" ), "\n", $text );
		$pattern = $is_lines ? '/[\x00-\x08\x0B\x0C\x0E-\x1F\x7F]+/u' : '/[\x00-\x1F\x7F]+/u';
		return trim( (string) preg_replace( $pattern, ' ', $text ) );
	}

	/**
	 * Whether a text is a day that exists.
	 *
	 * @param string $value Text.
	 */
	private static function is_date( string $value ): bool {
		return 1 === preg_match( '/\A([0-9]{4})-([0-9]{2})-([0-9]{2})\z/', $value, $parts ) && checkdate( (int) $parts[2], (int) $parts[3], (int) $parts[1] );
	}

	/**
	 * A local date and time of the site as a moment in UTC; null for what is none.
	 *
	 * @param string $value Text.
	 */
	private static function moment( string $value ): ?string {
		if ( 1 !== preg_match( '/\A(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d\z/', $value, $parts ) || ! self::is_date( $parts[1] ) ) {
			return null;
		}
		$moment = new \DateTimeImmutable( $value, wp_timezone() );
		return $moment->setTimezone( new \DateTimeZone( 'UTC' ) )->format( 'Y-m-d\TH:i:s.000\Z' );
	}
}
