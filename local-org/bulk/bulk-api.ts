/** Bulk API 1.0, below `/services/async/{version}`: XML about jobs and batches, CSV for records. */
import { recordId } from '../data/record-ids.ts';
import { SalesforceError } from '../errors.ts';
import { content } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { RouteTable } from '../http/router.ts';
import { childText, element, elements, parseXml, XmlSyntaxError, writeXml } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { DataCall, DataHandler } from '../platform.ts';
import { OPERATIONS } from './job-types.ts';
import type { BulkBatch, BulkJob } from './job-types.ts';
import { runBatch } from './jobs.ts';
import { writeCsv } from './csv.ts';

export const BULK_ROUTES: RouteTable<DataHandler> = {
  '/job': { POST: createJob },
  '/job/:job': { GET: getJob, POST: changeJob },
  '/job/:job/batch': { GET: listBatches, POST: addBatch },
  '/job/:job/batch/:batch': { GET: getBatch },
  '/job/:job/batch/:batch/result': { GET: batchResult },
  '/job/:job/batch/:batch/result/:result': { GET: queryResult },
};

const NAMESPACE = 'http://www.force.com/2009/06/asyncapi/dataload';
const JOB_PREFIX = '750';
const BATCH_PREFIX = '751';

/** The Bulk API's errors are XML, with code names of their own. */
export function bulkError(error: SalesforceError): ApiResponse {
  const exceptionCode = BULK_CODES[error.errorCode] ?? 'InvalidBatch';
  return xml(error.status === 401 ? 400 : error.status, 'error', {
    exceptionCode,
    exceptionMessage: error.message,
  });
}

const BULK_CODES: Readonly<Record<string, string>> = {
  ClientInputError: 'ClientInputError',
  InvalidJob: 'InvalidJob',
  GONE: 'InvalidVersion',
  INVALID_SESSION_ID: 'InvalidSessionId',
  NOT_FOUND: 'InvalidJob',
  REQUEST_LIMIT_EXCEEDED: 'ExceededQuota',
};

function createJob(call: DataCall): ApiResponse {
  const body = readXml(call);
  const operation = OPERATIONS.find((known) => known === childText(body, 'operation'));
  const objectName = childText(body, 'object');
  if (operation === undefined) throw invalidJob(`Unable to parse job: unsupported operation`);
  if (call.platform.org.catalog.object(objectName ?? '') === undefined) {
    throw invalidJob(
      `InvalidEntity : Entity '${objectName ?? ''}' is not supported by the Bulk API.`,
    );
  }
  if (childText(body, 'contentType') !== 'CSV')
    throw invalidJob('Only CSV is supported by the local org');
  const { bulkJobs } = call.platform;
  const job: BulkJob = {
    id: recordId(JOB_PREFIX, bulkJobs.size + 1),
    operation,
    objectName: objectName ?? '',
    externalIdFieldName: childText(body, 'externalIdFieldName') ?? null,
    createdById: call.session.userId,
    createdDate: call.platform.org.clock.now().toISOString(),
    state: 'Open',
    batches: [],
  };
  bulkJobs.set(job.id, job);
  return jobInfo(201, call, job);
}

function getJob(call: DataCall): ApiResponse {
  return jobInfo(200, call, requireJob(call));
}

/** Closes or aborts; nothing else of a job changes. */
function changeJob(call: DataCall): ApiResponse {
  const job = requireJob(call);
  const state = childText(readXml(call), 'state');
  if (state !== 'Closed' && state !== 'Aborted')
    throw invalidJob(`Invalid job state: ${state ?? ''}`);
  job.state = state;
  return jobInfo(200, call, job);
}

function addBatch(call: DataCall): ApiResponse {
  const job = requireJob(call);
  if (job.state !== 'Open') throw invalidJob(`InvalidJobState : Job ${job.id} is not open`);
  const body = call.request.body.bytes.toString('utf8');
  if (body.trim() === '') throw new SalesforceError(400, 'ClientInputError', 'The batch is empty');
  const total = [...call.platform.bulkJobs.values()].reduce(
    (sum, one) => sum + one.batches.length,
    0,
  );
  const batch: BulkBatch = {
    id: recordId(BATCH_PREFIX, total + 1),
    createdDate: call.platform.org.clock.now().toISOString(),
    ...runBatch(call, job, body),
  };
  job.batches.push(batch);
  return xml(201, 'batchInfo', batchFacts(job, batch, false));
}

function listBatches(call: DataCall): ApiResponse {
  const job = requireJob(call);
  const entries = job.batches.map((batch) =>
    element('batchInfo', elements(batchFacts(job, batch, true))),
  );
  return document(200, 'batchInfoList', entries);
}

function getBatch(call: DataCall): ApiResponse {
  const job = requireJob(call);
  return xml(200, 'batchInfo', batchFacts(job, requireBatch(call, job), true));
}

function batchResult(call: DataCall): ApiResponse {
  const { results, csv, id, failure } = requireBatch(call, requireJob(call));
  if (failure !== null) throw new SalesforceError(400, 'InvalidBatch', 'Records not processed');
  if (csv !== null) return document(200, 'result-list', elements({ result: resultId(id) }));
  const rows = results.map((row) => [row.id, String(row.success), String(row.created), row.error]);
  return content(200, 'text/csv', writeCsv([['Id', 'Success', 'Created', 'Error'], ...rows]));
}

/** A query's rows, under the id that the result list named. */
function queryResult(call: DataCall): ApiResponse {
  const { csv, id } = requireBatch(call, requireJob(call));
  if (csv === null || call.params['result'] !== resultId(id)) throw invalidJob('Invalid result id');
  return content(200, 'text/csv', csv);
}

const resultId = (batchId: string): string => `752${batchId.slice(3)}`;

function jobInfo(status: number, call: DataCall, job: BulkJob): ApiResponse {
  const processed = job.batches.reduce((sum, batch) => sum + batch.recordCount, 0);
  const failed = job.batches.filter((batch) => batch.failure !== null).length;
  return xml(status, 'jobInfo', {
    id: job.id,
    operation: job.operation,
    object: job.objectName,
    createdById: job.createdById,
    createdDate: job.createdDate,
    systemModstamp: job.createdDate,
    state: job.state,
    externalIdFieldName: job.externalIdFieldName ?? undefined,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    numberBatchesQueued: 0,
    numberBatchesInProgress: 0,
    numberBatchesCompleted: job.batches.length - failed,
    numberBatchesFailed: failed,
    numberBatchesTotal: job.batches.length,
    numberRecordsProcessed: processed,
    numberRetries: 0,
    apiVersion: call.version,
    numberRecordsFailed: failuresOf(job.batches.flatMap((batch) => batch.results)),
    totalProcessingTime: 0,
    apiActiveProcessingTime: 0,
    apexProcessingTime: 0,
  });
}

/** As it is told when it is handed over, and after it was worked on. */
function batchFacts(job: BulkJob, batch: BulkBatch, done: boolean) {
  return {
    id: batch.id,
    jobId: job.id,
    state: done ? (batch.failure === null ? 'Completed' : 'Failed') : 'Queued',
    stateMessage: done ? (batch.failure ?? undefined) : undefined,
    createdDate: batch.createdDate,
    systemModstamp: batch.createdDate,
    numberRecordsProcessed: done ? batch.recordCount : 0,
    numberRecordsFailed: done ? failuresOf(batch.results) : 0,
    totalProcessingTime: 0,
    apiActiveProcessingTime: 0,
    apexProcessingTime: 0,
  };
}

const failuresOf = (results: readonly { readonly success: boolean }[]): number =>
  results.filter((result) => !result.success).length;

function requireJob(call: DataCall): BulkJob {
  const job = call.platform.bulkJobs.get(call.params['job'] ?? '');
  if (job?.createdById !== call.session.userId)
    throw invalidJob(`Invalid job id: ${call.params['job'] ?? ''}`);
  return job;
}

function requireBatch(call: DataCall, job: BulkJob): BulkBatch {
  const batch = job.batches.find((one) => one.id === call.params['batch']);
  if (batch === undefined) throw invalidJob(`Invalid batch id: ${call.params['batch'] ?? ''}`);
  return batch;
}

const invalidJob = (message: string): SalesforceError =>
  new SalesforceError(400, 'InvalidJob', message);

function xml(
  status: number,
  root: string,
  values: Readonly<Record<string, string | number | boolean | undefined>>,
): ApiResponse {
  return document(status, root, elements(values));
}

function document(status: number, root: string, children: readonly XmlElement[]): ApiResponse {
  const xmlRoot = element(root, children, { xmlns: NAMESPACE });
  return content(status, 'application/xml', writeXml(xmlRoot));
}

function readXml(call: DataCall): XmlElement {
  try {
    return parseXml(call.request.body.bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof XmlSyntaxError) throw invalidJob(`Unable to parse Job: ${error.message}`);
    throw error;
  }
}
