/** Change Data Capture: from a committed change to its event. Source: Change Data Capture guide, recorded v46 and v51 events. */
import type { CatalogObject } from '../data/catalog-object.ts';
import type { RecordChange } from '../data/change-feed.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { compoundParts } from '../data/record-json.ts';
import { toJson } from '../data/stored-values.ts';
import type { JsonValue } from '../data/stored-values.ts';
import { flag } from '../data/access.ts';

/** The channel of every captured object. */
export const ALL_CHANGES = '/data/ChangeEvents';

/** `Account` → `AccountChangeEvent`, `Project__c` → `Project__ChangeEvent`. */
export const changeEventName = (objectName: string): string =>
  objectName.endsWith('__c') ? `${objectName.slice(0, -1)}ChangeEvent` : `${objectName}ChangeEvent`;

export const changeChannel = (objectName: string): string => `/data/${changeEventName(objectName)}`;

/** The local org captures every object that triggers can watch; in Salesforce an administrator chooses. */
export const isCaptured = (object: CatalogObject): boolean =>
  flag(object, 'triggerable') && object.definition.toolingOnly !== true;

export interface Commit {
  readonly transactionKey: string;
  readonly commitNumber: number;
  /** Milliseconds. */
  readonly time: number;
}

export interface ChangeEventHeader {
  readonly entityName: string;
  readonly recordIds: readonly string[];
  readonly changeType: string;
  readonly changeOrigin: string;
  readonly transactionKey: string;
  readonly sequenceNumber: number;
  readonly commitTimestamp: number;
  readonly commitNumber: number;
  readonly commitUser: string;
  readonly nulledFields: readonly string[];
  readonly diffFields: readonly string[];
  readonly changedFields: readonly string[];
}

/** @param sequenceNumber counts the changes of one transaction, from 1. */
export function changePayload(
  object: CatalogObject,
  change: RecordChange,
  commit: Commit,
  sequenceNumber: number,
): object {
  const names = fieldNames(object, change);
  const fields = payloadFields(object, change, names);
  const isUpdate = change.kind === 'UPDATE';
  const nulled = names.filter((name) => (change.row[name] ?? null) === null);
  const header: ChangeEventHeader = {
    entityName: object.name,
    recordIds: [change.id],
    changeType: change.kind,
    changeOrigin: `com/salesforce/api/${change.origin};client=LocalOrg/`,
    transactionKey: commit.transactionKey,
    sequenceNumber,
    commitTimestamp: commit.time,
    commitNumber: commit.commitNumber,
    commitUser: change.userId,
    nulledFields: isUpdate ? nulled.map((name) => pathOf(object, name)) : [],
    diffFields: [],
    changedFields: isUpdate ? names.map((name) => pathOf(object, name)) : [],
  };
  return { ChangeEventHeader: header, ...fields };
}

/** A gap: events of this object are lost, its rows must be read again. */
export function gapPayload(entityName: string, commit: Commit): object {
  const header: ChangeEventHeader = {
    entityName,
    // The id that stands for every record (Change Data Capture guide, "Gap and Overflow Events").
    recordIds: [NO_RECORD],
    changeType: 'GAP_OVERFLOW',
    changeOrigin: '',
    transactionKey: commit.transactionKey,
    sequenceNumber: 1,
    commitTimestamp: commit.time,
    commitNumber: commit.commitNumber,
    commitUser: NO_RECORD,
    nulledFields: [],
    diffFields: [],
    changedFields: [],
  };
  return { ChangeEventHeader: header };
}

const NO_RECORD = '000000000000000AAA';

/** Never part of an event. */
const LEFT_OUT: ReadonlySet<string> = new Set(['Id', 'IsDeleted', 'SystemModstamp']);

function fieldNames(object: CatalogObject, change: RecordChange): readonly string[] {
  if (change.kind === 'DELETE') return [];
  const names = change.kind === 'UPDATE' ? change.changed : Object.keys(change.row);
  return names.filter((name) => {
    const field = object.field(name);
    if (field === undefined || LEFT_OUT.has(name) || name.endsWith('$key')) return false;
    if (field.calculated || field.type === 'base64') return false;
    // A person's name is told by its parts.
    if (field.nameField && field.extraTypeInfo === 'personname') return false;
    // A new record's event names what was filled in.
    return change.kind === 'UPDATE' || (change.row[name] ?? null) !== null;
  });
}

/** Compound values come as one object with the parts that changed. */
function payloadFields(
  object: CatalogObject,
  change: RecordChange,
  names: readonly string[],
): Readonly<Record<string, JsonValue>> {
  const payload: Record<string, JsonValue> = {};
  for (const name of names) {
    const field = object.field(name);
    if (field === undefined) continue;
    const value = eventValue(field, change);
    const whole = compoundOf(object, field);
    if (whole === undefined) payload[name] = value;
    else {
      const parts = (payload[whole.name] ?? {}) as Readonly<Record<string, JsonValue>>;
      payload[whole.name] = { ...parts, [partName(object, whole, field)]: value };
    }
  }
  return payload;
}

/** Moments are `2021-02-09T23:17:59Z` here. */
function eventValue(field: CatalogField, change: RecordChange): JsonValue {
  const value = toJson(field, change.row[field.name]);
  return field.type === 'datetime' && typeof value === 'string'
    ? value.replace(/\.\d{3}\+0000$/, 'Z')
    : value;
}

function pathOf(object: CatalogObject, name: string): string {
  const field = object.field(name);
  const whole = field && compoundOf(object, field);
  if (field === undefined || whole === undefined) return name;
  return `${whole.name}.${partName(object, whole, field)}`;
}

function compoundOf(object: CatalogObject, field: CatalogField): CatalogField | undefined {
  // A business account's name is called a part of itself.
  if (field.compoundFieldName === null || field.compoundFieldName === field.name) return undefined;
  return object.field(field.compoundFieldName);
}

/** `BillingCity` of `BillingAddress` → `City`; the parts of a person's name keep their names. */
function partName(object: CatalogObject, whole: CatalogField, part: CatalogField): string {
  const key = compoundParts(object, whole).find((one) => one.part.name === part.name)?.key;
  if (whole.type !== 'address' && whole.type !== 'location') return part.name;
  return key === undefined ? part.name : key.charAt(0).toUpperCase() + key.slice(1);
}
