/** USING SCOPE, ORDER BY, LIMIT and OFFSET of a statement → their templates. */

import { canOrderBy } from '../model/field-abilities.ts';
import { findByName } from '../model/resolve-path.ts';
import {
  placeOfOperand,
  type CallSyntax,
  type NameSyntax,
  type OrderSyntax,
  type ValueSyntax,
} from '../soql/statement-syntax.ts';
import type { BindUse, NumberTemplate, Subject } from './condition-template.ts';
import type { DeclaredResult, OrderTemplate } from './declared-query.ts';
import { requireGrouped } from './grouped-subjects.ts';
import { isDistance, readDistanceCall } from './read-distance.ts';
import { isFigure, readOperand } from './read-operand.ts';
import { errorAt, unknownName, type QueryScope } from './query-scope.ts';

export function readScope(scope: QueryScope, name: NameSyntax | null): string | null {
  if (name === null) return null;
  const { scopes } = scope.object;
  const found = scopes.find((one) => one.toLowerCase() === name.text.toLowerCase());
  if (found !== undefined) return found;
  throw unknownName(scope, name, scopes, `${scope.object.name} has no scope ${name.text}.`);
}

/** @param groups can be ordered by their figures, and by the names that these have; null for rows. */
export function readOrders(
  scope: QueryScope,
  orders: readonly OrderSyntax[],
  groups: Groups | null = null,
): readonly OrderTemplate[] {
  return orders.map((order) => {
    if (groups !== null) return orderTemplate(scope, order, orderedFigure(scope, order, groups));
    if (isDistance(order.operand)) return distanceOrder(scope, order, order.operand);
    const subject = readOperand(scope, order.operand);
    const at = placeOfOperand(order.operand);
    if (subject.operand.kind === 'call') {
      throw errorAt(scope.source, at, `Rows cannot be sorted by ${subject.operand.fn}().`);
    }
    requireSortable(scope, subject, at);
    return orderTemplate(scope, order, subject);
  });
}

/** LIMIT or OFFSET. @param about what the argument means, where it is one. @param most that Salesforce takes. */
export function readCount(
  scope: QueryScope,
  value: ValueSyntax | null,
  about: string,
  most = Infinity,
): NumberTemplate | BindUse | null {
  if (value === null) return null;
  if (value.kind === 'bind') return scope.args.add(value, 'Int', false, about);
  if (value.type === 'number' && /^\d{1,9}$/.test(value.text)) {
    const number = Number(value.text);
    if (number <= most) return { kind: 'number', value: number };
    throw errorAt(scope.source, value.at, `Salesforce takes at most ${most} here.`);
  }
  throw errorAt(scope.source, value.at, `${value.text} is not a number of rows.`);
}

// Private:

type Groups = Extract<DeclaredResult, { kind: 'groups' }>;

/** A figure, something grouped, or the alias of either. */
function orderedFigure(scope: QueryScope, { operand }: OrderSyntax, groups: Groups): Subject {
  const [name, ...deeper] = operand.kind === 'path' ? operand.path : [];
  const isField = name !== undefined && findByName(scope.object.fields, name.text) !== undefined;
  const aliased =
    name === undefined || deeper.length > 0 || isField
      ? undefined
      : groups.items.find((item) => item.name.toLowerCase() === name.text.toLowerCase());
  if (aliased?.kind === 'value' && aliased.fn !== 'FORMAT') return aliased.subject;
  const subject = readOperand(scope, operand);
  const at = placeOfOperand(operand);
  requireGrouped(scope, subject, groups.groupBy?.subjects ?? [], at);
  if (!isFigure(subject)) requireSortable(scope, subject, at);
  return subject;
}

function requireSortable(scope: QueryScope, { field }: Subject, at: number): void {
  if (!field.sortable) throw errorAt(scope.source, at, `Salesforce cannot sort by ${field.name}.`);
}

function distanceOrder(scope: QueryScope, order: OrderSyntax, call: CallSyntax): OrderTemplate {
  const { subject, latitude, longitude } = readDistanceCall(scope, call);
  for (const degrees of [latitude, longitude]) {
    if (degrees.kind === 'bind' && degrees.optional) {
      const problem = 'What rows are sorted by cannot be left out: no ? here.';
      throw errorAt(scope.source, call.fn.at, problem);
    }
  }
  const template = orderTemplate(scope, order, subject);
  return { ...template, distanceFrom: { latitude, longitude }, pageable: false };
}

function orderTemplate(scope: QueryScope, order: OrderSyntax, subject: Subject): OrderTemplate {
  const { operand, field, crossed } = subject;
  const parents = operand.path.slice(0, -1);
  const isOfOneObject = crossed.every((parent) => !parent.polymorphic);
  const nillableReference = subject.reads
    .slice(0, -1)
    .some(
      (read) => scope.model.objects.get(read.object)?.fields.get(read.field)?.nillable !== false,
    );
  return {
    subject,
    direction: order.direction,
    nulls: order.nulls,
    nullable: (nillableReference || field.nillable) && field.type !== 'boolean',
    pageable: operand.kind === 'field' && isOfOneObject && canOrderBy(field, parents),
  };
}
