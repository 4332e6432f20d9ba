/** Changes in the org reach the gateway: what it kept of them is dropped, and nothing is missed while it was away. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Config } from '../../src/common/config/load-config.ts';
import { createOrgWriter } from './org-api.ts';
import type { OrgWriter } from './org-api.ts';
import { startGatewayFor, startRunningGateway, until } from './running-gateway.ts';
import type { AskedGateway, RunningGateway } from './running-gateway.ts';

/** Results would live for an hour; only a change makes them go. */
const following = (config: Config): Config => ({
  ...config,
  changes: { ...config.changes, enabled: true },
  cache: { ...config.cache, ttlSeconds: 3_600 },
});

const DIRECTORY = '{ contacts(first: 5, orderBy: {name: ASC}) { nodes { id title } } }';
const CUSTOMER = ['subscriber'];
const TWO_SECONDS = 2_000;
/** By then the local org has told of a change, and the gateway has heard. */
const SETTLED = 1_500;

const pass = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const isListening = async (gateway: AskedGateway): Promise<boolean> =>
  (await gateway.ready()).body.changes?.[0]?.state === 'listening';

describe('changes in the org', () => {
  let running: RunningGateway;
  let org: OrgWriter;

  beforeAll(async () => {
    running = await startRunningGateway({ configure: following });
    await until(async () => (await running.ready()).status === 200);
    await until(() => isListening(running));
    org = await createOrgWriter(running.org.url);
  }, 90_000);
  afterAll(() => running.close());

  const titles = async (gateway: AskedGateway = running): Promise<readonly string[]> => {
    const { body } = await gateway.askAsSite(DIRECTORY);
    return (body.data.contacts.nodes as { title: string }[]).map(({ title }) => title);
  };
  const firstContact = async (): Promise<string> =>
    (await running.askAsSite(DIRECTORY)).body.data.contacts.nodes[0].id as string;

  it('are answered within two seconds, at the price of one call for the new value', async () => {
    const id = await firstContact();
    await running.forgetCalls();
    await titles();
    expect((await running.calls()).totals.apiCalls).toBe(0);
    await org.update('Contact', id, { Title: 'Changed in the org' });
    await until(async () => (await titles()).includes('Changed in the org'), TWO_SECONDS);
    await titles();
    const { totals } = await running.calls();
    // The update itself, and one statement of the gateway.
    expect(totals.apiCalls).toBe(2);
  });

  it('drop what was read of them as parent, child and sub-select, for each viewer, and nothing else', async () => {
    const accountId = await org.create('Account', { Name: 'Aaa Watched', Industry: 'Banking' });
    await org.create('Contact', { LastName: 'Watched', AccountId: accountId });
    await pass(SETTLED);
    const read = async (query: string, roles: readonly string[]) =>
      JSON.stringify((await running.askAsSite(query, undefined, roles)).body.data);
    const asked = async (): Promise<number> => (await running.calls()).totals.apiCalls;
    await running.askAsSite(DIRECTORY, undefined, CUSTOMER);
    await titles();
    await running.forgetCalls();
    await titles();
    await read(DIRECTORY, CUSTOMER);
    expect(await asked()).toBe(0);
    // A case is read by no statement of the directory.
    const caseId = await org.create('Case', { Subject: 'Elsewhere' });
    await pass(SETTLED);
    await titles();
    expect(await asked()).toBe(1);
    await org.update('Contact', await firstContact(), { Title: 'For both' });
    await pass(SETTLED);
    expect(await titles()).toContain('For both');
    expect(await read(DIRECTORY, CUSTOMER)).toContain('For both');
    expect(await asked()).toBe(4);
    await org.remove('Case', caseId);
  });

  it('are told of in /health/ready and /metrics', async () => {
    const { body } = await running.ready();
    expect(body.changes).toEqual([
      {
        org: 'local',
        state: 'listening',
        since: expect.any(String) as string,
        lastChangeAt: expect.any(String) as string,
        problem: null,
      },
    ]);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    expect(metrics).toMatch(/skybridge_changes_total\{org="local",kind="updated"\} [1-9]/);
    expect(metrics).toContain('skybridge_changes_listening{org="local"} 1');
  });

  it('are heard again after the token was revoked', async () => {
    await running.control({ action: 'sessions' });
    const id = await firstContact();
    org = await createOrgWriter(running.org.url);
    await org.update('Contact', id, { Title: 'After the token' });
    await until(async () => (await titles()).includes('After the token'), 5_000);
  });
});

describe('a gateway that was away', () => {
  it('goes on where it stopped, and knows nothing of the rest', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-changes-'));
    const storeFile = path.join(folder, 'store.db');
    const first = await startRunningGateway({ configure: following, storeFile });
    try {
      await until(() => isListening(first));
      const org = await createOrgWriter(first.org.url);
      await org.create('Lead', { LastName: 'Seen', Company: 'x' });
      await until(async () => (await first.ready()).body.changes[0].lastChangeAt !== null);
      await first.gateway.close();
      await org.create('Lead', { LastName: 'Missed', Company: 'x' });
      await org.create('Case', { Subject: 'Missed' });
      await pass(SETTLED);
      const again = await startGatewayFor(first.org.url, { configure: following, storeFile });
      try {
        await until(async () => (await changesIn(again)).created === 2);
        // A gap would say that it may have missed more.
        expect(await changesIn(again)).toEqual({ created: 2, gap: 0 });
      } finally {
        await again.close();
      }
    } finally {
      await first.org.close();
      rmSync(folder, { recursive: true });
    }
  }, 90_000);
});

async function changesIn(gateway: AskedGateway) {
  const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
  const count = (kind: string): number =>
    Number(
      new RegExp(`skybridge_changes_total\\{org="local",kind="${kind}"\\} (\\d+)`).exec(
        metrics,
      )?.[1] ?? 0,
    );
  return { created: count('created'), gap: count('gap') };
}
