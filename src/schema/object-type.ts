/** The GraphQL type of one object: its fields, labels, parents and child lists. */

import {
  GraphQLID,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
} from 'graphql';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { objectOrRetired } from '../model/retired.ts';
import { outputBinding, typeBinding } from '../model/schema-bindings.ts';
import { connectionField } from './connection-types.ts';
import { describeMember } from './description.ts';
import { outputTypeOf } from './field-types.ts';
import { retiredFields } from './retired-fields.ts';
import { NODE } from './shared-types.ts';
import type { TypeSource } from './type-source.ts';

type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>;

export function buildObjectType(object: ObjectModel, types: TypeSource): GraphQLObjectType {
  return new GraphQLObjectType({
    name: object.typeName,
    description: describeMember(object),
    interfaces: object.hasId ? [NODE] : [],
    extensions: typeBinding({ object }),
    fields: () => ({
      ...retiredFields(object, types),
      ...columnFields(object),
      ...parentFields(object, types),
      ...childFields(object, types),
    }),
  });
}

// Private:

function columnFields(object: ObjectModel): Fields {
  const fields: Fields = {};
  for (const field of object.fields.values()) {
    fields[field.graphqlName] = columnField(field);
    if (field.labelName !== null) {
      fields[field.labelName] = {
        type: GraphQLString,
        description: `Label of \`${field.graphqlName}\`, as people read it.`,
        extensions: outputBinding({ kind: 'label', field }),
      };
    }
    if (field.formattedName !== null) {
      fields[field.formattedName] = {
        type: GraphQLString,
        description: `\`${field.graphqlName}\` as Salesforce shows it to the gateway's own user.`,
        extensions: outputBinding({ kind: 'formatted', field }),
      };
    }
  }
  return fields;
}

function columnField(field: FieldModel): GraphQLFieldConfig<unknown, unknown> {
  return {
    // Only the id is sure to be there for every viewer: any other field can be hidden by the policy.
    type: field.type === 'id' ? new GraphQLNonNull(GraphQLID) : outputTypeOf(field),
    description:
      field.type === 'base64'
        ? `${describeMember(field)} The answer is an address of the gateway where the content can be fetched for a few minutes.`
        : describeMember(field),
    extensions: outputBinding({ kind: 'column', field }),
  };
}

function parentFields(object: ObjectModel, types: TypeSource): Fields {
  const fields: Fields = {};
  for (const parent of object.parents.values()) {
    const label = object.fields.get(parent.foreignKey)?.label ?? parent.name;
    fields[parent.graphqlName] = {
      type: types.parentType(object, parent),
      description: describeMember({ name: parent.name, label }),
      extensions: outputBinding({ kind: 'parent', parent }),
    };
  }
  return fields;
}

function childFields(object: ObjectModel, types: TypeSource): Fields {
  const fields: Fields = {};
  for (const child of object.children.values()) {
    const childObject = objectOrRetired(types.model, child.object);
    if (childObject === undefined) continue;
    fields[child.graphqlName] = connectionField(childObject, types, {
      description: `${childObject.labelPlural} (\`${child.name}\`).`,
      binding: { kind: 'children', child },
    });
  }
  return fields;
}
