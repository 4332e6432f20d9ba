/** What the ingest and query jobs of Bulk API 2.0 share: finding, listing, aborting and deleting them. */
import { recordId } from '../data/record-ids.ts';
import { notFound, SalesforceError } from '../errors.ts';
import { invalidInput } from '../http/api-errors.ts';
import { content, noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { writeCsv } from './csv.ts';
import { DELIMITERS, formatOf, jobJson, jobProgressJson, LINE_ENDINGS } from './job-v2.ts';
import type { JobV2 } from './job-v2.ts';
import type { BulkOperation } from './job-types.ts';

const KEY_PREFIX = '750';
/** Ids of this API begin where those of Bulk API 1.0 do not reach. */
const FIRST_SERIAL = 500_000;

type Body = Readonly<Record<string, unknown>>;

/** Keeps a new job. */
export function openJob(
  call: DataCall,
  body: Body,
  facts: Pick<JobV2, 'kind' | 'objectName' | 'externalIdFieldName' | 'state'> & {
    readonly operation: BulkOperation;
  },
): JobV2 {
  const { jobsV2, org } = call.platform;
  if ((body['contentType'] ?? 'CSV') !== 'CSV') throw invalidInput('contentType must be CSV');
  const created = org.clock.now().getTime();
  const job: JobV2 = {
    id: recordId(KEY_PREFIX, FIRST_SERIAL + jobsV2.size + 1),
    apiVersion: call.version,
    columnDelimiter: choice(body, 'columnDelimiter', DELIMITERS, 'COMMA'),
    lineEnding: choice(body, 'lineEnding', LINE_ENDINGS, 'LF'),
    createdById: call.session.userId,
    created,
    modified: created,
    errorMessage: null,
    rows: [],
    results: [],
    ...facts,
  };
  jobsV2.set(job.id, job);
  return job;
}

function choice<Name extends string>(
  body: Body,
  key: string,
  choices: Readonly<Record<Name, string>>,
  otherwise: Name,
): Name {
  const value = body[key] ?? otherwise;
  const names = Object.keys(choices) as Name[];
  const found = names.find((name) => name === value);
  if (found === undefined) throw invalidInput(`${key} must be one of ${names.join(', ')}`);
  return found;
}

/** The job that the path names, of this kind and this user. */
export function requireJob(call: DataCall, kind: JobV2['kind']): JobV2 {
  const job = call.platform.jobsV2.get(call.params['job'] ?? '');
  if (job?.kind !== kind || job.createdById !== call.session.userId) throw notFound();
  return job;
}

export const getJob =
  (kind: JobV2['kind']) =>
  (call: DataCall): ApiResponse =>
    ok(jobProgressJson(requireJob(call, kind)));

export const listJobs =
  (kind: JobV2['kind']) =>
  (call: DataCall): ApiResponse => {
    const records = [...call.platform.jobsV2.values()]
      .filter((job) => job.kind === kind && job.createdById === call.session.userId)
      .map(jobJson);
    return ok({ done: true, records, nextRecordsUrl: null });
  };

export const deleteJob =
  (kind: JobV2['kind']) =>
  (call: DataCall): ApiResponse => {
    const job = requireJob(call, kind);
    if (job.state === 'Open') throw invalidJobState('Deleting an open job is not allowed');
    call.platform.jobsV2.delete(job.id);
    return noContent();
  };

/** Recorded: `Aborting already Completed Job not allowed`. */
export function abort(job: JobV2): void {
  if (job.state === 'JobComplete' || job.state === 'Failed') {
    throw invalidJobState('Aborting already Completed Job not allowed');
  }
  job.state = 'Aborted';
}

export const invalidJobState = (message: string): SalesforceError =>
  new SalesforceError(400, 'INVALIDJOBSTATE', message);

export function csvResponse(
  job: JobV2,
  rows: readonly (readonly string[])[],
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  return content(200, 'text/csv', writeCsv(rows, formatOf(job)), headers);
}
