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
} from 'graphql';
import type { FieldModel } from '../model/org-model.ts';
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

const STRINGS = new GraphQLList(new GraphQLNonNull(GraphQLString));

/** A field's type where values go in: in a write. What a write cannot give (an address as a whole) has the type of a text. */
export function valueTypeOf({ type }: Pick<FieldModel, 'type'>) {
  switch (type) {
    case 'id':
    case 'reference':
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
      return STRINGS;
    case 'json':
      return GraphQLJSON;
    default:
      return GraphQLString;
  }
}

/** A field's type where values come out. */
export function outputTypeOf(field: FieldModel): GraphQLOutputType {
  switch (field.type) {
    case 'address':
      return POSTAL_ADDRESS;
    case 'location':
      return GEOLOCATION;
    case 'anyType':
      return GraphQLJSON;
    default:
      return valueTypeOf(field);
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
