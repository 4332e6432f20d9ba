<?php
/**
 * On whose behalf the gateway is asked.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A WordPress user, or a visitor without login. What either may read is the gateway's decision.
 */
final class Viewer {

	/**
	 * Use visitor(), current() or of().
	 *
	 * @param string|null $subject WordPress user id; null for a visitor.
	 * @param string[]    $roles   WordPress role slugs, sorted.
	 */
	private function __construct( private ?string $subject, private array $roles ) {
	}

	/**
	 * Somebody without login.
	 */
	public static function visitor(): self {
		return new self( null, array() );
	}

	/**
	 * The logged-in user of this request, else a visitor.
	 */
	public static function current(): self {
		$user = wp_get_current_user();
		return $user->exists() ? self::of( $user ) : self::visitor();
	}

	/**
	 * A user, on whose behalf this site acts without them: for what they asked for themselves.
	 *
	 * @param \WP_User $user Who.
	 */
	public static function of( \WP_User $user ): self {
		$roles = array_values( array_filter( $user->roles, 'is_string' ) );
		sort( $roles );
		return new self( (string) $user->ID, $roles );
	}

	/**
	 * WordPress user id as the token's `sub`; null for a visitor.
	 */
	public function subject(): ?string {
		return $this->subject;
	}

	/**
	 * WordPress role slugs.
	 *
	 * @return string[]
	 */
	public function roles(): array {
		return $this->roles;
	}

	/**
	 * Whose answers may share a cache entry: all visitors, or one user with unchanged roles.
	 */
	public function cache_scope(): string {
		return null === $this->subject ? 'visitor' : 'user:' . $this->subject . ':' . implode( ',', $this->roles );
	}
}
