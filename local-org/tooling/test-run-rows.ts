/** Keeps a test run as the rows that clients of the Tooling API read it from. */
import type { ApexClass } from '../apex/apex-class.ts';
import type { TestOutcome } from '../apex/test-methods.ts';
import type { StoredRow } from '../data/derived-fields.ts';
import { insertRow } from '../data/row-store.ts';
import { nextRecordId } from '../data/sequences.ts';
import { inTransaction } from '../data/transactions.ts';
import type { LocalOrg } from '../local-org.ts';
import type { DataCall } from '../platform.ts';

export interface ClassOutcomes {
  readonly apexClass: ApexClass;
  readonly outcomes: readonly TestOutcome[];
}

/** @returns the id of the run's AsyncApexJob. */
export function recordTestRun(
  { platform, session }: DataCall,
  results: readonly ClassOutcomes[],
): string {
  const { org } = platform;
  const now = org.clock.now().getTime();
  const outcomes = results.flatMap((one) => one.outcomes);
  const failed = outcomes.filter(({ failure }) => failure !== null).length;
  const stamps = { CreatedById: session.userId, CreatedDate: now, SystemModstamp: now };
  return inTransaction(org, () => {
    const jobId = addRow(org, 'AsyncApexJob', {
      ...stamps,
      JobType: 'TestRequest',
      Status: 'Completed',
      JobItemsProcessed: results.length,
      TotalJobItems: results.length,
      NumberOfErrors: failed,
      CompletedDate: now,
    });
    const runId = addRow(org, 'ApexTestRunResult', {
      ...stamps,
      LastModifiedById: session.userId,
      LastModifiedDate: now,
      AsyncApexJobId: jobId,
      UserId: session.userId,
      Source: 'Local Org',
      StartTime: outcomes[0]?.started ?? now,
      EndTime: now,
      TestTime: outcomes.reduce((sum, { time }) => sum + time, 0),
      TestSetupTime: 0,
      Status: failed > 0 ? 'Failed' : 'Completed',
      ClassesEnqueued: results.length,
      ClassesCompleted: results.length,
      MethodsEnqueued: outcomes.length,
      MethodsCompleted: outcomes.length,
      MethodsFailed: failed,
    });
    for (const result of results) recordClass(org, { ...stamps, jobId, runId }, result);
    return jobId;
  });
}

interface Run {
  readonly jobId: string;
  readonly runId: string;
  readonly CreatedById: string;
  readonly CreatedDate: number;
  readonly SystemModstamp: number;
}

function recordClass(org: LocalOrg, run: Run, { apexClass, outcomes }: ClassOutcomes): void {
  const { jobId, runId, ...stamps } = run;
  const passed = outcomes.filter(({ failure }) => failure === null).length;
  const itemId = addRow(org, 'ApexTestQueueItem', {
    ...stamps,
    ApexClassId: apexClass.id,
    Status: 'Completed',
    ExtendedStatus: `(${passed}/${outcomes.length})`,
    ParentJobId: jobId,
    TestRunResultId: runId,
  });
  for (const { method, failure, started, time } of outcomes) {
    addRow(org, 'ApexTestResult', {
      SystemModstamp: stamps.SystemModstamp,
      TestTimestamp: started,
      Outcome: failure === null ? 'Pass' : 'Fail',
      ApexClassId: apexClass.id,
      MethodName: method.name,
      Message: failure?.message ?? null,
      StackTrace: failure?.stackTrace ?? null,
      AsyncApexJobId: jobId,
      QueueItemId: itemId,
      ApexTestRunResultId: runId,
      RunTime: time,
    });
  }
}

/** @returns the new row's id. */
export function addRow(org: LocalOrg, objectName: string, row: StoredRow): string {
  const object = org.catalog.object(objectName);
  if (object === undefined) throw new Error(`The catalog has no ${objectName}`);
  const id = nextRecordId(org.db, object);
  insertRow(org.db, object, { ...row, Id: id });
  return id;
}
