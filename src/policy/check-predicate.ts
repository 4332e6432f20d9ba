/** Checks a parsed row predicate against the model: every field exists, may be filtered and is compared with its own type. */

import type { FieldModel, ObjectModel, OrgModel } from '../model/org-model.ts';
import { findByName, resolvePath } from '../model/resolve-path.ts';
import { fieldOperand } from '../soql/condition-builders.ts';
import { isTextType, literalValue } from '../soql/literal-value.ts';
import { MAX_PARENT_DEPTH, MAX_SEMI_JOINS } from '../soql/limits.ts';
import type { Condition, FieldPath, SoqlValue } from '../soql/nodes.ts';
import {
  parseLikePattern,
  parseWhere,
  unescapeString,
  type ParsedLiteral,
  type ParsedWhere,
} from '../soql/parse-where.ts';
import { absenceError, type AbsentObjects } from './absent-objects.ts';
import { PolicyError, PolicyNotCheckableYet } from './policy-error.ts';
import { VIEWER_BINDS, type PredicateNode, type ViewerBind } from './predicate.ts';

/** What a predicate is checked against. */
export interface PredicateScope {
  readonly model: OrgModel;
  readonly absent: AbsentObjects;
  /** The object whose rows the predicate chooses. */
  readonly object: ObjectModel;
  /** Where the predicate stands, for error messages. */
  readonly place: string;
}

/** @throws PolicyError for a mistake; PolicyNotCheckableYet where an object is read that is not described yet. */
export function checkPredicate(text: string, scope: PredicateScope): PredicateNode {
  const parsed = parseOrRefuse(text, scope.place);
  refuseUnplaceableSemiJoins(parsed, scope.place);
  return checkNode(parsed, scope);
}

// Private:

type Scope = PredicateScope;

function parseOrRefuse(text: string, place: string): ParsedWhere {
  try {
    return parseWhere(text);
  } catch (error) {
    throw new PolicyError(place, error instanceof Error ? error.message : String(error));
  }
}

/** SOQL takes at most two semi-joins, only at the top level of AND, and none inside another. */
function refuseUnplaceableSemiJoins(parsed: ParsedWhere, place: string): void {
  const top = parsed.kind === 'and' ? parsed.members : [parsed];
  const placeable = top.filter((member) => member.kind === 'semiJoin');
  const nested = top.filter((member) => member.kind !== 'semiJoin').some(holdsSemiJoin);
  const inner = placeable.some((join) => join.where !== null && holdsSemiJoin(join.where));
  if (nested || inner || placeable.length > MAX_SEMI_JOINS) {
    throw new PolicyError(
      place,
      `SOQL takes at most ${MAX_SEMI_JOINS} sub-selects, joined by AND only and never nested.`,
    );
  }
}

function holdsSemiJoin(parsed: ParsedWhere): boolean {
  switch (parsed.kind) {
    case 'and':
    case 'or':
      return parsed.members.some(holdsSemiJoin);
    case 'not':
      return holdsSemiJoin(parsed.member);
    case 'semiJoin':
      return true;
    case 'comparison':
      return false;
  }
}

function checkNode(parsed: ParsedWhere, scope: Scope): PredicateNode {
  switch (parsed.kind) {
    case 'and':
    case 'or':
      return {
        kind: parsed.kind,
        predicates: parsed.members.map((member) => checkNode(member, scope)),
      };
    case 'not':
      return { kind: 'not', predicate: checkNode(parsed.member, scope) };
    case 'semiJoin':
      return checkSemiJoin(parsed, scope);
    case 'comparison':
      return checkComparison(parsed, scope);
  }
}

function checkSemiJoin(
  parsed: Extract<ParsedWhere, { kind: 'semiJoin' }>,
  scope: Scope,
): PredicateNode {
  const { path } = resolveField(parsed.path, scope);
  if (path.length > 1)
    throw new PolicyError(
      scope.place,
      'A sub-select is compared with a field of the object itself.',
    );
  const from = findByName(scope.model.objects, parsed.from);
  if (from === undefined) throw absenceError(parsed.from, scope.place, scope.absent);
  if (from.name === scope.object.name) {
    throw new PolicyError(scope.place, 'A sub-select cannot read the object that it filters.');
  }
  const inner: Scope = { ...scope, object: from };
  const column = resolveField([parsed.column], inner).field;
  if (column.type !== 'reference' && column.type !== 'id') {
    throw new PolicyError(scope.place, `${from.name}.${column.name} must be an id or a reference.`);
  }
  return {
    kind: 'semiJoin',
    path,
    negated: parsed.negated,
    column: column.name,
    from: from.name,
    predicate: parsed.where === null ? null : checkNode(parsed.where, inner),
  };
}

function checkComparison(
  parsed: Extract<ParsedWhere, { kind: 'comparison' }>,
  scope: Scope,
): PredicateNode {
  const { field, path } = resolveField(parsed.path, scope);
  const [first] = parsed.literals;
  if (first?.type === 'bind') return checkBind(parsed, field, path, first.text, scope);
  return { kind: 'fixed', condition: fixedCondition(parsed, field, path, scope) };
}

function fixedCondition(
  parsed: Extract<ParsedWhere, { kind: 'comparison' }>,
  field: FieldModel,
  path: FieldPath,
  scope: Scope,
): Condition {
  const operand = fieldOperand(...path);
  const values = () => parsed.literals.map((literal) => checkLiteral(literal, field, scope));
  switch (parsed.operator) {
    case 'IN':
    case 'NOT IN':
      return { kind: 'in', operand, negated: parsed.operator === 'NOT IN', values: values() };
    case 'INCLUDES':
    case 'EXCLUDES':
      return {
        kind: 'includes',
        operand,
        negated: parsed.operator === 'EXCLUDES',
        combinations: parsed.literals.map((literal) => unescapeString(literal.text).split(';')),
      };
    case 'LIKE':
      return { kind: 'like', operand, pattern: checkPattern(parsed.literals, scope) };
    default: {
      const [value] = values();
      if (value === undefined) throw new PolicyError(scope.place, 'A value is missing.');
      return { kind: 'compare', operand, operator: parsed.operator, value };
    }
  }
}

function checkPattern(literals: readonly ParsedLiteral[], scope: Scope) {
  const [literal] = literals;
  if (literal?.type !== 'string') throw new PolicyError(scope.place, 'LIKE takes a string.');
  return parseLikePattern(literal.text);
}

function checkBind(
  parsed: Extract<ParsedWhere, { kind: 'comparison' }>,
  field: FieldModel,
  path: FieldPath,
  text: string,
  scope: Scope,
): PredicateNode {
  const bind = /^viewer\.(\w+)$/.exec(text)?.[1];
  if (!isViewerBind(bind)) {
    throw new PolicyError(
      scope.place,
      `:${text} is unknown; there are ${VIEWER_BINDS.map((name) => `:viewer.${name}`).join(', ')}.`,
    );
  }
  if (parsed.operator !== '=' && parsed.operator !== '!=') {
    throw new PolicyError(scope.place, `:${text} can be compared with = and != only.`);
  }
  const isId = field.type === 'id' || field.type === 'reference';
  if (isId !== (bind === 'contactId') || !(isId || isTextType(field.type))) {
    throw new PolicyError(
      scope.place,
      `:${text} cannot be compared with ${field.name} (${field.type}).`,
    );
  }
  return { kind: 'bound', path, operator: parsed.operator, bind, type: isId ? 'id' : 'string' };
}

function isViewerBind(name: string | undefined): name is ViewerBind {
  return VIEWER_BINDS.some((bind) => bind === name);
}

function resolveField(path: readonly string[], scope: Scope) {
  const resolved = resolvePath(scope.model, scope.object, path);
  const written = `${scope.object.name}.${path.join('.')}`;
  if (resolved === null) {
    // A relationship shows only once the object at its other end is described.
    if (path.length > 1 && scope.absent.pending.length > 0) {
      throw new PolicyNotCheckableYet(scope.place, `${written} is not described yet.`);
    }
    throw new PolicyError(scope.place, `There is no field ${written}.`);
  }
  if (!resolved.field.filterable) {
    throw new PolicyError(scope.place, `Salesforce cannot filter by ${written}.`);
  }
  if (resolved.path.length > MAX_PARENT_DEPTH + 1) {
    throw new PolicyError(scope.place, `${written} crosses more than ${MAX_PARENT_DEPTH} parents.`);
  }
  return resolved;
}

function checkLiteral(literal: ParsedLiteral, field: FieldModel, scope: Scope): SoqlValue {
  const value = literalValue(literal, field.type);
  if (value === null) {
    throw new PolicyError(
      scope.place,
      `${literal.text} is not a value of ${field.name}, which is of type ${field.type}.`,
    );
  }
  return value;
}
