<?php
/**
 * Answers to what a portal asks.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

trait Portal_Data {

	/**
	 * Data of the question what a viewer may do with cases.
	 *
	 * @param array<string, mixed> $changes Parts that differ: `contactId`, `object`, `comments`, `files`.
	 * @return array<string, mixed>
	 */
	protected function portal_schema( array $changes = array() ): array {
		$reason = $this->described( 'reason', array( 'type' => 'picklist', 'controller' => 'type', 'options' => array( $this->option( 'Stuck', array( 'Lift' ) ), $this->option( 'Squeaks', array( 'Lift', 'Door' ) ) ) ) );
		$fields = array(
			$this->described( 'caseNumber', array( 'nameField' => true, 'creatable' => false, 'updatable' => false ) ),
			$this->described( 'subject', array( 'length' => 20, 'required' => true, 'help' => 'In <short>.' ) ),
			$this->described( 'status', array( 'type' => 'picklist', 'creatable' => false, 'updatable' => false, 'options' => array( $this->option( 'New' ), $this->option( 'Closed' ) ) ) ),
			$this->described( 'type', array( 'type' => 'picklist', 'options' => array( $this->option( 'Lift' ), $this->option( 'Door' ) ) ) ),
			$reason,
			$this->described( 'isClosed', array( 'type' => 'boolean', 'creatable' => false, 'updatable' => false ) ),
			$this->described( 'createdDate', array( 'type' => 'datetime', 'creatable' => false, 'updatable' => false ) ),
			$this->described( 'lastModifiedDate', array( 'type' => 'datetime', 'creatable' => false, 'updatable' => false ) ),
		);
		$comment = array( $this->described( 'parentId', array( 'type' => 'reference' ) ), $this->described( 'commentBody', array( 'type' => 'textarea' ) ), $this->described( 'createdDate', array( 'type' => 'datetime' ) ) );
		$file    = array( $this->described( 'firstPublishLocationId', array( 'type' => 'reference' ) ), $this->described( 'title' ), $this->described( 'contentSize', array( 'type' => 'int' ) ) );
		return array(
			'viewer'   => array( 'contactId' => array_key_exists( 'contactId', $changes ) ? $changes['contactId'] : '003000000000001AAA' ),
			'object'   => array_key_exists( 'object', $changes ) ? $changes['object'] : $this->described_object( 'Case', $fields ),
			'comments' => array_key_exists( 'comments', $changes ) ? $changes['comments'] : $this->described_object( 'CaseComment', $comment ),
			'files'    => array_key_exists( 'files', $changes ) ? $changes['files'] : $this->described_object( 'ContentVersion', $file ),
		);
	}

	/**
	 * What `describe` says of an object.
	 *
	 * @param string                           $type   Name of its type.
	 * @param array<int, array<string, mixed>> $fields Its fields.
	 * @return array<string, mixed>
	 */
	protected function described_object( string $type, array $fields ): array {
		return array( 'type' => $type, 'record' => lcfirst( $type ), 'list' => lcfirst( $type ) . 's', 'label' => $type, 'labelPlural' => $type . 's', 'readable' => true, 'creatable' => true, 'updatable' => true, 'fields' => $fields );
	}

	/**
	 * What `describe` says of a field.
	 *
	 * @param string               $name    Its name.
	 * @param array<string, mixed> $changes Parts that differ.
	 * @return array<string, mixed>
	 */
	protected function described( string $name, array $changes = array() ): array {
		return $changes + array( 'name' => $name, 'label' => ucfirst( $name ), 'help' => null, 'type' => 'string', 'length' => null, 'scale' => 0, 'nameField' => false, 'readable' => true, 'creatable' => true, 'updatable' => true, 'required' => false, 'formatted' => null, 'controller' => null, 'options' => array() );
	}

	/**
	 * An entry of a picklist.
	 *
	 * @param string        $value Its value.
	 * @param string[]|null $valid Controlling values that allow it.
	 * @return array<string, mixed>
	 */
	protected function option( string $value, ?array $valid = null ): array {
		return array( 'value' => $value, 'label' => "The {$value}", 'validFor' => $valid );
	}

	/**
	 * Data of a list of cases.
	 *
	 * @param array<int, array<string, mixed>> $rows Cases.
	 * @return array<string, mixed>
	 */
	protected function portal_list( array $rows ): array {
		return array( 'list' => array( 'totalCount' => count( $rows ), 'nodes' => $rows, 'pageInfo' => array( 'hasNextPage' => true, 'hasPreviousPage' => false, 'startCursor' => 'start', 'endCursor' => 'end' ) ) );
	}
}
