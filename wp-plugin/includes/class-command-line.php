<?php
/**
 * `wp skybridge`: what an operator asks of the plugin on a terminal.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Connects WordPress to Salesforce through a Skybridge gateway.
 */
final class Command_Line {

	/**
	 * Registers the commands where WP-CLI runs.
	 */
	public static function register(): void {
		if ( defined( 'WP_CLI' ) && constant( 'WP_CLI' ) ) {
			\WP_CLI::add_command( 'skybridge', self::class );
		}
	}

	/**
	 * Asks the gateway once, for real, and names the one thing to change. Fails where no data arrives.
	 */
	public function status(): void {
		$status = Connection_Status::check();
		if ( $status->is_connected() ) {
			\WP_CLI::log( Pull_Record::read()->headline() );
			\WP_CLI::success( $status->headline() );
			return;
		}
		\WP_CLI::error( trim( $status->headline() . ' ' . $status->advice() . ' ' . $status->detail() ) );
	}

	/**
	 * Runs every Site Health test of the plugin. Fails where one is critical.
	 */
	public function doctor(): void {
		$critical = 0;
		foreach ( Site_Health::results() as $result ) {
			\WP_CLI::log( sprintf( '%-11s %s', $result['status'], $result['label'] ) );
			$critical += 'critical' === $result['status'] ? 1 : 0;
		}
		if ( $critical > 0 ) {
			\WP_CLI::error( __( 'Something must be changed.', 'skybridge' ) );
		}
	}

	/**
	 * Runs a GraphQL operation and prints its data as JSON.
	 *
	 * ## OPTIONS
	 *
	 * <query>
	 * : The operation.
	 *
	 * [--variables=<json>]
	 * : Its variables as a JSON object.
	 *
	 * As a visitor, unless the global option --user names somebody.
	 *
	 * @param string[]              $arguments Positional arguments.
	 * @param array<string, string> $options   Options.
	 */
	public function query( array $arguments, array $options ): void {
		$variables = json_decode( $options['variables'] ?? '{}', true );
		if ( ! is_array( $variables ) ) {
			\WP_CLI::error( __( '--variables must be a JSON object.', 'skybridge' ) );
			return;
		}
		$answer = skybridge_query( $arguments[0] ?? '', $variables );
		if ( is_wp_error( $answer ) ) {
			\WP_CLI::error( trim( sprintf( '%s [%s] %s', $answer->get_error_message(), $answer->get_error_code(), $answer->get_error_data()['hint'] ?? '' ) ) );
			return;
		}
		\WP_CLI::line( (string) wp_json_encode( $answer, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE ) );
	}

	/**
	 * Lists the objects of the gateway's schema, or the fields of one.
	 *
	 * ## OPTIONS
	 *
	 * [<object>]
	 * : Name of an object, such as account.
	 *
	 * @param string[] $arguments Positional arguments.
	 */
	public function schema( array $arguments ): void {
		try {
			$names = isset( $arguments[0] ) ? array_column( Schema_Catalog::fields( $arguments[0], Viewer::current() ), 'name' ) : array_keys( Schema_Catalog::objects( Viewer::current() ) );
			array_map( static fn ( string $name ) => \WP_CLI::line( $name ), $names );
		} catch ( Failure $failure ) {
			\WP_CLI::error( trim( $failure->getMessage() . ' ' . $failure->hint() ) );
		}
	}

	/**
	 * Forgets all cached answers of this site, makes those with some tags old, or those of what changed in Salesforce.
	 *
	 * ## OPTIONS
	 *
	 * <action>
	 * : purge, or sync: ask the gateway for changes now, as WP-Cron does every minute while something is cached.
	 *
	 * [<tag>...]
	 * : What the answers are about: a root field (contacts), or report: and a report's developer name.
	 *
	 * @param string[] $arguments Positional arguments.
	 */
	public function cache( array $arguments ): void {
		$action = $arguments[0] ?? '';
		if ( 'sync' === $action ) {
			self::sync();
			return;
		}
		if ( 'purge' !== $action ) {
			\WP_CLI::error( __( 'The actions are purge and sync.', 'skybridge' ) );
			return;
		}
		$tags = array_slice( $arguments, 1 );
		if ( array() !== $tags ) {
			Cache_Tags::purge( $tags );
			/* translators: %s: tags, separated by commas. */
			\WP_CLI::success( sprintf( __( 'Old from now on: answers about %s.', 'skybridge' ), implode( ', ', $tags ) ) );
			return;
		}
		/* translators: %s: number of answers. */
		\WP_CLI::success( sprintf( __( 'Forgot %s cached answers.', 'skybridge' ), number_format_i18n( Answer_Cache::purge() ) ) );
	}

	/**
	 * Links a WordPress user to a Contact, at the gateway. Needs --user: somebody whose role the gateway lets bind.
	 *
	 * ## OPTIONS
	 *
	 * <user>
	 * : Login, e-mail address or id.
	 *
	 * <contact>
	 * : Id of the Contact.
	 *
	 * @param string[] $arguments Positional arguments.
	 */
	public function link( array $arguments ): void {
		$contact = $arguments[1] ?? '';
		self::for_user( $arguments[0] ?? '', static fn ( Portal_Links $links, int $user_id ) => $links->bind( $user_id, $contact ), __( 'Linked.', 'skybridge' ) );
	}

	/**
	 * Ends the link of a WordPress user to a Contact, at the gateway. Needs --user, as link does.
	 *
	 * ## OPTIONS
	 *
	 * <user>
	 * : Login, e-mail address or id.
	 *
	 * @param string[] $arguments Positional arguments.
	 */
	public function unlink( array $arguments ): void {
		self::for_user( $arguments[0] ?? '', static fn ( Portal_Links $links, int $user_id ) => $links->unbind( $user_id ), __( 'Unlinked.', 'skybridge' ) );
	}

	/**
	 * Asks for changes, and says how it went.
	 */
	private static function sync(): void {
		try {
			$record = Change_Pull::sync();
		} catch ( Failure $failure ) {
			\WP_CLI::error( trim( $failure->getMessage() . ' ' . $failure->hint() ) );
			return;
		}
		if ( 'listening' !== $record->state ) {
			\WP_CLI::warning( $record->headline() );
		}
		\WP_CLI::success(
			0 === $record->purged
				? __( 'Nothing that is cached has changed.', 'skybridge' )
				: __( 'What is cached and may have changed is asked for again from now on.', 'skybridge' )
		);
	}

	/**
	 * Does something for a user, and says so.
	 *
	 * @param string                            $name Login, e-mail address or id.
	 * @param callable(Portal_Links, int): void $work What to do.
	 * @param string                            $done What to say.
	 */
	private static function for_user( string $name, callable $work, string $done ): void {
		$user = get_user_by( 'login', $name ) ?: ( get_user_by( 'email', $name ) ?: get_userdata( ctype_digit( $name ) ? (int) $name : 0 ) );
		if ( false === $user ) {
			\WP_CLI::error( __( 'There is no such user.', 'skybridge' ) );
			return;
		}
		try {
			$work( new Portal_Links( Services::get()->client ), $user->ID );
			\WP_CLI::success( $done );
		} catch ( Failure $failure ) {
			\WP_CLI::error( trim( $failure->getMessage() . ' ' . $failure->hint() ) );
		}
	}
}
