/** Input types of writes: only what describe lets a create or an update give. */

import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputType,
} from 'graphql';
import { derivedTypeName } from '../model/naming.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { inputBinding } from '../model/schema-bindings.ts';
import { creatableFields, updatableFields, upsertableFields } from '../model/writable-fields.ts';
import { describeMember } from './description.ts';
import { GraphQLDate, GraphQLDateTime, GraphQLJSON, GraphQLLong, GraphQLTime } from './scalars.ts';

/** Null when nothing of the object can be given. */
export function buildWriteInput(
  object: ObjectModel,
  suffix: 'CreateInput' | 'UpdateInput' | 'UpsertInput',
): GraphQLInputObjectType | null {
  const { fields, description } = CONTENTS[suffix];
  // Content is uploaded, not written into an input.
  const given = fields(object).filter(({ type }) => type !== 'base64');
  if (given.length === 0) return null;
  return new GraphQLInputObjectType({
    name: derivedTypeName(object.typeName, suffix),
    description: `${description(object)} What is left out stays as it is; null clears it.`,
    fields: () =>
      Object.fromEntries(
        given.map((field) => [
          field.graphqlName,
          {
            type: valueTypeOf(field),
            description: describeMember(field),
            extensions: inputBinding({ kind: 'value', field }),
          },
        ]),
      ),
  });
}

/** The type of a value that a client gives. No field is required here: the policy may set it for the viewer. */
export function valueTypeOf(field: FieldModel): GraphQLInputType {
  switch (field.type) {
    case 'reference':
    case 'id':
      return GraphQLID;
    case 'boolean':
      return GraphQLBoolean;
    case 'int':
      return GraphQLInt;
    case 'long':
      return GraphQLLong;
    case 'double':
    case 'currency':
    case 'percent':
      return GraphQLFloat;
    case 'date':
      return GraphQLDate;
    case 'datetime':
      return GraphQLDateTime;
    case 'time':
      return GraphQLTime;
    case 'multipicklist':
      return new GraphQLList(new GraphQLNonNull(GraphQLString));
    case 'json':
      return GraphQLJSON;
    default:
      return GraphQLString;
  }
}

// Private:

const CONTENTS = {
  CreateInput: {
    fields: creatableFields,
    description: ({ label }: ObjectModel) => `A new ${label}.`,
  },
  UpdateInput: {
    fields: updatableFields,
    description: ({ label }: ObjectModel) => `Changes of a ${label}.`,
  },
  UpsertInput: {
    fields: upsertableFields,
    description: ({ label }: ObjectModel) =>
      `A ${label} to create, or changes of the one there is.`,
  },
} as const;
