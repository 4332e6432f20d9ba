/** What a Bulk API 1.0 query finds, written in the job's content type. */
import type { CatalogField } from '../data/definition-types.ts';
import type { SObjectRecord } from '../data/record-json.ts';
import { isObject } from '../http/message.ts';
import { element, nil, writeXml } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { DataCall } from '../platform.ts';
import { allRecords } from '../soql/all-records.ts';
import { parseSoql } from '../soql/parse.ts';
import { writeCsv } from './csv.ts';
import type { BulkJob } from './job-types.ts';
import { checkBulkQuery, queryRows } from './query-csv.ts';

export interface FoundRecords {
  readonly text: string;
  readonly count: number;
}

export function findRecords(call: DataCall, job: BulkJob, soql: string): FoundRecords {
  const includesDeleted = job.operation === 'queryAll';
  if (job.contentType === 'CSV') {
    const { rows } = queryRows(call, soql, includesDeleted);
    return { text: writeCsv(rows), count: rows.length - 1 };
  }
  checkBulkQuery(parseSoql(soql), true);
  const records = [...allRecords(call.platform.org, call.session, soql, { includesDeleted })];
  const text = job.contentType === 'JSON' ? toJson(call, records) : toXml(records);
  return { text, count: records.length };
}

/** Recorded: dates and times are milliseconds since 1970. */
function toJson(call: DataCall, records: readonly SObjectRecord[]): string {
  const typeOf = (record: unknown, name: string): CatalogField['type'] | undefined => {
    const attributes = isObject(record) ? record['attributes'] : undefined;
    const type = isObject(attributes) ? attributes['type'] : undefined;
    return call.platform.org.catalog.object(String(type))?.field(name)?.type;
  };
  return JSON.stringify(records, function (this: unknown, name: string, value: unknown) {
    if (typeof value !== 'string') return value;
    const type = typeOf(this, name);
    return type === 'datetime' || type === 'date' ? Date.parse(value) : value;
  });
}

const XML_NAMES = {
  xmlns: 'http://www.force.com/2009/06/asyncapi/dataload',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
};

/** Source: Bulk API guide, "Retrieve the results of a query batch". */
function toXml(records: readonly SObjectRecord[]): string {
  const rows = records.map((record) => recordElement('records', record));
  return writeXml(element('queryResult', rows, XML_NAMES));
}

function recordElement(name: string, record: object): XmlElement {
  const fields = Object.entries(record).map(([key, value]: [string, unknown]) => {
    if (key === 'attributes') return element('type', isObject(value) ? String(value['type']) : '');
    if (value === null) return nil(key);
    return typeof value === 'object'
      ? recordElement(key, value)
      : element(key, value as string | number | boolean);
  });
  return element(name, fields, { 'xsi:type': SOBJECT });
}

const SOBJECT = 'sObject';
