<?php
/**
 * The REST route that gives the CSV file of a report which this site shows.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `GET skybridge/v1/report.csv?block=…`: the choices come sealed from the page, the viewer is whoever asks.
 */
final class Report_Download {

	private const ROUTE = '/report.csv';

	/**
	 * Registers the route.
	 */
	public static function register(): void {
		register_rest_route(
			Rest_Routes::NAMESPACE,
			self::ROUTE,
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, 'answer' ),
				// Open to all: the token proves that a page of this site offers the file, and the gateway decides who may read it.
				'permission_callback' => '__return_true',
				'args'                => Rest_Routes::token_argument(),
			)
		);
	}

	/**
	 * Address of the file.
	 *
	 * @param Report_Attributes    $attributes       What the author chose.
	 * @param array<string, mixed> $block_attributes As saved in the post.
	 */
	public static function url( Report_Attributes $attributes, array $block_attributes ): string {
		$query = array( 'block' => rawurlencode( Block_Token::seal( Report_Block::NAME, $block_attributes ) ) );
		if ( $attributes->is_for_viewer() && is_user_logged_in() ) {
			// Without it WordPress takes a REST request for one of nobody, whatever its cookies.
			$query['_wpnonce'] = wp_create_nonce( 'wp_rest' );
		}
		return add_query_arg( $query, rest_url( Rest_Routes::NAMESPACE . self::ROUTE ) );
	}

	/**
	 * The file, or why there is none.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	public static function answer( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		try {
			$attributes = Report_Attributes::from_block( Block_Token::open( Report_Block::NAME, (string) $request['block'] ) );
			if ( ! $attributes->csv || '' === $attributes->report ) {
				throw new Failure( 'not_offered', __( 'This report is not offered as a file.', 'skybridge' ) );
			}
			$viewer = $attributes->viewer();
			// A page that shows no rows gives none away as a file either.
			$rows   = 0 === $attributes->rows ? 0 : Report_Attributes::MOST_CSV_ROWS;
			$answer = Report_Operation::run( $attributes->report, $rows, $viewer, $attributes->cache_seconds );
			$run    = Report_Run::from_answer( $answer );
			$csv    = Report_Csv::write( $run, $attributes->columns );
		} catch ( Failure $failure ) {
			return Rest_Routes::error( $failure );
		}
		$response = new \WP_REST_Response( $csv );
		$response->header( 'Content-Type', 'text/csv; charset=UTF-8' );
		$response->header( 'Content-Disposition', sprintf( 'attachment; filename="%s-%s.csv"', sanitize_file_name( strtolower( $attributes->report ) ), wp_date( 'Y-m-d', $run->ran_at ) ) );
		$response->header( 'X-Content-Type-Options', 'nosniff' );
		$response->header( 'Cache-Control', $attributes->is_for_viewer() ? 'no-store, private' : 'no-cache' );
		return $response;
	}

	/**
	 * Sends the file as it is; the REST server would write it as JSON.
	 *
	 * @param bool              $served   Whether somebody has answered already.
	 * @param \WP_HTTP_Response $response What answer() gave.
	 * @param \WP_REST_Request  $request  The request.
	 */
	public static function serve( bool $served, \WP_HTTP_Response $response, \WP_REST_Request $request ): bool {
		if ( $served || '/' . Rest_Routes::NAMESPACE . self::ROUTE !== $request->get_route() || 200 !== $response->get_status() || 'GET' !== $request->get_method() ) {
			return $served;
		}
		// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- a CSV file, sent as such with nosniff; Report_Csv makes each cell harmless.
		echo $response->get_data();
		return true;
	}
}
