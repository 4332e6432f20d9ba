<?php
/**
 * One value of one record, read from the gateway for the field block.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Object and field names are checked before they stand in the document; the record's id travels as a variable.
 */
final class Field_Value {

	private const ID_PATTERN = '/\A[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?\z/';
	private const OWN        = 'query SkybridgeOwnContact { viewer { contactId } }';

	/**
	 * Use from_block().
	 *
	 * @param string   $object        Name of the root field, such as `account`.
	 * @param string   $record        Record id; empty for the viewer's own Contact.
	 * @param string[] $path          Field, after the parents that lead to it.
	 * @param bool     $formatted     Whether as people read it.
	 * @param bool     $for_viewer    Whether as each reader; else as a visitor.
	 * @param int      $cache_seconds Seconds an answer counts as fresh.
	 */
	private function __construct(
		private string $object,
		private string $record,
		private array $path,
		private bool $formatted,
		private bool $for_viewer,
		private int $cache_seconds
	) {
	}

	/**
	 * Reads block attributes.
	 *
	 * @param array<string, mixed> $attributes As saved in the post.
	 * @return self|null Null while the author has not chosen all of it.
	 */
	public static function from_block( array $attributes ): ?self {
		$given  = new Block_Attributes( $attributes );
		$own    = 'viewer' === $given->choice( 'source', array( 'record', 'viewer' ) );
		$object = $own ? 'contact' : $given->text( 'object' );
		$record = $own ? '' : $given->text( 'record' );
		$path   = explode( '.', $given->text( 'field' ) );
		$names  = array_filter( array( $object, ...$path ), array( Block_Attributes::class, 'is_field_name' ) );
		if ( count( $names ) !== 1 + count( $path ) || count( $path ) > 5 || ( ! $own && 1 !== preg_match( self::ID_PATTERN, $record ) ) ) {
			return null;
		}
		return new self( $object, $record, $path, 'formatted' === $given->choice( 'format', array( 'formatted', 'raw' ) ), $own || $given->is_for_current_viewer(), $given->cache_seconds() );
	}

	/**
	 * On whose behalf the value is read.
	 */
	public function viewer(): Viewer {
		return $this->for_viewer ? Viewer::current() : Viewer::visitor();
	}

	/**
	 * The value as text; empty where there is none, or no such record for this viewer.
	 *
	 * @throws Failure When it cannot be read.
	 */
	public function read(): string {
		$viewer = $this->viewer();
		$record = '' === $this->record ? $this->own_contact( $viewer ) : $this->record;
		if ( '' === $record ) {
			return '';
		}
		$path   = $this->shown_path( $viewer );
		$answer = Services::get()->cached->fetch( $this->document( $path ), array( 'id' => $record ), $viewer, $this->cache_seconds, false, array( $this->object ) );
		$value  = $answer->data()['record'] ?? null;
		if ( null === $value && null !== $answer->failure() && ! $answer->failure()->is_outage() ) {
			throw $answer->failure();
		}
		foreach ( $path as $name ) {
			$value = is_array( $value ) ? ( $value[ $name ] ?? null ) : null;
		}
		return $this->text( $value );
	}

	/**
	 * The viewer's own Contact; empty for visitors and whoever is not bound to one.
	 *
	 * @param Viewer $viewer Who.
	 * @throws Failure When the gateway does not tell.
	 */
	private function own_contact( Viewer $viewer ): string {
		if ( null === $viewer->subject() ) {
			return '';
		}
		// Not from memory: whoever was unbound a moment ago must not see the Contact any more.
		$id = Services::get()->client->execute( self::OWN, array(), $viewer )->data()['viewer']['contactId'] ?? null;
		return is_string( $id ) && 1 === preg_match( self::ID_PATTERN, $id ) ? $id : '';
	}

	/**
	 * The path to ask for: the formatted twin of the field where there is one.
	 *
	 * @param Viewer $viewer Who.
	 * @return string[]
	 */
	private function shown_path( Viewer $viewer ): array {
		if ( ! $this->formatted || 1 !== count( $this->path ) ) {
			return $this->path;
		}
		return array( Schema_Catalog::formatted( $this->object, $this->path[0], $viewer ) );
	}

	/**
	 * The GraphQL document.
	 *
	 * @param string[] $path Field, after the parents that lead to it.
	 */
	private function document( array $path ): string {
		$selection = implode( ' { ', $path ) . str_repeat( ' }', count( $path ) - 1 );
		return "query SkybridgeField(\$id: ID!) { record: {$this->object}(id: \$id) { {$selection} } }";
	}

	/**
	 * A value as text.
	 *
	 * @param mixed $value As sent.
	 */
	private function text( mixed $value ): string {
		if ( is_bool( $value ) ) {
			return $value ? __( 'Yes', 'skybridge' ) : __( 'No', 'skybridge' );
		}
		if ( is_array( $value ) ) {
			return implode( ', ', array_filter( $value, 'is_string' ) );
		}
		return is_scalar( $value ) ? trim( (string) $value ) : '';
	}
}
