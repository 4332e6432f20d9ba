<?php
/**
 * Carries out what a viewer sends from a portal: create, change, comment, attach, each once.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Names come from the gateway's description; values travel as variables. What may be written is the gateway's decision.
 */
final class Portal_Writes {

	private const RESULT = 'receipt { id created time } errors { code message hint fields retryAfter }';

	/**
	 * Builds the writer.
	 *
	 * @param Portal_Schema $schema What the viewer may do.
	 * @param Viewer        $viewer Who.
	 */
	public function __construct( private Portal_Schema $schema, private Viewer $viewer ) {
	}

	/**
	 * Creates a record.
	 *
	 * @param array<string, mixed> $input      Values by field.
	 * @param string               $request_id Key of the rendered form.
	 * @return array{id: string, created: bool}
	 * @throws Failure When nothing was written, or nobody knows.
	 */
	public function create( array $input, string $request_id ): array {
		$type = $this->schema->object->type;
		return $this->write(
			"mutation SkybridgePortalCreate(\$input: {$type}CreateInput!, \$requestId: String) { write: create{$type}(input: \$input, requestId: \$requestId) { " . self::RESULT . ' } }',
			array(
				'input'     => (object) $input,
				'requestId' => $request_id,
			)
		);
	}

	/**
	 * Changes a record.
	 *
	 * @param string               $id    Record id.
	 * @param array<string, mixed> $input Values by field, at least one.
	 * @param string               $seen  When the record was last changed as the viewer saw it; empty where they may not know.
	 * @return array{id: string, created: bool}
	 * @throws Failure When nothing was written, or nobody knows.
	 */
	public function change( string $id, array $input, string $seen ): array {
		$type      = $this->schema->object->type;
		$variables = array(
			'id'    => $id,
			'input' => (object) $input,
		);
		return $this->write(
			"mutation SkybridgePortalChange(\$id: ID!, \$input: {$type}UpdateInput!, \$seen: DateTime) { write: update{$type}(id: \$id, input: \$input, ifUnmodifiedSince: \$seen) { " . self::RESULT . ' } }',
			'' === $seen ? $variables : $variables + array( 'seen' => $seen )
		);
	}

	/**
	 * Comments on a case.
	 *
	 * @param string $id         The case.
	 * @param string $text       The comment.
	 * @param string $request_id Key of the rendered form.
	 * @return array{id: string, created: bool}
	 * @throws Failure When nothing was written, or nobody knows.
	 */
	public function comment( string $id, string $text, string $request_id ): array {
		return $this->write(
			'mutation SkybridgePortalComment($id: ID!, $text: String!, $requestId: String) { write: createCaseComment(input: { parentId: $id, commentBody: $text }, requestId: $requestId) { ' . self::RESULT . ' } }',
			array(
				'id'        => $id,
				'text'      => $text,
				'requestId' => $request_id,
			)
		);
	}

	/**
	 * Brings a file to a record.
	 *
	 * @param string                               $id         The record.
	 * @param array{name: string, content: string} $file       Its name and bytes.
	 * @param string                               $request_id Key of the rendered form.
	 * @return array{id: string, created: bool}
	 * @throws Failure When nothing was written, or nobody knows.
	 */
	public function attach( string $id, array $file, string $request_id ): array {
		try {
			$answer = Services::get()->client->upload( $file, $id, $request_id, $this->viewer );
		} finally {
			$this->purge();
		}
		return self::receipt( $answer['receipt'] ?? null );
	}

	/**
	 * Sends a mutation. Its errors stand twice in the answer; the payload's have the fields.
	 *
	 * @param string               $document  GraphQL document with one root field `write`.
	 * @param array<string, mixed> $variables Its variables.
	 * @return array{id: string, created: bool}
	 * @throws Failure When nothing was written, or nobody knows.
	 */
	private function write( string $document, array $variables ): array {
		try {
			$answer = Services::get()->client->ask( $document, $variables, $this->viewer, self::timeout() );
		} finally {
			$this->purge();
		}
		$write  = $answer->partial_data()['write'] ?? null;
		$errors = is_array( $write['errors'] ?? null ) ? array_values( array_filter( $write['errors'], 'is_array' ) ) : array();
		if ( array() !== $errors ) {
			throw Failure::from_graphql_errors( array_map( static fn ( array $error ): array => array( 'message' => $error['message'] ?? null, 'extensions' => $error ), $errors ), null );
		}
		if ( ! is_array( $write['receipt'] ?? null ) ) {
			$answer->data();
		}
		return self::receipt( $write['receipt'] ?? null );
	}

	/**
	 * Makes cached answers about this object old, also where nobody knows whether something was written.
	 */
	private function purge(): void {
		Cache_Tags::purge( array( $this->schema->object->record, $this->schema->object->list ) );
	}

	/**
	 * What a write left.
	 *
	 * @param mixed $receipt As sent.
	 * @return array{id: string, created: bool}
	 * @throws Failure With code `write_outcome_unknown` where it says nothing.
	 */
	private static function receipt( mixed $receipt ): array {
		if ( ! is_array( $receipt ) || ! is_string( $receipt['id'] ?? null ) ) {
			throw new Failure( 'write_outcome_unknown', __( 'The gateway’s answer holds no receipt.', 'skybridge' ) );
		}
		return array(
			'id'      => $receipt['id'],
			'created' => true === ( $receipt['created'] ?? null ),
		);
	}

	/**
	 * Seconds to wait: the gateway tries a locked record for some.
	 */
	private static function timeout(): float {
		return 3 * Gateway_Client::TIMEOUT;
	}
}
