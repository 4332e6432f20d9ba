<?php
/**
 * Says through the gateway which Contact a WordPress user is; docs/portal-identity.md is the contract.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

use Skybridge\Federation\Contact_Links;
use WP_User;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The binding lives in the gateway. What this site keeps is a copy that gives no right to anything.
 */
final class Portal_Links {

	/**
	 * Builds the service.
	 *
	 * @param Gateway_Client $client Asks the gateway.
	 */
	public function __construct( private Gateway_Client $client ) {
	}

	/**
	 * Binds a user, as the administrator who asks.
	 *
	 * @param int    $user_id    WordPress user.
	 * @param string $contact_id Contact.
	 * @throws Failure When the gateway refuses.
	 */
	public function bind( int $user_id, string $contact_id ): void {
		$answer = $this->client->post(
			'/portal/bindings',
			array(
				'subject'   => (string) $user_id,
				'contactId' => $contact_id,
			),
			Viewer::current()
		);
		$this->remember( $user_id, $answer['binding']['contactId'] ?? null );
	}

	/**
	 * Unbinds a user, as the administrator who asks.
	 *
	 * @param int $user_id WordPress user.
	 * @throws Failure When the gateway refuses.
	 */
	public function unbind( int $user_id ): void {
		$this->client->post( '/portal/bindings/remove', array( 'subject' => (string) $user_id ), Viewer::current() );
		$this->remember( $user_id, null );
	}

	/**
	 * The Contact that the gateway has for a user, asked as an administrator; empty for none.
	 *
	 * @param int $user_id WordPress user.
	 * @throws Failure When the gateway refuses.
	 */
	public function contact_of( int $user_id ): string {
		$answer = $this->client->post( '/portal/bindings/list', array(), Viewer::current() );
		foreach ( is_array( $answer['bindings'] ?? null ) ? $answer['bindings'] : array() as $binding ) {
			if ( is_array( $binding ) && (string) $user_id === ( $binding['subject'] ?? null ) && is_string( $binding['contactId'] ?? null ) ) {
				return $binding['contactId'];
			}
		}
		return '';
	}

	/**
	 * Asks for a one-time link for a user; null where no Contact, or more than one, has the address.
	 *
	 * @param WP_User $user  Who.
	 * @param string  $email Address that the company knows.
	 * @return array{to: string, name: string, token: string}|null
	 * @throws Failure When the gateway refuses.
	 */
	public function request( WP_User $user, string $email ): ?array {
		$mail = $this->client->post( '/portal/link', array( 'email' => $email ), Viewer::of( $user ) )['mail'] ?? null;
		if ( ! is_array( $mail ) || ! is_string( $mail['to'] ?? null ) || ! is_string( $mail['token'] ?? null ) ) {
			return null;
		}
		return array(
			'to'    => $mail['to'],
			'name'  => is_string( $mail['name'] ?? null ) ? $mail['name'] : '',
			'token' => $mail['token'],
		);
	}

	/**
	 * Binds the current user by a mailed token.
	 *
	 * @param string $token From the mail.
	 * @throws Failure With code `not_found` for one that is not good, or not theirs.
	 */
	public function confirm( string $token ): void {
		$answer = $this->client->post( '/portal/confirm', array( 'token' => $token ), Viewer::current() );
		$this->remember( get_current_user_id(), $answer['contactId'] ?? null );
	}

	/**
	 * Unbinds the current user.
	 *
	 * @throws Failure When the gateway refuses.
	 */
	public function unlink_own(): void {
		$this->client->post( '/portal/unlink', array(), Viewer::current() );
		$this->remember( get_current_user_id(), null );
	}

	/**
	 * Unbinds a user on their own behalf: because they asked to be forgotten.
	 *
	 * @param WP_User $user Who.
	 * @return bool Whether they were bound.
	 * @throws Failure When the gateway refuses.
	 */
	public function forget( WP_User $user ): bool {
		$answer = $this->client->post( '/portal/unlink', array(), Viewer::of( $user ) );
		$this->remember( $user->ID, null );
		return true === ( $answer['unbound'] ?? null );
	}

	/**
	 * The current user's own Contact as the gateway has it; empty for none.
	 *
	 * @throws Failure When the gateway does not tell.
	 */
	public function own(): string {
		$contact = $this->client->execute( '{ viewer { contactId } }', array(), Viewer::current() )->data()['viewer']['contactId'] ?? null;
		$this->remember( get_current_user_id(), $contact );
		return is_string( $contact ) ? $contact : '';
	}

	/**
	 * Contacts whose name or address holds a text, as far as the current user may read them.
	 *
	 * @param string $text What to look for, not empty.
	 * @return array<int, array{id: string, name: string, email: string}>
	 * @throws Failure When the gateway refuses.
	 */
	public function find_contacts( string $text ): array {
		$document = 'query SkybridgeFindContact($text: String!) { contacts(where: { or: [{ name: { contains: $text } }, { email: { contains: $text } }] }, orderBy: [{ name: ASC }], first: 20) { nodes { id name email } } }';
		$nodes    = $this->client->execute( $document, array( 'text' => $text ), Viewer::current() )->data()['contacts']['nodes'] ?? null;
		$text_of  = static fn ( array $node, string $field ): string => is_string( $node[ $field ] ?? null ) ? $node[ $field ] : '';
		return array_map(
			static fn ( array $node ): array => array(
				'id'    => $text_of( $node, 'id' ),
				'name'  => $text_of( $node, 'name' ),
				'email' => $text_of( $node, 'email' ),
			),
			array_values( array_filter( is_array( $nodes ) ? $nodes : array(), 'is_array' ) )
		);
	}

	/**
	 * Keeps the copy.
	 *
	 * @param int   $user_id    WordPress user.
	 * @param mixed $contact_id Contact; anything else for none.
	 */
	private function remember( int $user_id, mixed $contact_id ): void {
		( new Contact_Links( $this->client ) )->remember( $user_id, $contact_id );
	}
}
