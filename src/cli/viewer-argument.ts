/** The viewer that `--as` names: a role, and the person or Contact behind it. */

import { isViewerRole, VIEWER_ROLES, type Viewer } from '../policy/viewer.ts';
import type { BindingStore } from '../store/store.ts';
import { UsageError } from './command.ts';

/**
 * `anonymous`, `user:demo/42` (person 42 of the site demo, with the Contact the gateway has bound them to) or
 * `user:003…` (whoever is that Contact).
 * @throws UsageError
 */
export async function readViewer(text: string, bindings: BindingStore): Promise<Viewer> {
  const [, role = '', who = ''] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (!isViewerRole(role)) {
    throw new UsageError(`There is no role ${role}; roles are ${VIEWER_ROLES.join(', ')}.`);
  }
  if (who === '') return { role, site: null, subject: null, contactId: null };
  if (/^003[A-Za-z0-9]{15}$/.test(who)) {
    return { role, site: null, subject: null, contactId: who };
  }
  const person = /^([a-z0-9][a-z0-9-]{0,62})(?:\/(.{1,64}))?$/.exec(who);
  if (person?.[1] === undefined) {
    throw new UsageError(`${who} is neither <site>/<person> nor a Contact id of 18 characters.`);
  }
  const [, site, subject = null] = person;
  const binding = subject === null ? null : await bindings.find(site, subject);
  return { role, site, subject, contactId: binding?.contactId ?? null };
}
