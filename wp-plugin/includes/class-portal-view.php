<?php
/**
 * The HTML of a portal: its frame, its notices and its list. Every value is escaped here, where it is written.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Links and plain forms: all of it works without JavaScript.
 */
final class Portal_View {

	/**
	 * The shared lines.
	 *
	 * @var Block_Notes
	 */
	private Block_Notes $notes;

	/**
	 * Builds the view.
	 *
	 * @param Portal_Attributes $attributes What the author chose.
	 * @param Portal_Request    $request    What the viewer asks.
	 * @param string            $id         Prefix of element ids, unique on the page.
	 */
	public function __construct( private Portal_Attributes $attributes, private Portal_Request $request, private string $id ) {
		$this->notes = new Block_Notes( 'skybridge-portal' );
	}

	/**
	 * Heading, receipt of the last write and content.
	 *
	 * @param string $content HTML.
	 */
	public function frame( string $content ): string {
		$title   = '' === $this->attributes->title ? '' : sprintf( '<h2 class="skybridge-portal__heading">%s</h2>', esc_html( $this->attributes->title ) );
		$receipt = null === Portal_Submission::failed( $this->request->number ) ? Portal_Receipt::open( $this->request->receipt ) : null;
		return sprintf(
			'<div class="skybridge-portal__frame" id="%s" tabindex="-1" data-wp-interactive="skybridge/portal">%s%s%s</div>',
			esc_attr( $this->id ),
			$title,
			null === $receipt ? '' : $this->receipt( $receipt ),
			$content
		);
	}

	/**
	 * What somebody sees who is not logged in.
	 */
	public function login(): string {
		return $this->notes->notice( sprintf( '<a href="%s">%s</a>', esc_url( wp_login_url( home_url( $this->request->url() ) ) ), esc_html__( 'Log in to see your data.', 'skybridge' ) ) );
	}

	/**
	 * What stands in feeds, searches and public REST.
	 */
	public function elsewhere(): string {
		return $this->notes->notice( esc_html__( 'This is shown on its page only.', 'skybridge' ) );
	}

	/**
	 * A record that is not there, or not this viewer's: both look the same.
	 */
	public function not_found(): string {
		return $this->notes->notice( esc_html__( 'There is no such record.', 'skybridge' ) ) . $this->back();
	}

	/**
	 * Why there is nothing to show: a friendly line for people, the reason for administrators.
	 *
	 * @param Failure $failure Why.
	 */
	public function failure( Failure $failure ): string {
		$lines = array(
			'not_linked'  => esc_html__( 'Your account is not linked to our records yet.', 'skybridge' ),
			'not_offered' => esc_html__( 'There is nothing here for your account.', 'skybridge' ),
		);
		$line  = $lines[ $failure->code() ] ?? esc_html__( 'Your data cannot be shown right now. Please try again in a few minutes.', 'skybridge' );
		if ( 'bad_user_input' === $failure->code() && '' !== $this->request->after . $this->request->before ) {
			$line = sprintf( '%s <a href="%s">%s</a>', esc_html__( 'The list has changed since this link was made.', 'skybridge' ), esc_url( $this->request->url_of_list() ), esc_html__( 'Start at the first page', 'skybridge' ) );
		}
		return $this->notes->notice( $line ) . $this->notes->reason( $failure );
	}

	/**
	 * The list.
	 *
	 * @param Portal_Schema                                                                                          $schema What the viewer may do.
	 * @param array{total: int|null, rows: array<int, array<string, mixed>>, next: string, previous: string} $page   Records.
	 */
	public function list_of( Portal_Schema $schema, array $page ): string {
		$new = array() === $schema->create_fields() ? '' : sprintf(
			'<p class="skybridge-portal__tools"><a class="skybridge-portal__button wp-element-button" href="%s">%s</a></p>',
			esc_url( $this->request->url( array( 'form' => 'new' ) ) ),
			/* translators: %s: label of an object, such as Case. */
			esc_html( sprintf( __( 'New: %s', 'skybridge' ), $schema->object->label ) )
		);
		$count = $page['total'] ?? count( $page['rows'] );
		/* translators: %s: number of records. */
		$text  = 0 === $count ? ( $this->request->is_filtered() ? __( 'Nothing matches your search.', 'skybridge' ) : __( 'There is nothing here yet.', 'skybridge' ) ) : sprintf( _n( '%s record', '%s records', $count, 'skybridge' ), number_format_i18n( $count ) );
		$reset = $this->request->is_filtered() ? sprintf( ' <a href="%s">%s</a>', esc_url( $this->request->url() ), esc_html__( 'Show all', 'skybridge' ) ) : '';
		return $new . $this->filter_form( $schema ) . sprintf( '<p class="skybridge-portal__count"><span role="status">%s</span>%s</p>', esc_html( $text ), $reset )
			. ( array() === $page['rows'] ? '' : $this->table( $schema, $page['rows'] ) ) . $this->paging( $schema, $page );
	}

	/**
	 * The link that leads from a record to the list; none for a Contact of one's own.
	 */
	public function back(): string {
		return $this->attributes->own ? '' : sprintf( '<p class="skybridge-portal__back"><a href="%s">%s</a></p>', esc_url( $this->request->url() ), esc_html__( '← Back to the list', 'skybridge' ) );
	}

	/**
	 * A receipt.
	 *
	 * @param Portal_Receipt $receipt What was written.
	 */
	private function receipt( Portal_Receipt $receipt ): string {
		return sprintf(
			'<p class="skybridge-portal__receipt" role="status"><strong>%s</strong> <span class="skybridge-portal__reference">%s · %s</span></p>',
			esc_html( $receipt->text() ),
			/* translators: %s: id of a record. */
			esc_html( sprintf( __( 'Reference %s', 'skybridge' ), $receipt->id ) ),
			Block_Notes::time( $receipt->time )
		);
	}

	/**
	 * Search and filters; empty where the author offers none.
	 *
	 * @param Portal_Schema $schema What the viewer may read.
	 */
	private function filter_form( Portal_Schema $schema ): string {
		$fields = '';
		if ( array() !== $schema->search_fields() ) {
			$fields .= $this->filter( 'search', __( 'Search for', 'skybridge' ), 'input', sprintf( ' type="search" value="%s" maxlength="%d" autocomplete="off">', esc_attr( $this->request->search ), Portal_Request::SEARCH_MAXIMUM ) );
		}
		foreach ( $schema->filter_fields() as $name => $field ) {
			$fields .= $this->filter( 'f_' . $name, $field->label, 'select', '>' . $this->filter_options( $field, $this->request->filters[ $name ] ?? '' ) . '</select>' );
		}
		if ( '' === $fields ) {
			return '';
		}
		foreach ( $this->request->foreign as $name => $value ) {
			$fields .= sprintf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
		return sprintf(
			'<form class="skybridge-portal__filters" role="search" aria-label="%s" method="get" action="%s">%s<button type="submit" class="skybridge-portal__button wp-element-button">%s</button></form>',
			esc_attr( $schema->object->label_plural ),
			esc_url( $this->request->path ),
			$fields,
			esc_html__( 'Search', 'skybridge' )
		);
	}

	/**
	 * One filter with its label.
	 *
	 * @param string $variable Short name of the query variable.
	 * @param string $label    Label.
	 * @param string $element  `input` or `select`.
	 * @param string $rest     HTML of the element after its id and name.
	 */
	private function filter( string $variable, string $label, string $element, string $rest ): string {
		return sprintf(
			'<div class="skybridge-portal__filter"><label for="%1$s">%2$s</label><%3$s id="%1$s" name="%4$s"%5$s</div>',
			esc_attr( "{$this->id}-filter-{$variable}" ),
			esc_html( $label ),
			$element,
			esc_attr( $this->request->name( $variable ) ),
			$rest
		);
	}

	/**
	 * Options of a filter.
	 *
	 * @param Described_Field $field  Field.
	 * @param string          $chosen Chosen value.
	 */
	private function filter_options( Described_Field $field, string $chosen ): string {
		$choices = 'boolean' === $field->type
			? array( 'true' => __( 'Yes', 'skybridge' ), 'false' => __( 'No', 'skybridge' ) )
			: array_column( $field->options, 'label', 'value' );
		$options = sprintf( '<option value="">%s</option>', esc_html__( 'All', 'skybridge' ) );
		foreach ( $choices as $value => $label ) {
			$options .= sprintf( '<option value="%s"%s>%s</option>', esc_attr( (string) $value ), selected( $chosen, (string) $value, false ), esc_html( $label ) );
		}
		return $options;
	}

	/**
	 * The table. Roles are repeated because browsers drop them when the table is laid out as cards.
	 *
	 * @param Portal_Schema                    $schema What the viewer may read.
	 * @param array<int, array<string, mixed>> $rows   Records.
	 */
	private function table( Portal_Schema $schema, array $rows ): string {
		$columns = $schema->columns();
		$head    = implode( '', array_map( static fn ( Described_Field $field ): string => sprintf( '<th role="columnheader" scope="col">%s</th>', esc_html( $field->label ) ), $columns ) );
		$body    = '';
		foreach ( $rows as $row ) {
			$body .= '<tr role="row">' . $this->cells( $columns, $row ) . '</tr>';
		}
		return sprintf(
			'<table class="skybridge-portal__table" role="table"><caption>%s</caption><thead role="rowgroup"><tr role="row">%s</tr></thead><tbody role="rowgroup">%s</tbody></table>',
			esc_html( $schema->object->label_plural ),
			$head,
			$body
		);
	}

	/**
	 * Cells of one record; the first leads to it.
	 *
	 * @param array<string, Described_Field> $columns Fields.
	 * @param array<string, mixed>           $row     The record.
	 */
	private function cells( array $columns, array $row ): string {
		$cells = '';
		$id    = is_string( $row['id'] ?? null ) ? $row['id'] : '';
		foreach ( array_values( $columns ) as $index => $field ) {
			if ( 0 !== $index ) {
				$cells .= sprintf( '<td role="cell" data-label="%s">%s</td>', esc_attr( $field->label ), Portal_Value::html( $field, $row ) );
				continue;
			}
			$text   = Portal_Value::text( $field, $row );
			$cells .= sprintf( '<th role="rowheader" scope="row"><a href="%s">%s</a></th>', esc_url( $this->request->url( array( 'record' => $id ) ) ), esc_html( '' === $text ? $id : $text ) );
		}
		return $cells;
	}

	/**
	 * Links to the neighbouring pages.
	 *
	 * @param Portal_Schema        $schema What the viewer may read.
	 * @param array<string, mixed> $page   Cursors `next` and `previous`.
	 */
	private function paging( Portal_Schema $schema, array $page ): string {
		$link  = fn ( string $variable, string $cursor, string $text ): string => '' === $cursor ? '' : sprintf( '<a href="%s" class="skybridge-portal__button wp-element-button">%s</a>', esc_url( $this->request->url_of_list( $variable, $cursor ) ), esc_html( $text ) );
		$links = $link( 'before', (string) $page['previous'], __( 'Previous', 'skybridge' ) ) . $link( 'after', (string) $page['next'], __( 'Next', 'skybridge' ) );
		/* translators: %s: label of the list. */
		return '' === $links ? '' : sprintf( '<nav class="skybridge-portal__paging" aria-label="%s">%s</nav>', esc_attr( sprintf( __( '%s: pages', 'skybridge' ), $schema->object->label_plural ) ), $links );
	}
}
