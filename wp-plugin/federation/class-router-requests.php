<?php
/**
 * Lets a person's page get a viewer token, and a router's request to the subgraph speak for that person.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

use Skybridge\Failure;
use Skybridge\Services;
use Skybridge\Viewer;
use WP_Error;
use WP_REST_Response;
use WPGraphQL\Router;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The route is WordPress's own REST API: the cookie counts only with its nonce.
 */
final class Router_Requests {

	public const ROUTE_NAMESPACE = 'skybridge/v1';
	public const ROUTE           = '/viewer-token';

	/**
	 * Registers the route.
	 */
	public static function register_route(): void {
		register_rest_route(
			self::ROUTE_NAMESPACE,
			self::ROUTE,
			array(
				'methods'             => 'POST',
				'callback'            => array( self::class, 'give_token' ),
				'permission_callback' => static fn (): bool|WP_Error => is_user_logged_in() ? true : new WP_Error( 'skybridge_not_signed_in', __( 'Sign in first.', 'skybridge' ), array( 'status' => 401 ) ),
				'args'                => array(),
				'schema'              => array( self::class, 'schema' ),
			)
		);
	}

	/**
	 * What the route answers.
	 *
	 * @return array<string, mixed>
	 */
	public static function schema(): array {
		return array(
			'$schema'    => 'http://json-schema.org/draft-04/schema#',
			'title'      => 'viewer-token',
			'type'       => 'object',
			'properties' => array(
				'token'     => array(
					'type'        => 'string',
					'description' => __( 'For the Authorization header of requests to the router, after "Bearer ".', 'skybridge' ),
				),
				'expiresIn' => array(
					'type'        => 'integer',
					'description' => __( 'Seconds until a new one is needed.', 'skybridge' ),
				),
			),
		);
	}

	/**
	 * A token for the user who asks.
	 */
	public static function give_token(): WP_REST_Response|WP_Error {
		try {
			$response = new WP_REST_Response(
				array(
					'token'     => self::tokens()->issue( Viewer::current() ),
					'expiresIn' => Viewer_Token::LIFETIME,
				)
			);
		} catch ( Failure $failure ) {
			return $failure->to_wp_error();
		}
		$response->header( 'Cache-Control', 'no-store' );
		return $response;
	}

	/**
	 * The user that a router's request speaks for.
	 *
	 * @param mixed $user_id What others found.
	 */
	public static function determine_user( mixed $user_id ): mixed {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- a signed text is compared as it came.
		$authorization = (string) wp_unslash( $_SERVER['HTTP_AUTHORIZATION'] ?? $_SERVER['REDIRECT_HTTP_AUTHORIZATION'] ?? '' );
		// Nowhere else: the token is a router's to read with, not a login.
		if ( ! Router::is_graphql_http_request() || ! Wpgraphql::is_subgraph_asked() || 1 !== preg_match( '/\ABearer ([\w.-]+)\z/i', $authorization, $found ) ) {
			return $user_id;
		}
		$subject = self::tokens()->user_of( $found[1] );
		return null !== $subject && false !== get_userdata( $subject ) ? $subject : $user_id;
	}

	/**
	 * Issues and checks.
	 */
	private static function tokens(): Viewer_Token {
		$services = Services::get();
		return new Viewer_Token( $services->site_key, $services->configuration );
	}
}
