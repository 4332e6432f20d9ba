<?php
/**
 * Turns selections of WPGraphQL's schema into selections of the gateway's, as syntax trees.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Language\AST\DirectiveNode;
use GraphQL\Language\AST\FieldNode;
use GraphQL\Language\AST\FragmentDefinitionNode;
use GraphQL\Language\AST\FragmentSpreadNode;
use GraphQL\Language\AST\InlineFragmentNode;
use GraphQL\Language\AST\NamedTypeNode;
use GraphQL\Language\AST\NameNode;
use GraphQL\Language\AST\Node;
use GraphQL\Language\AST\NodeKind;
use GraphQL\Language\AST\NodeList;
use GraphQL\Language\AST\SelectionSetNode;
use GraphQL\Language\Visitor;
use GraphQL\Type\Definition\AbstractType;
use GraphQL\Type\Definition\ResolveInfo;
use GraphQL\Type\Definition\Type;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Aliases, arguments, fragments and directives stay as they are. Type conditions get the gateway's names. Fields that
 * WordPress answers give way to the key that answers them, and `__typename` is added where a type must be told.
 */
final class Selection_Writer {

	/**
	 * Prefix of the response key under which a link's key is asked for.
	 */
	public const LINK_KEY = 'skybridge_link_';

	/**
	 * Fragments that were written, by name.
	 *
	 * @var array<string, FragmentDefinitionNode>
	 */
	private array $fragments = array();

	/**
	 * Variables that what was written uses, by name.
	 *
	 * @var array<string, true>
	 */
	private array $variables = array();

	/**
	 * Directives that the gateway knows.
	 *
	 * @var string[]
	 */
	private array $directives;

	/**
	 * Builds the writer for one operation.
	 *
	 * @param ResolveInfo  $info  Of any field of the operation.
	 * @param Remote_Types $types The gateway's types.
	 */
	public function __construct( private ResolveInfo $info, Remote_Types $types ) {
		$this->directives = array_merge( array( 'skip', 'include' ), array_map( static fn ( $directive ): string => $directive->name, $types->directives() ) );
	}

	/**
	 * The selections under some field nodes of the same field, merged.
	 *
	 * @param iterable<FieldNode> $nodes  Nodes of one field.
	 * @param Type                $parent The field's type.
	 * @param string              $prefix Prefix for the response keys at the top; empty for none.
	 */
	public function write( iterable $nodes, Type $parent, string $prefix = '' ): SelectionSetNode {
		$selections = array();
		foreach ( $nodes as $node ) {
			if ( null !== $node->selectionSet ) {
				array_push( $selections, ...$this->selections( $node->selectionSet, $parent, $prefix ) );
			}
		}
		return $this->set( $selections, $parent );
	}

	/**
	 * Fragments that were written.
	 *
	 * @return FragmentDefinitionNode[]
	 */
	public function fragments(): array {
		return array_values( $this->fragments );
	}

	/**
	 * Whether what was written uses a variable.
	 *
	 * @param string $name Name of the variable.
	 */
	public function uses( string $name ): bool {
		return isset( $this->variables[ $name ] );
	}

	/**
	 * Writes each selection of a set.
	 *
	 * @param SelectionSetNode $set    As the client wrote it.
	 * @param Type             $parent What it is on.
	 * @param string           $prefix Prefix for the response keys of its fields.
	 * @return Node[]
	 */
	private function selections( SelectionSetNode $set, Type $parent, string $prefix ): array {
		$written = array();
		foreach ( $set->selections as $selection ) {
			$written[] = match ( true ) {
				$selection instanceof FieldNode          => $this->field( $selection, $parent, $prefix ),
				$selection instanceof InlineFragmentNode => $this->inline_fragment( $selection, $parent, $prefix ),
				$selection instanceof FragmentSpreadNode => $this->spread( $selection, $prefix ),
				default                                  => null,
			};
		}
		return array_values( array_filter( $written ) );
	}

	/**
	 * A set of written selections, never empty.
	 *
	 * @param Node[] $selections Written selections.
	 * @param Type   $parent     What they are on.
	 */
	private function set( array $selections, Type $parent ): SelectionSetNode {
		if ( $parent instanceof AbstractType ) {
			$selections[] = self::plain_field( '__typename', Remote_Types::TYPE_KEY );
		} elseif ( array() === $selections ) {
			$selections[] = self::plain_field( '__typename', null );
		}
		return new SelectionSetNode( array( 'selections' => new NodeList( $selections ) ) );
	}

	/**
	 * A field; null for one that WordPress answers alone.
	 *
	 * @param FieldNode $node   As the client wrote it.
	 * @param Type      $parent What it is on.
	 * @param string    $prefix Prefix for its response key.
	 */
	private function field( FieldNode $node, Type $parent, string $prefix ): ?FieldNode {
		$name = $node->name->value;
		if ( str_starts_with( $name, '__' ) ) {
			return null;
		}
		$field = $parent->getField( $name );
		$key   = $field->config[ Remote_Types::LINK_BY ] ?? null;
		if ( is_string( $key ) ) {
			return self::plain_field( $key, self::LINK_KEY . $name );
		}
		$alias = '' === $prefix ? $node->alias?->value : $prefix . ( $node->alias ?? $node->name )->value;
		return new FieldNode(
			array(
				'name'         => $node->name,
				'alias'        => null === $alias ? null : new NameNode( array( 'value' => $alias ) ),
				'arguments'    => $this->noting_variables( $node->arguments ),
				'directives'   => $this->directives( $node->directives ),
				'selectionSet' => null === $node->selectionSet ? null : $this->write( array( $node ), Type::getNamedType( $field->getType() ) ),
			)
		);
	}

	/**
	 * An inline fragment.
	 *
	 * @param InlineFragmentNode $node   As the client wrote it.
	 * @param Type               $parent What it is on.
	 * @param string             $prefix Prefix for the response keys of its fields.
	 */
	private function inline_fragment( InlineFragmentNode $node, Type $parent, string $prefix ): InlineFragmentNode {
		$type = null === $node->typeCondition ? $parent : $this->info->schema->getType( $node->typeCondition->name->value );
		return new InlineFragmentNode(
			array(
				'typeCondition' => null === $node->typeCondition ? null : self::remote_type( $node->typeCondition ),
				'directives'    => $this->directives( $node->directives ),
				'selectionSet'  => $this->set( $this->selections( $node->selectionSet, $type, $prefix ), $type ),
			)
		);
	}

	/**
	 * A spread; where response keys get a prefix, the fragment's selections themselves.
	 *
	 * @param FragmentSpreadNode $node   As the client wrote it.
	 * @param string             $prefix Prefix for the response keys of the fragment's fields.
	 */
	private function spread( FragmentSpreadNode $node, string $prefix ): Node {
		$fragment = $this->info->fragments[ $node->name->value ];
		$type     = $this->info->schema->getType( $fragment->typeCondition->name->value );
		if ( '' !== $prefix ) {
			return new InlineFragmentNode(
				array(
					'typeCondition' => self::remote_type( $fragment->typeCondition ),
					'directives'    => $this->directives( $node->directives ),
					'selectionSet'  => $this->set( $this->selections( $fragment->selectionSet, $type, $prefix ), $type ),
				)
			);
		}
		if ( ! isset( $this->fragments[ $node->name->value ] ) ) {
			$this->fragments[ $node->name->value ] = new FragmentDefinitionNode(
				array(
					'name'          => $fragment->name,
					'typeCondition' => self::remote_type( $fragment->typeCondition ),
					'directives'    => new NodeList( array() ),
					'selectionSet'  => $this->set( $this->selections( $fragment->selectionSet, $type, '' ), $type ),
				)
			);
		}
		return new FragmentSpreadNode(
			array(
				'name'       => $node->name,
				'directives' => $this->directives( $node->directives ),
			)
		);
	}

	/**
	 * The directives that the gateway knows.
	 *
	 * @param NodeList<DirectiveNode> $nodes As the client wrote them.
	 */
	private function directives( NodeList $nodes ): NodeList {
		$known = array();
		foreach ( $nodes as $node ) {
			if ( in_array( $node->name->value, $this->directives, true ) ) {
				$this->noting_variables( $node->arguments );
				$known[] = $node;
			}
		}
		return new NodeList( $known );
	}

	/**
	 * Arguments, once their variables are noted.
	 *
	 * @param NodeList<\GraphQL\Language\AST\ArgumentNode> $arguments As the client wrote them.
	 */
	private function noting_variables( NodeList $arguments ): NodeList {
		foreach ( $arguments as $argument ) {
			Visitor::visit(
				$argument,
				array(
					NodeKind::VARIABLE => function ( Node $node ): void {
						$this->variables[ $node->name->value ] = true;
					},
				)
			);
		}
		return $arguments;
	}

	/**
	 * A field without arguments.
	 *
	 * @param string      $name  Name of the field.
	 * @param string|null $alias Its response key, where that is another.
	 */
	private static function plain_field( string $name, ?string $alias ): FieldNode {
		return new FieldNode(
			array(
				'name'       => new NameNode( array( 'value' => $name ) ),
				'alias'      => null === $alias ? null : new NameNode( array( 'value' => $alias ) ),
				'arguments'  => new NodeList( array() ),
				'directives' => new NodeList( array() ),
			)
		);
	}

	/**
	 * A type condition by the gateway's name.
	 *
	 * @param NamedTypeNode $node By the local name.
	 */
	private static function remote_type( NamedTypeNode $node ): NamedTypeNode {
		return new NamedTypeNode( array( 'name' => new NameNode( array( 'value' => Remote_Names::remote( $node->name->value ) ) ) ) );
	}
}
