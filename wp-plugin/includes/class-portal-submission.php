<?php
/**
 * Takes the form of a portal that was sent to its page: writes, then leads on; or keeps it to be shown with what is wrong.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Runs before the page is rendered. What was typed is never stored: a form with faults is rendered again in the same
 * answer, one that was carried out is answered with a redirect that holds a receipt.
 */
final class Portal_Submission {

	/**
	 * Name of the form's field that seals the block's choices.
	 */
	public const TOKEN = 'skybridge_portal';
	public const NONCE = 'skybridge_portal_write';

	private const ACTIONS     = array( 'create', 'change', 'comment', 'attach' );
	private const REQUEST_KEY = '/\A[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z/';

	/**
	 * The one that was sent with this request, where it was not carried out.
	 *
	 * @var self|null
	 */
	private static ?self $failed = null;

	/**
	 * Use handle() and failed().
	 *
	 * @param int              $number     Number of the portal on the page.
	 * @param string           $action     One of ACTIONS.
	 * @param string           $record     Record id; empty for a create.
	 * @param string           $request_id Key of the rendered form.
	 * @param string           $seen       When the record was last changed, as the viewer saw it.
	 * @param Portal_Form|null $form       What was typed.
	 * @param Failure|null     $failure    Why it was not carried out; null where only fields are wrong.
	 * @param bool             $is_genuine Whether the user really sent it.
	 * @param Portal_Schema|null $schema   What the viewer may do; null where the gateway did not say.
	 * @param array<string, mixed> $typed  Values by field, as they came.
	 */
	private function __construct(
		public int $number,
		public string $action,
		public string $record,
		public string $request_id,
		public string $seen,
		public ?Portal_Form $form = null,
		public ?Failure $failure = null,
		public bool $is_genuine = false,
		public ?Portal_Schema $schema = null,
		public array $typed = array()
	) {
	}

	/**
	 * Takes what was posted to a page, if it is a portal's form.
	 */
	public static function handle(): void {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- run() verifies it.
		if ( ! isset( $_POST[ self::TOKEN ] ) ) {
			return;
		}
		// phpcs:ignore WordPress.Security.NonceVerification.Missing, WordPress.Security.ValidatedSanitizedInput.InputNotSanitized -- run() verifies and checks each value.
		$address = self::run( wp_unslash( $_POST ), $_FILES );
		Page_Privacy::keep_out_of_page_caches( Viewer::current() );
		if ( null !== $address ) {
			wp_safe_redirect( $address, 303 );
			exit;
		}
		status_header( 422 );
	}

	/**
	 * Carries a form out.
	 *
	 * @param array<string, mixed> $posted Unslashed fields.
	 * @param array<string, mixed> $files  As PHP gives them.
	 * @return string|null Where to go on; null where the page has to show the form again.
	 */
	public static function run( array $posted, array $files ): ?string {
		self::$failed = null;
		$viewer       = Viewer::current();
		$text         = static fn ( string $name ): string => is_string( $posted[ $name ] ?? null ) ? $posted[ $name ] : '';
		if ( null === $viewer->subject() ) {
			return null;
		}
		try {
			$sealed = Block_Token::open( Portal_Block::NAME, $text( self::TOKEN ) );
		} catch ( Failure $failure ) {
			return null;
		}
		$action     = in_array( $text( 'skybridge_do' ), self::ACTIONS, true ) ? $text( 'skybridge_do' ) : 'create';
		$record     = 1 === preg_match( Portal_Request::RECORD_ID, $text( 'skybridge_record' ) ) ? $text( 'skybridge_record' ) : '';
		$submission = new self( max( 1, (int) ( $sealed['number'] ?? 1 ) ), $action, $record, 1 === preg_match( self::REQUEST_KEY, $text( 'skybridge_request' ) ) ? $text( 'skybridge_request' ) : wp_generate_uuid4(), $text( 'skybridge_seen' ) );
		$is_genuine = false !== wp_verify_nonce( $text( '_skybridge_nonce' ), self::NONCE );
		return $submission->carry_out( is_array( $sealed['attributes'] ?? null ) ? $sealed['attributes'] : array(), $posted['skybridge_field'] ?? null, $files['skybridge_file'] ?? null, $is_genuine, $viewer );
	}

	/**
	 * The form that this request sent to a portal and that has to be shown again.
	 *
	 * @param int $number Number of the portal on the page.
	 */
	public static function failed( int $number ): ?self {
		return null !== self::$failed && self::$failed->number === $number ? self::$failed : null;
	}

	/**
	 * Forgets it; for a new page in the same process.
	 */
	public static function reset(): void {
		self::$failed = null;
	}

	/**
	 * Carries it out, or keeps it with what is wrong.
	 *
	 * @param array<string, mixed> $attributes The block's choices.
	 * @param mixed                $typed      Values by field.
	 * @param mixed                $file       An entry of `$_FILES`.
	 * @param bool                 $is_genuine Whether the nonce is this user's.
	 * @param Viewer               $viewer     Who.
	 * @return string|null Where to go on.
	 */
	private function carry_out( array $attributes, mixed $typed, mixed $file, bool $is_genuine, Viewer $viewer ): ?string {
		$this->is_genuine = $is_genuine;
		$this->typed      = is_array( $typed ) ? $typed : array();
		try {
			$chosen       = Portal_Attributes::from_block( $attributes );
			$schema       = Portal_Schema::read( $chosen, $viewer );
			$this->schema = $schema;
			$this->form   = Portal_Form::from_post( $this->fields( $schema ), $typed );
			if ( ! $is_genuine ) {
				throw new Failure( 'form_expired', __( 'The form’s nonce is not valid any more.', 'skybridge' ) );
			}
			if ( $chosen->own ) {
				$this->record = $schema->contact;
			}
			$done = $this->write( $schema, $viewer, $file );
			if ( null === $done ) {
				self::$failed = $this;
				return null;
			}
			Write_Log::forget( $this->request_id );
			return $this->address_after( $done, $chosen );
		} catch ( Failure $failure ) {
			$this->failure = $failure;
			$this->blame_fields( $failure );
			$this->log( $attributes, $viewer );
			self::$failed = $this;
			return null;
		}
	}

	/**
	 * Carries out a form of the log once more, as the user who wrote it and under its key.
	 *
	 * @param string               $key     Request key.
	 * @param array<string, mixed> $content What log() kept.
	 * @param Viewer               $viewer  Who wrote it.
	 * @throws Failure When it does not get through.
	 */
	public static function retry( string $key, array $content, Viewer $viewer ): void {
		$text       = static fn ( string $name ): string => is_string( $content[ $name ] ?? null ) ? $content[ $name ] : '';
		$submission = new self( 1, $text( 'action' ), $text( 'record' ), $key, $text( 'seen' ) );
		$address    = $submission->carry_out( is_array( $content['attributes'] ?? null ) ? $content['attributes'] : array(), $content['typed'] ?? null, null, true, $viewer );
		self::reset();
		if ( null === $address ) {
			throw $submission->failure ?? new Failure( 'validation_failed', __( 'The form’s fields are no longer as they were.', 'skybridge' ), __( 'Dismiss it.', 'skybridge' ) );
		}
	}

	/**
	 * Leaves it in the log, where sending it again can help. A file is not kept, and a form whose sender is not proved neither.
	 *
	 * @param array<string, mixed> $attributes The block's choices.
	 * @param Viewer               $viewer     Who.
	 */
	private function log( array $attributes, Viewer $viewer ): void {
		if ( 'attach' === $this->action || ! $this->is_genuine ) {
			return;
		}
		$content = array(
			'attributes' => $attributes,
			'action'     => $this->action,
			'record'     => $this->record,
			'seen'       => $this->seen,
			'typed'      => $this->typed,
		);
		$entry   = array(
			'user'   => (int) $viewer->subject(),
			'action' => $this->action,
			'object' => Portal_Attributes::from_block( $attributes )->object,
			'record' => $this->record,
		);
		Write_Log::record( $this->request_id, $entry, $content, $this->failure );
	}

	/**
	 * Fields of the form that this is.
	 *
	 * @param Portal_Schema $schema What the viewer may do.
	 * @return array<string, Described_Field>
	 */
	private function fields( Portal_Schema $schema ): array {
		$comment = $schema->comment_field();
		return match ( $this->action ) {
			'create'  => $schema->create_fields(),
			'change'  => $schema->edit_fields(),
			'comment' => null === $comment ? array() : array( $comment->name => $comment ),
			default   => array(),
		};
	}

	/**
	 * Writes; null where fields are wrong.
	 *
	 * @param Portal_Schema $schema What the viewer may do.
	 * @param Viewer        $viewer Who.
	 * @param mixed         $file   An entry of `$_FILES`.
	 * @return array{id: string, created: bool}|null
	 * @throws Failure When nothing was written.
	 */
	private function write( Portal_Schema $schema, Viewer $viewer, mixed $file ): ?array {
		$writes = new Portal_Writes( $schema, $viewer );
		if ( 'create' !== $this->action && '' === $this->record ) {
			throw new Failure( 'not_found', __( 'The form names no record.', 'skybridge' ) );
		}
		if ( 'attach' === $this->action ) {
			if ( ! $schema->takes_files() ) {
				throw self::not_offered();
			}
			return $writes->attach( $this->record, Portal_Upload::read( $file ), $this->request_id );
		}
		if ( array() === $this->form->fields ) {
			throw self::not_offered();
		}
		if ( 'change' === $this->action ) {
			return $this->change( $schema, $writes, $viewer );
		}
		$input = $this->form->input_of_create();
		if ( 'comment' === $this->action && ! isset( $input['commentBody'] ) && array() === $this->form->errors ) {
			$this->form->errors['commentBody'] = __( 'Please write something.', 'skybridge' );
		}
		if ( array() !== $this->form->errors ) {
			return null;
		}
		return 'comment' === $this->action ? $writes->comment( $this->record, (string) $input['commentBody'], $this->request_id ) : $writes->create( $input, $this->request_id );
	}

	/**
	 * Changes a record where something is different: a form that was sent twice finds nothing to change, and is done.
	 *
	 * @param Portal_Schema $schema What the viewer may do.
	 * @param Portal_Writes $writes Writes.
	 * @param Viewer        $viewer Who.
	 * @return array{id: string, created: bool}|null
	 * @throws Failure When nothing was written.
	 */
	private function change( Portal_Schema $schema, Portal_Writes $writes, Viewer $viewer ): ?array {
		$record = ( new Portal_Records( $schema, $viewer ) )->editable( $this->record );
		if ( null === $record ) {
			throw new Failure( 'not_found', __( 'There is no such record.', 'skybridge' ) );
		}
		$input = $this->form->input_of_change( $record );
		if ( array() !== $this->form->errors ) {
			return null;
		}
		return array() === $input ? array( 'id' => $this->record, 'created' => false ) : $writes->change( $this->record, $input, $this->seen );
	}

	/**
	 * Where to go on after a write.
	 *
	 * @param array{id: string, created: bool} $done   What was written.
	 * @param Portal_Attributes                $chosen What the author chose.
	 */
	private function address_after( array $done, Portal_Attributes $chosen ): string {
		$record = 'create' === $this->action ? $done['id'] : $this->record;
		return Portal_Request::current( $this->number )->url(
			array(
				'record' => $chosen->own ? '' : $record,
				'done'   => Portal_Receipt::seal( $this->action, $done['id'], $done['created'] ),
			)
		) . "#skybridge-portal-{$this->number}";
	}

	/**
	 * Puts Salesforce's messages to the fields that it names and that the form has.
	 *
	 * @param Failure $failure What it said.
	 */
	private function blame_fields( Failure $failure ): void {
		if ( null === $this->form ) {
			return;
		}
		foreach ( $failure->errors() as $error ) {
			$fields = $error['extensions']['fields'] ?? null;
			foreach ( is_array( $fields ) ? $fields : array() as $name ) {
				if ( is_string( $name ) && isset( $this->form->fields[ $name ] ) && is_string( $error['message'] ?? null ) ) {
					$this->form->errors[ $name ] ??= $error['message'];
				}
			}
		}
	}

	/**
	 * The failure for a form that this viewer is not offered.
	 */
	private static function not_offered(): Failure {
		return new Failure( 'forbidden', __( 'This user may not do that here.', 'skybridge' ), __( 'Open it in the policy of the gateway’s skybridge.yaml.', 'skybridge' ) );
	}
}
