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
 * Nothing of it runs unless a GraphQL request comes, and an operation without Salesforce composes next to none of it: each
 * object, and so its file, comes with its first use.
 */
final class Wpgraphql {

	/**
	 * Query variable of an address that asks for the subgraph, and its value.
	 */
	private const PARAMETER = 'skybridge';
	private const SUBGRAPH  = 'subgraph';

	/**
	 * This request's objects.
	 *
	 * @var self|null
	 */
	private static ?self $instance = null;

	/**
	 * The gateway's types.
	 *
	 * @var Remote_Types|null
	 */
	private ?Remote_Types $types = null;

	/**
	 * Keeps the stored schema current.
	 *
	 * @var Schema_Sync|null
	 */
	private ?Schema_Sync $sync = null;

	/**
	 * Leads from users to Contacts and back.
	 *
	 * @var Contact_Links|null
	 */
	private ?Contact_Links $links = null;

	/**
	 * Sends selections to the gateway.
	 *
	 * @var Delegations|null
	 */
	private ?Delegations $delegations = null;

	/**
	 * What routers get instead of the fields.
	 *
	 * @var Subgraph|null
	 */
	private ?Subgraph $subgraph = null;

	/**
	 * What WPGraphQL's schema gets.
	 *
	 * @var Salesforce_Fields
	 */
	private Salesforce_Fields $fields;

	/**
	 * Use get().
	 *
	 * @param Type_Store $store Holds the gateway's schema.
	 */
	private function __construct( public Type_Store $store ) {
		$this->fields = new Salesforce_Fields( $this );
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
		add_action( 'graphql_register_types', static fn ( TypeRegistry $registry ) => self::register( $registry ) );
		if ( self::is_subgraph_asked() ) {
			add_filter( 'determine_current_user', array( Router_Requests::class, 'determine_user' ), 30 );
			self::get()->subgraph()->join();
			return;
		}
		add_filter( 'graphql_schema', static fn ( $schema ) => self::get()->fields->extend_schema( $schema ) );
		add_filter( 'graphql_request_results', static fn ( $response, $schema, $operation, $query ) => self::get()->complete( $response, $query ), 10, 4 );
	}

	/**
	 * Whether this request comes to the subgraph.
	 */
	public static function is_subgraph_asked(): bool {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- chooses a view of the same data; changes nothing.
		$asked = self::SUBGRAPH === ( $_GET[ self::PARAMETER ] ?? null );
		/**
		 * Filters whether WPGraphQL answers as a subgraph.
		 *
		 * @param bool $asked Whether the request's address says so.
		 */
		return (bool) apply_filters( 'skybridge_is_subgraph_request', $asked );
	}

	/**
	 * Registers what WPGraphQL's schema gets, after pulling the gateway's where there is none yet.
	 *
	 * @param TypeRegistry $registry WPGraphQL's.
	 */
	private static function register( TypeRegistry $registry ): void {
		$parts = self::get();
		if ( null === $parts->store->current() ) {
			$parts->sync()->ensure();
		}
		if ( self::is_subgraph_asked() ) {
			$parts->subgraph()->register( $registry );
		} else {
			$parts->fields->register( $registry );
		}
	}

	/**
	 * Adds errors and cost to an operation's answer; nothing to one that asked nothing of the gateway.
	 *
	 * @param mixed       $response Answer: an array, or graphql-php's result.
	 * @param string|null $query    The operation's document.
	 */
	private function complete( mixed $response, ?string $query ): mixed {
		return null === $this->delegations ? $response : $this->delegations->complete( $response, $query );
	}

	/**
	 * This request's objects.
	 */
	public static function get(): self {
		return self::$instance ??= new self( new Type_Store() );
	}

	/**
	 * The gateway's types, with the fields that WordPress adds to them.
	 */
	public function types(): Remote_Types {
		if ( null === $this->types ) {
			$this->types = new Remote_Types( $this->store );
			$this->fields->add_links( $this->types );
		}
		return $this->types;
	}

	/**
	 * What keeps the stored schema current.
	 */
	public function sync(): Schema_Sync {
		return $this->sync ??= new Schema_Sync( Services::get()->client, $this->store );
	}

	/**
	 * What leads from users to Contacts and back.
	 */
	public function links(): Contact_Links {
		return $this->links ??= new Contact_Links( Services::get()->client );
	}

	/**
	 * What sends selections to the gateway.
	 */
	public function delegations(): Delegations {
		return $this->delegations ??= new Delegations( $this->types(), Services::get()->client, $this->sync(), $this->links() );
	}

	/**
	 * What routers get.
	 */
	private function subgraph(): Subgraph {
		if ( null === $this->subgraph ) {
			$names          = new Subgraph_Names( $this->store );
			$this->subgraph = new Subgraph( $names, new Entities( $names ), $this->links() );
		}
		return $this->subgraph;
	}
}
