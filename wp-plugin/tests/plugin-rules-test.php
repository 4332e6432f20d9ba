<?php
/**
 * Rules that every file of the plugin keeps, as Plugin Check would ask.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Tests;

use PHPUnit\Framework\TestCase;

final class Plugin_Rules_Test extends TestCase {

	/**
	 * @dataProvider php_files
	 */
	public function test_every_file_guards_itself_and_is_strict( string $file ): void {
		$source = (string) file_get_contents( $file );
		$this->assertStringContainsString( 'declare( strict_types=1 );', $source );
		$this->assertMatchesRegularExpression( "/if \\( ! defined\\( 'ABSPATH' \\)[^\\n]*\\{\\n\\texit;\\n\\}/", $source );
		$this->assertStringContainsString( ' * @package Skybridge', $source );
	}

	/**
	 * @dataProvider php_files
	 */
	public function test_no_file_names_a_loopback_url_or_turns_verification_off( string $file ): void {
		$source = (string) file_get_contents( $file );
		$this->assertDoesNotMatchRegularExpression( '#https?://(127\.|localhost|\[::1\])#', $source );
		$this->assertDoesNotMatchRegularExpression( "/'sslverify'\\s*=>\\s*+(?!true)/", $source );
	}

	/**
	 * @dataProvider php_files
	 */
	public function test_every_translation_names_the_text_domain( string $file ): void {
		$tokens = token_get_all( (string) file_get_contents( $file ) );
		$names  = array( '__', '_e', '_x', '_n', 'esc_html__', 'esc_html_e', 'esc_attr__', 'esc_attr_e' );
		foreach ( $tokens as $position => $token ) {
			if ( is_array( $token ) && T_STRING === $token[0] && in_array( $token[1], $names, true ) ) {
				$this->assertStringEndsWith( "'skybridge' ", $this->call_at( $tokens, $position + 1 ), "Line {$token[2]}" );
			}
		}
		$this->addToAssertionCount( 1 );
	}

	/**
	 * @dataProvider php_files
	 */
	public function test_every_function_has_a_return_type( string $file ): void {
		$tokens = token_get_all( (string) file_get_contents( $file ) );
		$text   = implode( '', array_map( static fn ( array|string $token ): string => is_array( $token ) ? ( in_array( $token[0], array( T_COMMENT, T_DOC_COMMENT, T_CONSTANT_ENCAPSED_STRING, T_ENCAPSED_AND_WHITESPACE ), true ) ? '' : $token[1] ) : $token, $tokens ) );
		preg_match_all( '/function\s+(\w+)\s*(\((?:[^()]++|(?2))*\))\s*([:{;])/', $text, $functions, PREG_SET_ORDER );
		foreach ( $functions as $function ) {
			$this->assertTrue( '__construct' === $function[1] || ':' === $function[3], "{$function[1]}() has no return type." );
		}
		$this->addToAssertionCount( 1 );
	}

	/**
	 * Arguments of the call whose parenthesis opens at a position.
	 *
	 * @param array<int, array{int, string, int}|string> $tokens   Tokens of a file.
	 * @param int                                        $position Index of the parenthesis.
	 */
	private function call_at( array $tokens, int $position ): string {
		$text  = '';
		$depth = 0;
		do {
			$token  = $tokens[ $position++ ];
			$depth += '(' === $token ? 1 : ( ')' === $token ? -1 : 0 );
			$text  .= is_array( $token ) ? $token[1] : $token;
		} while ( $depth > 0 );
		return substr( $text, 1, -1 );
	}

	public function php_files(): array {
		$root  = dirname( __DIR__ );
		$files = array();
		foreach ( new \RecursiveIteratorIterator( new \RecursiveDirectoryIterator( $root, \FilesystemIterator::SKIP_DOTS ) ) as $file ) {
			$name = substr( (string) $file, strlen( $root ) + 1 );
			if ( 'php' === $file->getExtension() && ! str_starts_with( $name, 'tests/' ) ) {
				$files[ $name ] = array( (string) $file );
			}
		}
		return $files;
	}

	public function test_every_class_is_in_the_file_that_its_name_says(): void {
		foreach ( array( 'includes', 'federation' ) as $folder ) {
			$files = array_diff( (array) glob( dirname( __DIR__ ) . "/{$folder}/*.php" ), array( dirname( __DIR__ ) . '/includes/api.php' ) );
			$this->assertNotSame( array(), $files );
			foreach ( $files as $file ) {
				preg_match_all( '/^(?:final |abstract )*(?:class|interface|trait) (\w+)/m', (string) file_get_contents( (string) $file ), $declared );
				$names = array_map( static fn ( string $name ): string => 'class-' . str_replace( '_', '-', strtolower( $name ) ) . '.php', $declared[1] );
				$this->assertSame( array( basename( (string) $file ) ), $names );
			}
		}
	}

	public function test_an_unknown_class_is_none(): void {
		$this->assertFalse( class_exists( __NAMESPACE__ . '\\Never_Written' ) );
		$this->assertFalse( class_exists( __NAMESPACE__ . '\\Federation\\..\\..\\hooks' ) );
	}

	public function test_the_version_is_the_same_everywhere(): void {
		$root   = dirname( __DIR__ );
		$header = get_file_data( $root . '/skybridge.php', array( 'version' => 'Version', 'php' => 'Requires PHP', 'wp' => 'Requires at least' ) );
		$readme = (string) file_get_contents( $root . '/readme.txt' );
		$this->assertSame( SKYBRIDGE_VERSION, $header['version'] );
		foreach ( (array) glob( $root . '/blocks/*/block.json' ) as $file ) {
			$this->assertSame( SKYBRIDGE_VERSION, json_decode( (string) file_get_contents( $file ), true )['version'], $file );
		}
		$this->assertStringContainsString( 'Stable tag: ' . SKYBRIDGE_VERSION . "\n", $readme );
		$this->assertStringContainsString( 'Requires at least: ' . $header['wp'] . "\n", $readme );
		$this->assertStringContainsString( 'Requires PHP: ' . $header['php'] . "\n", $readme );
		$this->assertStringContainsString( '== External services ==', $readme );
	}
}
