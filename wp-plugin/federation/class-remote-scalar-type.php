<?php
/**
 * A scalar of the gateway: what its values look like is the gateway's decision, so all pass.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Language\AST\Node;
use GraphQL\Type\Definition\ScalarType;
use GraphQL\Utils\AST;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Hands values on unchanged, in both directions.
 */
final class Remote_Scalar_Type extends ScalarType {

	/**
	 * A value for the response.
	 *
	 * @param mixed $value As the gateway gave it.
	 */
	public function serialize( $value ): mixed {
		return $value;
	}

	/**
	 * A variable's value.
	 *
	 * @param mixed $value As the client gave it.
	 */
	public function parseValue( $value ): mixed {
		return $value;
	}

	/**
	 * A literal in the operation.
	 *
	 * @param Node                      $node      The literal.
	 * @param array<string, mixed>|null $variables Values of the variables in it.
	 */
	public function parseLiteral( Node $node, ?array $variables = null ): mixed {
		return AST::valueFromASTUntyped( $node, $variables );
	}
}
