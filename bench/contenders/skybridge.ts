/** (f) The gateway as it is run, policy, guards and all. */

import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig } from '../../src/common/config/load-config.ts';
import { createLog } from '../../src/common/log.ts';
import { startGateway } from '../../src/server/gateway.ts';
import { announce, readInput } from './contender.ts';

const { upstream } = readInput();
const config = loadConfig({
  SKYBRIDGE_CONFIG: 'examples/demo/skybridge.yaml',
  SKYBRIDGE_LOCAL_ORG_URL: upstream,
  SKYBRIDGE_STORE: path.join(mkdtempSync(path.join(tmpdir(), 'skybridge-bench-')), 'store.db'),
  SKYBRIDGE_DEVELOPER_TOKEN: 'developer-token-of-the-bench',
  PORT: '0',
  LOG_LEVEL: 'warn',
});
const gateway = await startGateway(config, createLog({ level: 'warn', secrets: config.secrets }));
const announceWhenLive = (): void => {
  // Apollo starts in the turn after the first schema.
  setTimeout(() => announce(`${gateway.url}/graphql`), 200);
};
const unsubscribe = gateway.schemas.onSwap(() => {
  queueMicrotask(() => unsubscribe());
  announceWhenLive();
});
