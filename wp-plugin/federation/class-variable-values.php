<?php
/**
 * Values of variables as JSON tells them: an empty input object is `{}` and not `[]`, which PHP cannot tell apart.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Type\Definition\InputObjectType;
use GraphQL\Type\Definition\ListOfType;
use GraphQL\Type\Definition\NonNull;
use GraphQL\Type\Definition\Type;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Null stays null, and what was left out stays out.
 */
final class Variable_Values {

	/**
	 * A value for json_encode().
	 *
	 * @param mixed $value As graphql-php coerced it.
	 * @param Type  $type  The variable's type.
	 */
	public static function encode( mixed $value, Type $type ): mixed {
		if ( $type instanceof NonNull ) {
			return self::encode( $value, $type->getWrappedType() );
		}
		if ( ! is_array( $value ) ) {
			return $value;
		}
		if ( $type instanceof ListOfType ) {
			return array_map( static fn ( mixed $item ): mixed => self::encode( $item, $type->getWrappedType() ), array_values( $value ) );
		}
		if ( ! $type instanceof InputObjectType ) {
			return $value;
		}
		$object = new \stdClass();
		foreach ( $value as $name => $part ) {
			$object->{$name} = self::encode( $part, $type->getField( (string) $name )->getType() );
		}
		return $object;
	}
}
