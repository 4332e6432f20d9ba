import jsforce from 'jsforce';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** jsforce as the client: what it understands is what Salesforce says. */
let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

describe('SOAP login()', () => {
  const connect = (version: string) =>
    new jsforce.Connection({ loginUrl: local.url, version, logLevel: 'NONE' });

  it('signs in with the password and the security token, and logout() ends the session', async () => {
    const connection = connect('64.0');
    const user = await connection.login('admin@local.example', 'localorg1TOKEN');
    expect(user.organizationId).toBe('00DLO00000000012AA');
    expect((await connection.query('SELECT Id FROM User LIMIT 1')).totalSize).toBe(1);
    const token = connection.accessToken ?? '';
    await connection.logout();
    expect((await local.api('GET', '/limits', undefined, { token })).status).toBe(401);
  });

  it.each([
    [
      'a wrong password',
      '62.0',
      'nope',
      'INVALID_LOGIN: Invalid username, password, security token; or user locked out.',
    ],
    [
      'version 65.0',
      '65.0',
      'localorg1',
      'INVALID_OPERATION: SOAP API login() is disabled by default in this org.',
    ],
    [
      'a retired version',
      '30.0',
      'localorg1',
      'UNSUPPORTED_API_VERSION: Invalid Api version specified on URL',
    ],
  ])('refuses %s', async (_name, version, password, message) => {
    await expect(connect(version).login('admin@local.example', password)).rejects.toThrow(message);
  });
});

const idIn = (xml: string): string => /<id>(\w+)<\/id>/.exec(xml)?.[1] ?? '';

describe('Bulk API 1.0', () => {
  it('inserts CSV with commas, quotes and line breaks, reports each failure, and queries back', async () => {
    const connection = new jsforce.Connection({
      instanceUrl: local.url,
      accessToken: await local.signIn('admin@local.example'),
      version: '62.0',
      logLevel: 'NONE',
    });
    connection.bulk.pollInterval = 20;
    const names = ['Comma, Inc', 'Quote "Q" Ltd', 'Two\nlines'];
    const results = await connection.bulk.load('Account', 'insert', [
      ...names.map((Name) => ({ Name, Industry: 'Energy' })),
      { Name: '', Industry: 'Energy' },
    ]);
    expect(results.map((one) => ('success' in one ? one.success : null))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(results.at(-1)).toMatchObject({
      id: null,
      errors: ['REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --'],
    });
    const ids = results.slice(0, 3).map((one) => `'${one.id ?? ''}'`);
    const stream = await connection.bulk.query(
      `SELECT Name FROM Account WHERE Id IN (${ids.join(',')}) ORDER BY Id`,
    );
    const rows = (await stream.toArray()) as readonly { Name: string }[];
    expect(rows.map((row) => row.Name)).toEqual(names);
  });

  it.each([
    ['insert', 'Name,Nope__c\nx,y', />InvalidBatch : Field name not found : Nope__c</],
    ['insert', 'Name\n"open', />InvalidBatch : Failed to parse CSV: /],
    [
      'query',
      'SELECT Nope FROM Account',
      />InvalidBatch : Failed to process query: INVALID_FIELD: /,
    ],
  ] as const)('fails a batch as a whole: %s of %j', async (operation, body, message) => {
    const session = { 'x-sfdc-session': await local.signIn('admin@local.example') };
    const call = async (method: string, path: string, type: string, text?: string) => {
      const headers = { ...session, 'content-type': type };
      const answer = await local.open(method, `/services/async/62.0/job${path}`, {
        headers,
        ...(text === undefined ? {} : { body: text }),
      });
      return answer.text;
    };
    const jobId = idIn(
      await call(
        'POST',
        '',
        'application/xml',
        `<jobInfo><operation>${operation}</operation><object>Account</object><contentType>CSV</contentType></jobInfo>`,
      ),
    );
    const batchId = idIn(await call('POST', `/${jobId}/batch`, 'text/csv', body));
    const path = `/${jobId}/batch/${batchId}`;
    expect(await call('GET', path, 'text/csv')).toMatch(message);
    expect(await call('GET', path, 'text/csv')).toContain('<state>Failed</state>');
    expect(await call('GET', `${path}/result`, 'text/csv')).toContain('Records not processed');
    expect(await call('GET', `/${jobId}`, 'text/csv')).toContain(
      '<numberBatchesFailed>1</numberBatchesFailed>',
    );
  });

  it('answers XML errors with names of its own', async () => {
    const answer = await local.open('POST', '/services/async/62.0/job', {
      headers: { 'x-sfdc-session': 'nope', 'content-type': 'application/xml' },
      body: '<jobInfo/>',
    });
    expect([answer.status, answer.text]).toEqual([
      400,
      expect.stringContaining('<exceptionCode>InvalidSessionId</exceptionCode>'),
    ]);
  });
});
