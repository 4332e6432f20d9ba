/** The actions of `POST /__control`, by name; each reads its own part of the body and answers what it did. */
import type { CatalogChange } from '../data/catalog.ts';
import { isObject } from '../http/message.ts';
import { parseAssertionKey } from '../oauth/apps.ts';
import type { OrgSnapshot } from '../local-org.ts';
import type { Platform } from '../platform.ts';
import { FaultRuleError, parseFaultRule } from './fault-rules.ts';
import { changeSettings } from './settings.ts';
import type { OrgSettings } from './settings.ts';

export class ControlError extends Error {}

type Body = Readonly<Record<string, unknown>>;
type Action = (platform: Platform, body: Body) => object | Promise<object>;

/** `{"action": "reset"}` and so on; README.md shows each with its JSON. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  reset,
  clock,
  faults,
  metadata,
  snapshot,
  restore,
  settings,
  sessions,
  usage,
  app,
  lock,
};

/** Data, metadata, clock, faults, settings, call log and usage as at the start; sessions stay unless asked. */
function reset(platform: Platform, body: Body): object {
  if (body['data'] !== false) platform.org.reset();
  else platform.org.clock.reset();
  platform.bulkJobs.clear();
  platform.jobsV2.clear();
  platform.reportRuns.clear();
  if (body['data'] !== false) platform.events.clear();
  if (body['data'] !== false) platform.passwords.clear();
  platform.faults.clear();
  platform.calls.clear();
  platform.usage.setUsed(0);
  applySettings(platform, platform.startSettings);
  if (body['sessions'] === true) {
    platform.tokens.clear();
    platform.sessions.clear();
    platform.apps.reset();
  }
  return { ok: true };
}

function clock({ org }: Platform, body: Body): object {
  if (typeof body['now'] === 'string') {
    const moment = new Date(body['now']);
    if (Number.isNaN(moment.getTime()))
      throw new ControlError("'now' must be an ISO 8601 date-time");
    org.clock.set(moment);
  }
  if (body['advanceSeconds'] !== undefined) {
    org.clock.advance(requireNumber(body, 'advanceSeconds') * 1_000);
  }
  if (body['system'] === true) org.clock.reset();
  return { ok: true, now: org.clock.now().toISOString() };
}

/** `rules` replaces all rules, `add` appends one. */
function faults({ faults: rules }: Platform, body: Body): object {
  try {
    if (body['rules'] !== undefined) {
      const parsed = requireList(body, 'rules').map((rule) =>
        parseFaultRule(requireObject(rule, 'rules')),
      );
      rules.clear();
      for (const rule of parsed) rules.add(rule);
    }
    if (body['add'] !== undefined) rules.add(parseFaultRule(requireObject(body['add'], 'add')));
  } catch (error) {
    if (error instanceof FaultRuleError) throw new ControlError(error.message);
    throw error;
  }
  return { ok: true, faults: rules.list() };
}

/** A change as the catalog takes it, e.g. `{"kind": "remove-field", "object": "Contact", "name": "Fax"}`. */
function metadata({ org }: Platform, body: Body): object {
  const change = requireObject(body['change'], 'change');
  if (!CHANGE_KINDS.includes(String(change['kind']))) {
    throw new ControlError(`'change.kind' must be one of ${CHANGE_KINDS.join(', ')}`);
  }
  const objectName = change['object'];
  if (typeof objectName === 'string' && org.catalog.object(objectName) === undefined) {
    throw new ControlError(`unknown object '${objectName}'`);
  }
  try {
    // Only the envelope is checked above; a field definition that storage cannot lay out fails here.
    org.catalog.alter(change as unknown as CatalogChange);
  } catch (error) {
    throw new ControlError(
      `the change was refused: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return { ok: true };
}

const CHANGE_KINDS = ['add-field', 'remove-field', 'alter-field', 'add-object', 'remove-object'];

const snapshots = new WeakMap<Platform, Map<string, OrgSnapshot>>();

function snapshot(platform: Platform, body: Body): object {
  const name = snapshotName(body);
  const kept = snapshots.get(platform) ?? new Map<string, OrgSnapshot>();
  kept.get(name)?.discard();
  kept.set(name, platform.org.snapshot());
  snapshots.set(platform, kept);
  return { ok: true, name };
}

function restore(platform: Platform, body: Body): object {
  const name = snapshotName(body);
  const found = snapshots.get(platform)?.get(name);
  if (found === undefined) throw new ControlError(`no snapshot '${name}'`);
  platform.org.restore(found);
  return { ok: true, name };
}

/** Called when the server closes: the copies are files. */
export function discardSnapshots(platform: Platform): void {
  for (const kept of snapshots.get(platform)?.values() ?? []) kept.discard();
  snapshots.delete(platform);
}

function settings(platform: Platform, body: Body): object {
  applySettings(platform, changeSettings(platform.settings, requireObject(body['set'], 'set')));
  return { ok: true, settings: platform.settings };
}

/** The rules of SOQL belong to the org itself, which knows no platform. */
function applySettings(platform: Platform, changed: OrgSettings): void {
  platform.settings = changed;
  platform.org.rules = changed.rules;
}

/** Ends sessions, so that every access token is refused while refresh tokens still work; `revokeGrants` ends those too. */
function sessions({ tokens, sessions: browsers }: Platform, body: Body): object {
  tokens.endSessions();
  if (body['revokeGrants'] === true) {
    tokens.clear();
    browsers.clear();
  }
  return { ok: true };
}

function usage(platform: Platform, body: Body): object {
  platform.usage.setUsed(requireNumber(body, 'used'));
  return { ok: true, used: platform.usage.used(), max: platform.settings.dailyApiRequests };
}

/** Adds an External Client App or changes one: secret, callbacks, certificate, run-as user. */
function app({ apps }: Platform, body: Body): object {
  const clientId = requireString(body, 'clientId');
  const known = apps.find(clientId);
  const certificate = body['certificate'];
  const keys = typeof certificate === 'string' ? [readKey(certificate)] : [];
  apps.put({
    clientId,
    clientSecret: optionalString(body, 'clientSecret') ?? known?.clientSecret ?? null,
    name: optionalString(body, 'name') ?? known?.name ?? clientId,
    redirectUris:
      body['redirectUris'] === undefined
        ? (known?.redirectUris ?? [])
        : requireList(body, 'redirectUris').map(String),
    assertionKeys: [...(known?.assertionKeys ?? []), ...keys],
    runAs: optionalString(body, 'runAs') ?? known?.runAs ?? null,
  });
  return { ok: true, clientId };
}

/** Pretends that another transaction holds these rows: writes to them answer UNABLE_TO_LOCK_ROW. */
function lock({ org }: Platform, body: Body): object {
  org.lockedRows.clear();
  for (const id of requireList(body, 'ids')) org.lockedRows.add(String(id));
  return { ok: true, locked: [...org.lockedRows] };
}

function readKey(pem: string) {
  try {
    return parseAssertionKey(pem);
  } catch {
    throw new ControlError("'certificate' must be a PEM certificate or public key");
  }
}

function snapshotName(body: Body): string {
  return optionalString(body, 'name') ?? 'default';
}

function optionalString(body: Body, key: string): string | undefined {
  return body[key] === undefined ? undefined : requireString(body, key);
}

function requireString(body: Body, key: string): string {
  const value = body[key];
  if (typeof value !== 'string' || value === '')
    throw new ControlError(`'${key}' must be a string`);
  return value;
}

function requireNumber(body: Body, key: string): number {
  const value = body[key];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ControlError(`'${key}' must be a number`);
  return value;
}

function requireList(body: Body, key: string): readonly unknown[] {
  const value = body[key];
  if (!Array.isArray(value)) throw new ControlError(`'${key}' must be a list`);
  return value;
}

function requireObject(value: unknown, key: string): Body {
  if (!isObject(value)) throw new ControlError(`'${key}' must be a JSON object`);
  return value;
}
