/** What a Salesforce in other hands, or a person of another org, can do to a link: nothing that is kept. */

import type { ServerResponse } from 'node:http';
import { issueSetupKey } from '../../src/auth/setup-key.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Browser } from '../support/browser.ts';
import { json, startStub } from '../unit/salesforce/stub-salesforce.ts';
import type { ReceivedCall, StubSalesforce } from '../unit/salesforce/stub-salesforce.ts';
import { startGatewayFor } from './running-gateway.ts';
import type { AskedGateway } from './running-gateway.ts';

const FIRST_ORG = '00D000000000001EAA';
const OTHER_ORG = '00D000000000002EAA';
const USER = '005000000000001AAA';

describe('a login that does not come from the org it should', () => {
  let stub: StubSalesforce;
  let running: AskedGateway;
  let store: Store;
  /** What the next token says. */
  let granted = { orgId: FIRST_ORG, instanceUrl: '' };
  /** Who the identity says it is. */
  let identity = { user_id: USER, organization_id: FIRST_ORG };

  const answer = ({ path }: ReceivedCall, response: ServerResponse) => {
    if (path.startsWith('/services/oauth2/token')) {
      json(response, 200, {
        access_token: `${granted.orgId}!access`,
        refresh_token: '5Aep861refresh',
        scope: 'api refresh_token id',
        instance_url: granted.instanceUrl,
        id: `https://login.salesforce.com/id/${granted.orgId}/${USER}`,
      });
    } else if (path.startsWith('/id/')) {
      const who = { username: 'admin@other.example', display_name: 'A', user_type: 'STANDARD' };
      json(response, 200, { ...who, ...identity });
    } else if (path.includes('/query')) {
      json(response, 200, { totalSize: 1, done: true, records: [] });
    } else json(response, 200, {});
  };

  beforeAll(async () => {
    stub = await startStub(answer);
    let storeFile = '';
    running = await startGatewayFor(stub.url, {
      configure: (config) => {
        storeFile = config.storeFile;
        if (config.org.grant !== 'client_credentials') throw new Error('The demo changed.');
        return { ...config, org: { ...config.org, grant: 'web_server' } };
      },
    });
    store = openSqliteStore(storeFile);
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await running.close();
    await stub.close();
  });
  beforeEach(async () => {
    granted = { orgId: FIRST_ORG, instanceUrl: stub.url };
    identity = { user_id: USER, organization_id: FIRST_ORG };
    for (const { owner } of await store.secrets.list()) await store.secrets.remove(owner);
  });

  const login = async (): Promise<string> => {
    const opened = new Browser(running.url);
    await opened.submit('/orgs/setup-key', { key: await issueSetupKey(store.tickets) });
    return finish(opened);
  };
  const finish = async (opened: Browser): Promise<string> => {
    const state = new URL(await opened.begin()).searchParams.get('state') ?? '';
    const query = new URLSearchParams({ code: 'code', state }).toString();
    const callback = new URL(`${running.url}/auth/salesforce/callback?${query}`);
    return (await opened.arrive(callback)).text;
  };
  const stored = async () => (await store.secrets.list()).length;
  const revoked = () => stub.calls.filter(({ path }) => path === '/services/oauth2/revoke').length;

  it.each([
    'https://evil.example',
    'https://my.salesforce.com.evil.example',
    'http://acme.my.salesforce.com',
    'https://acme.my.salesforce.com:8443',
  ])('is refused where the instance URL is %s', async (instanceUrl) => {
    granted = { ...granted, instanceUrl };
    expect(await login()).toContain('instance URL is not one of Salesforce');
    expect(await stored()).toBe(0);
  });

  it('is refused where the identity is somebody else’s', async () => {
    identity = { ...identity, organization_id: OTHER_ORG };
    const before = revoked();
    expect(await login()).toMatch(/class="notice failed"/);
    expect(await stored()).toBe(0);
    expect(revoked()).toBe(before + 1);
  });

  it('is refused to an administrator of another org, also to link again', async () => {
    expect(await login()).toContain('The org is linked.');
    const linked = await store.secrets.list();
    granted = { ...granted, orgId: OTHER_ORG };
    identity = { ...identity, organization_id: OTHER_ORG };
    const before = revoked();
    const signIn = await finish(new Browser(running.url));
    expect(signIn).toContain('That login belongs to another org.');
    expect(signIn).not.toContain('Signed in');
    expect(await login()).toContain('That login belongs to another org.');
    expect(await store.secrets.list()).toEqual(linked);
    expect(revoked()).toBe(before + 2);
  });
});
