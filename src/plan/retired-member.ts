/** What is said of a name that the org's metadata no longer has: it is answered null, and Salesforce is not asked. */

import { AppError } from '../common/errors.ts';
import type { PlanError } from './plan.ts';

const HINT =
  'Leave it out of the operation: it is deprecated, and goes from the schema when the metadata is next read.';

/** A selected field: null, with this said once. */
export function retiredField(path: readonly string[], owner: string, name: string): PlanError {
  return { path, code: 'INVALID_FIELD', message: messageOf(owner, name), hint: HINT };
}

/** A filter or order: without it the rows would be others, so there are none. */
export function retiredInput(owner: string, name: string): AppError {
  return new AppError('INVALID_FIELD', messageOf(owner, name), { hint: HINT });
}

/** A root field, of an object that is gone. */
export function retiredObject(name: string): AppError {
  return new AppError('INVALID_FIELD', `Salesforce no longer has the object ${name}.`, {
    hint: HINT,
  });
}

// Private:

function messageOf(owner: string, name: string): string {
  return `Salesforce no longer has ${owner}.${name}.`;
}
