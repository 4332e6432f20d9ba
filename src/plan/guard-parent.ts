/** Decides how a parent's row predicate is enforced: SOQL cannot filter a parent without losing the child. */

import { allOf } from '../soql/condition-builders.ts';
import { MAX_PARENT_DEPTH } from '../soql/limits.ts';
import type { ObjectModel } from '../model/org-model.ts';
import type { Condition, FieldPath, SoqlValue } from '../soql/nodes.ts';
import type { ParentGuard } from './plan.ts';
import { pathsOf } from './prefix-condition.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';
import { addColumn, parentsTo, type RecordSite, type StatementSet } from './statement-set.ts';

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
 * the org's language, relative dates on its clock and time zone, and a text of a field further up on whether that field
 * distinguishes case.
 */
export function isRowDecidable(condition: Condition, object: ObjectModel): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.every((member) => isRowDecidable(member, object));
    case 'not':
      return isRowDecidable(condition.condition, object);
    case 'compare':
      return (
        condition.operand.kind === 'field' &&
        (condition.operator === '=' || condition.operator === '!=') &&
        isValueDecidable(condition.value, condition.operand.path, object)
      );
    case 'in':
      return (
        condition.operand.kind === 'field' &&
        condition.values.every((value) => isListable(value, condition.operand.path, object))
      );
    case 'like':
    case 'includes':
    case 'distance':
    case 'semiJoin':
      return false;
  }
}

// Private:

const EXACT: ReadonlySet<SoqlValue['type']> = new Set(['null', 'id', 'boolean', 'number', 'date']);

function isValueDecidable(value: SoqlValue, path: FieldPath, object: ObjectModel): boolean {
  return EXACT.has(value.type) || (value.type === 'string' && ignoresCase(path, object));
}

function isListable(value: SoqlValue, path: FieldPath, object: ObjectModel): boolean {
  if (value.type === 'string') return ignoresCase(path, object);
  return value.type === 'id' || value.type === 'number';
}

function ignoresCase([name = '', ...further]: FieldPath, object: ObjectModel): boolean {
  const field = further.length === 0 ? object.fields.get(name) : undefined;
  return field?.caseSensitive === false;
}

function makeGuard(statements: StatementSet, site: RecordSite, condition: Condition): ParentGuard {
  const paths = pathsOf(condition);
  const fits = paths.every((path) => columnFits(site, path.length - 1));
  if (fits && isRowDecidable(condition, site.object)) {
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
  return parentsTo(site) + parents <= MAX_PARENT_DEPTH;
}
