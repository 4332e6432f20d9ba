/** One object of a search → its part of the SOSL statement or a LIKE statement of its own, and the shape of its records. */

import type { GraphQLObjectType } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import type { ObjectAccess } from '../policy/policy.ts';
import type { Viewer } from '../policy/viewer.ts';
import { allOf, anyOf, fieldOperand } from '../soql/condition-builders.ts';
import type { Condition, FieldPath, OrderNode, SearchReturning } from '../soql/nodes.ts';
import { selectionsOf, type CollectedField } from './collect-fields.ts';
import { recordPlanning } from './plan-connection.ts';
import type { PlanContext } from './plan-context.ts';
import { planRecord } from './plan-record.ts';
import { rowCondition } from './plan-where.ts';
import type { ListPlan, SearchTargetPlan } from './plan.ts';
import { BARE_FRAME, SelectBuilder } from './select-builder.ts';
import { holdsSemiJoin, refuseUnplaceableSemiJoins } from './semi-join-placement.ts';
import { StatementSet, type RecordSite } from './statement-set.ts';

export interface SearchTargetRequest {
  readonly context: PlanContext;
  readonly object: ObjectModel;
  readonly type: GraphQLObjectType;
  readonly words: readonly string[];
  readonly size: number;
  /** The `nodes` that are selected; several by aliases. */
  readonly nodes: readonly CollectedField[];
  readonly path: readonly string[];
}

export interface SearchTarget extends SearchTargetPlan {
  /** What SOSL brings of the object; null where LIKE is used. */
  readonly returning: SearchReturning | null;
}

/** Whether the viewer may read the object, and a field of it that can be searched. */
export function canSearch(context: PlanContext, object: ObjectModel): boolean {
  const access = context.access(object);
  if (access === null) return false;
  return maySearchAllFields(context, object, access) || fieldsForLike(object, access).length > 0;
}

/** Nothing when the viewer may read no row. @throws AppError FORBIDDEN when there is no field to look into. */
export function planSearchTarget(request: SearchTargetRequest): readonly SearchTarget[] {
  const access = request.context.requireAccess(request.object);
  if (access.rows.kind === 'none') return [];
  const where = rowCondition(access.rows);
  if (!maySearchAllFields(request.context, request.object, access))
    return [planByLike(request, access, where)];
  const errorsBefore = request.context.errors.length;
  const flat = planFlat(request, where);
  if (flat !== null) return [flat];
  request.context.errors.length = errorsBefore;
  return [planByIds(request, where)];
}

// Private:

/** SOSL looks into every field, so a match would tell of a field that the viewer may not read. */
function maySearchAllFields(
  context: PlanContext,
  object: ObjectModel,
  access: ObjectAccess,
): boolean {
  return (
    SOSL_ROLES.has(context.inputs.viewer.role) &&
    // SOSL takes no sub-select, so hidden records would count to its LIMIT and push visible ones out.
    !(access.rows.kind === 'where' && holdsSemiJoin(access.rows.condition)) &&
    [...object.fields.keys()].every((field) => access.canReadField(field))
  );
}

const SOSL_ROLES: ReadonlySet<Viewer['role']> = new Set(['staff', 'admin']);

/** SOSL brings plain columns and parents' columns; null when the selection needs more than that. */
function planFlat(request: SearchTargetRequest, where: Condition | null): SearchTarget | null {
  const statements = new StatementSet('elsewhere');
  const builder = new SelectBuilder(request.object.name, BARE_FRAME);
  const fields = planNodes(request, statements, rowSite(request.object, builder));
  const columns: FieldPath[] = [];
  for (const column of builder.build().columns) {
    if (column.kind !== 'field') return null;
    columns.push(column.path);
  }
  const sides = statements.build();
  return {
    list: listPlan(request, null, sides, fields),
    side: null,
    returning: { object: request.object.name, columns, where, limit: request.size },
  };
}

/** SOSL brings the ids, and a guarded statement the records, with all that SOQL can express. */
function planByIds(request: SearchTargetRequest, where: Condition | null): SearchTarget {
  const statements = new StatementSet('elsewhere');
  const found = rowSite(request.object, new SelectBuilder(request.object.name, BARE_FRAME));
  const record = statements.recordOf(found, where);
  const fields = planNodes(request, statements, record.site);
  return {
    list: listPlan(request, null, statements.build(), fields),
    side: record.side,
    returning: {
      object: request.object.name,
      columns: [['Id']],
      where,
      limit: request.size,
    },
  };
}

function planByLike(
  request: SearchTargetRequest,
  access: ObjectAccess,
  rows: Condition | null,
): SearchTarget {
  const { object, words, size } = request;
  const where = allOf([wordsCondition(object, access, words), rows]);
  if (where !== null) refuseUnplaceableSemiJoins(where);
  const statements = new StatementSet();
  const builder = new SelectBuilder(object.name, {
    scope: null,
    where,
    orderBy: nameOrder(object, access),
    limit: size,
  });
  const fields = planNodes(request, statements, rowSite(object, builder));
  return {
    list: listPlan(request, builder, statements.build(), fields),
    side: null,
    returning: null,
  };
}

/** Every word in some field that the viewer may read and filter by. */
function wordsCondition(
  object: ObjectModel,
  access: ObjectAccess,
  words: readonly string[],
): Condition {
  const fields = fieldsForLike(object, access);
  const condition = allOf(words.map((word) => anyOf(fields.map((field) => holds(field, word)))));
  if (condition !== null) return condition;
  throw new AppError('FORBIDDEN', `There is no field of ${object.name} that you may search in.`, {
    hint: `Leave ${object.name} out of the search, or open a text, e-mail or phone field of it in the gateway's policy.`,
  });
}

function fieldsForLike(object: ObjectModel, access: ObjectAccess): readonly FieldModel[] {
  return [...object.fields.values()].filter(
    (field) => LIKE_TYPES.has(field.type) && field.filterable && access.canReadField(field.name),
  );
}

const LIKE_TYPES: ReadonlySet<FieldModel['type']> = new Set(['string', 'email', 'phone']);

function holds(field: FieldModel, word: string): Condition {
  return {
    kind: 'like',
    operand: fieldOperand(field.name),
    pattern: [{ wildcard: '%' }, { text: word }, { wildcard: '%' }],
  };
}

/** LIKE knows no relevance: records come by name, so that the same search gives the same answer. */
function nameOrder(object: ObjectModel, access: ObjectAccess): readonly OrderNode[] {
  const name = [...object.fields.values()].find(
    (field) => field.nameField && field.sortable && access.canReadField(field.name),
  );
  const byId: OrderNode = { operand: fieldOperand('Id'), direction: 'ASC', nulls: null };
  if (name === undefined) return [byId];
  const nulls = name.nillable ? 'LAST' : null;
  return [{ operand: fieldOperand(name.name), direction: 'ASC', nulls }, byId];
}

function rowSite(object: ObjectModel, builder: SelectBuilder): RecordSite {
  return { object, builder, prefix: [], typeOf: null, place: { source: 'rows', route: [] } };
}

function planNodes(
  { context, type, nodes, path }: SearchTargetRequest,
  statements: StatementSet,
  site: RecordSite,
): ListPlan['shape']['fields'] {
  const planning = recordPlanning(context, statements);
  return nodes.map((one) => ({
    kind: 'nodes',
    key: one.key,
    record: planRecord(planning, site, type, selectionsOf(one), [...path, one.key], true),
  }));
}

function listPlan(
  { object, size }: SearchTargetRequest,
  rows: SelectBuilder | null,
  sides: ListPlan['sides'],
  fields: ListPlan['shape']['fields'],
): ListPlan {
  const page = {
    size,
    backward: false,
    hasAfter: false,
    hasBefore: false,
    position: [],
    scope: '',
  };
  return { object: object.name, rows: rows?.build() ?? null, sides, shape: { page, fields } };
}
