/** totalCount, aggregate and groupBy of a connection → statements of their own, and the shape of their answers. */

import {
  getNamedType,
  isObjectType,
  type GraphQLField,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import { groupingsOf } from '../model/groupings.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { outputBindingOf, type Grouping } from '../model/schema-bindings.ts';
import { allOf, fieldOperand } from '../soql/condition-builders.ts';
import { MAX_AGGREGATE_ROWS, MAX_PARENT_DEPTH, MAX_ROLLUP_FIELDS } from '../soql/limits.ts';
import type { Condition, GroupByNode, OrderNode, SelectColumn, SelectNode } from '../soql/nodes.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import { aggregateFunction, FigureColumns, groupingOperand } from './figure-columns.ts';
import { argumentValues, refuseMissingVariables } from './list-arguments.ts';
import type { PlanContext } from './plan-context.ts';
import { planGroupOrder, planHaving } from './plan-having.ts';
import { conversionOf } from './plan-record.ts';
import { inputObject } from './plan-where.ts';
import { pathsOf, prefixCondition } from './prefix-condition.ts';
import { holdsSemiJoin } from './semi-join-placement.ts';
import type {
  ConnectionFieldShape,
  FigureFieldShape,
  FigureSource,
  RecordPlace,
  SubtotalPart,
} from './plan.ts';
import type { StatementSet } from './statement-set.ts';

type Field = GraphQLField<unknown, unknown>;

/** Rows that figures are computed over. */
export interface FigureScope {
  readonly context: PlanContext;
  readonly statements: StatementSet;
  readonly object: ObjectModel;
  readonly scope: string | null;
  readonly where: Condition | null;
  /** No row can match: there is nothing to ask. */
  readonly isEmpty: boolean;
  /** Children: figures are computed for all parents at once, by their foreign key. Null: for the list as a whole. */
  readonly parent: { readonly foreignKey: string; readonly place: RecordPlace } | null;
  /** Statement that totals and aggregates of the same rows share; null where there is but one figure. */
  readonly shared?: SharedFigures | null;
}

/** Figures without groups, of the same rows. */
export interface SharedFigures {
  readonly columns: FigureColumns;
  side: number | null;
}

/** `COUNT()` alone is the cheaper total, so that only what stands beside aggregates becomes one of their columns. */
export function sharedFigures(fields: readonly CollectedField[]): SharedFigures | null {
  const isShared = fields.some((field) => field.name === 'aggregate');
  return isShared ? { columns: new FigureColumns(), side: null } : null;
}

/** @param limit counts no further than this; null counts all. */
export function planTotalCount(
  scope: FigureScope,
  key: string,
  limit: number | null = null,
): ConnectionFieldShape {
  if (scope.isEmpty) return { kind: 'totalCount', key, figure: { kind: 'nothing' } };
  const shared = scope.shared ?? null;
  if (scope.parent === null && shared === null) {
    const select = statement(scope, { columns: [{ kind: 'countAll' }], limit });
    const side = scope.statements.addSide(() => select, null, { kind: 'total' });
    return { kind: 'totalCount', key, figure: { kind: 'side', side, alias: null } };
  }
  const columns = shared?.columns ?? new FigureColumns();
  const alias = columns.add('COUNT', 'Id');
  return { kind: 'totalCount', key, figure: addFigures(scope, { columns, alias }) };
}

export function planAggregate(
  scope: FigureScope,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
): ConnectionFieldShape {
  const columns = scope.shared?.columns ?? new FigureColumns();
  // An aggregate statement needs a column even if all that is asked for is hidden.
  columns.add('COUNT', 'Id');
  const fields = planFigureFields(
    { ...scope, columns, groupings: [], mode: 'PLAIN' },
    field,
    collected,
    path,
  );
  const figure = addFigures(scope, { columns, alias: null });
  return { kind: 'aggregate', key: collected.key, figure, fields };
}

export function planGroupBy(
  scope: FigureScope,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
): ConnectionFieldShape {
  const { context, object } = scope;
  refuseMissingVariables(context.inputs, collected.node);
  const values = argumentValues(context.inputs, field, collected.node);
  const groupings = readGroupings(scope, values['by']);
  const mode = readMode(scope, values['mode'], groupings);
  const first = readFirst(values['first']);
  const argumentType = (name: string) =>
    field.args.find((argument) => argument.name === name)?.type;
  const havingType = argumentType('having');
  const orderType = argumentType('orderBy');
  if (values['having'] === null)
    throw badGrouping('having is null', 'Leave it out to keep all groups.');
  const having =
    values['having'] === undefined || havingType === undefined
      ? null
      : planHaving(context, object, inputObject(havingType), values['having']);
  const orderBy =
    orderType === undefined ? [] : planGroupOrder(context, object, orderType, values['orderBy']);
  const columns = new FigureColumns();
  const fields = planFigureFields({ ...scope, columns, groupings, mode }, field, collected, path);
  // A statement needs a column even if nothing of the groups is asked for, or all that is asked for is hidden.
  if (columns.columns().length === 0)
    for (const grouping of groupings) columns.addGrouping(grouping);
  const figure = addFigures(scope, {
    columns,
    alias: null,
    groupings,
    mode,
    having,
    orderBy: orderBy.length > 0 ? orderBy : defaultGroupOrder(groupings, mode),
    first,
  });
  return {
    kind: 'groups',
    key: collected.key,
    figure,
    first: scope.parent === null ? null : first,
    fields,
  };
}

// Private:

interface FigurePlanning extends FigureScope {
  readonly columns: FigureColumns;
  readonly groupings: readonly Grouping[];
  readonly mode: GroupByNode['mode'];
}

function planFigureFields(
  planning: FigurePlanning,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
): readonly FigureFieldShape[] {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('Figures have an object type.');
  return figureFields(planning, type, selectionsOf(collected), path);
}

function figureFields(
  planning: FigurePlanning,
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
  path: readonly string[],
): readonly FigureFieldShape[] {
  return collectFields(planning.context.inputs, type, selections).map((one) =>
    figureField(planning, type, one, [...path, one.key]),
  );
}

function figureField(
  planning: FigurePlanning,
  type: GraphQLObjectType,
  collected: CollectedField,
  path: readonly string[],
): FigureFieldShape {
  const { key } = collected;
  if (collected.name === '__typename') return { kind: 'typename', key, name: type.name };
  const field = type.getFields()[collected.name];
  const binding = field && outputBindingOf(field);
  if (field === undefined || binding === undefined) throw new TypeError(`${key} has no binding.`);
  switch (binding.kind) {
    case 'groupKey':
    case 'aggregates':
      return { kind: 'object', key, fields: planFigureFields(planning, field, collected, path) };
    case 'count':
      return { kind: 'count', key, alias: planning.columns.add('COUNT', 'Id') };
    case 'aggregateOf': {
      if (isHidden(planning, binding.field, path)) return { kind: 'null', key };
      const alias = planning.columns.add(aggregateFunction(binding.name), binding.field.name);
      const isValue = binding.name === 'min' || binding.name === 'max';
      return {
        kind: 'value',
        key,
        alias,
        conversion: isValue ? conversionOf(binding.field) : 'none',
      };
    }
    case 'groupKeyPart':
      return keyPart(planning, binding.grouping, key);
    case 'subtotalOf':
      return { kind: 'subtotalOf', key, parts: subtotalParts(planning) };
    default:
      throw new TypeError(`Figures cannot hold ${binding.kind}.`);
  }
}

/** What the rows were not grouped by has no value in a group. */
function keyPart(planning: FigurePlanning, grouping: Grouping, key: string): FigureFieldShape {
  const used = planning.groupings.find((one) => one.graphqlName === grouping.graphqlName);
  if (used === undefined) return { kind: 'null', key };
  return {
    kind: 'value',
    key,
    alias: planning.columns.addGrouping(used),
    conversion: used.fn === null ? conversionOf(used.field) : 'none',
  };
}

/** Without ROLLUP and CUBE there are no subtotals, and SOQL takes no GROUPING(). */
function subtotalParts({ groupings, columns, mode }: FigurePlanning): readonly SubtotalPart[] {
  if (mode === 'PLAIN') return [];
  return groupings.map(({ field, fn, graphqlName: name }) =>
    fn === null
      ? { name, alias: columns.add('GROUPING', field.name) }
      : { name, alias: columns.add(fn, field.name), counted: columns.add('COUNT', field.name) },
  );
}

function isHidden(planning: FigurePlanning, field: FieldModel, path: readonly string[]): boolean {
  if (planning.context.canReadField(planning.object, field.name)) return false;
  planning.context.reportHiddenField(path, planning.object, field.name);
  return true;
}

interface FigureStatement {
  readonly columns: FigureColumns;
  /** Column that is the whole answer, for a count by parent. */
  readonly alias: string | null;
  readonly groupings?: readonly Grouping[];
  readonly mode?: GroupByNode['mode'];
  readonly having?: Condition | null;
  readonly orderBy?: readonly OrderNode[];
  /** Groups to answer, for each parent where there are parents. */
  readonly first?: number;
}

function addFigures(scope: FigureScope, figures: FigureStatement): FigureSource {
  if (scope.isEmpty) return { kind: 'nothing' };
  const shared = figures.groupings === undefined ? (scope.shared ?? null) : null;
  const side = shared?.side ?? addFigureSide(scope, figures);
  if (shared !== null) shared.side = side;
  return { kind: scope.parent === null ? 'side' : 'ofParent', side, alias: figures.alias };
}

function addFigureSide(scope: FigureScope, figures: FigureStatement): number {
  const groupings = figures.groupings ?? [];
  const keys = scope.parent === null ? [] : [fieldOperand(scope.parent.foreignKey)];
  const operands = [...keys, ...groupings.map(groupingOperand)];
  const plainKeys = operands.filter((operand) => operand.kind === 'field');
  const named = scope.parent === null ? null : namedParents(scope, scope.parent);
  const select = () =>
    statement(scope, {
      where: allOf([scope.where, named?.seen ?? null]),
      columns: [
        ...plainKeys.map(({ path }) => ({ kind: 'field', path }) as const),
        ...figures.columns.columns(),
      ],
      groupBy: operands.length === 0 ? null : { mode: figures.mode ?? 'PLAIN', operands },
      having: figures.having ?? null,
      orderBy: figures.orderBy ?? [],
      // Groups of several parents have no limit in common: execution sets it, for it knows the parents.
      limit: scope.parent === null ? (figures.first ?? null) : null,
    });
  if (scope.parent === null) return scope.statements.addSide(select, null, { kind: 'all' });
  const { foreignKey, place } = scope.parent;
  return scope.statements.addSide(
    select,
    { at: place, column: foreignKey, ...(named !== null && { ids: named.ids }) },
    { kind: 'byColumn', column: foreignKey, groupsPerKey: figures.first ?? null },
  );
}

/**
 * Parents that the operation names, and what says of them in the children's statement that the viewer may see them.
 * Null: the figures wait for the parents, since nothing that hangs on a hidden record is even asked for.
 */
function namedParents(
  { statements, object }: FigureScope,
  { foreignKey, place }: NonNullable<FigureScope['parent']>,
): { readonly ids: readonly string[]; readonly seen: Condition | null } | null {
  const named = statements.namedAt(place);
  if (named === null || named.rows === null) return named && { ids: named.ids, seen: null };
  const { ids, rows } = named;
  const parent = [...object.parents.values()].find((one) => one.foreignKey === foreignKey);
  const isSayable =
    parent?.polymorphic === false &&
    !holdsSemiJoin(rows) &&
    pathsOf(rows).every((path) => path.length <= MAX_PARENT_DEPTH);
  return isSayable ? { ids, seen: prefixCondition(rows, [parent.name]) } : null;
}

function statement(
  scope: FigureScope,
  parts: Partial<SelectNode> & { readonly columns: readonly SelectColumn[] },
): SelectNode {
  return {
    from: scope.object.name,
    scope: scope.scope,
    where: allOf([scope.where]),
    groupBy: null,
    having: null,
    orderBy: [],
    limit: null,
    ...parts,
  };
}

function readGroupings(scope: FigureScope, value: unknown): readonly Grouping[] {
  const names = Array.isArray(value) ? [...new Set<unknown>(value)] : [];
  if (names.length === 0) throw badGrouping('by is empty', 'Name at least one field to group by.');
  const known = groupingsOf(scope.object);
  return names.map((name) => {
    const grouping = known.find((one) => one.graphqlName === name);
    if (grouping === undefined) throw new TypeError(`There is no grouping ${String(name)}.`);
    scope.context.requireReadable(scope.object, grouping.field, 'group by');
    return grouping;
  });
}

function readMode(
  scope: FigureScope,
  value: unknown,
  groupings: readonly Grouping[],
): GroupByNode['mode'] {
  if (value !== 'ROLLUP' && value !== 'CUBE') return 'PLAIN';
  if (scope.parent !== null) {
    throw badGrouping(`${value} is asked for in a child list`, 'Group the list itself instead.');
  }
  if (groupings.length > MAX_ROLLUP_FIELDS) {
    throw badGrouping(
      `${value} is asked for over ${groupings.length} fields`,
      `SOQL takes at most ${MAX_ROLLUP_FIELDS}.`,
    );
  }
  return value;
}

function readFirst(value: unknown): number {
  const first = typeof value === 'number' ? value : DEFAULT_GROUPS;
  if (first >= 1 && first <= MAX_AGGREGATE_ROWS) return first;
  throw badGrouping(`first is ${first}`, `Ask for 1 to ${MAX_AGGREGATE_ROWS} groups.`);
}

/** When `first` is given as null. */
const DEFAULT_GROUPS = 200;

/** By key, so that the same groups come in the same order; subtotals have an order of their own. */
function defaultGroupOrder(
  groupings: readonly Grouping[],
  mode: GroupByNode['mode'],
): readonly OrderNode[] {
  if (mode !== 'PLAIN') return [];
  return groupings
    .filter((grouping) => grouping.field.sortable)
    .map((grouping) => ({
      operand: groupingOperand(grouping),
      direction: 'ASC',
      nulls: grouping.field.nillable && grouping.field.type !== 'reference' ? 'FIRST' : null,
    }));
}

function badGrouping(problem: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', `The rows cannot be grouped: ${problem}.`, { hint });
}
