/** Reads the list of allowed operations, keyed by the hash that clients send instead of the text. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { ConfigError } from '../common/config/config-error.ts';
import type { Config } from '../common/config/load-config.ts';

/** SHA-256 of an operation's text, in hex → the text. */
export type OperationList = ReadonlyMap<string, string>;

const manifest = z.record(z.string(), z.string());

/** @returns null where any operation may be sent. @throws ConfigError for a list that is missing or wrong. */
export function readAllowList({
  file,
  guards,
}: Pick<Config, 'file' | 'guards'>): OperationList | null {
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
      throw new ConfigError(
        listFile,
        hash,
        'is not the SHA-256 of its text',
        'Generate the file again.',
      );
    }
  }
  return new Map(Object.entries(operations));
}

/** What Apollo keeps persisted queries in. */
export interface PersistedQueryStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<boolean>;
}

/** Anybody may register an operation, so together they may take this much and no more. */
const REGISTERED_CHARACTERS = 16 * 1024 * 1024;

/** @param list the only operations there are, or null where clients register theirs. */
export function createPersistedQueryStore(list: OperationList | null): PersistedQueryStore {
  return list === null ? registeredOperations() : listedOperations(list);
}

/** Apollo's automatic persisted queries. */
function registeredOperations(): PersistedQueryStore {
  const registered = new LRUCache<string, string>({
    maxSize: REGISTERED_CHARACTERS,
    sizeCalculation: (text) => text.length + 100,
  });
  return {
    get: (key) => Promise.resolve(registered.get(key)),
    set: (key, text) => {
      registered.set(key, text);
      return Promise.resolve();
    },
    delete: (key) => Promise.resolve(registered.delete(key)),
  };
}

/**
 * Nothing is registered beside a list: a hash is answered whoever sends it, so what staff may write would be open to
 * everybody from then on.
 */
function listedOperations(list: OperationList): PersistedQueryStore {
  return {
    // Apollo puts its own prefix before the hash.
    get: (key) => Promise.resolve(list.get(key.slice(key.lastIndexOf(':') + 1))),
    set: () => Promise.resolve(),
    delete: () => Promise.resolve(false),
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
  throw new ConfigError(
    file,
    '',
    'is no object of "<sha256>": "<operation>"',
    'Generate it again.',
  );
}
