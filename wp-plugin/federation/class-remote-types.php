<?php
/**
 * Builds the gateway's types for WPGraphQL's schema, each on first use and once.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Language\Parser;
use GraphQL\Type\Definition\Directive;
use GraphQL\Type\Definition\EnumType;
use GraphQL\Type\Definition\InputObjectType;
use GraphQL\Type\Definition\InterfaceType;
use GraphQL\Type\Definition\NamedType;
use GraphQL\Type\Definition\ObjectType;
use GraphQL\Type\Definition\ResolveInfo;
use GraphQL\Type\Definition\Type;
use GraphQL\Type\Definition\UnionType;
use GraphQL\Utils\AST;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Types go by their local names (`SalesforceAccount`); rows of the store by the gateway's (`Account`).
 */
final class Remote_Types {

	/**
	 * Key under which an object's type stands in the gateway's answers, beside what the client asked for.
	 */
	public const TYPE_KEY = 'skybridge_type';

	/**
	 * Config of a field that WordPress answers: the field at the gateway that its resolver needs.
	 */
	public const LINK_BY = 'skybridge_link_by';

	/**
	 * Built types by local name; null where the gateway has none of this name.
	 *
	 * @var array<string, (Type&NamedType)|null>
	 */
	private array $built = array();

	/**
	 * Fields that WordPress adds to the gateway's types: config by local type and field name.
	 *
	 * @var array<string, array<string, array<string, mixed>>>
	 */
	private array $links = array();

	/**
	 * Whether WPGraphQL's schema is being walked.
	 *
	 * @var bool
	 */
	private bool $hidden = false;

	/**
	 * Builds the registry.
	 *
	 * @param Type_Store $store Holds the rows.
	 */
	public function __construct( private Type_Store $store ) {
	}

	/**
	 * Adds a field that WordPress answers.
	 *
	 * @param string               $type   Local name of an object type.
	 * @param string               $field  Name of the field.
	 * @param array<string, mixed> $config As graphql-php takes it, with LINK_BY.
	 */
	public function add_link( string $type, string $field, array $config ): void {
		$this->links[ $type ][ $field ] = $config;
	}

	/**
	 * Whether the gateway has a type.
	 *
	 * @param string $local Local name.
	 */
	public function has( string $local ): bool {
		return null !== $this->type( $local );
	}

	/**
	 * A type by its local name; null where the gateway has none.
	 *
	 * @param string $local Local name.
	 * @return (Type&NamedType)|null
	 */
	public function type( string $local ): ?Type {
		if ( ! array_key_exists( $local, $this->built ) ) {
			$row                   = $this->store->type( Remote_Names::remote( $local ) );
			$this->built[ $local ] = null === $row ? null : $this->build( $local, $row );
		}
		return $this->built[ $local ];
	}

	/**
	 * The type of the namespace field: `SalesforceQuery` or `SalesforceMutation`.
	 *
	 * @param string $operation `query` or `mutation`.
	 */
	public function root( string $operation ): ?ObjectType {
		$name = $this->store->current()[ $operation ] ?? null;
		$type = is_string( $name ) ? $this->type( Remote_Names::local( $name ) ) : null;
		return $type instanceof ObjectType ? $type : null;
	}

	/**
	 * All types, for an introspection.
	 *
	 * @return array<int, Type&NamedType>
	 */
	public function all(): array {
		$this->store->prime_all();
		$types = array_map( fn ( string $name ): ?Type => Remote_Names::local( $name ) === $name || str_starts_with( $name, '_' ) ? null : $this->type( Remote_Names::local( $name ) ), $this->store->names() );
		return array_values( array_filter( $types ) );
	}

	/**
	 * The gateway's directives that may stand in an operation.
	 *
	 * @return Directive[]
	 */
	public function directives(): array {
		return array_map(
			fn ( array $row ): Directive => new Directive( array( 'args' => $this->inputs( $row['args'] ) ) + $row ),
			$this->store->current()['directives'] ?? array()
		);
	}

	/**
	 * Whether the types seem empty at the moment.
	 */
	public function is_hidden(): bool {
		return $this->hidden;
	}

	/**
	 * Runs a walk over WPGraphQL's schema with nothing behind the gateway's types.
	 *
	 * @param callable $walk Walks.
	 */
	public function hide_during( callable $walk ): mixed {
		$before       = $this->hidden;
		$this->hidden = true;
		try {
			return $walk();
		} finally {
			$this->hidden = $before;
		}
	}

	/**
	 * Builds a type of its row.
	 *
	 * @param string               $local Local name.
	 * @param array<string, mixed> $row   As Introspection::compact_type() made it.
	 */
	private function build( string $local, array $row ): Type {
		$config = array(
			'name'        => $local,
			'description' => $row['description'],
		);
		$fields = array(
			'fields'     => fn (): array => $this->fields( $local, $row['fields'] ),
			'interfaces' => fn (): array => array_map( fn ( string $name ): Type => $this->named( $name ), $row['interfaces'] ),
		);
		return match ( $row['kind'] ) {
			'OBJECT'       => new Remote_Object_Type( $config + $fields, $this ),
			'INTERFACE'    => new InterfaceType( $config + $fields + array( 'resolveType' => array( $this, 'type_of' ) ) ),
			'UNION'        => new UnionType(
				$config + array(
					'types'       => fn (): array => array_map( fn ( string $name ): Type => $this->named( $name ), $row['types'] ),
					'resolveType' => array( $this, 'type_of' ),
				)
			),
			'ENUM'         => new EnumType( $config + array( 'values' => $row['values'] ) ),
			'INPUT_OBJECT' => new InputObjectType( $config + array( 'fields' => fn (): array => $this->inputs( $row['inputs'] ) ) ),
			default        => new Remote_Scalar_Type( $config ),
		};
	}

	/**
	 * The object type of an answered value.
	 *
	 * @param mixed $value What the gateway answered.
	 */
	public function type_of( mixed $value ): ?Type {
		$name = is_array( $value ) ? $value[ self::TYPE_KEY ] ?? null : null;
		return is_string( $name ) ? $this->type( Remote_Names::local( $name ) ) : null;
	}

	/**
	 * Fields of an object or interface: the gateway's, and what WordPress adds.
	 *
	 * @param string                              $local Local name of the type.
	 * @param array<string, array<string, mixed>> $rows  Rows of the fields.
	 * @return array<string, callable|array<string, mixed>>
	 */
	private function fields( string $local, array $rows ): array {
		$fields = array();
		foreach ( $rows as $name => $row ) {
			// Federation's own fields (`_entities`, `_service`) are for routers.
			if ( str_starts_with( $name, '_' ) ) {
				continue;
			}
			// An object can have hundreds of fields, of which an operation names a few.
			$fields[ $name ] = fn (): array => array(
				'type'              => fn (): Type => $this->reference( $row['type'] ),
				'args'              => $this->inputs( $row['args'] ?? array() ),
				'description'       => $row['description'] ?? null,
				'deprecationReason' => $row['deprecationReason'] ?? null,
				'resolve'           => array( self::class, 'by_response_key' ),
			);
		}
		return $fields + ( $this->links[ $local ] ?? array() );
	}

	/**
	 * The objects behind an interface of the gateway.
	 *
	 * @param string $local Local name of the interface.
	 * @return array<int, ObjectType>
	 */
	public function implementations( string $local ): array {
		$row = $this->store->type( Remote_Names::remote( $local ) );
		return array_map( fn ( string $name ): Type => $this->named( $name ), $row['types'] ?? array() );
	}

	/**
	 * A field's value: the gateway answered under the response's keys, aliases included.
	 *
	 * @param mixed                $source  The object around it.
	 * @param array<string, mixed> $args    Arguments; the gateway had them.
	 * @param mixed                $context WPGraphQL's context.
	 * @param ResolveInfo          $info    Names the response's key.
	 */
	public static function by_response_key( mixed $source, array $args, mixed $context, ResolveInfo $info ): mixed {
		$key = $info->path[ count( $info->path ) - 1 ];
		return is_array( $source ) ? $source[ $key ] ?? null : null;
	}

	/**
	 * Arguments or input fields.
	 *
	 * @param array<string, array<string, mixed>> $rows Rows by name.
	 * @return array<string, array<string, mixed>>
	 */
	private function inputs( array $rows ): array {
		$inputs = array();
		foreach ( $rows as $name => $row ) {
			$inputs[ $name ] = array(
				'type'        => fn (): Type => $this->reference( $row['type'] ),
				'description' => $row['description'] ?? null,
			);
			if ( isset( $row['default'] ) ) {
				$inputs[ $name ]['defaultValue'] = AST::valueFromASTUntyped( Parser::parseValue( $row['default'] ) );
			}
		}
		return $inputs;
	}

	/**
	 * A type as a row writes it, such as `[Account!]!`.
	 *
	 * @param string $text The gateway's name, with GraphQL's wrappers.
	 */
	private function reference( string $text ): Type {
		if ( str_ends_with( $text, '!' ) ) {
			return Type::nonNull( $this->reference( substr( $text, 0, -1 ) ) );
		}
		return str_starts_with( $text, '[' ) ? Type::listOf( $this->reference( substr( $text, 1, -1 ) ) ) : $this->named( $text );
	}

	/**
	 * A type that another row names, so that it must be there.
	 *
	 * @param string $remote Name at the gateway.
	 * @throws \GraphQL\Error\InvariantViolation When the store lost its row.
	 */
	private function named( string $remote ): Type {
		$local = Remote_Names::local( $remote );
		$type  = $local === $remote ? Type::builtInScalars()[ $remote ] : $this->type( $local );
		if ( null === $type ) {
			throw new \GraphQL\Error\InvariantViolation( esc_html( "The stored Salesforce schema lacks the type {$remote}." ) );
		}
		return $type;
	}
}
