/** `skybridge bindings`: which Salesforce Contact a person of a site is. */

import { OPERATOR } from '../auth/audit.ts';
import { loadStoreConfig } from '../common/config/load-config.ts';
import type { Store } from '../store/store.ts';
import { UsageError } from './command.ts';
import type { Command } from './command.ts';
import { recordByOperator } from './operator-audit.ts';
import { withStore } from './with-org.ts';

export const bindingsCommand: Command = {
  name: 'bindings',
  usage: [
    '  bindings add <site> <WordPress user id> <Contact id, 18 characters>',
    '  bindings list <site>',
    '  bindings remove <site> <WordPress user id>',
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
      return addBinding(args, store);
    case 'list':
      return listBindings(args, store);
    case 'remove':
      return removeBinding(args, store);
    default:
      throw new UsageError(`Unknown action: ${action ?? '(none)'}.`);
  }
}

async function addBinding(args: readonly string[], store: Store): Promise<void> {
  const [siteId, subject, contactId, ...extra] = args;
  if (siteId === undefined || subject === undefined || contactId === undefined || extra.length > 0)
    throw new UsageError('Give a site, a WordPress user id and a Contact id.');
  if (!/^[1-9][0-9]{0,18}$/.test(subject)) {
    throw new UsageError(`A WordPress user id is a number, not ${subject}.`);
  }
  if (!/^003[A-Za-z0-9]{15}$/.test(contactId)) {
    throw new UsageError(
      `${contactId} is no Contact id: 18 letters and digits that begin with 003.`,
    );
  }
  if ((await store.sites.find(siteId)) === null) {
    throw new UsageError(`No site ${siteId} is registered.`);
  }
  await store.bindings.save({
    site: siteId,
    subject,
    contactId,
    boundBy: OPERATOR,
    boundAt: new Date().toISOString(),
  });
  await recordByOperator(store.audit, {
    action: 'bind',
    org: null,
    target: `user ${subject} of ${siteId} to Contact ${contactId}`,
  });
  process.stdout.write(`User ${subject} of ${siteId} is Contact ${contactId}\n`);
}

async function listBindings(args: readonly string[], store: Store): Promise<void> {
  const [siteId, ...extra] = args;
  if (siteId === undefined || extra.length > 0) throw new UsageError('Give exactly one site.');
  const bindings = await store.bindings.list(siteId);
  if (bindings.length === 0) process.stdout.write(`Nobody of ${siteId} is bound.\n`);
  for (const { subject, contactId, boundBy, boundAt } of bindings) {
    process.stdout.write(`${[subject, contactId, boundBy, boundAt].join('\t')}\n`);
  }
}

async function removeBinding(args: readonly string[], store: Store): Promise<void> {
  const [siteId, subject, ...extra] = args;
  if (siteId === undefined || subject === undefined || extra.length > 0) {
    throw new UsageError('Give a site and a WordPress user id.');
  }
  if (!(await store.bindings.remove(siteId, subject))) {
    throw new UsageError(`User ${subject} of ${siteId} is not bound.`);
  }
  await recordByOperator(store.audit, {
    action: 'unbind',
    org: null,
    target: `user ${subject} of ${siteId}`,
  });
  process.stdout.write(`User ${subject} of ${siteId} is no Contact any more\n`);
}
