/** A person with a browser at the local org's login and consent pages, without the browser. */

export interface Person {
  readonly username: string;
  readonly password: string;
}

export const ADMIN: Person = { username: 'admin@local.example', password: 'localorg1' };

export type Decision = 'save' | 'cancel';

/**
 * Follows an authorization URL through login and consent.
 * @returns the callback URL that the org redirects to.
 */
export async function authorizeAs(
  person: Person,
  authorizationUrl: string,
  decision: Decision = 'save',
): Promise<URL> {
  const { origin } = new URL(authorizationUrl);
  const start = await fetch(authorizationUrl, { redirect: 'manual' });
  const loginUrl = new URL(locationOf(start), origin);
  const login = await fetch(origin, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({
      username: person.username,
      pw: person.password,
      startURL: loginUrl.searchParams.get('startURL') ?? '',
    }),
  });
  const cookie = (login.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const again = await fetch(new URL(locationOf(login), origin), {
    redirect: 'manual',
    headers: { cookie },
  });
  const next = new URL(locationOf(again), origin);
  if (!next.searchParams.has('source')) return next;
  const answered = await fetch(new URL(next.pathname, origin), {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie },
    body: new URLSearchParams({ source: next.searchParams.get('source') ?? '', [decision]: 'x' }),
  });
  return new URL(locationOf(answered), origin);
}

/** A grant of the local org's app to the administrator, by the web server flow. */
export async function grantOf(orgUrl: string): Promise<Readonly<Record<string, string>>> {
  const client = {
    client_id: 'skybridge-local',
    redirect_uri: 'http://127.0.0.1:4000/auth/salesforce/callback',
  };
  const query = new URLSearchParams({
    ...client,
    response_type: 'code',
    scope: 'api refresh_token id',
  });
  const callback = await authorizeAs(
    ADMIN,
    `${orgUrl}/services/oauth2/authorize?${query.toString()}`,
  );
  const answer = await fetch(`${orgUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      ...client,
      grant_type: 'authorization_code',
      client_secret: 'local-secret-not-for-production',
      code: callback.searchParams.get('code') ?? '',
    }),
  });
  return (await answer.json()) as Readonly<Record<string, string>>;
}

function locationOf(response: Response): string {
  const location = response.headers.get('location');
  if (location === null)
    throw new Error(`No redirect but HTTP ${response.status} at ${response.url}`);
  return location;
}
