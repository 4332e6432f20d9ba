<?php
/**
 * Answers to a report operation.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

trait Report_Data {

	/**
	 * Data of a report operation: two stages, three opportunities of which two are shown.
	 *
	 * @param array<string, mixed> $changes Parts that differ.
	 * @return array<string, mixed>
	 */
	protected function report_data( array $changes = array() ): array {
		$sum   = static fn ( float $value, string $text ): array => array( 'name' => 's!AMOUNT', 'label' => 'Sum of Amount', 'value' => $value, 'formatted' => $text );
		$count = static fn ( int $value ): array => array( 'name' => 'RowCount', 'label' => 'Record Count', 'value' => $value, 'formatted' => (string) $value );
		$group = static fn ( string $key, string $label, array $totals ): array => array( 'key' => $key, 'label' => $label, 'level' => 0, 'totals' => $totals, 'groupings' => array() );
		$row   = static fn ( string $key, string $name, float $amount, string $text ): array => array( 'group' => $key, 'cells' => array( array( 'column' => 'NAME', 'label' => $name, 'value' => '006' ), array( 'column' => 'AMOUNT', 'label' => $text, 'value' => $amount ) ) );
		return array(
			'report' => $changes + array(
				'name'      => 'Opportunities by Stage',
				'allData'   => true,
				'ranAt'     => '2026-02-03T04:05:06.000Z',
				'stale'     => false,
				'columns'   => array( array( 'name' => 'NAME', 'label' => 'Opportunity', 'dataType' => 'string' ), array( 'name' => 'AMOUNT', 'label' => 'Amount', 'dataType' => 'currency' ) ),
				'figures'   => array( array( 'name' => 's!AMOUNT', 'label' => 'Sum of Amount' ), array( 'name' => 'RowCount', 'label' => 'Record Count' ) ),
				'groupedBy' => array( array( 'name' => 'STAGE', 'label' => 'Stage' ) ),
				'totals'    => array( $sum( 1500.0, 'EUR 1,500' ), $count( 3 ) ),
				'groupings' => array( $group( '0', 'Prospecting', array( $sum( 1000.0, 'EUR 1,000' ), $count( 2 ) ) ), $group( '1', 'Closed Won', array( $sum( 500.0, 'EUR 500' ), $count( 1 ) ) ) ),
				'series'    => array(
					array( 'figure' => 's!AMOUNT', 'label' => 'Sum of Amount', 'points' => array( $this->point( 'Prospecting', 1000.0, 'EUR 1,000' ), $this->point( 'Closed Won', 500.0, 'EUR 500' ) ) ),
					array( 'figure' => 'RowCount', 'label' => 'Record Count', 'points' => array( $this->point( 'Prospecting', 2.0 ), $this->point( 'Closed Won', 1.0 ) ) ),
				),
				'rowCount'  => 3,
				'rows'      => array( $row( '0', 'Acme', 1000.0, 'EUR 1,000' ), $row( '1', 'Globex', 500.0, 'EUR 500' ) ),
			),
		);
	}

	/**
	 * A point of a series.
	 *
	 * @param string      $label Label of the group.
	 * @param float|null  $value Number.
	 * @param string|null $text  As Salesforce shows it; as the number itself by default.
	 * @return array<string, mixed>
	 */
	protected function point( string $label, ?float $value, ?string $text = null ): array {
		return array( 'key' => $label, 'label' => $label, 'value' => $value, 'formatted' => $text ?? ( null === $value ? null : (string) $value ) );
	}
}
