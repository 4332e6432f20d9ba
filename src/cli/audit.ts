/** `skybridge audit`: the newest lines of the audit log. */

import { parseArgs } from 'node:util';
import { loadStoreConfig } from '../common/config/load-config.ts';
import type { AuditFilter } from '../store/store.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { withStore } from './with-org.ts';

const DEFAULT_LINES = 50;

export const auditCommand: Command = {
  name: 'audit',
  usage: [
    '  audit [--org <name>] [--limit <lines>]   who linked, logged in, was refused or wrote; newest first',
  ],
  run: async (args) => {
    const filter = readFilter(args);
    const lines = await withStore(loadStoreConfig(), (store) => store.audit.list(filter));
    for (const { at, actor, action, org, target, outcome } of lines) {
      const fields = [at, actor, action, org ?? '-', target === '' ? '-' : target, outcome];
      process.stdout.write(`${fields.map(printable).join('\t')}\n`);
    }
  },
};

function readFilter(args: readonly string[]): AuditFilter {
  const { org, limit } = parseOptions(args);
  if (limit !== undefined && !/^[1-9][0-9]{0,5}$/.test(limit)) {
    throw new UsageError('--limit is a number of lines.');
  }
  return {
    orgs: org === undefined ? null : [org],
    limit: limit === undefined ? DEFAULT_LINES : Number(limit),
  };
}

function parseOptions(args: readonly string[]) {
  const options = { org: { type: 'string' }, limit: { type: 'string' } } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** What a site claims about itself must not steer the operator's terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '?');
}
