import { API, openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

interface Saved {
  readonly id: string;
  readonly success: boolean;
  readonly created?: boolean;
}

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

async function create(object: string, fields: object): Promise<string> {
  const answer = await local.api('POST', `/sobjects/${object}`, fields);
  expect(answer.status).toBe(201);
  return (answer.json as Saved).id;
}

describe('one record', () => {
  it('is taken from a body that begins with a byte order mark', async () => {
    const made = await local.open('POST', `${API}/sobjects/Account`, {
      headers: {
        authorization: `Bearer ${await local.signIn('admin@local.example')}`,
        'content-type': 'application/json',
      },
      body: '\ufeff{"Name":"Marked"}',
    });
    expect(made.status).toBe(201);
  });

  it('is created, read, changed and deleted with the status and body of each verb', async () => {
    const made = await local.api('POST', '/sobjects/Account', { Name: 'Acme' });
    const { id } = made.json as Saved;
    expect([made.status, made.json]).toEqual([201, { id, success: true, errors: [] }]);
    expect(made.headers.get('location')).toBe(`${API}/sobjects/Account/${id}`);
    const changed = await local.api('PATCH', `/sobjects/Account/${id}`, { Industry: 'Energy' });
    expect([changed.status, changed.text]).toEqual([204, '']);
    const read = await local.api('GET', `/sobjects/Account/${id}?fields=Name,Industry`);
    expect(read.json).toEqual({
      attributes: { type: 'Account', url: `${API}/sobjects/Account/${id}` },
      Name: 'Acme',
      Industry: 'Energy',
      Id: id,
    });
    expect((await local.api('DELETE', `/sobjects/Account/${id}`)).status).toBe(204);
    const gone = await local.api('GET', `/sobjects/Account/${id}`);
    expect([gone.status, gone.json]).toEqual([
      404,
      [{ message: 'entity is deleted', errorCode: 'ENTITY_IS_DELETED', fields: [] }],
    ]);
  });

  it.each([
    ['an unknown object', 'POST', '/sobjects/PlayingCard__c', { Name: 'x' }, 404, 'NOT_FOUND'],
    [
      'an unknown field',
      'POST',
      '/sobjects/Account',
      { Name: 'x', FavoritePet__c: 'Dog' },
      400,
      'INVALID_FIELD',
    ],
    [
      'a missing required field',
      'POST',
      '/sobjects/Contact',
      { FirstName: 'x' },
      400,
      'REQUIRED_FIELD_MISSING',
    ],
    ['a body that is no object', 'POST', '/sobjects/Account', ['x'], 400, 'JSON_PARSER_ERROR'],
    [
      'an unknown field to read',
      'GET',
      '/sobjects/Account/001000000000000AAA?fields=Nope',
      undefined,
      400,
      'INVALID_FIELD',
    ],
    ['an id that is none', 'GET', '/sobjects/Account/23foo', undefined, 404, 'NOT_FOUND'],
    [
      "another object's id",
      'PATCH',
      '/sobjects/Account/003LO0000000001YAA',
      { Name: 'x' },
      400,
      'MALFORMED_ID',
    ],
    [
      'a method that is not there',
      'PUT',
      '/sobjects/Account',
      { Name: 'x' },
      405,
      'METHOD_NOT_ALLOWED',
    ],
  ])('answers for %s', async (_name, method, path, body, status, errorCode) => {
    const answer = await local.api(method, path, body);
    expect([answer.status, answer.json]).toMatchObject([status, [{ errorCode }]]);
  });

  it('keeps a blob and gives its bytes back', async () => {
    const bytes = Buffer.from([0, 1, 2, 250, 255]);
    const parent = await create('Account', { Name: 'With attachment' });
    const id = await create('Attachment', {
      Name: 'a.bin',
      ParentId: parent,
      Body: bytes.toString('base64'),
    });
    const record = await local.api('GET', `/sobjects/Attachment/${id}?fields=Body`);
    expect((record.json as { Body: string }).Body).toBe(`${API}/sobjects/Attachment/${id}/Body`);
    const token = await local.signIn('integration@local.example');
    const response = await fetch(`${local.url}${API}/sobjects/Attachment/${id}/Body`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
  });

  it.each([
    ['a text', 'text/plain', 'hello\r\n--there', false],
    ['JSON itself', 'application/json', '{"records": []}', false],
    ['JSON itself and comes first', 'application/json', '{"records": []}', true],
  ])(
    'is made from a multipart body, when the blob beside the fields is %s',
    async (_name, type, text, blobFirst) => {
      const parent = await create('Account', { Name: 'Multipart' });
      const fields = JSON.stringify({ Name: 'b.txt', ParentId: parent });
      const form = new FormData();
      if (blobFirst) form.append('Body', new Blob([text], { type }), 'b.txt');
      form.append('entity_attachment', new Blob([fields], { type: 'application/json' }));
      if (!blobFirst) form.append('Body', new Blob([text], { type }), 'b.txt');
      const token = await local.signIn('integration@local.example');
      const made = await fetch(`${local.url}${API}/sobjects/Attachment`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: form,
      });
      const { id } = (await made.json()) as Saved;
      expect((await local.api('GET', `/sobjects/Attachment/${id}/Body`)).text).toBe(text);
    },
  );
});

describe('a record by external id', () => {
  const path = (key: string) => `/sobjects/UpsertTable__c/ExtId__c/${key}`;

  it('is upserted: 201 when new, 200 when known, 204 before version 46', async () => {
    const made = await local.api('PATCH', path('K-1'), { Name: 'one' });
    expect([made.status, made.json]).toMatchObject([
      201,
      { success: true, errors: [], created: true },
    ]);
    const known = await local.api('PATCH', path('K-1'), { Name: 'two' });
    expect([known.status, known.json]).toEqual([
      200,
      { id: (made.json as Saved).id, success: true, errors: [], created: false },
    ]);
    const older = await local.api('PATCH', `/services/data/v45.0${path('K-1')}`, { Name: 'three' });
    expect([older.status, older.text]).toEqual([204, '']);
    expect((await local.api('GET', path('K-1'))).json).toMatchObject({
      Name: 'three',
      ExtId__c: 'K-1',
    });
    expect((await local.api('DELETE', path('K-1'))).status).toBe(204);
    expect((await local.api('GET', path('K-1'))).status).toBe(404);
  });

  it('answers 300 and the choices where the key is not unique', async () => {
    const ids = [
      await create('UpsertTable__c', { Name: 'a', ExtId__c: 'twin' }),
      await create('UpsertTable__c', { Name: 'b', ExtId__c: 'twin' }),
    ];
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const answer = await local.api(
        method,
        path('twin'),
        method === 'PATCH' ? { Name: 'c' } : undefined,
      );
      expect([answer.status, answer.json]).toEqual([
        300,
        ids.map((id) => `${API}/sobjects/UpsertTable__c/${id}`),
      ]);
    }
  });

  it('answers 404 for a field that is no external id', async () => {
    const answer = await local.api('PATCH', '/sobjects/Account/Industry/Energy', { Name: 'x' });
    expect([answer.status, answer.json]).toEqual([
      404,
      [
        {
          errorCode: 'NOT_FOUND',
          message: 'Provided external ID field does not exist or is not accessible: Industry',
        },
      ],
    ]);
  });
});

describe('a parent named by its external id', () => {
  it('is looked up on write, and refused when there is none or the key is no external id', async () => {
    const user = (username: string) => ({
      Name: 'Owned',
      Owner: { attributes: { type: 'User' }, Username: username },
    });
    const refused = await local.api('POST', '/sobjects/Account', user('nobody@local.example'));
    expect([refused.status, refused.json]).toMatchObject([400, [{ errorCode: 'INVALID_FIELD' }]]);
    const made = await local.api('POST', '/sobjects/Account', {
      Name: 'x',
      Parent: { Nope__c: '1' },
    });
    expect([made.status, made.json]).toMatchObject([400, [{ errorCode: 'INVALID_FIELD' }]]);
  });
});
