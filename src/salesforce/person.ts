/** Who a token belongs to, and whether that person may administer the org: asked of the API, never read from a name. */

import { request } from 'undici';
import * as z from 'zod';
import { compileSelect } from '../soql/compile.ts';
import { allOf, anyOf, equals, fieldOperand } from '../soql/condition-builders.ts';
import { apiErrorFrom, malformedAnswer, transportErrorFrom } from './api-error.ts';
import { parseJson } from './parse-json.ts';
import type { GrantedToken } from './token-endpoint.ts';

export interface Person {
  readonly username: string;
  readonly displayName: string;
  /** 18-character id. */
  readonly userId: string;
  readonly orgId: string;
  /** Customize Application or Modify All Data, by profile or permission set. */
  readonly mayAdminister: boolean;
}

export interface PersonOptions {
  /** Such as "62.0". */
  readonly apiVersion: string;
  readonly timeoutMs: number;
}

const identity = z.object({
  user_id: z.string(),
  organization_id: z.string(),
  username: z.string().min(1),
  display_name: z.string(),
  user_type: z.string(),
});

const ADMINISTRATION = ['PermissionsCustomizeApplication', 'PermissionsModifyAllData'] as const;

/** @throws AppError where Salesforce does not answer, or answers about somebody else. */
export async function fetchPerson(token: GrantedToken, options: PersonOptions): Promise<Person> {
  const { username, display_name, user_type } = await fetchIdentity(token, options.timeoutMs);
  return {
    username,
    displayName: display_name,
    userId: token.userId,
    orgId: token.orgId,
    // Customers and partners of an Experience site never administer the org.
    mayAdminister: user_type === 'STANDARD' && (await mayAdminister(token, options)),
  };
}

/** Whom a token acts as; costs no API call. @throws AppError */
export async function fetchIdentity(
  token: GrantedToken,
  timeoutMs: number,
): Promise<z.output<typeof identity>> {
  const answer = await get(token, `/id/${token.orgId}/${token.userId}`, timeoutMs);
  const parsed = identity.safeParse(answer.body);
  if (answer.status !== 200) throw apiErrorFrom(answer.status, answer.body);
  if (!parsed.success) throw malformedAnswer('the identity lacks user, organization or name');
  const { user_id, organization_id } = parsed.data;
  if (user_id !== token.userId || organization_id !== token.orgId) {
    throw malformedAnswer('the identity is not that of the token');
  }
  return parsed.data;
}

async function mayAdminister(token: GrantedToken, options: PersonOptions): Promise<boolean> {
  return (
    (await holds(token, options, { from: 'User', user: 'Id', by: 'Profile' })) ||
    (await holds(token, options, {
      from: 'PermissionSetAssignment',
      user: 'AssigneeId',
      by: 'PermissionSet',
    }))
  );
}

/** Rows that tie a user to what grants permissions. */
interface Holding {
  readonly from: string;
  /** Field that names the user. */
  readonly user: string;
  /** Relationship to what grants. */
  readonly by: string;
}

async function holds(
  token: GrantedToken,
  options: PersonOptions,
  { from, user, by }: Holding,
): Promise<boolean> {
  const granted = ADMINISTRATION.map((permission) =>
    equals(fieldOperand(by, permission), { type: 'boolean', value: true }),
  );
  const soql = compileSelect({
    columns: [{ kind: 'field', path: ['Id'] }],
    from,
    scope: null,
    where: allOf([equals(fieldOperand(user), { type: 'id', value: token.userId }), anyOf(granted)]),
    groupBy: null,
    having: null,
    orderBy: [],
    limit: 1,
  });
  const query = new URLSearchParams({ q: soql }).toString();
  const answer = await get(
    token,
    `/services/data/v${options.apiVersion}/query?${query}`,
    options.timeoutMs,
  );
  // Whoever may not even look at these objects does not administer the org.
  if (answer.status === 400 || answer.status === 403) return false;
  const rows = z.object({ totalSize: z.number() }).safeParse(answer.body);
  if (answer.status !== 200 || !rows.success) throw apiErrorFrom(answer.status, answer.body);
  return rows.data.totalSize > 0;
}

async function get(token: GrantedToken, path: string, timeoutMs: number) {
  try {
    const response = await request(`${token.instanceUrl}${path}`, {
      headers: { authorization: `Bearer ${token.value}`, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.body.text();
    return { status: response.statusCode, body: parseJson(text) };
  } catch (error) {
    throw transportErrorFrom(error);
  }
}
