<?php
/**
 * Runs a report on the gateway: one operation, whose values all travel as variables.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Without detail rows Salesforce has less to do, so they are selected only where they are shown.
 */
final class Report_Operation {

	private const LIST = 'query SkybridgeReports { reports { name developerName description folder } }';

	private const FIGURES = 'totals { name label value formatted }';

	/**
	 * Runs a report, or answers from memory.
	 *
	 * @param string $report    Developer name.
	 * @param int    $rows      Detail rows; 0 for none.
	 * @param Viewer $viewer    On whose behalf.
	 * @param int    $fresh_for Seconds an answer counts as fresh.
	 * @throws Failure When there is nothing to show.
	 */
	public static function run( string $report, int $rows, Viewer $viewer, int $fresh_for ): Dated_Answer {
		$variables = array( 'report' => $report );
		if ( $rows > 0 ) {
			$variables['first'] = $rows;
		}
		return Services::get()->cached->fetch( self::document( $rows > 0 ), $variables, $viewer, $fresh_for, false, array( 'report:' . $report ) );
	}

	/**
	 * The reports that somebody may run.
	 *
	 * @param Viewer $viewer Who.
	 * @return array<int, array{name: string, developerName: string, description: string, folder: string}>
	 * @throws Failure When the gateway gives no list.
	 */
	public static function available( Viewer $viewer ): array {
		$data = Services::get()->cached->fetch( self::LIST, array(), $viewer, MINUTE_IN_SECONDS, false )->data();
		if ( ! is_array( $data['reports'] ?? null ) ) {
			throw new Failure( 'bad_answer', __( 'The gateway’s answer holds no list of reports.', 'skybridge' ) );
		}
		$text = static fn ( array $one, string $key ): string => is_string( $one[ $key ] ?? null ) ? $one[ $key ] : '';
		$list = array_map(
			static fn ( array $one ): array => array(
				'name'          => $text( $one, 'name' ),
				'developerName' => $text( $one, 'developerName' ),
				'description'   => $text( $one, 'description' ),
				'folder'        => $text( $one, 'folder' ),
			),
			array_values( array_filter( $data['reports'], 'is_array' ) )
		);
		return array_values( array_filter( $list, static fn ( array $one ): bool => '' !== $one['developerName'] ) );
	}

	/**
	 * The GraphQL document.
	 *
	 * @param bool $with_rows Whether detail rows are wanted.
	 */
	private static function document( bool $with_rows ): string {
		$figures = self::FIGURES;
		$level   = "key label level {$figures}";
		$rows    = $with_rows ? 'rowCount rows { group cells { column label value } }' : '';
		$head    = $with_rows ? '($report: String!, $first: Int!)' : '($report: String!)';
		$first   = $with_rows ? ', first: $first' : '';
		return <<<GRAPHQL
query SkybridgeReport{$head} {
  report(developerName: \$report{$first}) {
    name developerName description allData ranAt stale
    columns { name label dataType }
    figures { name label }
    groupedBy { name label }
    {$figures}
    groupings { {$level} groupings { {$level} groupings { {$level} } } }
    series { figure label points { key label value formatted } }
    {$rows}
  }
}
GRAPHQL;
	}
}
