/** What Salesforce refuses of a statement that parses: the rules that the in-memory evaluator would not notice by itself. */

import type { Query, Subquery } from '@jetstreamapp/soql-parser-js';

/** Salesforce takes no function in a statement with a TYPEOF. */
export function refuseFunctionsBesideTypeOf(query: Query): void {
  const types = new Set<string>();
  const collect = ({ fields = [] }: Query | Subquery): void => {
    for (const field of fields) {
      types.add(field.type);
      if (field.type === 'FieldSubquery') collect(field.subquery);
    }
  };
  collect(query);
  if (types.has('FieldTypeof') && types.has('FieldFunctionExpression')) {
    throw new Error('MALFORMED_QUERY: a function beside TYPEOF');
  }
}
