<?php
/**
 * What the plugin hangs into WordPress: block, assets, shortcode, menu, activation.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use PHPUnit\Framework\TestCase;
use Skybridge\Admin_Actions;
use Skybridge\Block_Assets;
use Skybridge\Directory_Attributes;
use Skybridge\Report_Attributes;
use Skybridge\Settings_Screen;
use WP_Block_Supports;
use WP_Block_Type_Registry;
use WP_REST_Request;

final class Registration_Test extends TestCase {

	/**
	 * @dataProvider blocks
	 */
	public function test_the_block_is_registered_with_its_assets_and_shortcode( string $name ): void {
		$block = WP_Block_Type_Registry::get_instance()->get_registered( 'skybridge/' . $name );
		$this->assertNotNull( $block );
		$this->assertSame( 3, $block->api_version );
		$this->assertTrue( wp_script_is( $block->editor_script_handles[0], 'registered' ) );
		$this->assertTrue( wp_style_is( $block->style_handles[0], 'registered' ) );
		$this->assertTrue( shortcode_exists( 'skybridge_' . str_replace( '-', '_', $name ) ) );
		if ( 'directory' === $name ) {
			$this->assertSame( array( 'skybridge-directory-view-script-module' ), $block->view_script_module_ids );
		}
	}

	/**
	 * @dataProvider blocks
	 */
	public function test_the_block_is_what_core_makes_of_its_file( string $name ): void {
		$folder   = dirname( __DIR__ ) . '/blocks/' . $name;
		$registry = WP_Block_Type_Registry::get_instance();
		$manifest = require dirname( __DIR__ ) . '/blocks-manifest.php';
		$this->assertSame( json_decode( (string) file_get_contents( $folder . '/block.json' ), true ), $manifest[ $name ], 'Run `npm run plugin:blocks`.' );
		$ours = $registry->unregister( 'skybridge/' . $name );
		$core = register_block_type( $folder );
		// Core adds the attributes of the supports to what is registered when `init` ends.
		WP_Block_Supports::init();
		$registry->unregister( $core->name );
		$registry->register( $ours );
		$this->assertTrue( is_callable( $ours->render_callback ) );
		$core->render_callback = $ours->render_callback;
		$this->assertEquals( $core, $ours );
	}

	public function test_scripts_and_styles_wait_for_somebody_to_ask(): void {
		$before = array( $GLOBALS['wp_scripts'] ?? null, $GLOBALS['wp_styles'] ?? null );
		try {
			unset( $GLOBALS['wp_scripts'], $GLOBALS['wp_styles'] );
			Block_Assets::register();
			$this->assertArrayNotHasKey( 'wp_scripts', $GLOBALS );
			$this->assertTrue( wp_script_is( 'skybridge-editor', 'registered' ) );
			$this->assertTrue( wp_style_is( 'skybridge-portal-style', 'registered' ) );
			// Another plugin had them set up before this one could say what to add.
			$GLOBALS['wp_scripts']->registered = array();
			Block_Assets::register();
			$this->assertTrue( wp_script_is( 'skybridge-directory-editor-script', 'registered' ) );
		} finally {
			list( $GLOBALS['wp_scripts'], $GLOBALS['wp_styles'] ) = $before;
		}
	}

	/**
	 * @dataProvider blocks
	 */
	public function test_the_editor_script_names_every_global_it_uses( string $name ): void {
		$block = WP_Block_Type_Registry::get_instance()->get_registered( 'skybridge/' . $name );
		$this->assert_names_its_globals( $block->editor_script_handles[0], "blocks/{$name}/index.js" );
	}

	public function test_so_does_what_the_editor_scripts_share(): void {
		$this->assert_names_its_globals( 'skybridge-editor', 'editor.js' );
	}

	/**
	 * Asserts that the dependencies of a script are the globals it uses.
	 */
	private function assert_names_its_globals( string $handle, string $file ): void {
		$dependencies = wp_scripts()->registered[ $handle ]->deps;
		$globals      = array( 'wp.apiFetch' => 'wp-api-fetch', 'wp.blocks' => 'wp-blocks', 'wp.element' => 'wp-element', 'wp.blockEditor' => 'wp-block-editor', 'wp.components' => 'wp-components', 'wp.i18n' => 'wp-i18n', 'wp.serverSideRender' => 'wp-server-side-render', 'skybridgeEditor' => 'skybridge-editor' );
		preg_match_all( '/window\.(wp\.\w+|skybridgeEditor)(?! =)/', (string) file_get_contents( dirname( __DIR__ ) . '/' . $file ), $used );
		$this->assertEqualsCanonicalizing( $dependencies, array_map( static fn ( string $global ): string => $globals[ $global ], $used[1] ) );
	}

	/**
	 * @dataProvider blocks
	 */
	public function test_the_preview_needs_somebody_who_may_edit( string $name ): void {
		wp_set_current_user( 0 );
		$request = new WP_REST_Request( 'GET', '/wp/v2/block-renderer/skybridge/' . $name );
		$request->set_param( 'context', 'edit' );
		$this->assertSame( 401, rest_do_request( $request )->get_status() );
	}

	public function blocks(): array {
		$names = array_map( 'basename', (array) glob( dirname( __DIR__ ) . '/blocks/*', GLOB_ONLYDIR ) );
		return array_combine( $names, array_map( static fn ( string $name ): array => array( $name ), $names ) );
	}

	public function test_block_defaults_are_those_of_the_attributes_class(): void {
		$attributes = WP_Block_Type_Registry::get_instance()->get_registered( 'skybridge/directory' )->attributes;
		$defaults   = array_map( static fn ( array $attribute ): mixed => $attribute['default'] ?? null, $attributes );
		$this->assertSame( Directory_Attributes::from_block( array() )->signature(), Directory_Attributes::from_block( $defaults )->signature() );
		$this->assertSame( Directory_Attributes::from_block( array() )->signature(), Directory_Attributes::from_block( Directory_Attributes::block_attributes_of_shortcode( array() ) )->signature() );
		$this->assertSame( Directory_Attributes::COLUMNS, $attributes['columns']['items']['enum'] );
	}

	public function test_defaults_of_the_report_block_are_those_of_its_class(): void {
		$attributes = WP_Block_Type_Registry::get_instance()->get_registered( 'skybridge/report' )->attributes;
		$defaults   = array_map( static fn ( array $attribute ): mixed => $attribute['default'] ?? null, $attributes );
		$this->assertEquals( Report_Attributes::from_block( array() ), Report_Attributes::from_block( $defaults ) );
		$this->assertSame( Report_Attributes::CHARTS, $attributes['chart']['enum'] );
		$this->assertSame( Report_Attributes::MOST_ROWS, $attributes['rows']['maximum'] );
	}

	public function test_menu_link_and_actions_are_hooked(): void {
		$this->assertNotFalse( has_action( 'admin_menu', array( Settings_Screen::class, 'add_page' ) ) );
		$this->assertNotFalse( has_action( 'admin_init', array( Admin_Actions::class, 'register' ) ) );
		$this->assertNotFalse( has_action( 'admin_post_' . Settings_Screen::NEW_KEY_ACTION ) );
		$this->assertFalse( has_action( 'admin_post_nopriv_' . Settings_Screen::NEW_KEY_ACTION ) );
		$links = Settings_Screen::add_action_link( array( 'deactivate' => 'x' ) );
		$this->assertSame( array( 'settings', 'deactivate' ), array_keys( $links ) );
		$this->assertStringContainsString( 'page=skybridge', $links['settings'] );
	}
}
