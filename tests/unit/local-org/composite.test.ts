import { API, openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient } from './local-org-client.ts';

interface Part {
  readonly httpStatusCode: number;
  readonly httpHeaders: Readonly<Record<string, string>>;
  readonly referenceId: string | null;
  readonly body: never;
}

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

beforeEach(async () => {
  await local.control({ action: 'reset', data: false });
});

const createAccount = (referenceId: string, fields: object = { Name: 'A' }) => ({
  method: 'POST',
  url: `${API}/sobjects/Account`,
  referenceId,
  body: fields,
});
const partsOf = (answer: Answer) =>
  (answer.json as { compositeResponse: readonly Part[] }).compositeResponse;
const idOf = (part: Part | undefined): string => (part?.body as unknown as { id: string }).id;
const statuses = (answer: Answer) => partsOf(answer).map((part) => part.httpStatusCode);

describe('/composite', () => {
  const send = (compositeRequest: readonly object[], options: object = {}) =>
    local.api('POST', '/composite', { ...options, compositeRequest });

  it('resolves references in URL and body, and costs one call', async () => {
    const answer = await send([
      createAccount('acc', { Name: 'Reference & Sons' }),
      {
        method: 'POST',
        url: `${API}/sobjects/Contact`,
        referenceId: 'con',
        body: { LastName: 'L', AccountId: '@{acc.id}' },
      },
      {
        method: 'GET',
        url: `${API}/sobjects/Contact/@{con.id}?fields=AccountId,LastName`,
        referenceId: 'read',
      },
    ]);
    expect(statuses(answer)).toEqual([201, 201, 200]);
    const [account, contact, read] = partsOf(answer);
    expect(account?.httpHeaders).toEqual({
      Location: `${API}/sobjects/Account/${idOf(account)}`,
    });
    expect(contact?.referenceId).toBe('con');
    expect(read?.body).toMatchObject({ AccountId: idOf(account) });
    const { totals, calls } = await local.calls();
    expect(totals.apiCalls).toBe(1);
    expect(calls[0]?.subrequests.map((one) => one.status)).toEqual([201, 201, 200]);
    expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
  });

  it('halts what refers to a failure and carries on with the rest', async () => {
    const answer = await send([
      createAccount('bad', {}),
      {
        method: 'PATCH',
        url: `${API}/sobjects/Account/@{bad.id}`,
        referenceId: 'dependent',
        body: { Name: 'x' },
      },
      createAccount('good'),
    ]);
    expect(answer.status).toBe(200);
    expect(statuses(answer)).toEqual([400, 400, 201]);
    expect(partsOf(answer)[1]?.body).toEqual([
      {
        errorCode: 'PROCESSING_HALTED',
        message: 'Invalid reference specified. No value for bad.id found in bad',
      },
    ]);
  });

  it('with allOrNone undoes everything and says so in each place', async () => {
    const name = `Rolled back ${Date.now()}`;
    const answer = await send(
      [createAccount('first', { Name: name }), createAccount('broken', {}), createAccount('never')],
      { allOrNone: true },
    );
    expect(statuses(answer)).toEqual([400, 400, 400]);
    const codes = partsOf(answer).map(
      (part) => (part.body as readonly { errorCode: string }[])[0]?.errorCode,
    );
    expect(codes).toEqual(['PROCESSING_HALTED', 'REQUIRED_FIELD_MISSING', 'PROCESSING_HALTED']);
    const row: unknown = local.running.org.db
      .prepare('SELECT 1 FROM "Account" WHERE "Name" = ?')
      .get(name);
    expect(row).toBeUndefined();
  });

  it('refuses a 26th subrequest and a sixth query or collection, running none', async () => {
    const many = await send(Array.from({ length: 26 }, (_, index) => createAccount(`r${index}`)));
    expect(many.status).toBe(400);
    expect(partsOf(many)[0]).toMatchObject({
      referenceId: null,
      body: [{ errorCode: 'LIMIT_EXCEEDED' }],
    });
    const query = (index: number) => ({
      method: 'GET',
      url: `${API}/query?q=SELECT+Id+FROM+Account+LIMIT+1`,
      referenceId: `q${index}`,
    });
    expect((await send(Array.from({ length: 6 }, (_, index) => query(index)))).status).toBe(400);
    expect(statuses(await send(Array.from({ length: 5 }, (_, index) => query(index))))).toEqual([
      200, 200, 200, 200, 200,
    ]);
  });

  it.each([
    ['two equal reference ids', [createAccount('same'), createAccount('same')], 'INVALID_INPUT'],
    ['an odd reference id', [createAccount('a-b')], 'INVALID_INPUT'],
    ['no reference id', [{ method: 'GET', url: `${API}/limits` }], 'JSON_PARSER_ERROR'],
    ['no method', [{ url: `${API}/limits`, referenceId: 'a' }], 'JSON_PARSER_ERROR'],
    [
      'a composite inside',
      [{ method: 'POST', url: `${API}/composite`, referenceId: 'a', body: {} }],
      'INVALID_INPUT',
    ],
    ['an entry that is no object', ['x'], 'JSON_PARSER_ERROR'],
  ])('refuses %s', async (_name, requests, errorCode) => {
    const answer = await send(requests as readonly object[]);
    expect([answer.status, answer.json]).toMatchObject([400, [{ errorCode }]]);
  });

  it('does not reach inherited properties by reference', async () => {
    const answer = await send([
      createAccount('acc'),
      {
        method: 'PATCH',
        url: `${API}/sobjects/Account/@{acc.id}`,
        referenceId: 'p',
        body: { Name: '@{acc.constructor.name}' },
      },
    ]);
    expect(statuses(answer)).toEqual([201, 400]);
  });
});

describe('/composite/batch', () => {
  it('costs a call for each part that ran, and halts on error when asked', async () => {
    const batchRequests = [
      { method: 'GET', url: 'v62.0/limits' },
      { method: 'GET', url: 'v62.0/sobjects/Nope/describe' },
      { method: 'GET', url: 'v62.0/limits' },
    ];
    const on = await local.api('POST', '/composite/batch', { batchRequests });
    expect(
      (on.json as { results: readonly { statusCode: number }[] }).results.map(
        (one) => one.statusCode,
      ),
    ).toEqual([200, 404, 200]);
    expect((await local.calls()).totals.apiCalls).toBe(3);
    const halted = await local.api('POST', '/composite/batch', {
      batchRequests,
      haltOnError: true,
    });
    expect(halted.json).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 200 }, { statusCode: 404 }, { statusCode: 412 }],
    });
    expect((await local.calls()).totals.apiCalls).toBe(5);
  });
});

describe('/composite/graph', () => {
  it('keeps good graphs and undoes bad ones', async () => {
    const answer = await local.api('POST', '/composite/graph', {
      graphs: [
        { graphId: 'good', compositeRequest: [createAccount('a')] },
        { graphId: 'bad', compositeRequest: [createAccount('b'), createAccount('c', {})] },
      ],
    });
    const { graphs } = answer.json as {
      graphs: readonly {
        graphId: string;
        isSuccessful: boolean;
        graphResponse: { compositeResponse: readonly Part[] };
      }[];
    };
    expect(graphs.map(({ graphId, isSuccessful }) => [graphId, isSuccessful])).toEqual([
      ['good', true],
      ['bad', false],
    ]);
    expect(graphs[1]?.graphResponse.compositeResponse.map((part) => part.body)).toMatchObject([
      [{ errorCode: 'PROCESSING_HALTED' }],
      [{ errorCode: 'REQUIRED_FIELD_MISSING' }],
    ]);
  });
});

describe('/composite/tree', () => {
  const record = (type: string, referenceId: string, fields: object) => ({
    attributes: { type, referenceId },
    ...fields,
  });

  it('inserts parents with their children, breadth first', async () => {
    const answer = await local.api('POST', '/composite/tree/Account', {
      records: [
        record('Account', 'a1', {
          Name: 'One',
          Contacts: { records: [record('Contact', 'c1', { LastName: 'X' })] },
        }),
        record('Account', 'a2', { Name: 'Two' }),
      ],
    });
    expect(answer.status).toBe(201);
    const { hasErrors, results } = answer.json as {
      hasErrors: boolean;
      results: readonly { referenceId: string; id: string }[];
    };
    expect([hasErrors, results.map((one) => one.referenceId)]).toEqual([false, ['a1', 'a2', 'c1']]);
    const contact = await local.api(
      'GET',
      `/sobjects/Contact/${results[2]?.id ?? ''}?fields=AccountId`,
    );
    expect(contact.json).toMatchObject({ AccountId: results[0]?.id });
  });

  it('inserts nothing when one record fails, and reports only that one', async () => {
    const answer = await local.api('POST', '/composite/tree/Account', {
      records: [
        record('Account', 'ok', { Name: `Tree ${Date.now()}` }),
        record('Account', 'broken', {}),
      ],
    });
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({
      hasErrors: true,
      results: [{ referenceId: 'broken', errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] }],
    });
  });
});

describe('/composite/sobjects', () => {
  const accounts = (...names: readonly string[]) =>
    names.map((Name) => ({ attributes: { type: 'Account' }, Name }));

  it('writes 200 records in one call and refuses 201', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `Bulk ${index}`);
    const made = await local.api('POST', '/composite/sobjects', { records: accounts(...names) });
    expect(
      (made.json as readonly { success: boolean }[]).filter((one) => one.success),
    ).toHaveLength(200);
    expect((await local.calls()).totals.apiCalls).toBe(1);
    const over = await local.api('POST', '/composite/sobjects', {
      records: accounts(...names, 'one more'),
    });
    expect([over.status, over.json]).toMatchObject([400, [{ errorCode: 'EXCEEDED_ID_LIMIT' }]]);
  });

  it('reports each failure in its place, and with allOrNone rolls the others back', async () => {
    const records = [...accounts('Fine'), { attributes: { type: 'Account' } }];
    const some = await local.api('POST', '/composite/sobjects', { records });
    expect(some.json).toMatchObject([
      { success: true, errors: [] },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Name'] }] },
    ]);
    const none = await local.api('POST', '/composite/sobjects', { allOrNone: true, records });
    expect(none.json).toMatchObject([
      { success: false, errors: [{ statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING' }] },
    ]);
  });

  it('updates, retrieves 2,000 ids by POST with null for the missing, and deletes', async () => {
    const made = (await local.api('POST', '/composite/sobjects', { records: accounts('U1', 'U2') }))
      .json as readonly { id: string }[];
    const ids = made.map((one) => one.id);
    const updated = await local.api('PATCH', '/composite/sobjects', {
      records: ids.map((id) => ({ attributes: { type: 'Account' }, id, Industry: 'Energy' })),
    });
    expect(updated.json).toEqual(ids.map((id) => ({ id, success: true, errors: [] })));
    const asked = [...ids, ...Array.from({ length: 1_998 }, () => '001LO000zzzzzzzAAA')];
    const rows = await local.api('POST', '/composite/sobjects/Account', {
      ids: asked,
      fields: ['Name', 'Industry'],
    });
    const read = rows.json as readonly (object | null)[];
    expect(read).toHaveLength(2_000);
    expect(read[0]).toMatchObject({ Name: 'U1', Industry: 'Energy' });
    expect(read[2]).toBeNull();
    const bad = await local.api('POST', '/composite/sobjects/Account', {
      ids,
      fields: ['Nope__c'],
    });
    expect([bad.status, bad.json]).toMatchObject([400, [{ errorCode: 'INVALID_FIELD' }]]);
    const gone = await local.api('DELETE', `/composite/sobjects?ids=${ids.join(',')}`);
    expect(gone.json).toEqual(ids.map((id) => ({ id, success: true, errors: [] })));
  });
});
