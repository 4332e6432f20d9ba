/** Aggregate rows → totals, aggregates and groups of the response. */

import type {
  ConnectionFieldShape,
  FigureFieldShape,
  FigureSource,
  SubtotalPart,
} from '../plan/plan.ts';
import { convertValue } from './convert-value.ts';
import type { ListRows } from './run-list.ts';
import { idOf, type Row } from './rows.ts';

type FigureShape = Extract<ConnectionFieldShape, { kind: 'totalCount' | 'aggregate' | 'groups' }>;

/** @param parent the record whose children are counted; null for a root list. */
export function readFigures(field: FigureShape, parent: Row | null, loaded: ListRows): unknown {
  switch (field.kind) {
    case 'totalCount':
      return readTotal(field.figure, parent, loaded);
    case 'aggregate':
      return readRow(field.fields, figureRows(field.figure, parent, loaded)[0] ?? EMPTY_ROW);
    case 'groups': {
      const rows = figureRows(field.figure, parent, loaded);
      const kept = field.first === null ? rows : rows.slice(0, field.first);
      return kept.map((row) => readRow(field.fields, row));
    }
  }
}

// Private:

const EMPTY_ROW: Row = {};

function readTotal(figure: FigureSource, parent: Row | null, loaded: ListRows): number {
  switch (figure.kind) {
    case 'nothing':
      return 0;
    case 'side':
      if (figure.alias === null) return loaded.sides[figure.side]?.total ?? 0;
      return countIn(figureRows(figure, parent, loaded), figure.alias);
    case 'ofParent':
      return countIn(figureRows(figure, parent, loaded), figure.alias ?? '');
  }
}

function countIn([row]: readonly Row[], alias: string): number {
  const count = row?.[alias];
  return typeof count === 'number' ? count : 0;
}

function figureRows(figure: FigureSource, parent: Row | null, loaded: ListRows): readonly Row[] {
  switch (figure.kind) {
    case 'nothing':
      return [];
    case 'side':
      return loaded.sides[figure.side]?.rows ?? [];
    case 'ofParent': {
      const id = parent === null ? null : idOf(parent);
      return (id === null ? undefined : loaded.sides[figure.side]?.byColumn.get(id)) ?? [];
    }
  }
}

function readRow(fields: readonly FigureFieldShape[], row: Row): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const field of fields) result[field.key] = readField(field, row);
  return result;
}

function readField(field: FigureFieldShape, row: Row): unknown {
  switch (field.kind) {
    case 'typename':
      return field.name;
    case 'null':
      return null;
    case 'object':
      return readRow(field.fields, row);
    case 'count':
      return row[field.alias] ?? 0;
    case 'value':
      return convertValue(row[field.alias], field.conversion);
    case 'subtotalOf':
      return field.parts.filter((part) => isSubtotal(part, row)).map((part) => part.name);
  }
}

function isSubtotal({ alias, counted }: SubtotalPart, row: Row): boolean {
  const value = row[alias];
  if (counted === undefined) return value === 1;
  const count = row[counted];
  return (value === null || value === undefined) && typeof count === 'number' && count > 0;
}
