<?php
/**
 * The report block: chart, tables and totals that are complete, escaped, labelled and honest about their age.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use DOMXPath;

final class Report_Block_Test extends Plugin_Test_Case {

	use Report_Data;

	public function test_a_report_shows_chart_groups_rows_totals_and_when_it_ran(): void {
		$this->gateway->gives( $this->report_data() );
		$page = $this->render( array( 'rows' => 10 ) );

		$this->assertSame( array( 'Opportunities by Stage' ), $this->texts( $page, '//h2' ) );
		$this->assertSame( array( 'Sum of Amount', 'EUR 1,500', 'Record Count', '3' ), $this->texts( $page, '//dl//dt | //dl//dd' ) );
		$this->assertCount( 2, $this->texts( $page, '//figure//*[name()="rect"]' ) );
		$this->assertSame( array( 'Prospecting', 'EUR 1,000', 'Closed Won', 'EUR 500' ), $this->texts( $page, '//figure//tbody/tr/*' ) );
		$this->assertSame( array( 'Prospecting', 'EUR 1,000', '2', 'Closed Won', 'EUR 500', '1' ), $this->texts( $page, '//table[caption="Figures by Stage"]/tbody/tr/*' ) );
		$this->assertSame( array( 'Acme', 'EUR 1,000', 'Globex', 'EUR 500' ), $this->texts( $page, '//table[caption="Opportunities by Stage"]/tbody/tr/*' ) );
		$this->assertSame( array( '2 of 3 rows' ), $this->texts( $page, '//p[contains(@class, "count")]' ) );
		$this->assertSame( array( gmdate( 'c', strtotime( '2026-02-03T04:05:06Z' ) ) ), $this->texts( $page, '//p[contains(@class, "as-of")]/time/@datetime' ) );
		$this->assertSame( array(), $this->texts( $page, '//p[contains(@class, "notice")]' ) );
		$this->assertSame( array( 'report' => 'Opportunities_by_Stage', 'first' => 10 ), $this->gateway->body()['variables'] );
	}

	public function test_without_rows_none_are_asked_for(): void {
		$this->gateway->gives( $this->report_data( array( 'rows' => null ) ) );
		$this->render( array( 'rows' => 0 ) );
		$this->assertStringNotContainsString( 'rows', $this->gateway->body()['query'] );
		$this->assertSame( array( 'report' => 'Opportunities_by_Stage' ), $this->gateway->body()['variables'] );
	}

	/**
	 * @dataProvider charts
	 */
	public function test_every_kind_of_chart_has_a_name_a_description_and_a_table( string $chart, string $shape, int $shapes ): void {
		$this->gateway->gives( $this->report_data() );
		$page = $this->render( array( 'chart' => $chart ) );
		$svg  = '//figure/*[name()="svg"][@role="img"]';
		$this->assertCount( $shapes, $this->texts( $page, "{$svg}/*[name()='{$shape}']" ) );
		$this->assertSame( array( 'Opportunities by Stage: Sum of Amount by Stage' ), $this->texts( $page, "{$svg}/*[name()='title']" ) );
		$this->assertSame( array( '2 values. Largest: Prospecting: EUR 1,000. Smallest: Closed Won: EUR 500.' ), $this->texts( $page, "{$svg}/*[name()='desc']" ) );
		$this->assertSame( $this->texts( $page, "{$svg}/@aria-labelledby" ), $this->texts( $page, "{$svg}/*[name()='title']/@id" ) );
		$this->assertCount( 1, $this->texts( $page, '//figure/figcaption' ) );
		$this->assertCount( 1, $this->texts( $page, '//figure/details[summary]//table[caption]' ) );
	}

	public function charts(): array {
		return array(
			'bars'  => array( 'bar', 'rect', 2 ),
			'line'  => array( 'line', 'circle', 2 ),
			'donut' => array( 'donut', 'circle', 2 ),
		);
	}

	public function test_the_slices_of_a_ring_follow_each_other_and_close_it(): void {
		$this->gateway->gives( $this->report_data() );
		$page   = $this->render( array( 'chart' => 'donut' ) );
		$dashes = array_map( static fn ( string $one ): array => array_map( 'floatval', explode( ' ', $one ) ), $this->texts( $page, '//*[name()="circle"]/@stroke-dasharray' ) );
		foreach ( $dashes as list( $drawn, $rest ) ) {
			$this->assertEqualsWithDelta( 100.0, $drawn + $rest, 0.01 );
		}
		$this->assertSame( array( 25.0, -41.667 ), array_map( 'floatval', $this->texts( $page, '//*[name()="circle"]/@stroke-dashoffset' ) ) );
	}

	public function test_a_ring_of_what_is_no_whole_becomes_bars_and_gaps_are_gaps(): void {
		$points = array( $this->point( 'A', -5.0 ), $this->point( 'B', null ), $this->point( 'C', 15.0 ) );
		$this->gateway->gives( $this->report_data( array( 'series' => array( array( 'figure' => 's!AMOUNT', 'label' => 'Amount', 'points' => $points ) ) ) ) );
		$page = $this->render( array( 'chart' => 'donut' ) );
		$this->assertSame( array( '0%', '25%' ), $this->texts( $page, '//*[name()="rect"]/@x' ), 'Bars start at zero, to the left of it for what is less.' );
		$this->assertSame( array( '25%', '75%' ), $this->texts( $page, '//*[name()="rect"]/@width' ) );
		$this->assertSame( array( 'A: -5', 'B: –', 'C: 15' ), $this->texts( $page, '//*[name()="text"]' ) );
	}

	public function test_a_matrix_draws_each_group_across_and_says_which_is_which(): void {
		$series = static fn ( string $label, array $points ): array => array( 'figure' => 's!AMOUNT', 'label' => $label, 'points' => $points );
		$this->gateway->gives( $this->report_data( array( 'series' => array( $series( 'North', array( $this->point( 'Q1', 1.0 ), $this->point( 'Q2', 2.0 ) ) ), $series( 'South', array( $this->point( 'Q1', 3.0 ) ) ) ) ) ) );
		$page = $this->render( array( 'chart' => 'line' ) );
		$this->assertSame( array( 'North', 'South' ), $this->texts( $page, '//ul[contains(@class, "legend")]/li' ) );
		$this->assertSame( array( 'Stage', 'North', 'South' ), $this->texts( $page, '//figure//thead//th' ) );
		$this->assertSame( array( 'Q1', '1', '3', 'Q2', '2', '' ), $this->texts( $page, '//figure//tbody/tr/*' ) );
	}

	public function test_the_author_chooses_columns_figure_and_parts(): void {
		$this->gateway->gives( $this->report_data() );
		$page = $this->render( array( 'columns' => array( 'AMOUNT', 'GONE' ), 'figure' => 'RowCount', 'showGroups' => false, 'showTotals' => false, 'showCsv' => false, 'showRefresh' => false, 'title' => 'Sales' ) );
		$this->assertSame( array( 'Amount' ), $this->texts( $page, '//table[caption="Sales"]//thead//th' ) );
		$this->assertSame( array( 'Record Count by Stage' ), $this->texts( $page, '//figcaption' ) );
		$this->assertSame( array(), $this->texts( $page, '//dl | //a | //table[starts-with(caption, "Figures")]' ) );
	}

	public function test_hostile_values_from_salesforce_stay_text(): void {
		$evil = '</text></svg><script>alert(1)</script>"onload="x';
		$data = $this->report_data();
		array_walk_recursive( $data, static function ( mixed &$value ) use ( $evil ): void {
			$value = is_string( $value ) && ! str_contains( $value, 'AMOUNT' ) && ! str_contains( $value, 'Z' ) ? $evil : $value;
		} );
		foreach ( array( 'bar', 'line', 'donut' ) as $chart ) {
			$this->gateway->reset();
			$this->gateway->gives( $data );
			$this->forget_cached_answers();
			$page = $this->render( array( 'chart' => $chart ) );
			$this->assertSame( array(), $this->texts( $page, '//script | //@onload' ) );
			$this->assertContains( $evil, $this->texts( $page, '//th' ) );
		}
	}

	public function test_values_of_a_wrong_type_do_not_break_the_page(): void {
		$this->gateway->gives( array( 'report' => array( 'name' => array(), 'columns' => 'x', 'groupings' => array( 'x', array() ), 'totals' => array( array( 'value' => 'NaN' ) ), 'series' => array( array( 'points' => array( 7, array( 'value' => array() ) ) ) ), 'rows' => array( array( 'cells' => 'no' ) ), 'ranAt' => 'never' ) ) );
		$this->assertStringContainsString( 'skybridge-report__as-of', $this->html( $this->render() ) );
	}

	public function test_an_answer_without_a_run_is_a_failure_with_the_gateways_reason(): void {
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open the <report>.' ), array( 'report' => null ) );
		$html = $this->html( $this->render() );
		$this->assertStringContainsString( 'cannot be shown right now', $html );
		$this->assertStringNotContainsString( 'Open the', $html );
		$this->log_in_as( 'administrator' );
		$html = $this->html( $this->render() );
		$this->assertStringContainsString( 'skybridge_forbidden', $html );
		$this->assertStringContainsString( 'Open the &lt;report&gt;.', $html );
	}

	public function test_an_older_run_says_so_whether_salesforce_or_the_gateway_is_down(): void {
		$this->gateway->gives( $this->report_data( array( 'stale' => true ) ) );
		$page = $this->render();
		$this->assertStringContainsString( 'You see the run of', $this->texts( $page, '//p[contains(@class, "notice")]' )[0] );
		$this->assertSame( array( '2026-02-03T04:05:06+00:00' ), $this->texts( $page, '//p[contains(@class, "notice")]/time/@datetime' ) );

		$this->gateway->reset();
		$this->gateway->gives( $this->report_data() );
		$this->gateway->fails( 'secret-host' );
		$this->forget_cached_answers();
		$this->render();
		$this->let_time_pass( 7200 );
		$page = $this->render();
		$this->assertSame( array( '2026-02-03T04:05:06+00:00' ), $this->texts( $page, '//p[contains(@class, "notice")]/time/@datetime' ) );
		$this->assertStringNotContainsString( 'secret-host', $this->html( $page ) );
	}

	public function test_reading_again_asks_sooner_but_not_for_every_click(): void {
		$this->gateway->gives( $this->report_data() );
		$link = $this->texts( $this->render( array(), '/report/?x=1' ), '//a[text()="Read again"]/@href' )[0];
		$this->assertSame( '/report/?x=1&skybridge_refresh=Opportunities_by_Stage', $link );
		$this->render( array(), $link );
		$this->assertCount( 1, $this->gateway->requests, 'Seconds later the answer is still the same.' );
		$this->let_time_pass( 20 );
		$this->render( array(), '/report/' );
		$this->assertCount( 1, $this->gateway->requests );
		$this->render( array(), $link );
		$this->assertCount( 2, $this->gateway->requests );
	}

	public function test_a_report_for_each_reader_runs_as_them_and_stays_out_of_feeds_and_rest(): void {
		$id = $this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->report_data() );
		$this->render( array( 'audience' => 'viewer' ) );
		$this->assertStringContainsString( '"sub":"' . $id . '"', $this->claims() );
		$this->assertTrue( defined( 'DONOTCACHEPAGE' ) && DONOTCACHEPAGE );

		$GLOBALS['wp_query']->is_feed = true;
		try {
			$this->assertStringNotContainsString( 'Acme', $this->html( $this->render( array( 'audience' => 'viewer' ) ) ) );
			$this->assertStringContainsString( 'Acme', $this->html( $this->render() ), 'What everybody may see is no secret in a feed.' );
		} finally {
			$GLOBALS['wp_query']->is_feed = false;
		}
	}

	public function test_no_report_chosen_is_a_word_for_authors_only(): void {
		$this->assertSame( '', trim( $this->texts( $this->render( array( 'report' => 'x") { id } #' ) ), '//div' )[0] ) );
		$this->assertSame( array(), $this->gateway->requests );
		$this->log_in_as( 'author' );
		$this->assertStringContainsString( 'Choose a report', $this->html( $this->render( array( 'report' => '' ) ) ) );
	}

	public function test_the_shortcode_is_the_same_block(): void {
		$this->gateway->gives( $this->report_data() );
		$this->new_request( '/' );
		$page = $this->parse( do_shortcode( '[skybridge_report report="Opportunities_by_Stage" title="A &amp; B" chart="none" columns="AMOUNT, NAME" rows="7" show_totals="no" show_csv="false"]' ) );
		$this->assertSame( array( 'A & B' ), $this->texts( $page, '//h2' ) );
		$this->assertSame( array( 'Amount', 'Opportunity' ), $this->texts( $page, '//table[caption="A & B"]//thead//th' ) );
		$this->assertSame( array(), $this->texts( $page, '//figure | //dl' ) );
		$this->assertSame( array( 'Read again' ), $this->texts( $page, '//a' ) );
		$this->assertSame( 7, $this->gateway->body()['variables']['first'] );
		$this->assertTrue( wp_style_is( 'skybridge-report-style', 'enqueued' ) );
	}

	public function test_ids_are_unique_among_reports_of_a_page(): void {
		$this->gateway->gives( $this->report_data() );
		$this->new_request( '/' );
		$page = $this->parse( str_repeat( do_blocks( '<!-- wp:skybridge/report {"report":"Opportunities_by_Stage"} /-->' ), 1 ) . do_blocks( '<!-- wp:skybridge/report {"report":"Opportunities_by_Stage"} /-->' ) );
		$ids  = $this->texts( $page, '//*/@id' );
		$this->assertSame( $ids, array_values( array_unique( $ids ) ) );
		$this->assertCount( 1, $this->gateway->requests );
	}

	/**
	 * Renders the block on a page.
	 *
	 * @param array<string, mixed> $attributes Block attributes.
	 * @param string               $uri        Address of the page.
	 */
	private function render( array $attributes = array(), string $uri = '/' ): DOMXPath {
		$this->new_request( $uri );
		$attributes += array( 'report' => 'Opportunities_by_Stage' );
		return $this->parse( do_blocks( '<!-- wp:skybridge/report ' . serialize_block_attributes( $attributes ) . ' /-->' ) );
	}
}
