<?php
/**
 * Resolves references of other subgraphs to WordPress's nodes, by WPGraphQL's own loaders and models.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Deferred;
use GraphQL\Error\UserError;
use GraphQL\Type\Definition\ResolveInfo;
use WPGraphQL;
use WPGraphQL\AppContext;
use WPGraphQL\Data\DataSource;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What the viewer may not see (drafts, private posts, users who published nothing) is null, like what is not there.
 */
final class Entities {

	public const CONTACT = 'Contact';

	private const MAXIMUM = 1000;

	/**
	 * Loaders by WPGraphQL's name of the type.
	 *
	 * @var array<string, string>|null
	 */
	private ?array $loaders = null;

	/**
	 * Builds the resolver.
	 *
	 * @param Subgraph_Names $names Names in the subgraph.
	 */
	public function __construct( private Subgraph_Names $names ) {
	}

	/**
	 * Types that can be referred to, with the loader that finds them by their database id.
	 *
	 * @return array<string, string> By WPGraphQL's name.
	 */
	public function loaders(): array {
		if ( null === $this->loaders ) {
			$this->loaders = array(
				'User'    => 'user',
				'Comment' => 'comment',
			);
			foreach ( WPGraphQL::get_allowed_post_types( 'objects' ) as $type ) {
				$this->add( $type, 'post' );
			}
			foreach ( WPGraphQL::get_allowed_taxonomies( 'objects' ) as $taxonomy ) {
				$this->add( $taxonomy, 'term' );
			}
		}
		return $this->loaders;
	}

	/**
	 * The nodes of some references, in their order.
	 *
	 * @param mixed       $representations As the router gave them.
	 * @param AppContext  $context         WPGraphQL's.
	 * @param ResolveInfo $info            Of `_entities`.
	 * @return array<int, mixed>
	 * @throws UserError For what is not a reference.
	 */
	public function resolve( mixed $representations, AppContext $context, ResolveInfo $info ): array {
		if ( ! is_array( $representations ) || count( $representations ) > self::MAXIMUM ) {
			/* translators: %d: number of references. */
			throw new UserError( esc_html( sprintf( __( 'Ask for at most %d entities at once.', 'skybridge' ), self::MAXIMUM ) ) );
		}
		return array_map( fn ( mixed $one ): mixed => $this->node( $one, $context, $info ), array_values( $representations ) );
	}

	/**
	 * One reference's node.
	 *
	 * @param mixed       $reference As the router gave it.
	 * @param AppContext  $context   WPGraphQL's.
	 * @param ResolveInfo $info      Of `_entities`.
	 * @throws UserError For what is not a reference.
	 */
	private function node( mixed $reference, AppContext $context, ResolveInfo $info ): mixed {
		$type = is_array( $reference ) ? $reference['__typename'] ?? null : null;
		if ( self::CONTACT === $type && is_string( $reference['id'] ?? null ) ) {
			return array(
				'__typename' => self::CONTACT,
				'id'         => $reference['id'],
			);
		}
		$original = is_string( $type ) ? $this->names->original_type( $type ) ?? $type : '';
		$loader   = $this->loaders()[ $original ] ?? null;
		$by_id    = is_string( $reference['id'] ?? null );
		if ( null === $loader || ! ( $by_id || is_numeric( $reference['databaseId'] ?? null ) ) ) {
			throw new UserError( esc_html__( 'A representation needs the __typename of an entity, and its id or databaseId.', 'skybridge' ) );
		}
		$node = $by_id
			? $this->by_global_id( $reference['id'], $context, $info )
			: $context->get_loader( $loader )->load_deferred( absint( $reference['databaseId'] ) );
		// A loader finds any node of its kind: a reference to a post must not bring a page.
		return $node?->then( static fn ( mixed $found ): mixed => null !== $found && DataSource::resolve_node_type( $found ) === $original ? $found : null );
	}

	/**
	 * The node of a global id; null for an id that is none.
	 *
	 * @param string      $id      Global id.
	 * @param AppContext  $context WPGraphQL's.
	 * @param ResolveInfo $info    Of `_entities`.
	 */
	private function by_global_id( string $id, AppContext $context, ResolveInfo $info ): ?Deferred {
		try {
			return DataSource::resolve_node( $id, $context, $info );
		} catch ( UserError $error ) {
			return null;
		}
	}

	/**
	 * Adds a post type or taxonomy that is an object type of its own.
	 *
	 * @param mixed  $type   What WordPress registered.
	 * @param string $loader Its loader.
	 */
	private function add( mixed $type, string $loader ): void {
		if ( 'object' === ( $type->graphql_kind ?? 'object' ) && ! empty( $type->graphql_single_name ) ) {
			$this->loaders[ ucfirst( $type->graphql_single_name ) ] = $loader;
		}
	}
}
