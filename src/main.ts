/** Starts the gateway from skybridge.yaml and the environment, and stops it on a signal. */

import { ConfigError } from './common/config/config-error.ts';
import { loadConfig } from './common/config/load-config.ts';
import { createCrashReporter, endOnUncaught } from './common/crash.ts';
import { createLog } from './common/log.ts';
import { startGateway } from './server/gateway.ts';

const crashes = createCrashReporter();

async function main(): Promise<void> {
  endOnUncaught(crashes);
  const config = loadConfig();
  crashes.know(config.secrets);
  const log = createLog({ level: config.logLevel, secrets: config.secrets });
  const gateway = await startGateway(config, log);
  log.info({ url: gateway.url, org: config.org.name }, 'gateway is listening');
  process.stdout.write(`Skybridge gateway listening on ${gateway.url}\n`);

  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'gateway is stopping');
    gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'gateway did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  void gateway.misconfigured.then(fail);
}

function fail(error: unknown): never {
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
}

/** One line for what the operator can mend; anything else keeps its stack, without the secrets in it. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  if (code === 'EADDRINUSE') {
    return `Port ${port} is taken. Stop what listens there, or set PORT to another (0 picks a free one).`;
  }
  return crashes.textOf(error);
}

main().catch(fail);
