/** Apex REST: `/services/apexrest/…` from the URL to the method of a class and back. Source: Apex Developer Guide v65. */
import { LATEST_VERSION } from '../../rest/versions.ts';
import { SalesforceError } from '../../errors.ts';
import { methodNotAllowed } from '../../http/api-errors.ts';
import type { ApiRequest, ApiResponse, HttpMethod } from '../../http/message.ts';
import type { DataCall } from '../../platform.ts';
import type { ApexClass, RestRequest, RestResponse } from '../apex-class.ts';
import { apexError, UnhandledApexException } from '../apex-exception.ts';
import { apexClasses, codeKey, typeScopeOf } from '../apex-classes.ts';
import { mayCallApex } from '../class-access.ts';
import { runMethod } from '../run-method.ts';
import { annotationOf } from '../source/declarations.ts';
import type { ApexMethod } from '../source/declarations.ts';
import { resolveUrl } from '../url-mapping.ts';
import type { TypeScope } from '../values/apex-type.ts';
import { answerOf, checkAccept } from './answer.ts';
import { readParameters } from './read-parameters.ts';

/** The version that errors and limits belong to: the path of Apex REST names none. */
export const APEX_REST_VERSION = `v${LATEST_VERSION}`;

/** Chooses the format of the answer. */
const FORMAT = /\.(json|xml)$/i;

const PREFIX = '/services/apexrest';

interface RestClass {
  readonly apexClass: ApexClass;
  readonly urlMapping: string;
  readonly namespace: string | null;
}

export function apexRest(call: DataCall): ApiResponse {
  const { request } = call;
  const path = `/${request.segments.slice(2).join('/')}`;
  const classes = apexClasses(call.platform.org).flatMap(restClass);
  const found = hasStrangeExtension(request)
    ? undefined
    : (resolveUrl(classes, path) ?? resolveUrl(classes, path.replace(FORMAT, '')));
  if (found === undefined) throw noMatch(path);
  const { apexClass } = found;
  const method = methodFor(apexClass, request.method);
  if (method === undefined) throw methodNotAllowed(request.method, verbsOf(apexClass));
  if (!mayCallApex(call, codeKey(apexClass.name, apexClass.namespace))) throw noAccess(apexClass);
  return invoke(call, found, method, typeScopeOf(call.platform.org, apexClass));
}

function restClass(apexClass: ApexClass): readonly RestClass[] {
  const { declaration, namespace } = apexClass;
  const urlMapping = annotationOf(declaration, 'RestResource')?.values.get('urlmapping');
  if (urlMapping === undefined || !declaration.modifiers.includes('global')) return [];
  return [{ apexClass, urlMapping, namespace }];
}

function invoke(
  call: DataCall,
  { apexClass, urlMapping }: RestClass,
  method: ApexMethod,
  scope: TypeScope,
): ApiResponse {
  const format = checkAccept(call.request, method, scope);
  const args = readParameters(call.request, method, scope);
  const response: RestResponse = { statusCode: null, responseBody: null, headers: {} };
  const request = restRequest(call.request, urlMapping, method);
  try {
    const { org, apexImplementations } = call.platform;
    const target = { apexClass, method, args, request, response };
    const value = runMethod({ org, session: call.session }, apexImplementations, target);
    return answerOf({ verb: call.request.method, method, scope, format, value, response });
  } catch (error) {
    if (error instanceof UnhandledApexException) throw apexError(error);
    throw error;
  }
}

/** HEAD is answered by the GET method; the listener drops its body. */
function methodFor(apexClass: ApexClass, verb: HttpMethod): ApexMethod | undefined {
  const annotation = `Http${verb === 'HEAD' ? 'Get' : verb}`;
  return apexClass.declaration.methods.find(
    (method) => annotationOf(method, annotation) !== undefined,
  );
}

/** Recorded: `Allowed are GET,POST`. */
function verbsOf(apexClass: ApexClass): readonly string[] {
  return apexClass.declaration.methods
    .flatMap(({ annotations }) => annotations)
    .flatMap(({ name }) => /^Http(\w+)$/i.exec(name)?.[1]?.toUpperCase() ?? [])
    .sort();
}

/** `.json` and `.xml` choose the format; with any other extension nothing is found (status code table of the guide). */
function hasStrangeExtension({ path }: ApiRequest): boolean {
  return /\.[A-Za-z]+$/.test(path) && !FORMAT.test(path);
}

function restRequest(request: ApiRequest, urlMapping: string, method: ApexMethod): RestRequest {
  const slash = request.path.endsWith('/') ? '/' : '';
  return {
    httpMethod: request.method,
    requestURI: `/${request.segments.slice(2).join('/')}${slash}`,
    resourcePath: `${PREFIX}${urlMapping}`,
    params: Object.fromEntries(request.query),
    headers: request.headers,
    requestBody: method.parameters.length === 0 ? request.body.bytes : Buffer.alloc(0),
    remoteAddress: request.remoteAddress,
  };
}

const noMatch = (path: string): SalesforceError =>
  new SalesforceError(
    404,
    'NOT_FOUND',
    `Could not find a match for URL${path === '/' ? '' : ` ${path}`}`,
  );

const noAccess = ({ name }: ApexClass): SalesforceError =>
  new SalesforceError(403, 'FORBIDDEN', `You do not have access to the Apex class named: ${name}`);
