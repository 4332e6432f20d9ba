/** The root fields of declared calls and of raw calls: arguments of graphql-js → what Apex answers. */

import type { GraphQLResolveInfo } from 'graphql';
import { AppError } from '../common/errors.ts';
import { callDeclared } from '../execution/call-declared.ts';
import { callRawRest, callRawSoap, type RawRestRequest } from '../execution/call-raw.ts';
import type { RequestContext } from '../execution/request-context.ts';
import { isGiven } from '../plan/list-arguments.ts';

type Arguments = Readonly<Record<string, unknown>>;
type Resolve = (args: Arguments, context: RequestContext, info: GraphQLResolveInfo) => unknown;

/** Properties of graphql-js' root value: its default resolver calls them. */
export function declaredRoots({
  calls,
}: Pick<RequestContext, 'calls'>): Readonly<Record<string, Resolve>> {
  const roots = calls.map((call): readonly [string, Resolve] => [
    call.name,
    (values, context, { parentType, fieldName, fieldNodes, returnType, variableValues }) => {
      const args = parentType.getFields()[fieldName]?.args ?? [];
      const scope = { variables: variableValues };
      const isSaid = (name: string) => fieldNodes.some((node) => isGiven(scope, node, name));
      const given = { values, isSaid };
      return callDeclared({ call, given, args, type: returnType }, context);
    },
  ]);
  return { ...Object.fromEntries(roots), rest, soap };
}

// Private:

const rest: Resolve = (args, context, { parentType }) => {
  const method = args['method'] as RawRestRequest['method'];
  if (parentType.name === 'Query' && method !== 'GET') {
    throw new AppError('BAD_USER_INPUT', `${method} is no method of a query.`, {
      hint: 'Send it in a mutation: mutation { rest(method: …) }.',
    });
  }
  const { path, query, body } = args;
  return callRawRest({ method, path: String(path), query, body }, context);
};

const soap: Resolve = (args, context) =>
  callRawSoap(
    { apexClass: String(args['class']), method: String(args['method']), args: args['arguments'] },
    context,
  );
