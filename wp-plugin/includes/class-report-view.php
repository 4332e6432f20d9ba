<?php
/**
 * The HTML of a report. Every value is escaped here, where it is written.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Heading, chart, groups, rows and totals, as far as the author wants them; no part needs a script.
 */
final class Report_View {

	/**
	 * The shared lines.
	 *
	 * @var Block_Notes
	 */
	private Block_Notes $notes;

	/**
	 * Builds the view.
	 *
	 * @param Report_Attributes $attributes What the author chose.
	 * @param string            $id         Prefix of element ids, unique on the page.
	 */
	public function __construct( private Report_Attributes $attributes, private string $id ) {
		$this->notes = new Block_Notes( 'skybridge-report' );
	}

	/**
	 * A run.
	 *
	 * @param Report_Run           $run     The run.
	 * @param Failure|null         $failure Why it is not fresh, or not whole.
	 * @param array<string, string> $links   Addresses by text.
	 */
	public function run( Report_Run $run, ?Failure $failure, array $links ): string {
		$name = '' === $this->attributes->title ? $run->name : $this->attributes->title;
		return $this->heading( $name )
			. $this->staleness( $run, $failure )
			. $this->totals( $run )
			. $this->chart( $run, $name )
			. $this->groups( $run )
			. $this->rows( $run, $name )
			. $this->foot( $run, $links );
	}

	/**
	 * A report that cannot be shown: a friendly line for visitors, the reason for administrators.
	 *
	 * @param Failure $failure Why.
	 */
	public function failure( Failure $failure ): string {
		return $this->heading( $this->attributes->title )
			. $this->notes->notice( esc_html__( 'The report cannot be shown right now. Please try again in a few minutes.', 'skybridge' ) )
			. $this->notes->reason( $failure );
	}

	/**
	 * A plain line in place of a report.
	 *
	 * @param string $text The line.
	 */
	public function line( string $text ): string {
		return $this->heading( $this->attributes->title ) . $this->notes->notice( esc_html( $text ) );
	}

	/**
	 * The heading; empty where there is none.
	 *
	 * @param string $name Title.
	 */
	private function heading( string $name ): string {
		return '' === $name ? '' : sprintf( '<h2 class="skybridge-report__heading">%s</h2>', esc_html( $name ) );
	}

	/**
	 * What is wrong with the run on show; empty if nothing is.
	 *
	 * @param Report_Run   $run     The run.
	 * @param Failure|null $failure Why it is not fresh, or not whole.
	 */
	private function staleness( Report_Run $run, ?Failure $failure ): string {
		$is_old = $run->stale || ( null !== $failure && $failure->is_outage() );
		/* translators: %s: date and time. */
		$notice = $is_old ? $this->notes->notice( sprintf( esc_html__( 'Salesforce cannot run this report right now. You see the run of %s.', 'skybridge' ), Block_Notes::time( $run->ran_at ) ) ) : '';
		return $notice . ( null === $failure ? '' : $this->notes->reason( $failure ) );
	}

	/**
	 * Figures of the whole report.
	 *
	 * @param Report_Run $run The run.
	 */
	private function totals( Report_Run $run ): string {
		if ( ! $this->attributes->show_totals || array() === $run->totals ) {
			return '';
		}
		$items = '';
		foreach ( $run->totals as $figure ) {
			$items .= sprintf( '<div><dt>%s</dt><dd>%s</dd></div>', esc_html( $figure['label'] ), esc_html( '' === $figure['formatted'] ? '–' : $figure['formatted'] ) );
		}
		return '<dl class="skybridge-report__totals">' . $items . '</dl>';
	}

	/**
	 * The chart with its table; empty where nothing is grouped.
	 *
	 * @param Report_Run $run  The run.
	 * @param string     $name Title of the report.
	 */
	private function chart( Report_Run $run, string $name ): string {
		$series = 'none' === $this->attributes->chart ? array() : $run->series_of( $this->attributes->figure );
		if ( array() === $series || array() === $series[0]['points'] ) {
			return '';
		}
		$figure  = (string) ( array_column( $run->figures, 'label', 'name' )[ $series[0]['figure'] ] ?? $series[0]['label'] );
		/* translators: 1: a figure such as "Sum of Amount", 2: what it is grouped by, such as "Stage". */
		$caption = '' === $run->grouping ? $figure : sprintf( __( '%1$s by %2$s', 'skybridge' ), $figure, $run->grouping );
		$chart   = new Report_Chart( $this->attributes->chart, $series, $name . ': ' . $caption, $this->id . '-chart' );
		$rest    = $chart->left_out();
		return sprintf(
			'<figure class="skybridge-report__chart" aria-labelledby="%1$s-caption"><figcaption id="%1$s-caption">%4$s%5$s</figcaption>%2$s%3$s<details class="skybridge-report__data"><summary>%6$s</summary>%7$s</details></figure>',
			esc_attr( $this->id ),
			$chart->svg(),
			$chart->legend(),
			esc_html( $caption ),
			/* translators: %s: number of groups. */
			0 === $rest ? '' : ' ' . esc_html( sprintf( _n( '(%s more group is in the table)', '(%s more groups are in the table)', $rest, 'skybridge' ), number_format_i18n( $rest ) ) ),
			esc_html__( 'The chart as a table', 'skybridge' ),
			$this->chart_table( $series, $run->grouping, $caption )
		);
	}

	/**
	 * What the chart draws, as a table.
	 *
	 * @param array<int, array{figure: string, label: string, points: array}> $series   What is drawn.
	 * @param string                                                          $grouping Label of the groups.
	 * @param string                                                          $caption  What the chart shows.
	 */
	private function chart_table( array $series, string $grouping, string $caption ): string {
		$body = array();
		foreach ( $series[0]['points'] as $index => $point ) {
			$body[] = array( $point['label'], ...array_map( static fn ( array $one ): string => $one['points'][ $index ]['formatted'] ?? '', $series ) );
		}
		return $this->table( $caption, array( $grouping, ...array_column( $series, 'label' ) ), $body, range( 1, count( $series ) ) );
	}

	/**
	 * Groups with their figures.
	 *
	 * @param Report_Run $run The run.
	 */
	private function groups( Report_Run $run ): string {
		if ( ! $this->attributes->show_groups || array() === $run->groups ) {
			return '';
		}
		$body = array();
		foreach ( $run->groups as $group ) {
			$body[] = array( implode( ' / ', $group['path'] ), ...array_column( $group['totals'], 'formatted' ) );
		}
		$figures = array_column( $run->figures, 'label' );
		/* translators: %s: what a report is grouped by. */
		return $this->table( sprintf( __( 'Figures by %s', 'skybridge' ), $run->grouping ), array( $run->grouping, ...$figures ), $body, range( 1, max( 1, count( $figures ) ) ) );
	}

	/**
	 * Detail rows.
	 *
	 * @param Report_Run $run  The run.
	 * @param string     $name Title of the report.
	 */
	private function rows( Report_Run $run, string $name ): string {
		if ( 0 === $this->attributes->rows ) {
			return '';
		}
		if ( array() === $run->rows ) {
			return sprintf( '<p class="skybridge-report__count">%s</p>', esc_html__( 'This report has no rows.', 'skybridge' ) );
		}
		$columns = $run->columns( $this->attributes->columns );
		$body    = array();
		foreach ( $run->rows as $row ) {
			$body[] = array_map( static fn ( array $column ): string => $row['cells'][ $column['name'] ]['label'] ?? '', $columns );
		}
		$numeric = array_keys( array_filter( array_column( $columns, 'numeric' ) ) );
		return $this->count_line( $run ) . $this->table( $name, array_column( $columns, 'label' ), $body, $numeric );
	}

	/**
	 * How many rows there are, and how many of them are on show.
	 *
	 * @param Report_Run $run The run.
	 */
	private function count_line( Report_Run $run ): string {
		$shown = count( $run->rows );
		$total = max( $shown, $run->count ?? $shown );
		$text  = $shown < $total
			/* translators: 1: rows on show, 2: rows in all. */
			? sprintf( __( '%1$s of %2$s rows', 'skybridge' ), number_format_i18n( $shown ), number_format_i18n( $total ) )
			/* translators: %s: number of rows. */
			: sprintf( _n( '%s row', '%s rows', $total, 'skybridge' ), number_format_i18n( $total ) );
		$more = $run->all_data ? '' : ' ' . __( 'Salesforce returns no more of this report.', 'skybridge' );
		return sprintf( '<p class="skybridge-report__count">%s</p>', esc_html( $text . $more ) );
	}

	/**
	 * A table whose first column names the row. It scrolls on its own where it does not fit, by keyboard too.
	 *
	 * @param string                         $caption What it shows.
	 * @param string[]                       $head    Column titles.
	 * @param array<int, array<int, string>> $body    Rows of texts.
	 * @param int[]                          $numeric Indexes of columns that hold numbers.
	 */
	private function table( string $caption, array $head, array $body, array $numeric ): string {
		$class = static fn ( int $index ): string => in_array( $index, $numeric, true ) ? ' class="skybridge-report__number"' : '';
		$cells = '';
		foreach ( $head as $index => $label ) {
			$cells .= sprintf( '<th scope="col"%s>%s</th>', $class( $index ), esc_html( $label ) );
		}
		$rows = '';
		foreach ( $body as $texts ) {
			$rows .= '<tr>';
			foreach ( $texts as $index => $text ) {
				$rows .= sprintf( 0 === $index ? '<th scope="row"%s>%s</th>' : '<td%s>%s</td>', $class( $index ), esc_html( $text ) );
			}
			$rows .= '</tr>';
		}
		return sprintf(
			'<div class="skybridge-report__scroll" role="group" aria-label="%1$s" tabindex="0"><table class="skybridge-report__table"><caption>%2$s</caption><thead><tr>%3$s</tr></thead><tbody>%4$s</tbody></table></div>',
			esc_attr( $caption ),
			esc_html( $caption ),
			$cells,
			$rows
		);
	}

	/**
	 * As of when, and what can be done.
	 *
	 * @param Report_Run            $run   The run.
	 * @param array<string, string> $links Addresses by text.
	 */
	private function foot( Report_Run $run, array $links ): string {
		$html = '';
		foreach ( $links as $text => $url ) {
			$html .= sprintf( '<a class="skybridge-report__action" rel="nofollow" href="%s">%s</a>', esc_url( $url ), esc_html( $text ) );
		}
		return $this->notes->as_of( $run->ran_at ) . ( '' === $html ? '' : '<p class="skybridge-report__actions">' . $html . '</p>' );
	}
}
