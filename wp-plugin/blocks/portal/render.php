<?php
/**
 * Renders the portal block.
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

// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- core escapes the wrapper's attributes, the portal's views every value they write.
printf( '<div %s>%s</div>', get_block_wrapper_attributes( array( 'class' => 'skybridge-portal' ) ), Portal_Block::render( $attributes ) );
