<?php
/**
 * Renders the account link block.
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

// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped -- core escapes the wrapper's attributes, Account_Link_Block every value it writes.
printf( '<div %s>%s</div>', get_block_wrapper_attributes( array( 'class' => 'skybridge-portal' ) ), Account_Link_Block::render() );
