/** The selection on a record → columns of the statement, and the shape of the response object. */

import {
  getNamedType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { FieldModel, ObjectModel, ParentModel } from '../model/org-model.ts';
import { outputBindingOf, typeBindingOf, type OutputBinding } from '../model/schema-bindings.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import { MAX_PARENT_DEPTH, MAX_PARENT_RELATIONSHIPS } from '../soql/limits.ts';
import { guardParent } from './guard-parent.ts';
import type { PlanContext } from './plan-context.ts';
import type {
  CompoundPartShape,
  Conversion,
  ParentGuard,
  RecordFieldShape,
  RecordShape,
  RouteStep,
  TargetShape,
} from './plan.ts';
import { retiredField } from './retired-member.ts';
import { addColumn, parentsTo, type RecordSite, type StatementSet } from './statement-set.ts';

type Field = GraphQLField<unknown, unknown>;

/** Plans a child list; given by the caller because lists hold records and records hold lists. */
export type ChildPlanner = (request: {
  readonly site: RecordSite;
  readonly field: Field;
  readonly collected: CollectedField;
  readonly path: readonly string[];
}) => RecordFieldShape;

export interface RecordPlanning {
  readonly context: PlanContext;
  readonly statements: StatementSet;
  readonly planChildren: ChildPlanner;
}

export function planRecord(
  planning: RecordPlanning,
  site: RecordSite,
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
  path: readonly string[],
  isAbstract = false,
): RecordShape {
  const collected = collectFields(planning.context.inputs, type, selections);
  return {
    typeName: isAbstract ? type.name : null,
    fields: collected.map((one) => planField(planning, site, type, one, [...path, one.key])),
  };
}

/** How a field's value is written into the response. */
export function conversionOf(field: Pick<FieldModel, 'type'>): Conversion {
  switch (field.type) {
    case 'datetime':
      return 'dateTime';
    case 'multipicklist':
      return 'list';
    default:
      return 'none';
  }
}

// Private:

function planField(
  planning: RecordPlanning,
  site: RecordSite,
  type: GraphQLObjectType,
  collected: CollectedField,
  path: readonly string[],
): RecordFieldShape {
  const { key } = collected;
  if (collected.name === '__typename') return { kind: 'typename', key, name: type.name };
  const field = type.getFields()[collected.name];
  const binding = field && outputBindingOf(field);
  if (field === undefined || binding === undefined) {
    throw new TypeError(`${type.name}.${collected.name} has no binding.`);
  }
  return planBound(planning, site, binding, { collected, field, path });
}

interface FieldRequest {
  readonly collected: CollectedField;
  readonly field: Field;
  readonly path: readonly string[];
}

function planBound(
  planning: RecordPlanning,
  site: RecordSite,
  binding: OutputBinding,
  request: FieldRequest,
): RecordFieldShape {
  const { collected, field, path } = request;
  const { key } = collected;
  switch (binding.kind) {
    case 'column':
      return planColumn(planning, site, binding.field, request);
    case 'label':
      return planLabel(planning, site, binding.field, key, path);
    case 'formatted':
      return planFormatted(planning, site, binding.field, key, path);
    case 'parent':
      return planParent(planning, site, binding.parent, request, recordTargets(planning, request));
    case 'ofParent': {
      const targets = valueTargets(planning, binding.targets, request);
      return planParent(planning, site, binding.parent, request, targets);
    }
    case 'objectName':
      return { kind: 'typename', key, name: site.object.name };
    case 'retired':
      planning.context.errors.push(retiredField(path, site.object.name, binding.name));
      return { kind: 'null', key };
    case 'children':
    case 'declared':
      return planning.planChildren({ site, field, collected, path });
    default:
      throw new TypeError(`A record cannot hold ${binding.kind}.`);
  }
}

function planColumn(
  planning: RecordPlanning,
  site: RecordSite,
  column: FieldModel,
  { collected, field, path }: FieldRequest,
): RecordFieldShape {
  const { key } = collected;
  if (isNonNullType(field.type)) {
    // Null cannot stand here, so that a hidden value takes the whole answer with it.
    planning.context.requireReadable(site.object, column, 'read');
  }
  if (isHidden(planning, site.object, column.name, path)) return { kind: 'null', key };
  if (column.type === 'base64') {
    addColumn(site, ['Id']);
    return { kind: 'file', key, object: site.object.name, field: column.name };
  }
  addColumn(site, [column.name]);
  if (column.type === 'address' || column.type === 'location') {
    const parts = planParts(planning.context, field, collected);
    return { kind: 'compound', key, column: column.name, parts };
  }
  return { kind: 'column', key, column: column.name, conversion: conversionOf(column) };
}

/** Labels come from describe, so that no toLabel() keeps TYPEOF out of the statement. */
function planLabel(
  planning: RecordPlanning,
  site: RecordSite,
  field: FieldModel,
  key: string,
  path: readonly string[],
): RecordFieldShape {
  if (isHidden(planning, site.object, field.name, path)) return { kind: 'null', key };
  addColumn(site, [field.name]);
  const labels = Object.fromEntries(
    [...field.retiredEntries, ...field.picklist].map((entry) => [entry.value, entry.label]),
  );
  const isList = field.type === 'multipicklist';
  return { kind: 'label', key, column: field.name, ...(isList && { isList }), labels };
}

function planFormatted(
  planning: RecordPlanning,
  site: RecordSite,
  field: FieldModel,
  key: string,
  path: readonly string[],
): RecordFieldShape {
  if (isHidden(planning, site.object, field.name, path)) return { kind: 'null', key };
  const row = planning.statements.rowForFormat(site);
  return { kind: 'formatted', key, alias: row.site.builder.addFormat(field.name), side: row.side };
}

function isHidden(
  planning: RecordPlanning,
  object: ObjectModel,
  field: string,
  path: readonly string[],
): boolean {
  if (planning.context.canReadField(object, field)) return false;
  planning.context.reportHiddenField(path, object, field);
  return true;
}

function planParts(
  context: PlanContext,
  field: Field,
  collected: CollectedField,
): readonly CompoundPartShape[] {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A compound value has an object type.');
  return collectFields(context.inputs, type, selectionsOf(collected)).map((part) => {
    if (part.name === '__typename') return { kind: 'typename', key: part.key, name: type.name };
    const partField = type.getFields()[part.name];
    const binding = partField && outputBindingOf(partField);
    if (binding?.kind !== 'part') throw new TypeError(`${type.name}.${part.name} has no binding.`);
    return { kind: 'part', key: part.key, part: binding.part };
  });
}

/** One object that a parent can be of, and what is read of it. */
interface ParentTarget {
  readonly object: ObjectModel;
  readonly recordAt: (site: RecordSite) => RecordShape;
}

function recordTargets(
  planning: RecordPlanning,
  { field, collected, path }: FieldRequest,
): readonly ParentTarget[] {
  const isAbstract = isUnionType(getNamedType(field.type));
  return targetTypes(field).map((type) => ({
    object: typeBindingOf(type).object,
    recordAt: (site) => planRecord(planning, site, type, selectionsOf(collected), path, isAbstract),
  }));
}

/** One value stands in place of the parent. */
function valueTargets(
  planning: RecordPlanning,
  targets: ReadonlyMap<string, OutputBinding>,
  request: FieldRequest,
): readonly ParentTarget[] {
  return [...targets].map(([name, binding]) => ({
    object: planning.context.object(name),
    recordAt: (site) => ({
      typeName: null,
      fields: [planBound(planning, site, binding, request)],
      bare: true,
    }),
  }));
}

function planParent(
  planning: RecordPlanning,
  site: RecordSite,
  parent: ParentModel,
  { collected, path }: FieldRequest,
  candidates: readonly ParentTarget[],
): RecordFieldShape {
  const { key } = collected;
  if (isHidden(planning, site.object, parent.foreignKey, path)) return { kind: 'null', key };
  if (!parent.polymorphic) return planOnlyParent(planning, site, parent, key, path, candidates);
  const row = planning.statements.rowForTypeOf(site);
  const targets: Record<string, TargetShape> = {};
  for (const { object, recordAt } of candidates) {
    const target = planTarget(planning, targetSite(row.site, object, parent), recordAt, path);
    if (target !== null) targets[object.name] = target;
  }
  return { kind: 'parent', key, relationship: parent.name, side: row.side, targets };
}

function planOnlyParent(
  planning: RecordPlanning,
  site: RecordSite,
  parent: ParentModel,
  key: string,
  path: readonly string[],
  [candidate]: readonly ParentTarget[],
): RecordFieldShape {
  if (candidate === undefined) throw new TypeError(`${parent.name} has no target type.`);
  const row = parentRow(planning, site);
  const { object, recordAt } = candidate;
  const target = planTarget(planning, targetSite(row.site, object, parent), recordAt, path);
  if (target === null) return { kind: 'null', key };
  return {
    kind: 'parent',
    key,
    relationship: parent.name,
    side: row.side,
    targets: { '*': target },
  };
}

/** A parent's path may cross five relationships, the TYPEOF's included, and a statement 55 in all. */
function parentRow(planning: RecordPlanning, site: RecordSite) {
  const fits =
    parentsTo(site) < MAX_PARENT_DEPTH && site.builder.statementParents < MAX_PARENT_RELATIONSHIPS;
  return fits ? { site, side: null } : planning.statements.rowOf(site);
}

/** Null when the viewer may read nothing of the target (reported once) or none of its rows (not an error). */
function planTarget(
  planning: RecordPlanning,
  site: RecordSite,
  recordAt: ParentTarget['recordAt'],
  path: readonly string[],
): TargetShape | null {
  const access = planning.context.access(site.object);
  if (access === null) {
    planning.context.reportHiddenObject(path, site.object);
    return null;
  }
  if (access.rows.kind === 'none') return null;
  const guard =
    access.rows.kind === 'all'
      ? null
      : guardParent(planning.statements, site, access.rows.condition);
  const seen = guard === null ? site : guardedSite(site, guard);
  const record = recordAt(seen);
  // Without a column of its own the parent would not be in the answer at all.
  if (record.fields.every((field) => field.kind !== 'column')) addColumn(site, ['Id']);
  return { record, guard };
}

function targetSite(site: RecordSite, object: ObjectModel, parent: ParentModel): RecordSite {
  const step: RouteStep = {
    kind: 'parent',
    relationship: parent.name,
    ...(parent.polymorphic && { object: object.name }),
  };
  const place = { source: site.place.source, route: [...site.place.route, step] };
  const prefix = [...site.prefix, parent.name];
  return parent.polymorphic
    ? { ...site, object, place, prefix: [], typeOf: { path: prefix, object: object.name } }
    : { ...site, object, place, prefix };
}

/** The parent as the start of further statements, which must not tell of a hidden one. */
function guardedSite(site: RecordSite, guard: ParentGuard): RecordSite {
  const { source, route } = site.place;
  const last = route.at(-1);
  if (last?.kind !== 'parent') throw new TypeError('A guard is on a parent.');
  return { ...site, place: { source, route: [...route.slice(0, -1), { ...last, guard }] } };
}

function targetTypes(field: Field): readonly GraphQLObjectType[] {
  const type = getNamedType(field.type);
  if (isUnionType(type)) return type.getTypes();
  return isObjectType(type) ? [type] : [];
}
