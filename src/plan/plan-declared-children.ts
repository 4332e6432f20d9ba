/** The children of a declared query's rows: their filter, order and limit stand in the file. */

import type { GraphQLField } from 'graphql';
import type { DeclaredMember } from '../declared/declared-member.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { bindNumber, type BoundArguments } from './bind-condition.ts';
import type { CollectedField } from './collect-fields.ts';
import {
  boundOrders,
  isListField,
  listFields,
  NO_LIST,
  NO_PAGE,
  whereOf,
} from './declared-list.ts';
import { MAX_CHILD_PAGE_ROWS } from './list-arguments.ts';
import { childRows, planConnection, type PlannedList } from './plan-connection.ts';
import type { PlanContext } from './plan-context.ts';
import type { RecordPlanning } from './plan-record.ts';
import type { RecordFieldShape } from './plan.ts';
import { addColumn, type RecordSite } from './statement-set.ts';

type Field = GraphQLField<unknown, unknown>;
type Children = Extract<DeclaredMember, { kind: 'children' }>;

/** @param args of the root field. */
export function planDeclaredChildren(
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

// Private:

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
    ...listFields(context, field, collected, isListField(field) ? 'list' : null),
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
