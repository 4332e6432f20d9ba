/** Deprecated fields for what the org's metadata had until the last look: operations that select them stay valid. */

import {
  getNullableType,
  GraphQLID,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLInputFieldConfig,
  type GraphQLOutputType,
} from 'graphql';
import { canOrderBy } from '../model/field-abilities.ts';
import type { ObjectModel, OrgModel, RetiredMember } from '../model/org-model.ts';
import { objectOrRetired } from '../model/retired.ts';
import { inputBinding, outputBinding } from '../model/schema-bindings.ts';
import { connectionField } from './connection-types.ts';
import { filterTypeOf, outputTypeOf } from './field-types.ts';
import { ORDER_DIRECTION } from './shared-types.ts';
import type { TypeSource } from './type-source.ts';

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;

export function retiredFields(object: ObjectModel, types: TypeSource): Record<string, FieldConfig> {
  const fields: Record<string, FieldConfig> = {};
  for (const member of object.retired) {
    const field = outputOf(object, member, types);
    if (field !== null) fields[member.graphqlName] = { ...field, ...retired(member.name) };
  }
  return fields;
}

/** Root fields of the objects that are gone. */
export function retiredRoots(model: OrgModel, types: TypeSource): Record<string, FieldConfig> {
  const fields: Record<string, FieldConfig> = {};
  for (const object of model.retired.values()) {
    if (!object.queryable) continue;
    const binding = { kind: 'retired', name: object.name } as const;
    fields[object.plural] = {
      ...nullable(connectionField(object, types, { description: '', binding })),
      ...retired(object.name),
    };
    if (!object.hasId) continue;
    fields[object.singular] = {
      type: types.objectType(object),
      args: { id: { type: new GraphQLNonNull(GraphQLID), description: 'Record id.' } },
      ...retired(object.name),
    };
  }
  return fields;
}

/** By which retired fields could be filtered or sorted; an operation that does so is told. */
export function retiredInputs(
  object: ObjectModel,
  use: 'filter' | 'order',
): Record<string, GraphQLInputFieldConfig> {
  const inputs: Record<string, GraphQLInputFieldConfig> = {};
  for (const member of object.retired) {
    if (member.kind !== 'column') continue;
    const { field, graphqlName, name } = member;
    const type = use === 'filter' ? filterTypeOf(field) : orderTypeOf(field);
    if (type === null) continue;
    inputs[graphqlName] = {
      type,
      description: describe(name),
      deprecationReason: reason(name),
      extensions: inputBinding({ kind: 'retired', name }),
    };
  }
  return inputs;
}

// Private:

function outputOf(
  object: ObjectModel,
  member: RetiredMember,
  types: TypeSource,
): FieldConfig | null {
  switch (member.kind) {
    case 'column':
      return { type: getNullableType(outputTypeOf(member.field)) };
    case 'text':
      return { type: GraphQLString };
    case 'parent': {
      const isKnown = member.parent.targets.some((target) => objectOrRetired(types.model, target));
      return isKnown ? { type: types.parentType(object, member.parent) } : null;
    }
    case 'children': {
      const child = objectOrRetired(types.model, member.child.object);
      if (child === undefined) return null;
      const binding = { kind: 'retired', name: member.name } as const;
      return nullable(connectionField(child, types, { description: '', binding }));
    }
  }
}

function orderTypeOf(field: Parameters<typeof canOrderBy>[0]) {
  return canOrderBy(field, []) ? ORDER_DIRECTION : null;
}

/** It is answered null, which the type has to allow. */
function nullable(field: FieldConfig): FieldConfig {
  return { ...field, type: getNullableType<GraphQLOutputType>(field.type) };
}

function retired(name: string): Omit<FieldConfig, 'type' | 'args'> {
  return {
    description: describe(name),
    deprecationReason: reason(name),
    extensions: outputBinding({ kind: 'retired', name }),
  };
}

function describe(name: string): string {
  return `Was \`${name}\`, which the org no longer has.`;
}

function reason(name: string): string {
  return `Salesforce no longer has \`${name}\`. This goes from the schema when the metadata is next read.`;
}
