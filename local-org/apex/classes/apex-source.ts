/** The Apex text of a shipped class, from the file beside its TypeScript. */
import { readFileSync } from 'node:fs';

export const apexSource = (name: string): string =>
  readFileSync(new URL(`./${name}.cls`, import.meta.url), 'utf8');
