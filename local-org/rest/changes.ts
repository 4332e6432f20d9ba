/** `/sobjects/{Type}/updated` and `/deleted`: ids of what changed within a span of time. */
import { SalesforceError } from '../errors.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { queryRecords, requireObject } from './rows-query.ts';

const RETENTION_MS = 30 * 24 * 60 * 60 * 1_000;

export function updated(call: DataCall): ApiResponse {
  return ok(updatedRecords(call, call.params['object'] ?? '', spanOfQuery(call)));
}

export function deleted(call: DataCall): ApiResponse {
  return ok(deletedRecords(call, call.params['object'] ?? '', spanOfQuery(call)));
}

/** Both as the caller wrote them. */
export interface GivenSpan {
  readonly start: string;
  readonly end: string;
}

function spanOfQuery({ request }: DataCall): GivenSpan {
  // A plus sign of an offset that was not encoded arrives as a space.
  const read = (name: string) => (request.query.get(name) ?? '').replace(/ (\d\d:?\d\d)$/, '+$1');
  return { start: read('start'), end: read('end') };
}

export function updatedRecords(call: DataCall, objectName: string, given: GivenSpan) {
  const object = requireObject(call, objectName);
  const span = readSpan(call, given);
  const rows = queryRecords(call, `SELECT Id FROM ${object.name} WHERE ${within(span)}`);
  return { ids: rows.map((row) => row['Id']), latestDateCovered: apiDate(span.end) };
}

export function deletedRecords(call: DataCall, objectName: string, given: GivenSpan) {
  const object = requireObject(call, objectName);
  const span = readSpan(call, given);
  const soql = `SELECT Id, SystemModstamp FROM ${object.name} WHERE IsDeleted = true AND ${within(span)}`;
  const records = queryRecords(call, soql, true).map((row) => ({
    id: row['Id'],
    deletedDate: row['SystemModstamp'],
  }));
  const now = call.platform.org.clock.now().getTime();
  return {
    deletedRecords: records,
    earliestDateAvailable: apiDate(now - RETENTION_MS),
    latestDateCovered: apiDate(span.end),
  };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function within({ start, end }: Span): string {
  const literal = (time: number) => new Date(time).toISOString();
  return `SystemModstamp >= ${literal(start)} AND SystemModstamp <= ${literal(end)}`;
}

function readSpan(call: DataCall, given: GivenSpan): Span {
  const start = readDate(given, 'start');
  const end = readDate(given, 'end');
  if (end < start) {
    throw new SalesforceError(
      400,
      'INVALID_REPLICATION_DATE',
      'startDate cannot be greater than endDate',
    );
  }
  const oldest = call.platform.org.clock.now().getTime() - RETENTION_MS;
  if (start < oldest) {
    throw new SalesforceError(
      400,
      'INVALID_REPLICATION_DATE',
      'startDate before org replication enabled date',
    );
  }
  return { start: wholeMinute(start), end: wholeMinute(end) };
}

function readDate(given: GivenSpan, name: keyof GivenSpan): number {
  const time = Date.parse(given[name]);
  if (Number.isNaN(time)) {
    throw new SalesforceError(400, 'INVALID_REPLICATION_DATE', `${name} is missing or not a date`);
  }
  return time;
}

/** Salesforce ignores the seconds. */
const wholeMinute = (time: number): number => Math.floor(time / 60_000) * 60_000;

const apiDate = (time: number): string => new Date(time).toISOString().replace(/Z$/, '+0000');
