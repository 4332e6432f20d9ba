/** Root fields of Mutation: a create, an update, an upsert and a delete for each object that describe lets be written. */

import {
  DirectiveLocation,
  GraphQLDirective,
  GraphQLID,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLObjectType,
} from 'graphql';
import type { ObjectModel } from '../model/org-model.ts';
import { inputBinding, outputBinding, type WriteVerb } from '../model/schema-bindings.ts';
import { creatableFields, externalIdFields, updatableFields } from '../model/writable-fields.ts';
import { describeMember } from './description.ts';
import { LazyRootType, type RootField, type RootFields } from './lazy-root-type.ts';
import { GraphQLDateTime } from './scalars.ts';
import type { TypeSource } from './type-source.ts';
import { valueTypeOf } from './field-types.ts';
import { deletePayloadType } from './write-types.ts';

type Fields = Readonly<Record<string, RootField>>;

/** On a mutation: its writes are one transaction. */
export const ALL_OR_NONE = new GraphQLDirective({
  name: 'allOrNone',
  description: 'All writes of this operation are carried out together, or none of them.',
  locations: [DirectiveLocation.MUTATION],
});

/** Null where nothing of the org can be written. @param declared what files declare besides. */
export function buildMutationType(
  types: TypeSource,
  declared: Fields = {},
): GraphQLObjectType | null {
  const objects = [...types.model.objects.values()].filter(isWritable);
  // Stops at the first: to look into every object would read the fields of all.
  if (!objects.some(hasWrites) && Object.keys(declared).length === 0) return null;
  return new LazyRootType(
    'Mutation',
    'Everything that can be written. What you may write is a matter of the policy.',
    mutationFields(objects, types, new Map(Object.entries(declared))),
  );
}

// Private:

function mutationFields(
  objects: readonly ObjectModel[],
  types: TypeSource,
  declared: ReadonlyMap<string, RootField>,
): RootFields {
  let byTypeName: ReadonlyMap<string, ObjectModel> | undefined;
  let names: ReadonlySet<string> | undefined;
  const written = (name: string): RootField | undefined => {
    byTypeName ??= new Map(objects.map((object) => [object.typeName, object]));
    const [, verb, typeName = ''] = /^(create|update|upsert|delete)(.+)$/.exec(name) ?? [];
    const object = byTypeName.get(typeName);
    return object && fieldOf(verb as WriteVerb, object, types)[name];
  };
  return {
    names: () =>
      (names ??= new Set([
        ...objects.flatMap((object) => Object.keys(fieldsOf(object, types))),
        ...declared.keys(),
      ])),
    find: (name) => declared.get(name) ?? written(name) ?? null,
  };
}

function isWritable(object: ObjectModel): boolean {
  return object.hasId && (object.createable || object.updateable || object.deletable);
}

function hasWrites(object: ObjectModel): boolean {
  return (
    object.deletable || creatableFields(object).length > 0 || updatableFields(object).length > 0
  );
}

function fieldsOf(object: ObjectModel, types: TypeSource): Fields {
  return Object.assign({}, ...VERBS.map((verb) => fieldOf(verb, object, types))) as Fields;
}

const VERBS: readonly WriteVerb[] = ['create', 'update', 'upsert', 'delete'];

/** Nothing where the object cannot be written so. */
function fieldOf(verb: WriteVerb, object: ObjectModel, types: TypeSource): Fields {
  switch (verb) {
    case 'create':
      return createField(object, types);
    case 'update':
      return updateField(object, types);
    case 'upsert':
      return upsertField(object, types);
    case 'delete':
      return deleteField(object);
  }
}

function createField(object: ObjectModel, types: TypeSource): Fields {
  const input = types.input(object, 'CreateInput');
  const type = types.output(object, 'Payload');
  if (input === null || type === null) return {};
  return {
    [`create${object.typeName}`]: {
      type,
      description: `Creates a ${object.label} (\`${object.name}\`).`,
      args: {
        input: { type: new GraphQLNonNull(input), description: 'The new record.' },
        requestId: REQUEST_ID,
      },
      extensions: binding('create', object),
    },
  };
}

function updateField(object: ObjectModel, types: TypeSource): Fields {
  const input = types.input(object, 'UpdateInput');
  const type = types.output(object, 'Payload');
  if (input === null || type === null) return {};
  return {
    [`update${object.typeName}`]: {
      type,
      description: `Changes a ${object.label} (\`${object.name}\`).`,
      args: {
        id: ID,
        input: { type: new GraphQLNonNull(input), description: 'What changes.' },
        ...unmodifiedSince(object),
      },
      extensions: binding('update', object),
    },
  };
}

function upsertField(object: ObjectModel, types: TypeSource): Fields {
  const keys = externalIdFields(object).filter((key) => key.graphqlName !== 'input');
  const input = types.input(object, 'UpsertInput');
  const type = types.output(object, 'Payload');
  if (keys.length === 0 || input === null || type === null) return {};
  return {
    [`upsert${object.typeName}`]: {
      type,
      description: `Changes the ${object.label} (\`${object.name}\`) with this key, or creates it. Takes exactly one key.`,
      args: {
        ...Object.fromEntries(
          keys.map((field) => [
            field.graphqlName,
            {
              type: valueTypeOf(field),
              description: describeMember(field),
              extensions: inputBinding({ kind: 'externalId', field }),
            },
          ]),
        ),
        input: { type: new GraphQLNonNull(input), description: 'The record without its key.' },
      },
      extensions: binding('upsert', object),
    },
  };
}

function deleteField(object: ObjectModel): Fields {
  if (!object.deletable) return {};
  return {
    [`delete${object.typeName}`]: {
      type: deletePayloadType(),
      description: `Deletes a ${object.label} (\`${object.name}\`).`,
      args: { id: ID, ...unmodifiedSince(object) },
      extensions: binding('delete', object),
    },
  };
}

const ID = { type: new GraphQLNonNull(GraphQLID), description: 'Record id.' };

const REQUEST_ID = {
  type: GraphQLString,
  description:
    'A key of your own for this create, such as a UUID: a repeat makes no second record.',
};

function unmodifiedSince(object: ObjectModel): GraphQLFieldConfigArgumentMap {
  if (!object.fields.has('LastModifiedDate')) return {};
  return {
    ifUnmodifiedSince: {
      type: GraphQLDateTime,
      description: 'The `lastModifiedDate` that you saw: CONFLICT if the record changed since.',
    },
  };
}

function binding(verb: WriteVerb, object: ObjectModel): Record<string, unknown> {
  return outputBinding({ kind: 'write', verb, object });
}
