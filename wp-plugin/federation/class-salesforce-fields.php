<?php
/**
 * Hangs the gateway's schema into WPGraphQL's: the namespace fields, and the links between users and Contacts.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Deferred;
use GraphQL\Type\Definition\ResolveInfo;
use GraphQL\Type\Definition\Type;
use WPGraphQL\AppContext;
use WPGraphQL\Registry\TypeRegistry;
use WPGraphQL\WPSchema;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Types are given as functions, so that an operation that selects none of this builds none of it.
 */
final class Salesforce_Fields {

	public const FIELD = 'salesforce';

	/**
	 * The object that users are linked to, by its name at the gateway.
	 */
	public const CONTACT = 'Contact';

	/**
	 * WPGraphQL's registry.
	 *
	 * @var TypeRegistry|null
	 */
	private ?TypeRegistry $registry = null;

	/**
	 * Builds the fields.
	 *
	 * @param Wpgraphql $parts Gives what an operation that selects one of them needs.
	 */
	public function __construct( private Wpgraphql $parts ) {
	}

	/**
	 * Registers the fields; nothing where no schema is stored.
	 *
	 * @param TypeRegistry $registry WPGraphQL's.
	 */
	public function register( TypeRegistry $registry ): void {
		$current = $this->parts->store->current();
		if ( null === $current ) {
			return;
		}
		$this->registry = $registry;
		$registry->register_field( 'RootQuery', self::FIELD, $this->namespace_field( 'query', __( 'Salesforce, through the Skybridge gateway.', 'skybridge' ) ) );
		if ( null !== $current['mutation'] ) {
			$registry->register_field( 'RootMutation', self::FIELD, $this->namespace_field( 'mutation', __( 'Changes in Salesforce, through the Skybridge gateway.', 'skybridge' ) ) );
		}
		if ( $current['contact'] ?? false ) {
			$registry->register_field( 'User', 'salesforceContact', $this->contact_field() );
		}
	}

	/**
	 * WPGraphQL's schema with the gateway's types in it.
	 *
	 * @param mixed $schema WPGraphQL's schema.
	 */
	public function extend_schema( mixed $schema ): mixed {
		return $schema instanceof WPSchema && ! $schema instanceof Namespaced_Schema && null !== $this->parts->store->current()
			? new Namespaced_Schema( $schema, $this->parts )
			: $schema;
	}

	/**
	 * The field whose whole selection is the gateway's.
	 *
	 * @param string $operation   `query` or `mutation`.
	 * @param string $description What it is.
	 * @return array<string, mixed>
	 */
	private function namespace_field( string $operation, string $description ): array {
		return array(
			'type'        => fn (): ?Type => $this->parts->types()->root( $operation ),
			'description' => $description,
			'resolve'     => fn ( mixed $source, array $args, AppContext $context, ResolveInfo $info ): Deferred => $this->parts->delegations()->of( $info )->namespace_value( $info ),
		);
	}

	/**
	 * The field from a user to their Contact.
	 *
	 * @return array<string, mixed>
	 */
	private function contact_field(): array {
		return array(
			'type'        => fn (): ?Type => $this->parts->types()->type( Remote_Names::local( self::CONTACT ) ),
			'description' => __( 'The Contact that this person is in Salesforce, where the viewer may read it.', 'skybridge' ),
			'resolve'     => function ( mixed $user, array $args, AppContext $context, ResolveInfo $info ): ?Deferred {
				$contact_id = $this->parts->links()->contact_of( (int) $user->databaseId );
				return null === $contact_id ? null : $this->parts->delegations()->of( $info )->record_value( $info, self::CONTACT, $contact_id );
			},
		);
	}

	/**
	 * Adds the field from a Contact to its user to the gateway's types.
	 *
	 * @param Remote_Types $types The gateway's types.
	 */
	public function add_links( Remote_Types $types ): void {
		if ( ! ( $this->parts->store->current()['contact'] ?? false ) ) {
			return;
		}
		$types->add_link(
			Remote_Names::local( self::CONTACT ),
			'wpUser',
			array(
				'type'                => fn (): ?Type => $this->registry?->get_type( 'User' ),
				'description'         => __( 'The user of this site that is this person, where the viewer may see them.', 'skybridge' ),
				Remote_Types::LINK_BY => 'id',
				'resolve'             => function ( mixed $record, array $args, AppContext $context ): ?Deferred {
					$contact_id = is_array( $record ) ? $record[ Selection_Writer::LINK_KEY . 'wpUser' ] ?? null : null;
					return is_string( $contact_id ) ? $this->parts->links()->load_user( $contact_id, $context ) : null;
				},
			)
		);
	}
}
