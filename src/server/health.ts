/** `/health/live` and `/health/ready`: whether the process runs, and whether it can answer from Salesforce, with reasons. */

import { Router } from 'express';
import type { AppError } from '../common/errors.ts';
import type { OrgProbe } from '../salesforce/org-probe.ts';
import type { ChangeFeed } from './changes/change-feed.ts';
import type { SchemaProblem } from './schema-problem.ts';
import type { SchemaSource } from './schema-source.ts';

export interface HealthOptions {
  readonly schemas: SchemaSource;
  readonly probe: OrgProbe;
  /** Of every org; null where its changes are not followed. */
  readonly changes: () => readonly { readonly org: string; readonly feed: ChangeFeed | null }[];
}

interface Reason {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
  readonly since?: string;
}

export function createHealthRoutes({ schemas, probe, changes }: HealthOptions): Router {
  const router = Router();
  router.get('/health/live', (_request, response) => {
    response.json({ status: 'live' });
  });
  router.get('/health/ready', async (_request, response) => {
    const live = schemas.current();
    const reasons = [
      ...reasonsOf(schemas.problem(), await probe.check(), live !== null),
      ...schemas.declarationProblems().map(wrongDeclaration),
    ];
    response.status(reasons.length === 0 ? 200 : 503).json({
      status: reasons.length === 0 ? 'ready' : 'not ready',
      reasons,
      schema:
        live === null
          ? null
          : {
              version: live.model.version,
              objects: live.model.objects.size,
              pending: live.pending,
              missing: live.missing,
            },
      // No reason not to be ready: until changes are heard again, results are as old as the cache lets them be.
      changes: changes().flatMap(({ org, feed }) => (feed === null ? [] : [feedOf(org, feed)])),
    });
  });
  return router;
}

function feedOf(org: string, feed: ChangeFeed) {
  const { state, since, lastChangeAt, problem } = feed.status();
  const { code, message, hint } = problem ?? {};
  return { org, state, since, lastChangeAt, problem: problem && { code, message, hint } };
}

function wrongDeclaration(message: string): Reason {
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
): readonly Reason[] {
  const reasons: Reason[] = [];
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
