<?php
/**
 * Every hook of the plugin, in one place.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

register_activation_hook( SKYBRIDGE_FILE, array( Site_Key::class, 'create_on_activation' ) );
register_deactivation_hook( SKYBRIDGE_FILE, array( Change_Pull::class, 'forget_on_deactivation' ) );

add_action( 'init', array( Upgrade::class, 'run' ), 1 );
add_action( 'init', array( Translations::class, 'load' ), 5 );
add_action( 'init', array( Block_Types::class, 'register' ) );
add_action( 'init', array( Block_Assets::class, 'register' ) );
add_action( 'wp_default_scripts', array( Block_Assets::class, 'add_scripts' ) );
add_action( 'wp_default_styles', array( Block_Assets::class, 'add_styles' ) );
add_filter( 'render_block', array( Block_Output::class, 'keep_literal' ), 10, 2 );
add_action( 'init', array( Patterns::class, 'register' ) );

add_action( 'template_redirect', array( Page_Privacy::class, 'guard_page' ), 1 );
add_action( 'template_redirect', array( Portal_Download::class, 'handle' ), 2 );
add_action( 'template_redirect', array( Portal_Submission::class, 'handle' ), 2 );
add_action( 'template_redirect', array( Account_Link_Block::class, 'handle' ), 2 );
add_action( Cache_Tags::ACTION, array( Cache_Tags::class, 'purge' ) );
add_filter( 'cron_schedules', array( Change_Pull::class, 'add_interval' ) );
add_action( Change_Pull::EVENT, array( Change_Pull::class, 'run' ) );
add_action( Answer_Renewal::EVENT, array( Answer_Renewal::class, 'run' ), 10, 4 );
add_action( Account_Link_Mail::EVENT, array( Account_Link_Mail::class, 'send' ), 10, 3 );

add_action( 'rest_api_init', array( Rest_Routes::class, 'register' ) );
add_action( 'rest_api_init', array( Declared_Operations::class, 'register_routes' ) );
add_filter( 'rest_request_before_callbacks', array( Page_Privacy::class, 'enter_route' ), 10, 3 );
add_filter( 'rest_request_after_callbacks', array( Page_Privacy::class, 'leave_route' ) );
add_filter( 'rest_pre_serve_request', array( Report_Download::class, 'serve' ), 10, 3 );

add_action( 'admin_init', array( Admin_Actions::class, 'register' ), 1 );
add_action( 'admin_menu', array( Settings_Screen::class, 'add_page' ) );
add_action( 'admin_init', array( Settings_Screen::class, 'register_settings' ) );

add_action( 'show_user_profile', array( Own_Login::class, 'render' ) );

add_action( 'admin_menu', array( Bind_Screen::class, 'add_page' ) );
add_filter( 'admin_title', array( Bind_Screen::class, 'name_page' ), 10, 2 );
add_action( 'admin_menu', array( Log_Screen::class, 'add_page' ) );
add_filter( 'wp_privacy_personal_data_exporters', array( Privacy_Tools::class, 'add_exporter' ) );
add_filter( 'wp_privacy_personal_data_erasers', array( Privacy_Tools::class, 'add_eraser' ) );
add_action( 'show_user_profile', array( Bind_Screen::class, 'render_section' ) );
add_action( 'edit_user_profile', array( Bind_Screen::class, 'render_section' ) );

add_filter( 'plugin_action_links_' . plugin_basename( SKYBRIDGE_FILE ), array( Settings_Screen::class, 'add_action_link' ) );

add_action( 'plugins_loaded', array( Federation\Wpgraphql::class, 'join' ), 20 );
add_filter( 'site_status_tests', array( Site_Health::class, 'add_tests' ) );
add_action( 'cli_init', array( Command_Line::class, 'register' ) );
