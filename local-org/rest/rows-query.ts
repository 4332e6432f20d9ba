/** Statements that the API itself composes, and the one place where they quote a value. */
import { visibleObject } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import { notFound } from '../errors.ts';
import type { DataCall } from '../platform.ts';
import { runQuery } from '../soql/query.ts';

export interface QueriedRecord {
  readonly [field: string]: unknown;
}

/** A SOQL string literal. */
export function quote(value: string): string {
  const escaped = value.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `'${escaped}'`;
}

/** The object that a path names, in any case; one that the user may not see does not exist for them. */
export function requireObject(call: DataCall, name: string): CatalogObject {
  const object = visibleObject(call.session, call.platform.org.catalog, name);
  if (object === undefined) throw notFound();
  return object;
}

export function queryRecords(
  call: DataCall,
  soql: string,
  includesDeleted = false,
): readonly QueriedRecord[] {
  const { records } = runQuery(call.platform.org, call.session, soql, {
    includesDeleted,
  });
  return records;
}

export function countRows(call: DataCall, objectName: string): number {
  return runQuery(call.platform.org, call.session, `SELECT COUNT() FROM ${objectName}`).totalSize;
}
