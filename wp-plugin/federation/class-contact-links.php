<?php
/**
 * Which Contact a WordPress user is, as far as this site knows: a copy of the gateway's bindings.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Deferred;
use Skybridge\Failure;
use Skybridge\Gateway_Answer;
use Skybridge\Gateway_Client;
use Skybridge\Viewer;
use WPGraphQL\AppContext;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A copy leads from a user to a record and back, and gives no right to read either: the gateway goes by its own
 * binding and the policy, WPGraphQL by its Model layer.
 */
final class Contact_Links {

	/**
	 * User meta with the Contact's 18-character id.
	 */
	public const META = 'skybridge_contact_id';

	private const RECORD_ID = '/\A[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?\z/';

	/**
	 * Ids of users by Contact, of this request.
	 *
	 * @var array<string, int|null>
	 */
	private array $users = array();

	/**
	 * Contacts whose users are wanted.
	 *
	 * @var array<string, true>
	 */
	private array $wanted = array();

	/**
	 * Whether the gateway was asked for the viewer's own binding in this request.
	 *
	 * @var bool
	 */
	private bool $asked = false;

	/**
	 * Builds the links.
	 *
	 * @param Gateway_Client $client Asks for the viewer's own binding.
	 */
	public function __construct( private Gateway_Client $client ) {
	}

	/**
	 * The Contact of a user; null for one who is not bound.
	 *
	 * @param int $user_id WordPress user id.
	 */
	public function contact_of( int $user_id ): ?string {
		$known = get_user_meta( $user_id, self::META, true );
		if ( '' === $known && get_current_user_id() === $user_id && ! $this->asked ) {
			$known = $this->ask_for_own();
		}
		/**
		 * Filters which Contact a WordPress user is linked to in WPGraphQL.
		 *
		 * @param string $contact_id Contact id; empty for none.
		 * @param int    $user_id    WordPress user id.
		 */
		$contact = apply_filters( 'skybridge_contact_of_user', is_string( $known ) ? $known : '', $user_id );
		return is_string( $contact ) && 1 === preg_match( self::RECORD_ID, $contact ) ? $contact : null;
	}

	/**
	 * Notes that the user of a Contact will be asked for, so that all are looked up together.
	 *
	 * @param string $contact_id Contact id.
	 */
	private function want_user_of( string $contact_id ): void {
		if ( ! array_key_exists( $contact_id, $this->users ) ) {
			$this->wanted[ $contact_id ] = true;
		}
	}

	/**
	 * The user of a Contact; null where none is bound to it.
	 *
	 * @param string $contact_id Contact id.
	 */
	private function user_of( string $contact_id ): ?int {
		$this->want_user_of( $contact_id );
		if ( array() !== $this->wanted ) {
			$this->look_up( array_map( 'strval', array_keys( $this->wanted ) ) );
			$this->wanted = array();
		}
		return $this->users[ $contact_id ] ?? null;
	}

	/**
	 * WPGraphQL's model of a Contact's user, by its own loader; the users of many Contacts are looked up together.
	 *
	 * @param string     $contact_id Contact id.
	 * @param AppContext $context    WPGraphQL's.
	 */
	public function load_user( string $contact_id, AppContext $context ): Deferred {
		$this->want_user_of( $contact_id );
		return new Deferred(
			function () use ( $contact_id, $context ): ?Deferred {
				$user_id = $this->user_of( $contact_id );
				return null === $user_id ? null : $context->get_loader( 'user' )->load_deferred( $user_id );
			}
		);
	}

	/**
	 * Keeps the copy of the viewer's binding, which the gateway tells with every answer to a signed-in user.
	 *
	 * @param Gateway_Answer $answer An answer to the current user.
	 */
	public function notice( Gateway_Answer $answer ): void {
		$user_id = get_current_user_id();
		if ( 0 !== $user_id && array_key_exists( 'contactId', $answer->extensions() ) ) {
			$this->remember( $user_id, $answer->extensions()['contactId'] );
		}
	}

	/**
	 * Keeps the copy of a binding.
	 *
	 * @param int   $user_id    WordPress user id.
	 * @param mixed $contact_id Contact id; anything else for none.
	 */
	public function remember( int $user_id, mixed $contact_id ): void {
		$contact_id = is_string( $contact_id ) && 1 === preg_match( self::RECORD_ID, $contact_id ) ? $contact_id : '';
		if ( get_user_meta( $user_id, self::META, true ) !== $contact_id ) {
			update_user_meta( $user_id, self::META, $contact_id );
			$this->users = array();
		}
	}

	/**
	 * Asks the gateway whom the current user is bound to, where no copy says so: they may have been bound just now.
	 */
	private function ask_for_own(): string {
		$this->asked = true;
		try {
			$answer = $this->client->execute( '{ viewer { contactId } }', array(), Viewer::current() );
			$this->remember( get_current_user_id(), $answer->data()['viewer']['contactId'] ?? null );
		} catch ( Failure $failure ) {
			return '';
		}
		return (string) get_user_meta( get_current_user_id(), self::META, true );
	}

	/**
	 * Looks users up by one query.
	 *
	 * @param string[] $contact_ids Contact ids of 18 characters.
	 */
	private function look_up( array $contact_ids ): void {
		$this->users += array_fill_keys( $contact_ids, null );
		$found        = get_users(
			array(
				// phpcs:ignore WordPress.DB.SlowDBQuery -- one query for all records of an answer.
				'meta_query' => array(
					array(
						'key'     => self::META,
						'value'   => $contact_ids,
						'compare' => 'IN',
					),
				),
				'orderby'    => 'ID',
				'fields'     => 'ID',
				'blog_id'    => get_current_blog_id(),
			)
		);
		update_meta_cache( 'user', array_map( 'intval', $found ) );
		foreach ( $found as $user_id ) {
			$this->users[ (string) get_user_meta( (int) $user_id, self::META, true ) ] ??= (int) $user_id;
		}
	}
}
