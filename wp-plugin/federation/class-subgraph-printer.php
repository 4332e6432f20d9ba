<?php
/**
 * Prints the schema for a composer of supergraphs: SDL with keys, which graphql-php's own printer leaves out.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Type\Definition\ImplementingType;
use GraphQL\Type\Definition\NamedType;
use GraphQL\Type\Schema;
use GraphQL\Utils\SchemaPrinter;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What is there for routers only (`_entities`, `_service` and their types) does not belong into the SDL.
 */
final class Subgraph_Printer extends SchemaPrinter {

	private const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])';

	/**
	 * Keys by the name of the type, while a schema is printed.
	 *
	 * @var array<string, string[]>
	 */
	private static array $keys = array();

	/**
	 * The SDL.
	 *
	 * @param Schema                  $schema WPGraphQL's, with everything in it.
	 * @param array<string, string[]> $keys   Fields of the keys of each entity, by its name.
	 */
	public static function sdl( Schema $schema, array $keys ): string {
		self::$keys = $keys;
		$printed    = self::printFilteredSchema(
			$schema,
			static fn (): bool => false,
			static fn ( NamedType $type ): bool => ! $type->isBuiltInType() && ! str_starts_with( $type->name, '_' ),
			array()
		);
		self::$keys = array();
		return self::LINK . "\n\n" . $printed;
	}

	/**
	 * A type's interfaces, and its keys.
	 *
	 * @param ImplementingType $type The type.
	 */
	protected static function printImplementedInterfaces( ImplementingType $type ): string {
		$keys = array_map( static fn ( string $field ): string => " @key(fields: \"{$field}\")", self::$keys[ $type->name ] ?? array() );
		return parent::printImplementedInterfaces( $type ) . implode( '', $keys );
	}

	/**
	 * A type's fields without those for routers, which have no description.
	 *
	 * @param array<string, bool> $options Options of the printer.
	 * @param mixed               $type    The type.
	 */
	protected static function printFields( array $options, $type ): string {
		return (string) preg_replace( '/\n\s*_(?:service|entities)\b[^\n]*/', '', parent::printFields( $options, $type ) );
	}

	/**
	 * A description, which WPGraphQL leaves empty at many places.
	 *
	 * @param array<string, bool> $options        Options of the printer.
	 * @param mixed               $definition     What is described.
	 * @param string              $indentation    Before each line.
	 * @param bool                $first_in_block Whether nothing stands before it.
	 */
	protected static function printDescription( array $options, $definition, string $indentation = '', bool $first_in_block = true ): string {
		return '' === ( $definition->description ?? null ) ? '' : parent::printDescription( $options, $definition, $indentation, $first_in_block );
	}
}
