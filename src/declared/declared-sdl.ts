/** What a hand-written `.graphql` file declares: calls of Apex, queries in SOQL, and the types that these answer. */

import type { ObjectModel } from '../model/org-model.ts';
import type { OutputBinding } from '../model/schema-bindings.ts';
import type { DeclaredCall } from './declared-call.ts';
import type { DeclaredQuery } from './declared-query.ts';

export interface DeclaredSdl {
  readonly file: string;
  readonly text: string;
  readonly calls: readonly DeclaredCall[];
  readonly queries: readonly WrittenQuery[];
  readonly typeNames: readonly string[];
  /** Where each field of Query or Mutation and each type is declared, by its name. */
  readonly places: ReadonlyMap<string, { readonly line: number; readonly column: number }>;
  /** By type name: what the fields of the types that queries answer are. */
  readonly meanings: ReadonlyMap<string, WrittenType>;
}

/** A field with `@soql`. */
export interface WrittenQuery {
  readonly query: DeclaredQuery;
  readonly form: ResultForm;
  /** Rows that a list can have where no `first` tells; null where one does, or there is no list. */
  readonly mostRows: number | null;
}

/**
 * How the field's type holds the answer: a connection as of a `.soql` file; the rows (or groups) themselves as a list;
 * the first of them or null; the number of rows.
 */
export type ResultForm = 'connection' | 'list' | 'first' | 'count';

/** Rows of a list that neither LIMIT nor `first` bounds: one with more is refused, never cut. */
export const MOST_LISTED_ROWS = 2_000;

export interface WrittenType {
  /** Null for a group, which is no record. */
  readonly object: ObjectModel | null;
  readonly members: ReadonlyMap<string, OutputBinding>;
}
