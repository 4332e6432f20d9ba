<?php
/**
 * What a person reads when a form of a portal was not carried out.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Each says what to do next. Messages of Salesforce's own rules are written for people and shown as they are; everything
 * else is told in our words, the reason to administrators only.
 */
final class Portal_Messages {

	private const IN_SALESFORCES_WORDS = array( 'validation_failed', 'duplicate_record', 'bad_user_input', 'file_rejected', 'file_missing' );

	/**
	 * The line for a failure.
	 *
	 * @param Failure $failure What went wrong.
	 */
	public static function of( Failure $failure ): string {
		if ( in_array( $failure->code(), self::IN_SALESFORCES_WORDS, true ) ) {
			return $failure->getMessage();
		}
		$unclear = __( 'We cannot tell whether this arrived. Send it again: it is not written twice.', 'skybridge' );
		$lines   = array(
			'form_expired'          => __( 'This form had been open for too long. Please send it once more.', 'skybridge' ),
			'conflict'              => __( 'This was changed by somebody else meanwhile, and nothing was saved. Open it again to see how it is now.', 'skybridge' ),
			'row_locked'            => __( 'This is being changed right now. Please send it again in a moment.', 'skybridge' ),
			'not_found'             => __( 'This is not there any more, or can no longer be changed.', 'skybridge' ),
			'forbidden'             => __( 'You may not do this here.', 'skybridge' ),
			'not_linked'            => __( 'Your account is not linked to our records yet.', 'skybridge' ),
			'write_outcome_unknown' => $unclear,
			'timeout'               => $unclear,
			'salesforce_timeout'    => $unclear,
		);
		return $lines[ $failure->code() ] ?? __( 'This could not be sent right now; nothing was saved. What you wrote is still here: please send it again in a few minutes.', 'skybridge' );
	}
}
