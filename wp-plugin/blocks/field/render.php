<?php
/**
 * Renders the field block.
 *
 * @package Skybridge
 *
 * @var array<string, mixed> $attributes Block attributes.
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- core escapes the wrapper's attributes, Field_Block every value it writes.
printf( '<p %s>%s</p>', get_block_wrapper_attributes(), Field_Block::render( $attributes ) );
