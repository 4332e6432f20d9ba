<?php
/**
 * WPGraphQL's schema, with the gateway's types found by name but not walked.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\GraphQL;
use GraphQL\Type\Definition\InterfaceType;
use GraphQL\Type\Definition\Type;
use GraphQL\Type\Schema;
use GraphQL\Utils\InterfaceImplementations;
use WPGraphQL\WPSchema;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * WPGraphQL collects all types to answer which ones implement an interface, in the middle of ordinary requests. The
 * gateway's types cannot be among them, and reading thousands of rows for that would cost those requests dearly.
 */
final class Namespaced_Schema extends WPSchema {

	/**
	 * Builds the schema anew on the config that other plugins have filtered.
	 *
	 * @param WPSchema  $schema WPGraphQL's.
	 * @param Wpgraphql $parts  Gives the gateway's types.
	 */
	public function __construct( WPSchema $schema, private Wpgraphql $parts ) {
		$config = clone $schema->filterable_config;
		$load   = $config->getTypeLoader();
		$config->setTypeLoader( static fn ( string $name ): ?Type => ( Remote_Names::is_remote( $name ) ? $parts->types()->type( $name ) : null ) ?? ( null === $load ? null : $load( $name ) ) );
		if ( array() !== ( $parts->store->current()['directives'] ?? array() ) ) {
			$config->setDirectives( array_merge( $config->getDirectives() ?? GraphQL::getStandardDirectives(), $parts->types()->directives() ) );
		}
		if ( \WPGraphQL::is_introspection_query() ) {
			$known = $config->getTypes();
			$config->setTypes( static fn (): array => array_merge( array_values( is_callable( $known ) ? $known() : $known ), $parts->types()->all() ) );
		}
		$this->config            = $config;
		$this->filterable_config = $config;
		// WPSchema's constructor would filter the config a second time.
		Schema::__construct( $config );
	}

	/**
	 * What implements an interface.
	 *
	 * @param InterfaceType $abstract_type WordPress's or the gateway's.
	 */
	public function getImplementations( InterfaceType $abstract_type ): InterfaceImplementations {
		return Remote_Names::is_remote( $abstract_type->name ) && $this->parts->types()->has( $abstract_type->name )
			? new InterfaceImplementations( $this->parts->types()->implementations( $abstract_type->name ), array() )
			: parent::getImplementations( $abstract_type );
	}

	/**
	 * All types; the gateway's only for an introspection.
	 *
	 * @return array<string, Type&\GraphQL\Type\Definition\NamedType>
	 */
	public function getTypeMap(): array {
		if ( \WPGraphQL::is_introspection_query() ) {
			return parent::getTypeMap();
		}
		return $this->parts->types()->hide_during( fn (): array => parent::getTypeMap() );
	}
}
