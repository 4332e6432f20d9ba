/** A declared query, as a root field or as the children of its rows → statements and the shape of the answer. */

import { getNamedType, isObjectType, type GraphQLField } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { DeclaredQuery, OrderTemplate } from '../declared/declared-query.ts';
import { declaredMemberOf, type DeclaredMember } from '../declared/declared-member.ts';
import { MOST_LISTED_ROWS, type ResultForm } from '../declared/declared-sdl.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { outputBindingOf } from '../model/schema-bindings.ts';
import { allOf } from '../soql/condition-builders.ts';
import { MAX_OFFSET } from '../soql/limits.ts';
import type { Condition } from '../soql/nodes.ts';
import { bindNumber, type BoundArguments } from './bind-condition.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import { cursorScope } from './cursor-scope.ts';
import { declaredArguments } from './declared-arguments.ts';
import { boundOrders, listFields, NO_LIST, NO_PAGE, whereOf } from './declared-list.ts';
import { ID_KEY, orderNodes, type OrderKey } from './keyset.ts';
import { DEFAULT_PAGE_ROWS, MAX_PAGE_ROWS } from './list-arguments.ts';
import {
  planChildList,
  planConnection,
  positionConditions,
  rootRows,
  type PlannedList,
} from './plan-connection.ts';
import type { PlanContext } from './plan-context.ts';
import { planDeclaredChildren } from './plan-declared-children.ts';
import { planDeclaredGroups } from './plan-declared-groups.ts';
import { planTotalCount, type FigureScope } from './plan-figures.ts';
import type { RecordPlanning } from './plan-record.ts';
import type { BareForm, ConnectionFieldShape, ConnectionShape, ListPlan } from './plan.ts';
import { StatementSet } from './statement-set.ts';

type Field = GraphQLField<unknown, unknown>;
type Declared = Extract<DeclaredMember, { kind: 'query' }>;

/** @throws AppError when the viewer may not call it, or may not read what it reads. */
export function planDeclaredRoot(
  context: PlanContext,
  declared: Declared,
  field: Field,
  collected: CollectedField,
  path: readonly string[],
): ListPlan {
  const { query } = declared;
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
    const shape = figureShape(declared, figures, args, field, collected);
    return { object: object.name, rows: null, sides: statements.build(), shape };
  }
  const list = readRootList(context, declared, object, where, args, field, collected);
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

/** The children of a declared row are declared too; those of the org's own types are listed as anywhere. */
function declaredPlanning(
  context: PlanContext,
  statements: StatementSet,
  args: BoundArguments,
): RecordPlanning {
  const planning: RecordPlanning = {
    context,
    statements,
    planChildren: ({ site, field, collected, path }) => {
      const binding = outputBindingOf(field);
      const request = { site, field, collected, path };
      if (binding?.kind === 'children') {
        return planChildList(planning, { ...request, child: binding.child });
      }
      const children = declaredMemberOf(binding);
      if (children?.kind !== 'children') throw new TypeError('Not a child list.');
      return planDeclaredChildren(planning, args, { ...request, children });
    },
  };
  return planning;
}

function readRootList(
  context: PlanContext,
  { query, form }: Declared,
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
  const { size, bare } = rowsOfForm(form, args.get('first'), limit);
  const after = args.get('after');
  const page = { ...NO_LIST, size, after: typeof after === 'string' ? after : null };
  const orderBy = query.result.pageable ? orderNodes(keys) : orders;
  const scope = cursorScope(context, {
    object: query.object,
    place: `declared ${query.name}`,
    scope: query.scope,
    where,
    orderBy,
  });
  const offset = offsetOf(query, args);
  return {
    ...listFields(context, field, collected, bare),
    object,
    page,
    where,
    keys,
    frame: {
      scope: query.scope,
      where: allOf([where, ...positionConditions(context, page, keys, scope)]),
      orderBy,
      // One more tells whether others follow, which a bare list says nothing of.
      limit: Math.min(bare === 'list' || bare === 'first' ? size : size + 1, limit ?? Infinity),
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

/** A list that nothing bounds is whole: more rows than can be listed are refused. */
function rowsOfForm(
  form: ResultForm,
  first: unknown,
  limit: number | null,
): { readonly size: number; readonly bare: BareForm | null } {
  const isBounded = typeof first === 'number' || limit !== null;
  switch (form) {
    case 'connection':
    case 'count':
      return { size: pageSize(first, limit ?? DEFAULT_PAGE_ROWS, limit), bare: null };
    case 'list':
      return isBounded
        ? { size: pageSize(first, limit ?? MOST_LISTED_ROWS, limit), bare: 'list' }
        : { size: MOST_LISTED_ROWS, bare: 'wholeList' };
    case 'first':
      return { size: 1, bare: 'first' };
  }
}

function pageSize(first: unknown, whole: number, limit: number | null): number {
  const size = typeof first === 'number' ? first : whole;
  if (size < 0 || size > MAX_PAGE_ROWS) throw badNumber(`a page of ${size} rows`, MAX_PAGE_ROWS);
  return Math.min(size, limit ?? Infinity);
}

function badNumber(what: string, most: number): AppError {
  return new AppError('BAD_USER_INPUT', `The list cannot be read: ${what} is asked for.`, {
    hint: `Ask for 0 to ${most}.`,
  });
}

function figureShape(
  { query, form }: Declared,
  figures: FigureScope,
  args: BoundArguments,
  field: Field,
  collected: CollectedField,
): ConnectionShape {
  const limit = rowLimit(query, args);
  const page = { ...NO_PAGE, size: limit ?? MAX_PAGE_ROWS };
  const figuresOf = figurePlanner(query, figures, args, limit, form);
  if (form !== 'connection') {
    const bare = form === 'first' ? 'first' : 'list';
    return { page, fields: [figuresOf(field, collected)], bare };
  }
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A list has a connection type.');
  const fields = collectFields(figures.context.inputs, type, selectionsOf(collected));
  return {
    page,
    fields: fields.map((one) => {
      const { key } = one;
      if (one.name === '__typename') return { kind: 'typename', key, name: type.name };
      const node = type.getFields()[one.name];
      if (node === undefined) throw new TypeError(`There is no field ${one.name}.`);
      return figuresOf(node, one);
    }),
  };
}

/** @returns what plans the field that holds the number, or the groups. */
function figurePlanner(
  query: DeclaredQuery,
  figures: FigureScope,
  args: BoundArguments,
  limit: number | null,
  form: ResultForm,
): (field: Field, collected: CollectedField) => ConnectionFieldShape {
  const { result } = query;
  const orderBy = boundOrders(figures.context, query.orderBy, args);
  if (result.kind === 'rows') throw new TypeError('Rows are no figures.');
  if (result.kind === 'count') {
    return (_field, { key }) => planTotalCount(figures, key, limit);
  }
  const first = form === 'first' ? 1 : pageSize(args.get('first'), limit ?? MAX_PAGE_ROWS, limit);
  const offset = offsetOf(query, args);
  const request = { result, args, orderBy, first, offset };
  return (field, collected) => planDeclaredGroups(figures, request, field, collected);
}
