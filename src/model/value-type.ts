/** The name of the GraphQL type that holds a field's values: said once, for generated types and for checking written ones. */

import type { DescribeFieldType } from './describe-types.ts';

export type ValueType =
  | 'ID'
  | 'Boolean'
  | 'Int'
  | 'Long'
  | 'Float'
  | 'Date'
  | 'DateTime'
  | 'Time'
  | 'String'
  /** A list of texts. */
  | '[String!]'
  | 'PostalAddress'
  | 'Geolocation'
  | 'JSON';

export function valueTypeName(type: DescribeFieldType): ValueType {
  switch (type) {
    case 'id':
    case 'reference':
      return 'ID';
    case 'boolean':
      return 'Boolean';
    case 'int':
      return 'Int';
    case 'long':
      return 'Long';
    case 'double':
    case 'currency':
    case 'percent':
      return 'Float';
    case 'date':
      return 'Date';
    case 'datetime':
      return 'DateTime';
    case 'time':
      return 'Time';
    case 'multipicklist':
      return '[String!]';
    case 'address':
      return 'PostalAddress';
    case 'location':
      return 'Geolocation';
    case 'anyType':
    case 'json':
      return 'JSON';
    default:
      return 'String';
  }
}
