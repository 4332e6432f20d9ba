/** As whom a connection acts at Salesforce. */

import { AppError } from '../common/errors.ts';
import { fetchIdentity } from '../salesforce/person.ts';
import type { TokenCustody } from './token-custody.ts';

/** @returns the Salesforce user name; costs no API call. @throws AppError */
export async function usernameOf(tokens: TokenCustody, timeoutMs: number): Promise<string> {
  const token = await tokens.granted();
  try {
    return (await fetchIdentity(token, timeoutMs)).username;
  } catch (error) {
    // Here, Salesforce answers 403 for a token whose session is over.
    if (!(error instanceof AppError) || error.code !== 'FORBIDDEN') throw error;
    await tokens.renew(token);
    return (await fetchIdentity(await tokens.granted(), timeoutMs)).username;
  }
}
