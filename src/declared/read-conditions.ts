/** Conditions of a statement → templates: every operator fits its field, every value its type, every bind has one. */

import { findByName } from '../model/resolve-path.ts';
import { isTextType, literalValue } from '../soql/literal-value.ts';
import { MAX_SEMI_JOINS } from '../soql/limits.ts';
import type { SoqlValue } from '../soql/nodes.ts';
import { parseLikePattern, unescapeString } from '../soql/parse-where.ts';
import {
  placeOfOperand,
  type CallSyntax,
  type ConditionSyntax,
  type LiteralSyntax,
  type OperandSyntax,
  type StatementSyntax,
  type ValueSyntax,
} from '../soql/statement-syntax.ts';
import { valueToText } from '../soql/value-to-text.ts';
import { argumentTypeOf } from './argument-collector.ts';
import type { BindUse, ConditionTemplate, Subject, ValueTemplate } from './condition-template.ts';
import { isDistance, readDistance } from './read-distance.ts';
import { requireGrouped } from './grouped-subjects.ts';
import {
  findField,
  isDateName,
  isFigure,
  onlyPath,
  readOperand,
  readPath,
} from './read-operand.ts';
import { errorAt, unknownName, type QueryScope } from './query-scope.ts';

/**
 * @param groups what the rows are grouped by, where the condition stands in HAVING; null in WHERE.
 * @throws DeclaredError
 */
export function readCondition(
  scope: QueryScope,
  condition: ConditionSyntax,
  groups: readonly Subject[] | null = null,
): ConditionTemplate {
  refuseUnplaceableSemiJoins(scope, condition);
  return readMember(scope, condition, groups);
}

// Private:

type Comparison = Extract<ConditionSyntax, { kind: 'comparison' }>;
type SemiJoin = Extract<ConditionSyntax, { kind: 'semiJoin' }>;

function readMember(
  scope: QueryScope,
  condition: ConditionSyntax,
  groups: readonly Subject[] | null,
): ConditionTemplate {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const members = condition.members.map((member) => readMember(scope, member, groups));
      return { kind: condition.kind, members };
    }
    case 'not':
      return { kind: 'not', member: readMember(scope, condition.member, groups) };
    case 'semiJoin':
      return readSemiJoin(scope, condition);
    case 'comparison':
      return isDistance(condition.operand)
        ? readDistance(scope, condition, condition.operand)
        : readComparison(scope, condition, groups);
  }
}

function readComparison(
  scope: QueryScope,
  comparison: Comparison,
  groups: readonly Subject[] | null,
): ConditionTemplate {
  const subject = readCompared(scope, comparison.operand, groups);
  refuseOperator(scope, comparison, subject);
  return {
    kind: 'comparison',
    subject,
    operator: comparison.operator,
    values: comparison.values.map((value) => readValue(scope, comparison, subject, value)),
    isListBind: comparison.isListBind,
  };
}

function readCompared(
  scope: QueryScope,
  written: OperandSyntax,
  groups: readonly Subject[] | null,
): Subject {
  const at = placeOfOperand(written);
  if (groups === null && isLabel(written)) return readLabel(scope, written);
  const subject = readOperand(scope, written);
  const { operand, field } = subject;
  if (groups !== null) requireGrouped(scope, subject, groups, at);
  else if (operand.kind === 'call' && !isDateName(operand.fn)) {
    throw errorAt(scope.source, at, `${operand.fn}() belongs into HAVING, not into WHERE.`);
  }
  if (isFigure(subject) || field.filterable) return subject;
  throw errorAt(scope.source, at, `Salesforce cannot filter by ${field.name}.`);
}

function isLabel(operand: OperandSyntax): operand is CallSyntax {
  return operand.kind === 'call' && operand.fn.text.toUpperCase() === 'TOLABEL';
}

/** `toLabel(Status) = 'Neu'`: what a picklist's value is called in the language of the gateway's user. */
function readLabel(scope: QueryScope, call: CallSyntax): Subject {
  const subject = readPath(scope, onlyPath(scope, call));
  const { field, operand } = subject;
  if (field.type === 'picklist' && field.filterable) {
    return { ...subject, operand: { kind: 'call', fn: 'toLabel', path: operand.path } };
  }
  const problem = `toLabel() cannot be taken of ${field.name}, which is of type ${field.type}.`;
  throw errorAt(scope.source, call.fn.at, problem);
}

const UNORDERED: ReadonlySet<string> = new Set([
  ...['boolean', 'id', 'reference', 'multipicklist', 'address', 'location'],
]);

function refuseOperator(scope: QueryScope, comparison: Comparison, subject: Subject): void {
  const { operator, operatorAt } = comparison;
  if (fitsOperator(operator, subject)) return;
  throw errorAt(
    scope.source,
    operatorAt,
    `${operator} cannot be used with ${operandName(subject)}, which is of type ${subject.type}.`,
  );
}

function fitsOperator(operator: Comparison['operator'], { type }: Subject): boolean {
  if (type === 'address' || type === 'location') return false;
  switch (operator) {
    case 'LIKE':
      return isTextType(type) && type !== 'multipicklist';
    case 'INCLUDES':
    case 'EXCLUDES':
      return type === 'multipicklist';
    case '<':
    case '<=':
    case '>':
    case '>=':
      return !UNORDERED.has(type);
    case '=':
    case '!=':
    case 'IN':
    case 'NOT IN':
      return true;
  }
}

function readValue(
  scope: QueryScope,
  comparison: Comparison,
  subject: Subject,
  value: ValueSyntax,
): ValueTemplate {
  const { operator, isListBind } = comparison;
  if (value.kind === 'bind') {
    const type = argumentTypeOf(subject.type);
    const use = scope.args.add(value, type, isListBind, describeSubject(scope, subject));
    refuseOptionalInList(scope, comparison, use, value.at);
    return use;
  }
  return readLiteral(scope, operator, subject, value);
}

function readLiteral(
  scope: QueryScope,
  operator: Comparison['operator'],
  subject: Subject,
  literal: LiteralSyntax,
): ValueTemplate {
  const what = operandName(subject);
  let problem = `${literal.text} is not a value of ${what}, which is of type ${subject.type}.`;
  try {
    const template = literalTemplate(operator, subject, literal);
    if (template !== null) return template;
  } catch (error) {
    // An escape that SOQL does not have.
    problem = error instanceof Error ? error.message : problem;
  }
  throw errorAt(scope.source, literal.at, problem);
}

function literalTemplate(
  operator: Comparison['operator'],
  subject: Subject,
  literal: LiteralSyntax,
): ValueTemplate | null {
  const isText = literal.type === 'string';
  switch (operator) {
    case 'LIKE':
      return isText ? { kind: 'pattern', parts: parseLikePattern(literal.text) } : null;
    case 'INCLUDES':
    case 'EXCLUDES':
      return isText
        ? { kind: 'combination', values: unescapeString(literal.text).split(';') }
        : null;
    default: {
      const value = literalValue(literal, subject.type);
      return value === null || !isWritable(value) ? null : { kind: 'fixed', value };
    }
  }
}

/** `2026-02-30` looks like a date and is none. */
function isWritable(value: SoqlValue): boolean {
  try {
    valueToText(value);
    return true;
  } catch {
    return false;
  }
}

/** Without one of several values the list would mean something else; the whole condition has to be optional. */
function refuseOptionalInList(
  scope: QueryScope,
  { values }: Comparison,
  { name, optional }: BindUse,
  at: number,
): void {
  if (!optional || values.length === 1) return;
  throw errorAt(
    scope.source,
    at,
    `One of several values cannot be optional: write IN :${name}? with a list.`,
  );
}

function describeSubject(scope: QueryScope, subject: Subject): string {
  const what = `${scope.object.name}.${operandName(subject)}`;
  return `Compared with ${subject.field.label} (\`${what}\`).`;
}

function operandName({ operand }: Subject): string {
  const path = operand.path.join('.');
  return operand.kind === 'call' ? `${operand.fn}(${path})` : path;
}

function readSemiJoin(scope: QueryScope, join: SemiJoin): ConditionTemplate {
  const { statement } = join;
  const subject = readOperand(scope, join.operand);
  const isId = ['id', 'reference'].includes(subject.type);
  if (join.operand.kind !== 'path' || subject.crossed.length > 0 || !isId) {
    throw errorAt(
      scope.source,
      placeOfOperand(join.operand),
      'A sub-select is compared with an id or a reference of the object itself.',
    );
  }
  const inner = innerScope(scope, statement);
  const column = readColumn(inner, statement);
  refuseClauses(inner, statement);
  return {
    kind: 'semiJoin',
    subject,
    negated: join.negated,
    column,
    from: inner.object.name,
    where: statement.where === null ? null : readMember(inner, statement.where, null),
  };
}

/** Salesforce refuses these as the object of a sub-select. */
const NOT_IN_SUB_SELECTS: ReadonlySet<string> = new Set([
  ...['ActivityHistory', 'Attachment', 'Event', 'EventAttendee', 'Note', 'OpenActivity', 'Task'],
]);

function innerScope(scope: QueryScope, { from, owner, alias }: StatementSyntax): QueryScope {
  if (owner !== null) throw errorAt(scope.source, owner.at, 'One object is expected here.');
  const object = findByName(scope.model.objects, from.text);
  if (object === undefined) {
    const problem = `There is no object ${from.text} among those that objects: names.`;
    throw unknownName(scope, from, [...scope.model.objects.keys()], problem);
  }
  if (object.name === scope.object.name || NOT_IN_SUB_SELECTS.has(object.name)) {
    throw errorAt(scope.source, from.at, `SOQL takes no sub-select on ${object.name} here.`);
  }
  return { ...scope, object, alias: alias?.text ?? null };
}

function readColumn(scope: QueryScope, { items, at }: StatementSyntax): Subject {
  const [item, ...others] = items;
  const path = item?.kind === 'field' && item.operand.kind === 'path' ? item.operand.path : null;
  const [name, ...deeper] = path ?? [];
  if (name === undefined || deeper.length > 0 || others.length > 0) {
    throw errorAt(scope.source, at, 'A sub-select takes one field of its object.');
  }
  const field = findField(scope, scope.object, name);
  if (field.type !== 'id' && field.type !== 'reference') {
    throw errorAt(scope.source, name.at, `${field.name} must be an id or a reference.`);
  }
  return {
    operand: { kind: 'field', path: [field.name] },
    field,
    type: field.type,
    reads: [{ object: scope.object.name, field: field.name }],
    crossed: [],
  };
}

function refuseClauses(scope: QueryScope, statement: StatementSyntax): void {
  const { groupBy, having, orderBy, limit, offset, scope: named } = statement;
  const isPlain = [groupBy, having, limit, offset, named].every((one) => one === null);
  if (isPlain && orderBy.length === 0) return;
  throw errorAt(scope.source, statement.at, 'A sub-select takes a WHERE and no other clause.');
}

/** SOQL takes at most two semi-joins, only at the top level of AND, and none inside another. */
function refuseUnplaceableSemiJoins(scope: QueryScope, condition: ConditionSyntax): void {
  const top = condition.kind === 'and' ? condition.members : [condition];
  const placeable = top.filter((member) => member.kind === 'semiJoin');
  const misplaced = [
    ...top.filter((member) => member.kind !== 'semiJoin').flatMap(semiJoinsOf),
    ...placeable.flatMap(({ statement }) => (statement.where ? semiJoinsOf(statement.where) : [])),
    ...placeable.slice(MAX_SEMI_JOINS),
  ];
  const [first] = misplaced;
  if (first === undefined) return;
  throw errorAt(
    scope.source,
    first.statement.at,
    `SOQL takes at most ${MAX_SEMI_JOINS} sub-selects, joined by AND only and never nested.`,
  );
}

function semiJoinsOf(condition: ConditionSyntax): readonly SemiJoin[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.members.flatMap(semiJoinsOf);
    case 'not':
      return semiJoinsOf(condition.member);
    case 'semiJoin':
      return [condition];
    case 'comparison':
      return [];
  }
}
