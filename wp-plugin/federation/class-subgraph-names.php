<?php
/**
 * Keeps WordPress's names and the gateway's apart in a supergraph, where equal names would be merged.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What the gateway has as well gets a prefix here: `User` becomes `WordPressUser`, the root field `users` becomes `wordpressUsers`.
 */
final class Subgraph_Names {

	private const TYPE_PREFIX  = 'WordPress';
	private const FIELD_PREFIX = 'wordpress';

	/**
	 * Names of the gateway's types.
	 *
	 * @var array<string, int>|null
	 */
	private ?array $taken = null;

	/**
	 * Builds the names.
	 *
	 * @param Type_Store $store Holds the gateway's schema.
	 */
	public function __construct( private Type_Store $store ) {
	}

	/**
	 * A type's name in the subgraph.
	 *
	 * @param string $name WPGraphQL's name.
	 */
	public function type( string $name ): string {
		$this->taken ??= array_flip( array_diff( $this->store->names(), array( 'String', 'Int', 'Float', 'Boolean', 'ID' ) ) );
		return isset( $this->taken[ $name ] ) ? self::TYPE_PREFIX . $name : $name;
	}

	/**
	 * WPGraphQL's name of a type of the subgraph; null where the subgraph's name is WPGraphQL's.
	 *
	 * @param string $name Name in the subgraph.
	 */
	public function original_type( string $name ): ?string {
		$original = str_starts_with( $name, self::TYPE_PREFIX ) ? substr( $name, strlen( self::TYPE_PREFIX ) ) : '';
		return '' !== $original && $this->type( $original ) === $name ? $original : null;
	}

	/**
	 * Root fields with the subgraph's names.
	 *
	 * @param array<string, array<string, mixed>> $fields WPGraphQL's fields.
	 * @return array<string, array<string, mixed>>
	 */
	public function root_fields( array $fields ): array {
		$root    = $this->store->current()['query'] ?? null;
		$taken   = is_string( $root ) ? $this->store->type( $root )['fields'] ?? array() : array();
		$renamed = array();
		foreach ( $fields as $name => $field ) {
			$new = isset( $taken[ $name ] ) ? self::FIELD_PREFIX . ucfirst( $name ) : $name;
			if ( is_array( $field ) && $new !== $name ) {
				$field['name'] = $new;
			}
			$renamed[ $new ] = $field;
		}
		return $renamed;
	}
}
