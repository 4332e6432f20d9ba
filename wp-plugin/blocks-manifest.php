<?php
/**
 * The blocks' block.json files by folder. Made by `npm run plugin:blocks`.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

return array(
	'account-link' => array(
		'$schema' => 'https://schemas.wp.org/trunk/block.json',
		'apiVersion' => 3,
		'name' => 'skybridge/account-link',
		'version' => '0.1.0',
		'title' => 'Salesforce account link',
		'category' => 'widgets',
		'icon' => 'admin-links',
		'description' => 'Lets people link their account to their own Salesforce records, by a message to the address that Salesforce has.',
		'keywords' => array(
			'salesforce',
			'customer',
			'login',
		),
		'textdomain' => 'skybridge',
		'attributes' => array(),
		'supports' => array(
			'html' => false,
			'align' => array(
				'wide',
				'full',
			),
			'anchor' => true,
			'color' => array(
				'background' => true,
				'text' => true,
				'link' => true,
			),
			'spacing' => array(
				'margin' => true,
				'padding' => true,
			),
		),
		'editorScript' => 'file:./index.js',
		'style' => 'skybridge-portal-style',
		'render' => 'file:./render.php',
	),
	'directory' => array(
		'$schema' => 'https://schemas.wp.org/trunk/block.json',
		'apiVersion' => 3,
		'name' => 'skybridge/directory',
		'version' => '0.1.0',
		'title' => 'Salesforce directory',
		'category' => 'widgets',
		'icon' => 'id-alt',
		'description' => 'People or other records from Salesforce, searchable.',
		'keywords' => array(
			'salesforce',
			'staff',
			'people',
			'contacts',
		),
		'textdomain' => 'skybridge',
		'attributes' => array(
			'title' => array(
				'type' => 'string',
				'default' => '',
			),
			'columns' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
					'enum' => array(
						'name',
						'title',
						'department',
						'email',
						'phone',
					),
				),
				'default' => array(
					'name',
					'title',
					'department',
					'email',
					'phone',
				),
			),
			'pageSize' => array(
				'type' => 'integer',
				'minimum' => 1,
				'maximum' => 100,
				'default' => 25,
			),
			'showSearch' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'showDepartmentFilter' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'object' => array(
				'type' => 'string',
				'default' => '',
			),
			'declared' => array(
				'type' => 'boolean',
				'default' => false,
			),
			'fields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'searchFields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'filters' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'orderBy' => array(
				'type' => 'string',
				'default' => '',
			),
			'optOutField' => array(
				'type' => 'string',
				'default' => '',
			),
			'photoField' => array(
				'type' => 'string',
				'default' => '',
			),
			'layout' => array(
				'type' => 'string',
				'enum' => array(
					'table',
					'cards',
					'list',
				),
				'default' => 'table',
			),
			'audience' => array(
				'type' => 'string',
				'enum' => array(
					'everyone',
					'viewer',
				),
				'default' => 'everyone',
			),
			'cacheSeconds' => array(
				'type' => 'integer',
				'minimum' => 0,
				'maximum' => 86400,
				'default' => 60,
			),
		),
		'supports' => array(
			'html' => false,
			'align' => array(
				'wide',
				'full',
			),
			'anchor' => true,
			'color' => array(
				'background' => true,
				'text' => true,
				'link' => true,
			),
			'spacing' => array(
				'margin' => true,
				'padding' => true,
			),
			'typography' => array(
				'fontSize' => true,
			),
			'interactivity' => array(
				'clientNavigation' => true,
			),
		),
		'example' => array(
			'attributes' => array(
				'title' => 'Our team',
				'pageSize' => 5,
			),
		),
		'editorScript' => 'file:./index.js',
		'style' => 'file:./style.css',
		'viewScriptModule' => 'file:./view.js',
		'render' => 'file:./render.php',
	),
	'field' => array(
		'$schema' => 'https://schemas.wp.org/trunk/block.json',
		'apiVersion' => 3,
		'name' => 'skybridge/field',
		'version' => '0.1.0',
		'title' => 'Salesforce field',
		'category' => 'widgets',
		'icon' => 'editor-code',
		'description' => 'One value of one Salesforce record.',
		'keywords' => array(
			'salesforce',
			'field',
			'value',
			'merge',
		),
		'textdomain' => 'skybridge',
		'attributes' => array(
			'source' => array(
				'type' => 'string',
				'enum' => array(
					'record',
					'viewer',
				),
				'default' => 'record',
			),
			'object' => array(
				'type' => 'string',
				'default' => '',
			),
			'record' => array(
				'type' => 'string',
				'default' => '',
			),
			'field' => array(
				'type' => 'string',
				'default' => '',
			),
			'format' => array(
				'type' => 'string',
				'enum' => array(
					'formatted',
					'raw',
				),
				'default' => 'formatted',
			),
			'fallback' => array(
				'type' => 'string',
				'default' => '',
			),
			'audience' => array(
				'type' => 'string',
				'enum' => array(
					'everyone',
					'viewer',
				),
				'default' => 'everyone',
			),
			'cacheSeconds' => array(
				'type' => 'integer',
				'minimum' => 0,
				'maximum' => 86400,
				'default' => 60,
			),
		),
		'supports' => array(
			'html' => false,
			'anchor' => true,
			'color' => array(
				'background' => true,
				'text' => true,
			),
			'spacing' => array(
				'margin' => true,
				'padding' => true,
			),
			'typography' => array(
				'fontSize' => true,
			),
		),
		'editorScript' => 'file:./index.js',
		'style' => 'file:./style.css',
		'render' => 'file:./render.php',
	),
	'portal' => array(
		'$schema' => 'https://schemas.wp.org/trunk/block.json',
		'apiVersion' => 3,
		'name' => 'skybridge/portal',
		'version' => '0.1.0',
		'title' => 'Salesforce portal',
		'category' => 'widgets',
		'icon' => 'id',
		'description' => 'A logged-in person’s own Salesforce records: read, send, edit, comment, attach files.',
		'keywords' => array(
			'salesforce',
			'customer',
			'cases',
			'support',
		),
		'textdomain' => 'skybridge',
		'attributes' => array(
			'title' => array(
				'type' => 'string',
				'default' => '',
			),
			'source' => array(
				'type' => 'string',
				'enum' => array(
					'records',
					'own',
				),
				'default' => 'records',
			),
			'object' => array(
				'type' => 'string',
				'default' => 'cases',
			),
			'fields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'detailFields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'createFields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'editFields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'filterFields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'searchFields' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'orderBy' => array(
				'type' => 'string',
				'default' => '',
			),
			'pageSize' => array(
				'type' => 'integer',
				'minimum' => 1,
				'maximum' => 50,
				'default' => 10,
			),
			'allowCreate' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'allowEdit' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'lockedField' => array(
				'type' => 'string',
				'default' => '',
			),
			'comments' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'files' => array(
				'type' => 'boolean',
				'default' => true,
			),
		),
		'supports' => array(
			'html' => false,
			'align' => array(
				'wide',
				'full',
			),
			'anchor' => true,
			'color' => array(
				'background' => true,
				'text' => true,
				'link' => true,
			),
			'spacing' => array(
				'margin' => true,
				'padding' => true,
			),
			'typography' => array(
				'fontSize' => true,
			),
		),
		'example' => array(
			'attributes' => array(
				'title' => 'Your requests',
				'pageSize' => 5,
			),
		),
		'editorScript' => 'file:./index.js',
		'style' => 'file:./style.css',
		'viewScriptModule' => 'file:./view.js',
		'render' => 'file:./render.php',
	),
	'report' => array(
		'$schema' => 'https://schemas.wp.org/trunk/block.json',
		'apiVersion' => 3,
		'name' => 'skybridge/report',
		'version' => '0.1.0',
		'title' => 'Salesforce report',
		'category' => 'widgets',
		'icon' => 'chart-bar',
		'description' => 'A Salesforce report as a chart and tables, with a CSV file.',
		'keywords' => array(
			'salesforce',
			'chart',
			'table',
			'report',
		),
		'textdomain' => 'skybridge',
		'attributes' => array(
			'report' => array(
				'type' => 'string',
				'default' => '',
			),
			'title' => array(
				'type' => 'string',
				'default' => '',
			),
			'chart' => array(
				'type' => 'string',
				'enum' => array(
					'bar',
					'line',
					'donut',
					'none',
				),
				'default' => 'bar',
			),
			'figure' => array(
				'type' => 'string',
				'default' => '',
			),
			'columns' => array(
				'type' => 'array',
				'items' => array(
					'type' => 'string',
				),
				'default' => array(),
			),
			'rows' => array(
				'type' => 'integer',
				'minimum' => 0,
				'maximum' => 500,
				'default' => 25,
			),
			'showGroups' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'showTotals' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'showRefresh' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'showCsv' => array(
				'type' => 'boolean',
				'default' => true,
			),
			'audience' => array(
				'type' => 'string',
				'enum' => array(
					'everyone',
					'viewer',
				),
				'default' => 'everyone',
			),
			'cacheSeconds' => array(
				'type' => 'integer',
				'minimum' => 0,
				'maximum' => 86400,
				'default' => 300,
			),
		),
		'supports' => array(
			'html' => false,
			'align' => array(
				'wide',
				'full',
			),
			'anchor' => true,
			'color' => array(
				'background' => true,
				'text' => true,
				'link' => true,
			),
			'spacing' => array(
				'margin' => true,
				'padding' => true,
			),
			'typography' => array(
				'fontSize' => true,
			),
		),
		'editorScript' => 'file:./index.js',
		'style' => 'file:./style.css',
		'render' => 'file:./render.php',
	),
);
