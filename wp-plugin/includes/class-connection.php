<?php
/**
 * What the gateway tells about this site's connection, and how the site ends it.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

/**
 * The org behind the gateway as this site may know it. Holds no Salesforce token; there is none in WordPress.
 */
final class Connection {

	/**
	 * Use describe().
	 *
	 * @param array<string, mixed> $site `site` of the gateway's answer.
	 * @param array<string, mixed> $org  `org` of the gateway's answer.
	 */
	private function __construct( private array $site, private array $org ) {
	}

	/**
	 * Asks the gateway.
	 *
	 * @throws Failure When it cannot be asked or does not know this site.
	 */
	public static function describe(): self {
		$answer = Services::get()->client->call( 'GET', '/site', null, Viewer::visitor() );
		return new self( self::part( $answer, 'site' ), self::part( $answer, 'org' ) );
	}

	/**
	 * Removes this site at the gateway, and what pages remember of it here.
	 *
	 * @throws Failure When the gateway cannot be told. One that does not know this site is content.
	 */
	public static function end(): void {
		$services = Services::get();
		try {
			$services->client->call( 'DELETE', '/site', null, Viewer::current() );
		} catch ( Failure $failure ) {
			if ( 'unauthenticated' !== $failure->code() || null !== $failure->clock_offset() ) {
				throw $failure;
			}
		}
		$services->pairing->forget();
		Change_Pull::forget();
		$services->configuration->start_new_epoch();
	}

	/**
	 * Rows for the settings screen: label to text.
	 *
	 * @return array<string, string>
	 */
	public function rows(): array {
		$rows = array(
			__( 'Salesforce org', 'skybridge' ) => trim( $this->text( $this->org, 'name' ) . ' ' . $this->text( $this->org, 'id' ) ),
			__( 'Connected as', 'skybridge' )   => $this->text( $this->org, 'connectedAs' ),
			__( 'Approved by', 'skybridge' )    => $this->text( $this->site, 'addedBy' ),
			__( 'Budget left', 'skybridge' )    => $this->budget_left(),
		);
		return array_filter( $rows, static fn ( string $text ): bool => '' !== $text );
	}

	/**
	 * What is wrong at the gateway and the one thing to change; null when all is well.
	 */
	public function trouble(): ?string {
		$trouble = is_array( $this->org['trouble'] ?? null ) ? $this->org['trouble'] : array();
		$text    = trim( $this->text( $trouble, 'message' ) . ' ' . $this->text( $trouble, 'hint' ) );
		return '' === $text ? null : $text;
	}

	/**
	 * API calls that the org has left.
	 */
	private function budget_left(): string {
		$budget = is_array( $this->org['budget'] ?? null ) ? $this->org['budget'] : array();
		if ( ! is_int( $budget['used'] ?? null ) || ! is_int( $budget['max'] ?? null ) ) {
			return '';
		}
		return sprintf(
			/* translators: 1: API calls left, 2: API calls allowed in 24 hours. */
			__( '%1$s of %2$s API calls in 24 hours', 'skybridge' ),
			number_format_i18n( max( 0, $budget['max'] - $budget['used'] ) ),
			number_format_i18n( $budget['max'] )
		);
	}

	/**
	 * A text of an answer; empty where there is none.
	 *
	 * @param array<string, mixed> $values Values.
	 * @param string               $name   Which.
	 */
	private function text( array $values, string $name ): string {
		return is_string( $values[ $name ] ?? null ) ? $values[ $name ] : '';
	}

	/**
	 * An object of an answer; empty where there is none.
	 *
	 * @param array<string, mixed> $answer The answer.
	 * @param string               $name   Which.
	 * @return array<string, mixed>
	 */
	private static function part( array $answer, string $name ): array {
		return is_array( $answer[ $name ] ?? null ) ? $answer[ $name ] : array();
	}
}
