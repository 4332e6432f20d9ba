/** `rest` and `soap`: calls that nothing declares, in the schema only where the configuration opens any. */

import { GraphQLEnumType, GraphQLNonNull, GraphQLString, type GraphQLFieldConfig } from 'graphql';
import { APEX_METHODS } from '../declared/declared-call.ts';
import type { OperationRules } from '../policy/operation-rules.ts';
import { GraphQLJSON } from './scalars.ts';

type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>;

export const REST_METHOD = new GraphQLEnumType({
  name: 'RestMethod',
  description: 'A method of HTTP.',
  values: Object.fromEntries(APEX_METHODS.map((method) => [method, {}])),
});

const REQUIRED_TEXT = new GraphQLNonNull(GraphQLString);

export function rawFields({ raw }: OperationRules, type: 'Query' | 'Mutation'): Fields {
  const kinds = new Set(raw.map((rule) => rule.kind));
  return {
    ...(kinds.has('rest') ? { rest: restField(type) } : {}),
    ...(kinds.has('soap') && type === 'Mutation' ? { soap: SOAP_FIELD } : {}),
  };
}

// Private:

function restField(type: 'Query' | 'Mutation'): Fields[string] {
  return {
    type: GraphQLJSON,
    description: 'A REST call that has no field of its own yet; the answer is JSON as it comes.',
    args: {
      method: {
        type: new GraphQLNonNull(REST_METHOD),
        ...(type === 'Query' ? { defaultValue: 'GET' } : {}),
        description: 'Queries take GET only.',
      },
      path: { type: REQUIRED_TEXT, description: 'Such as `/services/apexrest/orders/7`, plain.' },
      query: { type: GraphQLJSON, description: 'Parameters, as a mapping.' },
      ...(type === 'Query' ? {} : { body: { type: GraphQLJSON, description: 'Sent as JSON.' } }),
    },
  };
}

const SOAP_FIELD: Fields[string] = {
  type: GraphQLJSON,
  description: 'A call of an Apex web service that has no field of its own yet; values are texts.',
  args: {
    class: { type: REQUIRED_TEXT, description: 'Apex class, or `namespace/Class`.' },
    method: { type: REQUIRED_TEXT, description: 'Its web service method.' },
    arguments: {
      type: GraphQLJSON,
      description: 'Parameters by name, in the order of the method.',
    },
  },
};
