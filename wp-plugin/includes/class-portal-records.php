<?php
/**
 * Reads a viewer’s own records for a portal: a page of them, or one with its comments and files.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Live, never from memory: what somebody has just written, they see. Names come from the gateway's description, values
 * travel as variables.
 */
final class Portal_Records {

	private const MOST_CHILDREN = 100;

	/**
	 * Builds the reader.
	 *
	 * @param Portal_Schema $schema What the viewer may read.
	 * @param Viewer        $viewer Who.
	 */
	public function __construct( private Portal_Schema $schema, private Viewer $viewer ) {
	}

	/**
	 * One page of the list.
	 *
	 * @param Portal_Attributes $attributes What the author chose.
	 * @param Portal_Request    $request    What the viewer asks.
	 * @return array{total: int|null, rows: array<int, array<string, mixed>>, next: string, previous: string} Cursors are empty at the ends.
	 * @throws Failure When it cannot be read.
	 */
	public function page( Portal_Attributes $attributes, Portal_Request $request ): array {
		$object    = $this->schema->object;
		$columns   = implode( ' ', array_map( static fn ( Described_Field $field ): string => $field->selection(), $this->schema->columns() ) );
		$order     = '' === $attributes->order_by ? '' : sprintf( ', orderBy: [{ %s: %s }]', $attributes->order_by, $attributes->descending ? 'DESC' : 'ASC' );
		$where     = $this->where( $request );
		$document  = "query SkybridgePortalList(\$where: {$object->type}Where, \$first: Int, \$after: String, \$last: Int, \$before: String) { list: {$object->list}(where: \$where, first: \$first, after: \$after, last: \$last, before: \$before{$order}) { totalCount nodes { id {$columns} } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
		$backward  = '' !== $request->before;
		$variables = array_filter(
			array(
				'where'  => $where,
				'first'  => $backward ? null : $attributes->page_size,
				'after'  => $request->after,
				'last'   => $backward ? $attributes->page_size : null,
				'before' => $request->before,
			)
		);
		$list      = $this->ask( $document, $variables )['list'] ?? null;
		if ( ! is_array( $list['nodes'] ?? null ) ) {
			throw new Failure( 'bad_answer', __( 'The gateway’s answer holds no list of records.', 'skybridge' ) );
		}
		$info   = is_array( $list['pageInfo'] ?? null ) ? $list['pageInfo'] : array();
		$cursor = static fn ( string $name, bool $is_there ): string => $is_there && is_string( $info[ $name ] ?? null ) ? $info[ $name ] : '';
		return array(
			'total'    => is_int( $list['totalCount'] ?? null ) ? $list['totalCount'] : null,
			'rows'     => array_values( array_filter( $list['nodes'], 'is_array' ) ),
			// Somebody who came forward can go back, and the other way round, whatever a keyset page says.
			'next'     => $cursor( 'endCursor', true === ( $info['hasNextPage'] ?? null ) || $backward ),
			'previous' => $cursor( 'startCursor', true === ( $info['hasPreviousPage'] ?? null ) || '' !== $request->after ),
		);
	}

	/**
	 * One record with its comments and files; null where there is none that the viewer may read.
	 *
	 * @param string $id Record id.
	 * @return array{record: array<string, mixed>, comments: array<int, array<string, mixed>>, files: array<int, array<string, mixed>>}|null
	 * @throws Failure When it cannot be read.
	 */
	public function one( string $id ): ?array {
		$children = '';
		if ( $this->schema->shows_comments() ) {
			$children .= sprintf( ' comments: caseComments(where: { parentId: { eq: $id } }, orderBy: [{ createdDate: ASC }], first: %d) { nodes { %s } }', self::MOST_CHILDREN, $this->schema->selection_of_children( false, array( 'commentBody', 'createdDate' ) ) );
		}
		if ( $this->schema->shows_files() ) {
			$children .= sprintf( ' files: contentVersions(where: { firstPublishLocationId: { eq: $id } }, first: %d) { nodes { %s } }', self::MOST_CHILDREN, $this->schema->selection_of_children( true, array( 'title', 'fileExtension', 'contentSize', 'createdDate' ) ) );
		}
		$fields = $this->schema->details() + $this->schema->edit_fields();
		$data   = $this->ask( sprintf( 'query SkybridgePortalRecord($id: ID!) { record: %s(id: $id) { %s }%s }', $this->schema->object->record, $this->selection( $fields ), $children ), array( 'id' => $id ) );
		if ( ! is_array( $data['record'] ?? null ) ) {
			return null;
		}
		$nodes = static fn ( string $name ): array => is_array( $data[ $name ]['nodes'] ?? null ) ? array_values( array_filter( $data[ $name ]['nodes'], 'is_array' ) ) : array();
		return array(
			'record'   => $data['record'],
			'comments' => $nodes( 'comments' ),
			'files'    => $nodes( 'files' ),
		);
	}

	/**
	 * What stands in the fields of the form that edits; null where there is no such record.
	 *
	 * @param string $id Record id.
	 * @return array<string, mixed>|null
	 * @throws Failure When it cannot be read.
	 */
	public function editable( string $id ): ?array {
		$document = sprintf( 'query SkybridgePortalEdit($id: ID!) { record: %s(id: $id) { %s } }', $this->schema->object->record, $this->selection( $this->schema->edit_fields() ) );
		$record   = $this->ask( $document, array( 'id' => $id ) )['record'] ?? null;
		return is_array( $record ) ? $record : null;
	}

	/**
	 * The address of a file at the gateway; null where there is none that the viewer may read.
	 *
	 * @param string $id Id of the file.
	 * @throws Failure When it cannot be read.
	 */
	public static function file_address( string $id, Viewer $viewer ): ?string {
		$data    = Services::get()->client->execute( 'query SkybridgePortalFile($id: ID!) { file: contentVersion(id: $id) { versionData } }', array( 'id' => $id ), $viewer, Gateway_Client::TIMEOUT )->data();
		$address = $data['file']['versionData'] ?? null;
		return is_string( $address ) ? $address : null;
	}

	/**
	 * What to select of a record: its fields, what it is called, when it was last changed, and whether it is locked.
	 *
	 * @param array<string, Described_Field> $fields Fields.
	 */
	private function selection( array $fields ): string {
		$parts = array_map( static fn ( Described_Field $field ): string => $field->selection(), $fields );
		$name  = $this->schema->object->name_field();
		$own   = array( 'id', null === $name ? 'id' : $name->name );
		if ( $this->schema->object->fields['lastModifiedDate']->readable ?? false ) {
			$own[] = 'lastModifiedDate';
		}
		$lock = $this->schema->lock_field();
		if ( null !== $lock ) {
			$own[] = $lock->name;
		}
		return implode( ' ', array_unique( explode( ' ', implode( ' ', array( ...$own, ...array_values( $parts ) ) ) ) ) );
	}

	/**
	 * The filter; empty for none.
	 *
	 * @param Portal_Request $request What the viewer asks.
	 * @return array<string, mixed>
	 */
	private function where( Portal_Request $request ): array {
		$conditions = array();
		foreach ( $this->schema->filter_fields() as $name => $field ) {
			$value = $request->filters[ $name ] ?? '';
			if ( '' !== $value ) {
				$conditions[] = array( $name => array( 'eq' => 'boolean' === $field->type ? 'true' === $value : $value ) );
			}
		}
		$searched = $this->schema->search_fields();
		if ( '' !== $request->search && array() !== $searched ) {
			$conditions[] = array( 'or' => array_map( static fn ( string $name ): array => array( $name => array( 'contains' => $request->search ) ), $searched ) );
		}
		return array() === $conditions ? array() : array( 'and' => $conditions );
	}

	/**
	 * Asks the gateway. A field that fails leaves the others; without anything it is a failure.
	 *
	 * @param string               $document  GraphQL document.
	 * @param array<string, mixed> $variables Its variables.
	 * @return array<string, mixed>
	 * @throws Failure When there is nothing to show.
	 */
	private function ask( string $document, array $variables ): array {
		return Services::get()->client->execute( $document, $variables, $this->viewer )->data();
	}
}
