/** Which GraphQL type, filter and abilities each Salesforce field type has. */

import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  type GraphQLInputObjectType,
  type GraphQLOutputType,
  type GraphQLScalarType,
} from 'graphql';
import type { FieldModel } from '../model/org-model.ts';
import { valueTypeName, type ValueType } from '../model/value-type.ts';
import {
  BOOLEAN_FILTER,
  DATE_FILTER,
  DATE_TIME_FILTER,
  FLOAT_FILTER,
  GEOLOCATION_FILTER,
  ID_FILTER,
  INT_FILTER,
  LONG_FILTER,
  MULTI_PICKLIST_FILTER,
  PICKLIST_FILTER,
  STRING_FILTER,
  TIME_FILTER,
} from './filter-inputs.ts';
import { GraphQLDate, GraphQLDateTime, GraphQLJSON, GraphQLLong, GraphQLTime } from './scalars.ts';
import { GEOLOCATION, POSTAL_ADDRESS } from './shared-types.ts';

type PlainType = Exclude<ValueType, 'PostalAddress' | 'Geolocation'>;

const PLAIN_TYPES: Readonly<
  Record<PlainType, GraphQLScalarType | GraphQLList<GraphQLNonNull<GraphQLScalarType>>>
> = {
  ID: GraphQLID,
  Boolean: GraphQLBoolean,
  Int: GraphQLInt,
  Long: GraphQLLong,
  Float: GraphQLFloat,
  Date: GraphQLDate,
  DateTime: GraphQLDateTime,
  Time: GraphQLTime,
  String: GraphQLString,
  '[String!]': new GraphQLList(new GraphQLNonNull(GraphQLString)),
  JSON: GraphQLJSON,
};

/** A field's type where values go in: in a write. What a write cannot give (an address as a whole) has the type of a text. */
export function valueTypeOf({ type }: Pick<FieldModel, 'type'>) {
  const name = valueTypeName(type);
  if (name === 'PostalAddress' || name === 'Geolocation' || type === 'anyType')
    return GraphQLString;
  return PLAIN_TYPES[name];
}

/** A field's type where values come out. */
export function outputTypeOf({ type }: Pick<FieldModel, 'type'>): GraphQLOutputType {
  const name = valueTypeName(type);
  switch (name) {
    case 'PostalAddress':
      return POSTAL_ADDRESS;
    case 'Geolocation':
      return GEOLOCATION;
    default:
      return PLAIN_TYPES[name];
  }
}

/** Null where the field cannot be filtered. */
export function filterTypeOf(field: FieldModel): GraphQLInputObjectType | null {
  if (!field.filterable) return null;
  switch (field.type) {
    case 'id':
    case 'reference':
      return ID_FILTER;
    case 'boolean':
      return BOOLEAN_FILTER;
    case 'int':
      return INT_FILTER;
    case 'long':
      return LONG_FILTER;
    case 'double':
    case 'currency':
    case 'percent':
      return FLOAT_FILTER;
    case 'date':
      return DATE_FILTER;
    case 'datetime':
      return DATE_TIME_FILTER;
    case 'time':
      return TIME_FILTER;
    case 'picklist':
      return PICKLIST_FILTER;
    case 'multipicklist':
      return MULTI_PICKLIST_FILTER;
    case 'address':
    case 'location':
      return GEOLOCATION_FILTER;
    case 'string':
    case 'combobox':
    case 'textarea':
    case 'phone':
    case 'url':
    case 'email':
    case 'encryptedstring':
      return STRING_FILTER;
    default:
      return null;
  }
}

export function isNumeric(field: FieldModel): boolean {
  return ['int', 'long', 'double', 'currency', 'percent'].includes(field.type);
}

/** Types that COUNT_DISTINCT, MIN and MAX refuse, whatever describe says. */
const UNCOUNTABLE: ReadonlySet<string> = new Set([
  ...['base64', 'boolean', 'time', 'address', 'location', 'encryptedstring', 'multipicklist'],
  ...['anyType', 'json'],
]);

export function isCountable(field: FieldModel): boolean {
  return field.aggregatable && !UNCOUNTABLE.has(field.type);
}

/** Of MIN and MAX only what has an order a reader expects: an id's or a picklist's would surprise. */
export function isComparable(field: FieldModel): boolean {
  return isCountable(field) && !['id', 'reference', 'picklist'].includes(field.type);
}

export function isNumericOrDate(field: FieldModel): boolean {
  return isNumeric(field) || field.type === 'date' || field.type === 'datetime';
}
