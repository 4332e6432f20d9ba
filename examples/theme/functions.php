<?php
/**
 * The theme's only logic: which operation its script may call, and on which page the script is.
 *
 * @package Skybridge_Example
 */

declare( strict_types=1 );

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

add_action( 'init', 'skybridge_example_declare_search' );
add_action( 'wp_enqueue_scripts', 'skybridge_example_enqueue' );

/**
 * The browser may give a text to search for; the fields that are read stand here.
 */
function skybridge_example_declare_search(): void {
	if ( ! function_exists( 'skybridge_declare_operation' ) ) {
		return;
	}
	skybridge_declare_operation(
		'team-search',
		'query ($text: String!) { contacts(first: 12, where: { name: { contains: $text } }, orderBy: [{ lastName: ASC }]) { nodes { id name title } } }',
		array(
			'variables' => array(
				'text' => array(
					'type'      => 'string',
					'required'  => true,
					'minLength' => 2,
					'maxLength' => 60,
				),
			),
			'viewer'    => 'visitor',
			'cache'     => 60,
		)
	);
}

/**
 * Styles everywhere, the script on the team page.
 */
function skybridge_example_enqueue(): void {
	wp_enqueue_style( 'skybridge-example', get_stylesheet_uri(), array(), '0.1.0' );
	if ( is_page( 'team' ) ) {
		wp_enqueue_script( 'skybridge-example-team', get_theme_file_uri( 'team.js' ), array( 'wp-api-fetch' ), '0.1.0', array( 'in_footer' => true ) );
	}
}
