/** The keys that a process seals and opens stored secrets with, and their rotation. */

import { ConfigError } from '../common/config/config-error.ts';
import { EnvelopeError, createEnvelope } from './envelope.ts';
import type { Envelope } from './envelope.ts';
import { addKeyToFile, readOrCreateKeyFile } from './key-file.ts';
import type { SecretStore } from './store.ts';

export interface KeyLocation {
  /** SKYBRIDGE_SECRET_KEY; null where the key file beside the store is used. */
  readonly secretKey: Buffer | null;
  /** SKYBRIDGE_PREVIOUS_KEYS, during a rotation. */
  readonly previousKeys: readonly Buffer[];
  readonly storeFile: string;
}

export interface Keyring {
  /** 32 bytes that other keys (of cursors, of cookies) derive from. */
  readonly secretKey: Buffer;
  readonly envelope: Envelope;
}

export function openKeyring(location: KeyLocation): Keyring {
  let keys = keysOf(location);
  let envelope = createEnvelope(...keys);
  /** `keys rotate` may have changed the file since. */
  const reload = (): void => {
    keys = keysOf(location);
    envelope = createEnvelope(...keys);
  };
  return {
    secretKey: keys[0],
    envelope: {
      get keyId() {
        return envelope.keyId;
      },
      seal: (plaintext, owner) => envelope.seal(plaintext, owner),
      open: (sealed, owner) => {
        try {
          return envelope.open(sealed, owner);
        } catch (error) {
          if (!isUnknownKey(error) || location.secretKey !== null) throw error;
          reload();
          return envelope.open(sealed, owner);
        }
      },
    },
  };
}

/** Seals every secret anew: with a new key in the key file, or with the configured one. @returns how many. */
export async function rotateKeys(location: KeyLocation, secrets: SecretStore): Promise<number> {
  if (location.secretKey === null) {
    // Before a new key is written: what none of the old ones opens must not fall further behind.
    await assertSecretsOpen(secrets, openKeyring(location).envelope);
    addKeyToFile(location.storeFile);
  }
  const { envelope } = openKeyring(location);
  await assertSecretsOpen(secrets, envelope);
  let resealed = 0;
  for (const { owner, sealed } of await secrets.list()) {
    const next = envelope.seal(envelope.open(sealed, owner), owner);
    // False where a gateway saved another token meanwhile, which it sealed itself.
    if (await secrets.reseal(owner, sealed, next)) resealed += 1;
  }
  return resealed;
}

/** @throws ConfigError where the store holds a secret that these keys do not open. */
export async function assertSecretsOpen(secrets: SecretStore, envelope: Envelope): Promise<void> {
  const closed = await unopenable(secrets, envelope);
  if (closed.length === 0) return;
  throw new ConfigError(
    'Environment',
    'SKYBRIDGE_SECRET_KEY',
    `does not open the store (${closed.length} of its secrets were sealed with another key)`,
    'Start with the key the store was written with (or list it in SKYBRIDGE_PREVIOUS_KEYS). If it is lost for good: npx skybridge keys forget, then link the orgs again.',
  );
}

/** Removes the secrets that no key opens. @returns their owners. */
export async function forgetUnopenable(
  secrets: SecretStore,
  envelope: Envelope,
): Promise<readonly string[]> {
  const owners = await unopenable(secrets, envelope);
  for (const owner of owners) await secrets.remove(owner);
  return owners;
}

async function unopenable(secrets: SecretStore, envelope: Envelope): Promise<readonly string[]> {
  const records = await secrets.list();
  return records
    .filter(({ owner, sealed }) => !opens(envelope, sealed, owner))
    .map(({ owner }) => owner);
}

function opens(envelope: Envelope, sealed: string, owner: string): boolean {
  try {
    envelope.open(sealed, owner);
    return true;
  } catch (error) {
    if (error instanceof EnvelopeError) return false;
    throw error;
  }
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof EnvelopeError && error.reason === 'unknown-key';
}

function keysOf(location: KeyLocation): readonly [Buffer, readonly Buffer[]] {
  if (location.secretKey !== null) return [location.secretKey, location.previousKeys];
  const [current, ...previous] = readOrCreateKeyFile(location.storeFile);
  return [current, [...previous, ...location.previousKeys]];
}
