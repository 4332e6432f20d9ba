<?php
/**
 * Registers the portal block and shortcode and renders both alike.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `skybridge/portal` and `[skybridge_portal]`: a logged-in person's own records.
 */
final class Portal_Block {

	public const NAME      = 'skybridge/portal';
	public const SHORTCODE = 'skybridge_portal';

	/**
	 * How often each kind of portal was rendered in this request, by signature, in order of appearance.
	 *
	 * @var array<string, int>
	 */
	private static array $seen = array();

	/**
	 * The shortcode: the same block, so that styles and scripts come along.
	 *
	 * @param array<string, string>|string $written As written; an empty string for none.
	 */
	public static function shortcode( array|string $written ): string {
		return Block_Shortcode::render( self::NAME, Block_Shortcode::attributes( self::NAME, self::SHORTCODE, $written ) );
	}

	/**
	 * HTML inside the block's wrapper.
	 *
	 * @param array<string, mixed> $block_attributes As saved in the post.
	 */
	public static function render( array $block_attributes ): string {
		$attributes = Portal_Attributes::from_block( $block_attributes );
		$signature  = $attributes->signature();

		self::$seen[ $signature ] = ( self::$seen[ $signature ] ?? 0 ) + 1;

		$number  = 1 + (int) array_search( $signature, array_keys( self::$seen ), true );
		$request = Portal_Request::current( $number );
		$id      = "skybridge-portal-{$number}" . ( 1 === self::$seen[ $signature ] ? '' : '-' . self::$seen[ $signature ] );
		$view    = new Portal_View( $attributes, $request, $id );
		$viewer  = Viewer::current();
		if ( null === $viewer->subject() ) {
			return $view->login();
		}
		if ( ! Page_Privacy::may_show( $viewer ) ) {
			return $view->elsewhere();
		}
		Page_Privacy::keep_out_of_page_caches( $viewer );
		$forms  = new Portal_Form_View( $attributes, $request, $id );
		$failed = Portal_Submission::failed( $number );
		try {
			$schema = $failed->schema ?? Portal_Schema::read( $attributes, $viewer );
			return $view->frame( self::content( $attributes, $request, $schema, $view, $forms ) );
		} catch ( Failure $failure ) {
			return $view->frame( null === $failed ? $view->failure( $failure ) : $forms->again( $failed ) );
		}
	}

	/**
	 * Forgets which portals were rendered; for a new page in the same process.
	 */
	public static function reset(): void {
		self::$seen = array();
	}

	/**
	 * What the viewer asked for.
	 *
	 * @param Portal_Attributes $attributes What the author chose.
	 * @param Portal_Request    $request    What the viewer asks.
	 * @param Portal_Schema     $schema     What the viewer may do.
	 * @param Portal_View       $view       Writes frame and list.
	 * @param Portal_Form_View  $forms      Writes forms.
	 * @throws Failure When it cannot be read.
	 */
	private static function content( Portal_Attributes $attributes, Portal_Request $request, Portal_Schema $schema, Portal_View $view, Portal_Form_View $forms ): string {
		$records = new Portal_Records( $schema, Viewer::current() );
		if ( 'new' === $request->form && array() !== $schema->create_fields() ) {
			/* translators: %s: label of an object, such as Case. */
			$heading = sprintf( '<h3 class="skybridge-portal__name">%s</h3>', esc_html( sprintf( __( 'New: %s', 'skybridge' ), $schema->object->label ) ) );
			return $view->back() . $heading . $forms->fields( 'create', Portal_Form::empty( $schema->create_fields() ), array(), __( 'Send', 'skybridge' ), $request->url() );
		}
		if ( ! $attributes->own && '' === $request->record ) {
			return $view->list_of( $schema, $records->page( $attributes, $request ) );
		}
		$page   = new Portal_Record_View( $attributes, $request, $schema, $forms );
		$record = $attributes->own ? $schema->contact : ( $request->names_a_record() ? $request->record : '' );
		if ( 'edit' === $request->form && array() !== $schema->edit_fields() ) {
			$found = '' === $record ? null : $records->editable( $record );
			return null === $found ? $view->not_found() : $view->back() . $page->edit( $found );
		}
		$found = '' === $record ? null : $records->one( $record );
		if ( null === $found ) {
			return $view->not_found();
		}
		$dropped = Portal_Upload::was_dropped() ? ( new Block_Notes( 'skybridge-portal' ) )->notice( esc_html( Portal_Upload::too_large()->getMessage() ) ) : '';
		return $view->back() . $dropped . $page->html( $found );
	}
}
