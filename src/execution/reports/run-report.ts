/** Runs a report at once where the hour's allowance permits, else as an asynchronous instance, which has its own. */

import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '../../common/errors.ts';
import type { ReportRun } from '../../salesforce/report-answers.ts';
import { RunsUsedUpError, type ReportsApi, type RunRequest } from '../../salesforce/reports-api.ts';

/** Two minutes is how long Salesforce lets a synchronous run take; an instance may queue before it runs. */
const LONGEST_INSTANCE_MS = 300_000;
const FIRST_LOOK_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** @throws AppError API_LIMIT_REACHED where both allowances are spent. */
export async function runReport(api: ReportsApi, request: RunRequest): Promise<ReportRun> {
  try {
    return await api.run(request);
  } catch (error) {
    if (!isWorthAnInstance(error)) throw error;
    return await runInstance(api, request);
  }
}

// Private:

/** A run that takes longer than a call may is the other case for an instance. */
function isWorthAnInstance(error: unknown): boolean {
  if (error instanceof RunsUsedUpError) return true;
  return error instanceof AppError && error.code === 'SALESFORCE_TIMEOUT';
}

async function runInstance(api: ReportsApi, request: RunRequest): Promise<ReportRun> {
  const instanceId = await api.start(request);
  const deadline = Date.now() + LONGEST_INSTANCE_MS;
  let pause = FIRST_LOOK_MS;
  while (Date.now() < deadline) {
    const run = await api.resultOf(request.id, instanceId);
    if (run !== null) return run;
    await sleep(pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
  throw new AppError('SALESFORCE_TIMEOUT', 'The report takes too long to run.', {
    hint: 'Narrow the report’s filters in Salesforce, or add some to the request.',
    retryAfter: 60,
  });
}
