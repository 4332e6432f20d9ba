/** What the lists of a declared query have in common, at its root and as children: filter, order, and the fields asked of them. */

import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  type GraphQLField,
} from 'graphql';
import type { DeclaredQuery, OrderTemplate } from '../declared/declared-query.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { allOf } from '../soql/condition-builders.ts';
import type { Condition, OrderNode } from '../soql/nodes.ts';
import {
  bindCondition,
  bindNumber,
  requireSubject,
  type BoundArguments,
} from './bind-condition.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import type { ListArguments } from './list-arguments.ts';
import type { PlannedList } from './plan-connection.ts';
import type { PlanContext } from './plan-context.ts';
import { rowCondition } from './plan-where.ts';
import type { BareForm, ConnectionShape } from './plan.ts';
import { refuseUnplaceableSemiJoins } from './semi-join-placement.ts';

type Field = GraphQLField<unknown, unknown>;

export const NO_LIST: ListArguments = {
  where: undefined,
  orderBy: undefined,
  scope: null,
  size: 0,
  backward: false,
  after: null,
  before: null,
};

export const NO_PAGE: ConnectionShape['page'] = {
  size: 0,
  backward: false,
  hasAfter: false,
  hasBefore: false,
  position: [],
  scope: '',
};

/** @throws AppError as the binding of conditions does. */
export function whereOf(
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

export function boundOrders(
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

/** The fields asked of a list: of its connection, or, where the field is the rows themselves, those. */
export function listFields(
  context: PlanContext,
  field: Field,
  collected: CollectedField,
  form: BareForm | null,
): Pick<PlannedList, 'type' | 'fields' | 'needsRows' | 'bare'> {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A list has an object type.');
  if (form !== null) return { type, fields: [], needsRows: true, bare: { form, field, collected } };
  const fields = collectFields(context.inputs, type, selectionsOf(collected));
  return { type, fields, needsRows: fields.some((one) => ROW_FIELDS.has(one.name)) };
}

export function isListField({ type }: Field): boolean {
  return isListType(getNullableType(type));
}

// Private:

const ROW_FIELDS: ReadonlySet<string> = new Set(['nodes', 'edges', 'pageInfo']);
