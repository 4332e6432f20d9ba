/** `npm run plugin:blocks`: what the blocks' block.json files say, as PHP that WordPress need not parse on each request. */

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PLUGIN } from './translations/files.ts';

const HEAD = `<?php
/**
 * The blocks' block.json files by folder. Made by \`npm run plugin:blocks\`.
 *
 * @package Skybridge
 */

declare( strict_types=1 );

if ( ! defined( 'ABSPATH' ) ) {
	exit;
}

return `;

/** What is short stands on one line. */
const LONGEST_LINE = 120;

const blocks: Record<string, unknown> = {};
for (const folder of (await readdir(join(PLUGIN, 'blocks'))).sort()) {
  const text = await readFile(join(PLUGIN, 'blocks', folder, 'block.json'), 'utf8');
  blocks[folder] = JSON.parse(text) as unknown;
}
await writeFile(join(PLUGIN, 'blocks-manifest.php'), `${HEAD}${php(blocks, 0)};\n`);

/** A JSON value as a PHP literal. */
function php(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${value.replace(/[\\']/g, '\\$&')}'`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Array.isArray(value)
    ? value.map((item) => php(item, depth + 1))
    : Object.entries(value).map(([key, item]) => `${php(key, 0)} => ${php(item, depth + 1)}`);
  if (entries.length === 0) return 'array()';
  const line = `array( ${entries.join(', ')} )`;
  if (line.length <= LONGEST_LINE && !line.includes('\n')) return line;
  const indent = '\n' + '\t'.repeat(depth);
  return `array(${entries.map((entry) => `${indent}\t${entry},`).join('')}${indent})`;
}
