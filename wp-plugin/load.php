<?php
/**
 * The load order: every file of the plugin, each after the ones it names.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

namespace Skybridge;

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

// What can go wrong, and what the site owner configured.
require __DIR__ . '/includes/class-failure.php';
require __DIR__ . '/includes/class-gateway-url.php';
require __DIR__ . '/includes/class-configuration.php';

// Who asks, and how a request proves which site it comes from.
require __DIR__ . '/includes/class-viewer.php';
require __DIR__ . '/includes/class-base64url.php';
require __DIR__ . '/includes/class-key-cipher.php';
require __DIR__ . '/includes/class-lock.php';
require __DIR__ . '/includes/class-site-key.php';
require __DIR__ . '/includes/class-request-token.php';

// The one call to the gateway, and its memory.
require __DIR__ . '/includes/class-gateway-answer.php';
require __DIR__ . '/includes/class-multipart-body.php';
require __DIR__ . '/includes/class-gateway-client.php';
require __DIR__ . '/includes/class-dated-answer.php';
require __DIR__ . '/includes/class-answer-cache.php';
require __DIR__ . '/includes/class-cached-gateway.php';
require __DIR__ . '/includes/class-pairing.php';
require __DIR__ . '/includes/class-services.php';
require __DIR__ . '/includes/class-connection.php';
require __DIR__ . '/includes/class-operation.php';
require __DIR__ . '/includes/class-raw-call.php';
require __DIR__ . '/includes/api.php';

// What all blocks share.
require __DIR__ . '/includes/class-block-attributes.php';
require __DIR__ . '/includes/class-block-shortcode.php';
require __DIR__ . '/includes/class-block-token.php';
require __DIR__ . '/includes/class-block-notes.php';
require __DIR__ . '/includes/class-page-privacy.php';

// The directory block and shortcode.
require __DIR__ . '/includes/class-directory-attributes.php';
require __DIR__ . '/includes/class-directory-request.php';
require __DIR__ . '/includes/class-directory-operation.php';
require __DIR__ . '/includes/class-record-list-operation.php';
require __DIR__ . '/includes/class-directory-page.php';
require __DIR__ . '/includes/class-directory-view.php';
require __DIR__ . '/includes/class-directory-block.php';

// The report block and shortcode.
require __DIR__ . '/includes/class-report-attributes.php';
require __DIR__ . '/includes/class-report-operation.php';
require __DIR__ . '/includes/class-report-run.php';
require __DIR__ . '/includes/class-report-chart.php';
require __DIR__ . '/includes/class-report-csv.php';
require __DIR__ . '/includes/class-report-view.php';
require __DIR__ . '/includes/class-report-block.php';
require __DIR__ . '/includes/class-report-download.php';

// The field block and shortcode.
require __DIR__ . '/includes/class-schema-catalog.php';
require __DIR__ . '/includes/class-field-value.php';
require __DIR__ . '/includes/class-field-block.php';

// The portal block and shortcode.
require __DIR__ . '/includes/class-described-field.php';
require __DIR__ . '/includes/class-described-object.php';
require __DIR__ . '/includes/class-portal-attributes.php';
require __DIR__ . '/includes/class-portal-request.php';
require __DIR__ . '/includes/class-portal-schema.php';
require __DIR__ . '/includes/class-portal-records.php';
require __DIR__ . '/includes/class-portal-form.php';
require __DIR__ . '/includes/class-portal-writes.php';
require __DIR__ . '/includes/class-portal-upload.php';
require __DIR__ . '/includes/class-portal-receipt.php';
require __DIR__ . '/includes/class-portal-messages.php';
require __DIR__ . '/includes/class-write-log.php';
require __DIR__ . '/includes/class-portal-submission.php';
require __DIR__ . '/includes/class-portal-value.php';
require __DIR__ . '/includes/class-portal-view.php';
require __DIR__ . '/includes/class-portal-form-view.php';
require __DIR__ . '/includes/class-portal-record-view.php';
require __DIR__ . '/includes/class-portal-download.php';
require __DIR__ . '/includes/class-portal-block.php';

// Which Contact a user is: bound by an administrator, or by a mailed link.
require __DIR__ . '/federation/class-contact-links.php';
require __DIR__ . '/includes/class-portal-links.php';
require __DIR__ . '/includes/class-account-link-mail.php';
require __DIR__ . '/includes/class-account-link-block.php';

// REST.
require __DIR__ . '/includes/class-declared-operations.php';
require __DIR__ . '/includes/class-rest-routes.php';

// The settings screen.
require __DIR__ . '/includes/class-connection-status.php';
require __DIR__ . '/includes/class-site-health.php';
require __DIR__ . '/includes/class-command-line.php';
require __DIR__ . '/includes/class-connect-panel.php';
require __DIR__ . '/includes/class-settings-screen.php';
require __DIR__ . '/includes/class-connect-actions.php';
require __DIR__ . '/includes/class-own-login.php';
require __DIR__ . '/includes/class-bind-screen.php';
require __DIR__ . '/includes/class-log-screen.php';
require __DIR__ . '/includes/class-privacy-tools.php';

// Pages to start from.
require __DIR__ . '/includes/class-patterns.php';

// The plugin itself: its languages and its versions.
require __DIR__ . '/includes/class-translations.php';
require __DIR__ . '/includes/class-upgrade.php';

// WPGraphQL, where it is active; what extends its classes is loaded by federation/load.php, once they are there.
require __DIR__ . '/federation/class-remote-names.php';
require __DIR__ . '/federation/class-type-store.php';
require __DIR__ . '/federation/class-introspection.php';
require __DIR__ . '/federation/class-schema-sync.php';
require __DIR__ . '/federation/class-wpgraphql.php';
