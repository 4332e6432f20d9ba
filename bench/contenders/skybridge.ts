/** (f) The gateway as `npm start` runs it, policy, guards and all. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { announce, readInput } from './contender.ts';

const { upstream } = readInput();
Object.assign(process.env, {
  SKYBRIDGE_CONFIG: 'examples/demo/skybridge.yaml',
  SKYBRIDGE_LOCAL_ORG_URL: upstream,
  SKYBRIDGE_STORE: path.join(mkdtempSync(path.join(tmpdir(), 'skybridge-bench-')), 'store.db'),
  SKYBRIDGE_DEVELOPER_TOKEN: 'developer-token-of-the-bench',
  PORT: '0',
  LOG_LEVEL: 'warn',
});
const listening = lineOnStdout(/listening on (\S+)/);
await import(pathToFileURL(path.resolve('bin/start.js')).href);
const url = await listening;
while ((await fetch(`${url}/health/ready`)).status !== 200) await sleep(100);
announce(`${url}/graphql`);

/** What a person who starts it reads. */
function lineOnStdout(pattern: RegExp): Promise<string> {
  return new Promise((resolve) => {
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text: string, ...rest: never[]) => {
      const [, found] = pattern.exec(text) ?? [];
      if (found !== undefined) resolve(found);
      return write(text, ...rest);
    };
  });
}
