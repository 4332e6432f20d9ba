<?php
/**
 * Keeps the gateway's schema in the options table: one row for each type, read only when an operation names it.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Rows of a new version are written beside those of the old one; a single option says which version is read. So a
 * request sees one whole schema, and a sync that breaks off changes nothing.
 */
final class Type_Store {

	/**
	 * What is current: id, version, root types, directives, when it was stored. Small, so it loads with WordPress.
	 */
	public const OPTION = 'skybridge_schema';

	private const ROW = 'skybridge_type_';

	/**
	 * The current version's description; null before the first sync.
	 *
	 * @return array{id: string, version: string, query: string, mutation: string|null, directives: array<int, array<string, mixed>>, contact: bool, stored_at: int}|null
	 */
	public function current(): ?array {
		$current = get_option( self::OPTION, null );
		return is_array( $current ) && isset( $current['id'], $current['version'], $current['query'] ) ? $current : null;
	}

	/**
	 * One type of the current version.
	 *
	 * @param string $name Name at the gateway.
	 * @return array<string, mixed>|null Its row as Introspection::compact_type() made it.
	 */
	public function type( string $name ): ?array {
		$current = $this->current();
		$row     = null === $current ? null : get_option( self::row_name( $current['id'], $name ), null );
		return is_array( $row ) ? $row : null;
	}

	/**
	 * Names of all types of the current version.
	 *
	 * @return string[]
	 */
	public function names(): array {
		$current = $this->current();
		$names   = null === $current ? null : get_option( self::row_name( $current['id'], '' ), null );
		return is_array( $names ) ? $names : array();
	}

	/**
	 * Loads all rows of the current version by one statement, for whoever is about to read them all.
	 */
	public function prime_all(): void {
		global $wpdb;
		$current = $this->current();
		if ( null === $current ) {
			return;
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery.DirectQuery, WordPress.DB.DirectDatabaseQuery.NoCaching -- thousands of rows at once; they are put into the cache below.
		$rows = $wpdb->get_results( $wpdb->prepare( "SELECT option_name, option_value FROM {$wpdb->options} WHERE option_name LIKE %s", $wpdb->esc_like( self::ROW . $current['id'] . '_' ) . '%' ) );
		foreach ( $rows as $row ) {
			wp_cache_set( $row->option_name, $row->option_value, 'options' );
		}
	}

	/**
	 * Writes rows of a version that is not current yet.
	 *
	 * @param string                              $id    Id of the version.
	 * @param array<string, array<string, mixed>> $types Rows by name at the gateway.
	 */
	public function write( string $id, array $types ): void {
		global $wpdb;
		$rows = array();
		foreach ( $types as $name => $type ) {
			$rows[] = $wpdb->prepare( '(%s, %s, %s)', self::row_name( $id, $name ), maybe_serialize( $type ), 'no' );
		}
		if ( array() !== $rows ) {
			// phpcs:ignore WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.NotPrepared -- one statement for many rows, each prepared above; their names were never read.
			$wpdb->query( "INSERT INTO {$wpdb->options} (option_name, option_value, autoload) VALUES " . implode( ', ', $rows ) );
		}
	}

	/**
	 * Makes a written version the current one and removes those before the last, which a running request may still read.
	 *
	 * @param array{id: string, version: string, query: string, mutation: string|null, directives: array<int, array<string, mixed>>} $description What describes it.
	 * @param string[]                                                                                                             $names       Names of all its types.
	 */
	public function activate( array $description, array $names ): void {
		$before = $this->current();
		$this->write( $description['id'], array( '' => $names ) );
		// Read on every request to WPGraphQL, so that an operation without Salesforce costs no statement more.
		update_option( self::OPTION, $description + array( 'contact' => in_array( Salesforce_Fields::CONTACT, $names, true ), 'stored_at' => time() ), true );
		$this->remove_all_but( array_filter( array( $description['id'], $before['id'] ?? null ) ) );
	}

	/**
	 * Forgets the schema.
	 */
	public function clear(): void {
		delete_option( self::OPTION );
		$this->remove_all_but( array() );
	}

	/**
	 * Removes the rows of other versions.
	 *
	 * @param string[] $ids Versions to keep.
	 */
	private function remove_all_but( array $ids ): void {
		global $wpdb;
		$conditions = array( $wpdb->prepare( 'option_name LIKE %s', $wpdb->esc_like( self::ROW ) . '%' ) );
		foreach ( $ids as $id ) {
			$conditions[] = $wpdb->prepare( 'option_name NOT LIKE %s', $wpdb->esc_like( self::ROW . $id . '_' ) . '%' );
		}
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery, WordPress.DB.PreparedSQL.NotPrepared -- rows are known by prefix only; every condition is prepared above.
		$wpdb->query( "DELETE FROM {$wpdb->options} WHERE " . implode( ' AND ', $conditions ) );
	}

	/**
	 * Name of a row; type names can be longer than an option's name.
	 *
	 * @param string $id   Id of the version.
	 * @param string $name Name at the gateway; empty for the list of names.
	 */
	private static function row_name( string $id, string $name ): string {
		return self::ROW . $id . '_' . ( '' === $name ? 'names' : md5( $name ) );
	}
}
