/** Runs a call that nothing declares: only where a rule opens its method and path to this viewer. */

import { AppError } from '../common/errors.ts';
import { decideRawCall, type RawCall } from '../policy/raw-access.ts';
import type { RestCall } from '../salesforce/apex-caller.ts';
import { queryText } from './apex-request.ts';
import type { RequestContext } from './request-context.ts';

export interface RawRestRequest {
  readonly method: RestCall['method'];
  readonly path: string;
  readonly query: unknown;
  readonly body: unknown;
}

type Context = Pick<RequestContext, 'viewer' | 'policy' | 'apex'>;

/** @returns the parsed JSON. @throws AppError */
export async function callRawRest(request: RawRestRequest, context: Context): Promise<unknown> {
  const { method, path, query, body } = request;
  requireOpen(context, { kind: 'rest', method, path });
  const isMapping = typeof query === 'object' && query !== null && !Array.isArray(query);
  if (query !== undefined && query !== null && !isMapping) {
    throw new AppError('BAD_USER_INPUT', 'The query of a raw call is no mapping.', {
      hint: 'Write query: {name: "value"}.',
    });
  }
  const parameters = queryText(isMapping ? Object.entries(query) : []);
  const hasBody = body !== undefined && body !== null && method !== 'GET';
  return await context.apex.rest({ method, path: path + parameters, ...(hasBody ? { body } : {}) });
}

export interface RawSoapRequest {
  readonly apexClass: string;
  readonly method: string;
  /** Mapping of parameter to value, in the order of the method's parameters. */
  readonly args: unknown;
}

/** @returns what each `result` holds, as texts. @throws AppError */
export async function callRawSoap(request: RawSoapRequest, context: Context): Promise<unknown> {
  const { apexClass, method, args } = request;
  requireOpen(context, { kind: 'soap', method, apexClass });
  const given =
    typeof args === 'object' && args !== null && !Array.isArray(args) ? Object.entries(args) : [];
  const bad = given.find(([name]) => !/^[A-Za-z]\w*$/.test(name));
  if (bad !== undefined || !/^[A-Za-z]\w*$/.test(method)) {
    throw new AppError('BAD_USER_INPUT', 'A name in a raw SOAP call is no name of Apex.', {
      hint: 'Names have letters, digits and underscores.',
    });
  }
  return await context.apex.soap({ apexClass, method, args: given });
}

// Private:

function requireOpen({ policy, viewer }: Context, call: RawCall): void {
  switch (decideRawCall(policy.operations, viewer, call)) {
    case 'allowed':
      return;
    case 'malformed':
      throw new AppError('BAD_USER_INPUT', 'The path or class of a raw call is not plain.', {
        hint: 'Write /services/… without escapes, dots, double slashes or a query; parameters go into query.',
      });
    case 'denied':
      throw new AppError('FORBIDDEN', 'You may not make this raw call.', {
        hint: 'The gateway’s operator can open it in operations: raw, unless it leads to records or queries.',
      });
  }
}
