<?php
/**
 * An object type of the gateway, whose fields are read from the store when an operation selects one.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Type\Definition\ObjectType;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Tells walks over WPGraphQL's whole schema that there is nothing behind it, so that they do not read the gateway's.
 */
final class Remote_Object_Type extends ObjectType {

	/**
	 * Builds the type.
	 *
	 * @param array<string, mixed> $config As graphql-php takes it.
	 * @param Remote_Types         $types  Knows whether the schema is being walked.
	 */
	public function __construct( array $config, private Remote_Types $types ) {
		parent::__construct( $config );
	}

	/**
	 * The fields, none during a walk.
	 *
	 * @return array<string, \GraphQL\Type\Definition\FieldDefinition>
	 */
	public function getFields(): array {
		return $this->types->is_hidden() ? array() : parent::getFields();
	}

	/**
	 * The interfaces, none during a walk.
	 *
	 * @return array<int, \GraphQL\Type\Definition\InterfaceType>
	 */
	public function getInterfaces(): array {
		return $this->types->is_hidden() ? array() : parent::getInterfaces();
	}
}
