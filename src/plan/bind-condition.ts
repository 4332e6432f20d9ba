/** A condition of a declared query + the arguments → a SOQL condition, with the viewer's policy at every field it reads. */

import { AppError } from '../common/errors.ts';
import type {
  BindUse,
  ConditionTemplate,
  NumberTemplate,
  Subject,
} from '../declared/condition-template.ts';
import type { FilterOperator } from '../model/schema-bindings.ts';
import { allOf, anyOf, fieldOperand, isNotNull, not } from '../soql/condition-builders.ts';
import type { Condition, SoqlValue } from '../soql/nodes.ts';
import type { ParsedOperator } from '../soql/parse-where.ts';
import { filterCondition, soqlValue } from './filter-condition.ts';
import { isOneOfTypes, requireOpenType } from './parent-type.ts';
import type { AccessUse, PlanContext } from './plan-context.ts';
import { requireAllRows } from './plan-order.ts';
import { requireOpenName, rowCondition } from './plan-where.ts';
import { prefixCondition } from './prefix-condition.ts';

/** Arguments of a declared field by name; what is absent was left out. */
export type BoundArguments = ReadonlyMap<string, unknown>;

/**
 * Null where all that it says is optional and was left out.
 * @throws AppError FORBIDDEN for a field that the viewer may not read, BAD_USER_INPUT for a value that says nothing.
 */
export function bindCondition(
  context: PlanContext,
  template: ConditionTemplate,
  args: BoundArguments,
): Condition | null {
  switch (template.kind) {
    case 'and':
    case 'or': {
      const members = template.members.map((member) => bindCondition(context, member, args));
      return template.kind === 'and' ? allOf(members) : anyOf(members);
    }
    case 'not': {
      const member = bindCondition(context, template.member, args);
      return member === null ? null : not(member);
    }
    case 'comparison':
      return bindComparison(context, template, args);
    case 'distance':
      return bindDistance(context, template, args);
    case 'semiJoin':
      return bindSemiJoin(context, template, args);
  }
}

/** @throws AppError FORBIDDEN: whoever may not read a field must not learn it by order, group or figure. */
export function requireSubject(context: PlanContext, subject: Subject, use: AccessUse): void {
  requireReads(context, subject, use);
  for (const { objects, polymorphic } of subject.crossed) {
    for (const object of objects) {
      if (polymorphic) requireOpenName(context, context.object(object));
      else requireAllRows(context, context.object(object));
    }
  }
}

/** A number of the query's text, or of an argument; null where it was left out. */
export function bindNumber(
  template: NumberTemplate | BindUse | null,
  args: BoundArguments,
): number | null {
  if (template === null) return null;
  if (template.kind === 'number') return template.value;
  const value = args.get(template.name);
  return typeof value === 'number' ? value : null;
}

// Private:

type Comparison = Extract<ConditionTemplate, { kind: 'comparison' }>;

function requireReads(context: PlanContext, { reads }: Subject, use: AccessUse): void {
  for (const { object, field } of reads) {
    context.requireReadable(context.object(object), { name: field }, use);
  }
}

/** What is said of a parent holds only for a parent that the viewer may read. */
function withGuards(context: PlanContext, subject: Subject, condition: Condition): Condition {
  const guards = subject.crossed.flatMap(({ path, objects, polymorphic }) => {
    const targets = objects.map((name) => context.object(name));
    if (!polymorphic) {
      return targets.map((target) => {
        const guard = rowCondition(context.requireAccess(target).rows);
        return guard === null ? null : prefixCondition(guard, path);
      });
    }
    if (subject.operand.path.at(-1) === 'Type') {
      requireOpenType(context, targets, condition);
      return [];
    }
    for (const target of targets) requireOpenName(context, target);
    return [isOneOfTypes(path, targets)];
  });
  return allOf([condition, ...guards]) ?? condition;
}

function bindComparison(
  context: PlanContext,
  template: Comparison,
  args: BoundArguments,
): Condition | null {
  const { subject } = template;
  const isLeftOut = (value: Comparison['values'][number]): boolean =>
    value.kind === 'bind' && value.optional && !args.has(value.name);
  if (template.values.some(isLeftOut)) return null;
  requireReads(context, subject, 'filter by');
  const isOfParents = subject.operand.kind === 'call' && subject.crossed.length > 0;
  if (isOfParents) requireSubject(context, subject, 'filter by');
  return withGuards(context, subject, comparisonCondition(template, args));
}

const FILTERS: Readonly<Record<ParsedOperator, FilterOperator>> = {
  '=': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'lte',
  '>': 'gt',
  '>=': 'gte',
  LIKE: 'like',
  IN: 'in',
  'NOT IN': 'nin',
  INCLUDES: 'includes',
  EXCLUDES: 'excludes',
};

function comparisonCondition(template: Comparison, args: BoundArguments): Condition {
  const { subject, operator, values } = template;
  const { operand, type } = subject;
  const [value] = values;
  if (value === undefined) throw new TypeError('A comparison has no value.');
  switch (operator) {
    case 'IN':
    case 'NOT IN':
      if (template.isListBind) break;
      return {
        kind: 'in',
        operand,
        negated: operator === 'NOT IN',
        values: values.map((one) => valueOf(one, type, args)),
      };
    case 'INCLUDES':
    case 'EXCLUDES':
      if (template.isListBind) break;
      return {
        kind: 'includes',
        operand,
        negated: operator === 'EXCLUDES',
        combinations: values.map((one) => combinationOf(one, args)),
      };
    case 'LIKE':
      if (value.kind === 'pattern') return { kind: 'like', operand, pattern: value.parts };
      break;
    default:
      if (value.kind === 'fixed') return { kind: 'compare', operand, operator, value: value.value };
  }
  if (value.kind !== 'bind') throw new TypeError(`${operator} takes no ${value.kind}.`);
  return filterCondition(operand, type, FILTERS[operator], args.get(value.name));
}

function valueOf(
  value: Comparison['values'][number],
  type: Subject['type'],
  args: BoundArguments,
): SoqlValue {
  if (value.kind === 'fixed') return value.value;
  if (value.kind !== 'bind') throw new TypeError(`A list holds no ${value.kind}.`);
  return soqlValue(type, args.get(value.name));
}

function combinationOf(
  value: Comparison['values'][number],
  args: BoundArguments,
): readonly string[] {
  if (value.kind === 'combination') return value.values;
  const text = value.kind === 'bind' ? args.get(value.name) : undefined;
  if (typeof text !== 'string') throw new TypeError('A combination is no text.');
  return text.split(';');
}

function bindDistance(
  context: PlanContext,
  template: Extract<ConditionTemplate, { kind: 'distance' }>,
  args: BoundArguments,
): Condition | null {
  const { subject, unit } = template;
  const [latitude, longitude, within] = [
    template.latitude,
    template.longitude,
    template.within,
  ].map((number) => bindNumber(number, args));
  if (latitude == null || longitude == null || within == null) return null;
  requireReads(context, subject, 'filter by');
  const near = { latitude, longitude, within, unit };
  return withGuards(context, subject, filterCondition(subject.operand, subject.type, 'near', near));
}

function bindSemiJoin(
  context: PlanContext,
  template: Extract<ConditionTemplate, { kind: 'semiJoin' }>,
  args: BoundArguments,
): Condition | null {
  const { subject, column, from, negated } = template;
  const inner = template.where === null ? null : bindCondition(context, template.where, args);
  // Its only conditions were left out: so is the sub-select, which would say something else without them.
  if (template.where !== null && inner === null) return null;
  requireReads(context, subject, 'filter by');
  const access = context.requireAccess(context.object(from));
  requireReads(context, column, 'filter by');
  const [name] = column.operand.path;
  if (name === undefined)
    throw new AppError('INTERNAL', 'A sub-select has no column.', { hint: '' });
  return {
    kind: 'semiJoin',
    operand: subject.operand,
    negated,
    select: {
      column: name,
      from,
      where: allOf([
        inner,
        rowCondition(access.rows),
        negated ? isNotNull(fieldOperand(name)) : null,
      ]),
    },
  };
}
