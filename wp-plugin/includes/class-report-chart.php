<?php
/**
 * Draws the series of a report as SVG that needs no script: bars, lines or a ring.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Bars and lines place everything by percentages, so that text keeps its size on a phone. What is
 * drawn is also told: as title and description of the picture, and as a table under it.
 */
final class Report_Chart {

	/**
	 * At least 4:1 against white and against black, so that they show on any theme.
	 */
	private const COLOURS = array( '#2f6fd0', '#b8560f', '#0f8a66', '#a84bb5', '#7a7320', '#c2406b', '#5b6fa8', '#7f6a58' );

	private const MOST_POINTS = 40;
	private const MOST_SLICES = 8;
	private const MOST_SERIES = 8;

	private const BAR_HEIGHT  = 14;
	private const TEXT_HEIGHT = 20;
	private const LINE_HEIGHT = 220;

	/**
	 * Builds the chart.
	 *
	 * @param string                                                          $kind   `bar`, `line` or `donut`.
	 * @param array<int, array{figure: string, label: string, points: array}> $series What to draw; at least one point.
	 * @param string                                                          $name   What the chart shows.
	 * @param string                                                          $id     Prefix of element ids, unique on the page.
	 */
	public function __construct( private string $kind, private array $series, private string $name, private string $id ) {
		$this->series = array_slice( $series, 0, self::MOST_SERIES );
		if ( 'donut' === $kind && ! $this->is_whole() ) {
			$this->kind = 'bar';
		}
	}

	/**
	 * The picture.
	 */
	public function svg(): string {
		return match ( $this->kind ) {
			'line'  => $this->lines(),
			'donut' => $this->ring(),
			default => $this->bars(),
		};
	}

	/**
	 * What colours stand for; empty where one colour says it all.
	 */
	public function legend(): string {
		if ( 'donut' === $this->kind ) {
			$texts = array_map( static fn ( array $point ): string => $point['label'] . ': ' . $point['formatted'], $this->slices() );
		} elseif ( count( $this->series ) > 1 ) {
			$texts = array_column( $this->series, 'label' );
		} else {
			return '';
		}
		$items = '';
		foreach ( $texts as $index => $text ) {
			$items .= sprintf( '<li><span class="skybridge-report__swatch" style="background-color:%s" aria-hidden="true"></span>%s</li>', esc_attr( $this->colour( $index ) ), esc_html( $text ) );
		}
		return '<ul class="skybridge-report__legend">' . $items . '</ul>';
	}

	/**
	 * Points that the picture leaves out; the table has them all.
	 */
	public function left_out(): int {
		return 'donut' === $this->kind ? 0 : max( 0, count( $this->series[0]['points'] ) - self::MOST_POINTS );
	}

	/**
	 * Whether the points are parts of one whole: one series without anything below zero.
	 */
	private function is_whole(): bool {
		$values = array_column( $this->series[0]['points'] ?? array(), 'value' );
		return 1 === count( $this->series ) && array_sum( $values ) > 0 && min( array_map( 'floatval', $values ) ) >= 0;
	}

	/**
	 * A bar for each point, its text above it.
	 */
	private function bars(): string {
		list( $low, $high ) = $this->range();
		$share  = static fn ( float $value ): float => 100 * ( $value - $low ) / ( $high - $low );
		$single = 1 === count( $this->series );
		$shapes = '';
		$top    = 0;
		foreach ( array_keys( $this->points( 0 ) ) as $index ) {
			foreach ( array_keys( $this->series ) as $number ) {
				$point   = $this->point( $number, $index );
				$text    = $this->words( $number, $point );
				$top    += self::TEXT_HEIGHT;
				$shapes .= sprintf( '<text x="0" y="%d">%s</text>', $top - 5, esc_html( $text ) );
				if ( null !== $point['value'] ) {
					$from    = $share( min( 0.0, $point['value'] ) );
					$width   = max( 0.3, abs( $share( $point['value'] ) - $share( 0.0 ) ) );
					$shapes .= sprintf( '<rect x="%s%%" y="%d" width="%s%%" height="%d" rx="2" fill="%s"/>', self::number( $from ), $top, self::number( $width ), self::BAR_HEIGHT, esc_attr( $this->colour( $single ? 0 : $number ) ) );
				}
				$top += self::BAR_HEIGHT + 4;
			}
			$top += 6;
		}
		return $this->frame( sprintf( ' width="100%%" height="%d"', $top ), $shapes );
	}

	/**
	 * A line for each series, with a mark on each point.
	 */
	private function lines(): string {
		list( $low, $high ) = $this->range();
		$bottom = self::LINE_HEIGHT - 28;
		$last   = max( 1, count( $this->points( 0 ) ) - 1 );
		$across = static fn ( int $index ): string => self::number( 2 + 96 * $index / $last );
		$height = static fn ( float $value ): string => self::number( 12 + ( $bottom - 12 ) * ( $high - $value ) / ( $high - $low ) );
		$shapes = sprintf( '<line x1="0" x2="100%%" y1="%1$s" y2="%1$s" stroke="currentColor" stroke-opacity="0.6"/>', $height( 0.0 ) );
		foreach ( array_keys( $this->series ) as $number ) {
			$before = null;
			foreach ( $this->points( $number ) as $index => $point ) {
				if ( null === $point['value'] ) {
					$before = null;
					continue;
				}
				$here = array( $across( $index ), $height( $point['value'] ) );
				if ( null !== $before ) {
					$shapes .= sprintf( '<line x1="%s%%" y1="%s" x2="%s%%" y2="%s" stroke="%s" stroke-width="2.5"%s/>', $before[0], $before[1], $here[0], $here[1], esc_attr( $this->colour( $number ) ), 0 === $number ? '' : sprintf( ' stroke-dasharray="%d 3"', 3 + 3 * $number ) );
				}
				$shapes .= sprintf( '<circle cx="%s%%" cy="%s" r="4.5" fill="%s"><title>%s</title></circle>', $here[0], $here[1], esc_attr( $this->colour( $number ) ), esc_html( $this->words( $number, $point ) ) );
				$before  = $here;
			}
		}
		return $this->frame( sprintf( ' width="100%%" height="%d"', self::LINE_HEIGHT ), $shapes . $this->axis_texts() );
	}

	/**
	 * The first and the last label below the lines: as many as fit on a phone.
	 */
	private function axis_texts(): string {
		$labels = array_column( $this->points( 0 ), 'label' );
		$text   = sprintf( '<text x="0" y="%d">%s</text>', self::LINE_HEIGHT - 6, esc_html( self::short( (string) reset( $labels ) ) ) );
		return count( $labels ) < 2 ? $text : $text . sprintf( '<text x="100%%" y="%d" text-anchor="end">%s</text>', self::LINE_HEIGHT - 6, esc_html( self::short( (string) end( $labels ) ) ) );
	}

	/**
	 * A ring of slices, clockwise from the top, with gaps between them.
	 */
	private function ring(): string {
		$slices = $this->slices();
		$sum    = array_sum( array_column( $slices, 'value' ) );
		$start  = 25.0;
		$shapes = '';
		foreach ( $slices as $index => $slice ) {
			$share   = 100 * (float) $slice['value'] / $sum;
			$drawn   = max( 0.2, $share - ( count( $slices ) > 1 ? 0.6 : 0 ) );
			$shapes .= sprintf(
				'<circle cx="21" cy="21" r="15.9155" fill="none" stroke="%s" stroke-width="7" stroke-dasharray="%s %s" stroke-dashoffset="%s"><title>%s</title></circle>',
				esc_attr( $this->colour( $index ) ),
				self::number( $drawn ),
				// Once around is 100: a longer period would move what begins before the start.
				self::number( 100 - $drawn ),
				self::number( $start ),
				esc_html( $slice['label'] . ': ' . $slice['formatted'] )
			);
			$start  -= $share;
		}
		return $this->frame( ' viewBox="0 0 42 42" class="skybridge-report__ring"', $shapes );
	}

	/**
	 * Slices of the ring: the largest, and all others together.
	 *
	 * @return array<int, array{label: string, value: float|null, formatted: string}>
	 */
	private function slices(): array {
		$points = array_values( array_filter( $this->series[0]['points'], static fn ( array $point ): bool => (float) $point['value'] > 0 ) );
		if ( count( $points ) <= self::MOST_SLICES ) {
			return $points;
		}
		usort( $points, static fn ( array $one, array $other ): int => $other['value'] <=> $one['value'] );
		$rest  = array_sum( array_column( array_slice( $points, self::MOST_SLICES - 1 ), 'value' ) );
		$shown = array_slice( $points, 0, self::MOST_SLICES - 1 );
		$shown[] = array(
			'label'     => __( 'All others', 'skybridge' ),
			'value'     => $rest,
			'formatted' => number_format_i18n( $rest, floor( $rest ) === $rest ? 0 : 2 ),
		);
		return $shown;
	}

	/**
	 * The SVG element with its title and description.
	 *
	 * @param string $attributes Attributes of its size.
	 * @param string $shapes     Escaped shapes.
	 */
	private function frame( string $attributes, string $shapes ): string {
		return sprintf(
			'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="%1$s-title" aria-describedby="%1$s-desc" focusable="false"%2$s><title id="%1$s-title">%3$s</title><desc id="%1$s-desc">%4$s</desc>%5$s</svg>',
			esc_attr( $this->id ),
			$attributes,
			esc_html( $this->name ),
			esc_html( $this->description() ),
			$shapes
		);
	}

	/**
	 * The chart in one sentence: how much it shows, and its largest and smallest point.
	 */
	private function description(): string {
		$known = array();
		foreach ( array_keys( $this->series ) as $number ) {
			foreach ( $this->series[ $number ]['points'] as $point ) {
				if ( null !== $point['value'] ) {
					$known[] = array( $point['value'], $this->words( $number, $point ) );
				}
			}
		}
		if ( array() === $known ) {
			return __( 'There are no values.', 'skybridge' );
		}
		usort( $known, static fn ( array $one, array $other ): int => $one[0] <=> $other[0] );
		return sprintf(
			/* translators: 1: number of values, 2: label and value of the largest, 3: label and value of the smallest. */
			_n( '%1$s value: %2$s.', '%1$s values. Largest: %2$s. Smallest: %3$s.', count( $known ), 'skybridge' ),
			number_format_i18n( count( $known ) ),
			end( $known )[1],
			$known[0][1]
		);
	}

	/**
	 * A point in words.
	 *
	 * @param int                                            $number Index of its series.
	 * @param array{label: string, formatted: string, value: float|null} $point  The point.
	 */
	private function words( int $number, array $point ): string {
		$series = 1 === count( $this->series ) ? '' : ', ' . $this->series[ $number ]['label'];
		return self::short( $point['label'] . $series ) . ': ' . ( null === $point['value'] ? '–' : $point['formatted'] );
	}

	/**
	 * Smallest and largest value drawn, zero among them; never the same.
	 *
	 * @return array{float, float}
	 */
	private function range(): array {
		$values = array( 0.0 );
		foreach ( array_keys( $this->series ) as $number ) {
			array_push( $values, ...array_map( 'floatval', array_column( $this->points( $number ), 'value' ) ) );
		}
		$low  = min( $values );
		$high = max( $values );
		return $low === $high ? array( 0.0, 1.0 ) : array( $low, $high );
	}

	/**
	 * The points of a series that are drawn.
	 *
	 * @param int $number Index of the series.
	 * @return array<int, array{label: string, value: float|null, formatted: string}>
	 */
	private function points( int $number ): array {
		return array_slice( $this->series[ $number ]['points'], 0, self::MOST_POINTS );
	}

	/**
	 * A point of a series by position; without a value where the series has none there.
	 *
	 * @param int $number Index of the series.
	 * @param int $index  Index of the point.
	 * @return array{label: string, value: float|null, formatted: string}
	 */
	private function point( int $number, int $index ): array {
		return $this->points( $number )[ $index ] ?? array(
			'label'     => $this->points( 0 )[ $index ]['label'],
			'value'     => null,
			'formatted' => '',
		);
	}

	/**
	 * Colour of a series or slice.
	 *
	 * @param int $index Its index.
	 */
	private function colour( int $index ): string {
		return self::COLOURS[ $index % count( self::COLOURS ) ];
	}

	/**
	 * A label that fits beside others on a phone.
	 *
	 * @param string $label Any text.
	 */
	private static function short( string $label ): string {
		return mb_strlen( $label ) > 34 ? mb_substr( $label, 0, 33 ) . '…' : $label;
	}

	/**
	 * A number as SVG wants it, whatever the site's locale.
	 *
	 * @param float $number Any number.
	 */
	private static function number( float $number ): string {
		return rtrim( rtrim( number_format( $number, 3, '.', '' ), '0' ), '.' );
	}
}
