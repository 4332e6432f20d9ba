/** An access token of the local org's gateway app, for tests that ask the org directly. */

export async function fetchAdminToken(orgUrl: string): Promise<string> {
  const response = await fetch(`${orgUrl}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: 'skybridge-local',
      client_secret: 'local-secret-not-for-production',
    }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
