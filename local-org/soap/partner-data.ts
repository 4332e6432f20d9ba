/** The SOAP partner API's data calls: query, describe, create, update, upsert, delete, undelete, retrieve. Source: partner WSDL. */
import { describeGlobal, describeObject } from '../data/describe.ts';
import type { CatalogObject } from '../data/catalog.ts';
import { visibleObject } from '../data/access.ts';
import { get, remove, undelete } from '../data/records.ts';
import type { RecordValues } from '../data/records.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { inTransaction } from '../data/transactions.ts';
import { invalidType, malformedId, MESSAGES, SalesforceError } from '../errors.ts';
import { childrenOf, childText, element, elements, isNil } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { DataCall } from '../platform.ts';
import { requireExternalIdField, upsert } from '../rest/external-id.ts';
import { insertRecord, updateRecord } from '../rest/record-writes.ts';
import { queryMore, runQuery } from '../soql/query.ts';
import { describeElements, queryResult, sObjectElement } from './sobject-xml.ts';

/** The children of the response element. */
export type PartnerOperation = (call: DataCall, operation: XmlElement) => readonly XmlElement[];

export const PARTNER_OPERATIONS: Readonly<Record<string, PartnerOperation>> = {
  query: (call, operation) => [query(call, operation, false)],
  queryAll: (call, operation) => [query(call, operation, true)],
  queryMore(call, operation) {
    const locator = childText(operation, 'queryLocator') ?? '';
    return [queryResult('result', queryMore(call.platform.org, call.session, locator))];
  },
  create: (call, operation) =>
    records(operation).map((record) =>
      saved(call, () => {
        const { object, fields } = readRecord(call, record);
        return { id: insertRecord(call, object, fields) };
      }),
    ),
  update: (call, operation) =>
    records(operation).map((record) =>
      saved(call, () => {
        const { object, id, fields } = readRecord(call, record);
        updateRecord(call, object, id, fields);
        return { id };
      }),
    ),
  upsert: (call, operation) =>
    records(operation).map((record) => saved(call, () => upsertOne(call, operation, record))),
  delete: (call, operation) =>
    ids(operation).map((id) =>
      saved(call, () => {
        remove(call.platform.org, call.session, objectOfId(call, id).name, id);
        return { id };
      }),
    ),
  undelete: (call, operation) =>
    ids(operation).map((id) =>
      saved(call, () => {
        undelete(call.platform.org, call.session, objectOfId(call, id).name, id);
        return { id };
      }),
    ),
  retrieve: (call, operation) => ids(operation).map((id) => retrieveOne(call, operation, id)),
  describeSObject: (call, operation) => [
    describeOne(call, childText(operation, 'sObjectType') ?? ''),
  ],
  describeSObjects: (call, operation) =>
    childrenOf(operation, 'sObjectType').map(({ text }) => describeOne(call, text)),
  describeGlobal: (call) => {
    const { catalog } = call.platform.org;
    return [element('result', describeElements(describeGlobal(catalog, call.session)))];
  },
  getServerTimestamp: (call) => [
    element('result', elements({ timestamp: call.platform.org.clock.now().toISOString() })),
  ],
};

function query(call: DataCall, operation: XmlElement, includesDeleted: boolean): XmlElement {
  const soql = childText(operation, 'queryString') ?? '';
  const { org } = call.platform;
  return queryResult('result', runQuery(org, call.session, soql, { includesDeleted }));
}

const records = (operation: XmlElement): readonly XmlElement[] => childrenOf(operation, 'sObjects');

const ids = (operation: XmlElement): readonly string[] =>
  childrenOf(operation, 'ids').map(({ text }) => text.trim());

interface GivenRecord {
  readonly object: CatalogObject;
  readonly id: string;
  readonly fields: RecordValues;
}

/** Nil elements are ignored: what is to be emptied stands in `fieldsToNull`. */
function readRecord(call: DataCall, record: XmlElement): GivenRecord {
  const object = requireType(call, childText(record, 'type') ?? '');
  const emptied = childrenOf(record, 'fieldsToNull').map(({ text }) => [text, null] as const);
  const given = record.children.filter(
    (child) => !['type', 'fieldsToNull', 'Id'].includes(child.name) && !isNil(child),
  );
  const values = given.map((child) => [child.name, valueOf(child)] as const);
  const id = (childText(record, 'Id') ?? '').trim();
  return { object, id, fields: Object.fromEntries([...emptied, ...values]) };
}

/** A parent by an external id of its own is an element with elements. */
function valueOf(child: XmlElement): JsonValue {
  if (child.children.length === 0) return child.text;
  const entries = child.children.map((inner) => [inner.name, valueOf(inner)] as const);
  const { type, ...keys } = Object.fromEntries(entries) as Readonly<Record<string, JsonValue>>;
  return type === undefined ? keys : { attributes: { type }, ...keys };
}

function requireType(call: DataCall, name: string): CatalogObject {
  const object = visibleObject(call.session, call.platform.org.catalog, name);
  if (object === undefined) throw invalidType(MESSAGES.typeNotSupported(name));
  return object;
}

function objectOfId(call: DataCall, id: string): CatalogObject {
  const object = call.platform.org.catalog.objectOfId(id);
  if (object === undefined) throw malformedId('Record ID', id);
  return object;
}

function upsertOne(call: DataCall, operation: XmlElement, record: XmlElement) {
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

/** Success or error of one record; the others are not touched by it. */
function saved(
  call: DataCall,
  work: () => { readonly id: string; readonly created?: boolean },
): XmlElement {
  try {
    const { id, created } = inTransaction(call.platform.org, work);
    return element('result', elements({ created, id, success: true }));
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const { errorCode, message, fields = [] } = error;
    const facts = [
      ...fields.map((field) => element('fields', field)),
      ...elements({ message, statusCode: errorCode }),
    ];
    return element('result', [element('errors', facts), ...elements({ id: null, success: false })]);
  }
}

/** An empty element for a record that is not there. */
function retrieveOne(call: DataCall, operation: XmlElement, id: string): XmlElement {
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

function describeOne(call: DataCall, name: string): XmlElement {
  const object = requireType(call, name);
  const described = describeObject(call.platform.org.catalog, call.session, object);
  return element('result', describeElements(described));
}
