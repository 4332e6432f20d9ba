/** The SOAP partner API's calls on records: query, search, create, update, upsert, delete, retrieve. Source: partner WSDL. */
import { get, remove, undelete } from '../data/records.ts';
import { SalesforceError } from '../errors.ts';
import { childrenOf, childText, element } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import { requireExternalIdField, upsert } from '../rest/external-id.ts';
import { insertRecord, updateRecord } from '../rest/record-writes.ts';
import { runSearch } from '../search/run-search.ts';
import { queryMore, runQuery } from '../soql/query.ts';
import type { PartnerCall, PartnerOperation } from './partner-call.ts';
import { emptyFromBin } from '../data/recycle-bin.ts';
import { objectOfId, readRecord, requireType } from './partner-records.ts';
import { savedResults } from './saved-results.ts';
import { typedElement } from './schema-elements.ts';
import { queryResult, sObjectElement } from './sobject-xml.ts';

export const RECORD_OPERATIONS: Readonly<Record<string, PartnerOperation>> = {
  query: (call, operation) => [query(call, operation, false)],
  queryAll: (call, operation) => [query(call, operation, true)],
  queryMore(call, operation) {
    const locator = childText(operation, 'queryLocator') ?? '';
    return [queryResult('result', queryMore(call.platform.org, call.session, locator))];
  },
  search: (call, operation) => [search(call, childText(operation, 'searchString') ?? '')],
  create: (call, operation) =>
    savedResults(call, 'SaveResult', records(operation), (record) => {
      const { object, fields } = readRecord(call, record);
      return { id: insertRecord(call, object, fields) };
    }),
  update: (call, operation) =>
    savedResults(call, 'SaveResult', records(operation), (record) => {
      const { object, id, fields } = readRecord(call, record);
      updateRecord(call, object, id, fields);
      return { id };
    }),
  upsert: (call, operation) =>
    savedResults(call, 'UpsertResult', records(operation), (record) =>
      upsertOne(call, operation, record),
    ),
  delete: (call, operation) =>
    savedResults(call, 'DeleteResult', ids(operation), (id) => {
      remove(call.platform.org, call.session, objectOfId(call, id).name, id);
      return { id };
    }),
  undelete: (call, operation) =>
    savedResults(call, 'UndeleteResult', ids(operation), (id) => {
      undelete(call.platform.org, call.session, objectOfId(call, id).name, id);
      return { id };
    }),
  emptyRecycleBin: (call, operation) =>
    savedResults(call, 'EmptyRecycleBinResult', ids(operation), (id) => {
      emptyFromBin(call.platform.org, call.session, objectOfId(call, id), id);
      return { id };
    }),
  retrieve: (call, operation) => ids(operation).map((id) => retrieveOne(call, operation, id)),
};

function query(call: PartnerCall, operation: XmlElement, includesDeleted: boolean): XmlElement {
  const soql = childText(operation, 'queryString') ?? '';
  const { org } = call.platform;
  const { batchSize } = call;
  const options = { includesDeleted, ...(batchSize === undefined ? {} : { batchSize }) };
  return queryResult('result', runQuery(org, call.session, soql, options));
}

function search(call: PartnerCall, sosl: string): XmlElement {
  const { searchRecords } = runSearch(call.platform.org, call.session, sosl);
  return typedElement('result', 'SearchResult', {
    queryId: '',
    searchRecords: searchRecords.map((record) => ({ record: sObjectElement('record', record) })),
  });
}

const records = (operation: XmlElement): readonly XmlElement[] => childrenOf(operation, 'sObjects');

const ids = (operation: XmlElement): readonly string[] =>
  childrenOf(operation, 'ids').map(({ text }) => text.trim());

function upsertOne(call: PartnerCall, operation: XmlElement, record: XmlElement) {
  const { object, id, fields } = readRecord(call, record);
  const name =
    childText(operation, 'externalIDFieldName') ?? childText(operation, 'externalIdFieldName');
  const field = requireExternalIdField(object, name ?? 'Id');
  const value = field.type === 'id' ? id : fields[field.name];
  if (field.type === 'id' && id === '') {
    return { id: insertRecord(call, object, fields), created: true };
  }
  const outcome = upsert(call, object, field, typeof value === 'string' ? value : '', fields);
  if (outcome.kind === 'ambiguous') {
    const message = `${field.name}: more than one record found`;
    throw new SalesforceError(400, 'DUPLICATE_EXTERNAL_ID', message, []);
  }
  return { id: outcome.id, created: outcome.kind === 'created' };
}

/** An empty element for a record that is not there. */
function retrieveOne(call: PartnerCall, operation: XmlElement, id: string): XmlElement {
  const object = requireType(call, childText(operation, 'sObjectType') ?? '');
  const names = (childText(operation, 'fieldList') ?? 'Id').split(',').map((name) => name.trim());
  try {
    const record = get(call.platform.org, call.session, object.name, id, names);
    return sObjectElement('result', record);
  } catch (error) {
    if (error instanceof SalesforceError && error.status === 404) {
      return element('result', [], { 'xsi:nil': 'true' });
    }
    throw error;
  }
}
