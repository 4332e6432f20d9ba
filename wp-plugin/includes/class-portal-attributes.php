<?php
/**
 * What the author of a page chose for one portal, checked.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Attributes of the portal block; the shortcode's are the same in snake case. Which fields there are and what may be
 * done with them, the gateway tells each viewer: the author only chooses among those.
 */
final class Portal_Attributes {

	/**
	 * What a portal of cases shows where the author does not say.
	 */
	private const CASES = array(
		'fields'       => array( 'caseNumber', 'subject', 'status', 'priority', 'createdDate' ),
		'detailFields' => array( 'subject', 'status', 'priority', 'type', 'description', 'createdDate', 'closedDate' ),
		'createFields' => array( 'subject', 'type', 'priority', 'description' ),
		'editFields'   => array( 'subject', 'priority', 'description' ),
		'filterFields' => array( 'status', 'priority' ),
		'searchFields' => array( 'subject' ),
	);

	private const LISTS     = array( 'fields', 'detailFields', 'createFields', 'editFields', 'filterFields', 'searchFields' );
	private const MOST_ROWS = 50;

	/**
	 * Use from_block().
	 *
	 * @param array<string, mixed>    $saved      As saved in the post; what the forms carry, sealed.
	 * @param string                  $title      Heading; empty for none.
	 * @param bool                    $own        Whether it is the viewer's own Contact; else their records of an object.
	 * @param string                  $object     Name of the object in the schema: its type, record or list.
	 * @param array<string, string[]> $lists      Names of fields by attribute; empty where the block decides.
	 * @param string                  $order_by   Field to order by; empty for the gateway's order.
	 * @param bool                    $descending Whether the greatest comes first.
	 * @param int                     $page_size  Records on a page.
	 * @param bool                    $may_create Whether the author offers a form for new records.
	 * @param bool                    $may_edit   Whether the author offers to edit.
	 * @param string                  $locked_by  Checkbox that ends editing where it is ticked; empty for none.
	 * @param bool                    $comments   Whether the author offers comments.
	 * @param bool                    $files      Whether the author offers files.
	 */
	private function __construct(
		public array $saved,
		public string $title,
		public bool $own,
		public string $object,
		private array $lists,
		public string $order_by,
		public bool $descending,
		public int $page_size,
		public bool $may_create,
		public bool $may_edit,
		public string $locked_by,
		public bool $comments,
		public bool $files
	) {
	}

	/**
	 * Reads block attributes.
	 *
	 * @param array<string, mixed> $attributes As saved in the post.
	 */
	public static function from_block( array $attributes ): self {
		$given    = new Block_Attributes( $attributes );
		$own      = 'own' === $given->choice( 'source', array( 'records', 'own' ) );
		$named    = $given->text( 'object' );
		$object   = $own ? 'Contact' : ( Block_Attributes::is_field_name( $named ) ? $named : 'cases' );
		$is_cases = in_array( $object, array( 'Case', 'case', 'cases' ), true );
		$lists    = array();
		foreach ( self::LISTS as $name ) {
			$chosen         = $given->field_names( $name );
			$lists[ $name ] = array() === $chosen && $is_cases ? self::CASES[ $name ] : $chosen;
		}
		$order = '' === $given->text( 'orderBy' ) && $is_cases ? '-createdDate' : $given->text( 'orderBy' );
		$field  = ltrim( $order, '-' );
		$locked = '' === $given->text( 'lockedField' ) && $is_cases ? 'isClosed' : $given->text( 'lockedField' );
		return new self(
			$attributes,
			$given->text( 'title' ),
			$own,
			$object,
			$lists,
			Block_Attributes::is_field_name( $field ) ? $field : '',
			str_starts_with( $order, '-' ),
			$given->number( 'pageSize', 10, 1, self::MOST_ROWS ),
			! $own && $given->flag( 'allowCreate', true ),
			$given->flag( 'allowEdit', true ),
			Block_Attributes::is_field_name( $locked ) ? $locked : '',
			! $own && $given->flag( 'comments', true ),
			! $own && $given->flag( 'files', true )
		);
	}

	/**
	 * Names of fields that the author chose; empty where the block decides.
	 *
	 * @param string $attribute Such as `editFields`.
	 * @return string[]
	 */
	public function names( string $attribute ): array {
		return $this->lists[ $attribute ] ?? array();
	}

	/**
	 * Tells portals with different choices apart.
	 */
	public function signature(): string {
		return hash( 'sha256', (string) wp_json_encode( $this->saved ) );
	}
}
