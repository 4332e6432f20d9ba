/** Runs one static method of a class as one transaction. */
import { inTransaction } from '../data/transactions.ts';
import { ApexException, UnhandledApexException } from './apex-exception.ts';
import type { ApexStatement } from './apex-exception.ts';
import { codeKey } from './apex-classes.ts';
import type { ApexImplementations } from './apex-classes.ts';
import type {
  ApexArguments,
  ApexClass,
  ApexValue,
  RestRequest,
  RestResponse,
} from './apex-class.ts';
import { openApexContext } from './apex-context.ts';
import type { ApexCaller } from './apex-context.ts';
import type { ApexMethod } from './source/declarations.ts';

export interface MethodCall {
  readonly apexClass: ApexClass;
  readonly method: ApexMethod;
  readonly args: ApexArguments;
  readonly request: RestRequest;
  readonly response: RestResponse;
}

/** Throws UnhandledApexException, with everything the method did undone. */
export function runMethod(
  caller: ApexCaller,
  implementations: ApexImplementations,
  { apexClass, method, args, request, response }: MethodCall,
): ApexValue {
  const code = implementations.get(codeKey(apexClass.name, apexClass.namespace));
  const body = code?.methods[method.name];
  try {
    if (body === undefined) throw noBody(apexClass, method);
    const context = openApexContext(caller, apexClass, request, response);
    return inTransaction(caller.org, () => body(context, args));
  } catch (error) {
    if (!(error instanceof ApexException)) throw error;
    throw new UnhandledApexException(error, traceOf(apexClass, method, error.statement));
  }
}

/** RestContext is empty outside of Apex REST. */
export const NO_REST_REQUEST: RestRequest = {
  httpMethod: 'POST',
  requestURI: '',
  resourcePath: '',
  params: {},
  headers: {},
  requestBody: Buffer.alloc(0),
  remoteAddress: '',
};

export const noRestResponse = (): RestResponse => ({
  statusCode: null,
  responseBody: null,
  headers: {},
});

/** The local org does not execute Apex; a class that a client saved has source only. */
const noBody = ({ name }: ApexClass, method: ApexMethod): ApexException =>
  new ApexException(
    'System.UnexpectedException',
    `the local org has the source of ${name}.${method.name} but no code that runs it`,
  );

function traceOf(apexClass: ApexClass, method: ApexMethod, statement: ApexStatement): string {
  const { name, namespace, body } = apexClass;
  const qualified = namespace === null ? name : `${namespace}.${name}`;
  const { line: first } = method.location;
  const lines = body.split('\n').slice(first - 1, method.endLine);
  const at = lines.findIndex((text) => STATEMENTS[statement].test(text));
  return `Class.${qualified}.${method.name}: line ${first + Math.max(at, 0)}, column 1`;
}

const STATEMENTS: Readonly<Record<ApexStatement, RegExp>> = {
  insert: /\binsert\b/i,
  update: /\bupdate\b/i,
  delete: /\bdelete\b/i,
  query: /\[\s*SELECT\b|Database\.query/i,
  throw: /\bthrow\b/i,
};
