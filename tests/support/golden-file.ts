/** Compares a text with the golden file that holds it; `UPDATE_GOLDEN=1` writes it, but never where CI is set. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const UPDATES = process.env['UPDATE_GOLDEN'] === '1';

if (UPDATES && (process.env['CI'] ?? '') !== '') {
  throw new Error(
    'Golden files are not updated where CI is set: change them by hand, or unset CI.',
  );
}

/** @param file absolute. */
export function checkText(file: string, text: string): void {
  if (UPDATES) {
    writeFileSync(file, text);
    return;
  }
  if (!existsSync(file))
    throw new Error(`${file} is missing: run with UPDATE_GOLDEN=1 and review it.`);
  expect(text).toBe(readFileSync(file, 'utf8'));
}
