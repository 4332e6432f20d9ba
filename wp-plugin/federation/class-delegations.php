<?php
/**
 * The delegations of this request's operations, and what they add to each operation's answer.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Error\Error;
use GraphQL\Error\FormattedError;
use GraphQL\Executor\ExecutionResult;
use GraphQL\Type\Definition\ResolveInfo;
use Skybridge\Gateway_Client;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * A batch runs several operations side by side, and a resolver may run further ones: each has its own delegation.
 */
final class Delegations {

	/**
	 * Delegations whose answer was not sent yet, in the order they began.
	 *
	 * @var Delegation[]
	 */
	private array $open = array();

	/**
	 * Builds the collection.
	 *
	 * @param Remote_Types   $types  The gateway's types.
	 * @param Gateway_Client $client Makes the calls.
	 * @param Schema_Sync    $sync   Notices a new schema.
	 * @param Contact_Links  $links  Notices whom the viewer is bound to.
	 */
	public function __construct(
		private Remote_Types $types,
		private Gateway_Client $client,
		private Schema_Sync $sync,
		private Contact_Links $links
	) {
	}

	/**
	 * The delegation of a field's operation.
	 *
	 * @param ResolveInfo $info Of the field.
	 */
	public function of( ResolveInfo $info ): Delegation {
		foreach ( $this->open as $delegation ) {
			if ( $delegation->operation === $info->operation ) {
				return $delegation;
			}
		}
		$delegation   = new Delegation( $info->operation, $this->types, $this->client, $this->sync, $this->links );
		$this->open[] = $delegation;
		return $delegation;
	}

	/**
	 * Adds errors and cost to an operation's answer.
	 *
	 * @param mixed       $response  Answer: an array, or graphql-php's result.
	 * @param string|null $query     The operation's document.
	 * @return mixed The same, with more in it.
	 */
	public function complete( mixed $response, ?string $query ): mixed {
		$delegation = $this->take( $query );
		if ( null === $delegation ) {
			return $response;
		}
		$errors = $delegation->errors();
		if ( $response instanceof ExecutionResult ) {
			$response->errors                  = array_merge( $response->errors, $errors );
			$response->extensions['skybridge'] = $delegation->report();
		} elseif ( is_array( $response ) ) {
			if ( array() !== $errors ) {
				$response['errors'] = array_merge( $response['errors'] ?? array(), array_map( static fn ( Error $error ): array => FormattedError::createFromException( $error ), $errors ) );
			}
			$response['extensions']['skybridge'] = $delegation->report();
		}
		return $response;
	}

	/**
	 * The delegation of an operation that is about to be answered. Equal operations of a batch have equal answers, so
	 * that their order does not matter.
	 *
	 * @param string|null $query The operation's document; null for one that is known by a hash.
	 */
	private function take( ?string $query ): ?Delegation {
		foreach ( $this->open as $index => $delegation ) {
			$source = $delegation->operation->loc?->source?->body;
			if ( null === $query || '' === $query || null === $source || $source === $query ) {
				unset( $this->open[ $index ] );
				return $delegation;
			}
		}
		return null;
	}
}
