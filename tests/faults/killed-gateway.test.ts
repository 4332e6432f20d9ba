/** A gateway whose process is killed in the middle of a write: what the next one makes of the same post. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startLocalOrg } from '../../local-org/server.ts';
import type { RunningLocalOrg } from '../../local-org/server.ts';
import { cutWire } from './cut-wire.ts';
import { createRestClientFor } from '../integration/org-api.ts';
import { DEVELOPER_TOKEN, until } from '../integration/running-gateway.ts';

const MINUTES_MS = 180_000;

interface Killable {
  readonly url: string;
  /** At once, as a machine that fails: nothing is finished or told. */
  kill(): Promise<void>;
}

interface Answer {
  readonly data?: { readonly write?: { readonly receipt: { readonly created: boolean } | null } };
  readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
}

describe('a gateway that is killed mid-write', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-killed-'));
  const running: Killable[] = [];
  let org: RunningLocalOrg;

  beforeAll(async () => {
    org = await startLocalOrg({ rules: 'strict' });
  }, MINUTES_MS);
  afterAll(async () => {
    for (const gateway of running) await gateway.kill();
    await org.close();
    rmSync(folder, { recursive: true });
  });

  const start = async (orgUrl = org.url): Promise<Killable> => {
    const gateway = await startProcess(orgUrl, path.join(folder, 'store.db'));
    running.push(gateway);
    return gateway;
  };
  const control = (action: object) =>
    fetch(`${org.url}/__control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(action),
    });
  /** What the org has, asked past any gateway. */
  const countOf = async (from: string): Promise<number> => {
    const answer = await (
      await createRestClientFor(org.url)
    ).get(`/query?q=${encodeURIComponent(`SELECT COUNT() FROM ${from}`)}`);
    return (answer as { totalSize: number }).totalSize;
  };

  it.each([
    { object: 'Case', field: 'subject', column: 'Subject', unknown: false },
    { object: 'Account', field: 'name', column: 'Name', unknown: true },
  ])(
    '$object: the org wrote it, and nobody heard',
    async ({ object, field, column, unknown }) => {
      const text = `Killed ${object}`;
      const rows = `${object} WHERE ${column} = '${text}'`;
      const post = {
        query: `mutation { write: create${object}(input: {${field}: "${text}"}, requestId: "killed-${object}") {
          receipt { id created } errors { code } } }`,
      };
      const first = await start();
      await control({
        action: 'faults',
        rules: [{ kind: 'slow-headers', path: '/composite$', count: 1, delayMs: 20_000 }],
      });
      const lost = ask(first, post).catch(() => null);
      await until(async () => (await countOf(rows)) === 1, MINUTES_MS);
      await first.kill();
      expect(await lost).toBeNull();
      await control({ action: 'faults', rules: [] });
      const second = await start();
      for (let round = 0; round < 2; round += 1) {
        const again = await ask(second, post);
        if (unknown) expect(again.errors?.[0]?.extensions.code).toBe('WRITE_OUTCOME_UNKNOWN');
        else expect(again.data?.write?.receipt).toMatchObject({ created: false });
      }
      expect(await countOf(rows)).toBe(1);
      await second.kill();
    },
    MINUTES_MS,
  );

  it(
    'the org was never asked: a repeat writes once, or says that it cannot know',
    async () => {
      const wire = await cutWire(new URL(org.url).port);
      const first = await start(wire.url);
      const post = (object: string, input: string) => ({
        query: `mutation { write: create${object}(input: ${input}, requestId: "never-${object}") {
          receipt { id created } errors { code } } }`,
      });
      const posts = [
        post('Case', '{subject: "Never asked"}'),
        post('Account', '{name: "Never asked"}'),
      ];
      wire.keepRequests('Never asked', 2);
      const lost = posts.map((each) => ask(first, each).catch(() => null));
      await until(() => wire.kept === 2, MINUTES_MS);
      await first.kill();
      await Promise.all(lost);
      wire.close();
      const counts = () =>
        Promise.all([
          countOf("Case WHERE Subject = 'Never asked'"),
          countOf("Account WHERE Name = 'Never asked'"),
        ]);
      expect(await counts()).toEqual([0, 0]);
      const second = await start();
      for (let round = 0; round < 2; round += 1) {
        const [withKey, without] = await Promise.all(posts.map((each) => ask(second, each)));
        expect(withKey?.data?.write?.receipt).toMatchObject({ created: round === 0 });
        expect(without?.errors?.[0]?.extensions.code).toBe('WRITE_OUTCOME_UNKNOWN');
      }
      expect(await counts()).toEqual([1, 0]);
      await second.kill();
    },
    MINUTES_MS,
  );
});

async function ask(gateway: Killable, body: object): Promise<Answer> {
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${DEVELOPER_TOKEN}`,
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

async function startProcess(orgUrl: string, storeFile: string): Promise<Killable> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      PORT: '0',
      SKYBRIDGE_CONFIG: 'examples/demo/skybridge.yaml',
      SKYBRIDGE_LOCAL_ORG_URL: orgUrl,
      SKYBRIDGE_STORE: storeFile,
      SKYBRIDGE_DEVELOPER_TOKEN: DEVELOPER_TOKEN,
    },
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await addressOf(child);
  await until(
    async () => (await fetch(`${url}/health/ready`).catch(() => null))?.status === 200,
    MINUTES_MS,
  );
  return {
    url,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The gateway has no output.');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /listening on (\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('The gateway ended before it listened.');
}
