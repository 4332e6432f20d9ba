import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const DIRECTORY = `query SkybridgeDirectory($where: ContactWhere, $first: Int, $after: String) {
  contacts(where: $where, first: $first, after: $after, orderBy: [{ lastName: ASC }, { firstName: ASC }]) {
    totalCount
    nodes { id name title department email phone }
    pageInfo { hasNextPage endCursor }
  }
  departments: contacts { groupBy(by: [department], first: 200) { key { department } count } }
}`;

describe('the staff directory, as a visitor of the site sees it', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  it('has the 50 staff and nobody else, in one API call', async () => {
    await running.forgetCalls();
    const { body } = await running.askAsSite(DIRECTORY, { first: 200 });
    expect(body.errors).toBeUndefined();
    expect(body.data.contacts.totalCount).toBe(50);
    expect(body.data.contacts.nodes).toHaveLength(50);
    expect(body.extensions.skybridge.apiCalls).toBe(1);
    expect((await running.calls()).totals.apiCalls).toBe(1);
    const counted = (body.data.departments.groupBy as { count: number }[]).reduce(
      (sum, group) => sum + group.count,
      0,
    );
    expect(counted).toBe(50);
  });

  it('pages through all of them once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { body } = await running.askAsSite(DIRECTORY, { first: 7, after });
      expect(body.errors).toBeUndefined();
      seen.push(...(body.data.contacts.nodes as { id: string }[]).map((node) => node.id));
      after = body.data.contacts.pageInfo.hasNextPage
        ? body.data.contacts.pageInfo.endCursor
        : null;
    } while (after !== null);
    expect(seen).toHaveLength(50);
    expect(new Set(seen).size).toBe(50);
  });

  it('never shows more than the policy opens, whatever the filter says', async () => {
    const { body } = await running.askAsSite(DIRECTORY, {
      first: 200,
      where: { or: [{ lastName: { like: '%' } }, { lastName: { ne: 'x' } }] },
    });
    expect(body.data.contacts.totalCount).toBe(50);
  });

  it('nulls a field the visitor may not read, with one error for it', async () => {
    const { body } = await running.askAsSite('{ contacts(first: 3) { nodes { name birthdate } } }');
    expect(body.data.contacts.nodes.map((node: { birthdate: unknown }) => node.birthdate)).toEqual([
      null,
      null,
      null,
    ]);
    expect(body.errors).toEqual([
      expect.objectContaining({
        extensions: expect.objectContaining({ code: 'FORBIDDEN' }) as unknown,
      }),
    ]);
  });

  it('opens nothing to a request that nobody vouches for', async () => {
    const { body } = await running.post(JSON.stringify({ query: '{ contacts { totalCount } }' }));
    expect(body.data).toBeNull();
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  it('lets an administrator of the site be no more than its ceiling', async () => {
    const { body } = await running.askAsSite(
      '{ viewer { role } accounts(first: 1) { nodes { name } } }',
      undefined,
      ['administrator'],
    );
    expect(body.data?.viewer ?? { role: 'user' }).toEqual({ role: 'user' });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });
});
