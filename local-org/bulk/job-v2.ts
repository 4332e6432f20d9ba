/** A Bulk API 2.0 job as it is kept between requests, and its JSON. Source: Bulk API 2.0 guide, recorded job infos. */
import type { BulkOperation, BulkRowResult } from './job-types.ts';
import type { CsvFormat } from './csv.ts';

export const DELIMITERS = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const;

export const LINE_ENDINGS = { LF: '\n', CRLF: '\r\n' } as const;

export type JobState =
  'Open' | 'UploadComplete' | 'InProgress' | 'Aborted' | 'JobComplete' | 'Failed';

export interface JobV2 {
  readonly id: string;
  readonly kind: 'ingest' | 'query';
  readonly operation: BulkOperation;
  readonly objectName: string;
  readonly externalIdFieldName: string | null;
  readonly apiVersion: string;
  readonly columnDelimiter: keyof typeof DELIMITERS;
  readonly lineEnding: keyof typeof LINE_ENDINGS;
  readonly createdById: string;
  /** Milliseconds. */
  readonly created: number;
  modified: number;
  state: JobState;
  errorMessage: string | null;
  /** What was uploaded, or the rows that a query found; header first. */
  rows: readonly (readonly string[])[];
  /** One for each row written; shorter than the rows where the job was aborted. */
  results: readonly BulkRowResult[];
}

export const formatOf = (job: JobV2): CsvFormat => ({
  delimiter: DELIMITERS[job.columnDelimiter],
  lineEnding: LINE_ENDINGS[job.lineEnding],
});

export function jobJson(job: JobV2): Readonly<Record<string, unknown>> {
  const date = (time: number) => new Date(time).toISOString().replace(/Z$/, '+0000');
  const isIngest = job.kind === 'ingest';
  return {
    id: job.id,
    operation: job.operation,
    object: job.objectName,
    createdById: job.createdById,
    createdDate: date(job.created),
    systemModstamp: date(job.modified),
    state: job.state,
    ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: Number(job.apiVersion),
    ...(isIngest && job.state === 'Open'
      ? { contentUrl: `services/data/v${job.apiVersion}/jobs/ingest/${job.id}/batches` }
      : {}),
    jobType: isIngest ? 'V2Ingest' : 'V2Query',
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
    ...(job.errorMessage === null ? {} : { errorMessage: job.errorMessage }),
  };
}

/** The same with what the work came to, once it began. */
export function jobProgressJson(job: JobV2): Readonly<Record<string, unknown>> {
  const isIngest = job.kind === 'ingest';
  const failed = job.results.filter(({ success }) => !success).length;
  return {
    ...jobJson(job),
    numberRecordsProcessed: isIngest ? job.results.length : Math.max(0, job.rows.length - 1),
    ...(isIngest ? { numberRecordsFailed: failed } : {}),
    retries: 0,
    totalProcessingTime: 0,
    ...(isIngest ? { apiActiveProcessingTime: 0, apexProcessingTime: 0 } : {}),
  };
}
