/** Runs one declared call: may this viewer, with which arguments, and is the answer what was declared. */

import {
  getNullableType,
  isInputObjectType,
  isListType,
  type GraphQLArgument,
  type GraphQLInputType,
  type GraphQLOutputType,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import type { DeclaredCall } from '../declared/declared-call.ts';
import { jsonNameOf } from '../declared/json-name.ts';
import { bindArguments, forbidden, type GivenArguments } from '../plan/declared-arguments.ts';
import { operationAccess } from '../policy/operation-rules.ts';
import { XmlTextError } from '../salesforce/soap-envelope.ts';
import { apexRestCall } from './apex-request.ts';
import { readAnswer } from './read-answer.ts';
import type { RequestContext } from './request-context.ts';

export interface CallRequest {
  readonly call: DeclaredCall;
  readonly given: GivenArguments;
  /** Of the schema's field. */
  readonly args: readonly GraphQLArgument[];
  readonly type: GraphQLOutputType;
}

/** @throws AppError */
export async function callDeclared(
  request: CallRequest,
  context: Pick<RequestContext, 'viewer' | 'policy' | 'apex'>,
): Promise<unknown> {
  const { call, type } = request;
  const access = operationAccess(context.policy.operations, context.viewer, 'field', call.name);
  if (access === null) throw forbidden(call.name);
  const required = { name: call.name, arguments: call.arguments.filter((one) => one.required) };
  const args = bindArguments(required, request.given, access.pinned);
  const types = new Map(request.args.map((argument) => [argument.name, argument.type]));
  const values = new Map(
    [...args].map(([name, value]) => [name, outgoing(types.get(name), value)]),
  );
  const isText = call.target.kind === 'apexSoap';
  const answer = isText
    ? await callSoap(request, values, context)
    : await context.apex.rest(apexRestCall(call.target, values));
  return readAnswer({ name: call.name, isText }, type, answer);
}

// Private:

/** Members of input objects under the names that Apex knows. */
function outgoing(type: GraphQLInputType | undefined, value: unknown): unknown {
  const plain = type === undefined ? undefined : getNullableType(type);
  if (Array.isArray(value)) {
    const items = value as readonly unknown[];
    return items.map((item) => outgoing(isListType(plain) ? plain.ofType : plain, item));
  }
  if (typeof value !== 'object' || value === null || !isInputObjectType(plain)) return value;
  const fields = plain.getFields();
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const field = fields[name];
      return field === undefined
        ? [name, member]
        : [jsonNameOf(field), outgoing(field.type, member)];
    }),
  );
}

async function callSoap(
  { call, args, type }: CallRequest,
  values: ReadonlyMap<string, unknown>,
  context: Pick<RequestContext, 'apex'>,
): Promise<unknown> {
  if (call.target.kind !== 'apexSoap') throw new TypeError('Not a call over SOAP.');
  const names = new Map(args.map((argument) => [argument.name, jsonNameOf(argument)]));
  // Parameters go in the order of the declaration, which is that of the method.
  const ordered = call.arguments.map(
    ({ name }) => [names.get(name) ?? name, values.get(name)] as const,
  );
  const { apexClass, method } = call.target;
  try {
    const results = await context.apex.soap({ apexClass, method, args: ordered });
    if (isListType(getNullableType(type))) return results;
    return results[0] ?? null;
  } catch (error) {
    if (error instanceof XmlTextError) throw unwritable();
    throw error;
  }
}

function unwritable(): AppError {
  return new AppError('BAD_USER_INPUT', 'An argument holds a character that XML cannot carry.', {
    hint: 'Leave control characters out.',
  });
}
