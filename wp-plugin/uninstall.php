<?php
/**
 * Removes everything the plugin stored, on every site of a network.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) || ! defined( 'WP_UNINSTALL_PLUGIN' ) ) {
	exit;
}

/**
 * Removes settings, key, locks and cached answers of the current site.
 */
function remove_stored_data(): void {
	global $wpdb;
	foreach ( array( 'skybridge_gateway_url', 'skybridge_site_id', 'skybridge_site_key', 'skybridge_pairing', 'skybridge_epoch', 'skybridge_schema', 'skybridge_version', 'skybridge_write_log', 'skybridge_changes', 'skybridge_changes_until' ) as $option ) {
		delete_option( $option );
	}
	// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- names of cached answers and locks are known by prefix only.
	$names = $wpdb->get_col(
		$wpdb->prepare(
			"SELECT option_name FROM {$wpdb->options} WHERE option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s OR option_name LIKE %s",
			$wpdb->esc_like( '_transient_skybridge_' ) . '%',
			$wpdb->esc_like( '_transient_timeout_skybridge_' ) . '%',
			$wpdb->esc_like( 'skybridge_lock_' ) . '%',
			$wpdb->esc_like( 'skybridge_type_' ) . '%',
			$wpdb->esc_like( 'skybridge_tag_' ) . '%'
		)
	);
	array_map( 'delete_option', $names );
	array_map( 'wp_unschedule_hook', array( 'skybridge_mail_link', 'skybridge_renew_answer', 'skybridge_pull_changes' ) );
	delete_metadata( 'user', 0, 'skybridge_salesforce_user', '', true );
}

// User meta belongs to the network.
delete_metadata( 'user', 0, 'skybridge_contact_id', '', true );

if ( is_multisite() ) {
	foreach ( get_sites(
		array(
			'fields' => 'ids',
			'number' => 0,
		)
	) as $skybridge_site ) {
		switch_to_blog( (int) $skybridge_site );
		remove_stored_data();
		restore_current_blog();
	}
} else {
	remove_stored_data();
}
