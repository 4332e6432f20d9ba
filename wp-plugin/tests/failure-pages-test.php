<?php
/**
 * Every block in every kind of trouble with the gateway: a page in good time, with old data or a friendly line.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use Skybridge\Answer_Renewal;
use Skybridge\Bind_Screen;
use Skybridge\Failure;
use Skybridge\Log_Screen;
use Skybridge\Own_Login;
use Skybridge\Page_Patience;
use Skybridge\Portal_Submission;
use Skybridge\Services;
use Skybridge\Viewer;

final class Failure_Pages_Test extends Plugin_Test_Case {

	use Portal_Data;
	use Report_Data;

	private const LONGEST_SECONDS = 2.0;

	/**
	 * Blocks by what they are, each with the address it is shown at and the words it has left without data.
	 */
	private const BLOCKS = array(
		'directory'        => array( '/', '<!-- wp:skybridge/directory /-->', 'The directory cannot be shown right now' ),
		'directory search' => array( '/?skybridge_search=a', '<!-- wp:skybridge/directory /-->', 'The directory cannot be shown right now' ),
		'other records'    => array( '/', '<!-- wp:skybridge/directory {"object":"accounts","fields":["name"]} /-->', 'cannot be shown right now' ),
		'report'           => array( '/', '<!-- wp:skybridge/report {"report":"R"} /-->', 'The report cannot be shown right now' ),
		'field'            => array( '/', '<!-- wp:skybridge/field {"object":"account","record":"001000000000001AAA","field":"name","fallback":"soon"} /-->', 'soon' ),
		'own field'        => array( '/', '<!-- wp:skybridge/field {"source":"viewer","field":"name","fallback":"soon"} /-->', 'soon' ),
		'portal list'      => array( '/', '<!-- wp:skybridge/portal /-->', 'Your data cannot be shown right now' ),
		'portal record'    => array( '/?skybridge_portal_record=500000000000001AAA', '<!-- wp:skybridge/portal /-->', 'Your data cannot be shown right now' ),
		'portal form'      => array( '/?skybridge_portal_form=new', '<!-- wp:skybridge/portal /-->', 'Your data cannot be shown right now' ),
		'own contact'      => array( '/', '<!-- wp:skybridge/portal {"source":"own"} /-->', 'Your data cannot be shown right now' ),
		'account link'     => array( '/', '<!-- wp:skybridge/account-link /-->', 'Your account cannot be linked right now' ),
	);

	private const FAULTS = array( 'down', 'slow', 'web page', 'bad gateway', 'nothing', 'not json', 'unauthenticated', 'rate limited', 'api limit', 'salesforce down' );

	/**
	 * @dataProvider troubles
	 */
	public function test_a_page_without_memory_says_so_kindly_and_names_no_reason( string $block, string $fault ): void {
		$this->log_in_as( 'subscriber' );
		$this->break_gateway( $fault );
		list( $address, $markup, $words ) = self::BLOCKS[ $block ];
		$html = $this->show( $address, $markup );
		$this->assertStringContainsString( $words, $html );
		$this->assertDoesNotMatchRegularExpression( '/cURL|skybridge_[a-z_]+<|<html|Nginx|The gateway says|Only administrators/', $html );
		$this->assertLessThanOrEqual( 2, count( $this->gateway->requests ), 'A gateway in trouble is not asked again and again.' );
	}

	public function troubles(): array {
		$cases = array();
		foreach ( array_keys( self::BLOCKS ) as $block ) {
			foreach ( self::FAULTS as $fault ) {
				$cases[ "{$block}, {$fault}" ] = array( $block, $fault );
			}
		}
		return $cases;
	}

	/**
	 * @dataProvider remembered
	 */
	public function test_a_page_that_remembers_shows_what_it_knows( string $markup, string $data, string $fault ): void {
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada Abbott' ) ) ) + $this->report_data() + array( 'record' => array( 'name' => 'Acme' ) ) );
		$this->assertStringContainsString( $data, $this->show( '/', $markup ) );
		$this->let_time_pass( 3 * HOUR_IN_SECONDS );
		$this->gateway->reset();
		$this->break_gateway( $fault );
		$this->assertStringContainsString( $data, $this->show( '/', $markup ) );
		$this->assertNotEmpty( $this->gateway->requests );
	}

	public function remembered(): array {
		$cases = array();
		foreach ( self::FAULTS as $fault ) {
			$cases[ "directory, {$fault}" ] = array( self::BLOCKS['directory'][1], 'Ada Abbott', $fault );
			$cases[ "report, {$fault}" ]    = array( self::BLOCKS['report'][1], 'Opportunities by Stage', $fault );
			$cases[ "field, {$fault}" ]     = array( '<!-- wp:skybridge/field {"object":"account","record":"001000000000001AAA","field":"name","format":"raw"} /-->', 'Acme', $fault );
		}
		return $cases;
	}

	public function test_a_page_with_every_block_does_not_wait_for_a_slow_gateway(): void {
		$this->log_in_as( 'subscriber' );
		remove_filter( 'pre_http_request', array( $this->gateway, 'intercept' ), 10 );
		$process = new Gateway_Process( Services::get()->site_key->public_key(), 5000 );
		update_option( 'skybridge_gateway_url', $process->url );
		try {
			$begun = microtime( true );
			$html  = $this->show( '/', implode( '', array_column( self::BLOCKS, 1 ) ) );
			$this->assertLessThan( self::LONGEST_SECONDS, microtime( true ) - $begun );
			$this->assertStringContainsString( 'The directory cannot be shown right now', $html );
			$this->assertStringContainsString( 'Your account cannot be linked right now', $html );
		} finally {
			$process->stop();
		}
	}

	public function test_no_admin_screen_waits_for_a_slow_gateway(): void {
		$this->log_in_as( 'administrator' );
		remove_filter( 'pre_http_request', array( $this->gateway, 'intercept' ), 10 );
		$process = new Gateway_Process( Services::get()->site_key->public_key(), 5000 );
		update_option( 'skybridge_gateway_url', $process->url );
		$screens = array(
			'log'     => array( Log_Screen::class, 'render' ),
			'bind'    => array( Bind_Screen::class, 'render' ),
			'profile' => static function (): void {
				Bind_Screen::render_section( wp_get_current_user() );
				Own_Login::render( wp_get_current_user() );
			},
		);
		try {
			foreach ( $screens as $name => $render ) {
				$this->new_request( '/wp-admin/' );
				$_GET  = array( 'user_id' => (string) get_current_user_id(), 'find' => 'ada' );
				$begun = microtime( true );
				ob_start();
				$render();
				$this->assertNotSame( '', ob_get_clean(), $name );
				$this->assertLessThan( self::LONGEST_SECONDS, microtime( true ) - $begun, $name );
			}
		} finally {
			$process->stop();
		}
	}

	public function test_the_last_call_of_a_page_waits_only_for_what_is_left(): void {
		remove_filter( 'pre_http_request', array( $this->gateway, 'intercept' ), 10 );
		$process = new Gateway_Process( Services::get()->site_key->public_key(), 5000 );
		update_option( 'skybridge_gateway_url', $process->url );
		$this->new_request( '/' );
		Page_Patience::spend( 0.8 );
		$begun = microtime( true );
		try {
			Services::get()->client->post( '/portal/bindings/list', array(), Viewer::visitor() );
			$this->fail( 'A gateway that does not answer was heard.' );
		} catch ( Failure $failure ) {
			$this->assertSame( 'timeout', $failure->code() );
			$this->assertLessThan( 0.8, microtime( true ) - $begun );
		} finally {
			$process->stop();
		}
	}

	public function test_what_was_too_slow_for_a_page_is_fetched_without_one(): void {
		wp_unschedule_hook( Answer_Renewal::EVENT );
		$this->gateway->fails( 'cURL error 28: Operation timed out after 1200 milliseconds' );
		$this->show( '/', self::BLOCKS['directory'][1] );
		$this->show( '/', self::BLOCKS['directory'][1] );
		$events = array_merge( ...array_column( _get_cron_array(), Answer_Renewal::EVENT ) );
		$this->assertCount( 1, $events );

		$this->gateway->reset();
		$this->gateway->gives( $this->directory_data( array( array( 'name' => 'Ada Abbott' ) ) ) );
		Answer_Renewal::run( ...reset( $events )['args'] );
		$this->assertGreaterThan( 10.0, $this->gateway->requests[0]['timeout'] );
		$this->assertStringContainsString( 'Ada Abbott', $this->show( '/', self::BLOCKS['directory'][1] ) );
		$this->assertCount( 1, $this->gateway->requests, 'The page itself asks nothing.' );
	}

	public function test_a_form_keeps_what_was_written_though_the_gateway_does_not_even_say_its_fields(): void {
		$this->log_in_as( 'subscriber' );
		$this->break_gateway( 'down' );
		$key  = '11111111-2222-4333-8444-555555555555';
		$sent = array(
			Portal_Submission::TOKEN => \Skybridge\Block_Token::seal( 'skybridge/portal', array( 'attributes' => array(), 'number' => 1 ) ),
			'_skybridge_nonce'       => wp_create_nonce( Portal_Submission::NONCE ),
			'skybridge_do'           => 'create',
			'skybridge_request'      => $key,
			'skybridge_field'        => array( 'subject' => '<b>"Lift"</b>', 'tags' => array( 'a', 'b' ), '"><script>' => 'x' ),
		);
		$this->new_request( '/portal/?skybridge_portal_form=new' );
		$this->assertNull( Portal_Submission::run( $sent, array() ) );
		$page = $this->parse( do_blocks( self::BLOCKS['portal form'][1] ) );
		$this->assertStringContainsString( 'nothing was saved', $this->texts( $page, '//*[@role="alert"]' )[0] );
		$this->assertSame( '<b>"Lift"</b>', $page->evaluate( 'string(//input[@name="skybridge_field[subject]"]/@value)' ) );
		$this->assertCount( 2, $page->query( '//input[@name="skybridge_field[tags][]"]' ) );
		$this->assertContains( '<b>"Lift"</b>', $this->texts( $page, '//form/p' ) );
		$this->assertCount( 0, $page->query( '//script | //b' ) );
		$this->assertSame( $key, $page->evaluate( 'string(//input[@name="skybridge_request"]/@value)' ) );
		$this->assertSame( array( 'Send again' ), $this->texts( $page, '//button' ) );

		$this->new_request( '/portal/?skybridge_portal_form=new' );
		$this->assertNull( Portal_Submission::run( array( '_skybridge_nonce' => 'forged' ) + $sent, array() ) );
		$page = $this->parse( do_blocks( self::BLOCKS['portal form'][1] ) );
		$this->assertCount( 0, $page->query( '//form' ), 'What another site sent is not offered for sending.' );
	}

	/**
	 * Renders blocks as a new page does.
	 */
	private function show( string $address, string $markup ): string {
		$this->new_request( $address );
		return do_blocks( $markup );
	}

	/**
	 * Lets the gateway do one thing only.
	 */
	private function break_gateway( string $fault ): void {
		$page = '<html><body><h1>Nginx</h1></body></html>';
		match ( $fault ) {
			'down'            => $this->gateway->fails(),
			'slow'            => $this->gateway->fails( 'cURL error 28: Operation timed out after 1200 milliseconds' ),
			'web page'        => $this->gateway->answers( 200, $page, array( 'content-type' => 'text/html' ) ),
			'bad gateway'     => $this->gateway->answers( 502, $page, array( 'content-type' => 'text/html' ) ),
			'nothing'         => $this->gateway->answers( 200, '' ),
			'not json'        => $this->gateway->answers( 200, '{"data":' ),
			'unauthenticated' => $this->gateway->refuses( 'UNAUTHENTICATED', array(), null, 401 ),
			'rate limited'    => $this->gateway->answers( 429, '', array( 'retry-after' => '30' ) ),
			'api limit'       => $this->gateway->refuses( 'API_LIMIT_REACHED', array( 'retryAfter' => 60 ) ),
			'salesforce down' => $this->gateway->refuses( 'SALESFORCE_UNAVAILABLE' ),
		};
	}
}
