/** What Salesforce says against a write → one of our errors, with the input's fields and the records it collides with. */

import { AppError, type ErrorCode } from '../common/errors.ts';
import type { ObjectModel } from '../model/org-model.ts';
import type { WritePlan } from '../plan/mutation-plan.ts';
import { unreadableReference } from '../plan/visibility-checks.ts';
import { apiErrorFrom } from '../salesforce/api-error.ts';
import type { PartError, UndoneReason } from '../salesforce/transaction.ts';

/**
 * @param object the written object; undefined where the model lost it meanwhile.
 * @param matches ids of the colliding records that the viewer may read.
 */
export function writeRefused(
  write: WritePlan,
  object: ObjectModel | undefined,
  { status, error }: Extract<UndoneReason, { kind: 'refused' }>,
  matches: readonly string[],
): AppError {
  const fields = fieldsOf(object, error);
  const cause = new Error(`HTTP ${status}: ${error.errorCode}: ${error.message}`);
  if (isDuplicate(error)) return duplicate(fields, matches, cause);
  if (REFERENCE_CODES.has(error.errorCode) && fields[0] !== undefined) {
    return unreadableReference(fields[0]);
  }
  const message = VALIDATION_CODES.get(error.errorCode);
  if (message !== undefined) {
    return new AppError('VALIDATION_FAILED', message ?? shorten(error.message), {
      hint: 'Change the values that the message speaks of, and send the form again.',
      details: { fields },
      cause,
    });
  }
  const { errorCode } = error;
  if (GONE_CODES.has(errorCode)) return recordNotFound(write);
  return apiErrorFrom(status, [{ errorCode, message: error.message }]);
}

export function isDuplicate({ errorCode }: PartError): boolean {
  return errorCode === 'DUPLICATES_DETECTED' || errorCode === 'DUPLICATE_VALUE';
}

/** Ids of the records that a duplicate would repeat, whoever may read them. */
export function matchesOf({ matches, message }: PartError): readonly string[] {
  const [, inMessage] = /on record with id: ([a-zA-Z0-9]{15,18})/.exec(message) ?? [];
  return inMessage === undefined ? matches : [...matches, inMessage];
}

/** API name of the unique field that a value is taken of; null where it is something else. */
export function takenField({ errorCode, message }: PartError): string | null {
  if (errorCode !== 'DUPLICATE_VALUE') return null;
  return /duplicate value found: (\w+) /.exec(message)?.[1] ?? null;
}

/** The same for a hidden row and for a missing one. */
export function recordNotFound({ object }: Pick<WritePlan, 'object'>): AppError {
  return new AppError('NOT_FOUND', `There is no ${object} with this id that you may change.`, {
    hint: 'Check the id; the record may have been deleted.',
  });
}

export function changedMeanwhile({ object }: Pick<WritePlan, 'object'>): AppError {
  return new AppError('CONFLICT', `The ${object} was changed by somebody else meanwhile.`, {
    hint: 'Read it again, and send the changes with its new lastModifiedDate.',
  });
}

/** The record would no longer be the viewer's to read, so it was not written. */
export function leavesView({ object }: Pick<WritePlan, 'object'>): AppError {
  return new AppError('FORBIDDEN', `You may not write the ${object} so: you could not read it.`, {
    hint: 'Give values with which the record stays among those that the policy lets you read.',
  });
}

export function undoneWith(code: ErrorCode): AppError {
  return new AppError(
    'CONFLICT',
    'Nothing was written, since another write of the operation failed.',
    {
      hint: `Mend the write that answers ${code}, and send the operation again.`,
    },
  );
}

/** @param requestId the key under which a repeat is recognised; null where there is none. */
export function outcomeUnknown(requestId: string | null, cause?: unknown): AppError {
  return new AppError('WRITE_OUTCOME_UNKNOWN', 'Nobody can tell whether this was written.', {
    hint:
      requestId === null
        ? 'Read the record before you try again.'
        : 'Look whether the record is there. Repeating the request with this requestId never writes twice.',
    ...(requestId === null ? {} : { details: { requestId } }),
    cause,
  });
}

// Private:

function duplicate(
  fields: readonly string[],
  matches: readonly string[],
  cause: unknown,
): AppError {
  // Salesforce's own words name the other record, which the viewer need not be allowed to know.
  return new AppError('DUPLICATE_RECORD', 'There is such a record already.', {
    hint: 'Look for the record that is there, or change the values that have to be unique.',
    details: { fields, matches },
    cause,
  });
}

/** GraphQL names. */
function fieldsOf(object: ObjectModel | undefined, error: PartError): readonly string[] {
  const taken = takenField(error);
  const named = taken === null ? error.fields : [...error.fields, taken];
  return [...new Set(named.map((name) => object?.fields.get(name)?.graphqlName ?? name))];
}

const REFERENCE_CODES: ReadonlySet<string> = new Set([
  ...['INVALID_CROSS_REFERENCE_KEY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY'],
]);

const GONE_CODES: ReadonlySet<string> = new Set([
  ...['ENTITY_IS_DELETED', 'INVALID_CROSS_REFERENCE_KEY', 'NOT_FOUND'],
]);

/** Text of ours where Salesforce's own would show Apex code or classes; null shows Salesforce's. */
const VALIDATION_CODES: ReadonlyMap<string, string | null> = new Map<string, string | null>([
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', null],
  ['REQUIRED_FIELD_MISSING', null],
  ['STRING_TOO_LONG', null],
  ['INVALID_EMAIL_ADDRESS', null],
  ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', null],
  ['INVALID_OR_NULL_FOR_RESTRICTED_MULTISELECT_PICKLIST', null],
  ['NUMBER_OUTSIDE_VALID_RANGE', null],
  ['FIELD_INTEGRITY_EXCEPTION', null],
  ['FIELD_FILTER_VALIDATION_EXCEPTION', null],
  ['INVALID_FIELD_FOR_INSERT_UPDATE', null],
  ['INVALID_TYPE_ON_FIELD_IN_RECORD', null],
  ['JSON_PARSER_ERROR', null],
  ['INVALID_FIELD', null],
  ['MALFORMED_ID', null],
  ['INVALID_STATUS', null],
  ['DELETE_FAILED', null],
  ['DEPENDENCY_EXISTS', null],
  ['ENTITY_IS_LOCKED', null],
  ['DUPLICATE_EXTERNAL_ID', 'Several records have this key.'],
  ['CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', 'An automation of the org refused the record.'],
  ['CANNOT_EXECUTE_FLOW_TRIGGER', 'An automation of the org refused the record.'],
  ['CANNOT_UPDATE_CONVERTED_LEAD', null],
]);

const MAX_MESSAGE = 300;

function shorten(message: string): string {
  const text = message.trim() === '' ? 'Salesforce refused the values.' : message.trim();
  return text.length <= MAX_MESSAGE ? text : `${text.slice(0, MAX_MESSAGE)}…`;
}
