/** `/__control`: how a test steers the org and asks what it was asked. Loopback only. */
import { isObject, json } from '../http/message.ts';
import type { ApiRequest, ApiResponse } from '../http/message.ts';
import type { Platform } from '../platform.ts';
import { ACTIONS, ControlError } from './control-actions.ts';
import { FAULT_KINDS } from './fault-kinds.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
const LOOPBACK_ADDRESSES: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export async function handleControl(platform: Platform, request: ApiRequest): Promise<ApiResponse> {
  if (!isFromThisMachine(request))
    return json(403, { error: 'the control API answers this machine only' });
  try {
    return await route(platform, request);
  } catch (error) {
    // Messages of these two kinds name the wrong key; nothing else is expected here.
    if (error instanceof ControlError || error instanceof RangeError) {
      return json(400, { error: error.message });
    }
    throw error;
  }
}

/** Also by Host and Origin, so that a web page open in a browser here cannot reach it. */
function isFromThisMachine(request: ApiRequest): boolean {
  return (
    LOOPBACK_ADDRESSES.has(request.remoteAddress) &&
    LOOPBACK_HOST.test(request.headers['host'] ?? '') &&
    request.headers['origin'] === undefined
  );
}

async function route(platform: Platform, request: ApiRequest): Promise<ApiResponse> {
  const path = request.segments.slice(1).join('/');
  switch (`${request.method} ${path}`) {
    case 'GET ':
      return json(200, describeState(platform));
    case 'POST ':
      return runAction(platform, request);
    case 'GET calls':
      return json(200, callReport(platform));
    case 'DELETE calls':
      platform.calls.clear();
      return json(200, callReport(platform));
    case 'GET jwt-key':
      return json(200, await assertionKey(platform));
    default:
      return json(404, { error: `no control resource ${request.method} /__control/${path}` });
  }
}

async function runAction(platform: Platform, request: ApiRequest): Promise<ApiResponse> {
  const body = readJson(request);
  const name = String(body['action']);
  const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
  if (action === undefined) {
    throw new ControlError(`unknown action '${name}'; known: ${Object.keys(ACTIONS).join(', ')}`);
  }
  return json(200, await action(platform, body));
}

function readJson(request: ApiRequest): Readonly<Record<string, unknown>> {
  let body: unknown;
  try {
    body = request.body.json();
  } catch {
    throw new ControlError('the body must be JSON');
  }
  if (!isObject(body)) throw new ControlError('the body must be a JSON object');
  return body;
}

function describeState(platform: Platform): object {
  const { org, settings, usage, faults, apps } = platform;
  return {
    orgId: org.id,
    now: org.clock.now().toISOString(),
    settings,
    usage: { used: usage.used(), max: settings.dailyApiRequests },
    faults: faults.list(),
    faultKinds: FAULT_KINDS,
    apps: apps.list().map(({ clientId, name, runAs }) => ({ clientId, name, runAs })),
  };
}

function callReport(platform: Platform): object {
  return {
    calls: platform.calls.list(),
    totals: platform.calls.totals(),
    usage: { used: platform.usage.used(), max: platform.settings.dailyApiRequests },
  };
}

/** A private key for the JWT bearer flow, made in this process and registered with every app. */
async function assertionKey(platform: Platform): Promise<object> {
  const pair = await platform.assertionKey();
  for (const app of platform.apps.list()) {
    if (app.assertionKeys.includes(pair.publicKey)) continue;
    platform.apps.put({ ...app, assertionKeys: [...app.assertionKeys, pair.publicKey] });
  }
  return { privateKey: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) };
}
