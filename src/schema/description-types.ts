/** `describe`: what a form needs to know of an object, as its viewer may use it. */

import {
  GraphQLBoolean,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLOutputType,
} from 'graphql';

type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>;

const TEXT = new GraphQLNonNull(GraphQLString);
const FLAG = new GraphQLNonNull(GraphQLBoolean);

const PICKLIST_OPTION = new GraphQLObjectType({
  name: 'PicklistOption',
  description: 'One entry of a picklist.',
  fields: {
    value: { type: TEXT, description: 'What is stored.' },
    label: { type: TEXT, description: 'What people read.' },
    validFor: {
      type: listOf(GraphQLString),
      description: 'Values of `controller` with which it may be chosen; null where all are.',
    },
  },
});

const FIELD_DESCRIPTION = new GraphQLObjectType({
  name: 'FieldDescription',
  description: 'A field that the viewer may read or write.',
  fields: {
    name: { type: TEXT, description: 'Name in this schema.' },
    label: { type: TEXT, description: "Salesforce's label." },
    help: { type: GraphQLString, description: 'Help text.' },
    type: { type: TEXT, description: "Describe's type, such as `picklist` or `textarea`." },
    length: { type: GraphQLInt, description: 'Characters; null where the type has no length.' },
    scale: { type: new GraphQLNonNull(GraphQLInt), description: 'Digits after the point.' },
    nameField: { type: FLAG, description: 'Whether it names the record.' },
    readable: { type: FLAG, description: 'Whether the viewer may read it.' },
    creatable: { type: FLAG, description: 'Whether the viewer may give it to a create.' },
    updatable: { type: FLAG, description: 'Whether the viewer may change it.' },
    required: { type: FLAG, description: 'Whether a create has to give it.' },
    formatted: {
      type: GraphQLString,
      description: 'Field with the value as people read it: `amountFormatted`, `stageNameLabel`.',
    },
    controller: { type: GraphQLString, description: 'Field that decides on the options.' },
    options: {
      type: new GraphQLNonNull(listOf(PICKLIST_OPTION)),
      description: 'Entries of a picklist, in the order of its setup.',
    },
  },
});

const OBJECT_DESCRIPTION = new GraphQLObjectType({
  name: 'ObjectDescription',
  description: 'An object as the viewer may use it.',
  fields: {
    type: { type: TEXT, description: 'Name of its type in this schema, such as `Case`.' },
    record: { type: TEXT, description: 'Root field of one record, such as `case`.' },
    list: { type: TEXT, description: 'Root field of its list, such as `cases`.' },
    label: { type: TEXT, description: "Salesforce's label." },
    labelPlural: { type: TEXT, description: 'The same for several.' },
    readable: { type: FLAG, description: 'Whether the viewer may read any of its records.' },
    creatable: { type: FLAG, description: 'Whether the viewer may create records.' },
    updatable: { type: FLAG, description: 'Whether the viewer may change any.' },
    fields: {
      type: new GraphQLNonNull(listOf(FIELD_DESCRIPTION)),
      description: 'Fields that the viewer may read or write.',
    },
  },
});

export const DESCRIPTION_TYPES = [PICKLIST_OPTION, FIELD_DESCRIPTION, OBJECT_DESCRIPTION] as const;

/** Answered by `resolvers/describe-root`. */
export function descriptionFields(): Fields {
  return {
    describe: {
      type: OBJECT_DESCRIPTION,
      description:
        'An object as the viewer may read and write it, for forms; null when there is none that they may use.',
      args: {
        object: {
          type: TEXT,
          description: 'Name of its type, record or list in this schema: `Case`, `case`, `cases`.',
        },
      },
    },
  };
}

// Private:

function listOf<Type extends GraphQLOutputType>(type: Type): GraphQLList<GraphQLNonNull<Type>> {
  return new GraphQLList(new GraphQLNonNull(type));
}
