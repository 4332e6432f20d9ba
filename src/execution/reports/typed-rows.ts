/** Rows of a report with a property for each column, as the schema types them. */

import {
  isTextColumn,
  type ReportColumnModel,
  type ReportModel,
} from '../../model/report-model.ts';
import { isRecordId } from '../../soql/value-to-text.ts';
import type { ReportResult, ResultCell, ResultGroup, ResultRow } from './report-result.ts';

type TypedRow = Readonly<Record<string, unknown>>;

export function typedRows(
  { rows, groupings, groupingsAcross }: ReportResult,
  { columns }: ReportModel,
): readonly TypedRow[] {
  const down = cellsByGroup(groupings);
  const across = cellsByGroup(groupingsAcross);
  return rows.map((row) => {
    const cells = [
      ...row.cells,
      ...(down.get(row.group ?? '') ?? []),
      ...(across.get(row.groupAcross ?? '') ?? []),
    ];
    return typedRow(row, new Map(cells.map((cell) => [cell.column, cell])), columns);
  });
}

// Private:

/** Key of a group → what its rows have in common: its own value and those of the groups around it. */
function cellsByGroup(groups: readonly ResultGroup[]): ReadonlyMap<string, readonly ResultCell[]> {
  const byKey = new Map<string, readonly ResultCell[]>();
  const visit = (level: readonly ResultGroup[], outer: readonly ResultCell[]): void => {
    for (const { key, column, label, value, groupings } of level) {
      const cells = [...outer, { column, label, value }];
      byKey.set(key, cells);
      visit(groupings, cells);
    }
  };
  visit(groups, []);
  return byKey;
}

function typedRow(
  row: ResultRow,
  cells: ReadonlyMap<string, ResultCell>,
  columns: readonly ReportColumnModel[],
): TypedRow {
  const typed: Record<string, unknown> = { ...row };
  for (const { name, graphqlName, dataType } of columns) {
    const { label = null, value = null } = cells.get(name) ?? {};
    if (isTextColumn(dataType)) {
      // The value behind a name is its record's id; behind other text it is the text again.
      typed[graphqlName] = value === null ? null : label;
      typed[`${graphqlName}Id`] = typeof value === 'string' && isRecordId(value) ? value : null;
    } else {
      typed[graphqlName] = plainOf(dataType, value);
      typed[`${graphqlName}Label`] = value === null ? null : label;
    }
  }
  return typed;
}

const NUMBERS: ReadonlySet<string> = new Set(['currency', 'double', 'percent', 'int', 'long']);

/** Some columns that a report calls numbers hold texts such as `-`; there the label is all there is. */
function plainOf(dataType: string, value: unknown): unknown {
  if (!NUMBERS.has(dataType) || value === null) return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
