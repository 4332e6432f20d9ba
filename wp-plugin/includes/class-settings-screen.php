<?php
/**
 * Settings → Skybridge: connects this site, says how it stands, and what to change when it does not work.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The screen, its two settings and the making of a new key. For administrators only.
 */
final class Settings_Screen {

	public const SLUG           = 'skybridge';
	public const GROUP          = 'skybridge';
	public const NEW_KEY_ACTION = 'skybridge_new_key';
	public const CAPABILITY     = 'manage_options';

	/**
	 * Adds the screen to the menu.
	 */
	public static function add_page(): void {
		add_options_page( __( 'Skybridge', 'skybridge' ), __( 'Skybridge', 'skybridge' ), self::CAPABILITY, self::SLUG, array( self::class, 'render' ) );
	}

	/**
	 * Adds a link to the screen to the list of plugins.
	 *
	 * @param array<int|string, string> $links Links of the plugin.
	 * @return array<int|string, string>
	 */
	public static function add_action_link( array $links ): array {
		$link = sprintf( '<a href="%s">%s</a>', esc_url( self::url() ), esc_html__( 'Settings', 'skybridge' ) );
		return array_merge( array( 'settings' => $link ), $links );
	}

	/**
	 * Registers the settings; options.php checks nonce and capability when they are saved.
	 */
	public static function register_settings(): void {
		register_setting(
			self::GROUP,
			Configuration::GATEWAY_URL_OPTION,
			array(
				'type'              => 'string',
				'default'           => '',
				'sanitize_callback' => array( self::class, 'sanitize_gateway_url' ),
			)
		);
		register_setting(
			self::GROUP,
			Configuration::SITE_ID_OPTION,
			array(
				'type'              => 'string',
				'default'           => '',
				'sanitize_callback' => array( self::class, 'sanitize_site_id' ),
			)
		);
	}

	/**
	 * Takes a usable gateway URL or none; anything else keeps the old one and says why.
	 *
	 * @param mixed $value As submitted.
	 */
	public static function sanitize_gateway_url( mixed $value ): string {
		$value = is_string( $value ) ? trim( $value ) : '';
		if ( '' === $value ) {
			return '';
		}
		try {
			return Gateway_Url::parse( $value )->base();
		} catch ( Failure $failure ) {
			self::complain( Configuration::GATEWAY_URL_OPTION, $failure->getMessage() . ' ' . $failure->hint() );
			return (string) get_option( Configuration::GATEWAY_URL_OPTION, '' );
		}
	}

	/**
	 * Takes a usable site id or none; anything else keeps the old one and says why.
	 *
	 * @param mixed $value As submitted.
	 */
	public static function sanitize_site_id( mixed $value ): string {
		$value = is_string( $value ) ? trim( $value ) : '';
		if ( '' === $value || 1 === preg_match( Configuration::SITE_ID_PATTERN, $value ) ) {
			return $value;
		}
		self::complain( Configuration::SITE_ID_OPTION, __( 'A site id has up to 63 lower-case letters, digits and hyphens.', 'skybridge' ) );
		return (string) get_option( Configuration::SITE_ID_OPTION, '' );
	}

	/**
	 * Makes a new key pair on an administrator's order.
	 */
	public static function handle_new_key(): void {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			wp_die( esc_html__( 'You are not allowed to change this site’s key.', 'skybridge' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( self::NEW_KEY_ACTION );

		$outcome = 'key_replaced';
		try {
			Services::get()->site_key->replace();
		} catch ( Failure $failure ) {
			$outcome = 'key_failed';
		}
		wp_safe_redirect( add_query_arg( 'skybridge_outcome', $outcome, self::url() ) );
		exit;
	}

	/**
	 * Writes the screen.
	 */
	public static function render(): void {
		if ( ! current_user_can( self::CAPABILITY ) ) {
			return;
		}
		echo '<div class="wrap"><h1>' . esc_html( get_admin_page_title() ) . '</h1>';
		$status = Connection_Status::check();
		self::render_outcome( $status );
		( new Connect_Panel( $status ) )->render();
		printf( '<details><summary>%s</summary>', esc_html__( 'Site id, gateway and key', 'skybridge' ) );
		self::render_settings( $status->is_paired() );
		self::render_key();
		echo '</details></div>';
	}

	/**
	 * What became of the last action.
	 *
	 * @param Connection_Status $status Outcome of a real call.
	 */
	private static function render_outcome( Connection_Status $status ): void {
		$failure = Connect_Actions::take_failure();
		if ( null !== $failure ) {
			printf( '<div class="notice notice-error"><p><strong>%s</strong></p><p>%s</p></div>', esc_html( $failure->getMessage() ), esc_html( $failure->hint() ) );
			return;
		}
		$message = self::outcome_message( $status );
		if ( null !== $message ) {
			printf( '<div class="notice notice-info is-dismissible"><p>%s</p></div>', esc_html( $message ) );
		}
	}

	/**
	 * The sentence for the outcome that the address names, if any.
	 *
	 * @param Connection_Status $status Outcome of a real call.
	 */
	private static function outcome_message( Connection_Status $status ): ?string {
		// phpcs:disable WordPress.Security.NonceVerification.Recommended -- only chooses one of some fixed sentences.
		$argument = static fn ( string $name ): string => isset( $_GET[ $name ] ) && is_string( $_GET[ $name ] ) ? sanitize_key( $_GET[ $name ] ) : '';
		// phpcs:enable
		if ( 'done' === $argument( Pairing::OUTCOME_ARGUMENT ) && $status->is_paired() ) {
			Services::get()->pairing->forget();
			return __( 'This site is connected.', 'skybridge' );
		}
		return match ( $argument( 'skybridge_outcome' ) ) {
			'key_replaced' => __( 'This site has a new key. Connect again, so that the gateway learns it.', 'skybridge' ),
			'key_failed'   => __( 'No new key could be made; the status says why.', 'skybridge' ),
			'disconnected' => __( 'This site is disconnected: the gateway refuses its key from now on.', 'skybridge' ),
			default        => null,
		};
	}

	/**
	 * The settings form.
	 *
	 * @param bool $with_gateway Whether the gateway URL is asked for here rather than beside the button.
	 */
	private static function render_settings( bool $with_gateway ): void {
		$configuration = Services::get()->configuration;
		printf( '<h2>%s</h2><form method="post" action="options.php">', esc_html__( 'Settings', 'skybridge' ) );
		settings_fields( self::GROUP );
		echo '<table class="form-table" role="presentation">';
		if ( $with_gateway ) {
			self::render_field( Configuration::GATEWAY_URL_OPTION, __( 'Gateway URL', 'skybridge' ), 'SKYBRIDGE_GATEWAY_URL', $configuration->gateway_url_source(), 'https://gateway.example.com' );
		} else {
			// options.php would take a setting that is not sent for an empty one.
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( Configuration::GATEWAY_URL_OPTION ), esc_attr( (string) get_option( Configuration::GATEWAY_URL_OPTION, '' ) ) );
		}
		self::render_field( Configuration::SITE_ID_OPTION, __( 'Site id', 'skybridge' ), 'SKYBRIDGE_SITE_ID', $configuration->site_id_source(), $configuration->default_site_id() );
		echo '</table>';
		submit_button();
		echo '</form>';
	}

	/**
	 * One setting; only told, not asked, where a constant or the environment decides.
	 *
	 * @param string $option      Name of the setting.
	 * @param string $label       Its label.
	 * @param string $name        Name of the constant and of the environment variable.
	 * @param string $source      `constant`, `environment` or `setting`.
	 * @param string $placeholder Example, or what holds when it is empty.
	 */
	public static function render_field( string $option, string $label, string $name, string $source, string $placeholder ): void {
		printf( '<tr><th scope="row"><label for="%1$s">%2$s</label></th><td>', esc_attr( $option ), esc_html( $label ) );
		if ( 'setting' === $source ) {
			printf(
				'<input type="text" class="regular-text code" id="%1$s" name="%1$s" value="%2$s" placeholder="%3$s">',
				esc_attr( $option ),
				esc_attr( (string) get_option( $option, '' ) ),
				esc_attr( $placeholder )
			);
		} else {
			printf(
				'<input type="text" class="regular-text code" id="%1$s" value="%2$s" readonly><p class="description">%3$s</p>',
				esc_attr( $option ),
				esc_attr( (string) ( 'constant' === $source ? constant( $name ) : getenv( $name ) ) ),
				/* translators: %s: name of a constant or environment variable. */
				esc_html( sprintf( 'constant' === $source ? __( 'Set by the constant %s in wp-config.php.', 'skybridge' ) : __( 'Set by the environment variable %s.', 'skybridge' ), $name ) )
			);
		}
		echo '</td></tr>';
	}

	/**
	 * The public half of the site's key and how to register it; never the private half.
	 */
	private static function render_key(): void {
		$services = Services::get();
		printf( '<h2>%s</h2>', esc_html__( 'This site’s key', 'skybridge' ) );
		if ( ! $services->cipher->has_secret() && ! $services->site_key->is_configured() ) {
			self::render_missing_secret();
			return;
		}
		try {
			$public_key  = $services->site_key->public_key();
			$fingerprint = $services->site_key->fingerprint();
		} catch ( Failure $failure ) {
			printf( '<p>%s %s</p>', esc_html( $failure->getMessage() ), esc_html( $failure->hint() ) );
			return;
		}

		$command = sprintf(
			'npx skybridge sites add %s --key %s --url %s',
			$services->configuration->site_id(),
			$public_key,
			escapeshellarg( home_url() )
		);
		echo '<table class="form-table" role="presentation">';
		printf( '<tr><th scope="row">%s</th><td><code>%s</code></td></tr>', esc_html__( 'Public key', 'skybridge' ), esc_html( $public_key ) );
		printf( '<tr><th scope="row">%s</th><td><code>%s</code></td></tr>', esc_html__( 'Fingerprint', 'skybridge' ), esc_html( $fingerprint ) );
		printf(
			'<tr><th scope="row"><label for="skybridge_command">%s</label></th><td><textarea id="skybridge_command" class="large-text code" rows="3" readonly>%s</textarea><p class="description">%s</p></td></tr>',
			esc_html__( 'Register it', 'skybridge' ),
			esc_textarea( $command ),
			esc_html__( 'Instead of the button, the operator can run this where the gateway runs. After a new key, add --replace.', 'skybridge' )
		);
		echo '</table>';
		if ( ! $services->site_key->is_configured() ) {
			self::render_new_key_form();
		}
	}

	/**
	 * What to add to wp-config.php so that a key can be kept.
	 */
	private static function render_missing_secret(): void {
		printf(
			'<p>%s</p><p><code>%s</code></p>',
			esc_html__( 'wp-config.php has neither salts of its own nor SKYBRIDGE_KEY. Add this line to it, above “That’s all, stop editing!”:', 'skybridge' ),
			esc_html( sprintf( "define( 'SKYBRIDGE_KEY', '%s' );", bin2hex( random_bytes( 32 ) ) ) )
		);
	}

	/**
	 * The form that replaces the key.
	 */
	private static function render_new_key_form(): void {
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( self::NEW_KEY_ACTION ) );
		wp_nonce_field( self::NEW_KEY_ACTION );
		printf(
			'<p><button type="submit" class="button" id="skybridge_new_key">%s</button></p><p class="description">%s</p></form>',
			esc_html__( 'Make a new key', 'skybridge' ),
			esc_html__( 'Pages keep their last data until this site is connected again.', 'skybridge' )
		);
	}

	/**
	 * Reports an unusable setting.
	 *
	 * @param string $option  Name of the setting.
	 * @param string $message What is wrong.
	 */
	private static function complain( string $option, string $message ): void {
		add_settings_error( $option, $option . '_invalid', $message );
	}

	/**
	 * Address of the screen.
	 */
	public static function url(): string {
		return admin_url( 'options-general.php?page=' . self::SLUG );
	}
}
