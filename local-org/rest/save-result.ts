/** The outcome of one record's write, as collections and trees report it. */
import { SalesforceError } from '../errors.ts';

export interface SaveError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
}

export interface SaveResult {
  readonly id?: string;
  readonly success: boolean;
  readonly errors: readonly SaveError[];
  readonly created?: boolean;
}

export function saveError(error: SalesforceError): SaveError {
  return { statusCode: error.errorCode, message: error.message, fields: error.fields ?? [] };
}

export const malformedRecordId = (id: string): SalesforceError =>
  new SalesforceError(400, 'MALFORMED_ID', `malformed id ${id}`, ['Id']);
