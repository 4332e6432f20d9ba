/** Bulk API 2.0 ingest: `/jobs/ingest`. A job is done at once when its upload is declared complete. */
import { json, jsonObject, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { invalidInput } from '../http/api-errors.ts';
import type { DataCall } from '../platform.ts';
import { visibleObject } from '../data/access.ts';
import { SalesforceError } from '../errors.ts';
import { parseCsv } from './csv.ts';
import { formatOf, jobJson } from './job-v2.ts';
import type { JobV2 } from './job-v2.ts';
import { abort, csvResponse, invalidJobState, openJob, requireJob } from './jobs-v2.ts';
import { errorText, INGEST_OPERATIONS } from './job-types.ts';
import { toRecords } from './columns.ts';
import { batchFailure, writeRecords } from './jobs.ts';

export function createIngestJob(call: DataCall): ApiResponse {
  const body = jsonObject(call.request.body);
  const operation = INGEST_OPERATIONS.find((known) => known === body['operation']);
  if (operation === undefined) {
    throw invalidInput(`operation must be one of ${INGEST_OPERATIONS.join(', ')}`);
  }
  const objectName = typeof body['object'] === 'string' ? body['object'] : '';
  const object = visibleObject(call.session, call.platform.org.catalog, objectName);
  if (object === undefined) {
    throw new SalesforceError(
      400,
      'INVALIDENTITY',
      `InvalidEntity : Entity '${objectName}' is not supported by the Bulk API.`,
    );
  }
  const key = body['externalIdFieldName'];
  if (operation === 'upsert' && typeof key !== 'string') {
    throw invalidInput('externalIdFieldName is required for upsert');
  }
  const job = openJob(call, body, {
    kind: 'ingest',
    operation,
    objectName: object.name,
    externalIdFieldName: operation === 'upsert' && typeof key === 'string' ? key : null,
    state: 'Open',
  });
  return ok(jobJson(job));
}

/** One upload per job. */
export function uploadRows(call: DataCall): ApiResponse {
  const job = requireJob(call, 'ingest');
  if (job.state !== 'Open' || job.rows.length > 0) {
    throw invalidJobState(
      `Found multiple contents for job: <${job.id}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`,
    );
  }
  const text = call.request.body.bytes.toString('utf8');
  try {
    job.rows = parseCsv(text, formatOf(job));
  } catch (error) {
    job.errorMessage = batchFailure(error);
  }
  return json(201, undefined);
}

/** `UploadComplete` does the work, `Aborted` ends the job without it. */
export function changeIngestJob(call: DataCall): ApiResponse {
  const job = requireJob(call, 'ingest');
  const { state } = jsonObject(call.request.body);
  if (state === 'Aborted') abort(job);
  else if (state !== 'UploadComplete') {
    throw invalidInput('state must be UploadComplete or Aborted');
  } else if (job.state !== 'Open') {
    throw invalidJobState(`Job ${job.id} is not open`);
  } else {
    const answer = { ...jobJson(job), state: 'UploadComplete' };
    work(call, job);
    return ok(answer);
  }
  return ok(jobJson(job));
}

function work(call: DataCall, job: JobV2): void {
  job.modified = call.platform.org.clock.now().getTime();
  const session = { ...call.session, api: 'bulk' as const };
  try {
    if (job.errorMessage === null) {
      job.results = writeRecords({ ...call, session }, job, toRecords(call, job, job.rows));
    }
  } catch (error) {
    job.errorMessage = batchFailure(error);
  }
  job.state = job.errorMessage === null ? 'JobComplete' : 'Failed';
}

export function successfulResults(call: DataCall): ApiResponse {
  const job = requireJob(call, 'ingest');
  const [header = [], ...rows] = job.rows;
  const done = job.results.flatMap(({ success, id, created }, index) =>
    success ? [[id, String(created), ...(rows[index] ?? [])]] : [],
  );
  return csvResponse(job, [['sf__Id', 'sf__Created', ...header], ...done]);
}

export function failedResults(call: DataCall): ApiResponse {
  const job = requireJob(call, 'ingest');
  const [header = [], ...rows] = job.rows;
  const failed = job.results.flatMap(({ success, id, error }, index) =>
    success ? [] : [[id, errorText(error), ...(rows[index] ?? [])]],
  );
  return csvResponse(job, [['sf__Id', 'sf__Error', ...header], ...failed]);
}

export function unprocessedRecords(call: DataCall): ApiResponse {
  const job = requireJob(call, 'ingest');
  const [header = [], ...rows] = job.rows;
  return csvResponse(job, [header, ...rows.slice(job.results.length)]);
}
