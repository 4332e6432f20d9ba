/** Input types of writes: only what describe lets a create or an update give. */

import { GraphQLInputObjectType } from 'graphql';
import { derivedTypeName } from '../model/naming.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { inputBinding } from '../model/schema-bindings.ts';
import { creatableFields, updatableFields, upsertableFields } from '../model/writable-fields.ts';
import { describeMember } from './description.ts';
import { valueTypeOf } from './field-types.ts';

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
            // Never required: the policy may set it for the viewer.
            type: valueTypeOf(field),
            description: describeMember(field),
            extensions: inputBinding({ kind: 'value', field }),
          },
        ]),
      ),
  });
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
