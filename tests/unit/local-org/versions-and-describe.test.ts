import { API, openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

describe('versions', () => {
  it('are 31.0 to 67.0, listed without a session', async () => {
    const { json } = await local.open('GET', '/services/data/');
    const versions = json as readonly { label: string; url: string; version: string }[];
    expect(versions).toHaveLength(37);
    expect(versions[0]).toEqual({
      label: "Summer '14",
      url: '/services/data/v31.0',
      version: '31.0',
    });
    expect(versions.at(-1)).toEqual({
      label: "Summer '26",
      url: '/services/data/v67.0',
      version: '67.0',
    });
  });

  it.each(['/services/data/v30.0/sobjects', '/services/data/v20.0/limits'])(
    'are gone at %s',
    async (path) => {
      const answer = await local.api('GET', path);
      expect(answer.status).toBe(410);
      expect(answer.json).toMatchObject([{ errorCode: 'GONE' }]);
    },
  );

  it.each([
    '/services/data/v68.0/limits',
    '/services/data/viAmABadVersion/sobjects/Account',
    '/services/data/v62/limits',
  ])('are not found at %s', async (path) => {
    const answer = await local.api('GET', path);
    expect(answer.status).toBe(404);
    expect(answer.text).toBe(
      '[{"errorCode":"NOT_FOUND","message":"The requested resource does not exist"}]',
    );
  });

  it('are reached by a path with doubled slashes, as the Salesforce CLI sends it', async () => {
    expect((await local.api('GET', `/${API}/limits`)).status).toBe(200);
    expect((await local.api('GET', '/services//data/v62.0//limits/')).status).toBe(200);
  });
});

describe('describe', () => {
  it('answers 304 without a body until the metadata changes', async () => {
    const first = await local.api('GET', '/sobjects/Contact/describe');
    const since = first.headers.get('last-modified') ?? '';
    const headers = { 'If-Modified-Since': since };
    const second = await local.api('GET', '/sobjects/Contact/describe', undefined, { headers });
    expect([second.status, second.text]).toEqual([304, '']);
    await local.control({ action: 'clock', advanceSeconds: 5 });
    const field = { name: 'Badge__c', type: 'string', label: 'Badge', length: 40 };
    await local.control({
      action: 'metadata',
      change: { kind: 'add-field', object: 'Contact', field },
    });
    const third = await local.api('GET', '/sobjects/Contact/describe', undefined, { headers });
    expect(third.status).toBe(200);
    const { fields } = third.json as { fields: readonly { name: string }[] };
    expect(fields.map(({ name }) => name)).toContain('Badge__c');
    expect((await local.api('GET', '/sobjects', undefined, { headers })).status).toBe(200);
  });

  it('costs one API call, 304 or not', async () => {
    await local.control({ action: 'reset', data: false });
    const headers = { 'If-Modified-Since': new Date(Date.now() + 86_400_000).toUTCString() };
    expect((await local.api('GET', '/sobjects', undefined, { headers })).status).toBe(304);
    expect((await local.calls()).totals.apiCalls).toBe(1);
  });

  it('knows objects in any case and hides from the portal user what the profile hides', async () => {
    expect((await local.api('GET', '/sobjects/aCCount/describe')).status).toBe(200);
    const token = await local.signIn('portal@local.example');
    expect((await local.api('GET', '/sobjects/Lead/describe', undefined, { token })).status).toBe(
      404,
    );
  });
});

it('answers the layouts that a describe leads to', async () => {
  const { json } = await local.api('GET', '/sobjects/Account/describe');
  const [type] = (json as { recordTypeInfos: readonly { urls: { layout: string } }[] })
    .recordTypeInfos;
  const all = (await local.api('GET', '/sobjects/Account/describe/layouts')).json as {
    layouts: readonly unknown[];
  };
  expect((await local.api('GET', type?.urls.layout ?? '')).json).toEqual(all.layouts[0]);
  const compact = (await local.api('GET', '/sobjects/Account/describe/compactLayouts')).json as {
    compactLayouts: readonly unknown[];
    urls: { primary: string };
  };
  expect((await local.api('GET', compact.urls.primary)).json).toEqual(compact.compactLayouts[0]);
});
