/** `skybridge keys`: the key that seals the stored secrets. */

import { loadStoreConfig } from '../common/config/load-config.ts';
import type { StoreConfig } from '../common/config/load-config.ts';
import { forgetUnopenable, openKeyring, rotateKeys } from '../store/keyring.ts';
import type { SecretStore } from '../store/store.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { withStore } from './with-org.ts';

export const keysCommand: Command = {
  name: 'keys',
  usage: [
    '  keys rotate   seal every stored secret with a new key',
    '  keys forget   remove stored secrets that no key opens',
  ],
  run: async ([action, ...rest]) => {
    if (rest.length > 0) throw new UsageError('This command takes no further words.');
    const config = loadStoreConfig();
    await withStore(config, (store) => runAction(action, config, store.secrets));
  },
};

async function runAction(
  action: string | undefined,
  config: StoreConfig,
  secrets: SecretStore,
): Promise<void> {
  switch (action) {
    case 'rotate': {
      const count = await rotateKeys(config, secrets);
      process.stdout.write(`${count} secrets are sealed with the new key. ${nextStep(config)}\n`);
      return;
    }
    case 'forget': {
      const owners = await forgetUnopenable(secrets, openKeyring(config).envelope);
      process.stdout.write(`${owners.length} secrets that no key opens were removed.\n`);
      return;
    }
    default:
      throw new UsageError(`Unknown action: ${action ?? '(none)'}.`);
  }
}

function nextStep({ secretKey, previousKeys }: StoreConfig): string {
  if (secretKey === null) return 'Running gateways take it up by themselves.';
  return previousKeys.length === 0
    ? 'To change the key: set SKYBRIDGE_SECRET_KEY to a new one and SKYBRIDGE_PREVIOUS_KEYS to the old one, restart, and run this again.'
    : 'SKYBRIDGE_PREVIOUS_KEYS is no longer needed.';
}
