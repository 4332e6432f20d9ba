<?php
/**
 * Writes a report as CSV (RFC 4180) that a spreadsheet opens without running anything.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front; numbers stay numbers.
 */
final class Report_Csv {

	private const BYTE_ORDER_MARK = "\xEF\xBB\xBF";

	/**
	 * The file: the detail rows, or the groups where there are none.
	 *
	 * @param Report_Run $run     The run.
	 * @param string[]   $columns Names of the columns the author chose; empty for all.
	 */
	public static function write( Report_Run $run, array $columns ): string {
		$table = array() === $run->rows && array() !== $run->groups ? self::groups( $run ) : self::rows( $run, $columns );
		return self::BYTE_ORDER_MARK . implode( '', array_map( array( self::class, 'line' ), $table ) );
	}

	/**
	 * One line with its end.
	 *
	 * @param array<int, string> $cells Texts.
	 */
	public static function line( array $cells ): string {
		return implode( ',', array_map( array( self::class, 'cell' ), $cells ) ) . "\r\n";
	}

	/**
	 * Detail rows, after the groups they stand in.
	 *
	 * @param Report_Run $run    The run.
	 * @param string[]   $chosen Names of the columns.
	 * @return array<int, array<int, string>>
	 */
	private static function rows( Report_Run $run, array $chosen ): array {
		$columns = $run->columns( $chosen );
		$head    = array_column( $columns, 'label' );
		$grouped = '' !== $run->grouping;
		$table   = array( $grouped ? array( $run->grouping, ...$head ) : $head );
		foreach ( $run->rows as $row ) {
			$cells   = array_map( static fn ( array $column ): string => self::value( $row['cells'][ $column['name'] ] ?? null, $column['numeric'] ), $columns );
			$table[] = $grouped ? array( implode( ' / ', $run->group_path( $row['group'] ) ), ...$cells ) : $cells;
		}
		return $table;
	}

	/**
	 * Groups with their figures.
	 *
	 * @param Report_Run $run The run.
	 * @return array<int, array<int, string>>
	 */
	private static function groups( Report_Run $run ): array {
		$table = array( array( $run->grouping, ...array_column( $run->figures, 'label' ) ) );
		foreach ( $run->groups as $group ) {
			$table[] = array( implode( ' / ', $group['path'] ), ...array_map( static fn ( array $figure ): string => null === $figure['value'] ? '' : self::plain( $figure['value'] ), $group['totals'] ) );
		}
		return $table;
	}

	/**
	 * A cell's text: the plain number of a number, else what Salesforce shows.
	 *
	 * @param array{label: string, value: mixed}|null $cell    The cell.
	 * @param bool                                    $numeric Whether its column holds numbers.
	 */
	private static function value( ?array $cell, bool $numeric ): string {
		if ( null === $cell ) {
			return '';
		}
		return $numeric && ( is_int( $cell['value'] ) || is_float( $cell['value'] ) ) ? self::plain( $cell['value'] ) : $cell['label'];
	}

	/**
	 * A number without grouping, with a decimal point.
	 *
	 * @param int|float $number Any number.
	 */
	private static function plain( int|float $number ): string {
		return (string) json_encode( is_float( $number ) && floor( $number ) === $number && abs( $number ) < 1e15 ? (int) $number : $number );
	}

	/**
	 * One cell, harmless and quoted where it must be.
	 *
	 * @param string $text Any text.
	 */
	private static function cell( string $text ): string {
		// Tab and carriage return, and the full-width signs that some spreadsheets also take for formulas.
		$is_formula = 1 === preg_match( '/\A[\s\x00]*[=+\-@\x{FF1D}\x{FF0B}\x{FF0D}\x{FF20}]|\A[\t\r\n]/u', $text );
		if ( $is_formula && 1 !== preg_match( '/\A-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?\z/', $text ) ) {
			$text = "'" . $text;
		}
		return 1 === preg_match( '/[",\r\n\t]|\A\s|\s\z/u', $text ) ? '"' . str_replace( '"', '""', $text ) . '"' : $text;
	}
}
