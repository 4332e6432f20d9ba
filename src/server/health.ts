/** `/health/live` and `/health/ready`: whether the process runs, and which of its orgs it can answer from, with reasons. */

import { Router } from 'express';
import type { AppError } from '../common/errors.ts';
import type { OrgProbe } from '../salesforce/org-probe.ts';
import type { ChangeFeed } from './changes/change-feed.ts';
import type { LiveSchema } from './live-schema.ts';
import type { SchemaProblem } from './schema-problem.ts';
import type { SchemaSource } from './schema-source.ts';

/** One org, as far as its health goes. */
export interface WatchedOrg {
  readonly name: string;
  readonly schemas: SchemaSource;
  readonly probe: OrgProbe;
  /** Null where its changes are not followed. */
  readonly feed: ChangeFeed | null;
}

interface Reason {
  /** Name of the org. */
  readonly org: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly since?: string;
}

/** @param orgs every org, the main one first. */
export function createHealthRoutes(orgs: () => readonly WatchedOrg[]): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (_request, response) => {
    const watched = orgs();
    const health = await Promise.all(watched.map(healthOf));
    const status = statusOf(health);
    response.status(status === 'not ready' ? 503 : 200).json({
      status,
      reasons: health.flatMap(({ reasons }) => reasons),
      schema: health[0]?.schema ?? null,
      orgs: health.map(({ org, reasons, schema }) => ({
        org,
        status: reasons.length === 0 ? 'ready' : 'not ready',
        schema,
      })),
      // No reason not to be ready: until changes are heard again, results are as old as the cache lets them be.
      changes: watched.flatMap(({ name, feed }) => (feed === null ? [] : [feedOf(name, feed)])),
    });
  });
  return router;
}

// Private:

interface OrgHealth {
  readonly org: string;
  readonly reasons: readonly Reason[];
  /** Null before there is one. */
  readonly schema: ReturnType<typeof schemaOf> | null;
}

async function healthOf({ name, schemas, probe }: WatchedOrg): Promise<OrgHealth> {
  const live = schemas.current();
  const reasons = [
    ...reasonsOf(schemas.problem(), await probe.check(), live !== null),
    ...schemas.declarationProblems().map(wrongDeclaration),
  ];
  return {
    org: name,
    reasons: reasons.map((reason) => ({ org: name, ...reason })),
    schema: live === null ? null : schemaOf(live),
  };
}

function schemaOf({ model, pending, missing }: LiveSchema) {
  return { version: model.version, objects: model.objects.size, pending, missing };
}

/** As long as some org can be asked, a load balancer that took the gateway away would end the service of that one too. */
function statusOf(health: readonly OrgHealth[]): 'ready' | 'partly ready' | 'not ready' {
  const ready = health.filter(({ reasons }) => reasons.length === 0);
  if (ready.length === health.length) return 'ready';
  return ready.length === 0 ? 'not ready' : 'partly ready';
}

function feedOf(org: string, feed: ChangeFeed) {
  const { state, since, lastChangeAt, problem } = feed.status();
  const { code, message, hint } = problem ?? {};
  return { org, state, since, lastChangeAt, problem: problem && { code, message, hint } };
}

function wrongDeclaration(message: string): Omit<Reason, 'org'> {
  return {
    code: 'DECLARATION_INVALID',
    message,
    hint: 'Mend the file; it is read again at once. What was in force before stays, without it the field is absent.',
  };
}

function reasonsOf(
  problem: SchemaProblem | null,
  unreachable: AppError | null,
  hasSchema: boolean,
): readonly Omit<Reason, 'org'>[] {
  const reasons: Omit<Reason, 'org'>[] = [];
  if (unreachable !== null) {
    const { code, message, hint } = unreachable;
    reasons.push({ code, message, hint });
  }
  // While the org cannot be reached, the failed refresh says nothing new.
  if (problem !== null && problem.code !== unreachable?.code) {
    const { code, message, hint, since } = problem;
    reasons.push({
      code,
      message: hasSchema ? `${message} The schema read before stays in service.` : message,
      hint,
      since,
    });
  }
  if (!hasSchema && reasons.length === 0) {
    reasons.push({
      code: 'SALESFORCE_UNAVAILABLE',
      message: 'The org’s metadata is still being read.',
      hint: 'Wait a few seconds.',
    });
  }
  return reasons;
}
