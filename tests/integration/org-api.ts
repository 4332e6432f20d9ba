/** The local org's own REST API, asked without the gateway: what an answer of the gateway is compared with. */

export interface OrgApi {
  /** @param path below `/services/data/v62.0`. */
  get(path: string): Promise<unknown>;
}

export async function createRestClientFor(orgUrl: string): Promise<OrgApi> {
  const response = await fetch(`${orgUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'skybridge-local',
      client_secret: 'local-secret-not-for-production',
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return {
    get: async (path) =>
      (
        await fetch(`${orgUrl}/services/data/v62.0${path}`, {
          headers: { authorization: `Bearer ${token}` },
        })
      ).json(),
  };
}
