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
	 * Forgets all cached answers of this site.
	 *
	 * ## OPTIONS
	 *
	 * <action>
	 * : purge.
	 *
	 * @param string[] $arguments Positional arguments.
	 */
	public function cache( array $arguments ): void {
		if ( 'purge' !== ( $arguments[0] ?? '' ) ) {
			\WP_CLI::error( __( 'The only action is purge.', 'skybridge' ) );
			return;
		}
		/* translators: %s: number of answers. */
		\WP_CLI::success( sprintf( __( 'Forgot %s cached answers.', 'skybridge' ), number_format_i18n( Answer_Cache::purge() ) ) );
	}
}
