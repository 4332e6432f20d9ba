/** Reads the org's own object definitions: one `.jsonl` file per object, object line first. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ObjectSource } from './catalog.ts';
import type { FieldDefinition, ObjectDefinition } from './definition-types.ts';

const FOLDER = new URL('./definitions/', import.meta.url);

export function readDefinitions(): readonly ObjectSource[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => parseDefinition(file, readFileSync(new URL(file, FOLDER), 'utf8')));
}

function parseDefinition(file: string, text: string): ObjectSource {
  const [first, ...rest] = text.split('\n').filter((line) => line !== '');
  if (first === undefined) throw new Error(`Empty object definition: ${file}`);
  return {
    definition: JSON.parse(first) as ObjectDefinition,
    fields: rest.map((line) => JSON.parse(line) as FieldDefinition),
  };
}
