<?php
/**
 * Registers the directory block and shortcode and renders both alike.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `skybridge/directory` and `[skybridge_directory]`.
 */
final class Directory_Block {

	public const NAME      = 'skybridge/directory';
	public const SHORTCODE = 'skybridge_directory';

	/**
	 * How often each kind of directory was rendered in this request, by signature, in order of appearance.
	 *
	 * @var array<string, int>
	 */
	private static array $seen = array();

	/**
	 * The shortcode: the same block, so that styles and scripts come along.
	 *
	 * @param array<string, string>|string $attributes As written; an empty string for none.
	 */
	public static function shortcode( array|string $attributes ): string {
		return Block_Shortcode::render( self::NAME, Directory_Attributes::block_attributes_of_shortcode( is_array( $attributes ) ? $attributes : array() ) );
	}

	/**
	 * HTML inside the block's wrapper.
	 *
	 * @param array<string, mixed> $block_attributes As saved in the post.
	 */
	public static function render( array $block_attributes ): string {
		$attributes = Directory_Attributes::from_block( $block_attributes );
		$signature  = $attributes->signature();

		self::$seen[ $signature ] = ( self::$seen[ $signature ] ?? 0 ) + 1;

		$number  = 1 + (int) array_search( $signature, array_keys( self::$seen ), true );
		$request = Directory_Request::read( self::query(), self::path(), $number, $attributes );
		$view    = new Directory_View( $attributes, $request, self::$seen[ $signature ] );
		if ( '' !== $request->problem() ) {
			return $view->problem();
		}
		if ( ! Page_Privacy::may_show( $attributes->viewer() ) ) {
			return $view->elsewhere();
		}
		Page_Privacy::keep_out_of_page_caches( $attributes->viewer() );

		try {
			$answer = self::fetch( $attributes, $request );
			return $view->page( Directory_Page::from_data( $answer->data(), $request, $attributes->columns(), $attributes->photo ), $answer );
		} catch ( Failure $failure ) {
			return $view->failure( $failure );
		}
	}

	/**
	 * Forgets which directories were rendered; for a new page in the same process.
	 */
	public static function reset(): void {
		self::$seen = array();
	}

	/**
	 * Reads the people from the gateway or the cache.
	 *
	 * @param Directory_Attributes $attributes What the author chose.
	 * @param Directory_Request    $request    What the visitor asks.
	 * @throws Failure When there is nothing to show.
	 */
	private static function fetch( Directory_Attributes $attributes, Directory_Request $request ): Dated_Answer {
		$operation = '' === $attributes->object ? new Directory_Operation( $attributes, $request ) : new Record_List_Operation( $attributes, $request );

		/**
		 * Filters the variables of a directory's GraphQL operation, for instance its order.
		 *
		 * @param array<string, mixed> $variables `where`, `orderBy`, `first`/`after` or `last`/`before`; absent ones are not sent.
		 */
		$variables = (array) apply_filters( 'skybridge_directory_variables', $operation->variables() );

		/**
		 * Filters how many seconds a directory's data counts as fresh.
		 *
		 * @param int $seconds The block's choice, 60 by default.
		 */
		$seconds = max( 0, (int) apply_filters( 'skybridge_directory_cache_seconds', $attributes->cache_seconds() ) );

		return Services::get()->cached->fetch( $operation->document(), $variables, $attributes->viewer(), $seconds, $request->is_visitor_set(), array( '' === $attributes->object ? 'contacts' : $attributes->object ) );
	}

	/**
	 * Query variables of this page; none in the editor's preview, whose address is not a page's.
	 *
	 * @return array<int|string, mixed>
	 */
	private static function query(): array {
		if ( wp_is_serving_rest_request() ) {
			return array();
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- a public search changes nothing; Directory_Request checks each value.
		return wp_unslash( $_GET );
	}

	/**
	 * Path of this page.
	 */
	private static function path(): string {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- escaped where it is written, as any URL.
		$uri = isset( $_SERVER['REQUEST_URI'] ) && is_string( $_SERVER['REQUEST_URI'] ) ? wp_unslash( $_SERVER['REQUEST_URI'] ) : '';
		return '/' . ltrim( (string) wp_parse_url( $uri, PHP_URL_PATH ), '/' );
	}
}
