/** USING SCOPE, ORDER BY, LIMIT and OFFSET of a statement → their templates. */

import { canOrderBy } from '../model/field-abilities.ts';
import {
  placeOfOperand,
  type NameSyntax,
  type OrderSyntax,
  type ValueSyntax,
} from '../soql/statement-syntax.ts';
import type { BindUse, NumberTemplate, Subject } from './condition-template.ts';
import type { OrderTemplate } from './declared-query.ts';
import { isAggregateName, readOperand } from './read-operand.ts';
import { errorAt, unknownName, type QueryScope } from './query-scope.ts';

export function readScope(scope: QueryScope, name: NameSyntax | null): string | null {
  if (name === null) return null;
  const { scopes } = scope.object;
  const found = scopes.find((one) => one.toLowerCase() === name.text.toLowerCase());
  if (found !== undefined) return found;
  throw unknownName(scope, name, scopes, `${scope.object.name} has no scope ${name.text}.`);
}

/** @param isGrouped groups can be ordered by figures too. */
export function readOrders(
  scope: QueryScope,
  orders: readonly OrderSyntax[],
  isGrouped = false,
): readonly OrderTemplate[] {
  return orders.map((order) => {
    const subject = readOperand(scope, order.operand);
    const at = placeOfOperand(order.operand);
    const { operand } = subject;
    if (!isGrouped && operand.kind === 'call') {
      throw errorAt(scope.source, at, `Rows cannot be sorted by ${operand.fn}().`);
    }
    const isFigure = operand.kind === 'call' && isAggregateName(operand.fn);
    if (!isFigure && !subject.field.sortable) {
      throw errorAt(scope.source, at, `Salesforce cannot sort by ${subject.field.name}.`);
    }
    return orderTemplate(scope, order, subject);
  });
}

/** LIMIT or OFFSET. @param about what the argument means, where it is one. */
export function readCount(
  scope: QueryScope,
  value: ValueSyntax | null,
  about: string,
): NumberTemplate | BindUse | null {
  if (value === null) return null;
  if (value.kind === 'bind') return scope.args.add(value, 'Int', false, about);
  if (value.type === 'number' && /^\d{1,9}$/.test(value.text)) {
    return { kind: 'number', value: Number(value.text) };
  }
  throw errorAt(scope.source, value.at, `${value.text} is not a number of rows.`);
}

// Private:

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
