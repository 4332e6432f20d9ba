<?php
/**
 * Composes the plugin's objects, each once per request and only when asked for.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The one place where classes are wired together.
 */
final class Services {

	/**
	 * The objects of this request.
	 *
	 * @var self|null
	 */
	private static ?self $instance = null;

	/**
	 * Use get().
	 *
	 * @param Configuration  $configuration Gateway URL and site id.
	 * @param Key_Cipher     $cipher        Seals the private key.
	 * @param Site_Key       $site_key      Signs.
	 * @param Gateway_Client $client        Calls the gateway.
	 * @param Cached_Gateway $cached        Calls it as seldom as possible.
	 * @param Pairing        $pairing       Connects this site.
	 */
	private function __construct(
		public Configuration $configuration,
		public Key_Cipher $cipher,
		public Site_Key $site_key,
		public Gateway_Client $client,
		public Cached_Gateway $cached,
		public Pairing $pairing
	) {
	}

	/**
	 * The objects of this request.
	 */
	public static function get(): self {
		return self::$instance ??= self::compose();
	}

	/**
	 * Forgets them, so that the next get() starts anew: the opened key, above all.
	 */
	public static function reset(): void {
		self::$instance = null;
	}

	/**
	 * Wires the objects.
	 */
	private static function compose(): self {
		$configuration = new Configuration();
		$cipher        = new Key_Cipher();
		$site_key      = new Site_Key( $cipher, $configuration );
		$client        = new Gateway_Client( $configuration, new Request_Token( $site_key, $configuration ) );
		$cached        = new Cached_Gateway( $client, new Answer_Cache(), $configuration );
		return new self( $configuration, $cipher, $site_key, $client, $cached, new Pairing( $configuration, $site_key, $client ) );
	}
}
