/** Filter and order inputs of one object, made only of what describe says can be filtered and sorted. */

import {
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLInputFieldConfig,
} from 'graphql';
import { derivedTypeName } from '../model/naming.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { canOrderBy } from '../model/field-abilities.ts';
import { inputBinding } from '../model/schema-bindings.ts';
import { describeMember } from './description.ts';
import { filterTypeOf } from './field-types.ts';
import { retiredInputs } from './retired-fields.ts';
import { ORDER_DIRECTION, POLYMORPHIC_WHERE } from './shared-types.ts';
import type { TypeSource } from './type-source.ts';

type InputFields = Record<string, GraphQLInputFieldConfig>;

/** Null when nothing of the object can be filtered. */
export function buildWhereInput(
  object: ObjectModel,
  types: TypeSource,
): GraphQLInputObjectType | null {
  if (!object.filterable) return null;
  const input: GraphQLInputObjectType = new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, 'Where'),
    description: `Conditions on ${object.labelPlural}; all that are given must hold.`,
    fields: () => ({
      ...retiredInputs(object, 'filter'),
      ...connectives(input),
      ...conditionFields(object),
      ...parentConditions(object, types),
      ...childConditions(object, types),
    }),
  });
  return input;
}

/** Conditions on the children of a row: that some child satisfies them, or that none does. */
export function buildChildrenWhereInput(
  object: ObjectModel,
  types: TypeSource,
): GraphQLInputObjectType | null {
  const where = types.input(object, 'Where');
  if (where === null) return null;
  return new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, 'ChildrenWhere'),
    description: `Rows by their ${object.labelPlural}.`,
    fields: () => ({
      some: {
        type: where,
        description: 'At least one is like this.',
        extensions: inputBinding({ kind: 'some' }),
      },
      none: {
        type: where,
        description: 'Not one is like this.',
        extensions: inputBinding({ kind: 'none' }),
      },
    }),
  });
}

/** Null when nothing of the object can be sorted and paged by. */
export function buildOrderInput(
  object: ObjectModel,
  types: TypeSource,
): GraphQLInputObjectType | null {
  if (!object.sortable) return null;
  return new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, 'Order'),
    description: `One order of ${object.labelPlural}: exactly one field.`,
    isOneOf: true,
    fields: () => ({
      ...retiredInputs(object, 'order'),
      ...orderFields(object),
      ...parentOrders(object, types),
    }),
  });
}

// Private:

function connectives(input: GraphQLInputObjectType): InputFields {
  const list = new GraphQLList(new GraphQLNonNull(input));
  return {
    and: {
      type: list,
      description: 'All of these hold.',
      extensions: inputBinding({ kind: 'and' }),
    },
    or: {
      type: list,
      description: 'At least one of these holds.',
      extensions: inputBinding({ kind: 'or' }),
    },
    not: {
      type: input,
      description: 'This does not hold.',
      extensions: inputBinding({ kind: 'not' }),
    },
  };
}

/** A field that is itself called `and`, `or` or `not` gives way to the connective. */
function conditionFields(object: ObjectModel): InputFields {
  const inputs: InputFields = {};
  for (const field of object.fields.values()) {
    const type = filterTypeOf(field);
    if (type === null || isConnective(field.graphqlName)) continue;
    inputs[field.graphqlName] = {
      type,
      description: describeMember(field),
      extensions: inputBinding({ kind: 'condition', field }),
    };
  }
  return inputs;
}

function parentConditions(object: ObjectModel, types: TypeSource): InputFields {
  const inputs: InputFields = {};
  for (const parent of object.parents.values()) {
    const [target = ''] = parent.targets;
    const targetObject = types.model.objects.get(target);
    const type = parent.polymorphic
      ? POLYMORPHIC_WHERE
      : targetObject && types.input(targetObject, 'Where');
    if (!type || isConnective(parent.graphqlName)) continue;
    inputs[parent.graphqlName] = {
      type,
      description: `By the parent (\`${parent.name}\`).`,
      extensions: inputBinding({ kind: 'parentCondition', parent }),
    };
  }
  return inputs;
}

/** Salesforce refuses these as the object of a sub-select. */
const NOT_IN_SUB_SELECTS: ReadonlySet<string> = new Set([
  ...['ActivityHistory', 'Attachment', 'Event', 'EventAttendee', 'Note', 'OpenActivity', 'Task'],
]);

function childConditions(object: ObjectModel, types: TypeSource): InputFields {
  const inputs: InputFields = {};
  for (const child of object.children.values()) {
    const childObject = types.model.objects.get(child.object);
    const isBarred = NOT_IN_SUB_SELECTS.has(child.object) || child.object === object.name;
    if (childObject === undefined || isBarred || isConnective(child.graphqlName)) continue;
    const type = types.input(childObject, 'ChildrenWhere');
    if (type === null || childObject.fields.get(child.foreignKey)?.filterable !== true) continue;
    inputs[child.graphqlName] = {
      type,
      description: `By the children (\`${child.name}\`).`,
      extensions: inputBinding({ kind: 'childCondition', child }),
    };
  }
  return inputs;
}

function orderFields(object: ObjectModel): InputFields {
  const inputs: InputFields = {};
  for (const field of object.fields.values()) {
    if (!canOrderBy(field, [])) continue;
    inputs[field.graphqlName] = orderField(field);
  }
  return inputs;
}

function orderField(field: FieldModel): GraphQLInputFieldConfig {
  return {
    type: ORDER_DIRECTION,
    description: describeMember(field),
    extensions: inputBinding({ kind: 'orderField', field }),
  };
}

function parentOrders(object: ObjectModel, types: TypeSource): InputFields {
  const inputs: InputFields = {};
  for (const parent of object.parents.values()) {
    const target = types.model.objects.get(parent.targets[0] ?? '');
    if (parent.polymorphic || target === undefined) continue;
    const type = types.input(target, 'Order');
    if (type === null) continue;
    inputs[parent.graphqlName] = {
      type,
      description: `By the parent (\`${parent.name}\`).`,
      extensions: inputBinding({ kind: 'orderParent', parent }),
    };
  }
  return inputs;
}

function isConnective(name: string): boolean {
  return name === 'and' || name === 'or' || name === 'not';
}
