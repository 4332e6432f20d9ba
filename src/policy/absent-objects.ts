/** Why an object that a policy names is not in the model: nobody asked the org yet, or the org does not have it. */

import { PolicyError, PolicyNotCheckableYet } from './policy-error.ts';

/** Allowed objects that are not in the model, by API name. */
export interface AbsentObjects {
  /** Not described yet. */
  readonly pending: readonly string[];
  /** The org does not have them, or hides them from the gateway's user. */
  readonly missing: readonly string[];
}

export const NONE_ABSENT: AbsentObjects = Object.freeze({ pending: [], missing: [] });

/** SOQL ignores case. */
export function isAmong(names: readonly string[], name: string): boolean {
  const lower = name.toLowerCase();
  return names.some((one) => one.toLowerCase() === lower);
}

/** @param place where in skybridge.yaml the object is named. */
export function absenceError(name: string, place: string, absent: AbsentObjects): Error {
  if (isAmong(absent.pending, name)) {
    return new PolicyNotCheckableYet(place, `The object ${name} is not described yet.`);
  }
  return new PolicyError(
    place,
    isAmong(absent.missing, name)
      ? `The org has no object ${name}, or hides it from the gateway’s user.`
      : `The object ${name} is not among the allowed objects.`,
  );
}
