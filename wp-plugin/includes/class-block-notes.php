<?php
/**
 * The lines around live data that all blocks share: as of when, what is wrong, and why.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Writes escaped HTML under the class names of one block.
 */
final class Block_Notes {

	/**
	 * Names the block.
	 *
	 * @param string $block_class Class of the block's wrapper, such as `skybridge-report`.
	 */
	public function __construct( private string $block_class ) {
	}

	/**
	 * A line that stands out.
	 *
	 * @param string $html Escaped HTML.
	 */
	public function notice( string $html ): string {
		return sprintf( '<p class="%s__notice" role="status">%s</p>', esc_attr( $this->block_class ), $html );
	}

	/**
	 * Why something failed, for administrators only; empty for everybody else.
	 *
	 * @param Failure $failure What failed.
	 */
	public function reason( Failure $failure ): string {
		if ( ! current_user_can( 'manage_options' ) ) {
			return '';
		}
		return sprintf(
			'<p class="%s__reason"><strong>%s</strong> %s <code>%s</code> %s</p>',
			esc_attr( $this->block_class ),
			esc_html__( 'Only administrators see this:', 'skybridge' ),
			esc_html( $failure->getMessage() ),
			esc_html( 'skybridge_' . $failure->code() ),
			esc_html( $failure->hint() )
		);
	}

	/**
	 * As of when the data is.
	 *
	 * @param int $moment Unix time.
	 */
	public function as_of( int $moment ): string {
		return sprintf(
			'<p class="%s__as-of">%s</p>',
			esc_attr( $this->block_class ),
			/* translators: %s: date and time. */
			sprintf( esc_html__( 'As of %s', 'skybridge' ), self::time( $moment ) )
		);
	}

	/**
	 * A moment in the site's own date format and time zone.
	 *
	 * @param int $moment Unix time.
	 */
	public static function time( int $moment ): string {
		$format = get_option( 'date_format' ) . ' ' . get_option( 'time_format' );
		return sprintf( '<time datetime="%s">%s</time>', esc_attr( gmdate( 'c', $moment ) ), esc_html( (string) wp_date( $format, $moment ) ) );
	}
}
