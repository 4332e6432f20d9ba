<?php
/**
 * The gateway's errors as errors of WPGraphQL's answer, at the places that the client knows.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use GraphQL\Error\Error;
use Skybridge\Failure;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * They stand beside data that is already as the gateway left it, so none of them is thrown.
 */
final class Remote_Errors {

	/**
	 * The errors of one answer.
	 *
	 * @param array<int, array<string, mixed>> $errors As the gateway wrote them.
	 * @param Selection_Group[]                $groups What was asked together.
	 * @return Error[]
	 */
	public static function of_answer( array $errors, array $groups ): array {
		$placed = array();
		foreach ( $errors as $error ) {
			$path = is_array( $error['path'] ?? null ) ? array_values( $error['path'] ) : array();
			foreach ( $groups as $index => $group ) {
				$local = self::local_path( $path, $group, Operation_Writer::prefix( $groups, $index ) );
				if ( null !== $local ) {
					$placed[] = self::error( (string) ( $error['message'] ?? '' ), $group, $local, is_array( $error['extensions'] ?? null ) ? $error['extensions'] : array() );
				}
			}
		}
		return $placed;
	}

	/**
	 * The errors of a call without an answer: one for each group.
	 *
	 * @param Failure           $failure Why.
	 * @param Selection_Group[] $groups  What was asked together.
	 * @return Error[]
	 */
	public static function of_failure( Failure $failure, array $groups ): array {
		$extensions = array( 'code' => strtoupper( $failure->code() ) );
		$message    = __( 'Salesforce data cannot be shown at the moment.', 'skybridge' );
		// What is wrong with the connection is for those who can mend it.
		if ( current_user_can( 'manage_options' ) ) {
			$message            = $failure->getMessage();
			$extensions['hint'] = $failure->hint();
		}
		if ( null !== $failure->retry_after() ) {
			$extensions['retryAfter'] = $failure->retry_after();
		}
		return array_map( static fn ( Selection_Group $group ): Error => self::error( $message, $group, $group->places[0]['path'], $extensions ), array_values( $groups ) );
	}

	/**
	 * Where in WPGraphQL's answer an error of the gateway belongs; null where it is another group's.
	 *
	 * @param array<int, string|int> $path   Path in the gateway's answer; empty for an error of the whole operation.
	 * @param Selection_Group        $group  The group.
	 * @param string                 $prefix Prefix of the group's response keys.
	 * @return array<int, string|int>|null
	 */
	private static function local_path( array $path, Selection_Group $group, string $prefix ): ?array {
		$top = $group->places[0]['path'];
		if ( array() === $path || '' === $prefix ) {
			return array_merge( $top, $path );
		}
		if ( ! str_starts_with( (string) $path[0], $prefix ) ) {
			return null;
		}
		if ( null === $group->entity ) {
			return array_merge( $top, array( substr( (string) $path[0], strlen( $prefix ) ) ), array_slice( $path, 1 ) );
		}
		// An error with a position is about one record; one without is about all alike.
		$id = is_int( $path[1] ?? null ) ? $group->ids()[ $path[1] ] ?? null : null;
		foreach ( $group->places as $place ) {
			if ( null !== $id && $place['id'] === $id ) {
				return array_merge( $place['path'], array_slice( $path, 2 ) );
			}
		}
		return array_merge( $top, array_slice( $path, 1 ) );
	}

	/**
	 * One error.
	 *
	 * @param string                 $message    What happened.
	 * @param Selection_Group        $group      Whose field nodes it points at.
	 * @param array<int, string|int> $path       Path in WPGraphQL's answer.
	 * @param array<string, mixed>   $extensions Code, hint and whatever else the gateway tells.
	 */
	private static function error( string $message, Selection_Group $group, array $path, array $extensions ): Error {
		return new Error( $message, $group->info->fieldNodes, null, null, $path, null, $extensions );
	}
}
