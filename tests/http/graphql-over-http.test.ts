import { serverAudits } from 'graphql-http';
import { startRunningGateway, until } from '../integration/running-gateway.ts';
import type { RunningGateway } from '../integration/running-gateway.ts';

// The audits send no credential, and ask for __typename only, which needs none.
describe('GraphQL over HTTP, by the audits of graphql-http', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  /**
   * A query by GET needs a header that a cross-site form cannot send (CSRF prevention): a client that may ask by GET
   * knows to send it, and the audits of GET are run with it.
   */
  const withPreflight: typeof fetch = (input, init) =>
    fetch(input, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), 'apollo-require-preflight': 'true' },
    });

  const audits = serverAudits({
    url: () => `${running.url}/graphql`,
    fetchFn: withPreflight,
  });

  it('covers the whole specification', () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const result = await audit.fn();
      if (result.status !== 'ok') {
        throw new Error(`${result.status}: ${result.reason}`);
      }
    },
  );
});
