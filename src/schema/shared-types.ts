/** Types of the schema that belong to no object of the org. */

import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInterfaceType,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLNamedType,
  type GraphQLScalarType,
} from 'graphql';
import { inputBinding, outputBinding, type PageInfoPart } from '../model/schema-bindings.ts';
import { DESCRIPTION_TYPES } from './description-types.ts';
import { REPORT_TYPES } from './report-types.ts';
import { DISTANCE_UNIT, FILTER_INPUTS, PICKLIST_FILTER, STRING_FILTER } from './filter-inputs.ts';
import {
  GraphQLDate,
  GraphQLDateOrLiteral,
  GraphQLDateTime,
  GraphQLDateTimeOrLiteral,
  GraphQLJSON,
  GraphQLLong,
  GraphQLTime,
} from './scalars.ts';

export const NODE = new GraphQLInterfaceType({
  name: 'Node',
  description: 'A Salesforce record.',
  fields: {
    id: { type: new GraphQLNonNull(GraphQLID), description: 'The 18-character record id.' },
  },
});

export const PAGE_INFO = new GraphQLObjectType({
  name: 'PageInfo',
  description: 'Where a page stands in its list.',
  fields: {
    hasNextPage: pagePart('hasNextPage', 'Whether rows follow this page.'),
    hasPreviousPage: pagePart('hasPreviousPage', 'Whether rows come before this page.'),
    startCursor: pagePart('startCursor', 'Cursor of the first row; null when there are no rows.'),
    endCursor: pagePart('endCursor', 'Cursor of the last row; null when there are no rows.'),
  },
});

export const POSTAL_ADDRESS = new GraphQLObjectType({
  name: 'PostalAddress',
  description: 'A compound address field.',
  fields: {
    ...compoundParts(
      ['street', 'city', 'state', 'stateCode', 'postalCode', 'country', 'countryCode'],
      GraphQLString,
    ),
    ...compoundParts(['latitude', 'longitude'], GraphQLFloat),
    ...compoundParts(['geocodeAccuracy'], GraphQLString),
  },
});

export const GEOLOCATION = new GraphQLObjectType({
  name: 'Geolocation',
  description: 'A compound geolocation field, in degrees.',
  fields: compoundParts(['latitude', 'longitude'], GraphQLFloat),
});

export const VIEWER = new GraphQLObjectType({
  name: 'Viewer',
  description: 'Who is asking.',
  fields: {
    role: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'Role that the policy speaks of.',
    },
    site: { type: GraphQLString, description: 'The site that signed the request.' },
    subject: { type: GraphQLString, description: "The person's id at that site." },
    contactId: { type: GraphQLID, description: 'The Contact bound to the person.' },
  },
});

export const ORG = new GraphQLObjectType({
  name: 'Org',
  description: 'The Salesforce org that answers.',
  fields: {
    id: { type: new GraphQLNonNull(GraphQLID), description: 'The 18-character organisation id.' },
    name: {
      type: new GraphQLNonNull(GraphQLString),
      description: 'Its name in the configuration.',
    },
  },
});

export const ORDER_DIRECTION = new GraphQLEnumType({
  name: 'OrderDirection',
  description: 'ASC and DESC put rows without a value first, as Salesforce does.',
  values: {
    ASC: {},
    DESC: {},
    ASC_NULLS_FIRST: {},
    ASC_NULLS_LAST: {},
    DESC_NULLS_FIRST: {},
    DESC_NULLS_LAST: {},
  },
});

export const GROUP_MODE = new GraphQLEnumType({
  name: 'GroupMode',
  description: 'Which subtotals a grouping adds.',
  values: {
    PLAIN: { description: 'None.' },
    ROLLUP: { description: 'For each leading part of the key, and in all.' },
    CUBE: { description: 'For each combination of the key.' },
  },
});

/** SOQL filters a polymorphic parent by the fields of `Name` only. */
export const POLYMORPHIC_WHERE = new GraphQLInputObjectType({
  name: 'PolymorphicWhere',
  description: 'Conditions on a parent that can be of several objects.',
  fields: {
    name: {
      type: STRING_FILTER,
      description: 'Its name.',
      extensions: inputBinding({ kind: 'polymorphic', column: 'Name' }),
    },
    type: {
      type: PICKLIST_FILTER,
      description: 'The API name of its object.',
      extensions: inputBinding({ kind: 'polymorphic', column: 'Type' }),
    },
  },
});

export const SHARED_TYPES: readonly GraphQLNamedType[] = [
  ...[NODE, PAGE_INFO, POSTAL_ADDRESS, GEOLOCATION, VIEWER, ORG, ORDER_DIRECTION, GROUP_MODE],
  ...[POLYMORPHIC_WHERE, ...FILTER_INPUTS, DISTANCE_UNIT],
  ...[GraphQLDate, GraphQLDateTime, GraphQLTime, GraphQLLong, GraphQLJSON],
  ...[GraphQLDateOrLiteral, GraphQLDateTimeOrLiteral],
  ...REPORT_TYPES,
  ...DESCRIPTION_TYPES,
];

// Private:

function pagePart(part: PageInfoPart, description: string): GraphQLFieldConfig<unknown, unknown> {
  const isFlag = part === 'hasNextPage' || part === 'hasPreviousPage';
  return {
    type: isFlag ? new GraphQLNonNull(GraphQLBoolean) : GraphQLString,
    description,
    extensions: outputBinding({ kind: 'page', part }),
  };
}

function compoundParts(
  parts: readonly string[],
  type: GraphQLScalarType,
): Record<string, GraphQLFieldConfig<unknown, unknown>> {
  return Object.fromEntries(
    parts.map((part) => [part, { type, extensions: outputBinding({ kind: 'part', part }) }]),
  );
}
