<?php
/**
 * German, as an example of every language: in PHP, in block titles, in the editor's scripts.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use PHPUnit\Framework\TestCase;
use Skybridge\Translations;

final class Translations_Test extends TestCase {

	protected function setUp(): void {
		parent::setUp();
		add_filter( 'determine_locale', array( $this, 'german' ) );
		unload_textdomain( 'skybridge', true );
		Translations::load();
	}

	protected function tearDown(): void {
		remove_filter( 'determine_locale', array( $this, 'german' ) );
		unload_textdomain( 'skybridge', true );
		parent::tearDown();
	}

	public function german(): string {
		return 'de_DE';
	}

	public function test_texts_plurals_and_contexts_are_translated(): void {
		$this->assertSame( 'Mit Salesforce anmelden!', __( 'Login with Salesforce!', 'skybridge' ) );
		$this->assertSame( '%s Personen', _n( '%s person', '%s people', 2, 'skybridge' ) );
		$this->assertSame( 'Salesforce-Verzeichnis', _x( 'Salesforce directory', 'block title', 'skybridge' ) );
	}

	/**
	 * @dataProvider blocks
	 */
	public function test_each_editor_script_has_its_catalogue( string $name ): void {
		$handle = "skybridge-{$name}-editor-script";
		$this->assertSame( 'skybridge', wp_scripts()->registered[ $handle ]->textdomain );
		$catalogue = json_decode( (string) load_script_textdomain( $handle, 'skybridge', wp_scripts()->registered[ $handle ]->translations_path ), true );
		$messages  = $catalogue['locale_data']['messages'];
		$this->assertSame( 'de_DE', $messages['']['lang'] );
		preg_match_all( "/\\b__\\('((?:[^'\\\\]|\\\\.)*)', 'skybridge'\\)/", (string) file_get_contents( dirname( __DIR__ ) . "/blocks/{$name}/index.js" ), $texts );
		$this->assertNotEmpty( $texts[1] );
		foreach ( $texts[1] as $text ) {
			$this->assertArrayHasKey( $text, $messages );
		}
	}

	public function blocks(): array {
		$names = array_map( 'basename', (array) glob( dirname( __DIR__ ) . '/blocks/*', GLOB_ONLYDIR ) );
		return array_combine( $names, array_map( static fn ( string $name ): array => array( $name ), $names ) );
	}
}
