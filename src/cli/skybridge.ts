/** The `skybridge` command: finds the subcommand and runs it. */

import { ConfigError } from '../common/config/config-error.ts';
import { createCrashReporter, endOnUncaught } from '../common/crash.ts';
import { AppError } from '../common/errors.ts';
import type { Command } from './command.ts';
import { UsageError } from './command.ts';
import { auditCommand } from './audit.ts';
import { bindingsCommand } from './bindings.ts';
import { importCommand } from './import.ts';
import { keysCommand } from './keys.ts';
import { orgsCommand } from './orgs.ts';
import { policyCommand } from './policy.ts';
import { soqlCommand } from './soql.ts';
import { sitesCommand } from './sites.ts';

const COMMANDS: readonly Command[] = [
  sitesCommand,
  bindingsCommand,
  orgsCommand,
  keysCommand,
  auditCommand,
  policyCommand,
  soqlCommand,
  importCommand,
];

function usage(): string {
  return ['Usage: skybridge <command>', '', ...COMMANDS.flatMap((command) => command.usage)].join(
    '\n',
  );
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    const asked = name === undefined || name === '--help' || name === 'help';
    (asked ? process.stdout : process.stderr).write(`${usage()}\n`);
    return asked ? 0 : 2;
  }
  try {
    return (await command.run(rest)) ?? 0;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${command.usage.join('\n')}\n`);
      return 2;
    }
    if (error instanceof ConfigError || error instanceof AppError) {
      const hint = error instanceof AppError ? ` ${error.hint}` : '';
      process.stderr.write(`${error.message}${hint}\n`);
      return 1;
    }
    throw error;
  }
}

const crashes = createCrashReporter();
endOnUncaught(crashes);
process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${crashes.textOf(error)}\n`);
  return 1;
});
