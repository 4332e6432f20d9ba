<?php
/**
 * WPGraphQL's `salesforce` field and subgraph in this process, with a gateway that graphql-php plays over a small schema.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use GraphQL\GraphQL;
use GraphQL\Language\Parser;
use GraphQL\Utils\BuildSchema;
use Skybridge\Federation\Contact_Links;
use Skybridge\Federation\Router_Requests;
use Skybridge\Federation\Wpgraphql;
use Skybridge\Services;
use WP_REST_Request;

/**
 * WPGraphQL builds its schema once in a process.
 *
 * @runTestsInSeparateProcesses
 * @preserveGlobalState disabled
 */
final class Wpgraphql_Test extends Plugin_Test_Case {

	private const CONTACT = '003000000000001AAA';

	private const SDL = <<<'SDL'
		"A day."
		scalar Date
		enum Rank { HIGH LOW }
		interface Node { id: ID! }
		input ContactWhere { lastName: String rank: Rank ids: [ID!] }
		input ContactUpdateInput { phone: String since: Date }
		type Account implements Node { id: ID! name: String }
		type Contact implements Node { id: ID! name: String rank: Rank since: Date account: Account owner: Owner }
		type User implements Node { id: ID! name: String }
		type Group implements Node { id: ID! name: String }
		union Owner = User | Group
		scalar _Any
		union _Entity = Account | Contact | Group | User
		type ContactConnection { nodes: [Contact!]! }
		type ContactPayload { record: Contact }
		type Query { node(id: ID!): Node contact(id: ID!): Contact contacts(where: ContactWhere, first: Int = 25): ContactConnection! broken: String _entities(representations: [_Any!]!): [_Entity]! }
		type Mutation { updateContact(id: ID!, input: ContactUpdateInput!): ContactPayload! }
		SDL;

	/**
	 * Operations that the gateway was sent, without introspection.
	 *
	 * @var array<int, array{query: string, variables: array<string, mixed>}>
	 */
	private array $sent = array();

	protected function setUp(): void {
		if ( ! class_exists( 'WPGraphQL' ) ) {
			$this->markTestSkipped( 'WPGraphQL is not here: set WPGRAPHQL_DIR to a folder of it.' );
		}
		parent::setUp();
		remove_filter( 'pre_http_request', array( $this->gateway, 'intercept' ), 10 );
		add_filter( 'pre_http_request', array( $this, 'answer' ), 10, 3 );
	}

	protected function tearDown(): void {
		remove_filter( 'pre_http_request', array( $this, 'answer' ), 10 );
		remove_all_filters( 'skybridge_is_subgraph_request' );
		parent::tearDown();
	}

	public function test_aliases_fragments_directives_and_unions_are_one_call(): void {
		$answer = graphql(
			array(
				'query'     => 'query ($w: SalesforceContactWhere!, $no: Boolean!) {
					a: salesforce { contacts(where: $w, first: 1) { nodes { ...C account @skip(if: $no) { name } } } }
					b: salesforce { one: contact(id: "' . self::CONTACT . '") { __typename owner { __typename ... on SalesforceUser { name } } } node(id: "x") { id ... on SalesforceAccount { name } } }
					generalSettings { title }
				} fragment C on SalesforceContact { id called: name rank since }',
				'variables' => array( 'w' => array( 'lastName' => 'A"; b', 'rank' => 'HIGH' ), 'no' => true ),
			)
		);
		$this->assertArrayNotHasKey( 'errors', $answer );
		$this->assertSame( array( 'id' => self::CONTACT, 'called' => 'Ada', 'rank' => 'HIGH', 'since' => '2026-01-31' ), $answer['data']['a']['contacts']['nodes'][0] );
		$this->assertSame( array( '__typename' => 'SalesforceContact', 'owner' => array( '__typename' => 'SalesforceUser', 'name' => 'Otto' ) ), $answer['data']['b']['one'] );
		$this->assertSame( array( 'id' => 'x', 'name' => 'Acme' ), $answer['data']['b']['node'] );
		$this->assertCount( 1, $this->sent );
		$this->assertSame( array( array( 'lastName' => 'A"; b', 'rank' => 'HIGH' ), true ), array_values( $this->sent[0]['variables'] ) );
		$this->assertSame( 1, $answer['extensions']['skybridge']['gatewayCalls'] );
	}

	public function test_an_error_of_the_gateway_is_at_its_place(): void {
		$answer = graphql( array( 'query' => '{ mine: salesforce { broken contact(id: "1") { name } } }' ) );
		$this->assertSame( array( 'broken' => null, 'contact' => array( 'name' => 'Ada' ) ), $answer['data']['mine'] );
		$this->assertSame( array( 'mine', 'broken' ), $answer['errors'][0]['path'] );
	}

	public function test_a_write_is_sent_once_with_its_input(): void {
		$this->log_in_as( 'administrator' );
		$answer = graphql( array( 'query' => 'mutation { salesforce { updateContact(id: "1", input: { phone: "+43", since: "2026-01-31" }) { record { name } } } }' ) );
		$this->assertArrayNotHasKey( 'errors', $answer );
		$this->assertSame( 'Ada', $answer['data']['salesforce']['updateContact']['record']['name'] );
		$this->assertCount( 1, $this->sent );
		$this->assertStringStartsWith( 'mutation', ltrim( $this->sent[0]['query'] ) );
	}

	public function test_users_and_their_contacts_are_joined_in_one_call_for_all(): void {
		foreach ( array( 'editor', 'administrator' ) as $number => $role ) {
			update_user_meta( $this->log_in_as( $role ), Contact_Links::META, "00300000000000{$number}AAA" );
		}
		$answer = graphql( array( 'query' => '{ users(first: 100) { nodes { databaseId salesforceContact { id wpUser { databaseId } } } } }' ) );
		$linked = array_filter( $answer['data']['users']['nodes'], static fn ( array $user ): bool => null !== $user['salesforceContact'] );
		$this->assertCount( 2, $linked );
		foreach ( $linked as $user ) {
			$this->assertSame( $user['databaseId'], $user['salesforceContact']['wpUser']['databaseId'] );
		}
		$this->assertCount( 1, $this->sent );
	}

	public function test_what_asks_nothing_of_salesforce_asks_nothing_of_the_gateway(): void {
		$this->log_in_as( 'administrator' );
		$answer = graphql( array( 'query' => '{ generalSettings { title } __type(name: "SalesforceRank") { kind enumValues { name } } }' ) );
		$this->assertSame( array( 'HIGH', 'LOW' ), array_column( $answer['data']['__type']['enumValues'], 'name' ) );
		$this->assertSame( array(), $this->sent );
		$this->assertArrayNotHasKey( 'skybridge', $answer['extensions'] ?? array() );
	}

	public function test_the_subgraph_tells_its_sdl_and_finds_what_the_viewer_may_see(): void {
		add_filter( 'skybridge_is_subgraph_request', '__return_true' );
		Wpgraphql::join();
		$this->log_in_as( 'administrator' );
		$post   = wp_insert_post( array( 'post_title' => 'Seen', 'post_status' => 'publish' ) );
		$draft  = wp_insert_post( array( 'post_title' => 'Hidden', 'post_status' => 'draft' ) );
		$query  = 'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Post { title } } }';
		$things = array( array( '__typename' => 'Post', 'databaseId' => $post ), array( '__typename' => 'Post', 'databaseId' => $draft ), array( '__typename' => 'Post', 'id' => base64_encode( "post:{$post}" ) ) );
		wp_set_current_user( 0 );
		$answer = graphql( array( 'query' => $query, 'variables' => array( 'r' => $things ) ) );
		$this->assertSame( array( 'Seen', null, 'Seen' ), array_map( static fn ( ?array $entity ) => $entity['title'] ?? null, $answer['data']['_entities'] ?? array() ), (string) wp_json_encode( $answer['errors'] ?? null ) );
		$this->assertNull( graphql( array( 'query' => '{ _service { sdl } }' ) )['data'] ?? null, 'A visitor may not introspect, and so may not read the SDL.' );
		wp_set_current_user( get_user_by( 'login', 'test-administrator' )->ID );
		$sdl = graphql( array( 'query' => '{ _service { sdl } }' ) )['data']['_service']['sdl'];
		$this->assertStringContainsString( '@link(url: "https://specs.apollo.dev/federation/', $sdl );
		$this->assertStringContainsString( 'type WordPressUser', $sdl, 'A name that both graphs have.' );
		Parser::parse( $sdl );
	}

	public function test_a_viewer_token_says_who_somebody_is_and_nobody_else(): void {
		$user = $this->log_in_as( 'subscriber' );
		Services::get()->site_key->public_key();
		$answer = Router_Requests::give_token( new WP_REST_Request( 'POST', '/skybridge/v1/viewer-token' ) );
		$token  = $answer->get_data()['token'];
		wp_set_current_user( 0 );
		$this->new_request( '/graphql?skybridge=subgraph' );
		add_filter( 'graphql_pre_is_graphql_http_request', '__return_true' );
		$this->assertCount( 3, explode( '.', $token ) );
		$_SERVER['HTTP_AUTHORIZATION'] = 'Bearer ' . $token;
		$this->assertSame( $user, Router_Requests::determine_user( false ) );
		$_SERVER['HTTP_AUTHORIZATION'] = 'Bearer ' . substr( $token, 0, -4 ) . 'AAAA';
		$this->assertNotSame( $user, Router_Requests::determine_user( false ) );
		unset( $_SERVER['HTTP_AUTHORIZATION'] );
		remove_filter( 'graphql_pre_is_graphql_http_request', '__return_true' );
	}

	/**
	 * The gateway.
	 *
	 * @param mixed                $short     What other filters answered.
	 * @param array<string, mixed> $arguments Arguments of the HTTP API.
	 * @param string               $url       Where to.
	 * @return array<string, mixed>
	 */
	public function answer( mixed $short, array $arguments, string $url ): array {
		$asked = json_decode( $arguments['body'], true );
		if ( ! str_contains( $asked['query'], '__schema' ) && ! str_contains( $asked['query'], '__type(' ) ) {
			$this->sent[] = array( 'query' => $asked['query'], 'variables' => $asked['variables'] ?? array() );
		}
		$contact = static fn ( string $id ): array => array( '__typename' => 'Contact', 'id' => $id, 'name' => 'Ada', 'rank' => 'HIGH', 'since' => '2026-01-31', 'account' => array( 'id' => 'x', 'name' => 'Acme' ), 'owner' => array( '__typename' => 'User', 'id' => 'u', 'name' => 'Otto' ) );
		$root    = array(
			'node'          => static fn ( $root, array $given ): array => array( '__typename' => 'Account', 'id' => $given['id'], 'name' => 'Acme' ),
			'contact'       => static fn ( $root, array $given ): array => $contact( $given['id'] ),
			'contacts'      => static fn ( $root, array $given ): array => array( 'nodes' => array_map( $contact, $given['where']['ids'] ?? array( self::CONTACT ) ) ),
			'_entities'     => static fn ( $root, array $given ): array => array_map( $contact, array_column( $given['representations'], 'id' ) ),
			'broken'        => static fn () => throw new \GraphQL\Error\UserError( 'It is broken.' ),
			'updateContact' => static fn ( $root, array $given ): array => array( 'record' => $contact( $given['id'] ) ),
		);
		$schema  = BuildSchema::build( self::SDL, static function ( array $config ): array {
			return in_array( $config['name'], array( 'Node', 'Owner', '_Entity' ), true ) ? array( 'resolveType' => static fn ( array $value ): string => $value['__typename'] ) + $config : $config;
		} );
		$result  = GraphQL::executeQuery( $schema, $asked['query'], $root, null, $asked['variables'] ?? array() )->toArray();
		return array( 'headers' => array( 'content-type' => 'application/json' ), 'body' => wp_json_encode( $result + array( 'extensions' => array( 'skybridge' => array( 'apiCalls' => 1, 'schema' => 'v1' ) ) ) ), 'response' => array( 'code' => 200, 'message' => 'OK' ), 'cookies' => array(), 'filename' => null );
	}
}
