<?php
/**
 * What the author of a page chose for one directory, checked.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Attributes of the directory block; the shortcode's are the same in snake case.
 */
final class Directory_Attributes {

	/**
	 * Fields of a contact that a directory can show, in the order of the table.
	 */
	public const COLUMNS = array( 'name', 'title', 'department', 'email', 'phone' );

	private const MAXIMUM_PAGE_SIZE = 100;

	/**
	 * How records are laid out; a table turns into cards where it is narrow.
	 */
	public const LAYOUTS = array( 'table', 'cards', 'list' );

	private const MOST_FIELDS = 30;

	/**
	 * Use from_block() or from_shortcode().
	 *
	 * @param string   $title              Heading; empty for none.
	 * @param string[] $columns            Fields to show, `name` among them.
	 * @param int      $page_size          People on a page.
	 * @param bool     $search             Whether to offer a search box.
	 * @param bool     $department_filter  Whether to offer the department filter.
	 * @param bool     $for_current_viewer Whether each reader sees what they may read; else all see what a visitor may.
	 * @param int      $cache_seconds      Seconds an answer counts as fresh.
	 * @param string   $object             List of the schema, such as `accounts`, or a declared query; empty for the staff directory.
	 * @param array<string, string> $labels Labels by column, of what is no staff directory.
	 * @param string[] $search_fields      Columns that a search looks in.
	 * @param array<string, string> $filters Values by field that every record has; arguments, of a declared query.
	 * @param string   $order_by           Field to order by; empty for the gateway's order.
	 * @param string   $opt_out            Checkbox whose records are left out; empty for none.
	 * @param string   $photo              Column that holds the address of a picture; empty for none.
	 * @param bool     $declared           Whether it is a declared query, which takes arguments in place of filters.
	 * @param string   $layout             One of LAYOUTS.
	 */
	private function __construct(
		private string $title,
		private array $columns,
		private int $page_size,
		private bool $search,
		private bool $department_filter,
		private bool $for_current_viewer,
		private int $cache_seconds,
		public string $object,
		public array $labels,
		public array $search_fields,
		public array $filters,
		public string $order_by,
		public string $opt_out,
		public string $photo,
		public bool $declared,
		public string $layout
	) {
	}

	/**
	 * Reads block attributes.
	 *
	 * @param array<string, mixed> $attributes As saved in the post.
	 */
	public static function from_block( array $attributes ): self {
		$given    = new Block_Attributes( $attributes );
		$object   = $given->text( 'object' );
		$object   = Block_Attributes::is_field_name( $object ) ? $object : '';
		$is_staff = '' === $object;
		$labels   = $is_staff ? array() : self::fields( $given->texts( 'fields' ) );
		$declared = ! $is_staff && $given->flag( 'declared', false );
		$photo    = self::path( $given->text( 'photoField' ) );
		$columns  = $is_staff ? self::known_columns( is_array( $attributes['columns'] ?? null ) ? $attributes['columns'] : self::COLUMNS ) : array_keys( $labels );
		// Only fields on show: a hidden field must not be found out by searching.
		$search_fields = $is_staff || $declared ? array() : array_values( array_intersect( array_map( 'strval', $columns ), $given->texts( 'searchFields' ) ) );
		return new self(
			$given->text( 'title' ),
			$columns,
			$given->number( 'pageSize', 25, 1, self::MAXIMUM_PAGE_SIZE ),
			$given->flag( 'showSearch', true ) && ( $is_staff || array() !== $search_fields ),
			$is_staff && $given->flag( 'showDepartmentFilter', true ),
			$given->is_for_current_viewer(),
			$given->cache_seconds(),
			$object,
			$labels,
			$search_fields,
			$is_staff ? array() : self::filters( $given->texts( 'filters' ), $given->text( 'optOutField' ) ),
			$is_staff ? '' : self::path( $given->text( 'orderBy' ) ),
			$is_staff ? '' : self::path( $given->text( 'optOutField' ) ),
			$is_staff ? '' : $photo,
			$declared,
			$given->choice( 'layout', self::LAYOUTS )
		);
	}

	/**
	 * Turns shortcode attributes, which are strings in snake case, into block attributes.
	 *
	 * @param array<string, string> $attributes As written in the post.
	 * @return array<string, mixed>
	 */
	public static function block_attributes_of_shortcode( array $attributes ): array {
		// The two whose names are shorter than the block's.
		foreach ( array( 'search' => 'show_search', 'department_filter' => 'show_department_filter' ) as $short => $long ) {
			if ( isset( $attributes[ $short ] ) ) {
				$attributes[ $long ] = $attributes[ $short ];
			}
		}
		return Block_Shortcode::attributes( Directory_Block::NAME, Directory_Block::SHORTCODE, $attributes );
	}

	/**
	 * Heading; empty for none.
	 */
	public function title(): string {
		return $this->title;
	}

	/**
	 * Fields to show.
	 *
	 * @return string[]
	 */
	public function columns(): array {
		return $this->columns;
	}

	/**
	 * People on a page.
	 */
	public function page_size(): int {
		return $this->page_size;
	}

	/**
	 * Whether to offer a search box.
	 */
	public function has_search(): bool {
		return $this->search;
	}

	/**
	 * Whether to offer the department filter.
	 */
	public function has_department_filter(): bool {
		return $this->department_filter;
	}

	/**
	 * On whose behalf the gateway is asked.
	 */
	public function viewer(): Viewer {
		return $this->for_current_viewer ? Viewer::current() : Viewer::visitor();
	}

	/**
	 * Seconds an answer counts as fresh.
	 */
	public function cache_seconds(): int {
		return $this->cache_seconds;
	}

	/**
	 * Tells directories with different choices apart.
	 */
	public function signature(): string {
		return hash( 'sha256', (string) wp_json_encode( get_object_vars( $this ) ) );
	}

	/**
	 * Labels by field, from `name` or `annualRevenue:Revenue a year`; what is no field is dropped.
	 *
	 * @param string[] $written As written.
	 * @return array<string, string>
	 */
	private static function fields( array $written ): array {
		$labels = array();
		foreach ( array_slice( $written, 0, self::MOST_FIELDS ) as $one ) {
			list( $field, $label ) = array_pad( array_map( 'trim', explode( ':', $one, 2 ) ), 2, '' );
			if ( '' !== self::path( $field ) ) {
				$labels[ $field ] = '' === $label ? self::words( $field ) : $label;
			}
		}
		return array() === $labels ? array( 'name' => __( 'Name', 'skybridge' ) ) : $labels;
	}

	/**
	 * Values by field, from `type=Customer`; what is no field is dropped.
	 *
	 * @param string[] $written As written.
	 * @param string   $opt_out The opt-out field as written.
	 * @return array<string, string>
	 */
	private static function filters( array $written, string $opt_out ): array {
		$filters = '' !== $opt_out && '' === self::path( $opt_out ) ? array( 'id' => 'none' ) : array();
		foreach ( array_slice( $written, 0, self::MOST_FIELDS ) as $one ) {
			list( $field, $value ) = array_pad( array_map( 'trim', explode( '=', $one, 2 ) ), 2, '' );
			// A filter that cannot be used would show more than the author wants, so it matches nothing instead.
			$filters[ '' === self::path( $field ) || '' === $value ? 'id' : $field ] = '' === self::path( $field ) ? 'none' : $value;
		}
		return $filters;
	}

	/**
	 * A field or a path of fields through parents; empty for anything else.
	 *
	 * @param string $text As written.
	 */
	private static function path( string $text ): string {
		$names = explode( '.', $text );
		return count( $names ) <= 5 && count( array_filter( $names, array( Block_Attributes::class, 'is_field_name' ) ) ) === count( $names ) ? $text : '';
	}

	/**
	 * A field's name as words: `annualRevenueFormatted` is "Annual Revenue".
	 *
	 * @param string $field Field or path.
	 */
	private static function words( string $field ): string {
		$name = (string) preg_replace( '/(?<=[a-z0-9])(Formatted|Label)$/', '', str_replace( '.', ' ', $field ) );
		return ucwords( (string) preg_replace( '/(?<=[a-z0-9])(?=[A-Z])/', ' ', $name ) );
	}

	/**
	 * The known ones of some columns in the table's order; a person always has a name.
	 *
	 * @param array<int|string, mixed> $columns As given.
	 * @return string[]
	 */
	private static function known_columns( array $columns ): array {
		return array_values(
			array_filter( self::COLUMNS, static fn ( string $column ): bool => 'name' === $column || in_array( $column, $columns, true ) )
		);
	}
}
