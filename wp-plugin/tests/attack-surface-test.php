<?php
/**
 * What an attacker could reach: every action and route, every block and screen with hostile data, other people's answers, and secrets.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use RuntimeException;
use Skybridge\Bind_Screen;
use Skybridge\Failure;
use Skybridge\Log_Screen;
use Skybridge\Services;
use Skybridge\Settings_Screen;
use Skybridge\Viewer;
use Skybridge\Write_Log;
use WP_REST_Request;

final class Attack_Surface_Test extends Plugin_Test_Case {

	use Portal_Data;
	use Report_Data;

	private const HOSTILE = array(
		'element'   => '"><img src=x onerror=alert(1)><svg/onload=alert(1)>',
		'script'    => '</script></style></textarea></title><script>alert(1)</script>',
		'attribute' => '\' onmouseover=\'alert(1)\' x="',
		'link'      => 'javascript:alert(1)//',
		'encoded'   => "java\tscript&#58;alert(1)",
		'data'      => 'data:text/html,<script>alert(1)</script>',
		'shortcode' => '[skybridge_field object="account" record="001000000000001AAA" field="name"]<!-- wp:html --><script>1</script>',
	);

	protected function setUp(): void {
		parent::setUp();
		add_filter( 'wp_die_handler', array( $this, 'die_handler' ) );
	}

	protected function tearDown(): void {
		remove_filter( 'wp_die_handler', array( $this, 'die_handler' ) );
		$_POST    = array();
		$_REQUEST = array();
		parent::tearDown();
	}

	/**
	 * Turns a refusal into an exception.
	 */
	public function die_handler(): callable {
		return static function (): void {
			throw new RuntimeException( 'refused' );
		};
	}

	public function test_no_action_of_the_admin_is_carried_out_without_role_and_nonce(): void {
		$actions = array_filter( array_keys( $GLOBALS['wp_filter'] ), static fn ( string $name ): bool => str_starts_with( $name, 'admin_post_skybridge' ) || str_starts_with( $name, 'wp_ajax_skybridge' ) );
		$this->assertGreaterThanOrEqual( 10, count( $actions ) );
		$this->assertSame( array(), array_filter( array_keys( $GLOBALS['wp_filter'] ), static fn ( string $name ): bool => 1 === preg_match( '/nopriv_skybridge/', $name ) ) );
		$this->gateway->gives( array() );
		foreach ( array( '', 'subscriber', 'editor', 'administrator' ) as $role ) {
			'' === $role ? wp_set_current_user( 0 ) : $this->log_in_as( $role );
			foreach ( $actions as $action ) {
				$_POST    = array( 'user_id' => (string) get_current_user_id(), 'contact' => '003000000000001AAA', 'key' => 'x', '_wpnonce' => wp_create_nonce( 'another' ) );
				$_REQUEST = $_POST;
				try {
					do_action( $action );
					$this->fail( "{$action} was carried out for " . ( '' === $role ? 'nobody' : $role ) );
				} catch ( RuntimeException $refused ) {
					$this->assertSame( 'refused', $refused->getMessage() );
				}
			}
		}
		$this->assertSame( array(), $this->gateway->requests );
	}

	public function test_no_route_gives_anything_to_those_who_may_not(): void {
		$this->gateway->gives( $this->report_data() );
		foreach ( array( '', 'subscriber' ) as $role ) {
			'' === $role ? wp_set_current_user( 0 ) : $this->log_in_as( $role );
			foreach ( rest_get_server()->get_routes( 'skybridge/v1' ) as $route => $handlers ) {
				// With WPGraphQL everybody who is signed in may have a token that says who they are.
				if ( '/skybridge/v1' === $route || ( '/skybridge/v1/viewer-token' === $route && '' !== $role ) ) {
					continue;
				}
				foreach ( $handlers as $handler ) {
					foreach ( array_keys( $handler['methods'] ) as $method ) {
						$request = new WP_REST_Request( $method, (string) preg_replace( '/\(\?P<[^>]+>[^)]*\)/', 'Account', $route ) );
						$request->set_param( 'block', 'forged.token' );
						$request->set_param( 'audience', 'viewer' );
						$this->assertContains( rest_do_request( $request )->get_status(), array( 401, 403, 404 ), "{$method} {$route} as {$role}" );
					}
				}
			}
			$preview = new WP_REST_Request( 'GET', '/wp/v2/block-renderer/skybridge/portal' );
			$preview->set_param( 'context', 'edit' );
			$this->assertContains( rest_do_request( $preview )->get_status(), array( 401, 403 ) );
		}
		$this->assertSame( array(), $this->gateway->requests );
	}

	/**
	 * @dataProvider pages
	 */
	public function test_data_of_salesforce_never_becomes_markup( string $address, string $markup, string $hostile ): void {
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->hostile_data( $hostile ) );
		$this->new_request( $address );
		// As a theme shows a page: after the blocks, WordPress reads the whole for shortcodes, quotes and smileys.
		$html = apply_filters( 'the_content', $markup );
		$this->assert_harmless( $html );
		$this->assertNotEmpty( $this->gateway->requests );
	}

	public function pages(): array {
		$blocks = array(
			'directory'       => array( '/', '<!-- wp:skybridge/directory /-->' ),
			'directory cards' => array( '/', '<!-- wp:skybridge/directory {"object":"accounts","fields":["name","website:Web","email","phone","parent.name"],"layout":"cards","photoField":"website"} /-->' ),
			'directory list'  => array( '/', '<!-- wp:skybridge/directory {"object":"accounts","fields":["name","website"],"layout":"list"} /-->' ),
			'report bars'     => array( '/', '<!-- wp:skybridge/report {"report":"R","rows":5,"showRefresh":true,"showCsv":true} /-->' ),
			'report line'     => array( '/', '<!-- wp:skybridge/report {"report":"R","chart":"line"} /-->' ),
			'report ring'     => array( '/', '<!-- wp:skybridge/report {"report":"R","chart":"donut"} /-->' ),
			'field'           => array( '/', '<!-- wp:skybridge/field {"object":"account","record":"001000000000001AAA","field":"name","format":"raw"} /-->' ),
			'portal list'     => array( '/', '<!-- wp:skybridge/portal {"filterFields":["status"],"searchFields":["subject"]} /-->' ),
			'portal record'   => array( '/?skybridge_portal_record=500000000000001AAA', '<!-- wp:skybridge/portal /-->' ),
			'portal form'     => array( '/?skybridge_portal_form=new', '<!-- wp:skybridge/portal {"createFields":["subject","type","reason"]} /-->' ),
			'portal edit'     => array( '/?skybridge_portal_record=500000000000001AAA&skybridge_portal_form=edit', '<!-- wp:skybridge/portal {"editFields":["subject","type","reason"]} /-->' ),
			'own contact'     => array( '/', '<!-- wp:skybridge/portal {"source":"own"} /-->' ),
			'account link'    => array( '/', '<!-- wp:skybridge/account-link /-->' ),
		);
		$cases  = array();
		foreach ( $blocks as $name => $block ) {
			foreach ( self::HOSTILE as $kind => $hostile ) {
				$cases[ "{$name}, {$kind}" ] = array( ...$block, $hostile );
			}
		}
		return $cases;
	}

	/**
	 * @dataProvider hostile
	 */
	public function test_screens_of_the_admin_show_it_as_text_too( string $hostile ): void {
		$id = $this->log_in_as( 'administrator' );
		$this->gateway->answers( 200, $this->hostile_data( $hostile ) + array( 'data' => $this->hostile_data( $hostile ), 'bindings' => array( array( 'subject' => (string) $id, 'contactId' => $hostile ) ) ) );
		Write_Log::record( $hostile, array( 'user' => $id, 'action' => $hostile, 'object' => $hostile, 'record' => $hostile ), array(), new Failure( 'timeout', $hostile ) );
		\Skybridge\Connect_Actions::keep_failure( new Failure( 'internal', $hostile, $hostile ) );
		update_user_meta( $id, 'skybridge_contact_id', $hostile );
		$_GET = array( 'user_id' => (string) $id, 'find' => wp_slash( $hostile ) );
		foreach ( array( array( Bind_Screen::class, 'render' ), array( Log_Screen::class, 'render' ), array( Settings_Screen::class, 'render' ), static fn () => Bind_Screen::render_section( wp_get_current_user() ) ) as $screen ) {
			ob_start();
			$screen();
			$this->assert_harmless( (string) ob_get_clean() );
		}
	}

	/**
	 * @dataProvider blocks
	 */
	public function test_data_of_salesforce_is_not_read_for_what_people_type( string $address, string $markup ): void {
		$ran = 0;
		add_shortcode(
			'skybridge_probe',
			static function () use ( &$ran ): string {
				++$ran;
				return '';
			}
		);
		$literal = "[skybridge_probe] AB--9x9... O'Neil (tm) :) 8) \"q\" ``";
		$this->log_in_as( 'subscriber' );
		$this->gateway->gives( $this->hostile_data( $literal ) );
		$this->new_request( $address );
		$page = $this->parse( apply_filters( 'the_content', $markup ) );
		remove_shortcode( 'skybridge_probe' );
		$this->assertSame( 0, $ran );
		$this->assertStringContainsString( $literal, $page->document->textContent . $page->evaluate( 'string(//input[@type="text"]/@value)' ) );
	}

	public function blocks(): array {
		$cases = array_filter( $this->pages(), static fn ( array $case ): bool => self::HOSTILE['element'] === $case[2] );
		unset( $cases['account link, element'] );
		return $cases;
	}

	public function hostile(): array {
		return array_map( static fn ( string $text ): array => array( $text ), self::HOSTILE );
	}

	public function test_nobody_is_shown_what_was_fetched_for_somebody_else(): void {
		$people = array( 'visitor' => Viewer::visitor() );
		foreach ( array( 'subscriber', 'author', 'administrator' ) as $role ) {
			$people[ $role ] = Viewer::of( get_userdata( $this->log_in_as( $role ) ) );
		}
		$twin             = wp_insert_user( array( 'user_login' => 'twin', 'user_pass' => 'x', 'user_email' => 'twin@example.org', 'role' => 'subscriber' ) );
		$people['twin']   = Viewer::of( get_userdata( $twin ) );
		$promoted         = new \WP_User( $twin );
		$promoted->add_role( 'editor' );
		$people['promoted'] = Viewer::of( $promoted );
		foreach ( $people as $name => $viewer ) {
			$this->gateway->reset();
			$this->gateway->gives( array( 'for' => $name ) );
			foreach ( array( 1, 2 ) as $time ) {
				$this->assertSame( array( 'for' => $name ), Services::get()->cached->fetch( '{ a }', array(), $viewer, 60, false )->data() );
			}
			$this->assertCount( 1, $this->gateway->requests );
		}
		foreach ( $people as $name => $viewer ) {
			$this->assertSame( array( 'for' => $name ), Services::get()->cached->fetch( '{ a }', array(), $viewer, 60, false )->data() );
		}
	}

	public function test_the_key_and_tokens_are_nowhere_but_sealed(): void {
		global $wpdb;
		$this->log_in_as( 'administrator' );
		$this->gateway->refuses( 'INTERNAL' );
		$log    = (string) tempnam( sys_get_temp_dir(), 'skybridge' );
		$before = ini_set( 'error_log', $log );
		$html   = '';
		foreach ( $this->pages() as list( $address, $markup ) ) {
			$this->new_request( $address );
			$html .= do_blocks( $markup );
		}
		ob_start();
		Settings_Screen::render();
		$html  .= (string) ob_get_clean();
		ini_set( 'error_log', (string) $before );
		$token  = $this->gateway->token();
		$seed   = $this->private_key();
		$stored = implode( "\n", $wpdb->get_col( "SELECT option_value FROM {$wpdb->options} UNION ALL SELECT meta_value FROM {$wpdb->usermeta}" ) );
		foreach ( array( $seed, base64_encode( $seed ), bin2hex( $seed ), \Skybridge\Base64url::encode( $seed ), $token ) as $secret ) {
			$this->assertGreaterThan( 20, strlen( $secret ) );
			foreach ( array( $stored, $html, (string) file_get_contents( $log ) ) as $place ) {
				$this->assertStringNotContainsString( $secret, $place );
			}
		}
		unlink( $log );
	}

	/**
	 * Secret part of the site's key, as it is in memory.
	 */
	private function private_key(): string {
		$stored = get_option( \Skybridge\Site_Key::OPTION );
		return substr( Services::get()->cipher->open( $stored['sealed'] ), 0, SODIUM_CRYPTO_SIGN_SEEDBYTES );
	}

	/**
	 * Data for every block, in which each text that is nobody's name is hostile.
	 *
	 * @return array<string, mixed>
	 */
	private function hostile_data( string $hostile ): array {
		$schema = $this->portal_schema();
		foreach ( array( 'object', 'comments', 'files' ) as $part ) {
			$schema[ $part ] = array( 'label' => $hostile, 'labelPlural' => $hostile ) + $schema[ $part ];
			foreach ( $schema[ $part ]['fields'] as &$field ) {
				$field = array( 'label' => $hostile, 'help' => $hostile ) + $field;
				foreach ( $field['options'] as &$option ) {
					$option['label'] = $hostile;
				}
				$field['options'][] = $this->option( $hostile, array( $hostile ) );
				unset( $option );
			}
			unset( $field );
		}
		$record = array_fill_keys( array( 'id', 'name', 'caseNumber', 'subject', 'status', 'type', 'reason', 'createdDate', 'lastModifiedDate', 'title', 'department', 'email', 'phone', 'website', 'commentBody', 'fileExtension', 'annualRevenueFormatted' ), $hostile );
		$page   = array( 'totalCount' => 1, 'nodes' => array( $record + array( 'parent' => $record ) ), 'pageInfo' => array( 'hasNextPage' => true, 'hasPreviousPage' => true, 'startCursor' => $hostile, 'endCursor' => $hostile ) );
		$report = $this->report_data();
		array_walk_recursive(
			$report,
			static function ( mixed &$value, string|int $key ) use ( $hostile ): void {
				$value = is_string( $value ) && ! in_array( $key, array( 'figure', 'group', 'key', 'column', 'dataType' ), true ) ? $hostile : $value;
			}
		);
		return $schema + $report + array( 'contacts' => $page, 'list' => $page, 'accounts' => $page, 'records' => $page, 'record' => $record, 'departments' => array( 'groupBy' => array( array( 'key' => array( 'department' => $hostile ), 'count' => 1 ) ) ), 'comments' => $page, 'files' => $page );
	}

	/**
	 * Asserts that a page holds no element, attribute or address that would run something.
	 */
	private function assert_harmless( string $html ): void {
		$page = $this->parse( $html );
		$this->assertSame( array(), $this->texts( $page, '//script | //iframe | //object | //embed | //base | //style | //meta' ) );
		$this->assertCount( 0, $page->query( '//@*[starts-with(name(), "on")]' ), $html );
		$this->assertCount( 0, $page->query( '//img[not(starts-with(@src, "https:"))]' ), $html );
		foreach ( $page->query( '//@href | //@src | //@action | //@formaction' ) as $address ) {
			$this->assertMatchesRegularExpression( '~\A(?:https?://|/|#|\?|mailto:|tel:|options\.php\z|\z)~', trim( $address->nodeValue ), $html );
		}
	}
}
