<?php
/**
 * What one viewer may do in one portal: the object as the gateway describes it to them, and the author’s choice of it.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Asked for each page, never from memory: whoever was bound or unbound a moment ago sees it at once. It costs no call
 * of Salesforce.
 */
final class Portal_Schema {

	private const DOCUMENT = 'query SkybridgePortal($object: String!) { viewer { contactId } object: describe(object: $object) { ' . Described_Object::SELECTION . ' } comments: describe(object: "CaseComment") { ' . Described_Object::SELECTION . ' } files: describe(object: "ContentVersion") { ' . Described_Object::SELECTION . ' } }';

	private const MOST_COLUMNS = 5;

	/**
	 * Use read().
	 *
	 * @param Portal_Attributes     $attributes What the author chose.
	 * @param string                $contact    The viewer's Contact; empty for none.
	 * @param Described_Object      $object     The object.
	 * @param Described_Object|null $comments   Comments of cases; null where the viewer has none.
	 * @param Described_Object|null $files      Files; null where the viewer has none.
	 */
	private function __construct(
		private Portal_Attributes $attributes,
		public string $contact,
		public Described_Object $object,
		private ?Described_Object $comments,
		private ?Described_Object $files
	) {
	}

	/**
	 * Asks the gateway.
	 *
	 * @param Portal_Attributes $attributes What the author chose.
	 * @param Viewer            $viewer     Who.
	 * @throws Failure With code `not_linked` for a viewer without a Contact who may use nothing of the object;
	 *                 `not_offered` where nobody like them may.
	 */
	public static function read( Portal_Attributes $attributes, Viewer $viewer ): self {
		$data    = Services::get()->client->execute( self::DOCUMENT, array( 'object' => $attributes->object ), $viewer )->data();
		$contact = $data['viewer']['contactId'] ?? null;
		$contact = is_string( $contact ) ? $contact : '';
		$object  = Described_Object::from_data( $data['object'] ?? null );
		if ( '' === $contact && ( $attributes->own || null === $object || ! $object->readable ) ) {
			throw new Failure( 'not_linked', __( 'This user is not linked to a Contact.', 'skybridge' ), __( 'Link them on their profile, or let them link themselves with the block “Salesforce account link”.', 'skybridge' ) );
		}
		if ( null === $object || ! $object->readable ) {
			throw new Failure( 'not_offered', __( 'The gateway offers this object to nobody like this user.', 'skybridge' ), __( 'Open it in the policy of the gateway’s skybridge.yaml.', 'skybridge' ) );
		}
		return new self( $attributes, $contact, $object, Described_Object::from_data( $data['comments'] ?? null ), Described_Object::from_data( $data['files'] ?? null ) );
	}

	/**
	 * Columns of the list.
	 *
	 * @return array<string, Described_Field>
	 */
	public function columns(): array {
		$readable = static fn ( Described_Field $field ): bool => $field->readable;
		$chosen   = $this->object->pick( $this->attributes->names( 'fields' ), $readable );
		if ( array() !== $chosen ) {
			return $chosen;
		}
		$name    = $this->object->name_field();
		$columns = null === $name ? array() : array( $name->name => $name );
		$others  = array_filter( $this->object->fields, static fn ( Described_Field $field ): bool => $field->readable && ! in_array( $field->control(), array( '', 'textarea' ), true ) );
		return array_slice( $columns + $others, 0, self::MOST_COLUMNS );
	}

	/**
	 * Fields of a record's own page.
	 *
	 * @return array<string, Described_Field>
	 */
	public function details(): array {
		$readable = static fn ( Described_Field $field ): bool => $field->readable && '' !== $field->control();
		$chosen   = $this->object->pick( $this->attributes->names( $this->attributes->own ? 'fields' : 'detailFields' ), $readable );
		return array() === $chosen ? array_filter( $this->object->fields, $readable ) : $chosen;
	}

	/**
	 * Fields of the form for a new record; none where there is no such form.
	 *
	 * @return array<string, Described_Field>
	 */
	public function create_fields(): array {
		if ( ! $this->attributes->may_create || ! $this->object->creatable ) {
			return array();
		}
		return $this->chosen_or_all( 'createFields', static fn ( Described_Field $field ): bool => $field->creatable && '' !== $field->control() );
	}

	/**
	 * Fields of the form that edits; none where there is no such form.
	 *
	 * @return array<string, Described_Field>
	 */
	public function edit_fields(): array {
		if ( ! $this->attributes->may_edit || ! $this->object->updatable ) {
			return array();
		}
		// What cannot be read would be overwritten unseen.
		return $this->chosen_or_all( 'editFields', static fn ( Described_Field $field ): bool => $field->updatable && $field->readable && '' !== $field->control() );
	}

	/**
	 * The checkbox that ends editing where it is ticked; null for none that the viewer may read.
	 */
	public function lock_field(): ?Described_Field {
		$field = $this->object->fields[ $this->attributes->locked_by ] ?? null;
		return null !== $field && $field->readable && 'boolean' === $field->type ? $field : null;
	}

	/**
	 * Fields the list can be narrowed by.
	 *
	 * @return array<string, Described_Field>
	 */
	public function filter_fields(): array {
		return $this->object->pick( $this->attributes->names( 'filterFields' ), static fn ( Described_Field $field ): bool => $field->readable && in_array( $field->type, array( 'picklist', 'boolean' ), true ) );
	}

	/**
	 * Fields a search looks in: only what is on show, or it could be found out by searching.
	 *
	 * @return string[]
	 */
	public function search_fields(): array {
		return array_keys( $this->object->pick( $this->attributes->names( 'searchFields' ), static fn ( Described_Field $field ): bool => $field->readable && in_array( $field->control(), array( 'text', 'email', 'tel', 'url' ), true ) ) );
	}

	/**
	 * Whether records have comments that the viewer may read.
	 */
	public function shows_comments(): bool {
		return $this->attributes->comments && 'Case' === $this->object->type && null !== $this->comments && $this->comments->readable;
	}

	/**
	 * The field of a new comment; null where the viewer may add none.
	 */
	public function comment_field(): ?Described_Field {
		$may = $this->attributes->comments && 'Case' === $this->object->type && null !== $this->comments && $this->comments->creatable;
		$field = $may ? ( $this->comments->fields['commentBody'] ?? null ) : null;
		return null !== $field && $field->creatable && isset( $this->comments->fields['parentId'] ) ? $field : null;
	}

	/**
	 * Whether records have files that the viewer may read.
	 */
	public function shows_files(): bool {
		return $this->attributes->files && null !== $this->files && $this->files->readable && isset( $this->files->fields['firstPublishLocationId'] );
	}

	/**
	 * Whether the viewer may bring files.
	 */
	public function takes_files(): bool {
		$link = $this->attributes->files && null !== $this->files && $this->files->creatable ? ( $this->files->fields['firstPublishLocationId'] ?? null ) : null;
		return null !== $link && $link->creatable;
	}

	/**
	 * What to select of comments or files beside their ids, as far as the viewer may read it.
	 *
	 * @param bool     $of_files Whether of files.
	 * @param string[] $names    Fields.
	 */
	public function selection_of_children( bool $of_files, array $names ): string {
		$object = $of_files ? $this->files : $this->comments;
		return null === $object ? 'id' : 'id ' . implode( ' ', array_keys( $object->pick( $names, static fn ( Described_Field $field ): bool => $field->readable ) ) );
	}

	/**
	 * The author's choice among the fields that can be used in a way; all of them where there is no choice.
	 *
	 * @param string                          $attribute Attribute with the choice.
	 * @param callable(Described_Field): bool $may       The way.
	 * @return array<string, Described_Field>
	 */
	private function chosen_or_all( string $attribute, callable $may ): array {
		$names = $this->attributes->names( $attribute );
		return array() === $names ? array_filter( $this->object->fields, $may ) : $this->object->pick( $names, $may );
	}
}
