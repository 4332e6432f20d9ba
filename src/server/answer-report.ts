/** Tells every client what its answer cost the org, and the metrics how it went. */

import type { ApolloServerPlugin } from '@apollo/server';
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

export function createAnswerReport(
  options: AnswerReportOptions,
): ApolloServerPlugin<IncomingContext> {
  return {
    requestDidStart: () => {
      const started = performance.now();
      return Promise.resolve({
        willSendResponse: ({ response, contextValue, operationName }) => {
          if (response.body.kind !== 'single') return Promise.resolve();
          const { singleResult } = response.body;
          singleResult.extensions = {
            ...singleResult.extensions,
            skybridge: reportOf(contextValue, options.budget(contextValue.viewer)),
          };
          const { viewer, statements, report } = contextValue;
          const milliseconds = performance.now() - started;
          const errorCodes = (singleResult.errors ?? []).map((error) =>
            String(error.extensions?.code),
          );
          options.metrics.answered({
            viewerRole: viewer.role,
            seconds: milliseconds / 1_000,
            errorCodes,
            cache: report.cache,
          });
          // What was refused as a whole; a page with one hidden field is no denial worth a line.
          if (errorCodes.includes('FORBIDDEN') && (singleResult.data ?? null) === null) {
            void options.audit.record(
              denialOf(contextValue, options.org, (operationName ?? '').slice(0, 100)),
            );
          }
          options.log.debug(
            {
              operation: operationName ?? null,
              viewer: viewer.role,
              site: viewer.site,
              milliseconds: Math.round(milliseconds),
              apiCalls: statements.apiCalls,
              errorCodes,
            },
            'answered',
          );
          return Promise.resolve();
        },
      });
    },
  };
}

function denialOf({ viewer }: IncomingContext, org: string, target: string): AuditEvent {
  const refusedBy = new AppError('FORBIDDEN', 'The operation was refused.', { hint: '' });
  return { actor: actorOf(viewer), action: 'request', org, target, refusedBy };
}

function reportOf(
  { viewer, statements, report }: IncomingContext,
  budget: BudgetReport | null,
): Readonly<Record<string, unknown>> {
  return {
    apiCalls: statements.apiCalls,
    budget,
    cost: report.cost,
    ...(report.cache !== null && { cache: report.cache }),
    ...(report.schema !== null && { schema: report.schema }),
    // A site keeps whom its users are bound to, to link them; what they may read does not depend on its copy.
    ...(viewer.subject !== null && { contactId: viewer.contactId }),
    // A policy's predicates stand in the SOQL, so it is not for everybody.
    ...(isStaff(viewer) && { soql: report.explanation?.soql ?? statements.sent }),
    ...(isStaff(viewer) && report.explanation !== null && { plan: report.explanation.plan }),
  };
}
