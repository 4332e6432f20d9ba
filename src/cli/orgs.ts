/** `skybridge orgs`: lets the operator admit a new org to the gateway. */

import { issueSetupKey } from '../auth/setup-key.ts';
import { loadStoreConfig } from '../common/config/load-config.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { withStore } from './with-org.ts';

export const orgsCommand: Command = {
  name: 'orgs',
  usage: ['  orgs setup-key   print a key that admits you once to /orgs, to link a new org'],
  run: async ([action, ...rest]) => {
    if (action !== 'setup-key') throw new UsageError(`Unknown action: ${action ?? '(none)'}.`);
    if (rest.length > 0) throw new UsageError('This command takes no further words.');
    const key = await withStore(loadStoreConfig(), (store) => issueSetupKey(store.tickets));
    process.stdout.write(`${key}\n`);
    process.stderr.write('Enter this key on /orgs. It is good once, for 24 hours.\n');
  },
};
