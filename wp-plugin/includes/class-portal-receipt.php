<?php
/**
 * What a portal says after a write: sealed into the address of the page it leads to, for the one who wrote.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Nobody can make a page of this site say that something was sent: the seal is this site's, and names the user.
 */
final class Portal_Receipt {

	private const SEAL = 'skybridge/portal-receipt';

	/**
	 * Use seal() and open().
	 *
	 * @param string $kind   `create`, `change`, `comment` or `attach`.
	 * @param string $id     Id of what was written.
	 * @param bool   $is_new Whether this very request wrote it; a repeat did not.
	 * @param int    $time   Unix time.
	 */
	private function __construct( public string $kind, public string $id, public bool $is_new, public int $time ) {
	}

	/**
	 * Seals a receipt for the current user.
	 *
	 * @param string $kind   Kind of write.
	 * @param string $id     Id of what was written.
	 * @param bool   $is_new Whether this very request wrote it.
	 */
	public static function seal( string $kind, string $id, bool $is_new ): string {
		return Block_Token::seal( self::SEAL, array( $kind, $id, $is_new, time(), get_current_user_id() ) );
	}

	/**
	 * Opens a receipt; null for what is none, or somebody else's.
	 *
	 * @param string $sealed From seal().
	 */
	public static function open( string $sealed ): ?self {
		if ( '' === $sealed ) {
			return null;
		}
		try {
			list( $kind, $id, $is_new, $time, $user ) = Block_Token::open( self::SEAL, $sealed ) + array( '', '', false, 0, -1 );
		} catch ( Failure $failure ) {
			return null;
		}
		return get_current_user_id() === $user ? new self( (string) $kind, (string) $id, (bool) $is_new, (int) $time ) : null;
	}

	/**
	 * The receipt in words.
	 */
	public function text(): string {
		$lines = array(
			'create'  => __( 'Sent. Thank you.', 'skybridge' ),
			'comment' => __( 'Your comment was added.', 'skybridge' ),
			'attach'  => __( 'Your file was added.', 'skybridge' ),
		);
		$done  = $lines[ $this->kind ] ?? __( 'Your changes were saved.', 'skybridge' );
		return $this->is_new || 'change' === $this->kind ? $done : __( 'This had already arrived; nothing was written twice.', 'skybridge' );
	}
}
