<?php
/**
 * The HTML of a directory. Every value is escaped here, where it is written.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A search form, a table that turns into cards where it is narrow, and links to other pages: all of
 * it works without JavaScript. The `data-wp-*` attributes let the Interactivity API do the same
 * without a reload.
 */
final class Directory_View {

	/**
	 * Prefix of element ids, unique on the page.
	 *
	 * @var string
	 */
	private string $id;

	/**
	 * The shared lines.
	 *
	 * @var Block_Notes
	 */
	private Block_Notes $notes;

	/**
	 * Builds the view.
	 *
	 * @param Directory_Attributes $attributes What the author chose.
	 * @param Directory_Request    $request    What the visitor asks.
	 * @param int                  $copy       Which of several equal directories on the page this is, from 1.
	 */
	public function __construct( private Directory_Attributes $attributes, private Directory_Request $request, int $copy ) {
		$this->notes = new Block_Notes( 'skybridge-directory' );
		$this->id    = 'skybridge-directory-' . $request->number() . ( 1 === $copy ? '' : '-' . $copy );
	}

	/**
	 * A page of people.
	 *
	 * @param Directory_Page $page   The people.
	 * @param Dated_Answer   $answer When they were read, and what is wrong with them.
	 */
	public function page( Directory_Page $page, Dated_Answer $answer ): string {
		$body = $this->staleness( $answer ) . $this->count_line( $page );
		if ( array() !== $page->people() ) {
			$body .= $this->table( $page ) . $this->paging( $page );
		}
		$body .= $this->notes->as_of( $answer->fetched_at() );
		return $this->frame( $page->departments(), $body );
	}

	/**
	 * A directory that has nothing to show: a friendly line for visitors, the reason for administrators.
	 *
	 * @param Failure $failure Why.
	 */
	public function failure( Failure $failure ): string {
		$lost_position = 'bad_user_input' === $failure->code() && '' !== $this->request->after() . $this->request->before();
		$body          = $lost_position
			? $this->notes->notice( esc_html__( 'The list has changed since this link was made.', 'skybridge' ) . ' ' . $this->link( $this->request->url_of_start(), __( 'Start at the first page', 'skybridge' ) ) )
			: $this->notes->notice( esc_html__( 'The directory cannot be shown right now. Please try again in a few minutes.', 'skybridge' ) );
		return $this->frame( array(), $body . $this->notes->reason( $failure ) );
	}

	/**
	 * A directory whose filters cannot be used.
	 */
	public function problem(): string {
		return $this->frame( array(), $this->notes->notice( esc_html( $this->request->problem() ) ) );
	}

	/**
	 * What stands in feeds, searches and public REST for a directory of the reader's own.
	 */
	public function elsewhere(): string {
		return $this->notes->notice( esc_html__( 'This directory is shown on its page only.', 'skybridge' ) );
	}

	/**
	 * Title, form and results.
	 *
	 * @param string[] $departments Names for the filter.
	 * @param string   $results     HTML of the results.
	 */
	private function frame( array $departments, string $results ): string {
		$title = '' === $this->attributes->title() ? '' : sprintf( '<h2 class="skybridge-directory__heading">%s</h2>', esc_html( $this->attributes->title() ) );
		return $title . $this->form( $departments ) . sprintf(
			'<div class="skybridge-directory__results" id="%1$s" role="region" aria-label="%2$s" tabindex="-1" data-wp-interactive="skybridge/directory" data-wp-router-region="%1$s">%3$s</div>',
			esc_attr( $this->id ),
			esc_attr( $this->name() ),
			$results
		);
	}

	/**
	 * What assistive technology calls this directory.
	 */
	private function name(): string {
		if ( '' !== $this->attributes->title() ) {
			return $this->attributes->title();
		}
		return '' === $this->attributes->object ? __( 'People', 'skybridge' ) : __( 'Records', 'skybridge' );
	}

	/**
	 * The form; empty where the author offers no filter.
	 *
	 * @param string[] $departments Names for the filter.
	 */
	private function form( array $departments ): string {
		$fields  = $this->attributes->has_search() ? $this->search_field() : '';
		$fields .= $this->attributes->has_department_filter() ? $this->department_field( $departments ) : '';
		if ( '' === $fields ) {
			return '';
		}
		foreach ( $this->request->foreign() as $name => $value ) {
			$fields .= sprintf( '<input type="hidden" name="%s" value="%s">', esc_attr( (string) $name ), esc_attr( $value ) );
		}
		$context = array(
			'names' => array_map( array( $this->request, 'name' ), array( 'search', 'department', 'after', 'before' ) ),
		);
		return sprintf(
			'<form class="skybridge-directory__form" role="search" aria-label="%5$s" method="get" action="%1$s" data-wp-interactive="skybridge/directory" data-wp-context="%2$s" data-wp-on--submit="actions.submit" data-wp-init="callbacks.followHistory">%3$s<button type="submit" class="skybridge-directory__button wp-element-button">%4$s</button></form>',
			esc_url( $this->request->path() ),
			esc_attr( (string) wp_json_encode( $context ) ),
			$fields,
			esc_html__( 'Search', 'skybridge' ),
			esc_attr( $this->name() )
		);
	}

	/**
	 * The search box.
	 */
	private function search_field(): string {
		return sprintf(
			'<div class="skybridge-directory__field skybridge-directory__field--search"><label for="%1$s">%2$s</label><input type="search" id="%1$s" name="%3$s" value="%4$s" maxlength="%5$d" autocomplete="off"></div>',
			esc_attr( $this->id . '-search' ),
			'' === $this->attributes->object ? esc_html__( 'Search people', 'skybridge' ) : esc_html__( 'Search for', 'skybridge' ),
			esc_attr( $this->request->name( 'search' ) ),
			esc_attr( mb_substr( $this->request->search(), 0, Directory_Request::SEARCH_MAXIMUM ) ),
			Directory_Request::SEARCH_MAXIMUM
		);
	}

	/**
	 * The department filter. A chosen department that is gone stays visible as chosen.
	 *
	 * @param string[] $departments Names.
	 */
	private function department_field( array $departments ): string {
		$chosen = $this->request->department();
		if ( '' !== $chosen && '' === $this->request->problem() && ! in_array( $chosen, $departments, true ) ) {
			$departments[] = $chosen;
		}
		$options = sprintf( '<option value="">%s</option>', esc_html__( 'All departments', 'skybridge' ) );
		foreach ( $departments as $department ) {
			$options .= sprintf( '<option value="%s"%s>%s</option>', esc_attr( $department ), selected( $chosen, $department, false ), esc_html( $department ) );
		}
		return sprintf(
			'<div class="skybridge-directory__field"><label for="%1$s">%2$s</label><select id="%1$s" name="%3$s" data-wp-on--change="actions.submit">%4$s</select></div>',
			esc_attr( $this->id . '-department' ),
			esc_html__( 'Department', 'skybridge' ),
			esc_attr( $this->request->name( 'department' ) ),
			$options
		);
	}

	/**
	 * How many people there are, announced when it changes.
	 *
	 * @param Directory_Page $page The people.
	 */
	private function count_line( Directory_Page $page ): string {
		$total = $page->total() ?? count( $page->people() );
		$text  = 0 !== $total && null === $page->total() ? '' : $this->count_text( $total );
		$reset = $this->request->is_filtered() ? ' ' . $this->link( $this->request->url_of_everybody(), __( 'Show everybody', 'skybridge' ) ) : '';
		return sprintf( '<p class="skybridge-directory__count"><span role="status">%s</span>%s</p>', esc_html( $text ), $reset );
	}

	/**
	 * How many there are, in words.
	 *
	 * @param int $total Number of people or records.
	 */
	private function count_text( int $total ): string {
		$number = number_format_i18n( $total );
		if ( '' !== $this->attributes->object ) {
			/* translators: %s: number of records. */
			$counted = sprintf( _n( '%s record', '%s records', $total, 'skybridge' ), $number );
			return 0 === $total && $this->request->is_filtered() ? __( 'Nothing matches your search.', 'skybridge' ) : $counted;
		}
		if ( 0 === $total ) {
			return $this->request->is_filtered() ? __( 'Nobody matches your search.', 'skybridge' ) : __( 'There is nobody in this directory yet.', 'skybridge' );
		}
		/* translators: %s: number of people. */
		return sprintf( _n( '%s person', '%s people', $total, 'skybridge' ), $number );
	}

	/**
	 * The table. Roles are repeated because browsers drop them when the table is laid out as cards.
	 *
	 * @param Directory_Page $page The people.
	 */
	private function table( Directory_Page $page ): string {
		$labels = $this->labels();
		$head   = '';
		foreach ( $this->attributes->columns() as $column ) {
			$head .= sprintf( '<th role="columnheader" scope="col">%s</th>', esc_html( $labels[ $column ] ) );
		}
		$rows = '';
		foreach ( $page->people() as $person ) {
			$rows .= $this->row( $person, $labels );
		}
		return sprintf(
			'<table class="skybridge-directory__table skybridge-directory__table--%4$s" role="table"><caption>%1$s</caption><thead role="rowgroup"><tr role="row">%2$s</tr></thead><tbody role="rowgroup">%3$s</tbody></table>',
			esc_html( $this->name() ),
			$head,
			$rows,
			esc_attr( $this->attributes->layout )
		);
	}

	/**
	 * One person.
	 *
	 * @param array<string, string> $person Fields by column.
	 * @param array<string, string> $labels Labels by column.
	 */
	private function row( array $person, array $labels ): string {
		$cells = '';
		$photo = '' === $this->attributes->photo ? '' : $this->photo( $person[ $this->attributes->photo ] ?? '' );
		foreach ( $this->attributes->columns() as $index => $column ) {
			$cells .= sprintf(
				0 === $index ? '<th role="rowheader" scope="row" class="skybridge-directory__%1$s">%3$s</th>' : '<td role="cell" class="skybridge-directory__%1$s" data-label="%2$s">%3$s</td>',
				esc_attr( str_replace( '.', '-', $column ) ),
				esc_attr( $labels[ $column ] ),
				( 0 === $index ? $photo : '' ) . $this->value( $column, $person[ $column ] )
			);
		}
		return '<tr role="row">' . $cells . '</tr>';
	}

	/**
	 * A field's value; a link only where it really is an address or a number.
	 *
	 * @param string $column Field.
	 * @param string $value  Text from Salesforce.
	 */
	private function value( string $column, string $value ): string {
		if ( ( 'email' === $column || '' !== $this->attributes->object ) && is_email( $value ) ) {
			return sprintf( '<a href="%s">%s</a>', esc_url( 'mailto:' . str_replace( '%40', '@', rawurlencode( $value ) ), array( 'mailto' ) ), esc_html( $value ) );
		}
		if ( 1 === preg_match( '/phone|fax\z/i', $column ) && 1 === preg_match( '/\A(?=.*[0-9]{3})\+?[0-9(][0-9 ().\/-]{2,}\z/', $value ) ) {
			$number = (string) preg_replace( '/[^0-9+]/', '', $value );
			return sprintf( '<a href="%s">%s</a>', esc_url( 'tel:' . $number, array( 'tel' ) ), esc_html( $value ) );
		}
		if ( '' !== $this->attributes->object && self::is_web_address( $value ) ) {
			return sprintf( '<a href="%s" rel="nofollow">%s</a>', esc_url( $value, array( 'https' ) ), esc_html( (string) preg_replace( '#\Ahttps://|/\z#', '', $value ) ) );
		}
		return esc_html( $value );
	}

	/**
	 * Whether a text is an https address and nothing else.
	 *
	 * @param string $text Text from Salesforce.
	 */
	private static function is_web_address( string $text ): bool {
		return 1 === preg_match( '#\Ahttps://[^\s"<>]+\z#', $text );
	}

	/**
	 * A picture; none where the field holds no https address. It says nothing that the name beside it does not.
	 *
	 * @param string $url Text from Salesforce.
	 */
	private function photo( string $url ): string {
		if ( ! self::is_web_address( $url ) ) {
			return '';
		}
		return sprintf( '<img class="skybridge-directory__photo" src="%s" alt="" width="48" height="48" loading="lazy" referrerpolicy="no-referrer">', esc_url( $url, array( 'https' ) ) );
	}

	/**
	 * Links to the neighbouring pages.
	 *
	 * @param Directory_Page $page The people.
	 */
	private function paging( Directory_Page $page ): string {
		$links = '';
		if ( '' !== $page->previous() ) {
			$links .= $this->link( $this->request->url_at( 'before', $page->previous() ), __( 'Previous', 'skybridge' ), 'prev' );
		}
		if ( '' !== $page->next() ) {
			$links .= $this->link( $this->request->url_at( 'after', $page->next() ), __( 'Next', 'skybridge' ), 'next' );
		}
		/* translators: %s: name of the directory. */
		$label = sprintf( __( '%s: pages', 'skybridge' ), $this->name() );
		return '' === $links ? '' : sprintf( '<nav class="skybridge-directory__paging" aria-label="%s">%s</nav>', esc_attr( $label ), $links );
	}

	/**
	 * What is wrong with the data on show; empty if nothing is.
	 *
	 * @param Dated_Answer $answer When the data was read, and what is wrong with it.
	 */
	private function staleness( Dated_Answer $answer ): string {
		$failure = $answer->failure();
		if ( null === $failure ) {
			return '';
		}
		$notice = $failure->is_outage()
			/* translators: %s: date and time. */
			? $this->notes->notice( sprintf( esc_html__( 'Live data cannot be reached right now. You see the list as of %s.', 'skybridge' ), Block_Notes::time( $answer->fetched_at() ) ) )
			: '';
		return $notice . $this->notes->reason( $failure );
	}

	/**
	 * A link to another state of this directory, taken without a reload where that is possible.
	 *
	 * @param string $url  Address.
	 * @param string $text Text.
	 * @param string $rel  `prev`, `next` or empty.
	 */
	private function link( string $url, string $text, string $rel = '' ): string {
		return sprintf(
			'<a href="%s"%s class="skybridge-directory__link" data-wp-on--click="actions.follow">%s</a>',
			esc_url( '' === $url ? '?' : $url ),
			'' === $rel ? '' : sprintf( ' rel="%s"', esc_attr( $rel ) ),
			esc_html( $text )
		);
	}

	/**
	 * Labels of the columns.
	 *
	 * @return array<string, string>
	 */
	private function labels(): array {
		$labels = '' !== $this->attributes->object ? $this->attributes->labels : array(
			'name'       => __( 'Name', 'skybridge' ),
			'title'      => __( 'Title', 'skybridge' ),
			'department' => __( 'Department', 'skybridge' ),
			'email'      => __( 'E-mail', 'skybridge' ),
			'phone'      => __( 'Phone', 'skybridge' ),
		);

		/**
		 * Filters the column labels of the directory.
		 *
		 * @param array<string, string> $labels Labels by column: name, title, department, email, phone.
		 */
		$filtered = apply_filters( 'skybridge_directory_labels', $labels );
		return array_map( 'strval', array_intersect_key( is_array( $filtered ) ? $filtered : array(), $labels ) ) + $labels;
	}
}
