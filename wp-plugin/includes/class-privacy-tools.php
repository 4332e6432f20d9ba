<?php
/**
 * What WordPress’s privacy tools export and erase of a person: what this plugin keeps about them on this site.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use WP_User;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Records in Salesforce are not this site's to export or erase; which ones a person is linked to, and how to end that, is.
 */
final class Privacy_Tools {

	private const NAME = 'skybridge';

	/**
	 * Adds the exporter.
	 *
	 * @param array<string, mixed> $exporters Exporters.
	 * @return array<string, mixed>
	 */
	public static function add_exporter( array $exporters ): array {
		$exporters[ self::NAME ] = array(
			'exporter_friendly_name' => __( 'Skybridge', 'skybridge' ),
			'callback'               => array( self::class, 'export' ),
		);
		return $exporters;
	}

	/**
	 * Adds the eraser.
	 *
	 * @param array<string, mixed> $erasers Erasers.
	 * @return array<string, mixed>
	 */
	public static function add_eraser( array $erasers ): array {
		$erasers[ self::NAME ] = array(
			'eraser_friendly_name' => __( 'Skybridge', 'skybridge' ),
			'callback'             => array( self::class, 'erase' ),
		);
		return $erasers;
	}

	/**
	 * Exports.
	 *
	 * @param string $email Address of the person.
	 * @return array{data: array<int, array<string, mixed>>, done: bool}
	 */
	public static function export( string $email ): array {
		$user = get_user_by( 'email', $email );
		$data = false === $user ? array() : self::facts( $user );
		return array(
			'data' => array() === $data ? array() : array(
				array(
					'group_id'    => self::NAME,
					'group_label' => __( 'Salesforce', 'skybridge' ),
					'item_id'     => 'skybridge-' . $user->ID,
					'data'        => $data,
				),
			),
			'done' => true,
		);
	}

	/**
	 * Erases; the link at the gateway too, which a failing gateway keeps.
	 *
	 * @param string $email Address of the person.
	 * @return array{items_removed: bool, items_retained: bool, messages: string[], done: bool}
	 */
	public static function erase( string $email ): array {
		$user     = get_user_by( 'email', $email );
		$removed  = false;
		$messages = array();
		if ( false !== $user ) {
			$removed = array() !== self::facts( $user );
			try {
				$removed = ( new Portal_Links( Services::get()->client ) )->forget( $user ) || $removed;
			} catch ( Failure $failure ) {
				$messages[] = __( 'The link to a Salesforce Contact could not be removed from the gateway. Unlink the user on their profile.', 'skybridge' ) . ' ' . $failure->getMessage();
			}
			delete_user_meta( $user->ID, Federation\Contact_Links::META );
			delete_user_meta( $user->ID, Own_Login::USERNAME_META );
			Write_Log::forget_user( $user->ID );
			// Whose answers are which, their names do not tell.
			Answer_Cache::purge();
		}
		return array(
			'items_removed'  => $removed,
			'items_retained' => array() !== $messages,
			'messages'       => $messages,
			'done'           => true,
		);
	}

	/**
	 * What is kept of a user.
	 *
	 * @param WP_User $user Who.
	 * @return array<int, array{name: string, value: string}>
	 */
	private static function facts( WP_User $user ): array {
		$facts = array(
			__( 'Salesforce Contact', 'skybridge' ) => (string) get_user_meta( $user->ID, Federation\Contact_Links::META, true ),
			__( 'My Salesforce user', 'skybridge' ) => (string) get_user_meta( $user->ID, Own_Login::USERNAME_META, true ),
		);
		$waiting = array_filter( Write_Log::entries(), static fn ( array $entry ): bool => $user->ID === (int) $entry['user'] );
		foreach ( array_values( $waiting ) as $index => $entry ) {
			$content = Write_Log::content( $entry );
			/* translators: %d: number. */
			$facts[ sprintf( __( 'Form that did not get through, %d', 'skybridge' ), $index + 1 ) ] = trim( gmdate( 'c', (int) $entry['time'] ) . ' ' . wp_json_encode( $content['typed'] ?? array(), JSON_UNESCAPED_UNICODE ) );
		}
		$export = array();
		foreach ( array_filter( $facts ) as $name => $value ) {
			$export[] = array(
				'name'  => $name,
				'value' => $value,
			);
		}
		return $export;
	}
}
