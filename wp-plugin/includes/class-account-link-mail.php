<?php
/**
 * Asks for a one-time link and mails it, after the answer to the browser has left.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A scheduled event: not even the time that it takes tells the browser whether the address is known. The token exists
 * in the mail only; what is scheduled holds the address that was typed.
 */
final class Account_Link_Mail {

	public const EVENT = 'skybridge_mail_link';

	/**
	 * Lets the mail be sent in a moment.
	 *
	 * @param int    $user_id Who asked.
	 * @param string $email   Address as typed.
	 * @param string $page    Address of the page that confirms.
	 */
	public static function schedule( int $user_id, string $email, string $page ): void {
		wp_schedule_single_event( time(), self::EVENT, array( $user_id, $email, $page ) );
	}

	/**
	 * Asks the gateway, and mails to the address that Salesforce has.
	 *
	 * @param int    $user_id Who asked.
	 * @param string $email   Address as typed.
	 * @param string $page    Address of the page that confirms.
	 */
	public static function send( int $user_id, string $email, string $page ): void {
		$user = get_userdata( $user_id );
		if ( false === $user ) {
			return;
		}
		try {
			$mail = ( new Portal_Links( Services::get()->client ) )->request( $user, $email );
		} catch ( Failure $failure ) {
			/** This action is documented in includes/class-cached-gateway.php. */
			do_action( 'skybridge_gateway_failed', $failure->to_wp_error() );
			return;
		}
		if ( null !== $mail ) {
			wp_mail( $mail['to'], self::subject(), self::text( $mail, $user->user_login, $page ) );
		}
	}

	/**
	 * Subject of the mail.
	 */
	private static function subject(): string {
		/* translators: %s: name of the site. */
		return sprintf( __( '[%s] Link your account', 'skybridge' ), wp_specialchars_decode( (string) get_option( 'blogname' ), ENT_QUOTES ) );
	}

	/**
	 * Text of the mail: who asked, of which site, and the link.
	 *
	 * @param array{to: string, name: string, token: string} $mail  From the gateway.
	 * @param string                                         $login Who asked.
	 * @param string                                         $page  Address of the page that confirms.
	 */
	private static function text( array $mail, string $login, string $page ): string {
		return sprintf(
			/* translators: 1: name of a person, 2: login name, 3: address of the site, 4: link. */
			__( "Hello %1\$s,\n\nthe user “%2\$s” of %3\$s asks to be linked to your records. If that is you, open this page while you are logged in there:\n\n%4\$s\n\nIf it is not, do nothing: the link is of no use to anybody else and ends by itself.", 'skybridge' ),
			$mail['name'],
			$login,
			home_url( '/' ),
			add_query_arg( Account_Link_Block::TOKEN, rawurlencode( $mail['token'] ), $page )
		);
	}
}
