/** What a write answers: the record as it is now, a receipt, or what went wrong. */

import {
  GraphQLBoolean,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLNamedType,
  type GraphQLOutputType,
} from 'graphql';
import { derivedTypeName } from '../model/naming.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { outputBinding } from '../model/schema-bindings.ts';
import { GraphQLDateTime } from './scalars.ts';
import type { TypeSource } from './type-source.ts';

type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>;

const REQUIRED_STRING = new GraphQLNonNull(GraphQLString);

const WRITE_RECEIPT = new GraphQLObjectType({
  name: 'WriteReceipt',
  description: 'Proof that Salesforce has carried a write out.',
  fields: {
    id: part('id', new GraphQLNonNull(GraphQLID), 'The record.'),
    time: part('time', new GraphQLNonNull(GraphQLDateTime), 'When the gateway learnt of it.'),
    created: part(
      'created',
      new GraphQLNonNull(GraphQLBoolean),
      'Whether this very request made the record: false for an update, and for a repeated create.',
    ),
    requestId: part(
      'requestId',
      GraphQLString,
      'The key under which a create can be repeated without making a second record.',
    ),
  },
});

const WRITE_ERROR = new GraphQLObjectType({
  name: 'WriteError',
  description: 'Why nothing was written, or why nobody can tell. The same stands among the errors.',
  fields: {
    code: part('code', REQUIRED_STRING, 'Such as VALIDATION_FAILED or DUPLICATE_RECORD.'),
    message: part('message', REQUIRED_STRING, 'For people.'),
    hint: part('hint', REQUIRED_STRING, 'What to change.'),
    fields: part(
      'fields',
      new GraphQLNonNull(new GraphQLList(REQUIRED_STRING)),
      'Fields of the input that are to blame.',
    ),
    matches: part(
      'matches',
      new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))),
      'Records that a duplicate would repeat, as far as you may read them.',
    ),
    retryAfter: part('retryAfter', GraphQLInt, 'Seconds after which to try again.'),
    requestId: part('requestId', GraphQLString, 'Repeat the request with this key.'),
  },
});

const DELETE_PAYLOAD = new GraphQLObjectType({
  name: 'DeletePayload',
  description: 'What a delete answers.',
  fields: outcomeFields(),
});

export const WRITE_TYPES: readonly GraphQLNamedType[] = [
  WRITE_RECEIPT,
  WRITE_ERROR,
  DELETE_PAYLOAD,
];

/** Of create, update and upsert. */
export function buildPayloadType(object: ObjectModel, types: TypeSource): GraphQLObjectType | null {
  if (!object.createable && !object.updateable) return null;
  return new GraphQLObjectType({
    name: derivedTypeName(object.typeName, 'Payload'),
    description: `What a write of a ${object.label} answers.`,
    fields: () => ({
      record: {
        type: types.objectType(object),
        description: 'The record as it is now; null when nothing was written.',
        extensions: outputBinding({ kind: 'writtenRecord' }),
      },
      ...outcomeFields(),
    }),
  });
}

export function deletePayloadType(): GraphQLObjectType {
  return DELETE_PAYLOAD;
}

// Private:

function outcomeFields(): Fields {
  return {
    receipt: {
      type: WRITE_RECEIPT,
      description: 'Null when nothing was written.',
      extensions: outputBinding({ kind: 'receipt' }),
    },
    errors: {
      type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(WRITE_ERROR))),
      description: 'Empty when the write is done.',
      extensions: outputBinding({ kind: 'writeErrors' }),
    },
  };
}

function part(
  name: string,
  type: GraphQLOutputType,
  description: string,
): GraphQLFieldConfig<unknown, unknown> {
  return { type, description, extensions: outputBinding({ kind: 'part', part: name }) };
}
