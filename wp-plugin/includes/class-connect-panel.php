<?php
/**
 * The upper part of the settings screen: how the connection stands, and its one button.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * Not connected: Login with Salesforce!. Connected: as whom, to which org, what is left, what is wrong, Disconnect.
 */
final class Connect_Panel {

	/**
	 * Builds the panel.
	 *
	 * @param Connection_Status $status Outcome of a real call.
	 */
	public function __construct( private Connection_Status $status ) {
	}

	/**
	 * Writes the panel.
	 */
	public function render(): void {
		$this->render_status();
		if ( $this->status->is_paired() ) {
			$this->render_connection();
			$this->render_button_form( Connect_Actions::DISCONNECT, __( 'Disconnect', 'skybridge' ), 'button' );
		} else {
			$this->render_connect();
		}
	}

	/**
	 * Whether it works, and if not, what to change.
	 */
	private function render_status(): void {
		printf(
			'<h2>%s</h2><div class="notice inline %s"><p><strong>%s</strong></p>',
			esc_html__( 'Status', 'skybridge' ),
			$this->status->is_connected() ? 'notice-success' : 'notice-error',
			esc_html( $this->status->headline() )
		);
		if ( ! $this->status->is_connected() ) {
			printf( '<p>%s</p><p><code>%s</code></p>', esc_html( $this->status->advice() ), esc_html( $this->status->detail() ) );
		}
		printf( '</div><p><a class="button" href="%s">%s</a></p>', esc_url( Settings_Screen::url() ), esc_html__( 'Check again', 'skybridge' ) );
	}

	/**
	 * Who is connected to what, as the gateway tells it.
	 */
	private function render_connection(): void {
		try {
			$connection = Connection::describe();
		} catch ( Failure $failure ) {
			printf( '<p>%s %s</p>', esc_html( $failure->getMessage() ), esc_html( $failure->hint() ) );
			return;
		}
		echo '<table class="form-table" role="presentation">';
		foreach ( $connection->rows() as $label => $text ) {
			printf( '<tr><th scope="row">%s</th><td>%s</td></tr>', esc_html( $label ), esc_html( $text ) );
		}
		if ( null !== $connection->trouble() ) {
			printf( '<tr><th scope="row">%s</th><td>%s</td></tr>', esc_html__( 'Last error', 'skybridge' ), esc_html( $connection->trouble() ) );
		}
		echo '</table>';
	}

	/**
	 * The form of the one button; the gateway's page asks for the rest.
	 */
	private function render_connect(): void {
		$services = Services::get();
		printf( '<h2>%s</h2>', esc_html__( 'Connect', 'skybridge' ) );
		$this->open_form( Connect_Actions::CONNECT );
		echo '<table class="form-table" role="presentation">';
		Settings_Screen::render_field( Configuration::GATEWAY_URL_OPTION, __( 'Gateway URL', 'skybridge' ), 'SKYBRIDGE_GATEWAY_URL', $services->configuration->gateway_url_source(), 'https://gateway.example.com' );
		printf(
			'<tr><th scope="row">%s</th><td><strong><code>%s</code></strong><p class="description">%s</p></td></tr>',
			esc_html__( 'Code', 'skybridge' ),
			esc_html( $services->pairing->code() ),
			esc_html__( 'The gateway’s page shows the same code. If it shows another, do not go on there.', 'skybridge' )
		);
		echo '</table>';
		printf( '<p><button type="submit" class="button button-primary" id="skybridge_connect">%s</button></p></form>', esc_html__( 'Login with Salesforce!', 'skybridge' ) );
		$page = $services->pairing->page();
		if ( null !== $page ) {
			printf(
				'<p>%s <a href="%s">%s</a></p>',
				esc_html__( 'This site waits for approval. An administrator of the Salesforce org can give it on this page:', 'skybridge' ),
				esc_url( $page ),
				esc_html( $page )
			);
		}
	}

	/**
	 * A form with nothing but a button.
	 *
	 * @param string $action  Action of admin-post.php.
	 * @param string $words   What the button says.
	 * @param string $classes Its CSS classes.
	 */
	private function render_button_form( string $action, string $words, string $classes ): void {
		$this->open_form( $action );
		printf( '<p><button type="submit" class="%s" id="%s">%s</button></p></form>', esc_attr( $classes ), esc_attr( $action ), esc_html( $words ) );
	}

	/**
	 * Opens a form to admin-post.php with its nonce.
	 *
	 * @param string $action The action.
	 */
	private function open_form( string $action ): void {
		printf( '<form method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		printf( '<input type="hidden" name="action" value="%s">', esc_attr( $action ) );
		wp_nonce_field( $action );
	}
}
