<?php
/**
 * What one operation asks of the gateway: collected while fields resolve, sent together, handed back to each.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Deferred;
use GraphQL\Error\Error;
use GraphQL\Language\AST\OperationDefinitionNode;
use GraphQL\Type\Definition\ResolveInfo;
use Skybridge\Failure;
use Skybridge\Gateway_Answer;
use Skybridge\Gateway_Client;
use Skybridge\Viewer;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Everything that is waiting when the first value is needed goes into one call.
 */
final class Delegation {

	/**
	 * Seconds to wait: as long as a page would, and twice that for a write, whose outcome matters.
	 */
	private const WRITE_TIMEOUT = 2 * Gateway_Client::TIMEOUT;

	/**
	 * Groups by the place they come from.
	 *
	 * @var array<string, Selection_Group>
	 */
	private array $groups = array();

	/**
	 * Errors to add to the answer.
	 *
	 * @var Error[]
	 */
	private array $errors = array();

	/**
	 * What the gateway reported of each call.
	 *
	 * @var array<int, array<string, mixed>>
	 */
	private array $reports = array();

	/**
	 * Builds the delegation of one operation.
	 *
	 * @param OperationDefinitionNode $operation The client's operation.
	 * @param Remote_Types            $types     The gateway's types.
	 * @param Gateway_Client          $client    Makes the calls.
	 * @param Schema_Sync             $sync      Notices a new schema.
	 * @param Contact_Links           $links     Notices whom the viewer is bound to.
	 */
	public function __construct(
		public OperationDefinitionNode $operation,
		private Remote_Types $types,
		private Gateway_Client $client,
		private Schema_Sync $sync,
		private Contact_Links $links
	) {
	}

	/**
	 * The namespace's object, once the gateway answered.
	 *
	 * @param ResolveInfo $info Of the namespace field.
	 */
	public function namespace_value( ResolveInfo $info ): Deferred {
		$group           = $this->group( $info, null );
		$group->places[] = array(
			'path' => $info->path,
			'id'   => null,
		);
		return $this->later( $group, static fn (): ?array => $group->answer );
	}

	/**
	 * A linked record, once the gateway answered.
	 *
	 * @param ResolveInfo $info   Of the field that links.
	 * @param string      $entity The gateway's name of the record's type.
	 * @param string      $id     Record id.
	 */
	public function record_value( ResolveInfo $info, string $entity, string $id ): Deferred {
		$group           = $this->group( $info, $entity );
		$group->places[] = array(
			'path' => $info->path,
			'id'   => $id,
		);
		return $this->later( $group, static fn (): mixed => $group->answer[ $id ] ?? null );
	}

	/**
	 * Errors to add to the answer.
	 *
	 * @return Error[]
	 */
	public function errors(): array {
		return $this->errors;
	}

	/**
	 * What it cost: `gatewayCalls`, and the gateway's own report of the last call.
	 *
	 * @return array<string, mixed>
	 */
	public function report(): array {
		$last = end( $this->reports );
		return array( 'gatewayCalls' => count( $this->reports ) ) + array_diff_key( false === $last ? array() : $last, array_flip( array( 'schema', 'contactId' ) ) );
	}

	/**
	 * The group of a place in the operation: items of a list share their field nodes.
	 *
	 * @param ResolveInfo $info   Of a field at that place.
	 * @param string|null $entity The gateway's name of the linked type; null for the namespace.
	 */
	private function group( ResolveInfo $info, ?string $entity ): Selection_Group {
		$nodes = array_map( 'spl_object_id', is_array( $info->fieldNodes ) ? $info->fieldNodes : iterator_to_array( $info->fieldNodes ) );
		$key   = ( $entity ?? '' ) . ':' . implode( ',', $nodes );
		if ( ! isset( $this->groups[ $key ] ) || $this->groups[ $key ]->done ) {
			$this->groups[ $key ] = new Selection_Group( $info, $entity );
		}
		return $this->groups[ $key ];
	}

	/**
	 * A value that waits twice: until all fields of this turn resolved, and until the lists they stood in did.
	 *
	 * @param Selection_Group $group Whose answer is needed.
	 * @param callable        $value Reads it.
	 */
	private function later( Selection_Group $group, callable $value ): Deferred {
		return new Deferred(
			fn (): Deferred => new Deferred(
				function () use ( $group, $value ): mixed {
					if ( ! $group->done ) {
						$this->send( array_values( array_filter( $this->groups, static fn ( Selection_Group $other ): bool => ! $other->done && $other->is_mutation() === $group->is_mutation() ) ) );
					}
					return $value();
				}
			)
		);
	}

	/**
	 * Asks the gateway for some groups by one call.
	 *
	 * @param Selection_Group[] $groups Groups of one kind.
	 */
	private function send( array $groups ): void {
		foreach ( $groups as $group ) {
			$group->done = true;
		}
		try {
			$answer = $this->ask( $groups );
		} catch ( Failure $failure ) {
			$this->reports[] = array();
			array_push( $this->errors, ...Remote_Errors::of_failure( $failure, $groups ) );
			return;
		}
		$this->reports[] = $answer->extensions();
		$this->sync->notice( $answer );
		$this->links->notice( $answer );
		if ( null === $answer->partial_data() && count( $groups ) > 1 && ! $groups[0]->is_mutation() ) {
			// A null that one of them may not have took the others with it; alone, each stands for itself.
			foreach ( $groups as $group ) {
				$this->send( array( $group ) );
			}
			return;
		}
		array_push( $this->errors, ...Remote_Errors::of_answer( $answer->errors(), $groups ) );
		$this->distribute( $answer->partial_data(), $groups );
	}

	/**
	 * Makes the call.
	 *
	 * @param Selection_Group[] $groups Groups of one kind.
	 * @throws Failure When no answer came.
	 */
	private function ask( array $groups ): Gateway_Answer {
		$operation = Operation_Writer::write( $groups, $this->types );
		$timeout   = $groups[0]->is_mutation() ? self::WRITE_TIMEOUT : Gateway_Client::TIMEOUT;
		return $this->client->ask( $operation['query'], $operation['variables'], Viewer::current(), $timeout );
	}

	/**
	 * Gives each group its part of the answer.
	 *
	 * @param array<string, mixed>|null $data   What the gateway answered.
	 * @param Selection_Group[]         $groups What was asked.
	 */
	private function distribute( ?array $data, array $groups ): void {
		foreach ( $groups as $index => $group ) {
			$prefix = Operation_Writer::prefix( $groups, $index );
			if ( null === $data ) {
				continue;
			}
			if ( null !== $group->entity ) {
				$records       = is_array( $data[ $prefix ] ?? null ) ? $data[ $prefix ] : array();
				$ids           = array_slice( $group->ids(), 0, count( $records ) );
				$group->answer = array_combine( $ids, array_slice( $records, 0, count( $ids ) ) );
				continue;
			}
			$group->answer = array();
			foreach ( $data as $key => $value ) {
				if ( '' === $prefix || str_starts_with( $key, $prefix ) ) {
					$group->answer[ substr( $key, strlen( $prefix ) ) ] = $value;
				}
			}
		}
	}
}
