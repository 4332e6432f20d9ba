<?php
/**
 * Keeps pages that show somebody’s own view of the data out of caches, feeds, searches and public REST.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * What a viewer alone may see is shown on the page itself and in their own preview of it, nowhere else.
 */
final class Page_Privacy {

	private const PREVIEW_ROUTE = '/wp/v2/block-renderer/';

	/**
	 * Routes of the REST requests in progress, the innermost last.
	 *
	 * @var string[]
	 */
	private static array $routes = array();

	/**
	 * Remembers which REST route renders; a filter that changes nothing.
	 *
	 * @param mixed            $response What other filters answered.
	 * @param mixed            $handler  The route's handler.
	 * @param \WP_REST_Request $request  The request.
	 */
	public static function enter_route( mixed $response, mixed $handler, \WP_REST_Request $request ): mixed {
		self::$routes[] = $request->get_route();
		return $response;
	}

	/**
	 * Forgets it again; a filter that changes nothing.
	 *
	 * @param mixed $response What the route answered.
	 */
	public static function leave_route( mixed $response ): mixed {
		array_pop( self::$routes );
		return $response;
	}

	/**
	 * Whether this is the editor's preview of a block.
	 */
	public static function is_editor_preview(): bool {
		return str_starts_with( (string) end( self::$routes ), self::PREVIEW_ROUTE );
	}

	/**
	 * Whether a block of a viewer's own data may be rendered here.
	 *
	 * @param Viewer $viewer On whose behalf.
	 */
	public static function may_show( Viewer $viewer ): bool {
		if ( null === $viewer->subject() || self::is_editor_preview() ) {
			return true;
		}
		return ! is_feed() && ! is_search() && array() === self::$routes && ! wp_is_serving_rest_request();
	}

	/**
	 * Tells caches before anything of a page is sent that holds a portal: a classic theme sends its head long before
	 * the block is rendered. For visitors too, or whoever logs in might be shown the login line from a cache.
	 */
	public static function guard_page(): void {
		$post = is_singular() ? get_queried_object() : null;
		foreach ( $post instanceof \WP_Post ? array( Portal_Block::NAME => Portal_Block::SHORTCODE, Account_Link_Block::NAME => Account_Link_Block::SHORTCODE ) : array() as $block => $shortcode ) {
			if ( has_block( $block, $post ) || has_shortcode( $post->post_content, $shortcode ) ) {
				self::forbid_caches();
			}
		}
	}

	/**
	 * Keeps the page out of shared caches where it holds a viewer's own data.
	 *
	 * @param Viewer $viewer On whose behalf.
	 */
	public static function keep_out_of_page_caches( Viewer $viewer ): void {
		if ( null !== $viewer->subject() ) {
			self::forbid_caches();
		}
	}

	/**
	 * Forbids all caches to keep the answer to this request.
	 */
	private static function forbid_caches(): void {
		if ( ! defined( 'DONOTCACHEPAGE' ) ) {
			// phpcs:ignore WordPress.NamingConventions.PrefixAllGlobals.NonPrefixedConstantFound -- the name that page caches agreed on.
			define( 'DONOTCACHEPAGE', true );
		}
		if ( ! headers_sent() ) {
			nocache_headers();
			header( 'Cache-Control: no-store, private' );
		}
	}
}
