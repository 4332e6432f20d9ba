/** (policy, viewer, object) → what that viewer may read of that object, with the viewer's own values filled in. */

import { allOf, anyOf, fieldOperand, not } from '../soql/condition-builders.ts';
import type { Condition } from '../soql/nodes.ts';
import type { ObjectAccess, Policy, RowAccess } from './policy.ts';
import type { BoundComparison, PredicateNode } from './predicate.ts';
import type { Viewer } from './viewer.ts';

/** Null when the viewer may read nothing of the object. */
export function accessTo(policy: Policy, viewer: Viewer, object: string): ObjectAccess | null {
  const rule = policy.rules.get(object)?.get(viewer.role);
  if (rule === undefined || rule.rows === 'NONE') return null;
  const { fields } = rule;
  return {
    rows: rule.rows === 'ALL' ? { kind: 'all' } : bindPredicate(rule.rows, viewer),
    canReadField: (field) => fields === 'ALL' || fields.has(field),
  };
}

/** A comparison with a value the viewer does not have is false, and stays false under NOT. */
export function bindPredicate(predicate: PredicateNode, viewer: Viewer): RowAccess {
  return bind(predicate, viewer, false);
}

// Private:

const ALL: RowAccess = { kind: 'all' };
const NONE: RowAccess = { kind: 'none' };

/** @param negated whether an odd number of NOTs stand above: there, an unbound comparison must come out true. */
function bind(predicate: PredicateNode, viewer: Viewer, negated: boolean): RowAccess {
  switch (predicate.kind) {
    case 'fixed':
      return where(predicate.condition);
    case 'bound':
      return bindComparison(predicate, viewer, negated);
    case 'and':
      return joinAnd(predicate.predicates.map((one) => bind(one, viewer, negated)));
    case 'or':
      return joinOr(predicate.predicates.map((one) => bind(one, viewer, negated)));
    case 'not':
      return negate(bind(predicate.predicate, viewer, !negated));
    case 'semiJoin':
      return bindSemiJoin(predicate, viewer);
  }
}

function bindComparison(predicate: BoundComparison, viewer: Viewer, negated: boolean): RowAccess {
  const value = viewer[predicate.bind];
  if (value === null || value === '') return negated ? ALL : NONE;
  return where({
    kind: 'compare',
    operand: fieldOperand(...predicate.path),
    operator: predicate.operator,
    value: { type: predicate.type, value },
  });
}

/** A sub-select that nothing satisfies makes IN false; NOT IN must not turn that into "all rows". */
function bindSemiJoin(
  predicate: Extract<PredicateNode, { kind: 'semiJoin' }>,
  viewer: Viewer,
): RowAccess {
  const inner =
    predicate.predicate === null ? ALL : bind(predicate.predicate, viewer, predicate.negated);
  if (inner.kind === 'none') return NONE;
  return where({
    kind: 'semiJoin',
    operand: fieldOperand(...predicate.path),
    negated: predicate.negated,
    select: {
      column: predicate.column,
      from: predicate.from,
      where: inner.kind === 'all' ? null : inner.condition,
    },
  });
}

function where(condition: Condition): RowAccess {
  return { kind: 'where', condition };
}

function joinAnd(members: readonly RowAccess[]): RowAccess {
  if (members.some((member) => member.kind === 'none')) return NONE;
  const condition = allOf(members.map(conditionOf));
  return condition === null ? ALL : where(condition);
}

function joinOr(members: readonly RowAccess[]): RowAccess {
  if (members.some((member) => member.kind === 'all')) return ALL;
  const condition = anyOf(members.map(conditionOf));
  return condition === null ? NONE : where(condition);
}

function negate(access: RowAccess): RowAccess {
  switch (access.kind) {
    case 'all':
      return NONE;
    case 'none':
      return ALL;
    case 'where':
      return where(not(access.condition));
  }
}

function conditionOf(access: RowAccess): Condition | null {
  return access.kind === 'where' ? access.condition : null;
}
