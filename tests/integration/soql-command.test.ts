/** `skybridge soql` as CI runs it: what it prints, and the exit code that fails a build. */

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalOrg, type RunningLocalOrg } from '../../local-org/server.ts';

const FILES: Readonly<Record<string, string>> = {
  'people.soql': 'SELECT Id, Account.Name FROM Contact WHERE LastName LIKE :name?',
  'firms.soql': 'SELECT Id,\n  Naem FROM Account',
};

let org: RunningLocalOrg;
let folder: string;

beforeAll(async () => {
  org = await startLocalOrg({});
  folder = mkdtempSync(path.join(tmpdir(), 'skybridge-soql-'));
  mkdirSync(path.join(folder, 'queries'));
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(path.join(folder, 'queries', name), text);
  }
  writeFileSync(
    path.join(folder, 'skybridge.yaml'),
    `orgs:
  local:
    loginUrl: ${org.url}
    apiVersion: '62.0'
    grant: client_credentials
    clientId: skybridge-local
    clientSecret: local-secret-not-for-production
objects: [Account, Contact]
`,
  );
}, 60_000);

afterAll(async () => {
  await org.close();
  rmSync(folder, { recursive: true });
});

/** Not `spawnSync`: the org answers from this process. */
async function skybridge(...args: readonly string[]) {
  const child = spawn(process.execPath, ['bin/skybridge.js', ...args], {
    env: {
      ...process.env,
      SKYBRIDGE_CONFIG: path.join(folder, 'skybridge.yaml'),
      SKYBRIDGE_STORE: path.join(folder, 'store.db'),
    },
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { ...output, code };
}

it('check tells file, line and column of a mistake, and fails', async () => {
  const { stdout, stderr, code } = await skybridge('soql', 'check');
  expect(stderr).toMatch(/^firms\.soql:2:3: There is no field Account\.Naem\. Did you mean "Name"/);
  expect(stdout).toBe('2 files, 1 wrong\n');
  expect(code).toBe(1);
}, 60_000);

it('check of what is right succeeds, types prints what it became', async () => {
  const file = path.join(folder, 'queries', 'people.soql');
  const checked = await skybridge('soql', 'check', file);
  expect(checked).toEqual({ stdout: '1 files, 0 wrong\n', stderr: '', code: 0 });
  const typed = await skybridge('soql', 'types', file);
  expect(typed.stdout).toContain(
    'people(name: String, first: Int, after: String): PeopleConnection',
  );
  expect(typed.code).toBe(0);
}, 60_000);
