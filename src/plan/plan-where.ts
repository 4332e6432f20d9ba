/** A filter input → a SOQL condition, with the viewer's policy applied to every object and field it touches. */

import {
  isInputObjectType,
  getNullableType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import type { ChildModel, FieldModel, ObjectModel, ParentModel } from '../model/org-model.ts';
import { inputBindingOf, type InputBinding } from '../model/schema-bindings.ts';
import type { RowAccess } from '../policy/policy.ts';
import { allOf, anyOf, fieldOperand, isNotNull, isNull, not } from '../soql/condition-builders.ts';
import { MAX_PARENT_DEPTH } from '../soql/limits.ts';
import type { Condition, FieldPath } from '../soql/nodes.ts';
import { emptyFilter, filterCondition } from './filter-condition.ts';
import { isOneOfTypes, requireOpenType } from './parent-type.ts';
import type { PlanContext } from './plan-context.ts';
import { prefixCondition } from './prefix-condition.ts';
import { retiredInput } from './retired-member.ts';

/** The record whose fields a filter names. */
interface FilterSite {
  readonly context: PlanContext;
  readonly object: ObjectModel;
  /** Relationship names from the statement's object to this one. */
  readonly path: FieldPath;
}

/** @throws AppError BAD_USER_INPUT for null, `{}` and `[]` at any level, FORBIDDEN for fields the viewer may not read. */
export function planWhere(
  context: PlanContext,
  object: ObjectModel,
  type: GraphQLInputType,
  value: unknown,
): Condition {
  return whereCondition({ context, object, path: [] }, inputObject(type), value);
}

/** A condition that no row satisfies: every record has an id. */
function noRows(): Condition {
  return isNull(fieldOperand('Id'));
}

/** Rows of an object that the viewer may read, as a condition; null when that is all of them. */
export function rowCondition(rows: RowAccess): Condition | null {
  switch (rows.kind) {
    case 'all':
      return null;
    case 'none':
      return noRows();
    case 'where':
      return rows.condition;
  }
}

export function inputObject(type: GraphQLInputType): GraphQLInputObjectType {
  const named = getNullableType(type);
  if (!isInputObjectType(named)) throw new TypeError('A filter must be an input object.');
  return named;
}

/** Entries of an input object with what each means. */
export function boundEntries(
  type: GraphQLInputObjectType,
  value: unknown,
): readonly {
  readonly binding: InputBinding;
  readonly type: GraphQLInputType;
  readonly value: unknown;
}[] {
  const entries = entriesOf(value);
  return entries.map(([name, member]) => {
    const field = type.getFields()[name];
    if (field === undefined) throw emptyFilter(`the unknown key ${name}`);
    if (member === null || member === undefined) throw emptyFilter(`${name}: null`);
    return { binding: inputBindingOf(field), type: field.type, value: member };
  });
}

/** Members of `and` and `or`. */
export function membersOf(name: 'and' | 'or', value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw emptyFilter(`${name}: []`);
  return value;
}

// Private:

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  if (value === null || value === undefined) throw emptyFilter('null');
  if (typeof value !== 'object' || Array.isArray(value)) throw emptyFilter('no conditions');
  const entries = Object.entries(value);
  if (entries.length === 0) throw emptyFilter('{}');
  return entries;
}

function whereCondition(site: FilterSite, type: GraphQLInputObjectType, value: unknown): Condition {
  const conditions = boundEntries(type, value).map((entry) => {
    switch (entry.binding.kind) {
      case 'and':
      case 'or': {
        const members = membersOf(entry.binding.kind, entry.value).map((member) =>
          whereCondition(site, type, member),
        );
        return entry.binding.kind === 'and' ? allOf(members) : anyOf(members);
      }
      case 'not':
        return not(whereCondition(site, type, entry.value));
      case 'condition':
        return fieldConditions(site, entry.binding.field, inputObject(entry.type), entry.value);
      case 'parentCondition':
        return parentCondition(site, entry.binding.parent, inputObject(entry.type), entry.value);
      case 'retired':
        throw retiredInput(site.object.name, entry.binding.name);
      case 'childCondition':
        return childCondition(site, entry.binding.child, inputObject(entry.type), entry.value);
      default:
        throw new TypeError(`A filter cannot hold ${entry.binding.kind}.`);
    }
  });
  return conjunction(conditions);
}

function fieldConditions(
  site: FilterSite,
  field: FieldModel,
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  site.context.requireReadable(site.object, field, 'filter by');
  return operatorConditions([...site.path, field.name], field.type, type, value);
}

function operatorConditions(
  path: FieldPath,
  fieldType: FieldModel['type'],
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  const operand = fieldOperand(...path);
  return conjunction(
    boundEntries(type, value).map(({ binding, value: operatorValue }) => {
      if (binding.kind !== 'operator') throw new TypeError('A filter on a field holds operators.');
      return filterCondition(operand, fieldType, binding.operator, operatorValue);
    }),
  );
}

/** What the filter says of a parent holds only for a parent that the viewer may read. */
function parentCondition(
  site: FilterSite,
  parent: ParentModel,
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  site.context.requireReadable(site.object, { name: parent.foreignKey }, 'filter by');
  const path = [...site.path, parent.name];
  if (path.length > MAX_PARENT_DEPTH) throw tooManyParents();
  if (parent.polymorphic) return polymorphicCondition(site, parent, path, type, value);
  const target = site.context.object(parent.targets[0] ?? '');
  const access = site.context.requireAccess(target);
  const condition = whereCondition({ ...site, object: target, path }, type, value);
  const guard = rowCondition(access.rows);
  return conjunction([condition, guard === null ? null : prefixCondition(guard, path)]);
}

/** SOQL reads a parent of several objects through `Name`; every one of them must be open to the viewer. */
function polymorphicCondition(
  site: FilterSite,
  parent: ParentModel,
  path: FieldPath,
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  const targets = parent.targets.map((target) => site.context.object(target));
  return conjunction(
    boundEntries(type, value).flatMap(({ binding, type: fieldType, value: operators }) => {
      if (binding.kind !== 'polymorphic') throw new TypeError('Not a filter on a parent.');
      const input = inputObject(fieldType);
      if (binding.column === 'Type') {
        const condition = operatorConditions([...path, 'Type'], 'picklist', input, operators);
        requireOpenType(site.context, targets, condition);
        return [condition];
      }
      for (const target of targets) requireOpenName(site.context, target);
      return [
        isOneOfTypes(path, targets),
        operatorConditions([...path, 'Name'], 'string', input, operators),
      ];
    }),
  );
}

export function requireOpenName(context: PlanContext, target: ObjectModel): void {
  const access = context.requireAccess(target);
  context.requireReadable(target, { name: 'Name' }, 'filter by');
  if (access.rows.kind === 'all') return;
  throw new AppError('FORBIDDEN', `You may not filter by the name of a ${target.name} here.`, {
    hint: `Only roles that may read all rows of ${target.name} can filter by this parent's name.`,
  });
}

function childCondition(
  site: FilterSite,
  child: ChildModel,
  type: GraphQLInputObjectType,
  value: unknown,
): Condition {
  if (site.path.length > 0) {
    throw new AppError('INVALID_QUERY', 'SOQL cannot filter by the children of a parent.', {
      hint: 'Filter by the children of the listed object itself.',
    });
  }
  const object = site.context.object(child.object);
  const access = site.context.requireAccess(object);
  site.context.requireReadable(object, { name: child.foreignKey }, 'filter by');
  return conjunction(
    boundEntries(type, value).map(({ binding, type: whereType, value: where }) => {
      if (binding.kind !== 'some' && binding.kind !== 'none') {
        throw new TypeError('A filter on children holds some and none.');
      }
      const inner = whereCondition(
        { context: site.context, object, path: [] },
        inputObject(whereType),
        where,
      );
      return semiJoin(child, binding.kind === 'none', [inner, rowCondition(access.rows)]);
    }),
  );
}

/** Children without this parent are left out: one null among the ids would decide NOT IN for every row. */
function semiJoin(
  child: ChildModel,
  negated: boolean,
  conditions: readonly (Condition | null)[],
): Condition {
  return {
    kind: 'semiJoin',
    operand: fieldOperand('Id'),
    negated,
    select: {
      column: child.foreignKey,
      from: child.object,
      where: allOf([...conditions, negated ? isNotNull(fieldOperand(child.foreignKey)) : null]),
    },
  };
}

function conjunction(conditions: readonly (Condition | null)[]): Condition {
  const condition = allOf(conditions);
  if (condition === null) throw emptyFilter('{}');
  return condition;
}

function tooManyParents(): AppError {
  return new AppError('INVALID_QUERY', `SOQL follows at most ${MAX_PARENT_DEPTH} parents.`, {
    hint: 'Filter by a nearer parent.',
  });
}
