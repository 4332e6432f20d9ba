import { readFileSync } from 'node:fs';
import type {
  SkybridgeDirectoryQuery,
  SkybridgeDirectoryQueryVariables,
} from '../../examples/demo/generated/operations.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const DIRECTORY = readFileSync('examples/demo/directory.query.graphql', 'utf8');
const BY_NAME = { orderBy: [{ lastName: 'ASC' }, { firstName: 'ASC' }] } as const;

describe('the staff directory, as a visitor of the site sees it', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  /** The operation as the generated types know it: the compiler checks what the tests read. */
  const directory = async (variables: SkybridgeDirectoryQueryVariables) => {
    const { body } = await running.askAsSite(DIRECTORY, { ...BY_NAME, ...variables });
    expect(body.errors).toBeUndefined();
    return {
      data: body.data as SkybridgeDirectoryQuery,
      apiCalls: body.extensions.skybridge.apiCalls as number,
    };
  };

  it('has the 50 staff and nobody else, in one API call', async () => {
    await running.forgetCalls();
    // A page size of its own: what another test has asked for would come from the cache.
    const { data, apiCalls } = await directory({ first: 199 });
    expect(data.contacts.totalCount).toBe(50);
    expect(data.contacts.nodes).toHaveLength(50);
    expect(apiCalls).toBe(1);
    expect((await running.calls()).totals.apiCalls).toBe(1);
    const counts = data.departments.groupBy.map((group) => group.count);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(50);
  });

  it('has exactly the rows that the org itself marks as staff, every field of them', async () => {
    const fromOrg = await running.ask(`{
      contacts(first: 200, where: { isStaff: { eq: true }, directoryOptOut: { eq: false } }) {
        nodes { id name title department email phone }
      }
    }`);
    const { data } = await directory({ first: 200 });
    const byId = (nodes: readonly { readonly id: string }[]) =>
      [...nodes].sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(byId(data.contacts.nodes)).toEqual(byId(fromOrg.body.data.contacts.nodes));
  });

  it('pages through all of them once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data }: { data: SkybridgeDirectoryQuery } = await directory({ first: 7, after });
      seen.push(...data.contacts.nodes.map((node) => node.id));
      after = data.contacts.pageInfo.hasNextPage ? data.contacts.pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(50);
    expect(new Set(seen).size).toBe(50);
  });

  it('never shows more than the policy opens, whatever the filter says', async () => {
    const { data } = await directory({
      first: 200,
      where: { or: [{ lastName: { like: '%' } }, { lastName: { ne: 'x' } }] },
    });
    expect(data.contacts.totalCount).toBe(50);
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
    expect(body.errors[0].extensions).toEqual({
      code: 'FORBIDDEN',
      hint: 'Send a credential, "Authorization: Bearer <token>": a developer token or a site’s signature.',
    });
    const asVisitor = await running.askAsSite('{ accounts { totalCount } }');
    expect(asVisitor.body.errors[0].extensions.hint).toMatch(/policy must give your role a rule/);
  });

  it('lets an administrator of the site be staff, and anybody else who is logged in a user', async () => {
    const query = '{ viewer { role } accounts(first: 1) { nodes { name } } }';
    const administrator = await running.askAsSite(query, undefined, ['administrator']);
    expect(administrator.body.errors).toBeUndefined();
    expect(administrator.body.data.viewer.role).toBe('staff');

    const editor = await running.askAsSite(query, undefined, ['editor']);
    expect(editor.body.errors[0].extensions.code).toBe('FORBIDDEN');
    const { body } = await running.askAsSite('{ viewer { role } }', undefined, ['editor']);
    expect(body.data.viewer.role).toBe('user');
  });
});

describe('a site whose ceiling is lower than its roles', () => {
  it('has nobody above the ceiling', async () => {
    const running = await startRunningGateway({
      configure: (config) => ({
        ...config,
        sites: { demo: { roles: { administrator: 'staff' }, ceiling: 'user' } },
      }),
    });
    await until(async () => (await running.ready()).status === 200);
    const { body } = await running.askAsSite('{ viewer { role } }', undefined, ['administrator']);
    expect(body.data.viewer.role).toBe('user');
    await running.close();
  });
});
