<?php
/**
 * The plugin’s REST routes for the block editor, and what all its routes share.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * `skybridge/v1`. The browser never sends GraphQL: each route runs an operation of this plugin.
 */
final class Rest_Routes {

	public const NAMESPACE = 'skybridge/v1';

	/**
	 * Registers all routes.
	 */
	public static function register(): void {
		self::for_editors( '/reports', 'reports', array() );
		self::for_editors(
			'/reports/(?P<report>[A-Za-z][A-Za-z0-9_]{0,79})',
			'report',
			array(
				'report' => array(
					'type'        => 'string',
					'description' => __( 'Developer name of a report.', 'skybridge' ),
					'required'    => true,
				),
			)
		);
		self::for_editors( '/schema', 'objects', array() );
		self::for_editors(
			'/schema/(?P<object>[A-Za-z][A-Za-z0-9_]{0,127})',
			'fields',
			array(
				'object' => array(
					'type'        => 'string',
					'description' => __( 'Name of an object in the gateway’s schema.', 'skybridge' ),
					'required'    => true,
				),
			)
		);
		Report_Download::register();
	}

	/**
	 * The reports that may be placed.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	public static function reports( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		return self::answer( static fn (): array => Report_Operation::available( self::viewer( $request ) ) );
	}

	/**
	 * Columns and figures of one report.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	public static function report( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		return self::answer(
			static function () use ( $request ): array {
				$run = Report_Run::from_answer( Report_Operation::run( (string) $request['report'], 0, self::viewer( $request ), MINUTE_IN_SECONDS ) );
				return array(
					'name'    => $run->name,
					'columns' => $run->columns,
					'figures' => $run->figures,
				);
			}
		);
	}

	/**
	 * Objects of the schema.
	 */
	public static function objects(): \WP_REST_Response|\WP_Error {
		// As the editor: a gateway in production tells anonymous visitors nothing of its schema.
		return self::answer(
			static function (): array {
				$lists   = array_flip( Schema_Catalog::lists( Viewer::current() ) );
				$objects = Schema_Catalog::objects( Viewer::current() );
				return array_map(
					static fn ( string $name, string $type ): array => array(
						'name' => $name,
						'type' => $type,
						'list' => $lists[ $name ] ?? '',
					),
					array_keys( $objects ),
					$objects
				);
			}
		);
	}

	/**
	 * Fields of one object.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	public static function fields( \WP_REST_Request $request ): \WP_REST_Response|\WP_Error {
		return self::answer( static fn (): array => Schema_Catalog::fields( (string) $request['object'], Viewer::current() ) );
	}

	/**
	 * Whether somebody may use the editor's routes.
	 */
	public static function may_edit(): bool {
		return current_user_can( 'edit_posts' );
	}

	/**
	 * The argument that carries a block's sealed choices.
	 *
	 * @return array<string, array<string, mixed>>
	 */
	public static function token_argument(): array {
		return array(
			'block' => array(
				'type'        => 'string',
				'description' => __( 'Choices of a block, sealed by this site.', 'skybridge' ),
				'required'    => true,
				'minLength'   => 1,
				'maxLength'   => 8192,
			),
		);
	}

	/**
	 * A failure as the REST API tells it; the reason only to those who can do something about it.
	 *
	 * @param Failure $failure What went wrong.
	 */
	public static function error( Failure $failure ): \WP_Error {
		$status = match ( $failure->code() ) {
			'block_token_invalid', 'forbidden' => 403,
			'not_offered', 'not_found'         => 404,
			'bad_user_input'                   => 400,
			'rate_limited', 'busy'             => 503,
			default                            => 502,
		};
		$told = self::may_edit();
		return new \WP_Error(
			'skybridge_' . $failure->code(),
			$told || in_array( $failure->code(), array( 'block_token_invalid', 'not_offered' ), true ) ? $failure->getMessage() : __( 'The data cannot be shown right now.', 'skybridge' ),
			array(
				'status' => $status,
				'hint'   => $told ? $failure->hint() : '',
			)
		);
	}

	/**
	 * Registers a route for those who may edit posts. They ask as a visitor or as themselves, never as anybody else.
	 *
	 * @param string                              $route    Pattern.
	 * @param string                              $callback Method of this class.
	 * @param array<string, array<string, mixed>> $args     Arguments beside `audience`.
	 */
	private static function for_editors( string $route, string $callback, array $args ): void {
		$args['audience'] = array(
			'type'        => 'string',
			'description' => __( 'On whose behalf: as a visitor, or as yourself.', 'skybridge' ),
			'enum'        => array( 'everyone', 'viewer' ),
			'default'     => 'everyone',
		);
		register_rest_route(
			self::NAMESPACE,
			$route,
			array(
				'methods'             => 'GET',
				'callback'            => array( self::class, $callback ),
				'permission_callback' => array( self::class, 'may_edit' ),
				'args'                => $args,
			)
		);
	}

	/**
	 * On whose behalf an editor's route asks.
	 *
	 * @param \WP_REST_Request $request The request.
	 */
	private static function viewer( \WP_REST_Request $request ): Viewer {
		return 'viewer' === $request['audience'] ? Viewer::current() : Viewer::visitor();
	}

	/**
	 * Answers with what a function gives, or with the failure it throws.
	 *
	 * @param callable(): array<mixed> $produce The function.
	 */
	private static function answer( callable $produce ): \WP_REST_Response|\WP_Error {
		try {
			$response = new \WP_REST_Response( $produce() );
			$response->header( 'Cache-Control', 'no-store, private' );
			return $response;
		} catch ( Failure $failure ) {
			return self::error( $failure );
		}
	}
}
