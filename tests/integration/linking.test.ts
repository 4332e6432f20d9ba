/** Linking an org by Login with Salesforce against the local org, and every way in which it must not happen. */

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { issueSetupKey } from '../../src/auth/setup-key.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { Browser } from '../support/browser.ts';
import { ADMIN, authorizeAs } from '../support/salesforce-browser.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const INTEGRATION = { username: 'integration@local.example', password: 'localorg1' };
const PORTAL = { username: 'portal@local.example', password: 'localorg1' };
const QUERY = '{ contacts(first: 1) { nodes { id } } }';

describe('Login with Salesforce', () => {
  let running: RunningGateway;
  let store: Store;
  let storeFile = '';

  beforeAll(async () => {
    running = await startRunningGateway({
      configure: (config) => {
        const { org } = config;
        if (org.grant !== 'client_credentials') throw new Error('The demo changed its grant.');
        storeFile = config.storeFile;
        return { ...config, org: { ...org, grant: 'web_server' } };
      },
    });
    store = openSqliteStore(storeFile);
  });
  afterAll(async () => {
    await store.close();
    await running.close();
  });
  beforeEach(async () => {
    await running.control({ action: 'reset', data: false, sessions: true });
    for (const { owner } of await store.secrets.list()) await store.secrets.remove(owner);
    await store.orgStatus.remove('local');
  });

  const browser = () => new Browser(running.url);
  /** A browser whose operator entered a setup key. */
  const operator = async () => {
    const opened = browser();
    const page = await opened.submit('/orgs/setup-key', {
      key: await issueSetupKey(store.tickets),
    });
    expect(page.text).toContain('The setup key was accepted.');
    return opened;
  };
  const linkedBrowser = async () => {
    const opened = await operator();
    expect((await opened.login(ADMIN)).text).toContain('The org is linked.');
    return opened;
  };
  const secrets = async () => (await store.secrets.list()).map(({ owner }) => owner);
  /** Tokens that the local org gave out and that still work. */
  const accessTokens = async () => {
    const { calls } = await running.calls();
    return calls.filter((call) => call.path === '/services/oauth2/revoke').length;
  };

  it('links the org for an operator with a setup key, and the gateway serves it', async () => {
    const page = await (await operator()).login(ADMIN);
    expect(page.text).toContain('The org is linked.');
    expect(page.text).toContain('00DLO00000000012AA');
    expect(page.text).toMatch(
      /Selected OAuth scopes<\/th>\s*<td><code>api, refresh_token, id<\/code><\/td>\s*<td>right/,
    );
    await until(async () => (await running.ask(QUERY)).body.errors === undefined);
  });

  it('asks with PKCE, a state of its own and no more scopes than it needs', async () => {
    const opened = browser();
    const [one, other] = [new URL(await opened.begin()), new URL(await opened.begin())];
    expect(Object.fromEntries(one.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'skybridge-local',
      redirect_uri: `${running.url}/auth/salesforce/callback`,
      scope: 'api refresh_token id',
      code_challenge_method: 'S256',
    });
    expect(one.searchParams.get('state')).not.toBe(other.searchParams.get('state'));
    expect(one.searchParams.get('code_challenge')).not.toBe(
      other.searchParams.get('code_challenge'),
    );
  });

  it('finishes two tabs of one browser, in any order', async () => {
    const opened = await operator();
    const [first, second] = [await opened.begin(), await opened.begin()];
    const [one, other] = [await authorizeAs(ADMIN, first), await authorizeAs(ADMIN, second)];
    expect((await opened.arrive(other)).text).toContain('The org is linked.');
    expect((await opened.arrive(one)).text).toContain('The org is linked.');
  });

  it('shows nothing of the org to whoever is not signed in', async () => {
    await linkedBrowser();
    const { text, headers } = await browser().open('/orgs');
    expect(text).toContain('Setup key');
    expect(text).not.toContain('00DLO');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Lax/i);
  });

  it('signs an administrator of the linked org in, without keeping that person’s token', async () => {
    await linkedBrowser();
    const before = await store.secrets.list();
    await running.forgetCalls();
    const page = await browser().login(ADMIN, 'sign-in');
    expect(page.text).toContain('Signed in as admin@local.example');
    expect(await store.secrets.list()).toEqual(before);
    expect(await accessTokens()).toBe(1);
  });

  it('unlinks: the tokens end at Salesforce and here; then it links again', async () => {
    const opened = await linkedBrowser();
    await running.forgetCalls();
    const page = await opened.submit('/orgs/unlink', { org: 'local', confirm: 'yes' });
    expect(page.text).toContain('Its tokens are ended at Salesforce.');
    expect(page.text).toContain('The org is not linked.');
    expect(await accessTokens()).toBe(1);
    expect(await secrets()).toEqual([]);
    const { body } = await running.ask(QUERY);
    expect(body.errors[0].extensions).toMatchObject({
      code: 'ORG_NOT_LINKED',
      hint: expect.stringContaining('/orgs') as string,
    });
    expect((await opened.login(ADMIN)).text).toContain('The org is linked.');
    await until(async () => (await running.ask(QUERY)).body.errors === undefined);
  });

  it('ends the token that a relink replaces', async () => {
    const opened = await linkedBrowser();
    await running.forgetCalls();
    expect((await opened.login(ADMIN)).text).toContain('The org is linked.');
    expect(await accessTokens()).toBe(1);
    expect(await secrets()).toHaveLength(1);
  });

  describe('refuses, with what to do, and stores nothing:', () => {
    const expectRefusal = async (text: string, words: string) => {
      expect(text).toContain(words);
      expect(text).toMatch(/class="notice failed"[^>]*role="alert"/);
      expect(await secrets()).toEqual([]);
    };

    it('denied consent', async () => {
      const { text } = await (await operator()).login(ADMIN, 'link', 'cancel');
      await expectRefusal(text, 'choose Allow');
    });

    it('an org that is new to the gateway, without a setup key', async () => {
      await running.forgetCalls();
      const { text } = await browser().login(ADMIN, 'sign-in');
      await expectRefusal(text, 'not linked to the gateway yet');
      expect(await accessTokens()).toBe(1);
    });

    it('a setup key that was used, or never was one', async () => {
      const key = await issueSetupKey(store.tickets);
      await browser().submit('/orgs/setup-key', { key });
      const again = await browser().submit('/orgs/setup-key', { key });
      await expectRefusal(again.text, 'That is no setup key');
      const guess = await browser().submit('/orgs/setup-key', { key: 'A'.repeat(22) });
      await expectRefusal(guess.text, 'That is no setup key');
    });

    it.each([
      ['a user without administration', INTEGRATION],
      ['a customer of an Experience site', PORTAL],
    ])('%s', async (_title, person) => {
      await running.forgetCalls();
      const { text } = await (await operator()).login(person);
      await expectRefusal(text, 'Customize Application or Modify All Data');
      expect(await accessTokens()).toBe(1);
    });

    it('a consent that another browser began', async () => {
      const [mine, theirs] = [await operator(), await operator()];
      const callback = await authorizeAs(ADMIN, await theirs.begin());
      await expectRefusal((await mine.arrive(callback)).text, 'begun in another browser');
      // And it is spent.
      await expectRefusal((await theirs.arrive(callback)).text, 'This login is over');
    });

    it('a callback that was answered before', async () => {
      const opened = await operator();
      const callback = await authorizeAs(ADMIN, await opened.begin(), 'cancel');
      callback.searchParams.delete('error');
      callback.searchParams.set('code', 'guessed');
      await expectRefusal((await opened.arrive(callback)).text, 'a code is good for one try');
      await expectRefusal((await opened.arrive(callback)).text, 'This login is over');
    });

    it('a code that expired on the way', async () => {
      const opened = await operator();
      const callback = await authorizeAs(ADMIN, await opened.begin());
      await running.control({ action: 'clock', advanceSeconds: 3_600 });
      await expectRefusal((await opened.arrive(callback)).text, '15 minutes');
    });

    it.each([
      [11, 'Salesforce'],
      [14, 'Salesforce'],
      [15, 'Salesforce'],
    ])('fault %i at the token endpoint', async (kind, words) => {
      const opened = await operator();
      const callback = await authorizeAs(ADMIN, await opened.begin());
      await running.control({ action: 'faults', rules: [{ kind, path: '/oauth2/token$' }] });
      await expectRefusal((await opened.arrive(callback)).text, words);
    });

    it('an identity that Salesforce does not tell', async () => {
      const opened = await operator();
      const callback = await authorizeAs(ADMIN, await opened.begin());
      await running.control({ action: 'faults', rules: [{ kind: 15, path: '^/id/' }] });
      await running.forgetCalls();
      await expectRefusal((await opened.arrive(callback)).text, 'Salesforce');
      expect(await accessTokens()).toBe(1);
    });

    it('a form that is not from its own page', async () => {
      const key = await issueSetupKey(store.tickets);
      const opened = browser();
      await opened.open('/orgs');
      await opened.open('/orgs/setup-key', { key, csrf: 'forged' });
      await expectRefusal((await opened.open('/orgs')).text, 'too old');
    });
  });

  it('leaves no token in the store’s files, the log or a page', async () => {
    const opened = await linkedBrowser();
    const page = await opened.open('/orgs');
    const folder = path.dirname(storeFile);
    const files = readdirSync(folder).map((name) =>
      readFileSync(path.join(folder, name), 'latin1'),
    );
    for (const text of [page.text, ...running.logLines, ...files]) {
      expect(text).not.toMatch(/5Aep861|00DLO\w*!|local-secret-not-for-production/);
    }
  });
});
