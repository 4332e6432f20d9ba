import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

describe('Salesforce API calls of an operation', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  /** Asks as staff, who see no cached rows, and checks that gateway and org count alike. */
  const cost = async (query: string): Promise<number> => {
    await running.forgetCalls();
    const { body } = await running.ask(query);
    expect(body.errors).toBeUndefined();
    const { totals } = await running.calls();
    expect(body.extensions.skybridge.apiCalls).toBe(totals.apiCalls);
    return totals.apiCalls;
  };

  it('is one for an object with parent, grandparent and two child lists', async () => {
    expect(
      await cost(`{
        contacts(first: 5, where: { account: { parent: { name: { isNull: false } } } }) {
          nodes {
            name
            account { name parent { name } }
            cases(first: 3) { nodes { caseNumber subject } }
          }
        }
      }`),
    ).toBe(1);
    expect(
      await cost(`{
        accounts(first: 5) {
          nodes {
            name
            parent { name parent { name } }
            contacts(first: 2) { nodes { name } }
            opportunities(first: 2) { nodes { name } }
          }
        }
      }`),
    ).toBe(1);
  });

  it('is at most four for twenty aliased root lists', async () => {
    const lists = Array.from(
      { length: 20 },
      (_unused, index) =>
        `a${index}: contacts(first: 1, where: { lastName: { like: "${String.fromCharCode(65 + index)}%" } }) { nodes { name } }`,
    );
    expect(await cost(`{ ${lists.join('\n')} }`)).toBe(4);
  });

  it('is one for what is asked for twice in the same words', async () => {
    expect(
      await cost(
        '{ a: contacts(first: 2) { nodes { name } } b: contacts(first: 2) { nodes { name } } }',
      ),
    ).toBe(1);
  });

  it('is none for what is not Salesforce’s', async () => {
    expect(await cost('{ viewer { role } org { name } __schema { queryType { name } } }')).toBe(0);
  });

  it('is told together with the org’s budget', async () => {
    const { body } = await running.ask('{ contacts(first: 1) { nodes { id } } }');
    const { used, max } = body.extensions.skybridge.budget as { used: number; max: number };
    expect(max).toBe(15_000);
    expect(used).toBeGreaterThan(0);
  });

  it('is none for an explained operation, which shows its SOQL to staff only', async () => {
    await running.forgetCalls();
    const query =
      '{ contacts(first: 1, where: { lastName: { eq: "O\'Brien" } }) { nodes { name } } }';
    const { body } = await running.ask(query, undefined, { explain: true });
    expect(body.data).toBeNull();
    expect(body.extensions.skybridge.soql).toEqual([
      expect.stringContaining("LastName = 'O\\'Brien'"),
    ]);
    expect(body.extensions.skybridge.plan.roots).toHaveLength(1);
    expect((await running.calls()).totals.apiCalls).toBe(0);

    const asVisitor = await running.askAsSite('{ contacts(first: 1) { nodes { name } } }');
    expect(asVisitor.body.data.contacts.nodes).toHaveLength(1);
    expect(asVisitor.body.extensions.skybridge).not.toHaveProperty('soql');
  });
});
