<?php
/**
 * The CSV file and the REST routes around reports: who gets what, and that no cell runs anything.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Block_Token;
use Skybridge\Report_Csv;
use Skybridge\Report_Download;
use WP_REST_Request;
use WP_REST_Response;

final class Report_Download_Test extends Plugin_Test_Case {

	use Report_Data;

	private const FILE = '/skybridge/v1/report.csv';

	public function test_the_link_on_the_page_gives_the_file(): void {
		$this->gateway->gives( $this->report_data() );
		$page = $this->parse( do_blocks( '<!-- wp:skybridge/report {"report":"Opportunities_by_Stage"} /-->' ) );
		$link = $this->texts( $page, '//a[text()="Download as CSV"]/@href' )[0];
		parse_str( (string) wp_parse_url( $link, PHP_URL_QUERY ), $query );
		$this->assertArrayNotHasKey( '_wpnonce', $query, 'A page for everybody may be cached.' );

		$response = $this->get( $query['block'] );
		$this->assertSame( 200, $response->get_status() );
		$this->assertSame( 'text/csv; charset=UTF-8', $response->get_headers()['Content-Type'] );
		$this->assertSame( 'attachment; filename="opportunities_by_stage-2026-02-03.csv"', $response->get_headers()['Content-Disposition'] );
		$this->assertSame( "\xEF\xBB\xBFStage,Opportunity,Amount\r\nProspecting,Acme,1000\r\nClosed Won,Globex,500\r\n", $response->get_data() );
		$this->assertSame( 2000, $this->gateway->body()['variables']['first'] );
	}

	public function test_the_server_sends_it_as_it_is_and_only_it(): void {
		$this->gateway->gives( $this->report_data() );
		$request = new WP_REST_Request( 'GET', self::FILE );
		ob_start();
		$served = Report_Download::serve( false, new WP_REST_Response( "a,b\r\n" ), $request );
		$this->assertSame( "a,b\r\n", ob_get_clean() );
		$this->assertTrue( $served );
		$this->assertFalse( Report_Download::serve( false, new WP_REST_Response( 'x', 403 ), $request ) );
		$this->assertFalse( Report_Download::serve( false, new WP_REST_Response( 'x' ), new WP_REST_Request( 'GET', '/wp/v2/posts' ) ) );
	}

	public function test_a_page_without_rows_gives_groups_only(): void {
		$this->gateway->gives( $this->report_data( array( 'rows' => null ) ) );
		$response = $this->get( $this->token( array( 'rows' => 0 ) ) );
		$this->assertSame( "\xEF\xBB\xBFStage,Sum of Amount,Record Count\r\nProspecting,1000,2\r\nClosed Won,500,1\r\n", $response->get_data() );
		$this->assertStringNotContainsString( 'rows', $this->gateway->body()['query'] );
	}

	/**
	 * @dataProvider cells
	 */
	public function test_no_cell_is_a_formula_and_every_cell_stays_one( string $text, string $written ): void {
		$this->assertSame( $written . ",end\r\n", Report_Csv::line( array( $text, 'end' ) ) );
	}

	public function cells(): array {
		return array(
			'plain'             => array( 'Acme', 'Acme' ),
			'comma'             => array( 'Acme, Inc.', '"Acme, Inc."' ),
			'quote'             => array( 'The "A"', '"The ""A"""' ),
			'line break'        => array( "a\r\nb", "\"a\r\nb\"" ),
			'formula'           => array( '=1+1', "'=1+1" ),
			'command'           => array( '=cmd|\' /C calc\'!A0', "'=cmd|' /C calc'!A0" ),
			'formula, quoted'   => array( '=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"' ),
			'plus'              => array( '+43 1 555', "'+43 1 555" ),
			'at'                => array( '@SUM(A1)', "'@SUM(A1)" ),
			'minus text'        => array( '-2+3', "'-2+3" ),
			'negative number'   => array( '-2.5', '-2.5' ),
			'tab first'         => array( "\t=1", "\"'\t=1\"" ),
			'space first'       => array( ' =1', "' =1" ),
			'full width equals' => array( '＝1', "'＝1" ),
			'empty'             => array( '', '' ),
		);
	}

	public function test_a_forged_or_altered_token_is_refused_without_a_call(): void {
		$token = $this->token( array() );
		$other = Block_Token::seal( 'skybridge/directory', array( 'report' => 'Opportunities_by_Stage' ) );
		list( $payload, $code ) = explode( '.', $token );
		$altered = rtrim( strtr( base64_encode( '["skybridge/report",{"report":"Lead_List_Report"}]' ), '+/', '-_' ), '=' ) . '.' . $code;
		foreach ( array( 'x', $payload, $payload . '.', $altered, $token . 'x', $other, str_repeat( 'a', 8000 ) . '.b' ) as $bad ) {
			$response = $this->get( $bad );
			$this->assertSame( 403, $response->get_status() );
			$this->assertSame( 'skybridge_block_token_invalid', $response->get_data()['code'] );
		}
		$this->assertSame( 400, rest_do_request( new WP_REST_Request( 'GET', self::FILE ) )->get_status() );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_a_report_that_offers_no_file_has_none(): void {
		$this->assertSame( 404, $this->get( $this->token( array( 'showCsv' => false ) ) )->get_status() );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_the_viewer_is_whoever_asks_never_whoever_made_the_page(): void {
		$this->log_in_as( 'administrator' );
		$this->gateway->gives( $this->report_data() );
		$page = $this->parse( do_blocks( '<!-- wp:skybridge/report {"report":"Opportunities_by_Stage","audience":"viewer"} /-->' ) );
		parse_str( (string) wp_parse_url( $this->texts( $page, '//a[text()="Download as CSV"]/@href' )[0], PHP_URL_QUERY ), $query );
		$this->assertSame( 1, wp_verify_nonce( $query['_wpnonce'], 'wp_rest' ) );

		wp_set_current_user( 0 );
		$response = $this->get( $query['block'] );
		$this->assertStringNotContainsString( '"sub"', $this->claims() );
		$this->assertSame( 'no-store, private', $response->get_headers()['Cache-Control'] );
	}

	public function test_a_visitor_learns_nothing_of_why_it_failed(): void {
		$this->gateway->refuses( 'FORBIDDEN', array( 'hint' => 'Open it.' ), array( 'report' => null ) );
		$response = $this->get( $this->token( array() ) );
		$this->assertSame( 403, $response->get_status() );
		$this->assertSame( 'The data cannot be shown right now.', $response->get_data()['message'] );
		$this->assertStringNotContainsString( 'Open it', (string) wp_json_encode( $response->get_data() ) );
	}

	public function test_the_editors_routes_are_for_those_who_may_edit(): void {
		foreach ( array( '/skybridge/v1/reports', '/skybridge/v1/reports/Opportunities_by_Stage' ) as $route ) {
			wp_set_current_user( 0 );
			$this->assertSame( 401, rest_do_request( new WP_REST_Request( 'GET', $route ) )->get_status() );
		}
		$this->log_in_as( 'subscriber' );
		$this->assertSame( 403, rest_do_request( new WP_REST_Request( 'GET', '/skybridge/v1/reports' ) )->get_status() );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_a_contributor_lists_reports_as_a_visitor_or_as_themselves(): void {
		$id = $this->log_in_as( 'contributor' );
		$this->gateway->gives( array( 'reports' => array( array( 'name' => 'A', 'developerName' => 'A_1', 'description' => null, 'folder' => 'F' ), 'x', array() ) ) );
		$response = rest_do_request( new WP_REST_Request( 'GET', '/skybridge/v1/reports' ) );
		$this->assertSame( array( array( 'name' => 'A', 'developerName' => 'A_1', 'description' => '', 'folder' => 'F' ) ), $response->get_data() );
		$this->assertStringNotContainsString( '"sub"', $this->claims() );

		$request = new WP_REST_Request( 'GET', '/skybridge/v1/reports' );
		$request->set_param( 'audience', 'viewer' );
		rest_do_request( $request );
		$this->assertStringContainsString( '"roles":["contributor"]', $this->claims() );
		$this->assertStringContainsString( '"sub":"' . $id . '"', $this->claims() );
		$request->set_param( 'audience', 'administrator' );
		$this->assertSame( 400, rest_do_request( $request )->get_status() );
	}

	public function test_the_inspector_learns_columns_and_figures(): void {
		$this->log_in_as( 'editor' );
		$this->gateway->gives( $this->report_data() );
		$data = rest_do_request( new WP_REST_Request( 'GET', '/skybridge/v1/reports/Opportunities_by_Stage' ) )->get_data();
		$this->assertSame( array( 'NAME', 'AMOUNT' ), array_column( $data['columns'], 'name' ) );
		$this->assertSame( array( 'Sum of Amount', 'Record Count' ), array_column( $data['figures'], 'label' ) );
	}

	/**
	 * Asks for the file.
	 *
	 * @param string $token The block's choices.
	 */
	private function get( string $token ): WP_REST_Response {
		$request = new WP_REST_Request( 'GET', self::FILE );
		$request->set_query_params( array( 'block' => $token ) );
		return rest_do_request( $request );
	}

	/**
	 * A token as a page of this site would hold it.
	 *
	 * @param array<string, mixed> $attributes Block attributes.
	 */
	private function token( array $attributes ): string {
		return Block_Token::seal( 'skybridge/report', $attributes + array( 'report' => 'Opportunities_by_Stage' ) );
	}
}
