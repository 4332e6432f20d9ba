<?php
/**
 * One run of a report, checked: what the gateway sent, in the shape that page, chart and file need.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Trusts no shape: a missing run is a failure, never an empty report.
 */
final class Report_Run {

	/**
	 * Use from_data().
	 *
	 * @param string                                                                                     $name     Title of the report.
	 * @param array<int, array{name: string, label: string, numeric: bool}>                              $columns  Columns of the rows.
	 * @param array<int, array{name: string, label: string}>                                             $figures  What is summed up.
	 * @param string                                                                                     $grouping Label of the outermost grouping; empty for none.
	 * @param array<int, array{path: string[], key: string, label: string, level: int, totals: array}>   $groups   Groups, flat, in the report's order.
	 * @param array<int, array{label: string, value: float|null, formatted: string, name: string}>       $totals   Figures of the whole report.
	 * @param array<int, array{figure: string, label: string, points: array}>                            $series   For a chart.
	 * @param array<int, array{group: string, cells: array<string, array{label: string, value: mixed}>}> $rows     Detail rows.
	 * @param int|null                                                                                   $count    Rows in all; null where none were asked for.
	 * @param bool                                                                                       $all_data Whether Salesforce returned all rows.
	 * @param int                                                                                        $ran_at   Unix time.
	 * @param bool                                                                                       $stale    Whether an older run stands in.
	 */
	private function __construct(
		public string $name,
		public array $columns,
		public array $figures,
		public string $grouping,
		public array $groups,
		public array $totals,
		public array $series,
		public array $rows,
		public ?int $count,
		public bool $all_data,
		public int $ran_at,
		public bool $stale
	) {
	}

	/**
	 * Reads the data of a report operation.
	 *
	 * @param Dated_Answer $answer What the gateway gave.
	 * @throws Failure With code `bad_answer` when there is no run in it, or the reason the gateway gave for that.
	 */
	public static function from_answer( Dated_Answer $answer ): self {
		$report = $answer->data()['report'] ?? null;
		if ( ! is_array( $report ) ) {
			throw $answer->failure() ?? new Failure( 'bad_answer', __( 'The gateway’s answer holds no report.', 'skybridge' ) );
		}
		$ran_at = strtotime( self::text( $report['ranAt'] ?? null ) );
		return new self(
			self::text( $report['name'] ?? null ),
			array_map( array( self::class, 'column' ), self::list( $report['columns'] ?? null ) ),
			array_map( array( self::class, 'column' ), self::list( $report['figures'] ?? null ) ),
			self::text( self::list( $report['groupedBy'] ?? null )[0]['label'] ?? null ),
			self::flat_groups( self::list( $report['groupings'] ?? null ), array() ),
			array_map( array( self::class, 'figure' ), self::list( $report['totals'] ?? null ) ),
			array_map( array( self::class, 'one_series' ), self::list( $report['series'] ?? null ) ),
			array_map( array( self::class, 'row' ), self::list( $report['rows'] ?? null ) ),
			is_int( $report['rowCount'] ?? null ) ? $report['rowCount'] : null,
			false !== ( $report['allData'] ?? true ),
			false === $ran_at ? $answer->fetched_at() : $ran_at,
			true === ( $report['stale'] ?? false )
		);
	}

	/**
	 * Columns an author chose, in the author's order; all where none was chosen or none is left.
	 *
	 * @param string[] $chosen Names.
	 * @return array<int, array{name: string, label: string, numeric: bool}>
	 */
	public function columns( array $chosen ): array {
		$by_name = array_column( $this->columns, null, 'name' );
		$kept    = array();
		foreach ( $chosen as $name ) {
			if ( isset( $by_name[ $name ] ) ) {
				$kept[] = $by_name[ $name ];
			}
		}
		return array() === $kept ? $this->columns : $kept;
	}

	/**
	 * Labels from the outermost group to the one with a key; empty where nothing is grouped.
	 *
	 * @param string $key Key of a group.
	 * @return string[]
	 */
	public function group_path( string $key ): array {
		foreach ( $this->groups as $group ) {
			if ( $group['key'] === $key ) {
				return $group['path'];
			}
		}
		return array();
	}

	/**
	 * Series of one figure.
	 *
	 * @param string $figure Name; the first figure that is no count where it is empty or unknown.
	 * @return array<int, array{figure: string, label: string, points: array}>
	 */
	public function series_of( string $figure ): array {
		$names  = array_values( array_unique( array_column( $this->series, 'figure' ) ) );
		$sums   = array_values( array_diff( $names, array( 'RowCount' ) ) );
		$chosen = in_array( $figure, $names, true ) ? $figure : ( $sums[0] ?? $names[0] ?? '' );
		return array_values( array_filter( $this->series, static fn ( array $one ): bool => $one['figure'] === $chosen ) );
	}

	/**
	 * Groups with those inside them, in one list.
	 *
	 * @param array<int, array<string, mixed>> $groups Groups of one level.
	 * @param string[]                         $path   Labels of the groups around them.
	 * @return array<int, array{path: string[], key: string, label: string, level: int, totals: array}>
	 */
	private static function flat_groups( array $groups, array $path ): array {
		$flat = array();
		foreach ( $groups as $group ) {
			$label  = self::text( $group['label'] ?? null );
			$flat[] = array(
				'path'   => array( ...$path, $label ),
				'key'    => self::text( $group['key'] ?? null ),
				'label'  => $label,
				'level'  => count( $path ),
				'totals' => array_map( array( self::class, 'figure' ), self::list( $group['totals'] ?? null ) ),
			);
			array_push( $flat, ...self::flat_groups( self::list( $group['groupings'] ?? null ), array( ...$path, $label ) ) );
		}
		return $flat;
	}

	/**
	 * One column.
	 *
	 * @param array<string, mixed> $column As sent.
	 * @return array{name: string, label: string, numeric: bool}
	 */
	private static function column( array $column ): array {
		return array(
			'name'    => self::text( $column['name'] ?? null ),
			'label'   => self::text( $column['label'] ?? null ),
			'numeric' => in_array( $column['dataType'] ?? '', array( 'currency', 'double', 'int', 'long', 'percent' ), true ),
		);
	}

	/**
	 * One figure or point: its number and how Salesforce writes it.
	 *
	 * @param array<string, mixed> $figure As sent.
	 * @return array{name: string, label: string, value: float|null, formatted: string}
	 */
	private static function figure( array $figure ): array {
		$value = is_int( $figure['value'] ?? null ) || is_float( $figure['value'] ?? null ) ? (float) $figure['value'] : null;
		$shown = self::text( $figure['formatted'] ?? null );
		return array(
			'name'      => self::text( $figure['name'] ?? $figure['key'] ?? null ),
			'label'     => self::text( $figure['label'] ?? null ),
			'value'     => $value,
			'formatted' => '' === $shown && null !== $value ? number_format_i18n( $value, floor( $value ) === $value ? 0 : 2 ) : $shown,
		);
	}

	/**
	 * One series.
	 *
	 * @param array<string, mixed> $series As sent.
	 * @return array{figure: string, label: string, points: array}
	 */
	private static function one_series( array $series ): array {
		return array(
			'figure' => self::text( $series['figure'] ?? null ),
			'label'  => self::text( $series['label'] ?? null ),
			'points' => array_map( array( self::class, 'figure' ), self::list( $series['points'] ?? null ) ),
		);
	}

	/**
	 * One detail row.
	 *
	 * @param array<string, mixed> $row As sent.
	 * @return array{group: string, cells: array<string, array{label: string, value: mixed}>}
	 */
	private static function row( array $row ): array {
		$cells = array();
		foreach ( self::list( $row['cells'] ?? null ) as $cell ) {
			$value = is_scalar( $cell['value'] ?? null ) ? $cell['value'] : null;
			$cells[ self::text( $cell['column'] ?? null ) ] = array(
				'label' => self::text( $cell['label'] ?? $value ),
				'value' => $value,
			);
		}
		return array(
			'group' => self::text( $row['group'] ?? null ),
			'cells' => $cells,
		);
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

	/**
	 * A value as text; empty where there is none.
	 *
	 * @param mixed $value Anything.
	 */
	private static function text( mixed $value ): string {
		return is_scalar( $value ) && ! is_bool( $value ) ? trim( (string) $value ) : '';
	}
}
