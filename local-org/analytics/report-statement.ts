/** A report as the SOQL statement that finds its rows. */
import type { LocalOrg } from '../org.ts';
import { quote } from '../rest/rows-query.ts';
import {
  invalidCondition,
  invalidFilterColumn,
  invalidMetadata,
  invalidSortColumn,
  matrixSort,
  severalSortColumns,
} from './analytics-errors.ts';
import type { ReportMoment } from './day-ranges.ts';
import { applyFilterLogic } from './filter-logic.ts';
import { operatorOf } from './filter-operators.ts';
import { splitValues, valueCondition } from './filter-values.ts';
import type { ReportDefinition, ReportFilter, StandardFilter } from './report-metadata.ts';
import type { ReportColumn, ReportType } from './report-type.ts';
import { dateFilterConditions } from './standard-date-filter.ts';

/** Source: Analytics API limits. */
const MOST_FILTERS = 20;

/**
 * @param columns whose values the run needs.
 * @param definition with its dates resolved.
 */
export function reportStatement(
  org: LocalOrg,
  type: ReportType,
  definition: ReportDefinition,
  columns: readonly ReportColumn[],
  at: ReportMoment,
): string {
  const paths = new Set(
    columns.flatMap(({ path, idPath }) => (idPath === null ? [path] : [path, idPath])),
  );
  const conditions = [
    ...dateFilterConditions(type, definition.standardDateFilter, at),
    ...(definition.standardFilters ?? []).flatMap((filter) => standardCondition(type, filter)),
    ...scopeCondition(org, type, definition.scope, at),
    ...fieldConditions(type, definition, at),
  ];
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
  const order = orderOf(type, definition);
  return `SELECT ${[...paths, ...(paths.has('Id') ? [] : ['Id'])].join(', ')} FROM ${type.object.name}${where} ORDER BY ${order}`;
}

/** @param filter one choice of a standard filter; the conditions are the report type's own. */
function standardCondition(type: ReportType, filter: StandardFilter): readonly string[] {
  const choice = type.definition.standardFilters?.[filter.name]?.values.find(
    ({ name }) => name === filter.value,
  );
  if (choice === undefined) throw invalidCondition(filter.value);
  return choice.where === null ? [] : [choice.where];
}

function scopeCondition(
  org: LocalOrg,
  type: ReportType,
  scope: string,
  at: ReportMoment,
): readonly string[] {
  const me = at.session.userId;
  if (!(scope in type.definition.scopes)) throw invalidMetadata(`The scope ${scope} is invalid.`);
  if (scope === 'user') return [`OwnerId = ${quote(me)}`];
  if (scope !== 'team') return [];
  const team = org.db.prepare('SELECT "Id" FROM "User" WHERE "ManagerId" = ?').all(me) as {
    Id: string;
  }[];
  return [`OwnerId IN (${[me, ...team.map(({ Id }) => Id)].map(quote).join(', ')})`];
}

function fieldConditions(
  type: ReportType,
  { reportFilters, reportBooleanFilter }: ReportDefinition,
  at: ReportMoment,
): readonly string[] {
  if (reportFilters.length > MOST_FILTERS) {
    throw invalidMetadata(`A report can have no more than ${MOST_FILTERS} field filters.`);
  }
  const conditions = reportFilters.map((filter) => fieldCondition(type, filter, at));
  if (reportBooleanFilter === null || reportBooleanFilter.trim() === '') return conditions;
  return [applyFilterLogic(reportBooleanFilter, conditions)];
}

function fieldCondition(type: ReportType, filter: ReportFilter, at: ReportMoment): string {
  const column = type.column(filter.column);
  if (column?.field.filterable !== true) throw invalidFilterColumn(filter.column);
  const operator = operatorOf(column.dataType, filter.operator);
  if (operator === undefined) throw invalidCondition(filter.operator);
  const negative = /^(not|excludes)/.test(operator);
  const values = splitValues(filter.value);
  if (values.length === 0) return `${column.path} ${negative ? '!=' : '='} null`;
  const parts = values.map((value) => valueCondition(column, operator, value, at));
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(negative ? ' AND ' : ' OR ')})`;
}

/** Rows without an order of their own stand in the order they were made. */
function orderOf(
  type: ReportType,
  { sortBy, reportFormat, ...definition }: ReportDefinition,
): string {
  const [sort, ...others] = sortBy;
  if (sort === undefined) return 'Id';
  if (others.length > 0) throw severalSortColumns();
  if (reportFormat === 'MATRIX') throw matrixSort();
  const column = type.column(sort.sortColumn);
  const isSelected = definition.detailColumns.includes(sort.sortColumn);
  if (column?.field.sortable !== true || !isSelected) throw invalidSortColumn();
  const direction = sort.sortOrder === 'Desc' ? 'DESC NULLS LAST' : 'ASC NULLS FIRST';
  return `${column.path} ${direction}, Id`;
}
