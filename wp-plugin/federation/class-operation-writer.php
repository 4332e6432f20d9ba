<?php
/**
 * Writes the one operation that asks the gateway for several groups of selections.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Language\AST\OperationDefinitionNode;
use GraphQL\Language\AST\TypeNode;
use GraphQL\Language\Printer;
use GraphQL\Type\Definition\Type;
use GraphQL\Utils\AST;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A single namespace keeps its response keys; where several groups meet, each gets a prefix of its own.
 */
final class Operation_Writer {

	private const REPRESENTATIONS = 'skybridge_records_';

	/**
	 * Writes the operation.
	 *
	 * @param Selection_Group[] $groups At least one, all of one operation and kind.
	 * @param Remote_Types      $types  The gateway's types.
	 * @return array{query: string, variables: array<string, mixed>}
	 */
	public static function write( array $groups, Remote_Types $types ): array {
		$info        = $groups[0]->info;
		$writer      = new Selection_Writer( $info, $types );
		$body        = '';
		$definitions = array();
		$variables   = array();
		foreach ( $groups as $index => $group ) {
			$prefix = self::prefix( $groups, $index );
			$type   = Type::getNamedType( $group->info->returnType );
			$set    = $writer->write( $group->info->fieldNodes, $type, null === $group->entity ? $prefix : '' );
			if ( null === $group->entity ) {
				$body .= self::without_braces( Printer::doPrint( $set ) );
				continue;
			}
			$name          = self::REPRESENTATIONS . $index;
			$definitions[] = "\${$name}: [_Any!]!";
			$body         .= "  {$prefix}: _entities(representations: \${$name}) { ... on {$group->entity} " . Printer::doPrint( $set ) . " }\n";
			$variables[ $name ] = array_map( static fn ( string $id ): array => compact( 'id' ) + array( '__typename' => $group->entity ), $group->ids() );
		}
		$own  = self::variables( $info->operation, $writer, $info->schema );
		$head = self::head( $groups[0], array_merge( $own['definitions'], $definitions ) );
		$tail = implode( "\n", array_map( array( Printer::class, 'doPrint' ), $writer->fragments() ) );
		return array(
			'query'     => trim( "{$head} {\n{$body}}\n{$tail}" ),
			'variables' => self::encoded( $info->variableValues, $own['types'] ) + $variables,
		);
	}

	/**
	 * Prefix of a group's response keys; for linked records the key itself.
	 *
	 * @param Selection_Group[] $groups All groups.
	 * @param int               $index  Which of them.
	 */
	public static function prefix( array $groups, int $index ): string {
		return 1 === count( $groups ) && null === $groups[0]->entity ? '' : "g{$index}_";
	}

	/**
	 * Operation type, name and variables.
	 *
	 * @param Selection_Group $group       Any of the groups.
	 * @param string[]        $definitions Definitions of variables.
	 */
	private static function head( Selection_Group $group, array $definitions ): string {
		$kind = $group->is_mutation() ? 'mutation' : 'query';
		$name = $group->info->operation->name?->value;
		return $kind . ( null === $name ? '' : " {$name}" ) . ( array() === $definitions ? '' : ' (' . implode( ', ', $definitions ) . ')' );
	}

	/**
	 * The client's variables that are used, with the gateway's names of their types.
	 *
	 * @param OperationDefinitionNode $operation The client's operation.
	 * @param Selection_Writer        $writer    Knows which are used.
	 * @param \GraphQL\Type\Schema    $schema    WPGraphQL's.
	 * @return array{definitions: string[], types: array<string, Type>}
	 */
	private static function variables( OperationDefinitionNode $operation, Selection_Writer $writer, \GraphQL\Type\Schema $schema ): array {
		$definitions = array();
		$types       = array();
		foreach ( $operation->variableDefinitions as $definition ) {
			$name = $definition->variable->name->value;
			if ( ! $writer->uses( $name ) ) {
				continue;
			}
			$default        = null === $definition->defaultValue ? '' : ' = ' . Printer::doPrint( $definition->defaultValue );
			$definitions[]  = "\${$name}: " . self::remote_type( $definition->type ) . $default;
			$types[ $name ] = AST::typeFromAST( array( $schema, 'getType' ), $definition->type );
		}
		return array(
			'definitions' => $definitions,
			'types'       => array_filter( $types ),
		);
	}

	/**
	 * Values of the used variables; what the client left out stays out.
	 *
	 * @param array<string, mixed> $values Coerced values.
	 * @param array<string, Type>  $types  Types of the used variables.
	 * @return array<string, mixed>
	 */
	private static function encoded( array $values, array $types ): array {
		$encoded = array();
		foreach ( $types as $name => $type ) {
			if ( array_key_exists( $name, $values ) ) {
				$encoded[ $name ] = Variable_Values::encode( $values[ $name ], $type );
			}
		}
		return $encoded;
	}

	/**
	 * A type reference with the gateway's name in it.
	 *
	 * @param TypeNode $type As the client wrote it.
	 */
	private static function remote_type( TypeNode $type ): string {
		return (string) preg_replace_callback( '/\w+/', static fn ( array $name ): string => Remote_Names::remote( $name[0] ), Printer::doPrint( $type ) );
	}

	/**
	 * What stands between a selection set's braces.
	 *
	 * @param string $text A printed selection set.
	 */
	private static function without_braces( string $text ): string {
		return trim( substr( trim( $text ), 1, -1 ), "\n" ) . "\n";
	}
}
