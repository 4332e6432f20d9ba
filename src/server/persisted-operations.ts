/** Reads the list of allowed operations, keyed by the hash that clients send instead of the text. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { InMemoryLRUCache } from '@apollo/utils.keyvaluecache';
import type { KeyValueCache } from '@apollo/utils.keyvaluecache';
import { z } from 'zod';
import { ConfigError } from '../common/config/config-error.ts';
import type { Config } from '../common/config/load-config.ts';

/** SHA-256 of an operation's text, in hex → the text. */
export type OperationList = ReadonlyMap<string, string>;

const manifest = z.record(z.string(), z.string());

/** @returns null where any operation may be sent. @throws ConfigError for a list that is missing or wrong. */
export function readAllowList({ file, guards }: Pick<Config, 'file' | 'guards'>): OperationList | null {
  if (guards.operations === 'any') return null;
  if (guards.persistedOperations === undefined) {
    throw new ConfigError(
      file,
      'guards.persistedOperations',
      'is missing',
      'Name the JSON file with the allowed operations, or set guards.operations to any.',
    );
  }
  const listFile = path.resolve(path.dirname(file), guards.persistedOperations);
  const operations = readManifest(listFile);
  for (const [hash, text] of Object.entries(operations)) {
    if (createHash('sha256').update(text).digest('hex') !== hash) {
      throw new ConfigError(listFile, hash, 'is not the SHA-256 of its text', 'Generate the file again.');
    }
  }
  return new Map(Object.entries(operations));
}

/** Automatic persisted queries, with the listed operations known from the start. */
export function createPersistedQueryCache(list: OperationList | null): KeyValueCache<string> {
  const registered = new InMemoryLRUCache<string>();
  return {
    // Apollo puts its own prefix before the hash.
    get: async (key) => list?.get(key.slice(key.lastIndexOf(':') + 1)) ?? registered.get(key),
    set: (key, value, options) => registered.set(key, value, options),
    delete: (key) => registered.delete(key),
  };
}

function readManifest(file: string): Readonly<Record<string, string>> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigError(file, '', 'cannot be read as JSON', 'Check guards.persistedOperations.');
  }
  const parsed = manifest.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new ConfigError(file, '', 'is no object of "<sha256>": "<operation>"', 'Generate it again.');
}
