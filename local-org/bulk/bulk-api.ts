/** Bulk API 1.0, below `/services/async/{version}`: jobs made by XML or JSON, batches of CSV, JSON or XML. */
import { normalizeId, recordId } from '../data/record-ids.ts';
import { SalesforceError } from '../errors.ts';
import { content, jsonObject } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { RouteTable } from '../http/router.ts';
import { childText, parseXml, XmlSyntaxError } from '../http/xml.ts';
import type { DataCall, DataHandler } from '../platform.ts';
import {
  batchAnswer,
  batchListAnswer,
  jobAnswer,
  resultListAnswer,
  rowResultsAnswer,
  speaksJson,
} from './answers.ts';
import { CONTENT_TYPES, OPERATIONS } from './job-types.ts';
import type { BulkBatch, BulkContentType, BulkJob } from './job-types.ts';
import { runBatch } from './jobs.ts';

export const BULK_ROUTES: RouteTable<DataHandler> = {
  '/job': { POST: createJob },
  '/job/:job': { GET: getJob, POST: changeJob },
  '/job/:job/batch': { GET: listBatches, POST: addBatch },
  '/job/:job/batch/:batch': { GET: getBatch },
  '/job/:job/batch/:batch/request': { GET: batchRequest },
  '/job/:job/batch/:batch/result': { GET: batchResult },
  '/job/:job/batch/:batch/result/:result': { GET: queryResult },
};

const JOB_PREFIX = '750';
const BATCH_PREFIX = '751';

function createJob(call: DataCall): ApiResponse {
  const asked = readJobInfo(call);
  const operation = OPERATIONS.find((known) => known === asked('operation'));
  const objectName = asked('object') ?? '';
  if (operation === undefined) throw invalidJob(`Unable to parse job: unsupported operation`);
  if (call.platform.org.catalog.object(objectName) === undefined) {
    throw invalidJob(`InvalidEntity : Entity '${objectName}' is not supported by the Bulk API.`);
  }
  const contentType = CONTENT_TYPES.find((known) => known === (asked('contentType') ?? 'XML'));
  if (contentType === undefined)
    throw invalidJob('Only CSV, JSON and XML are supported by the local org');
  const { bulkJobs } = call.platform;
  const job: BulkJob = {
    id: recordId(JOB_PREFIX, bulkJobs.size + 1),
    operation,
    objectName,
    externalIdFieldName: asked('externalIdFieldName') ?? null,
    contentType,
    concurrencyMode: ['Serial', '1'].includes(asked('concurrencyMode') ?? '')
      ? 'Serial'
      : 'Parallel',
    createdById: call.session.userId,
    createdDate: call.platform.org.clock.now().toISOString(),
    state: 'Open',
    batches: [],
  };
  bulkJobs.set(job.id, job);
  return jobAnswer(201, speaksJson(call.request), job, call.version);
}

function getJob(call: DataCall): ApiResponse {
  return jobAnswer(200, speaksJson(call.request), requireJob(call), call.version);
}

/** Closes or aborts; nothing else of a job changes. */
function changeJob(call: DataCall): ApiResponse {
  const job = requireJob(call);
  const state = readJobInfo(call)('state');
  if (state !== 'Closed' && state !== 'Aborted')
    throw invalidJob(`Invalid job state: ${state ?? ''}`);
  job.state = state;
  return jobAnswer(200, speaksJson(call.request), job, call.version);
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
    request: body,
    ...runBatch(call, job, body),
  };
  job.batches.push(batch);
  return batchAnswer(201, job, batch, false);
}

function listBatches(call: DataCall): ApiResponse {
  return batchListAnswer(requireJob(call));
}

function getBatch(call: DataCall): ApiResponse {
  const job = requireJob(call);
  return batchAnswer(200, job, requireBatch(call, job), true);
}

function batchRequest(call: DataCall): ApiResponse {
  const job = requireJob(call);
  return content(200, MIME[job.contentType], requireBatch(call, job).request);
}

function batchResult(call: DataCall): ApiResponse {
  const job = requireJob(call);
  const { results, found, id, failure } = requireBatch(call, job);
  if (failure !== null) throw new SalesforceError(400, 'InvalidBatch', 'Records not processed');
  return found === null ? rowResultsAnswer(job, results) : resultListAnswer(job, resultId(id));
}

/** A query's rows, under the id that the result list named. */
function queryResult(call: DataCall): ApiResponse {
  const job = requireJob(call);
  const { found, id } = requireBatch(call, job);
  const asked = call.params['result'] ?? '';
  if (found === null || ![resultId(id), resultId(id).slice(0, 15)].includes(asked))
    throw invalidJob('Invalid result id');
  return content(200, MIME[job.contentType], found);
}

const resultId = (batchId: string): string => `752${batchId.slice(3)}`;

const MIME: Readonly<Record<BulkContentType, string>> = {
  CSV: 'text/csv',
  JSON: 'application/json;charset=UTF-8',
  XML: 'application/xml',
};

function requireJob(call: DataCall): BulkJob {
  const job = call.platform.bulkJobs.get(fullId(call, 'job'));
  if (job?.createdById !== call.session.userId)
    throw invalidJob(`Invalid job id: ${call.params['job'] ?? ''}`);
  return job;
}

function requireBatch(call: DataCall, job: BulkJob): BulkBatch {
  const batch = job.batches.find((one) => one.id === fullId(call, 'batch'));
  if (batch === undefined) throw invalidJob(`Invalid batch id: ${call.params['batch'] ?? ''}`);
  return batch;
}

/** Ids of 15 and of 18 characters are the same id. */
function fullId(call: DataCall, parameter: 'job' | 'batch'): string {
  const given = call.params[parameter] ?? '';
  return normalizeId(given) ?? given;
}

const invalidJob = (message: string): SalesforceError =>
  new SalesforceError(400, 'InvalidJob', message);

/** The members of a `jobInfo`, in XML or JSON. */
function readJobInfo(call: DataCall): (name: string) => string | undefined {
  const { headers, body } = call.request;
  try {
    if (headers['content-type']?.includes('json') === true) {
      const info = jsonObject(body);
      return (name) => memberText(info[name]);
    }
    const info = parseXml(body.bytes.toString('utf8'));
    return (name) => childText(info, name);
  } catch (error) {
    if (error instanceof XmlSyntaxError || error instanceof SalesforceError) {
      throw invalidJob(`Unable to parse Job: ${error.message}`);
    }
    throw error;
  }
}

const memberText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
