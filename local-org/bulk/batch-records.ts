/** Reads the records of a Bulk API 1.0 batch: CSV lines, a JSON list, or `sObject` elements. */
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { SalesforceError } from '../errors.ts';
import { parseJson } from '../http/json-body.ts';
import { isObject } from '../http/message.ts';
import { childOf, childrenOf, isNil, parseXml, XmlSyntaxError } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { DataCall } from '../platform.ts';
import { toRecordValues, withoutAttributes } from '../rest/record-body.ts';
import { readColumns, toRecords } from './columns.ts';
import { parseCsv } from './csv.ts';
import type { BulkJob } from './job-types.ts';

/** Throws InvalidBatch for what cannot be read and for names that the job cannot take, and csv-parse's CsvError. */
export function readRecords(call: DataCall, job: BulkJob, body: string): readonly RecordValues[] {
  switch (job.contentType) {
    case 'CSV':
      return toRecords(call, job, parseCsv(body));
    case 'JSON':
      return spelledRecords(call, job, jsonRecords(body));
    case 'XML':
      return spelledRecords(call, job, xmlRecords(body));
  }
}

function jsonRecords(body: string): readonly RecordValues[] {
  const records = parsed('JSON', () => parseJson(body));
  if (!Array.isArray(records) || !records.every(isObject)) {
    throw invalidBatch('JSON', 'a list of records is expected');
  }
  return records.map((record) => withoutAttributes(toRecordValues(record)));
}

/** Source: Bulk API guide, "Valid XML Records" and "Relationship Fields in Records". */
function xmlRecords(body: string): readonly RecordValues[] {
  const root = parsed('XML', () => parseXml(body));
  return childrenOf(root, SOBJECT).map((record) => withoutAttributes(xmlRecord(record)));
}

const SOBJECT = 'sObject';

function xmlRecord(record: XmlElement): RecordValues {
  const fields = record.children.filter(({ name }) => name !== 'type');
  const type = childOf(record, 'type')?.text;
  return {
    ...(type !== undefined && { attributes: { type } }),
    ...Object.fromEntries(fields.map((field) => [field.name, xmlValue(field)])),
  };
}

function xmlValue(field: XmlElement): JsonValue {
  if (isNil(field)) return null;
  const parent = childOf(field, SOBJECT);
  return parent === undefined ? field.text : xmlRecord(parent);
}

/** The same records, their fields as the object spells them. */
function spelledRecords(
  call: DataCall,
  job: BulkJob,
  records: readonly RecordValues[],
): readonly RecordValues[] {
  if (records.length === 0) return records;
  const columnOf = new Map<string, string>();
  for (const record of records) {
    for (const [name, value] of Object.entries(record)) columnOf.set(name, columnName(name, value));
  }
  const columns = readColumns(call, job, [...columnOf.values()]);
  const spelling = new Map([...columnOf.keys()].map((name, i) => [name, columns[i]?.name ?? name]));
  return records.map((record) =>
    Object.fromEntries(
      Object.entries(record).map(([name, value]) => [spelling.get(name) ?? name, value]),
    ),
  );
}

/** What a CSV batch would call it. */
function columnName(name: string, value: JsonValue): string {
  if (!isObject(value)) return name;
  const { attributes, ...keys } = value;
  const type = isObject(attributes) ? attributes['type'] : undefined;
  const prefix = typeof type === 'string' ? `${type}:` : '';
  return `${prefix}${name}.${Object.keys(keys)[0] ?? ''}`;
}

function parsed<T>(type: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SalesforceError || error instanceof XmlSyntaxError) {
      throw invalidBatch(type, error.message);
    }
    throw error;
  }
}

const invalidBatch = (type: string, reason: string): SalesforceError =>
  new SalesforceError(400, 'InvalidBatch', `Failed to parse ${type}: ${reason}`);
