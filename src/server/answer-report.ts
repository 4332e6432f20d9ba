/** Tells every client what its answer cost the org, and the metrics how it went. */

import type { ApolloServerPlugin } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import { actorOf } from '../auth/audit.ts';
import type { Audit, AuditEvent } from '../auth/audit.ts';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { Viewer } from '../policy/viewer.ts';
import type { BudgetReport } from '../salesforce/budget-lanes.ts';
import { isStaff } from './incoming-context.ts';
import type { IncomingContext } from './incoming-context.ts';
import type { Metrics } from './metrics.ts';

export interface AnswerReportOptions {
  /** Name of the org that answers. */
  readonly org: string;
  readonly audit: Audit;
  /** As the viewer's share of it stands. */
  readonly budget: (viewer: Viewer) => BudgetReport | null;
  readonly metrics: Metrics;
  readonly log: Log;
}

/** An answer with its errors as the client gets them. */
type ReportedAnswer = Pick<FormattedExecutionResult, 'data' | 'errors'>;

export interface ReportedOperation {
  readonly operationName: string | null;
  /** `performance.now()` when it came. */
  readonly started: number;
}

export interface AnswerReport {
  /** For what goes through Apollo. */
  readonly plugin: ApolloServerPlugin<IncomingContext>;
  /** Counts, logs and audits an answer. @returns what its `extensions.skybridge` says. */
  of(
    answer: ReportedAnswer,
    context: IncomingContext,
    operation: ReportedOperation,
  ): Readonly<Record<string, unknown>>;
}

export function createAnswerReport(options: AnswerReportOptions): AnswerReport {
  const of: AnswerReport['of'] = (answer, context, operation) => {
    record(answer, context, operation, options);
    return reportOf(context, options.budget(context.viewer));
  };
  return { of, plugin: reportingPlugin(of) };
}

function reportingPlugin(of: AnswerReport['of']): ApolloServerPlugin<IncomingContext> {
  return {
    requestDidStart: () => {
      const started = performance.now();
      return Promise.resolve({
        willSendResponse: ({ response, contextValue, operationName }) => {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          const operation = { operationName: operationName ?? null, started };
          const skybridge = of(singleResult, contextValue, operation);
          singleResult.extensions = { ...singleResult.extensions, skybridge };
          return Promise.resolve();
        },
      });
    },
  };
}

function record(
  { data, errors = [] }: ReportedAnswer,
  context: IncomingContext,
  { operationName, started }: ReportedOperation,
  { org, audit, metrics, log }: AnswerReportOptions,
): void {
  const { viewer, statements, report } = context;
  const milliseconds = performance.now() - started;
  const errorCodes = errors.map((error) => String(error.extensions?.code));
  metrics.answered({
    viewerRole: viewer.role,
    seconds: milliseconds / 1_000,
    errorCodes,
    cache: report.cache,
  });
  // What was refused as a whole; a page with one hidden field is no denial worth a line.
  const refusal = REFUSALS.find((code) => errorCodes.includes(code));
  if (refusal !== undefined && (data ?? null) === null) {
    const target = (operationName ?? '').slice(0, 100);
    void audit.record(denialOf(context, org, target, refusal));
  }
  if (!log.isLevelEnabled('debug')) return;
  log.debug(
    {
      operation: operationName,
      viewer: viewer.role,
      site: viewer.site,
      milliseconds: Math.round(milliseconds),
      apiCalls: statements.meter.apiCalls,
      errorCodes,
    },
    'answered',
  );
}

/** A signature that was used before is found out only here. */
const REFUSALS = ['UNAUTHENTICATED', 'FORBIDDEN'] as const;

function denialOf(
  { viewer }: IncomingContext,
  org: string,
  target: string,
  code: (typeof REFUSALS)[number],
): AuditEvent {
  const refusedBy = new AppError(code, 'The operation was refused.', { hint: '' });
  return { actor: actorOf(viewer), action: 'request', org, target, refusedBy };
}

function reportOf(
  { viewer, statements, report }: IncomingContext,
  budget: BudgetReport | null,
): Readonly<Record<string, unknown>> {
  return {
    apiCalls: statements.meter.apiCalls,
    budget,
    cost: report.cost,
    ...(report.cache !== null && { cache: report.cache }),
    ...(report.schema !== null && { schema: report.schema }),
    ...(report.changeTags !== null && { changeTags: report.changeTags }),
    // A site keeps whom its users are bound to, to link them; what they may read does not depend on its copy.
    ...(viewer.subject !== null && { contactId: viewer.contactId }),
    // A policy's predicates stand in the SOQL, so it is not for everybody.
    ...(isStaff(viewer) && { soql: report.explanation?.soql ?? statements.sent }),
    ...(isStaff(viewer) && report.explanation !== null && { plan: report.explanation.plan }),
  };
}
