/** Reading records as Salesforce answers them: parents nested, children as pages of their own. */

import type { ParentGuard, RouteStep } from '../plan/plan.ts';
import type { QueryPage, SalesforceRecord } from '../salesforce/statement.ts';

/** A record, a parent inside one, or an aggregate row. */
export type Row = SalesforceRecord;

/** Null where a parent on the way is missing. */
export function valueAtPath(row: Row, path: readonly string[]): unknown {
  let value: unknown = row;
  for (const step of path) {
    if (!isRow(value)) return null;
    value = value[step];
  }
  return value ?? null;
}

/** The parent record, or null when the reference is empty. */
export function parentOf(row: Row, relationship: string): Row | null {
  const parent = row[relationship];
  return isRow(parent) ? parent : null;
}

/** The page of children in a row; null when there are none. */
export function childPageOf(row: Row, relationship: string): QueryPage | null {
  const page = row[relationship];
  if (page === null || page === undefined) return null;
  if (isRow(page) && Array.isArray(page['records'])) return page as unknown as QueryPage;
  throw new TypeError(`Salesforce answered children ${relationship} in an unknown form.`);
}

/** What following a route needs to know beside the rows. */
export interface RouteReader {
  childrenOf(row: Row, relationship: string): readonly Row[];
  /** Whether the viewer may see the parent. */
  isSeen(parent: Row, guard: ParentGuard): boolean;
}

/** All records at the end of a route, in order; hidden parents are not followed. */
export function rowsAt(
  rows: readonly Row[],
  route: readonly RouteStep[],
  reader: RouteReader,
): readonly Row[] {
  let found = rows;
  for (const step of route) {
    found = found.flatMap((row) =>
      step.kind === 'children'
        ? reader.childrenOf(row, step.relationship)
        : seenParents(row, step, reader),
    );
  }
  return found;
}

export function idOf(row: Row): string | null {
  const id = row['Id'];
  return typeof id === 'string' ? id : null;
}

function seenParents(
  row: Row,
  { relationship, object, guard }: Extract<RouteStep, { kind: 'parent' }>,
  reader: RouteReader,
): readonly Row[] {
  const parent = parentOf(row, relationship);
  if (parent === null) return [];
  if (object !== undefined && parent.attributes?.type !== object) return [];
  return guard === undefined || reader.isSeen(parent, guard) ? [parent] : [];
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An id's last three of 18 characters only guard against a change of case. */
export const SIGNIFICANT_ID_CHARACTERS = 15;
