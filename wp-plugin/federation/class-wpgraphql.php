<?php
/**
 * Joins WPGraphQL, where it is active: composes this folder's objects and hooks them in.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use Skybridge\Services;
use WPGraphQL\Registry\TypeRegistry;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Nothing of it runs, and no file that extends a class of WPGraphQL is read, unless a GraphQL request comes.
 */
final class Wpgraphql {

	/**
	 * This request's objects.
	 *
	 * @var self|null
	 */
	private static ?self $instance = null;

	/**
	 * Use get().
	 *
	 * @param Type_Store        $store       Holds the gateway's schema.
	 * @param Schema_Sync       $sync        Keeps it current.
	 * @param Contact_Links     $links       Leads from users to Contacts and back.
	 * @param Delegations       $delegations Sends selections to the gateway.
	 * @param Salesforce_Fields $fields      What WPGraphQL's schema gets.
	 * @param Subgraph          $subgraph    What routers get instead.
	 */
	private function __construct(
		public Type_Store $store,
		public Schema_Sync $sync,
		public Contact_Links $links,
		public Delegations $delegations,
		public Salesforce_Fields $fields,
		public Subgraph $subgraph
	) {
	}

	/**
	 * Whether WPGraphQL is active, with what this folder builds on.
	 */
	public static function is_active(): bool {
		return class_exists( 'WPGraphQL' ) && class_exists( 'WPGraphQL\WPSchema' ) && class_exists( 'GraphQL\Deferred' );
	}

	/**
	 * Joins once all plugins are loaded: WPGraphQL comes after this plugin in the alphabet.
	 */
	public static function join(): void {
		if ( ! self::is_active() ) {
			return;
		}
		add_action( 'rest_api_init', array( Router_Requests::class, 'register_route' ) );
		add_filter( 'determine_current_user', array( Router_Requests::class, 'determine_user' ), 30 );
		add_action( 'graphql_register_types', static fn ( TypeRegistry $registry ) => self::register( $registry ) );
		if ( Subgraph::is_asked() ) {
			self::get()->subgraph->join();
			return;
		}
		add_filter( 'graphql_schema', static fn ( $schema ) => self::get()->fields->extend_schema( $schema ) );
		add_filter( 'graphql_request_results', static fn ( $response, $schema, $operation, $query ) => self::get()->delegations->complete( $response, $query ), 10, 4 );
	}

	/**
	 * Registers what WPGraphQL's schema gets, after pulling the gateway's where there is none yet.
	 *
	 * @param TypeRegistry $registry WPGraphQL's.
	 */
	private static function register( TypeRegistry $registry ): void {
		self::get()->sync->ensure();
		if ( Subgraph::is_asked() ) {
			self::get()->subgraph->register( $registry );
		} else {
			self::get()->fields->register( $registry );
		}
	}

	/**
	 * This request's objects.
	 */
	public static function get(): self {
		return self::$instance ??= self::compose();
	}

	/**
	 * Forgets them, so that the next get() starts anew.
	 */
	public static function reset(): void {
		self::$instance = null;
	}

	/**
	 * Wires the objects.
	 */
	private static function compose(): self {
		$client      = Services::get()->client;
		$store       = new Type_Store();
		$types       = new Remote_Types( $store );
		$sync        = new Schema_Sync( $client, $store );
		$links       = new Contact_Links( $client );
		$delegations = new Delegations( $types, $client, $sync, $links );
		$fields      = new Salesforce_Fields( $store, $types, $delegations, $links );
		$names       = new Subgraph_Names( $store );
		return new self( $store, $sync, $links, $delegations, $fields, new Subgraph( $names, new Entities( $names ), $links ) );
	}
}
