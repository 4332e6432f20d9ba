<?php
/**
 * The block and shortcode by which people link their account to their Contact themselves, by a mailed one-time link.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `skybridge/account-link` and `[skybridge_account_link]`. The token of the mail moves from the address into a cookie that
 * scripts cannot read, so that it stands in no history, referrer or page; following the link changes nothing, a button does.
 */
final class Account_Link_Block {

	public const NAME      = 'skybridge/account-link';
	public const SHORTCODE = 'skybridge_account_link';
	public const TOKEN     = 'skybridge_link';
	public const NONCE     = 'skybridge_account_link';

	private const ACTION        = 'skybridge_link_do';
	private const OUTCOME       = 'skybridge_linked';
	private const TOKEN_PATTERN = '/\A[A-Za-z0-9_-]{20,100}\z/';

	/**
	 * The shortcode: the same block.
	 *
	 * @param array<string, string>|string $written As written; an empty string for none.
	 */
	public static function shortcode( array|string $written ): string {
		return Block_Shortcode::render( self::NAME, Block_Shortcode::attributes( self::NAME, self::SHORTCODE, $written ) );
	}

	/**
	 * Takes the token out of the address, or a form that was sent.
	 */
	public static function handle(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- moves a token; run() verifies what changes anything.
		if ( isset( $_GET[ self::TOKEN ] ) ) {
			// phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- compared with a pattern.
			self::keep_token( wp_unslash( $_GET[ self::TOKEN ] ) );
			header( 'Referrer-Policy: no-referrer' );
			wp_safe_redirect( remove_query_arg( self::TOKEN ), 303 );
			exit;
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- run() verifies it.
		if ( isset( $_POST[ self::ACTION ] ) ) {
			// phpcs:ignore WordPress.Security.NonceVerification.Missing -- run() verifies it.
			$outcome = self::run( wp_unslash( $_POST ) );
			wp_safe_redirect( add_query_arg( self::OUTCOME, $outcome, remove_query_arg( self::OUTCOME ) ), 303 );
			exit;
		}
	}

	/**
	 * Carries out a form.
	 *
	 * @param array<string, mixed> $posted Unslashed fields.
	 * @return string What became of it: `asked`, `linked`, `invalid`, `unlinked`, `expired`, `failed`.
	 */
	public static function run( array $posted ): string {
		$text = static fn ( string $name ): string => is_string( $posted[ $name ] ?? null ) ? $posted[ $name ] : '';
		if ( ! is_user_logged_in() || false === wp_verify_nonce( $text( '_skybridge_nonce' ), self::NONCE ) ) {
			return 'expired';
		}
		$links = new Portal_Links( Services::get()->client );
		try {
			switch ( $text( self::ACTION ) ) {
				case 'ask':
					$email = sanitize_email( $text( 'skybridge_email' ) );
					if ( '' !== $email ) {
						Account_Link_Mail::schedule( get_current_user_id(), $email, home_url( (string) wp_parse_url( self::path(), PHP_URL_PATH ) ) );
					}
					// The same answer always.
					return 'asked';
				case 'confirm':
					$links->confirm( self::token() );
					self::keep_token( '' );
					return 'linked';
				case 'unlink':
					$links->unlink_own();
					return 'unlinked';
				default:
					return 'failed';
			}
		} catch ( Failure $failure ) {
			return 'not_found' === $failure->code() || 'bad_user_input' === $failure->code() ? 'invalid' : 'failed';
		}
	}

	/**
	 * HTML inside the block's wrapper.
	 */
	public static function render(): string {
		$viewer = Viewer::current();
		$notes  = new Block_Notes( 'skybridge-portal' );
		if ( null === $viewer->subject() ) {
			return $notes->notice( sprintf( '<a href="%s">%s</a>', esc_url( wp_login_url( home_url( self::path() ) ) ), esc_html__( 'Log in to link your account.', 'skybridge' ) ) );
		}
		if ( ! Page_Privacy::may_show( $viewer ) ) {
			return $notes->notice( esc_html__( 'This is shown on its page only.', 'skybridge' ) );
		}
		Page_Privacy::keep_out_of_page_caches( $viewer );
		try {
			$linked = '' !== ( new Portal_Links( Services::get()->client ) )->own();
		} catch ( Failure $failure ) {
			return $notes->notice( esc_html__( 'Your account cannot be linked right now. Please try again in a few minutes.', 'skybridge' ) ) . $notes->reason( $failure );
		}
		return self::outcome( $notes ) . self::forms( $linked );
	}

	/**
	 * What became of the last form.
	 *
	 * @param Block_Notes $notes Writes it.
	 */
	private static function outcome( Block_Notes $notes ): string {
		$lines = array(
			'asked'    => __( 'If we know this address, a message is on its way. It holds a link that is good for a short time.', 'skybridge' ),
			'linked'   => __( 'Your account is linked now.', 'skybridge' ),
			'invalid'  => __( 'This link is not valid any more. Please ask for a new one.', 'skybridge' ),
			'unlinked' => __( 'Your account is not linked any more.', 'skybridge' ),
			'expired'  => __( 'This form had been open for too long. Please send it once more.', 'skybridge' ),
			'failed'   => __( 'This could not be done right now. Please try again in a few minutes.', 'skybridge' ),
		);
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- one of the lines above, or none.
		$outcome = isset( $_GET[ self::OUTCOME ] ) ? wp_unslash( $_GET[ self::OUTCOME ] ) : '';
		return is_string( $outcome ) && isset( $lines[ $outcome ] ) ? $notes->notice( esc_html( $lines[ $outcome ] ) ) : '';
	}

	/**
	 * The forms that are of use now.
	 *
	 * @param bool $linked Whether the account is linked.
	 */
	private static function forms( bool $linked ): string {
		if ( $linked ) {
			return sprintf( '<p>%s</p>', esc_html__( 'Your account is linked to our records.', 'skybridge' ) ) . self::form( 'unlink', '', __( 'Remove the link', 'skybridge' ) );
		}
		if ( '' !== self::token() ) {
			return self::form( 'confirm', sprintf( '<p>%s</p>', esc_html__( 'One more step: link this account to the records that belong to the address the message came to.', 'skybridge' ) ), __( 'Link my account', 'skybridge' ) );
		}
		$id    = wp_unique_id( 'skybridge-account-link-' );
		$field = sprintf(
			'<div class="skybridge-portal__field"><label for="%1$s">%2$s</label><input type="email" id="%1$s" name="skybridge_email" autocomplete="email" required></div>',
			esc_attr( $id ),
			esc_html__( 'The e-mail address that we know you by', 'skybridge' )
		);
		return self::form( 'ask', $field, __( 'Send me a link', 'skybridge' ) );
	}

	/**
	 * A form with one button.
	 *
	 * @param string $action What it does.
	 * @param string $inside HTML.
	 * @param string $button Text of the button.
	 */
	private static function form( string $action, string $inside, string $button ): string {
		return sprintf(
			'<form class="skybridge-portal__form" method="post" action="%s"><input type="hidden" name="%s" value="%s"><input type="hidden" name="_skybridge_nonce" value="%s">%s<p class="skybridge-portal__buttons"><button type="submit" class="skybridge-portal__button wp-element-button">%s</button></p></form>',
			esc_url( remove_query_arg( self::OUTCOME, self::path() ) ),
			esc_attr( self::ACTION ),
			esc_attr( $action ),
			esc_attr( wp_create_nonce( self::NONCE ) ),
			$inside,
			esc_html( $button )
		);
	}

	/**
	 * The token that this browser brought; empty for none.
	 */
	private static function token(): string {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- compared with a pattern.
		$token = isset( $_COOKIE[ self::TOKEN ] ) ? wp_unslash( $_COOKIE[ self::TOKEN ] ) : '';
		return is_string( $token ) && 1 === preg_match( self::TOKEN_PATTERN, $token ) ? $token : '';
	}

	/**
	 * Keeps a token in this browser, or forgets it.
	 *
	 * @param mixed $token The token; anything that is none forgets.
	 */
	private static function keep_token( mixed $token ): void {
		$is_one = is_string( $token ) && 1 === preg_match( self::TOKEN_PATTERN, $token );
		if ( headers_sent() ) {
			return;
		}
		setcookie(
			self::TOKEN,
			$is_one ? $token : '',
			array(
				'expires'  => $is_one ? 0 : 1,
				'path'     => '' === (string) COOKIEPATH ? '/' : (string) COOKIEPATH,
				'secure'   => is_ssl(),
				'httponly' => true,
				'samesite' => 'Lax',
			)
		);
	}

	/**
	 * Address of the page, from its path on.
	 */
	private static function path(): string {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- escaped where it is written, as any URL.
		$uri = isset( $_SERVER['REQUEST_URI'] ) && is_string( $_SERVER['REQUEST_URI'] ) ? wp_unslash( $_SERVER['REQUEST_URI'] ) : '/';
		return '/' . ltrim( $uri, '/' );
	}
}
