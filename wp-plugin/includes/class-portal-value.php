<?php
/**
 * One value of a record as people read it in a portal, escaped.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Dates in the site's format and time zone, picklists by their labels, numbers as Salesforce formats them.
 */
final class Portal_Value {

	/**
	 * HTML of a value; empty for none.
	 *
	 * @param Described_Field      $field  Field.
	 * @param array<string, mixed> $record The record.
	 */
	public static function html( Described_Field $field, array $record ): string {
		$value = $record[ $field->name ] ?? null;
		$moment = 'datetime' === $field->type && is_string( $value ) ? strtotime( $value ) : false;
		if ( false !== $moment ) {
			return Block_Notes::time( $moment );
		}
		$text = self::text( $field, $record );
		if ( 'email' === $field->type && is_email( $text ) ) {
			return sprintf( '<a href="%s">%s</a>', esc_url( 'mailto:' . str_replace( '%40', '@', rawurlencode( $text ) ), array( 'mailto' ) ), esc_html( $text ) );
		}
		return 'textarea' === $field->type ? nl2br( esc_html( $text ) ) : esc_html( $text );
	}

	/**
	 * A value as plain text; empty for none.
	 *
	 * @param Described_Field      $field  Field.
	 * @param array<string, mixed> $record The record.
	 */
	public static function text( Described_Field $field, array $record ): string {
		$value = $record[ $field->name ] ?? null;
		if ( is_array( $value ) ) {
			return implode( ', ', array_map( array( $field, 'option_label' ), array_filter( $value, 'is_string' ) ) );
		}
		if ( is_bool( $value ) ) {
			return $value ? __( 'Yes', 'skybridge' ) : __( 'No', 'skybridge' );
		}
		if ( ! is_scalar( $value ) ) {
			return '';
		}
		$formatted = '' === $field->formatted ? null : ( $record[ $field->formatted ] ?? null );
		if ( $field->is_number() && is_string( $formatted ) ) {
			return $formatted;
		}
		$day = 'date' === $field->type ? date_create_immutable( (string) $value, wp_timezone() ) : false;
		if ( false !== $day ) {
			return (string) wp_date( (string) get_option( 'date_format' ), $day->getTimestamp() );
		}
		return 'picklist' === $field->type ? $field->option_label( (string) $value ) : trim( (string) $value );
	}
}
