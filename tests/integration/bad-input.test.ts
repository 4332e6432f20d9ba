import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const COUNT = 'query Count($where: ContactWhere) { contacts(where: $where) { totalCount } }';
const LEAKS = /node_modules|\.ts:\d|at \w+ \(|\/src\/|00D\w{12,15}!|eyJ/;

describe('bad input', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  const codesOf = (body: { errors?: { extensions: { code: string } }[] }) =>
    (body.errors ?? []).map((error) => error.extensions.code);

  it.each([
    ['a quote', "O'Brien"],
    ['a quote that would end the string', "x' OR Name LIKE '%"],
    ['a backslash before the quote', "x\\' OR Id != null OR Name = '"],
    ['backslashes', '\\\\\\'],
    ['a percent sign', '%'],
    ['underscores', '___'],
    ['emoji', '😀👩‍👩‍👧‍👦'],
    ['a control character', 'a\u0007b'],
    ['line breaks', 'a\r\nb\u2028c'],
    ['3,900 characters', 'x'.repeat(3_900)],
    ['a composite reference', '@{statement0.records[0].Id}'],
    ['a bind variable', ':viewer.contactId'],
  ])(
    '%s in eq, startsWith and contains neither breaks nor widens the filter',
    async (_name, text) => {
      for (const operator of ['eq', 'startsWith', 'contains']) {
        const { body } = await running.ask(COUNT, { where: { lastName: { [operator]: text } } });
        expect(body.errors).toBeUndefined();
        const { totalCount } = body.data.contacts;
        // One of these is a name in the org.
        if (text === "O'Brien") expect(totalCount).toBeGreaterThan(0);
        else expect(totalCount).toBe(0);
      }
    },
  );

  it('refuses 10,000 characters with a clear error or finds nothing', async () => {
    const { body } = await running.ask(COUNT, { where: { lastName: { eq: 'x'.repeat(10_000) } } });
    if (body.errors === undefined) expect(body.data.contacts.totalCount).toBe(0);
    else expect(['BAD_USER_INPUT', 'INVALID_QUERY']).toEqual(expect.arrayContaining(codesOf(body)));
  });

  it.each([
    ['{}', {}],
    ['a field without an operator', { lastName: {} }],
    ['null for a field', { lastName: null }],
    ['null for gt', { lastName: { gt: null } }],
    ['an empty in', { lastName: { in: [] } }],
    ['an empty and', { and: [] }],
    ['an empty or', { or: [] }],
    ['an empty not', { not: {} }],
    ['a filter hidden in an or', { or: [{ lastName: { eq: 'x' } }, {}] }],
  ])('refuses %s as a filter, and with its list everything beside it', async (_name, where) => {
    const { status, body } = await running.ask(
      `query Beside($where: ContactWhere) {
        refused: contacts(where: $where) { totalCount }
        fine: accounts(first: 1) { totalCount }
      }`,
      { where },
    );
    // A list is never null, so that nothing is left around one that is refused.
    expect(status).toBe(200);
    expect(body.data).toBeNull();
    expect(codesOf(body)).toEqual(['BAD_USER_INPUT']);
    expect(body.errors[0].path).toEqual(['refused']);
  });

  it('refuses a wrong id by null beside the others, since a record may be absent', async () => {
    const { body } = await running.ask(
      '{ refused: account(id: "x") { name } fine: accounts(first: 1) { nodes { name } } }',
    );
    expect(body.data.refused).toBeNull();
    expect(body.data.fine.nodes).toHaveLength(1);
    expect(codesOf(body)).toEqual(['BAD_USER_INPUT']);
  });

  it.each([
    ['an unknown operator', { lastName: { regex: '.*' } }],
    ['an unknown field', { passwordHash: { eq: 'x' } }],
    ['a number for a string', { lastName: { eq: 7 } }],
  ])('runs nothing for %s in a variable', async (_name, where) => {
    const { body } = await running.ask(COUNT, { where });
    expect(body).not.toHaveProperty('data');
    expect(codesOf(body)).toEqual(['BAD_USER_INPUT']);
    expect(body.extensions.skybridge.apiCalls).toBe(0);
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['malformed JSON', '{"query": ', {}, 400],
    ['a JSON string', '"{ __typename }"', {}, 400],
    ['a batch', '[{"query":"{ __typename }"}]', {}, 400],
    ['an empty object', '{}', {}, 400],
    ['a query that is a number', '{"query": 7}', {}, 400],
    ['variables that are a string', '{"query":"{ __typename }","variables":"{}"}', {}, 400],
    ['invalid UTF-8', '{"query":"\uFFFF"', {}, 400],
    ['plain text', '{"query":"{ __typename }"}', { 'content-type': 'text/plain' }, 415],
    ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    [
      'another charset',
      '{"query":"{ __typename }"}',
      { 'content-type': 'application/json; charset=utf-16' },
      415,
    ],
    ['a compressed body', 'x', { 'content-encoding': 'gzip' }, 415],
    ['5 MB', JSON.stringify({ query: `{ __typename } #${'x'.repeat(5 * 1024 * 1024)}` }), {}, 413],
    [
      'a forged credential',
      '{"query":"{ __typename }"}',
      { authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' },
      401,
    ],
  ])('answers %s with a clear error', async (_name, body, headers, status) => {
    const answer = await running.post(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].message).toMatch(/\w+ \w+/);
    expect(answer.body.errors[0].extensions.hint).toMatch(/\w+ \w+/);
    expect(answer.body.extensions.skybridge.apiCalls).toBe(0);
  });

  it('says the same of every credential that is not accepted, whatever kind it was meant to be', async () => {
    const answers = [];
    for (const token of ['developer-token-of-the-tesst', 'eyJhbGciOiJub25lIn0.e30.', 'a.b.c']) {
      const { status, body } = await running.post('{"query":"{ __typename }"}', {
        authorization: `Bearer ${token}`,
      });
      expect(status).toBe(401);
      answers.push(body.errors);
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
    const [{ message, extensions }] = answers[0];
    expect(message).toMatch(/developer token or signature/);
    expect(extensions.hint).toMatch(/Check the developer token; or, for a site/);
  });

  it('leaks no stack, token or path in any answer or log line', async () => {
    const answers = [
      await running.ask('{ contacts(first: "x") { nodes { id } } }'),
      await running.ask('{ contacts(first: -1) { nodes { id } } }'),
      await running.ask('{ contacts(after: "AAAA") { nodes { id } } }'),
      await running.ask('query($x: Nope) { __typename }'),
      await running.ask('{'),
      await running.post('{"query":"{ contacts { nodes { id } } }"}', {
        authorization: 'Bearer x.y.z',
      }),
    ];
    for (const { body } of answers) {
      expect(body.errors.length).toBeGreaterThan(0);
      expect(JSON.stringify(body)).not.toMatch(LEAKS);
    }
    const log = running.logLines.join('');
    expect(log).not.toMatch(
      /00D\w{12,15}!|eyJ|local-secret-not-for-production|developer-token-of-the-tests/,
    );
  });

  it('answers no request for a host that merely points here', async () => {
    const { request } = await import('undici');
    const { statusCode, body } = await request(`${running.url}/graphql`, {
      method: 'POST',
      headers: { host: 'rebound.example', 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    expect(statusCode).toBe(421);
    await body.dump();
  });
});
