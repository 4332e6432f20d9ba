/** Decides how a parent's row predicate is enforced: SOQL cannot filter a parent without losing the child. */

import { allOf } from '../soql/condition-builders.ts';
import { MAX_PARENT_DEPTH } from '../soql/limits.ts';
import type { Condition } from '../soql/nodes.ts';
import type { ParentGuard } from './plan.ts';
import { pathsOf } from './prefix-condition.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';
import { addColumn, type RecordSite, type StatementSet } from './statement-set.ts';

/** @param site the parent; its columns are extended by what the predicate reads, or a guarded statement is added. */
export function guardParent(
  statements: StatementSet,
  site: RecordSite,
  condition: Condition,
): ParentGuard {
  return statements.guardOf(site, () => makeGuard(statements, site, condition));
}

/**
 * Whether JavaScript decides the condition exactly as Salesforce does: equality and nulls. Order of texts depends on
 * the org's language, relative dates on its clock and time zone.
 */
export function isRowDecidable(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.every(isRowDecidable);
    case 'not':
      return isRowDecidable(condition.condition);
    case 'compare':
      return (
        condition.operand.kind === 'field' &&
        (condition.operator === '=' || condition.operator === '!=') &&
        ['null', 'string', 'id', 'boolean', 'number', 'date'].includes(condition.value.type)
      );
    case 'in':
      return (
        condition.operand.kind === 'field' &&
        condition.values.every((value) => ['string', 'id', 'number'].includes(value.type))
      );
    case 'like':
    case 'includes':
    case 'distance':
    case 'semiJoin':
      return false;
  }
}

// Private:

function makeGuard(statements: StatementSet, site: RecordSite, condition: Condition): ParentGuard {
  const paths = pathsOf(condition);
  const fits = paths.every((path) => columnFits(site, path.length - 1));
  if (fits && isRowDecidable(condition)) {
    for (const path of paths) addColumn(site, path);
    return { kind: 'row', condition };
  }
  addColumn(site, ['Id']);
  const builder = new SelectBuilder(site.object.name, {
    ...BARE_FRAME,
    where: allOf([condition]),
  });
  const side = statements.addSide(
    () => builder.build(),
    { at: site.place, column: 'Id' },
    { kind: 'byId', route: [] },
  );
  return { kind: 'side', side };
}

function columnFits(site: RecordSite, parents: number): boolean {
  if (site.typeOf !== null) return parents === 0;
  return site.prefix.length + parents <= MAX_PARENT_DEPTH;
}
