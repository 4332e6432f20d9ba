<?php
/**
 * What the author of a page chose for one report, checked.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Attributes of the report block; the shortcode's are the same in snake case.
 */
final class Report_Attributes {

	public const CHARTS = array( 'bar', 'line', 'donut', 'none' );

	/**
	 * Most detail rows that a page shows; the CSV file holds all that Salesforce returns.
	 */
	public const MOST_ROWS     = 500;
	public const MOST_CSV_ROWS = 2000;

	private const NAME_PATTERN          = '/\A[A-Za-z][A-Za-z0-9_]{0,79}\z/';
	private const DEFAULT_ROWS          = 25;
	private const DEFAULT_CACHE_SECONDS = 300;

	/**
	 * Use from_block().
	 *
	 * @param string   $report        Developer name; empty while none is chosen.
	 * @param string   $title         Heading; empty for the report's name.
	 * @param string   $chart         One of CHARTS.
	 * @param string   $figure        Name of the figure to draw; empty for the first.
	 * @param string[] $columns       Names of the columns to show; empty for all.
	 * @param int      $rows          Detail rows to show; 0 for none.
	 * @param bool     $show_groups   Whether to show the groups with their figures.
	 * @param bool     $show_totals   Whether to show the figures of the whole report.
	 * @param bool     $refresh       Whether to offer a link that reads the report again.
	 * @param bool     $csv           Whether to offer the CSV file.
	 * @param bool     $for_viewer    Whether it runs as each reader; else as a visitor.
	 * @param int      $cache_seconds Seconds an answer counts as fresh.
	 */
	private function __construct(
		public string $report,
		public string $title,
		public string $chart,
		public string $figure,
		public array $columns,
		public int $rows,
		public bool $show_groups,
		public bool $show_totals,
		public bool $refresh,
		public bool $csv,
		private bool $for_viewer,
		public int $cache_seconds
	) {
	}

	/**
	 * Reads block attributes.
	 *
	 * @param array<string, mixed> $attributes As saved in the post.
	 */
	public static function from_block( array $attributes ): self {
		$given  = new Block_Attributes( $attributes );
		$report = $given->text( 'report' );
		return new self(
			1 === preg_match( self::NAME_PATTERN, $report ) ? $report : '',
			$given->text( 'title' ),
			$given->choice( 'chart', self::CHARTS ),
			$given->text( 'figure' ),
			$given->texts( 'columns' ),
			$given->number( 'rows', self::DEFAULT_ROWS, 0, self::MOST_ROWS ),
			$given->flag( 'showGroups', true ),
			$given->flag( 'showTotals', true ),
			$given->flag( 'showRefresh', true ),
			$given->flag( 'showCsv', true ),
			$given->is_for_current_viewer(),
			$given->cache_seconds( self::DEFAULT_CACHE_SECONDS )
		);
	}

	/**
	 * On whose behalf the report runs.
	 */
	public function viewer(): Viewer {
		return $this->for_viewer ? Viewer::current() : Viewer::visitor();
	}

	/**
	 * Whether somebody else may get another answer.
	 */
	public function is_for_viewer(): bool {
		return $this->for_viewer;
	}
}
