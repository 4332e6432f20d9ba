/** A declared query, as a root field or as the children of its rows → statements and the shape of the answer. */

import { createHash } from 'node:crypto';
import { getNamedType, isObjectType, type GraphQLField } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { DeclaredQuery, OrderTemplate } from '../declared/declared-query.ts';
import { declaredMemberOf, type DeclaredMember } from '../declared/declared-member.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { outputBindingOf } from '../model/schema-bindings.ts';
import { conditionText, orderText } from '../soql/compile.ts';
import { allOf } from '../soql/condition-builders.ts';
import { MAX_OFFSET } from '../soql/limits.ts';
import type { Condition, OrderNode } from '../soql/nodes.ts';
import {
  bindCondition,
  bindNumber,
  requireSubject,
  type BoundArguments,
} from './bind-condition.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import { declaredArguments } from './declared-arguments.ts';
import { ID_KEY, orderNodes, type OrderKey } from './keyset.ts';
import { MAX_CHILD_PAGE_ROWS, MAX_PAGE_ROWS, type ListArguments } from './list-arguments.ts';
import {
  childRows,
  planConnection,
  positionConditions,
  rootRows,
  type PlannedList,
} from './plan-connection.ts';
import type { PlanContext } from './plan-context.ts';
import { planDeclaredGroups } from './plan-declared-groups.ts';
import { planTotalCount, type FigureScope } from './plan-figures.ts';
import type { RecordPlanning } from './plan-record.ts';
import { rowCondition } from './plan-where.ts';
import type { ConnectionShape, ListPlan, RecordFieldShape } from './plan.ts';
import { refuseUnplaceableSemiJoins } from './semi-join-placement.ts';
import { addColumn, StatementSet, type RecordSite } from './statement-set.ts';

type Field = GraphQLField<unknown, unknown>;
type Children = Extract<DeclaredMember, { kind: 'children' }>;

/** @throws AppError when the viewer may not call it, or may not read what it reads. */
export function planDeclaredRoot(
  context: PlanContext,
  query: DeclaredQuery,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
): ListPlan {
  const args = declaredArguments(context, query, field, collected);
  const object = context.object(query.object);
  const access = context.requireAccess(object);
  const where = whereOf(context, object, query.where, args);
  const statements = new StatementSet();
  const figures: FigureScope = {
    context,
    statements,
    object,
    scope: query.scope,
    where,
    isEmpty: false,
    parent: null,
  };
  if (query.result.kind !== 'rows') {
    const shape = figureShape(query, figures, args, field, collected);
    return { object: object.name, rows: null, sides: statements.build(), shape };
  }
  const list = readRootList(context, query, object, where, args, field, collected);
  const rows = list.needsRows && access.rows.kind !== 'none' ? rootRows(object, list) : null;
  const planning = declaredPlanning(context, statements, args);
  const shape = planConnection({ planning, list, site: rows, path, figures });
  return {
    object: object.name,
    rows: rows?.builder.build() ?? null,
    sides: statements.build(),
    shape,
  };
}

// Private:

/** The children of a declared row are declared too: their filter and order stand in the file. */
function declaredPlanning(
  context: PlanContext,
  statements: StatementSet,
  args: BoundArguments,
): RecordPlanning {
  const planning: RecordPlanning = {
    context,
    statements,
    planChildren: ({ site, field, collected, path }) => {
      const member = declaredMemberOf(outputBindingOf(field));
      if (member?.kind !== 'children') throw new TypeError('Not declared children.');
      return planChildren(planning, args, { site, children: member, field, collected, path });
    },
  };
  return planning;
}

function whereOf(
  context: PlanContext,
  object: ObjectModel,
  template: DeclaredQuery['where'],
  args: BoundArguments,
): Condition | null {
  const filter = template === null ? null : bindCondition(context, template, args);
  const access = context.access(object);
  const where = allOf([filter, access === null ? null : rowCondition(access.rows)]);
  if (where !== null) refuseUnplaceableSemiJoins(where);
  return where;
}

const NO_LIST: ListArguments = {
  where: undefined,
  orderBy: undefined,
  scope: null,
  size: 0,
  backward: false,
  after: null,
  before: null,
};

const ROW_FIELDS: ReadonlySet<string> = new Set(['nodes', 'edges', 'pageInfo']);

function readRootList(
  context: PlanContext,
  query: DeclaredQuery,
  object: ObjectModel,
  where: Condition | null,
  args: BoundArguments,
  field: Field,
  collected: CollectedField,
): PlannedList {
  if (query.result.kind !== 'rows') throw new TypeError('Not a query for rows.');
  const orders = boundOrders(context, query.orderBy, args);
  const keys = query.result.pageable ? keysOf(query.orderBy) : [];
  const limit = rowLimit(query, args);
  const size = pageSize(args.get('first'), limit);
  const after = args.get('after');
  const page = { ...NO_LIST, size, after: typeof after === 'string' ? after : null };
  const orderBy = query.result.pageable ? orderNodes(keys) : orders;
  const scope = cursorScope(context, query, where, orderBy);
  const offset = offsetOf(query, args);
  return {
    ...connectionOf(context, field, collected),
    object,
    page,
    where,
    keys,
    frame: {
      scope: query.scope,
      where: allOf([where, ...positionConditions(context, page, keys, scope)]),
      orderBy,
      limit: Math.min(size + 1, limit ?? Infinity),
      ...(offset === null ? {} : { offset }),
    },
    shape: {
      size,
      backward: false,
      hasAfter: page.after !== null,
      hasBefore: false,
      position: keys.map((key) => key.path),
      scope,
    },
  };
}

function connectionOf(context: PlanContext, field: Field, collected: CollectedField) {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A list has a connection type.');
  const fields = collectFields(context.inputs, type, selectionsOf(collected));
  return { type, fields, needsRows: fields.some((one) => ROW_FIELDS.has(one.name)) };
}

function boundOrders(
  context: PlanContext,
  orders: readonly OrderTemplate[],
  args: BoundArguments,
): readonly OrderNode[] {
  return orders.map(({ subject, direction, nulls, distanceFrom }) => {
    requireSubject(context, subject, 'sort by');
    const order = { operand: subject.operand, direction, nulls };
    if (distanceFrom === undefined) return order;
    const latitude = bindNumber(distanceFrom.latitude, args);
    const longitude = bindNumber(distanceFrom.longitude, args);
    if (latitude === null || longitude === null) throw new TypeError('A place has no degrees.');
    return { ...order, distanceFrom: { latitude, longitude } };
  });
}

function keysOf(orders: readonly OrderTemplate[]): readonly OrderKey[] {
  const keys = orders.map(({ subject, direction, nulls, nullable }): OrderKey => {
    const { field, operand } = subject;
    return {
      path: operand.path,
      direction,
      nulls: nullable ? (nulls ?? 'FIRST') : null,
      type: field.type,
      setupOrder: field.type === 'picklist' ? field.picklist.map((entry) => entry.value) : null,
    };
  });
  const end = keys.findIndex((key) => key.path.join('.') === 'Id');
  return end === -1 ? [...keys, ID_KEY] : keys.slice(0, end + 1);
}

function rowLimit(query: DeclaredQuery, args: BoundArguments): number | null {
  const limit = bindNumber(query.limit, args);
  if (limit === null || (limit >= 0 && limit <= MAX_PAGE_ROWS)) return limit;
  throw badNumber(`a LIMIT of ${limit}`, MAX_PAGE_ROWS);
}

function offsetOf(query: DeclaredQuery, args: BoundArguments): number | null {
  const offset = bindNumber(query.offset, args);
  if (offset === null || (offset >= 0 && offset <= MAX_OFFSET)) return offset;
  throw badNumber(`an OFFSET of ${offset}`, MAX_OFFSET);
}

/** Without `first`, all that the query's own LIMIT allows. */
function pageSize(first: unknown, limit: number | null): number {
  const size = typeof first === 'number' ? first : (limit ?? MAX_PAGE_ROWS);
  if (size < 0 || size > MAX_PAGE_ROWS) throw badNumber(`a page of ${size} rows`, MAX_PAGE_ROWS);
  return Math.min(size, limit ?? Infinity);
}

function badNumber(what: string, most: number): AppError {
  return new AppError('BAD_USER_INPUT', `The list cannot be read: ${what} is asked for.`, {
    hint: `Ask for 0 to ${most}.`,
  });
}

function cursorScope(
  context: PlanContext,
  query: DeclaredQuery,
  where: Condition | null,
  orders: readonly OrderNode[],
): string {
  const parts = [
    context.inputs.model.orgId,
    query.object,
    `declared ${query.name}`,
    query.scope,
    where === null ? null : conditionText(where),
    orderText(orders),
    context.viewerScope,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

function figureShape(
  query: DeclaredQuery,
  figures: FigureScope,
  args: BoundArguments,
  field: Field,
  collected: CollectedField,
): ConnectionShape {
  const { type, fields } = connectionOf(figures.context, field, collected);
  const { result } = query;
  const orderBy = boundOrders(figures.context, query.orderBy, args);
  const limit = rowLimit(query, args);
  return {
    page: { ...NO_PAGE, size: limit ?? MAX_PAGE_ROWS },
    fields: fields.map((one) => {
      const { key } = one;
      if (one.name === '__typename') return { kind: 'typename', key, name: type.name };
      if (result.kind === 'count') return planTotalCount(figures, key, limit);
      if (result.kind === 'rows') throw new TypeError('Rows are no figures.');
      const node = type.getFields()[one.name];
      if (node === undefined) throw new TypeError(`There is no field ${one.name}.`);
      const first = pageSize(args.get('first'), limit);
      const offset = offsetOf(query, args);
      return planDeclaredGroups(figures, { result, args, orderBy, first, offset }, node, one);
    }),
  };
}

const NO_PAGE: ConnectionShape['page'] = {
  size: 0,
  backward: false,
  hasAfter: false,
  hasBefore: false,
  position: [],
  scope: '',
};

function planChildren(
  planning: RecordPlanning,
  args: BoundArguments,
  request: {
    readonly site: RecordSite;
    readonly children: Children;
    readonly field: Field;
    readonly collected: CollectedField;
    readonly path: readonly string[];
  },
): RecordFieldShape {
  const { context, statements } = planning;
  const { children, field, collected, path, site } = request;
  const { child } = children;
  const object = context.object(child.object);
  const access = context.access(object);
  const isHidden = access?.canReadField(child.foreignKey) !== true;
  if (access === null) context.reportHiddenObject(path, object);
  else if (isHidden) context.reportHiddenField(path, object, child.foreignKey);
  addColumn(site, ['Id']);
  const list = readChildList(context, children, object, isHidden, args, field, collected);
  const isEmpty = isHidden || access.rows.kind === 'none';
  const rows = list.needsRows && !isEmpty ? childRows(planning, { site, child }, list) : null;
  const figures = { context, statements, object, scope: null, where: list.where, isEmpty };
  const parent = { foreignKey: child.foreignKey, place: site.place };
  return {
    kind: 'children',
    key: collected.key,
    relationship: child.name,
    rows: rows === null ? null : { side: rows.side },
    connection: planConnection({
      planning,
      list,
      site: rows?.site ?? null,
      path,
      figures: { ...figures, parent },
    }),
  };
}

function readChildList(
  context: PlanContext,
  children: Children,
  object: ObjectModel,
  isHidden: boolean,
  args: BoundArguments,
  field: Field,
  collected: CollectedField,
): PlannedList {
  // Nothing of hidden children is asked for, so that what their filter reads need not be readable either.
  const where = isHidden ? null : whereOf(context, object, children.where, args);
  const limit = bindNumber(children.limit, args);
  const size = Math.min(limit ?? MAX_CHILD_PAGE_ROWS, MAX_CHILD_PAGE_ROWS);
  return {
    ...connectionOf(context, field, collected),
    object,
    page: { ...NO_LIST, size },
    where,
    keys: [],
    frame: {
      scope: children.scope,
      where,
      orderBy: isHidden ? [] : boundOrders(context, children.orderBy, args),
      limit: size,
    },
    shape: { ...NO_PAGE, size },
  };
}
