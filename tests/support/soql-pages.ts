/** Which statements the in-memory evaluator groups, and how it cuts and wraps their rows. */

import type { FieldType, Query, Subquery } from '@jetstreamapp/soql-parser-js';
import type { QueryPage, SalesforceRecord } from '../../src/salesforce/statement.ts';

export function page(records: readonly SalesforceRecord[]): QueryPage {
  return { totalSize: records.length, done: true, records };
}

export function isCountAll(query: Query): boolean {
  const [field] = query.fields ?? [];
  return field?.type === 'FieldFunctionExpression' && field.rawValue === 'COUNT()';
}

export function isAggregate(query: Query): boolean {
  return query.groupBy !== undefined || (query.fields ?? []).some(isAggregateField);
}

function isAggregateField(field: FieldType): boolean {
  return field.type === 'FieldFunctionExpression' && field.functionName !== 'FORMAT';
}

export function limited<Item>(
  items: readonly Item[],
  { offset = 0, limit = Infinity }: Query | Subquery,
) {
  return items.slice(offset, offset + limit);
}

export function groupValue(value: unknown): unknown {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
