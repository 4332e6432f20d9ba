<?php
/**
 * How long one page may wait for the gateway, whatever number of blocks it holds.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A visitor waits for a page as a whole: what one block has waited is missing to the next. Nobody waits for cron and
 * WP-CLI, a REST route fills in a page that is already there, and a button of the admin is worth its time: those have
 * what they ask for.
 */
final class Page_Patience {

	private const SECONDS = 1.2;

	/**
	 * With less left no call is begun: it would hardly be answered.
	 */
	private const LEAST_SECONDS = 0.3;

	/**
	 * Seconds that this request has waited.
	 *
	 * @var float
	 */
	private static float $waited = 0.0;

	/**
	 * Seconds that the next read may take.
	 *
	 * @param float $wanted Seconds it takes where nobody waits for a page.
	 * @throws Failure With code `timeout` where none are left.
	 */
	public static function seconds( float $wanted ): float {
		$failure = self::exhausted();
		if ( null !== $failure ) {
			throw $failure;
		}
		return self::is_page() ? min( $wanted, self::left() ) : $wanted;
	}

	/**
	 * The same for a call that a page makes to be shown, and a form or a link to admin-post.php to do something: those
	 * have their time.
	 *
	 * @param float $wanted Seconds it takes where nobody waits for a page.
	 * @throws Failure With code `timeout` where none are left.
	 */
	public static function seconds_unless_sent( float $wanted ): float {
		return self::is_sent() || 'admin-post.php' === ( $GLOBALS['pagenow'] ?? '' ) ? $wanted : self::seconds( $wanted );
	}

	/**
	 * Why no call may be begun any more; null while one may.
	 */
	public static function exhausted(): ?Failure {
		return self::is_page() && self::left() < self::LEAST_SECONDS
			? new Failure( 'timeout', __( 'This page has waited long enough for the gateway.', 'skybridge' ), __( 'Look at the gateway’s log for what is slow.', 'skybridge' ) )
			: null;
	}

	/**
	 * Notes a wait.
	 *
	 * @param float $seconds How long.
	 */
	public static function spend( float $seconds ): void {
		self::$waited += $seconds;
	}

	/**
	 * Whether a form was sent with this request.
	 */
	private static function is_sent(): bool {
		return 'POST' === ( $_SERVER['REQUEST_METHOD'] ?? 'GET' );
	}

	/**
	 * Starts anew; for a new page in the same process.
	 */
	public static function reset(): void {
		self::$waited = 0.0;
	}

	/**
	 * Seconds that this page may still wait.
	 */
	private static function left(): float {
		/**
		 * Filters how long one page may wait for the gateway in all.
		 *
		 * @param float $seconds 1.2 by default.
		 */
		return (float) apply_filters( 'skybridge_page_seconds', self::SECONDS ) - self::$waited;
	}

	/**
	 * Whether somebody waits for a page.
	 */
	private static function is_page(): bool {
		return ! ( is_admin() && self::is_sent() ) && ! wp_doing_cron() && ! wp_is_serving_rest_request() && ! defined( 'WP_CLI' );
	}
}
