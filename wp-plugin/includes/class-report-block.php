<?php
/**
 * Registers the report block and shortcode and renders both alike.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `skybridge/report` and `[skybridge_report]`.
 */
final class Report_Block {

	public const NAME      = 'skybridge/report';
	public const SHORTCODE = 'skybridge_report';

	/**
	 * Query variable of the link that reads a report again; its value is the report's name.
	 */
	private const REFRESH = 'skybridge_refresh';

	/**
	 * Seconds between two readings, however often the link is followed.
	 */
	private const REFRESH_SECONDS = 15;

	/**
	 * How many reports were rendered in this request.
	 *
	 * @var int
	 */
	private static int $count = 0;

	/**
	 * The shortcode: the same block.
	 *
	 * @param array<string, string>|string $written As written; an empty string for none.
	 */
	public static function shortcode( array|string $written ): string {
		return Block_Shortcode::render( self::NAME, Block_Shortcode::attributes( self::NAME, self::SHORTCODE, $written ) );
	}

	/**
	 * HTML inside the block's wrapper.
	 *
	 * @param array<string, mixed> $block_attributes As saved in the post.
	 */
	public static function render( array $block_attributes ): string {
		$attributes = Report_Attributes::from_block( $block_attributes );
		$view       = new Report_View( $attributes, 'skybridge-report-' . ++self::$count );
		$viewer     = $attributes->viewer();
		if ( '' === $attributes->report ) {
			return current_user_can( 'edit_posts' ) ? $view->line( __( 'Choose a report in the block’s settings.', 'skybridge' ) ) : '';
		}
		if ( ! Page_Privacy::may_show( $viewer ) ) {
			return $view->line( __( 'This report is shown on its page only.', 'skybridge' ) );
		}
		Page_Privacy::keep_out_of_page_caches( $viewer );
		try {
			$answer = Report_Operation::run( $attributes->report, $attributes->rows, $viewer, self::fresh_seconds( $attributes ) );
			return $view->run( Report_Run::from_answer( $answer ), $answer->failure(), self::links( $attributes, $block_attributes ) );
		} catch ( Failure $failure ) {
			return $view->failure( $failure );
		}
	}

	/**
	 * Starts the count of reports anew; for a new page in the same process.
	 */
	public static function reset(): void {
		self::$count = 0;
	}

	/**
	 * Seconds an answer counts as fresh: the author's choice, or less where the reader asks for a new one.
	 *
	 * @param Report_Attributes $attributes What the author chose.
	 */
	private static function fresh_seconds( Report_Attributes $attributes ): int {
		/**
		 * Filters how many seconds a report counts as fresh.
		 *
		 * @param int    $seconds The block's choice, 300 by default.
		 * @param string $report  Developer name of the report.
		 */
		$seconds = max( 0, (int) apply_filters( 'skybridge_report_cache_seconds', $attributes->cache_seconds, $attributes->report ) );
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- changes nothing but the age of what is shown, within bounds.
		$asked = $attributes->refresh && isset( $_GET[ self::REFRESH ] ) && $attributes->report === $_GET[ self::REFRESH ];
		return $asked ? min( $seconds, self::REFRESH_SECONDS ) : $seconds;
	}

	/**
	 * What a reader can do with the report. A preview offers nothing: its address is no page's.
	 *
	 * @param Report_Attributes    $attributes       What the author chose.
	 * @param array<string, mixed> $block_attributes As saved in the post.
	 * @return array<string, string> Addresses by text.
	 */
	private static function links( Report_Attributes $attributes, array $block_attributes ): array {
		$links = array();
		if ( wp_is_serving_rest_request() ) {
			return $links;
		}
		if ( $attributes->refresh ) {
			$links[ __( 'Read again', 'skybridge' ) ] = add_query_arg( self::REFRESH, $attributes->report );
		}
		if ( $attributes->csv ) {
			$links[ __( 'Download as CSV', 'skybridge' ) ] = Report_Download::url( $attributes, $block_attributes );
		}
		return $links;
	}
}
