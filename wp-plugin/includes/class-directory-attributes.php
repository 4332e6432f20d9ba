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

	private const MAXIMUM_PAGE_SIZE     = 100;
	private const MAXIMUM_CACHE_SECONDS = DAY_IN_SECONDS;

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
	 */
	private function __construct(
		private string $title,
		private array $columns,
		private int $page_size,
		private bool $search,
		private bool $department_filter,
		private bool $for_current_viewer,
		private int $cache_seconds
	) {
	}

	/**
	 * Reads block attributes.
	 *
	 * @param array<string, mixed> $attributes As saved in the post.
	 */
	public static function from_block( array $attributes ): self {
		return new self(
			is_string( $attributes['title'] ?? null ) ? trim( $attributes['title'] ) : '',
			self::known_columns( is_array( $attributes['columns'] ?? null ) ? $attributes['columns'] : self::COLUMNS ),
			min( self::MAXIMUM_PAGE_SIZE, max( 1, (int) ( $attributes['pageSize'] ?? 25 ) ) ),
			(bool) ( $attributes['showSearch'] ?? true ),
			(bool) ( $attributes['showDepartmentFilter'] ?? true ),
			'viewer' === ( $attributes['audience'] ?? 'everyone' ),
			min( self::MAXIMUM_CACHE_SECONDS, max( 0, (int) ( $attributes['cacheSeconds'] ?? Cached_Gateway::DEFAULT_FRESH_SECONDS ) ) )
		);
	}

	/**
	 * Turns shortcode attributes, which are strings in snake case, into block attributes.
	 *
	 * @param array<string, string> $attributes As written in the post.
	 * @return array<string, mixed>
	 */
	public static function block_attributes_of_shortcode( array $attributes ): array {
		$given = shortcode_atts(
			array(
				'title'             => '',
				'columns'           => implode( ',', self::COLUMNS ),
				'page_size'         => '25',
				'search'            => 'yes',
				'department_filter' => 'yes',
				'audience'          => 'everyone',
				'cache_seconds'     => (string) Cached_Gateway::DEFAULT_FRESH_SECONDS,
			),
			$attributes,
			'skybridge_directory'
		);
		return array(
			'title'                => (string) $given['title'],
			'columns'              => array_map( 'trim', explode( ',', (string) $given['columns'] ) ),
			'pageSize'             => (int) $given['page_size'],
			'showSearch'           => wp_validate_boolean( 'no' === $given['search'] ? false : $given['search'] ),
			'showDepartmentFilter' => wp_validate_boolean( 'no' === $given['department_filter'] ? false : $given['department_filter'] ),
			'audience'             => (string) $given['audience'],
			'cacheSeconds'         => (int) $given['cache_seconds'],
		);
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
