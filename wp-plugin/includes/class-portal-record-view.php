<?php
/**
 * The HTML of one record in a portal, with its comments and files. Every value is escaped here, where it is written.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A list of facts, a conversation, files, and the forms that add to them.
 */
final class Portal_Record_View {

	/**
	 * Builds the view.
	 *
	 * @param Portal_Attributes $attributes What the author chose.
	 * @param Portal_Request    $request    What the viewer asks.
	 * @param Portal_Schema     $schema     What the viewer may do.
	 * @param Portal_Form_View  $forms      Writes forms.
	 */
	public function __construct( private Portal_Attributes $attributes, private Portal_Request $request, private Portal_Schema $schema, private Portal_Form_View $forms ) {
	}

	/**
	 * A record.
	 *
	 * @param array{record: array<string, mixed>, comments: array<int, array<string, mixed>>, files: array<int, array<string, mixed>>} $found The record.
	 */
	public function html( array $found ): string {
		$record = $found['record'];
		$id     = (string) ( $record['id'] ?? '' );
		$link   = sprintf(
			'<p class="skybridge-portal__tools"><a class="skybridge-portal__button wp-element-button" href="%s">%s</a></p>',
			esc_url( $this->request->url( array( 'record' => $this->attributes->own ? '' : $id, 'form' => 'edit' ) ) ),
			esc_html__( 'Edit', 'skybridge' )
		);
		$edit   = array() === $this->schema->edit_fields() ? '' : ( $this->is_locked( $record ) ? $this->locked() : $link );
		return $this->heading( $record ) . $this->facts( $record ) . $edit . ( $this->attributes->own ? '' : $this->comments( $id, $found['comments'] ) . $this->files( $id, $found['files'] ) );
	}

	/**
	 * The form that edits a record.
	 *
	 * @param array<string, mixed> $record The record.
	 */
	public function edit( array $record ): string {
		if ( $this->is_locked( $record ) ) {
			return $this->heading( $record ) . $this->locked();
		}
		$seen   = is_string( $record['lastModifiedDate'] ?? null ) ? $record['lastModifiedDate'] : '';
		$hidden = array(
			'record' => (string) ( $record['id'] ?? '' ),
			'seen'   => $seen,
		);
		$cancel = $this->request->url( array( 'record' => $this->attributes->own ? '' : $hidden['record'] ) );
		return $this->heading( $record ) . $this->forms->fields( 'change', Portal_Form::from_record( $this->schema->edit_fields(), $record ), $hidden, __( 'Save', 'skybridge' ), $cancel );
	}

	/**
	 * Whether the author ends editing for this record. The gateway's policy decides all the same.
	 *
	 * @param array<string, mixed> $record The record.
	 */
	private function is_locked( array $record ): bool {
		$lock = $this->schema->lock_field();
		return null !== $lock && true === ( $record[ $lock->name ] ?? null );
	}

	/**
	 * Why there is nothing to edit.
	 */
	private function locked(): string {
		return sprintf( '<p class="skybridge-portal__help">%s</p>', esc_html__( 'This is closed and can no longer be changed.', 'skybridge' ) );
	}

	/**
	 * What the record is called.
	 *
	 * @param array<string, mixed> $record The record.
	 */
	private function heading( array $record ): string {
		$field = $this->schema->object->name_field();
		$name  = null === $field ? '' : Portal_Value::text( $field, $record );
		return sprintf( '<h3 class="skybridge-portal__name">%s</h3>', esc_html( $this->attributes->own ? $name : trim( $this->schema->object->label . ' ' . $name ) ) );
	}

	/**
	 * Its fields.
	 *
	 * @param array<string, mixed> $record The record.
	 */
	private function facts( array $record ): string {
		$facts = '';
		foreach ( $this->schema->details() as $field ) {
			if ( $field === $this->schema->object->name_field() ) {
				// The heading.
				continue;
			}
			$value  = Portal_Value::html( $field, $record );
			$facts .= sprintf( '<div class="skybridge-portal__fact%s"><dt>%s</dt><dd>%s</dd></div>', 'textarea' === $field->type ? ' skybridge-portal__fact--long' : '', esc_html( $field->label ), '' === $value ? '<span aria-hidden="true">–</span><span class="screen-reader-text">' . esc_html__( 'none', 'skybridge' ) . '</span>' : $value );
		}
		return '<dl class="skybridge-portal__facts">' . $facts . '</dl>';
	}

	/**
	 * Comments and the form for one more; empty where there are neither.
	 *
	 * @param string                           $id       Record id.
	 * @param array<int, array<string, mixed>> $comments Comments.
	 */
	private function comments( string $id, array $comments ): string {
		$field = $this->schema->comment_field();
		if ( null === $field && ! $this->schema->shows_comments() ) {
			return '';
		}
		$list = '';
		foreach ( $comments as $comment ) {
			$moment = is_string( $comment['createdDate'] ?? null ) ? strtotime( $comment['createdDate'] ) : false;
			$list  .= sprintf( '<li class="skybridge-portal__comment"><p>%s</p>%s</li>', nl2br( esc_html( (string) ( $comment['commentBody'] ?? '' ) ) ), false === $moment ? '' : Block_Notes::time( $moment ) );
		}
		$list = '' === $list ? sprintf( '<p>%s</p>', esc_html__( 'No comments yet.', 'skybridge' ) ) : '<ol class="skybridge-portal__comments">' . $list . '</ol>';
		$form = null === $field ? '' : $this->forms->fields( 'comment', Portal_Form::empty( array( $field->name => $field ) ), array( 'record' => $id ), __( 'Add the comment', 'skybridge' ) );
		return $this->section( __( 'Comments', 'skybridge' ), ( $this->schema->shows_comments() ? $list : '' ) . $form );
	}

	/**
	 * Files and the form for one more; empty where there are neither.
	 *
	 * @param string                           $id    Record id.
	 * @param array<int, array<string, mixed>> $files Files.
	 */
	private function files( string $id, array $files ): string {
		if ( ! $this->schema->shows_files() && ! $this->schema->takes_files() ) {
			return '';
		}
		$list = '';
		foreach ( $files as $file ) {
			$title = trim( (string) ( $file['title'] ?? '' ) );
			$size  = is_numeric( $file['contentSize'] ?? null ) ? ' (' . size_format( (int) $file['contentSize'] ) . ')' : '';
			$list .= sprintf(
				'<li><a href="%s" rel="nofollow">%s</a>%s</li>',
				esc_url( Portal_Download::url( $this->request, (string) ( $file['id'] ?? '' ) ) ),
				esc_html( '' === $title ? __( 'File', 'skybridge' ) : $title . self::ending( $title, $file['fileExtension'] ?? null ) ),
				esc_html( $size )
			);
		}
		$list = '' === $list ? sprintf( '<p>%s</p>', esc_html__( 'No files yet.', 'skybridge' ) ) : '<ul class="skybridge-portal__files">' . $list . '</ul>';
		return $this->section( __( 'Files', 'skybridge' ), ( $this->schema->shows_files() ? $list : '' ) . ( $this->schema->takes_files() ? $this->forms->file( $id ) : '' ) );
	}

	/**
	 * The ending of a file's name, where its title lacks it.
	 *
	 * @param string $title     Title.
	 * @param mixed  $extension Ending without dot.
	 */
	private static function ending( string $title, mixed $extension ): string {
		return is_string( $extension ) && '' !== $extension && ! str_ends_with( strtolower( $title ), '.' . strtolower( $extension ) ) ? '.' . $extension : '';
	}

	/**
	 * A part of the page with a heading.
	 *
	 * @param string $title Heading.
	 * @param string $html  HTML.
	 */
	private function section( string $title, string $html ): string {
		return sprintf( '<section class="skybridge-portal__section"><h4>%s</h4>%s</section>', esc_html( $title ), $html );
	}
}
