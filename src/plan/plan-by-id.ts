/** Records that are asked for by their ids → one guarded statement, and the shape of each record. */

import { isObjectType, type GraphQLObjectType } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { allOf, equals, fieldOperand } from '../soql/condition-builders.ts';
import { isRecordId } from '../soql/value-to-text.ts';
import { selectionsOf, type CollectedField } from './collect-fields.ts';
import { recordPlanning } from './plan-connection.ts';
import type { PlanContext } from './plan-context.ts';
import { planRecord } from './plan-record.ts';
import { rowCondition } from './plan-where.ts';
import type { ListPlan } from './plan.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';
import { StatementSet } from './statement-set.ts';

export interface ByIdRequest {
  readonly object: ObjectModel;
  /** At least one, each once. */
  readonly ids: readonly string[];
  readonly collected: CollectedField;
  /** The field's type is a union or an interface, so that a record has to tell its type. */
  readonly isAbstract: boolean;
}

/**
 * The records stand in `nodes` of the plan's shape. Null when the viewer may read no row.
 * @throws AppError FORBIDDEN when the viewer may read nothing of the object.
 */
export function planByIds(context: PlanContext, request: ByIdRequest): ListPlan | null {
  const { object, ids, collected, isAbstract } = request;
  const access = context.requireAccess(object);
  if (access.rows.kind === 'none') return null;
  const rows = rowCondition(access.rows);
  const statements = new StatementSet({ ids, rows });
  const frame = frameOf(ids);
  const where = allOf([frame.isWanted, rows]);
  const site = {
    object,
    builder: new SelectBuilder(object.name, { ...BARE_FRAME, where, limit: frame.limit }),
    prefix: [],
    typeOf: null,
    place: { source: 'rows' as const, route: [] },
  };
  const record = planRecord(
    recordPlanning(context, statements),
    site,
    objectType(context, object),
    selectionsOf(collected),
    [collected.key],
    isAbstract,
  );
  return {
    object: object.name,
    rows: site.builder.build(),
    sides: statements.build(),
    shape: { page: pageOf(ids.length), fields: [{ kind: 'nodes', key: 'nodes', record }] },
  };
}

/** @throws AppError BAD_USER_INPUT */
export function readRecordId(value: unknown): string {
  if (typeof value === 'string' && isRecordId(value)) return value;
  throw new AppError('BAD_USER_INPUT', 'The id is not a Salesforce record id.', {
    hint: 'Salesforce ids have 15 or 18 letters and digits.',
  });
}

// Private:

function frameOf(ids: readonly string[]) {
  const [only] = ids;
  const operand = fieldOperand('Id');
  if (only !== undefined && ids.length === 1) {
    return { isWanted: equals(operand, { type: 'id', value: only }), limit: 1 };
  }
  const values = ids.map((value) => ({ type: 'id', value }) as const);
  return { isWanted: { kind: 'in', operand, negated: false, values } as const, limit: null };
}

function pageOf(size: number): ListPlan['shape']['page'] {
  return { size, backward: false, hasAfter: false, hasBefore: false, position: [], scope: '' };
}

function objectType(context: PlanContext, object: ObjectModel): GraphQLObjectType {
  const type = context.inputs.schema.getType(object.typeName);
  if (!isObjectType(type)) throw new TypeError(`The schema has no type ${object.typeName}.`);
  return type;
}
