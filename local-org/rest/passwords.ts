/** `/sobjects/User/{id}/password`: whether a password has expired, a new one, one made up. Source: REST API guide, "sObject User Password". */
import { normalizeId } from '../data/record-ids.ts';
import { insufficientAccess, notFound, SalesforceError } from '../errors.ts';
import { jsonObject, noContent, ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import { findUserById } from '../oauth/users.ts';
import type { DataCall } from '../platform.ts';

export function passwordStatus(call: DataCall): ApiResponse {
  passwordOwner(call, userInPath(call));
  // Passwords of the local org never expire.
  return ok({ isExpired: false });
}

export function setPasswordByRest(call: DataCall): ApiResponse {
  const password = jsonObject(call.request.body)['NewPassword'];
  setPassword(call, userInPath(call), typeof password === 'string' ? password : '');
  return noContent();
}

export function resetPasswordByRest(call: DataCall): ApiResponse {
  return ok({ NewPassword: resetPassword(call, userInPath(call)) });
}

function userInPath(call: DataCall): string {
  // Whoever sees no users still has a password.
  const object = call.platform.org.catalog.object(call.params['object'] ?? '');
  if (object?.name !== 'User') throw notFound();
  return call.params['id'] ?? '';
}

export function setPassword(call: DataCall, userId: string, password: string): void {
  const owner = passwordOwner(call, userId);
  // The policy of new orgs: eight characters, letters and digits.
  if (password.length < 8 || !/[a-z]/i.test(password) || !/\d/.test(password)) {
    throw new SalesforceError(
      400,
      'INVALID_NEW_PASSWORD',
      'Your password must be at least 8 characters long and have a mix of letters and numbers.',
    );
  }
  call.platform.passwords.set(owner, password);
}

/** @returns the new password. */
export const resetPassword = (call: DataCall, userId: string): string =>
  call.platform.passwords.renew(passwordOwner(call, userId));

/** The user's id in full; everybody may change the own password, administrators those of others. */
function passwordOwner({ platform, session }: DataCall, userId: string): string {
  const id = normalizeId(userId) ?? '';
  if (findUserById(platform.org, id) === null) throw notFound();
  if (id !== session.userId && !session.access.administers) throw insufficientAccess();
  return id;
}
