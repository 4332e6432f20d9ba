<?php
/**
 * WPGraphQL as an Apollo Federation 2 subgraph, for requests of a router: `/graphql?skybridge=subgraph`.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Error\UserError;
use GraphQL\Type\Definition\CustomScalarType;
use GraphQL\Type\Definition\ObjectType;
use GraphQL\Type\Definition\ResolveInfo;
use GraphQL\Type\Definition\Type;
use GraphQL\Type\Definition\UnionType;
use GraphQL\Type\SchemaConfig;
use GraphQL\Utils\AST;
use WPGraphQL;
use WPGraphQL\AppContext;
use WPGraphQL\Data\DataSource;
use WPGraphQL\Registry\TypeRegistry;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The gateway is a subgraph of its own beside it, so there is no `salesforce` field here; a user links to a Contact by
 * its id, which the router completes at the gateway.
 */
final class Subgraph {

	/**
	 * Types of federation and the Contact's stub, by name.
	 *
	 * @var array<string, Type>
	 */
	private array $types = array();

	/**
	 * WPGraphQL's registry.
	 *
	 * @var TypeRegistry|null
	 */
	private ?TypeRegistry $registry = null;

	/**
	 * Builds the subgraph.
	 *
	 * @param Subgraph_Names $names    Names in the subgraph.
	 * @param Entities       $entities Resolves references.
	 * @param Contact_Links  $links    Leads from users to Contacts and back.
	 */
	public function __construct( private Subgraph_Names $names, private Entities $entities, private Contact_Links $links ) {
	}

	/**
	 * Hooks the subgraph into WPGraphQL.
	 */
	public function join(): void {
		add_action( 'do_graphql_request', array( $this, 'expect_everything' ), 20 );
		add_filter( 'graphql_type_name', fn ( $name ) => is_string( $name ) ? $this->names->type( $name ) : $name, 99 );
		add_filter( 'graphql_RootQuery_fields', fn ( $fields ) => $this->names->root_fields( $fields ) + $this->root_fields(), 999 );
		foreach ( array( 'graphql_object_fields', 'graphql_interface_fields', 'graphql_input_fields' ) as $hook ) {
			add_filter( $hook, array( $this, 'add_registered_fields' ), 1, 3 );
		}
		add_filter( 'graphql_schema_config', array( $this, 'extend_config' ) );
	}

	/**
	 * Registers the link from users to Contacts.
	 *
	 * @param TypeRegistry $registry WPGraphQL's.
	 */
	public function register( TypeRegistry $registry ): void {
		$this->registry = $registry;
		$registry->register_field(
			'User',
			'salesforceContact',
			array(
				'type'        => fn (): Type => $this->type( Entities::CONTACT ),
				'description' => __( 'The Contact that this person is in Salesforce.', 'skybridge' ),
				'resolve'     => function ( mixed $user ): ?array {
					$id = $this->links->contact_of( (int) $user->databaseId );
					return null === $id ? null : array( '__typename' => Entities::CONTACT ) + compact( 'id' );
				},
			)
		);
	}

	/**
	 * Adds the fields that were registered to a type by the name it has without the prefix.
	 *
	 * @param array<string, mixed> $fields Fields so far.
	 * @param string               $name   Name in the subgraph.
	 * @param mixed                $type   The type itself, for an object; its config, for an input.
	 * @return array<string, mixed>
	 */
	public function add_registered_fields( array $fields, string $name, mixed $type = null ): array {
		$original = $this->names->original_type( $name );
		if ( null === $original ) {
			return $fields;
		}
		foreach ( array( lcfirst( $original ), ucfirst( $original ) ) as $registered ) {
			// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals -- WPGraphQL's own filter, which it applies under the new name only.
			$fields = apply_filters( "graphql_{$registered}_fields", $fields, $type, $this->registry );
		}
		return $fields;
	}

	/**
	 * A schema that will be printed must hold all types, which WPGraphQL otherwise loads for introspections only.
	 *
	 * @param string|null $query The operation's document.
	 */
	public function expect_everything( ?string $query ): void {
		if ( null !== $query && 1 === preg_match( '/\b_service\b/', $query ) ) {
			WPGraphQL::set_is_introspection_query( true );
		}
	}

	/**
	 * Finds federation's types and the renamed ones by their names.
	 *
	 * @param SchemaConfig $config WPGraphQL's.
	 */
	public function extend_config( SchemaConfig $config ): SchemaConfig {
		$load = $config->getTypeLoader();
		// A router's viewer token is over no request, so it must not write.
		$config->setMutation( null );
		return $config->setTypeLoader(
			function ( string $name ) use ( $load ): ?Type {
				if ( str_starts_with( $name, '_' ) || Entities::CONTACT === $name ) {
					return $this->type( $name );
				}
				return null === $load ? null : $load( $this->names->original_type( $name ) ?? $name );
			}
		);
	}

	/**
	 * Federation's root fields.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	private function root_fields(): array {
		return array(
			'_service'  => array(
				'type'    => fn (): Type => Type::nonNull( $this->type( '_Service' ) ),
				'resolve' => fn ( mixed $root, array $args, AppContext $context, ResolveInfo $info ): array => array( 'sdl' => $this->sdl( $info ) ),
			),
			'_entities' => array(
				'type'    => fn (): Type => Type::nonNull( Type::listOf( $this->type( '_Entity' ) ) ),
				'args'    => array( 'representations' => array( 'type' => fn (): Type => Type::nonNull( Type::listOf( Type::nonNull( $this->type( '_Any' ) ) ) ) ) ),
				'resolve' => fn ( mixed $root, array $args, AppContext $context, ResolveInfo $info ): array => $this->entities->resolve( $args['representations'], $context, $info ),
			),
		);
	}

	/**
	 * The SDL, for whoever may introspect WPGraphQL.
	 *
	 * @param ResolveInfo $info Of `_service`.
	 * @throws UserError Where introspection is off for the viewer.
	 */
	private function sdl( ResolveInfo $info ): string {
		if ( ! is_user_logged_in() && ! WPGraphQL::debug() && 'on' !== get_graphql_setting( 'public_introspection_enabled', 'off' ) ) {
			throw new UserError( esc_html__( 'The schema is not public here. Compose as a user of the site, or turn on WPGraphQL’s public introspection.', 'skybridge' ) );
		}
		$keys = array( Entities::CONTACT => array( 'id' ) );
		foreach ( array_keys( $this->entities->loaders() ) as $name ) {
			$keys[ $this->names->type( $name ) ] = array( 'id', 'databaseId' );
		}
		return Subgraph_Printer::sdl( $info->schema, $keys );
	}

	/**
	 * A type of federation, or the Contact's stub.
	 *
	 * @param string $name Its name.
	 */
	private function type( string $name ): ?Type {
		return $this->types[ $name ] ??= match ( $name ) {
			'_Any'            => new CustomScalarType(
				array(
					'name'         => '_Any',
					'serialize'    => static fn ( mixed $value ): mixed => $value,
					'parseValue'   => static fn ( mixed $value ): mixed => $value,
					'parseLiteral' => static fn ( $node, ?array $variables = null ): mixed => AST::valueFromASTUntyped( $node, $variables ),
				)
			),
			'_Service'        => new ObjectType(
				array(
					'name'   => '_Service',
					'fields' => array( 'sdl' => Type::string() ),
				)
			),
			'_Entity'         => new UnionType(
				array(
					'name'        => '_Entity',
					'types'       => fn (): array => $this->entity_types(),
					'resolveType' => fn ( mixed $node ): ?Type => is_array( $node ) ? $this->type( Entities::CONTACT ) : $this->registry?->get_type( DataSource::resolve_node_type( $node ) ),
				)
			),
			Entities::CONTACT => $this->contact_type(),
			default           => null,
		};
	}

	/**
	 * All entities.
	 *
	 * @return Type[]
	 */
	private function entity_types(): array {
		$types = array_map( fn ( string $name ): ?Type => $this->registry?->get_type( $name ), array_keys( $this->entities->loaders() ) );
		return array_merge( array( $this->contact_type() ), array_values( array_filter( $types, static fn ( ?Type $type ): bool => $type instanceof ObjectType ) ) );
	}

	/**
	 * What WordPress knows of a Contact.
	 */
	private function contact_type(): ObjectType {
		return $this->types[ Entities::CONTACT ] ??= new ObjectType(
			array(
				'name'   => Entities::CONTACT,
				'fields' => fn (): array => array(
					'id'     => array( 'type' => Type::nonNull( Type::id() ) ),
					'wpUser' => array(
						'type'        => fn (): ?Type => $this->registry?->get_type( 'User' ),
						'description' => __( 'The user of this site that is this person, where the viewer may see them.', 'skybridge' ),
						'resolve'     => fn ( array $contact, array $args, AppContext $context ): mixed => $this->links->load_user( $contact['id'], $context ),
					),
				),
			)
		);
	}
}
