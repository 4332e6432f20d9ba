/** Names for what an answer depends on: a site keeps them with the answer and is told which of them changed, not what they are. */

import { createHmac } from 'node:crypto';
import { objectsReadBy } from '../../execution/statement-objects.ts';
import type { OrgModel } from '../../model/org-model.ts';

export interface ChangeTags {
  /** Tag of an object, by its API name. */
  of(object: string): string;
  /** Tag that changes with every object: of what nobody can say what it depends on. */
  readonly any: string;
  /** @param statements SOQL and SOSL. @returns sorted tags of what they read. */
  ofStatements(model: OrgModel, statements: readonly string[]): readonly string[];
}

/** Enough that no two objects of an org share one. */
const CHARACTERS = 16;

/**
 * A policy's predicates may read objects that nobody at the site may know of, so that names would tell too much.
 * @param key of the org alone.
 */
export function createChangeTags(key: Buffer): ChangeTags {
  const tags = new Map<string, string>();
  const of = (object: string): string => {
    const known = tags.get(object);
    if (known !== undefined) return known;
    const tag = createHmac('sha256', key).update(object).digest('base64url').slice(0, CHARACTERS);
    tags.set(object, tag);
    return tag;
  };
  // The name of no object.
  const any = of('');
  return {
    of,
    any,
    ofStatements: (model, statements) => {
      const read = new Set<string>();
      for (const statement of new Set(statements)) {
        const objects = objectsReadBy(model, statement);
        if (objects === null) return [any];
        for (const object of objects) read.add(object);
      }
      return [...read].map(of).sort();
    },
  };
}
