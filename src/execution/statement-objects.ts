/** Which objects a statement's rows depend on: read off its text, on the safe side. */

import { LRUCache } from 'lru-cache';
import type { ObjectModel, OrgModel } from '../model/org-model.ts';

/** Strings are passed over; then what stands after FROM, after TYPEOF, and before a dot. */
const NAMES = /'(?:[^'\\]|\\.)*'|\bFROM (\w+)|\bTYPEOF (\w+)|\b([A-Za-z]\w*)(?=\.)/g;

/**
 * @param soql as `soql/` writes it.
 * @returns API names of its rows, children, sub-selects and parents, all targets of a polymorphic one included; null where
 * the text does not tell: it may be any object.
 */
export function objectsReadBy(model: OrgModel, soql: string): ReadonlySet<string> | null {
  const names = namesIn(soql);
  const known = knownOf(model);
  const key = `${[...names.lists].join(' ')}/${[...names.parents].join(' ')}`;
  let entry = known.get(key);
  if (entry === undefined) {
    entry = { objects: resolve(names, model) };
    known.set(key, entry);
  }
  return entry.objects;
}

/** @param objects API names of what was written. @returns a test of SOQL text: its rows may be others now. */
export function touches(model: OrgModel, objects: readonly string[]): (soql: string) => boolean {
  return (soql) => {
    const read = objectsReadBy(model, soql);
    return read === null || objects.some((object) => read.has(object));
  };
}

// Private:

interface NamesInText {
  /** Of objects, and of child relationships in a sub-select. */
  readonly lists: ReadonlySet<string>;
  /** Of parent relationships. */
  readonly parents: ReadonlySet<string>;
}

function namesIn(soql: string): NamesInText {
  const lists = new Set<string>();
  const parents = new Set<string>();
  for (const [, list, polymorphic, path] of soql.matchAll(NAMES)) {
    if (list !== undefined) lists.add(list);
    const parent = polymorphic ?? path;
    if (parent !== undefined) parents.add(parent);
  }
  return { lists, parents };
}

type Known = LRUCache<string, { readonly objects: ReadonlySet<string> | null }>;

/** Texts are many, but few differ in the names that they hold; a change is held against every text of the cache. */
const knownByModel = new WeakMap<OrgModel, Known>();
const MOST_KNOWN = 1_000;

function knownOf(model: OrgModel): Known {
  const known = knownByModel.get(model) ?? new LRUCache({ max: MOST_KNOWN });
  knownByModel.set(model, known);
  return known;
}

function resolve({ lists, parents }: NamesInText, model: OrgModel): ReadonlySet<string> | null {
  if (lists.size === 0) return null;
  const read = new Map<string, ObjectModel>();
  let explained: number;
  let before: number;
  do {
    before = read.size;
    explained = 0;
    const add = (objects: readonly string[]): void => {
      if (objects.length > 0) explained += 1;
      for (const name of objects) {
        const object = model.objects.get(name);
        if (object !== undefined) read.set(name, object);
      }
    };
    for (const name of lists) add(listedAs(name, model, [...read.values()]));
    for (const name of parents) add(parentsNamed(name, [...read.values()]));
    // What was only just found may have a relationship of a name that was looked at already.
  } while (read.size > before);
  return explained === lists.size + parents.size ? new Set(read.keys()) : null;
}

function listedAs(name: string, model: OrgModel, read: readonly ObjectModel[]): readonly string[] {
  const children = read.flatMap((object) => object.children.get(name)?.object ?? []);
  return model.objects.has(name) ? [name, ...children] : children;
}

function parentsNamed(name: string, read: readonly ObjectModel[]): readonly string[] {
  return read.flatMap((object) => object.parents.get(name)?.targets ?? []);
}
