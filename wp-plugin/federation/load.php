<?php
/**
 * The load order of what needs WPGraphQL; read on `plugins_loaded`, when its classes can be extended.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge\Federation;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

// The gateway's schema as graphql-php types, built when an operation names them.
require __DIR__ . '/class-remote-object-type.php';
require __DIR__ . '/class-remote-scalar-type.php';
require __DIR__ . '/class-remote-types.php';
require __DIR__ . '/class-namespaced-schema.php';

// One operation's selections, sent to the gateway together.
require __DIR__ . '/class-variable-values.php';
require __DIR__ . '/class-selection-writer.php';
require __DIR__ . '/class-operation-writer.php';
require __DIR__ . '/class-remote-errors.php';
require __DIR__ . '/class-selection-group.php';
require __DIR__ . '/class-delegation.php';
require __DIR__ . '/class-delegations.php';

// What is hung into WPGraphQL's schema.
require __DIR__ . '/class-salesforce-fields.php';

// WPGraphQL as a subgraph.
require __DIR__ . '/class-subgraph-names.php';
require __DIR__ . '/class-subgraph-printer.php';
require __DIR__ . '/class-entities.php';
require __DIR__ . '/class-subgraph.php';
require __DIR__ . '/class-viewer-token.php';
require __DIR__ . '/class-router-requests.php';
