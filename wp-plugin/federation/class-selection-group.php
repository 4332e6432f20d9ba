<?php
/**
 * One place of an operation whose selections go to the gateway: the namespace field, or a linked record.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Type\Definition\ResolveInfo;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Records that are linked at the same place of the operation (in each item of a list) are one group with several keys.
 */
final class Selection_Group {

	/**
	 * Places in the response, each with the id of the record that belongs there; null for the namespace.
	 *
	 * @var array<int, array{path: array<int, string|int>, id: string|null}>
	 */
	public array $places = array();

	/**
	 * What the gateway answered: the namespace's object, or records by id. Null until then, and where it failed.
	 *
	 * @var array<string, mixed>|null
	 */
	public ?array $answer = null;

	/**
	 * Whether the gateway was asked.
	 *
	 * @var bool
	 */
	public bool $done = false;

	/**
	 * Names the group.
	 *
	 * @param ResolveInfo $info   Of the first of its places.
	 * @param string|null $entity The gateway's name of the linked type; null for the namespace.
	 */
	public function __construct( public ResolveInfo $info, public ?string $entity ) {
	}

	/**
	 * Whether the gateway's mutations are selected.
	 */
	public function is_mutation(): bool {
		return null === $this->entity && 'mutation' === $this->info->operation->operation && $this->info->parentType === $this->info->schema->getMutationType();
	}

	/**
	 * Ids of the records it needs, each once.
	 *
	 * @return string[]
	 */
	public function ids(): array {
		return array_values( array_unique( array_filter( array_column( $this->places, 'id' ), 'is_string' ) ) );
	}
}
