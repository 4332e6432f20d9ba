/** A list field, root or child → its statement, its figures, and the shape of the connection. */

import { getNamedType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import type { ChildModel, ObjectModel } from '../model/org-model.ts';
import { outputBindingOf } from '../model/schema-bindings.ts';
import { allOf } from '../soql/condition-builders.ts';
import type { Condition } from '../soql/nodes.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import { cursorScope } from './cursor-scope.ts';
import { ID_KEY, orderNodes, reversed, rowsAfter, type OrderKey } from './keyset.ts';
import {
  readListArguments,
  MAX_CHILD_PAGE_ROWS,
  MAX_PAGE_ROWS,
  type ListArguments,
} from './list-arguments.ts';
import type { PlanContext } from './plan-context.ts';
import {
  planAggregate,
  planGroupBy,
  planTotalCount,
  sharedFigures,
  type FigureScope,
} from './plan-figures.ts';
import { planOrder } from './plan-order.ts';
import { planRecord, type RecordPlanning } from './plan-record.ts';
import { planWhere, rowCondition } from './plan-where.ts';
import type {
  BareForm,
  ConnectionFieldShape,
  ConnectionShape,
  EdgeFieldShape,
  ListPlan,
  PageFieldShape,
  PageShape,
  RecordFieldShape,
} from './plan.ts';
import { SelectBuilder, type SelectFrame } from './select-builder.ts';
import { refuseUnplaceableSemiJoins } from './semi-join-placement.ts';
import { addColumn, StatementSet, type RecordSite } from './statement-set.ts';

type Field = GraphQLField<unknown, unknown>;

/** @throws AppError when the viewer may not read the object, or the arguments ask for what cannot be. */
export function planRootList(
  context: PlanContext,
  object: ObjectModel,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
): ListPlan {
  const access = context.requireAccess(object);
  const statements = new StatementSet();
  const list = readList(context, object, field, collected, MAX_PAGE_ROWS, 'root');
  const rows = list.needsRows && access.rows.kind !== 'none' ? rootRows(object, list) : null;
  const shape = planConnection({
    planning: recordPlanning(context, statements),
    list,
    site: rows,
    path,
    figures: figureScope(context, statements, list, access.rows.kind === 'none', null),
  });
  return {
    object: object.name,
    rows: rows?.builder.build() ?? null,
    sides: statements.build(),
    shape,
  };
}

/** How records are planned within one root list: their children become part of its statements. */
export function recordPlanning(context: PlanContext, statements: StatementSet): RecordPlanning {
  const planning: RecordPlanning = {
    context,
    statements,
    planChildren: ({ site, field, collected, path }) => {
      const binding = outputBindingOf(field);
      if (binding?.kind !== 'children') throw new TypeError('Not a child list.');
      return planChildList(planning, { site, child: binding.child, field, collected, path });
    },
  };
  return planning;
}

// Private:

/** A list field with its arguments read and the policy applied. */
export interface PlannedList {
  readonly object: ObjectModel;
  readonly type: GraphQLObjectType;
  readonly fields: readonly CollectedField[];
  readonly page: ListArguments;
  /** Filter and row predicate; what totals count. */
  readonly where: Condition | null;
  readonly keys: readonly OrderKey[];
  readonly frame: SelectFrame;
  readonly shape: PageShape;
  readonly needsRows: boolean;
  /** A field that is the rows themselves. */
  readonly bare?: BareRows;
}

export interface BareRows {
  readonly form: BareForm;
  readonly field: Field;
  readonly collected: CollectedField;
}

function readList(
  context: PlanContext,
  object: ObjectModel,
  field: Field,
  collected: CollectedField,
  maxRows: number,
  place: string,
): PlannedList {
  const page = readListArguments(context.inputs, field, collected.node, maxRows);
  const where = planFilter(context, object, field, page);
  const keys = planKeys(context, object, field, page);
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A list has a connection type.');
  const fields = collectFields(context.inputs, type, selectionsOf(collected));
  const scope = cursorScope(context, {
    object: object.name,
    place,
    scope: page.scope,
    where,
    orderBy: orderNodes(keys),
  });
  const positioned = allOf([where, ...positionConditions(context, page, keys, scope)]);
  return {
    object,
    type,
    fields,
    page,
    where,
    keys,
    frame: {
      scope: page.scope,
      where: positioned,
      orderBy: orderNodes(page.backward ? reversed(keys) : keys),
      limit: page.size + 1,
    },
    shape: {
      size: page.size,
      backward: page.backward,
      hasAfter: page.after !== null,
      hasBefore: page.before !== null,
      position: keys.map((key) => key.path),
      scope,
    },
    needsRows: fields.some((one) => ROW_FIELDS.has(one.name)),
  };
}

const ROW_FIELDS: ReadonlySet<string> = new Set(['nodes', 'edges', 'pageInfo']);

function planFilter(
  context: PlanContext,
  object: ObjectModel,
  field: Field,
  page: ListArguments,
): Condition | null {
  const type = field.args.find((argument) => argument.name === 'where')?.type;
  const filter =
    page.where === undefined || type === undefined
      ? null
      : planWhere(context, object, type, page.where);
  const access = context.access(object);
  const where = allOf([filter, access === null ? null : rowCondition(access.rows)]);
  if (where !== null) refuseUnplaceableSemiJoins(where);
  return where;
}

function planKeys(
  context: PlanContext,
  object: ObjectModel,
  field: Field,
  page: ListArguments,
): readonly OrderKey[] {
  const type = field.args.find((argument) => argument.name === 'orderBy')?.type;
  return type === undefined ? [ID_KEY] : planOrder(context, object, type, page.orderBy);
}

export function positionConditions(
  context: PlanContext,
  page: ListArguments,
  keys: readonly OrderKey[],
  scope: string,
): readonly (Condition | null)[] {
  const { cursors } = context.inputs;
  return [
    page.after === null ? null : rowsAfter(keys, cursors.open(page.after, scope)),
    page.before === null ? null : rowsAfter(reversed(keys), cursors.open(page.before, scope)),
  ];
}

export function rootRows(object: ObjectModel, list: PlannedList): RecordSite {
  return {
    object,
    builder: new SelectBuilder(object.name, list.frame),
    prefix: [],
    typeOf: null,
    place: { source: 'rows', route: [] },
  };
}

export function planChildList(
  planning: RecordPlanning,
  request: {
    readonly site: RecordSite;
    readonly child: ChildModel;
    readonly field: Field;
    readonly collected: CollectedField;
    readonly path: readonly string[];
  },
): RecordFieldShape {
  const { context, statements } = planning;
  const { child, collected, path, field } = request;
  const object = context.object(child.object);
  const access = context.access(object);
  const isHidden = access?.canReadField(child.foreignKey) !== true;
  if (access === null) context.reportHiddenObject(path, object);
  else if (isHidden) context.reportHiddenField(path, object, child.foreignKey);
  const list = readList(context, object, field, collected, MAX_CHILD_PAGE_ROWS, child.name);
  const isEmpty = isHidden || access.rows.kind === 'none';
  const rows = list.needsRows && !isEmpty ? childRows(planning, request, list) : null;
  addColumn(request.site, ['Id']);
  const connection = planConnection({
    planning,
    list,
    site: rows?.site ?? null,
    path,
    figures: figureScope(context, statements, list, isEmpty, {
      foreignKey: child.foreignKey,
      place: request.site.place,
    }),
  });
  return {
    kind: 'children',
    key: collected.key,
    relationship: child.name,
    rows: rows === null ? null : { side: rows.side },
    connection,
  };
}

export function childRows(
  planning: RecordPlanning,
  { site, child }: { readonly site: RecordSite; readonly child: ChildModel },
  list: PlannedList,
): { readonly site: RecordSite; readonly side: number | null } {
  const row = planning.statements.rowForChildren(site, child.name, list.frame);
  const builder = row.site.builder.addSubquery(child.name, list.frame);
  const { source, route } = row.site.place;
  const step = { kind: 'children', relationship: child.name } as const;
  const place = { source, route: [...route, step] };
  return {
    side: row.side,
    site: { object: list.object, builder, prefix: [], typeOf: null, place },
  };
}

function figureScope(
  context: PlanContext,
  statements: StatementSet,
  list: PlannedList,
  isEmpty: boolean,
  parent: FigureScope['parent'],
): FigureScope {
  return {
    context,
    statements,
    object: list.object,
    scope: list.page.scope,
    where: list.where,
    isEmpty,
    parent,
  };
}

interface ConnectionRequest {
  readonly planning: RecordPlanning;
  readonly list: PlannedList;
  /** Where the rows' columns go; null when no rows are read. */
  readonly site: RecordSite | null;
  readonly path: readonly string[];
  readonly figures: FigureScope;
}

export function planConnection(request: ConnectionRequest): ConnectionShape {
  const { list } = request;
  if (list.bare !== undefined) return planBareRows(request, list.bare);
  const figures = { ...request.figures, shared: sharedFigures(list.fields) };
  return {
    page: list.shape,
    fields: list.fields.map((one) => planConnectionField({ ...request, figures }, one)),
  };
}

function planBareRows(
  request: ConnectionRequest,
  { form, field, collected }: BareRows,
): ConnectionShape {
  const record = rowShape(request, field, collected, request.path);
  return {
    page: request.list.shape,
    fields: [{ kind: 'nodes', key: collected.key, record }],
    bare: form,
  };
}

function planConnectionField(
  request: ConnectionRequest,
  collected: CollectedField,
): ConnectionFieldShape {
  const { list, figures } = request;
  const { key } = collected;
  if (collected.name === '__typename') return { kind: 'typename', key, name: list.type.name };
  const field = list.type.getFields()[collected.name];
  const binding = field && outputBindingOf(field);
  if (field === undefined) throw new TypeError(`There is no field ${collected.name}.`);
  const path = [...request.path, key];
  switch (binding?.kind) {
    case 'nodes':
      return { kind: 'nodes', key, record: rowShape(request, field, collected, path) };
    case 'edges':
      return { kind: 'edges', key, fields: planEdges(request, field, collected, path) };
    case 'pageInfo':
      return { kind: 'pageInfo', key, fields: planPageInfo(request, field, collected) };
    case 'totalCount':
      return planTotalCount(figures, key);
    case 'aggregate':
      return planAggregate(figures, field, collected, path);
    case 'groupBy':
      return planGroupBy(figures, field, collected, path);
    default:
      throw new TypeError(`${list.type.name}.${collected.name} has no binding.`);
  }
}

function rowShape(
  request: ConnectionRequest,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
) {
  const { site, list, planning } = request;
  if (site === null) return { typeName: null, fields: [] };
  for (const key of list.keys) addColumn(site, key.path);
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A row has an object type.');
  return planRecord(planning, site, type, selectionsOf(collected), path);
}

function planEdges(
  request: ConnectionRequest,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
): readonly EdgeFieldShape[] {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('An edge has an object type.');
  const fields = collectFields(request.planning.context.inputs, type, selectionsOf(collected));
  return fields.map((one): EdgeFieldShape => {
    const { key } = one;
    if (one.name === '__typename') return { kind: 'typename', key, name: type.name };
    if (one.name === 'cursor') {
      selectPosition(request);
      return { kind: 'cursor', key };
    }
    const node = type.getFields()[one.name];
    if (node === undefined) throw new TypeError(`There is no field ${one.name}.`);
    return { kind: 'node', key, record: rowShape(request, node, one, [...path, key]) };
  });
}

function planPageInfo(
  request: ConnectionRequest,
  field: Field,
  collected: CollectedField,
): readonly PageFieldShape[] {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('PageInfo has an object type.');
  selectPosition(request);
  const fields = collectFields(request.planning.context.inputs, type, selectionsOf(collected));
  return fields.map((one): PageFieldShape => {
    const part = type.getFields()[one.name];
    const binding = part && outputBindingOf(part);
    if (binding?.kind === 'page') return { kind: 'part', key: one.key, part: binding.part };
    return { kind: 'typename', key: one.key, name: type.name };
  });
}

/** Cursors are made of the order values, so these are read even if the operation does not select them. */
function selectPosition({ site, list }: ConnectionRequest): void {
  if (site === null) return;
  for (const key of list.keys) addColumn(site, key.path);
}
