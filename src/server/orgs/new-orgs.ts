/** Orgs whose app is told on `/orgs`: added with a setup key, changed and removed by their administrators. */

import { actorOfSession } from '../../auth/administrator.ts';
import type { Administrator } from '../../auth/administrator.ts';
import type { Audit } from '../../auth/audit.ts';
import type { OrgApp, OrgApps } from '../../auth/org-apps.ts';
import { ConfigError } from '../../common/config/config-error.ts';
import { origin, shortName } from '../../common/config/file-schema.ts';
import { AppError } from '../../common/errors.ts';
import { assertTrustedLogin } from '../../salesforce/trusted-hosts.ts';
import type { SiteRecord, SiteStore, TicketStore } from '../../store/store.ts';
import type { ServedOrgs } from '../served-orgs.ts';
import { endSessionsOf } from './browser-session.ts';
import type { OrgDesk } from './org-desk.ts';
import type { SiteDesk } from './site-desk.ts';

export interface NewOrgs {
  /** @throws AppError; then nothing is stored. */
  add(app: OrgApp, by: Administrator): Promise<void>;
  /** What was granted to the app before is ended; the org has to be linked again with this one. @throws AppError */
  change(
    desk: OrgDesk,
    app: Pick<OrgApp, 'clientId' | 'clientSecret'>,
    by: Administrator,
  ): Promise<void>;
  /**
   * The sites that were paired with it go too, and so does what people proved of it: another org may get its name.
   * @returns whether Salesforce confirmed that its tokens are ended. @throws AppError
   */
  remove(desk: OrgDesk, by: Administrator): Promise<boolean>;
}

export interface NewOrgsOptions {
  readonly orgs: ServedOrgs;
  readonly apps: OrgApps;
  /** Login hosts beside Salesforce's own. */
  readonly trustedHosts: readonly string[];
  readonly sites: Pick<SiteStore, 'list'>;
  /** Name of the org that answers a site. */
  readonly orgOf: (site: SiteRecord) => string;
  readonly siteDesk: SiteDesk;
  readonly tickets: TicketStore;
  readonly audit: Audit;
}

export function createNewOrgs(options: NewOrgsOptions): NewOrgs {
  const { orgs, apps, trustedHosts, audit } = options;
  const assertAdded = (org: string): void => {
    if (!orgs.isAdded(org)) throw namedInFile(org);
  };
  return {
    add: async (app, by) => {
      const line = { actor: actorOfSession(by), action: 'add-org', org: app.name } as const;
      try {
        if (!by.maySetUp) throw needsSetupKey();
        const checked = checkedApp(app, trustedHosts);
        await orgs.sync();
        if (orgs.find(checked.name) !== null) throw nameTaken(checked.name);
        await apps.save(checked);
        await orgs.sync();
        await audit.record(line);
      } catch (error) {
        await audit.record({ ...line, refusedBy: error });
        throw error;
      }
    },
    change: async (desk, { clientId, clientSecret }, by) => {
      assertAdded(desk.name);
      if (clientId === '' || clientSecret === '') throw incomplete();
      const { loginUrl } = desk.served.config.org;
      await desk.linking.unlink(by);
      await apps.save({ name: desk.name, loginUrl, clientId, clientSecret });
      await orgs.sync();
      await audit.record({
        actor: actorOfSession(by),
        action: 'add-org',
        org: desk.name,
        target: 'another app',
      });
    },
    remove: async (desk, by) => {
      assertAdded(desk.name);
      const confirmed = await desk.linking.unlink(by);
      await removeSites(desk.name, actorOfSession(by), options);
      await apps.remove(desk.name);
      await orgs.sync();
      await endSessionsOf(desk.name, options.tickets);
      await audit.record({ actor: actorOfSession(by), action: 'remove-org', org: desk.name });
      return confirmed;
    },
  };
}

async function removeSites(
  org: string,
  by: string,
  { sites, orgOf, siteDesk }: NewOrgsOptions,
): Promise<void> {
  const paired = (await sites.list()).filter((site) => orgOf(site) === org);
  for (const { id } of paired) await siteDesk.change(id, 'remove', { org, by });
}

/** @throws AppError BAD_USER_INPUT */
function checkedApp(app: OrgApp, trustedHosts: readonly string[]): OrgApp {
  const name = shortName.safeParse(app.name);
  const loginUrl = origin.safeParse(app.loginUrl);
  if (!name.success) throw wrong('The short name', 'Use lower-case letters, digits and hyphens.');
  if (!loginUrl.success) throw wrong('The login host', 'Give it as https://… without a path.');
  if (app.clientId === '' || app.clientSecret === '') throw incomplete();
  try {
    assertTrustedLogin({ name: name.data, loginUrl: loginUrl.data, trustedHosts });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw wrong(
      'The login host',
      'It is none of Salesforce; the operator can add it to trustedHosts in skybridge.yaml.',
    );
  }
  return { ...app, name: name.data, loginUrl: loginUrl.data };
}

function wrong(what: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', `${what} cannot be used.`, { hint });
}

function incomplete(): AppError {
  return wrong('The app', 'Enter both its consumer key and its consumer secret.');
}

function needsSetupKey(): AppError {
  return new AppError('FORBIDDEN', 'A new org needs the operator’s setup key.', {
    hint: 'Run npx skybridge orgs setup-key on the gateway and enter the key on /orgs.',
  });
}

function nameTaken(name: string): AppError {
  return new AppError('CONFLICT', `There is an org named ${name} already.`, {
    hint: 'Choose another short name.',
  });
}

function namedInFile(name: string): AppError {
  return new AppError('FORBIDDEN', `${name} is configured in skybridge.yaml.`, {
    hint: 'Change its app there.',
  });
}
