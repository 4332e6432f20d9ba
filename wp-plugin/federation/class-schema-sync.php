<?php
/**
 * Pulls the gateway's schema by signed introspection, when there is none yet and when the gateway says it changed.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use Skybridge\Failure;
use Skybridge\Gateway_Answer;
use Skybridge\Gateway_Client;
use Skybridge\Lock;
use Skybridge\Viewer;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Every answer of the gateway names the version of its schema, so a change is noticed without asking for it.
 */
final class Schema_Sync {

	private const TIMEOUT      = 15.0;
	private const LOCK         = 'schema_sync';
	private const LOCK_SECONDS = 120;

	/**
	 * Remembers a failed pull, so that it slows one request a minute.
	 */
	private const FAILURE       = 'skybridge_schema_failure';
	private const PAUSE_SECONDS = 60;

	/**
	 * Whether the shutdown of this request pulls already.
	 *
	 * @var bool
	 */
	private bool $scheduled = false;

	/**
	 * Builds the sync.
	 *
	 * @param Gateway_Client $client Asks.
	 * @param Type_Store     $store  Keeps.
	 */
	public function __construct( private Gateway_Client $client, private Type_Store $store ) {
	}

	/**
	 * Makes sure that there is some schema, pulling it where this is the first request that needs one.
	 */
	public function ensure(): void {
		if ( null !== $this->store->current() || false !== get_transient( self::FAILURE ) ) {
			return;
		}
		try {
			$this->pull();
		} catch ( Failure $failure ) {
			// Without a schema there is no `salesforce` field; the settings screen shows why the gateway fails.
			set_transient( self::FAILURE, $failure->code(), self::PAUSE_SECONDS );
		}
	}

	/**
	 * Compares an answer's version with what is stored; a difference is pulled after this request was answered. So is
	 * what is a day old, in case a development version of the gateway changed without a new name.
	 *
	 * @param Gateway_Answer $answer Any answer of the gateway.
	 */
	public function notice( Gateway_Answer $answer ): void {
		$version = $answer->extensions()['schema'] ?? null;
		$current = $this->store->current();
		if ( ! is_string( $version ) || null === $current || $this->scheduled ) {
			return;
		}
		if ( $version === $current['version'] && $current['stored_at'] > time() - DAY_IN_SECONDS ) {
			return;
		}
		$this->scheduled = true;
		add_action( 'shutdown', array( $this, 'pull_after_answer' ) );
	}

	/**
	 * Pulls at the end of the request; where the server allows it, the client has its answer by then.
	 */
	public function pull_after_answer(): void {
		$this->scheduled = false;
		if ( function_exists( 'fastcgi_finish_request' ) ) {
			fastcgi_finish_request();
		}
		if ( false !== get_transient( self::FAILURE ) ) {
			return;
		}
		try {
			$this->pull();
		} catch ( Failure $failure ) {
			set_transient( self::FAILURE, $failure->code(), self::PAUSE_SECONDS );
		}
	}

	/**
	 * Pulls the schema now and makes it current, unless another request is doing so.
	 *
	 * @return bool Whether the stored schema is the gateway's now.
	 * @throws Failure When the gateway does not tell its whole schema.
	 */
	public function pull(): bool {
		$lock = new Lock( self::LOCK );
		if ( ! $lock->acquire( self::LOCK_SECONDS ) ) {
			return false;
		}
		try {
			// A gateway that swaps its schema while it is read is read once more.
			$pulled = $this->pull_version() || $this->pull_version();
			delete_transient( self::FAILURE );
			return $pulled;
		} finally {
			$lock->release();
		}
	}

	/**
	 * Reads one version of the schema.
	 *
	 * @return bool False where the version changed meanwhile.
	 * @throws Failure When the gateway does not tell its whole schema.
	 */
	private function pull_version(): bool {
		$answer  = $this->ask( Introspection::names_query() );
		$version = $this->version_of( $answer );
		$current = $this->store->current();
		$schema = $answer->data()['__schema'];
		$names  = array_values( array_filter( array_column( $schema['types'], 'name' ), static fn ( string $name ): bool => ! str_starts_with( $name, '__' ) ) );
		$id     = substr( md5( $version . wp_generate_uuid4() ), 0, 12 );
		foreach ( array_chunk( $names, Introspection::TYPES_PER_REQUEST ) as $chunk ) {
			$types = $this->ask( Introspection::types_query( $chunk ) );
			if ( $this->version_of( $types ) !== $version ) {
				return false;
			}
			$this->store->write( $id, $this->rows_of( $types->data() ) );
		}
		$this->store->activate(
			array(
				'id'         => $id,
				'version'    => $version,
				'query'      => (string) $schema['queryType']['name'],
				'mutation'   => $schema['mutationType']['name'] ?? null,
				'directives' => $this->executable_directives( $schema['directives'] ),
			),
			$names
		);
		return true;
	}

	/**
	 * Asks as the site itself: the schema is the same for every viewer.
	 *
	 * @param string $query Introspection.
	 * @throws Failure When the gateway does not answer it.
	 */
	private function ask( string $query ): Gateway_Answer {
		return $this->client->execute( $query, array(), Viewer::visitor(), self::TIMEOUT );
	}

	/**
	 * The version that an answer names.
	 *
	 * @param Gateway_Answer $answer Answer to names_query() or types_query().
	 * @throws Failure When it names none.
	 */
	private function version_of( Gateway_Answer $answer ): string {
		$version = $answer->extensions()['schema'] ?? null;
		if ( is_string( $version ) && '' !== $version ) {
			return $version;
		}
		throw new Failure( 'gateway_outdated', __( 'The gateway does not say which version its schema has.', 'skybridge' ), __( 'Update the gateway.', 'skybridge' ) );
	}

	/**
	 * Rows by name at the gateway.
	 *
	 * @param array<string, array<string, mixed>|null> $types Answer to types_query().
	 * @return array<string, array<string, mixed>>
	 */
	private function rows_of( array $types ): array {
		$rows = array();
		foreach ( array_filter( $types ) as $type ) {
			$rows[ $type['name'] ] = Introspection::compact_type( $type );
		}
		return $rows;
	}

	/**
	 * The directives that may stand in an operation, without GraphQL's own.
	 *
	 * @param array<int, array<string, mixed>> $directives As introspection lists them.
	 * @return array<int, array<string, mixed>>
	 */
	private function executable_directives( array $directives ): array {
		$places = array( 'FIELD', 'FRAGMENT_SPREAD', 'INLINE_FRAGMENT' );
		$chosen = array_filter(
			$directives,
			static fn ( array $directive ): bool => array() !== array_intersect( $places, $directive['locations'] ) && ! in_array( $directive['name'], array( 'skip', 'include' ), true )
		);
		return array_values( array_map( array( Introspection::class, 'compact_directive' ), $chosen ) );
	}
}
