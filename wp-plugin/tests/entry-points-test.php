<?php
/**
 * What WordPress itself calls: pages of wp-admin, forms and files of pages, patterns, privacy tools, and WP-CLI.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use RuntimeException;
use Skybridge\Account_Link_Block;
use Skybridge\Bind_Screen;
use Skybridge\Block_Assets;
use Skybridge\Block_Token;
use Skybridge\Command_Line;
use Skybridge\Failure;
use Skybridge\Log_Screen;
use Skybridge\Page_Privacy;
use Skybridge\Patterns;
use Skybridge\Portal_Download;
use Skybridge\Portal_Receipt;
use Skybridge\Portal_Submission;
use Skybridge\Portal_Upload;
use Skybridge\Viewer;

final class Entry_Points_Test extends Plugin_Test_Case {

	use Portal_Data;

	private const FILE = '068000000000001AAA';

	protected function tearDown(): void {
		$_POST = array();
		unset( $_SERVER['REQUEST_METHOD'], $_SERVER['CONTENT_LENGTH'] );
		remove_all_filters( 'wp_redirect' );
		parent::tearDown();
	}

	public function test_pages_of_wp_admin_are_for_those_who_may_use_them(): void {
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		global $submenu, $_registered_pages;
		foreach ( array( 'administrator' => true, 'editor' => false ) as $role => $may ) {
			$this->log_in_as( $role );
			$submenu           = array();
			$_registered_pages = array();
			Log_Screen::add_page();
			Bind_Screen::add_page();
			$this->assertSame( $may, isset( $_registered_pages[ get_plugin_page_hookname( Log_Screen::PAGE, 'tools.php' ) ] ), $role );
			$this->assertSame( $may, isset( $_registered_pages[ get_plugin_page_hookname( Bind_Screen::PAGE, '' ) ] ), $role );
		}
	}

	public function test_the_page_that_stands_in_no_menu_has_a_title(): void {
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		set_current_screen( 'admin_page_' . Bind_Screen::PAGE );
		$this->assertSame( 'Salesforce Contact of a user &#8212; Site', Bind_Screen::name_page( ' &#8212; Site', '' ) );
		set_current_screen( 'plugins' );
		$this->assertSame( 'Plugins &#8212; Site', Bind_Screen::name_page( 'Plugins &#8212; Site', 'Plugins' ) );
		set_current_screen( 'front' );
	}

	public function test_a_form_of_a_portal_leads_to_its_receipt(): void {
		$this->log_in_as( 'subscriber' );
		$this->new_request( '/portal/' );
		Portal_Submission::handle();
		$this->assertSame( array(), $this->gateway->requests, 'Nothing was posted.' );

		$this->gateway->gives( $this->portal_schema() );
		$this->gateway->gives( array( 'write' => array( 'receipt' => array( 'id' => '500000000000001AAA', 'created' => true, 'time' => '2026-02-03T04:05:06.000Z' ), 'errors' => array() ) ) );
		$_POST = wp_slash(
			array(
				'skybridge_portal'  => Block_Token::seal( 'skybridge/portal', array( 'attributes' => array(), 'number' => 1 ) ),
				'_skybridge_nonce'  => wp_create_nonce( Portal_Submission::NONCE ),
				'skybridge_request' => '11111111-2222-4333-8444-555555555555',
				'skybridge_do'      => 'create',
				'skybridge_field'   => array( 'subject' => 'O\'Hara' ),
			)
		);
		parse_str( (string) wp_parse_url( $this->redirected( array( Portal_Submission::class, 'handle' ) ), PHP_URL_QUERY ), $query );
		$this->assertSame( 'Sent. Thank you.', Portal_Receipt::open( $query['skybridge_portal_done'] )->text() );
		$this->assertSame( "O'Hara", $this->gateway->body()['variables']['input']['subject'] );
	}

	public function test_the_form_of_the_account_link_leads_back_with_its_outcome(): void {
		$this->new_request( '/account/?x=1' );
		Account_Link_Block::handle();
		$this->assertSame( array(), $this->gateway->requests );
		$_POST = array( 'skybridge_link_do' => 'confirm', '_skybridge_nonce' => 'forged' );
		$this->assertSame( '/account/?x=1&skybridge_linked=expired', $this->redirected( array( Account_Link_Block::class, 'handle' ) ) );
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_a_file_is_fetched_as_the_one_who_asks(): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( array( 'file' => array( 'versionData' => self::GATEWAY . '/files/ticket.1' ) ) );
		$this->gateway->answers( 200, 'bytes', array( 'content-type' => 'text/plain', 'content-disposition' => 'attachment; filename="a.txt"', 'x-other' => 'no' ) );
		$destination = get_temp_dir() . 'skybridge-entry-points';
		$headers     = Portal_Download::fetch( self::FILE, Viewer::current(), $destination );
		$this->assertSame( array( 'content-type' => 'text/plain', 'content-disposition' => 'attachment; filename="a.txt"' ), $headers );
		$this->assertSame( array( 'id' => self::FILE ), $this->gateway->body( 0 )['variables'] );
		$sent = $this->gateway->requests[1];
		$this->assertSame( array( self::GATEWAY . '/files/ticket.1', $destination, true, 0 ), array( $sent['url'], $sent['filename'], $sent['stream'], $sent['redirection'] ) );
		$this->assertArrayNotHasKey( 'Authorization', $sent['headers'] ?? array(), 'The address is the credential.' );
	}

	/**
	 * @dataProvider no_files
	 */
	public function test_what_is_no_file_of_theirs_is_no_file( bool $logged_in, string $id, ?string $address ): void {
		if ( $logged_in ) {
			$this->log_in_as( 'subscriber' );
		}
		$this->gateway->gives( array( 'file' => null === $address ? null : array( 'versionData' => $address ) ) );
		$this->gateway->answers( 404, 'gone' );
		$this->expectException( Failure::class );
		Portal_Download::fetch( $id, Viewer::current(), get_temp_dir() . 'skybridge-entry-points' );
	}

	public function no_files(): array {
		return array(
			'a visitor'         => array( false, self::FILE, self::GATEWAY . '/files/ticket' ),
			'no id'             => array( true, "068' OR", self::GATEWAY . '/files/ticket' ),
			'not theirs'        => array( true, self::FILE, null ),
			'no address'        => array( true, self::FILE, 'file:///etc/passwd' ),
			'another path'      => array( true, self::FILE, self::GATEWAY . '/files/../metrics' ),
			'gone in between'   => array( true, self::FILE, self::GATEWAY . '/files/ticket' ),
		);
	}

	public function test_a_request_without_a_file_id_is_none_for_files(): void {
		$this->new_request( '/portal/?skybridge_file[]=1' );
		Portal_Download::handle();
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_an_upload_that_php_dropped_is_told_with_what_fits(): void {
		$this->assertFalse( Portal_Upload::was_dropped() );
		$_SERVER['REQUEST_METHOD'] = 'POST';
		$_SERVER['CONTENT_LENGTH'] = '999999999';
		$this->assertTrue( Portal_Upload::was_dropped() );
		$this->assertMatchesRegularExpression( '/at most \d+ [KMG]B fit/', Portal_Upload::too_large()->getMessage() );
	}

	/**
	 * @runInSeparateProcess
	 * @preserveGlobalState disabled
	 */
	public function test_no_cache_keeps_a_page_with_a_portal(): void {
		$plain = $this->page_with( 'Hello' );
		$this->go_to( $plain );
		Page_Privacy::guard_page();
		$this->assertFalse( defined( 'DONOTCACHEPAGE' ) );
		$this->go_to( $this->page_with( '[skybridge_portal]' ) );
		Page_Privacy::guard_page();
		$this->assertTrue( defined( 'DONOTCACHEPAGE' ) );
	}

	public function test_a_viewers_own_directory_stays_out_of_searches_and_feeds(): void {
		$this->log_in_as( 'subscriber' );
		global $wp_query;
		foreach ( array( 'is_search', 'is_feed' ) as $where ) {
			$wp_query->$where = true;
			$this->new_request( '/' );
			$html             = do_blocks( '<!-- wp:skybridge/directory {"audience":"viewer"} /-->' );
			$wp_query->$where = false;
			$this->assertStringContainsString( 'This directory is shown on its page only.', $html );
		}
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_patterns_hold_blocks_that_there_are(): void {
		$registry = \WP_Block_Patterns_Registry::get_instance();
		foreach ( array( 'portal', 'directory', 'report' ) as $name ) {
			unregister_block_pattern( 'skybridge/' . $name );
		}
		Patterns::register();
		foreach ( array( 'portal', 'directory', 'report' ) as $name ) {
			$blocks = parse_blocks( $registry->get_registered( 'skybridge/' . $name )['content'] );
			$this->assertNotSame( array(), $blocks );
			foreach ( $blocks as $block ) {
				$type = \WP_Block_Type_Registry::get_instance()->get_registered( (string) $block['blockName'] );
				$this->assertNotNull( $type, "{$name}: {$block['blockName']}" );
				$this->assertSame( array(), array_diff_key( $block['attrs'], $type->get_attributes() ), $name );
			}
		}
	}

	public function test_each_block_has_the_handles_under_which_its_files_are_registered(): void {
		foreach ( array( 'directory', 'report', 'field', 'portal', 'account-link' ) as $folder ) {
			$handles = Block_Assets::handles( $folder );
			$this->assertArrayHasKey( $handles['editor_script_handles'][0], wp_scripts()->registered );
			$this->assertArrayHasKey( $handles['style_handles'][0], wp_styles()->registered );
		}
	}

	public function test_privacy_tools_are_offered_to_wordpress(): void {
		foreach ( array( 'exporters', 'erasers' ) as $kind ) {
			$tools = apply_filters( "wp_privacy_personal_data_{$kind}", array() );
			$this->assertIsCallable( $tools['skybridge']['callback'] );
			$this->assertSame( array( 'theirs' ), array_keys( array_diff_key( apply_filters( "wp_privacy_personal_data_{$kind}", array( 'theirs' => array() ) ), $tools ) ), 'Those of others stay.' );
		}
	}

	/**
	 * @runInSeparateProcess
	 * @preserveGlobalState disabled
	 */
	public function test_the_command_is_there_where_wp_cli_runs(): void {
		require_once __DIR__ . '/double/class-wp-cli.php';
		Command_Line::register();
		$this->assertSame( array(), \WP_CLI::$commands, 'WP-CLI does not run.' );
		define( 'WP_CLI', true );
		Command_Line::register();
		$this->assertSame( array( 'skybridge' => Command_Line::class ), \WP_CLI::$commands );
	}

	public function test_the_command_lists_objects_and_the_fields_of_one(): void {
		require_once __DIR__ . '/double/class-wp-cli.php';
		\WP_CLI::$said = array();
		$this->log_in_as( 'administrator' );
		$account = array( 'name' => 'account', 'args' => array( array( 'name' => 'id' ) ), 'type' => array( 'kind' => 'OBJECT', 'name' => 'Account' ) );
		$this->gateway->gives( array( '__schema' => array( 'queryType' => array( 'fields' => array( $account ) ) ) ) );
		$this->gateway->gives( array( '__type' => array( 'fields' => array( array( 'name' => 'phone', 'description' => 'Phone', 'type' => array( 'kind' => 'SCALAR', 'name' => 'String' ) ), array( 'name' => 'owner', 'type' => array( 'kind' => 'OBJECT', 'name' => 'User' ) ) ) ) ) );
		$command = new Command_Line();
		$command->schema( array() );
		$command->schema( array( 'account' ) );
		$command->schema( array( 'nope' ) );
		$this->assertSame( array( 'account', 'phone' ), array_slice( \WP_CLI::$said, 0, 2 ) );
		$this->assertStringStartsWith( 'error: The gateway offers no such object.', \WP_CLI::$said[2] );
	}

	/**
	 * Where an entry point sends the browser.
	 *
	 * @param callable $entry The entry point.
	 */
	private function redirected( callable $entry ): string {
		add_filter(
			'wp_redirect',
			static function ( string $address ): string {
				throw new RuntimeException( $address );
			}
		);
		try {
			$entry();
		} catch ( RuntimeException $redirect ) {
			return $redirect->getMessage();
		}
		$this->fail( 'Nothing was redirected.' );
	}

	/**
	 * A page of the site.
	 *
	 * @param string $content Its content.
	 */
	private function page_with( string $content ): int {
		return wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Page', 'post_content' => $content ) );
	}

	/**
	 * Has WordPress show a page.
	 *
	 * @param int $id Its id.
	 */
	private function go_to( int $id ): void {
		global $wp_query, $wp_the_query;
		$wp_query     = new \WP_Query( array( 'page_id' => $id ) );
		$wp_the_query = $wp_query;
	}
}
