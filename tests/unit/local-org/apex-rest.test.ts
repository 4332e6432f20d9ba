import { TEST_CLASSES } from './apex-classes.ts';
import { openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient, RequestOptions } from './local-org-client.ts';

/** documented(Apex Developer Guide v65, "RestResource Annotation", "Apex REST Methods"). */
let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg({ apexClasses: TEST_CLASSES });
});

afterAll(async () => {
  await local.running.close();
});

const call = (
  method: string,
  path: string,
  body?: unknown,
  options?: RequestOptions,
): Promise<Answer> => local.api(method, `/services/apexrest${path}`, body, options);

const text = (body: string, type: string) => ({ body, headers: { 'content-type': type } });

describe('URL mapping', () => {
  it.each([
    ['an exact pattern before wildcards', '/shop/orders/latest', 'Exact'],
    ['the longest wildcard pattern', '/shop/orders/17/lines', 'Longer'],
    ['a shorter one where the longer does not match', '/shop/carts/17', 'Wide'],
    ['a wildcard within the pattern', '/shop/17/items', 'Middle'],
    ['a wildcard without anything behind it', '/shop', 'Wide'],
    ['of /p and /p/* the class saved first', '/plain/', 'Bare'],
    ['what /p does not match', '/plain/x', 'BareToo'],
    ['a class of a namespace below it', '/acme/shop/1', 'Packaged'],
    ['the query string is no part of the path', '/CaseMatters?x=/shop', 'Cased'],
  ])('finds %s', async (_name, path, expected) => {
    const answer = await call('GET', path);
    expect([answer.status, String(answer.json).split(' ')[0]]).toEqual([200, expected]);
  });

  it.each([
    ['another case', '/casematters'],
    ['nothing mapped', '/missing'],
    ['a namespace without classes', '/nobody/shop'],
    ['a class that is not global', '/hidden/1'],
    ['an extension that is no format', '/shop/letter.pdf'],
  ])('answers 404 for %s', async (_name, path) => {
    const answer = await call('GET', path);
    expect([answer.status, answer.json]).toEqual([
      404,
      [{ errorCode: 'NOT_FOUND', message: `Could not find a match for URL ${path}` }],
    ]);
  });

  it('keeps the trailing slash in requestURI and names the mapping in resourcePath', async () => {
    expect((await call('GET', '/shop/a%20b/')).json).toBe(
      'Wide /shop/a b/ /services/apexrest/shop/*',
    );
  });

  it('answers 405 with the verbs that the class has, and HEAD by the GET method', async () => {
    const answer = await call('PUT', '/CaseMatters');
    expect([answer.status, answer.json]).toEqual([
      405,
      [
        {
          errorCode: 'METHOD_NOT_ALLOWED',
          message: "HTTP Method 'PUT' not allowed. Allowed are GET",
        },
      ],
    ]);
    expect((await call('HEAD', '/CaseMatters')).status).toBe(200);
  });

  it('answers 401 without a session and 403 where the profile has no access to the class', async () => {
    expect((await local.open('GET', '/services/apexrest/CaseMatters')).status).toBe(401);
    const token = await local.signIn('portal@local.example');
    const answer = await call('GET', '/CaseMatters', undefined, { token });
    expect([answer.status, answer.json]).toEqual([
      403,
      [
        {
          errorCode: 'FORBIDDEN',
          message: 'You do not have access to the Apex class named: Cased',
        },
      ],
    ]);
  });

  it('counts as one API call', async () => {
    await local.control({ action: 'usage', used: 0 });
    const answer = await call('GET', '/CaseMatters');
    expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
  });
});

describe('parameters', () => {
  const given = {
    names: ['a', 'b'],
    i: '17',
    b: 1,
    S: 'text',
    d: '2026-01-31',
    t: '2026-01-31T10:00:00+01:00',
    x: 1.5,
    z: '001LO0000000001',
    counts: { one: 1 },
    item: { label: 'outer', used: 'TRUE', parts: [{ amount: 2 }] },
    person: { lastname: 'Doe', Phone: null },
    mood: 'good',
  };

  it('are read by name in any order and case, each as its type; absent ones are null', async () => {
    const answer = await call('POST', '/echo', given);
    expect(answer.json).toEqual({
      s: 'text',
      i: 17,
      b: true,
      d: '2026-01-31',
      t: '2026-01-31T09:00:00.000Z',
      x: 1.5,
      z: '001LO0000000001YAA',
      names: ['a', 'b'],
      counts: { one: 1 },
      item: { label: 'outer', used: true, parts: [{ amount: 2 }] },
      person: { LastName: 'Doe', Phone: null },
      mood: 'GOOD',
    });
    expect((await call('POST', '/echo', { b: false })).json).toMatchObject({ b: false, s: null });
  });

  it('may stand in XML, where lists are repeated elements and namespaces do not count', async () => {
    const body =
      '<?xml version="1.0"?><request xmlns:n="urn:x" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><item><n:label>a &amp; b</n:label><used>0</used><parts><amount>1</amount></parts><parts><amount>2</amount></parts><amount xsi:nil="true"/></item></request>';
    const answer = await call('PUT', '/echo', undefined, text(body, 'application/xml'));
    expect(answer.json).toEqual({
      label: 'a & b',
      used: false,
      parts: [{ amount: 1 }, { amount: 2 }],
    });
  });

  it.each([
    ['a duplicate name', '{"s":"a","s":"b"}', 'Duplicate field: s at [line:1, column:10]'],
    [
      'a duplicate member of a type',
      '{"item":{"amount":1,\n"amount":2}}',
      'Duplicate field: amount at [line:2, column:1]',
    ],
    [
      'an unknown name',
      '{"nobody":1}',
      'Unexpected parameter encountered during deserialization: nobody at [line:1, column:2]',
    ],
    ['a wrong boolean', '{"b":"1"}', 'Illegal value for primitive at [line:1, column:6]'],
    ['a fraction', '{"i":1.5}', 'Illegal value for primitive at [line:1, column:6]'],
    [
      'a field that the object lacks',
      '{"person":{"Nope":1}}',
      "No such column 'Nope' on sobject of type Contact at [line:1, column:12]",
    ],
    ['a transient member', '{"item":{"never":"x"}}', 'Unexpected parameter encountered'],
  ])('answer 400 for %s', async (_name, body, message) => {
    const answer = await call('POST', '/echo', undefined, text(body, 'application/json'));
    expect([answer.status, answer.json]).toEqual([
      400,
      [{ errorCode: 'JSON_PARSER_ERROR', message: expect.stringContaining(message) as string }],
    ]);
  });

  it('answer 415 for other media types, and for XML that cannot carry them', async () => {
    const csv = await call('POST', '/echo', undefined, text('s,i', 'text/csv'));
    expect([csv.status, csv.json]).toEqual([
      415,
      [
        {
          errorCode: 'UNSUPPORTED_MEDIA_TYPE',
          message: 'Content-Type header specified in HTTP request is not supported: text/csv',
        },
      ],
    ]);
    const xml = await call('POST', '/echo', undefined, text('<request/>', 'application/xml'));
    expect(xml.status).toBe(415);
  });
});

describe('answers', () => {
  it('leave out null and transient fields of objects, and carry them in XML when asked', async () => {
    const item = { item: { label: 'a', amount: null, parts: [] } };
    expect((await call('PUT', '/echo', item)).text).toBe('{"label":"a","parts":[]}');
    const headers = { accept: 'application/xml' };
    const xml = await call('PUT', '/echo', item, { headers });
    expect([xml.headers.get('content-type'), xml.text]).toEqual([
      'application/xml',
      '<?xml version="1.0" encoding="UTF-8"?><response><label>a</label></response>',
    ]);
    expect((await call('PUT', '/echo.xml', item)).text).toBe(xml.text);
  });

  it('are 406 where the caller takes no format there is', async () => {
    const refused = async (path: string, method: string, accept: string) =>
      (await call(method, path, method === 'POST' ? {} : undefined, { headers: { accept } }))
        .status;
    expect(await refused('/CaseMatters', 'GET', 'text/csv')).toBe(406);
    expect(await refused('/echo', 'POST', 'application/xml')).toBe(406);
    expect(await refused('/CaseMatters', 'GET', 'text/html, */*;q=0.8')).toBe(200);
  });

  it('are 204 for a PATCH that returns nothing, and what the method wrote for others', async () => {
    const patch = await call('PATCH', '/echo', { note: 'x' });
    expect([patch.status, patch.text]).toEqual([204, '']);
    const raw = await call('DELETE', '/echo?q=a%20b', undefined, text('12345', 'text/plain'));
    expect([raw.status, raw.text, raw.headers.get('x-length')]).toEqual([202, 'raw a b', '5']);
  });
});

describe('exceptions', () => {
  it('of Apex itself are 500 with the place in the source', async () => {
    const answer = await call('GET', '/failing?id=001LO0000zzzzzz');
    expect([answer.status, answer.json]).toEqual([
      500,
      [
        {
          errorCode: 'APEX_ERROR',
          message:
            'System.QueryException: List has no rows for assignment to SObject\n\nClass.Failing.find: line 7, column 1',
        },
      ],
    ]);
  });

  it('undo everything the method did', async () => {
    const answer = await call('POST', '/failing', { name: 'Undone' });
    expect([answer.status, answer.json]).toEqual([
      500,
      [
        {
          errorCode: 'APEX_ERROR',
          message:
            'System.DmlException: Insert failed. First exception on row 0; first error: REQUIRED_FIELD_MISSING, Required fields are missing: [Name]: [Name]\n\nClass.Failing.make: line 11, column 1',
        },
      ],
    ]);
    const soql = "SELECT COUNT() FROM Contact WHERE LastName = 'Undone'";
    const left = await local.api('GET', `/query?q=${encodeURIComponent(soql)}`);
    expect(left.json).toMatchObject({ totalSize: 0 });
  });

  it('of a class of the org are 400', async () => {
    const answer = await call('PUT', '/failing');
    expect([answer.status, answer.json]).toEqual([
      400,
      [
        {
          errorCode: 'APEX_ERROR',
          message: 'Failing.OwnException: not today\n\nClass.Failing.refuse: line 16, column 1',
        },
      ],
    ]);
  });

  it('say so where there is source but no code', async () => {
    expect((await call('DELETE', '/failing')).json).toMatchObject([
      { message: expect.stringContaining('System.UnexpectedException') as string },
    ]);
  });
});
