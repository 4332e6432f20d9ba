/** Every error Salesforce's data API answers with: status, code and text, in one place. */

/**
 * An error as REST gives it: HTTP status and one `{message, errorCode, fields?}` entry.
 * Source: recorded error bodies; code names from the partner WSDL's ExceptionCode list.
 */
export class SalesforceError extends Error {
  readonly status: number;
  readonly errorCode: string;
  readonly fields: readonly string[] | undefined;

  constructor(status: number, errorCode: string, message: string, fields?: readonly string[]) {
    super(message);
    this.name = 'SalesforceError';
    this.status = status;
    this.errorCode = errorCode;
    this.fields = fields;
  }

  /** The entry of the JSON array that a failed REST call answers with. */
  toBody(): { message: string; errorCode: string; fields?: readonly string[] } {
    const body = { message: this.message, errorCode: this.errorCode };
    return this.fields === undefined ? body : { ...body, fields: this.fields };
  }
}

/** Where in a statement an error points: both count from 1, as Salesforce prints them. */
export interface SourcePosition {
  readonly row: number;
  readonly column: number;
}

/** Characters of the offending line that Salesforce shows on each side of the error. */
const FRAME_REACH = 60;

/**
 * Puts Salesforce's frame before a message: the line, a caret, `ERROR at Row:1:Column:8`.
 * Source: recorded INVALID_FIELD and INVALID_TYPE bodies.
 */
export function withSourceFrame(statement: string, at: SourcePosition, message: string): string {
  // Recorded frames end with the statement, whatever blanks its caller sent after it.
  const line = statement.trimEnd().split('\n')[at.row - 1] ?? '';
  const start = line.length <= FRAME_REACH * 2 ? 0 : Math.max(0, at.column - 1 - FRAME_REACH);
  const shown =
    start === 0 && line.length <= FRAME_REACH * 2
      ? line
      : line.slice(start, start + FRAME_REACH * 2);
  const caret = ' '.repeat(Math.max(0, at.column - 1 - start));
  return `\n${shown}\n${caret}^\nERROR at Row:${at.row}:Column:${at.column}\n${message}`;
}

const REFERENCE_WSDL = 'Please reference your WSDL or the describe call for the appropriate names.';

export const MESSAGES = {
  noSuchColumn: (column: string, entity: string) =>
    `No such column '${column}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${REFERENCE_WSDL}`,
  noSuchRelation: (relation: string) =>
    `Didn't understand relationship '${relation}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${REFERENCE_WSDL}`,
  noSuchChildRelation: (relation: string) =>
    `Didn't understand relationship '${relation}' in FROM part of query call. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${REFERENCE_WSDL}`,
  typeNotSupported: (type: string) =>
    `sObject type '${type}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${REFERENCE_WSDL}`,
  requestedResourceMissing: 'The requested resource does not exist',
  entityIsDeleted: 'entity is deleted',
  locatorInvalid: 'invalid query locator',
  aggregateOverflow:
    'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch',
} as const;

export const malformedQuery = (message: string): SalesforceError =>
  new SalesforceError(400, 'MALFORMED_QUERY', message);

export const invalidField = (message: string): SalesforceError =>
  new SalesforceError(400, 'INVALID_FIELD', message);

export const invalidType = (message: string): SalesforceError =>
  new SalesforceError(400, 'INVALID_TYPE', message);

/** A write named a field that the object does not have (or the user may not see). */
export const noSuchColumnOnWrite = (column: string, sobject: string): SalesforceError =>
  invalidField(`No such column '${column}' on sobject of type ${sobject}`);

export const notFound = (): SalesforceError =>
  new SalesforceError(404, 'NOT_FOUND', MESSAGES.requestedResourceMissing);

export const entityIsDeleted = (): SalesforceError =>
  new SalesforceError(404, 'ENTITY_IS_DELETED', MESSAGES.entityIsDeleted, []);

export const malformedId = (label: string, value: string, field = 'Id'): SalesforceError =>
  new SalesforceError(400, 'MALFORMED_ID', `${label}: id value of incorrect type: ${value}`, [
    field,
  ]);

export const requiredFieldMissing = (fields: readonly string[]): SalesforceError =>
  new SalesforceError(
    400,
    'REQUIRED_FIELD_MISSING',
    `Required fields are missing: [${fields.join(', ')}]`,
    fields,
  );

export const badPicklistValue = (label: string, value: string, field: string): SalesforceError =>
  new SalesforceError(
    400,
    'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    `${label}: bad value for restricted picklist field: ${value}`,
    [field],
  );

export const stringTooLong = (
  label: string,
  value: string,
  length: number,
  field: string,
): SalesforceError =>
  new SalesforceError(
    400,
    'STRING_TOO_LONG',
    `${label}: data value too large: ${value} (max length=${length})`,
    [field],
  );

export const cannotWriteField = (field: string): SalesforceError =>
  new SalesforceError(
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${field}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    [field],
  );

/** Where in a JSON text something ends: both count from 1. */
export interface JsonPosition {
  readonly line: number;
  readonly column: number;
}

/** A JSON value that cannot be read as the field's type; where it stands is known to who has the text. */
export class DeserializationError extends SalesforceError {
  readonly type: string;
  readonly value: unknown;

  /** Quoted from answers of real orgs: `… from VALUE_STRING value 2017-05-30X or request may be …`. */
  constructor(type: string, value: unknown, at?: JsonPosition) {
    const place = at === undefined ? '' : ` at [line:${at.line}, column:${at.column}]`;
    super(
      400,
      'JSON_PARSER_ERROR',
      `Cannot deserialize instance of ${type} from ${jsonToken(value)} or request may be missing a required field${place}`,
    );
    this.type = type;
    this.value = value;
  }

  at(position: JsonPosition): DeserializationError {
    return new DeserializationError(this.type, this.value, position);
  }
}

/** As Jackson names what it read. */
function jsonToken(value: unknown): string {
  if (typeof value === 'string') return `VALUE_STRING value ${value}`;
  if (typeof value === 'number') {
    return `${Number.isInteger(value) ? 'VALUE_NUMBER_INT' : 'VALUE_NUMBER_FLOAT'} value ${value}`;
  }
  if (typeof value === 'boolean') return `${value ? 'VALUE_TRUE' : 'VALUE_FALSE'} value ${value}`;
  return Array.isArray(value) ? 'START_ARRAY value [' : 'START_OBJECT value {';
}

export const numberOutsideRange = (label: string, field: string): SalesforceError =>
  new SalesforceError(
    400,
    'NUMBER_OUTSIDE_VALID_RANGE',
    `${label}: value outside of valid range on numeric field`,
    [field],
  );

export const duplicateValue = (field: string, ids: string): SalesforceError =>
  new SalesforceError(
    400,
    'DUPLICATE_VALUE',
    `duplicate value found: ${field} duplicates value on record with id: ${ids}`,
    [],
  );

export const validationRuleFailed = (message: string, fields: readonly string[]): SalesforceError =>
  new SalesforceError(400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message, fields);

export const invalidCrossReference = (field?: string): SalesforceError =>
  new SalesforceError(
    400,
    'INVALID_CROSS_REFERENCE_KEY',
    'invalid cross reference id',
    field === undefined ? [] : [field],
  );

export const insufficientAccess = (): SalesforceError =>
  new SalesforceError(
    400,
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'insufficient access rights on object id',
    [],
  );

export const insufficientCrossReferenceAccess = (id: string): SalesforceError =>
  new SalesforceError(
    400,
    'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    `insufficient access rights on cross-reference id: ${id}`,
    [],
  );

export const cannotWriteEntity = (sobject: string): SalesforceError =>
  new SalesforceError(
    400,
    'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    `entity type cannot be inserted: ${sobject}`,
    [],
  );

export const unableToLockRow = (): SalesforceError =>
  new SalesforceError(
    400,
    'UNABLE_TO_LOCK_ROW',
    'unable to obtain exclusive access to this record or 1 records',
    [],
  );

export const deleteRestricted = (child: string, ids: string): SalesforceError =>
  new SalesforceError(
    400,
    'DELETE_FAILED',
    `Your attempt to delete this record could not be completed because it is associated with the following ${child}: ${ids}`,
    [],
  );

export const invalidQueryLocator = (): SalesforceError =>
  new SalesforceError(400, 'INVALID_QUERY_LOCATOR', MESSAGES.locatorInvalid);

export const exceededIdLimit = (): SalesforceError =>
  new SalesforceError(400, 'EXCEEDED_ID_LIMIT', MESSAGES.aggregateOverflow);

/** A REST path names an object that the org lacks or the user may not see. */
export const typeMissing = notFound;
