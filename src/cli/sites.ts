/** `skybridge sites`: which WordPress sites may sign requests. */

import { parseArgs } from 'node:util';
import { OPERATOR } from '../auth/audit.ts';
import { fingerprintOf, parseSiteKey } from '../auth/site-key.ts';
import { loadStoreConfig } from '../common/config/load-config.ts';
import type { SiteRecord, SiteStore, Store } from '../store/store.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { recordByOperator } from './operator-audit.ts';
import { retireByOperator } from './retire-by-operator.ts';
import { withStore } from './with-org.ts';

export const sitesCommand: Command = {
  name: 'sites',
  usage: [
    '  sites add <id> --key <base64url raw Ed25519 public key> --url <site URL> [--org <name>] [--replace]',
    '  sites list',
    '  sites disable <id>     refuse its requests from now on; `sites enable <id>` undoes it',
    '  sites remove <id>      the bindings of its people and their Salesforce logins go with it',
  ],
  run: async ([action, ...args]) => {
    await withStore(loadStoreConfig(), (store) => runAction(action, args, store));
  },
};

async function runAction(
  action: string | undefined,
  args: readonly string[],
  store: Store,
): Promise<void> {
  switch (action) {
    case 'add':
      return addSite(args, store);
    case 'list':
      return listSites(store.sites);
    case 'disable':
    case 'enable':
      return switchSite(args, store, action);
    case 'remove':
      return removeSite(args, store);
    default:
      throw new UsageError(`Unknown action: ${action ?? '(none)'}.`);
  }
}

async function addSite(args: readonly string[], { sites, audit }: Store): Promise<void> {
  const site = readSite(args);
  const replace = args.includes('--replace');
  const known = await sites.find(site.id);
  if (known !== null && known.fingerprint !== site.fingerprint && !replace) {
    throw new UsageError(
      `Site ${site.id} is registered with another key (${known.fingerprint}). If that site really has a new key, add --replace.`,
    );
  }
  const sameKey = (await sites.list()).find(
    (other) => other.fingerprint === site.fingerprint && other.id !== site.id,
  );
  if (sameKey !== undefined) {
    throw new UsageError(`This key already belongs to site ${sameKey.id}; every site has its own.`);
  }
  const addedAt = known?.fingerprint === site.fingerprint ? known.addedAt : site.addedAt;
  await sites.save({ ...site, addedAt });
  await recordByOperator(audit, { action: 'pair', org: site.org, target: `site ${site.id}` });
  process.stdout.write(`Site ${site.id} (${site.url}) may sign with key ${site.fingerprint}\n`);
}

function readSite(args: readonly string[]): SiteRecord {
  const { values, positionals } = parseSiteArgs(args);
  const [id, ...extra] = positionals;
  if (id === undefined || extra.length > 0) throw new UsageError('Give exactly one site id.');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    throw new UsageError('A site id has lower-case letters, digits and hyphens.');
  }
  if (values.key === undefined || values.url === undefined) {
    throw new UsageError('Both --key and --url are needed.');
  }
  const url = URL.parse(values.url);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--url is no http(s) URL: ${values.url}`);
  }
  const rawKey = readKey(values.key);
  return {
    id,
    url: values.url.replace(/\/+$/, ''),
    publicKey: rawKey.toString('base64url'),
    fingerprint: fingerprintOf(rawKey),
    disabled: false,
    addedAt: new Date().toISOString(),
    org: values.org ?? null,
    addedBy: OPERATOR,
  };
}

function parseSiteArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: joinKeyOption(args),
      allowPositionals: true,
      options: {
        key: { type: 'string' },
        url: { type: 'string' },
        org: { type: 'string' },
        replace: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A base64url key may start with a hyphen, which the parser would take for the next option. */
function joinKeyOption(args: readonly string[]): string[] {
  const at = args.indexOf('--key');
  const value = args[at + 1];
  if (at === -1 || value === undefined) return [...args];
  return [...args.slice(0, at), `--key=${value}`, ...args.slice(at + 2)];
}

function readKey(text: string): Buffer {
  try {
    return parseSiteKey(text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function listSites(sites: SiteStore): Promise<void> {
  const records = await sites.list();
  if (records.length === 0) process.stdout.write('No site is registered.\n');
  for (const site of records) {
    const state = site.disabled ? 'disabled' : 'enabled';
    process.stdout.write(
      [site.id, site.url, site.fingerprint, state, site.addedAt].join('\t') + '\n',
    );
  }
}

async function switchSite(
  args: readonly string[],
  { sites, audit }: Store,
  action: 'disable' | 'enable',
): Promise<void> {
  const [id, ...extra] = args;
  if (id === undefined || extra.length > 0) throw new UsageError('Give exactly one site id.');
  const site = await sites.find(id);
  if (site === null) throw new UsageError(`No site ${id} is registered.`);
  const disabled = action === 'disable';
  await sites.save({ ...site, disabled });
  await recordByOperator(audit, { action, org: site.org, target: `site ${id}` });
  process.stdout.write(
    `Site ${id} ${disabled ? 'may not sign until it is enabled' : 'may sign'}\n`,
  );
}

async function removeSite(args: readonly string[], store: Store): Promise<void> {
  const [id, ...extra] = args;
  if (id === undefined || extra.length > 0) throw new UsageError('Give exactly one site id.');
  const ended = await retireByOperator(id, store);
  if (ended === null) throw new UsageError(`No site ${id} is registered.`);
  await recordByOperator(store.audit, { action: 'unpair', org: null, target: `site ${id}` });
  process.stdout.write(`Site ${id} may no longer sign.\n`);
  if (ended.count > 0) process.stdout.write(`${ended.count} of its people are logged out.\n`);
  if (ended.unconfirmed > 0) {
    process.stdout.write(
      `Salesforce did not confirm that of ${ended.unconfirmed}: end them in Setup → Connected Apps OAuth Usage.\n`,
    );
  }
}
