/** The order in which every request is met: fault, route, session, limit, handler, log. */
import { randomInt } from 'node:crypto';
import { apexRest, APEX_REST_VERSION } from '../apex/rest/apex-rest.ts';
import { bulkError } from '../bulk/answers.ts';
import { BULK_ROUTES } from '../bulk/bulk-api.ts';
import { handleControl } from '../control/control.ts';
import { faultNumber, isTokenFault } from '../control/fault-kinds.ts';
import {
  deliveryFault,
  edgeAnswer,
  isOperationFault,
  limitHeader,
  operationError,
} from '../control/fault-answers.ts';
import type { FaultRule } from '../control/fault-rules.ts';
import { loggedQuery } from '../control/call-log.ts';
import { DeserializationError, notFound, SalesforceError } from '../errors.ts';
import { endOfValue } from './json-location.ts';
import type { CallTrace, DataCall, Platform } from '../platform.ts';
import { checkVersion } from '../rest/versions.ts';
import { DATA_ROUTES, OPEN_ROUTES } from '../routes.ts';
import {
  errorBody,
  methodNotAllowed,
  requestLimitExceeded,
  unknownException,
  unsupportedMediaType,
} from './api-errors.ts';
import { authenticate } from './authenticate.ts';
import type { ApiEndpoint, Delivery } from './listener.ts';
import { json } from './message.ts';
import type { ApiRequest, ApiResponse } from './message.ts';
import { allowedMethods, createRouter, handlerFor } from './router.ts';

const openRouter = createRouter(OPEN_ROUTES);
const dataRouter = createRouter(DATA_ROUTES);
const bulkRouter = createRouter(BULK_ROUTES);

/** @param report receives failures that are the local org's own fault; they are answered as UNKNOWN_EXCEPTION. */
export function createApi(platform: Platform, report: (error: unknown) => void): ApiEndpoint {
  const refuse = (error: unknown) => errorResponse(error, report);
  const { blobs, catalog } = platform.org;
  return {
    refuse,
    blobs,
    isBlobField: (name) =>
      catalog.objects().some((object) => object.field(name)?.type === 'base64'),
    async answer(request) {
      if (request.segments[0] === '__control') {
        return { response: await handleControl(platform, request), fault: null };
      }
      return answerCall(platform, request, refuse);
    },
  };
}

async function answerCall(
  platform: Platform,
  request: ApiRequest,
  refuse: (error: unknown) => ApiResponse,
): Promise<Delivery> {
  const trace: CallTrace = { apiCalls: 0, user: null, fault: null, subrequests: [] };
  const rule = drawEdgeFault(platform, request);
  if (rule !== null) trace.fault = rule.kind;
  const spoiled = rule === null ? null : edgeAnswer(rule, platform.org.clock.now().getTime());
  let response: ApiResponse;
  try {
    response = spoiled ?? (await route(platform, request, trace));
  } catch (error) {
    response = refuse(error);
  }
  platform.usage.spend(trace.apiCalls);
  response = withApiHeaders(platform, trace, request, response);
  logCall(platform, request, trace, response.status);
  return { response, fault: deliveryFault(rule) };
}

/** Token faults of the refresh kind are drawn by that grant itself, operation faults where the operation runs. */
function drawEdgeFault(platform: Platform, request: ApiRequest): FaultRule | null {
  return platform.faults.draw(request.method, pathOf(request), (kind) => {
    if (isTokenFault(kind)) return kind === 'invalid-grant';
    return !isOperationFault(kind);
  });
}

async function route(
  platform: Platform,
  request: ApiRequest,
  trace: CallTrace,
): Promise<ApiResponse> {
  const open = openRouter.match(request.segments);
  if (open !== null) {
    const handler = handlerFor(open.methods, request.method);
    if (handler === undefined) throw methodNotAllowed(request.method, allowedMethods(open.methods));
    return handler({ platform, request, trace, params: open.params, rest: open.rest });
  }
  const [first, second] = request.segments;
  if (first === 'services' && second === 'async') return routeBulk(platform, request, trace);
  if (first === 'services' && second === 'apexrest') {
    return apexRest(openDataCall(platform, request, trace, APEX_REST_VERSION));
  }
  if (first !== 'services' || second !== 'data') throw notFound();
  return dispatchData(openDataCall(platform, request, trace), request);
}

function routeBulk(platform: Platform, request: ApiRequest, trace: CallTrace): ApiResponse {
  try {
    const match = bulkRouter.match(request.segments.slice(3));
    const handler = match === null ? undefined : handlerFor(match.methods, request.method);
    if (match === null || handler === undefined) throw notFound();
    // Bulk paths name the version without its `v`.
    const call = openDataCall(platform, request, trace, `v${request.segments[2] ?? ''}`);
    return handler({ ...call, params: match.params });
  } catch (error) {
    if (error instanceof SalesforceError) return bulkError(request, error);
    throw error;
  }
}

/** Checks version, session and daily limit once per HTTP request; subrequests inherit the result. */
function openDataCall(
  platform: Platform,
  request: ApiRequest,
  trace: CallTrace,
  versionSegment = request.segments[2] ?? '',
): DataCall {
  const version = checkVersion(versionSegment);
  const { session, username } = authenticate(platform, request, version);
  trace.user = username;
  if (platform.usage.used() >= platform.settings.dailyApiRequests) throw requestLimitExceeded();
  trace.apiCalls = 1;
  const call: DataCall = {
    platform,
    request,
    trace,
    version,
    session,
    params: {},
    rest: [],
    basePath: `/services/data/v${version}`,
    dispatch: (subrequest) => dispatchSubrequest(call, subrequest),
  };
  return call;
}

function dispatchData(call: DataCall, request: ApiRequest): ApiResponse {
  const match = dataRouter.match(request.segments.slice(3));
  if (match === null) throw notFound();
  const handler = handlerFor(match.methods, request.method);
  if (handler === undefined) throw methodNotAllowed(request.method, allowedMethods(match.methods));
  // Rows of a Bulk API 2.0 job are CSV.
  if (request.segments[3] !== 'jobs') checkContentType(request);
  const fault = drawOperationFault(call, request);
  if (fault !== null) throw fault;
  try {
    return handler({ ...call, request, params: match.params, rest: match.rest });
  } catch (error) {
    throw error instanceof DeserializationError ? located(error, request) : error;
  }
}

/** Salesforce tells where in the body the value stands. */
function located(error: DeserializationError, { body }: ApiRequest): DeserializationError {
  const position = endOfValue(body.bytes.toString('utf8'), error.value);
  return position === undefined ? error : error.at(position);
}

function dispatchSubrequest(call: DataCall, request: ApiRequest): ApiResponse {
  try {
    if (request.segments[0] !== 'services' || request.segments[1] !== 'data') throw notFound();
    const version = checkVersion(request.segments[2] ?? '');
    return dispatchData({ ...call, version, basePath: `/services/data/v${version}` }, request);
  } catch (error) {
    if (error instanceof SalesforceError) return json(error.status, errorBody(error));
    throw error;
  }
}

function drawOperationFault(call: DataCall, request: ApiRequest): SalesforceError | null {
  const rule = call.platform.faults.draw(
    request.method,
    pathOf(request),
    (kind) => isOperationFault(kind) && (kind !== 'row-lock' || request.method !== 'GET'),
  );
  if (rule === null) return null;
  call.trace.fault = rule.kind;
  return operationError(rule.kind);
}

function checkContentType(request: ApiRequest): void {
  const type = request.headers['content-type'] ?? '';
  if (type === '' || request.body.isEmpty) return;
  if (!/^(application\/json|multipart\/form-data)\b/i.test(type)) throw unsupportedMediaType(type);
}

function withApiHeaders(
  platform: Platform,
  trace: CallTrace,
  request: ApiRequest,
  response: ApiResponse,
): ApiResponse {
  if (!['data', 'apexrest'].includes(request.segments[1] ?? '')) return response;
  // The version list and refused sessions belong to no org yet, so they carry no usage.
  const usage =
    trace.user === null
      ? null
      : limitHeader(trace.fault, platform.usage.used(), platform.settings.dailyApiRequests);
  return {
    ...response,
    headers: {
      'Cache-Control': 'no-cache,must-revalidate,max-age=0,no-store,private',
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept-Encoding',
      ...(usage === null ? {} : { 'Sforce-Limit-Info': usage }),
      ...(response.status === 401 ? { 'WWW-Authenticate': 'Token' } : {}),
      ...response.headers,
    },
  };
}

function logCall(platform: Platform, request: ApiRequest, trace: CallTrace, status: number): void {
  platform.calls.add({
    time: platform.org.clock.now().toISOString(),
    method: request.method,
    path: pathOf(request),
    query: loggedQuery(request.query),
    status,
    apiCalls: trace.apiCalls,
    user: trace.user,
    subrequests: trace.subrequests,
    fault: trace.fault === null ? null : faultNumber(trace.fault),
  });
}

function errorResponse(error: unknown, report: (error: unknown) => void): ApiResponse {
  if (error instanceof SalesforceError) return json(error.status, errorBody(error));
  report(error);
  const failure = unknownException(`${randomInt(1e9)}-${randomInt(1e5)} (${randomInt(1e9)})`);
  return json(failure.status, errorBody(failure));
}

const pathOf = (request: ApiRequest): string => `/${request.segments.join('/')}`;
