/** The local org's own REST API, asked without the gateway: what an answer of the gateway is compared with. */

export interface OrgApi {
  /** @param path below `/services/data/v62.0`. */
  get(path: string): Promise<unknown>;
}

/** Somebody in Salesforce who changes rows, past the gateway. */
export interface OrgWriter {
  /** @returns the id. */
  create(object: string, fields: Readonly<Record<string, unknown>>): Promise<string>;
  update(object: string, id: string, fields: Readonly<Record<string, unknown>>): Promise<void>;
  remove(object: string, id: string): Promise<void>;
}

export async function createOrgWriter(orgUrl: string): Promise<OrgWriter> {
  const token = await tokenOf(orgUrl);
  const send = async (method: string, target: string, fields?: unknown): Promise<unknown> => {
    const response = await fetch(`${orgUrl}/services/data/v62.0/sobjects/${target}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(fields !== undefined && { body: JSON.stringify(fields) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${target}: ${text}`);
    return text === '' ? null : JSON.parse(text);
  };
  return {
    create: async (object, fields) => ((await send('POST', object, fields)) as { id: string }).id,
    update: async (object, id, fields) => {
      await send('PATCH', `${object}/${id}`, fields);
    },
    remove: async (object, id) => {
      await send('DELETE', `${object}/${id}`);
    },
  };
}

export async function createRestClientFor(orgUrl: string): Promise<OrgApi> {
  const token = await tokenOf(orgUrl);
  return {
    get: async (path) =>
      (
        await fetch(`${orgUrl}/services/data/v62.0${path}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).json(),
  };
}

async function tokenOf(orgUrl: string): Promise<string> {
  const response = await fetch(`${orgUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'skybridge-local',
      client_secret: 'local-secret-not-for-production',
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
