/** An operation that came before is answered beside Apollo: to the letter as Apollo answered it the first time. */

import { ApolloServer } from '@apollo/server';
import { jest } from '@jest/globals';
import { DEVELOPER_TOKEN, startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('an operation that is known', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  /** As it goes over the wire, but for what is different each time. */
  const ask = async (body: unknown, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${running.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${DEVELOPER_TOKEN}`,
        ...headers,
      },
      body: JSON.stringify(body),
    });
    const { date, 'content-length': length, ...rest } = Object.fromEntries(response.headers);
    const text = await response.text();
    expect(typeof date).toBe('string');
    if (length !== undefined) expect(Number(length)).toBe(Buffer.byteLength(text));
    const answer: RawAnswer = { status: response.status, headers: rest, body: untimed(text) };
    return answer;
  };

  it.each([
    ['rows', { query: '{ contacts(first: 3) { nodes { id name account { name } } totalCount } }' }],
    [
      'rows by variables and a name',
      {
        query:
          'query One($n: Int) { contacts(first: $n) { nodes { name } } } query Two { viewer { role } }',
        variables: { n: 2 },
        operationName: 'One',
      },
    ],
    ['no rows of Salesforce', { query: '{ viewer { role } org { id } __typename }' }],
    ['a null extension', { query: '{ accounts(first: 1) { nodes { name } } }', extensions: null }],
    ['a refused root', { query: '{ contacts(where: {}) { nodes { id } } viewer { role } }' }],
    ['a bad cursor', { query: '{ contacts(after: "x") { nodes { id } } }' }],
    ['an absent operation', { query: 'query A { viewer { role } }', operationName: 'B' }],
    ['a mutation', { query: 'mutation { deleteContact(id: "003") { errors { code } } }' }],
    ['introspection', { query: '{ __type(name: "Contact") { name } }' }],
    [
      'wrong variables',
      {
        query: 'query($n: Int) { contacts(first: $n) { nodes { name } } }',
        variables: { n: 'many' },
      },
    ],
    [
      'too much',
      {
        query: 'query($n: Int) { contacts(first: $n) { nodes { name cases { nodes { id } } } } }',
        variables: { n: 2_000_000_000 },
      },
    ],
    ['a wrong text', { query: '{ contacts { nodes { nothing } } }' }],
    ['variables of a wrong kind', { query: '{ viewer { role } }', variables: [1] }],
    ['an unknown key', { query: '{ viewer { role } }', more: true }],
  ])('is answered the same the second and third time: %s', async (_name, body) => {
    const accepts = [
      {},
      { accept: 'application/json' },
      { accept: 'application/graphql-response+json' },
      { accept: 'text/html' },
    ];
    for (const headers of accepts) {
      const fresh = { ...body, query: `${body.query} # ${JSON.stringify(headers)}` };
      const first = await ask(fresh, headers);
      expect(await ask(fresh, headers)).toEqual(first);
      expect(await ask(fresh, headers)).toEqual(first);
    }
  });

  it('is refused to whom Apollo would refuse it, and judged by other variables anew', async () => {
    const query = 'query($n: Int) { contacts(first: $n) { nodes { name } } }';
    await ask({ query, variables: { n: 1 } });
    const stranger = await ask({ query, variables: { n: 1 } }, { authorization: 'Bearer wrong' });
    expect(stranger.status).toBe(401);
    const { body } = await ask({ query, variables: { n: 2 } });
    expect(
      (JSON.parse(body) as { data: { contacts: { nodes: [] } } }).data.contacts.nodes,
    ).toHaveLength(2);
    expect((await ask({ query, variables: { n: 2_000_000_000 } })).status).toBe(400);
  });

  it('is validated again when the schema has changed', async () => {
    const query = '{ contacts(first: 1) { nodes { shoeSize } } }';
    const field = { name: 'Shoe_Size__c', type: 'string', label: 'Shoe size', length: 4 };
    expect((await ask({ query })).body).toContain('GRAPHQL_VALIDATION_FAILED');
    await running.control({
      action: 'metadata',
      change: { kind: 'add-field', object: 'Contact', field },
    });
    await running.gateway.schemas.refresh({ conditional: false });
    expect((await ask({ query })).body).toContain('"shoeSize":null');
    expect((await ask({ query })).body).toContain('"shoeSize":null');
    await running.control({
      action: 'metadata',
      change: { kind: 'remove-field', object: 'Contact', name: 'Shoe_Size__c' },
    });
    await running.gateway.schemas.refresh({ conditional: false });
    expect((await ask({ query })).body).toContain('INVALID_FIELD');
    await running.gateway.schemas.refresh({ conditional: false });
    expect((await ask({ query })).body).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it('goes through Apollo once, and counts in the metrics as any other', async () => {
    const count = async (): Promise<number> => {
      const text = await (await fetch(`${running.url}/metrics`)).text();
      return Number(
        /^skybridge_graphql_request_seconds_count\{viewer="staff"\} (\d+)$/m.exec(text)?.[1],
      );
    };
    const before = await count();
    const query = '{ contacts(first: 4) { nodes { id } } }';
    const throughApollo = jest.spyOn(ApolloServer.prototype, 'executeHTTPGraphQLRequest');
    for (let turn = 0; turn < 3; turn += 1) await ask({ query });
    expect(throughApollo).toHaveBeenCalledTimes(1);
    throughApollo.mockRestore();
    expect(await count()).toBe(before + 3);
  });
});

function untimed(text: string): string {
  return text
    .replace(/"used":\d+/g, '"used":0')
    .replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, 'reference');
}
