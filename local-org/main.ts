/** `npm run local-org`: the local org alone, from the command line. */
import { parseArgs } from 'node:util';
import { SOQL_RULES } from './local-org.ts';
import type { OrgScale } from './local-org.ts';
import { startLocalOrg } from './server.ts';
import type { LocalOrgOptions } from './server.ts';

const DEFAULT_PORT = 4010;
const SCALES: readonly OrgScale[] = ['small', 'medium', 'large'];

const USAGE = `Usage: npm run local-org -- [--port N] [--seed N] [--scale small|medium|large] [--objects N]
                            [--rules strict|lenient]

  --port     where to listen on 127.0.0.1 (default: LOCAL_ORG_PORT or ${DEFAULT_PORT}; 0 picks a free one)
  --seed     same seed, same rows and ids (default 1)
  --scale    small: 2,000 contacts; medium: 20,000; large: 100,000 and 300,000 cases
  --objects  adds this many generated custom objects
  --rules    strict refuses every statement that breaks a documented SOQL rule; lenient answers the
             few that have one sensible meaning (default: LOCAL_ORG_RULES or lenient)`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const options = readOptions();
  if (options === null) {
    console.log(USAGE);
    return;
  }
  const running = await startLocalOrg(options);
  console.log(`Local org listening on ${running.url}`);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void running.close().then(() => process.exit(0));
    });
  }
}

/** null: only help was asked for. */
function readOptions(): LocalOrgOptions | null {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      seed: { type: 'string' },
      scale: { type: 'string' },
      objects: { type: 'string' },
      rules: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return null;
  const port = values.port ?? process.env['LOCAL_ORG_PORT'] ?? String(DEFAULT_PORT);
  return {
    port: wholeNumber('--port', port, 65_535),
    seed: wholeNumber('--seed', values.seed ?? '1', 2 ** 32 - 1),
    extraObjects: wholeNumber('--objects', values.objects ?? '0', 10_000),
    scale: oneOf('--scale', values.scale ?? 'small', SCALES),
    rules: oneOf(
      '--rules',
      values.rules ?? process.env['LOCAL_ORG_RULES'] ?? 'lenient',
      SOQL_RULES,
    ),
  };
}

function oneOf<Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const choice = choices.find((known) => known === text);
  if (choice === undefined) throw new UsageError(`${name} must be one of ${choices.join(', ')}`);
  return choice;
}

function wholeNumber(name: string, text: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new UsageError(`${name} must be a whole number up to ${max}, but got: ${text}`);
  }
  return value;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${String(error.port)} is taken. Stop what uses it, or choose another with LOCAL_ORG_PORT or --port.`;
  }
  return error.message;
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exitCode = 1;
});
