/** The input of a write → values of Salesforce's JSON, with every reference that has to be checked. */

import { AppError } from '../common/errors.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { isRecordId } from '../soql/value-to-text.ts';
import type { WriteAccess } from '../policy/write-access.ts';
import type { WriteValue } from '../policy/write-rule.ts';
import type { WriteValues } from './mutation-plan.ts';

/** A field the client gave. */
export interface GivenValue {
  readonly field: FieldModel;
  /** As GraphQL coerced it. */
  readonly value: unknown;
}

/** @throws AppError FORBIDDEN for a field the viewer may not give; BAD_USER_INPUT for a value that cannot be sent. */
export function writeValues(
  object: ObjectModel,
  access: WriteAccess,
  given: readonly GivenValue[],
  verb: string,
): WriteValues {
  if (access.isUnbound) {
    throw new AppError(
      'FORBIDDEN',
      `You may not ${verb} ${object.name}: you are nobody's contact.`,
      {
        hint: 'The policy writes a value of the viewer that this viewer does not have; bind the person to a Contact.',
      },
    );
  }
  const values: Record<string, WriteValue> = {};
  for (const { field, value } of given) {
    if (!access.canWriteField(field.name)) throw hiddenField(object, field, access, verb);
    values[field.name] = toWriteValue(field, value);
  }
  for (const [name, value] of access.forced) values[name] = value;
  return values;
}

/** @throws AppError BAD_USER_INPUT */
export function toWriteValue(field: FieldModel, value: unknown): WriteValue {
  if (value === null || value === undefined) return null;
  switch (field.type) {
    case 'boolean':
      return value === true;
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return Number(value);
    case 'multipicklist':
      return joinEntries(field, value);
    case 'reference':
      return checkedReference(field, value);
    case 'time':
      return fullTime(checkedText(field, value));
    case 'json':
      return checkedText(field, JSON.stringify(value));
    default:
      return checkedText(field, value);
  }
}

// Private:

function hiddenField(
  object: ObjectModel,
  field: FieldModel,
  access: WriteAccess,
  verb: string,
): AppError {
  const isForced = access.forced.has(field.name);
  return new AppError('FORBIDDEN', `You may not give ${object.name}.${field.name}.`, {
    hint: isForced
      ? 'Leave the field out: the gateway’s policy sets it.'
      : `Leave the field out, or add ${field.name} to ${verb}.fields of ${object.name} in the gateway’s policy.`,
    details: { fields: [field.graphqlName] },
  });
}

function checkedReference(field: FieldModel, value: unknown): string {
  if (typeof value === 'string' && isRecordId(value)) return value;
  throw badValue(field, 'is not a Salesforce record id', 'Ids have 15 or 18 letters and digits.');
}

/** `A;B` is how Salesforce takes several entries. */
function joinEntries(field: FieldModel, value: unknown): string | null {
  const entries = (Array.isArray(value) ? value : [value]).map((entry) =>
    checkedText(field, entry),
  );
  if (entries.some((entry) => entry === '' || entry.includes(';'))) {
    throw badValue(field, 'has an empty entry, or one with a semicolon', 'Give picklist values.');
  }
  return entries.length === 0 ? null : entries.join(';');
}

function checkedText(field: FieldModel, value: unknown): string {
  if (typeof value !== 'string') throw badValue(field, 'is no text', 'Send a string.');
  // A lone surrogate is not text, and a null character ends it for some readers.
  if (/\p{Surrogate}/u.test(value) || value.includes('\u0000')) {
    throw badValue(field, 'is not well-formed text', 'Send Unicode text without null characters.');
  }
  // Salesforce has no way to write these two characters in a composite call: they begin a reference.
  if (value.includes('@{')) {
    throw badValue(
      field,
      'holds “@{”, which Salesforce does not take here',
      'Write “@ {” instead.',
    );
  }
  return value;
}

/** `09:30` → `09:30:00.000Z`. */
function fullTime(text: string): string {
  const [clock = '', fraction = '0'] = text.replace('Z', '').split('.');
  return `${clock.length === 5 ? `${clock}:00` : clock}.${fraction.padEnd(3, '0')}Z`;
}

function badValue({ graphqlName }: FieldModel, problem: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', `The value of ${graphqlName} ${problem}.`, {
    hint,
    details: { fields: [graphqlName] },
  });
}
