/** What Bulk API 1.0 tells of jobs, batches and errors, in XML or in JSON. */
import type { SalesforceError } from '../errors.ts';
import { content, json } from '../http/message.ts';
import type { ApiRequest, ApiResponse } from '../http/message.ts';
import { element, elements, writeXml } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import { writeCsv } from './csv.ts';
import { errorText } from './job-types.ts';
import type { BulkBatch, BulkJob, BulkRowResult } from './job-types.ts';

const NAMESPACE = 'http://www.force.com/2009/06/asyncapi/dataload';

/** Null is left out of XML. */
type Facts = Readonly<Record<string, string | number | boolean | null>>;

/** Of jobs and errors: as the caller writes; of batches, as the job does (recorded). */
export const speaksJson = ({ headers }: ApiRequest): boolean =>
  [headers['content-type'], headers['accept']].some((type) => type?.includes('json') === true);

/** The Bulk API's errors have code names of their own. */
export function bulkError(request: ApiRequest, error: SalesforceError): ApiResponse {
  const exceptionCode = BULK_CODES[error.errorCode] ?? 'InvalidBatch';
  const status = error.status === 401 ? 400 : error.status;
  return speaksJson(request)
    ? json(status, { exceptionCode, exceptionMessage: error.message })
    : xml(status, 'error', { exceptionCode, exceptionMessage: error.message });
}

const BULK_CODES: Readonly<Record<string, string>> = {
  ClientInputError: 'ClientInputError',
  InvalidJob: 'InvalidJob',
  GONE: 'InvalidVersion',
  INVALID_SESSION_ID: 'InvalidSessionId',
  NOT_FOUND: 'InvalidJob',
  REQUEST_LIMIT_EXCEEDED: 'ExceededQuota',
};

export function jobAnswer(status: number, inJson: boolean, job: BulkJob, version: string) {
  const facts = jobFacts(job, version);
  if (!inJson) return xml(status, 'jobInfo', facts);
  return json(
    status,
    inJsonForm({ ...facts, assignmentRuleId: null, apiVersion: Number(version) }),
  );
}

function jobFacts(job: BulkJob, version: string): Facts {
  const failed = job.batches.filter((batch) => batch.failure !== null).length;
  return {
    id: job.id,
    operation: job.operation,
    object: job.objectName,
    createdById: job.createdById,
    createdDate: job.createdDate,
    systemModstamp: job.createdDate,
    state: job.state,
    externalIdFieldName: job.externalIdFieldName,
    concurrencyMode: job.concurrencyMode,
    contentType: job.contentType,
    numberBatchesQueued: 0,
    numberBatchesInProgress: 0,
    numberBatchesCompleted: job.batches.length - failed,
    numberBatchesFailed: failed,
    numberBatchesTotal: job.batches.length,
    numberRecordsProcessed: job.batches.reduce((sum, batch) => sum + batch.recordCount, 0),
    numberRetries: 0,
    apiVersion: version,
    numberRecordsFailed: failuresOf(job.batches.flatMap((batch) => batch.results)),
    ...NO_TIME,
  };
}

const NO_TIME = { totalProcessingTime: 0, apiActiveProcessingTime: 0, apexProcessingTime: 0 };

/** @param done false as it is told when it is handed over, true after it was worked on. */
export function batchAnswer(status: number, job: BulkJob, batch: BulkBatch, done: boolean) {
  const facts = batchFacts(job, batch, done);
  return job.contentType === 'JSON'
    ? json(status, inJsonForm(facts))
    : xml(status, 'batchInfo', facts);
}

export function batchListAnswer(job: BulkJob): ApiResponse {
  const facts = job.batches.map((batch) => batchFacts(job, batch, true));
  if (job.contentType === 'JSON') return json(200, { batchInfo: facts.map(inJsonForm) });
  return document(
    'batchInfoList',
    facts.map((batch) => element('batchInfo', present(batch))),
  );
}

function batchFacts(job: BulkJob, batch: BulkBatch, done: boolean): Facts {
  return {
    id: batch.id,
    jobId: job.id,
    state: done ? (batch.failure === null ? 'Completed' : 'Failed') : 'Queued',
    stateMessage: done ? batch.failure : null,
    createdDate: batch.createdDate,
    systemModstamp: batch.createdDate,
    numberRecordsProcessed: done ? batch.recordCount : 0,
    numberRecordsFailed: done ? failuresOf(batch.results) : 0,
    ...NO_TIME,
  };
}

const failuresOf = (results: readonly BulkRowResult[]): number =>
  results.filter((result) => !result.success).length;

/** The list of a query's results: one, under an id made from the batch's. */
export function resultListAnswer(job: BulkJob, resultId: string): ApiResponse {
  // Recorded: 18 characters in XML, 15 in JSON.
  if (job.contentType === 'JSON') return json(200, [resultId.slice(0, 15)]);
  return document('result-list', elements({ result: resultId }));
}

/** What became of each record of a batch. */
export function rowResultsAnswer(job: BulkJob, results: readonly BulkRowResult[]): ApiResponse {
  switch (job.contentType) {
    case 'CSV':
      return content(200, 'text/csv', writeCsv([CSV_HEADER, ...results.map(csvResult)]));
    case 'JSON':
      return json(200, results.map(jsonResult));
    case 'XML':
      return document('results', results.map(xmlResult));
  }
}

const CSV_HEADER = ['Id', 'Success', 'Created', 'Error'];

const csvResult = ({ id, success, created, error }: BulkRowResult): readonly string[] => [
  id,
  String(success),
  String(created),
  errorText(error),
];

const jsonResult = ({ id, success, created, error }: BulkRowResult) => ({
  success,
  created,
  id: id === '' ? null : id,
  errors: error === null ? [] : [{ ...error, extendedErrorDetails: null }],
});

function xmlResult({ id, success, created, error }: BulkRowResult): XmlElement {
  const fields = (error?.fields ?? []).map((field) => element('fields', field));
  const errors =
    error === null
      ? []
      : [
          element('errors', [
            ...fields,
            element('message', error.message),
            element('statusCode', error.statusCode),
          ]),
        ];
  return element('result', [
    ...errors,
    ...elements({ id: id === '' ? undefined : id, success, created }),
  ]);
}

/** Recorded: members in alphabetical order, times without `Z`. */
function inJsonForm(facts: Facts): Facts {
  const entries = Object.entries(facts).map(([name, value]) => [
    name,
    typeof value === 'string' && TIMES.has(name) ? value.replace('Z', '+0000') : value,
  ]);
  return Object.fromEntries(entries.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))) as Facts;
}

const TIMES: ReadonlySet<string> = new Set(['createdDate', 'systemModstamp']);

const present = (facts: Facts): readonly XmlElement[] =>
  elements(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null)));

const xml = (status: number, root: string, facts: Facts): ApiResponse =>
  document(root, present(facts), status);

function document(root: string, children: readonly XmlElement[], status = 200): ApiResponse {
  return content(
    status,
    'application/xml',
    writeXml(element(root, children, { xmlns: NAMESPACE })),
  );
}
