/** Every org that this gateway serves: those of skybridge.yaml, and those added on /orgs while it runs. */

import type { OrgApps } from '../auth/org-apps.ts';
import type { ConfigError } from '../common/config/config-error.ts';
import type { Config, NamedOrg } from '../common/config/load-config.ts';
import { AppError } from '../common/errors.ts';
import type { Log } from '../common/log.ts';
import type { ServedOrg } from './served-org.ts';

export interface ServedOrgs {
  /** The first of skybridge.yaml: it answers whoever names no other. */
  readonly main: ServedOrg;
  list(): readonly ServedOrg[];
  find(name: string): ServedOrg | null;
  /** Whether it was added on /orgs. */
  isAdded(name: string): boolean;
  /** @param name null for the main one. @throws AppError ORG_NOT_LINKED where there is none of that name. */
  get(name: string | null): ServedOrg;
  /** @throws ConfigError where the policy of an org of skybridge.yaml does not fit it. */
  start(): Promise<void>;
  /** Settles where an org of skybridge.yaml shows that its policy is wrong: such a gateway must not stay. */
  readonly misconfigured: Promise<ConfigError>;
  /** Brings the added orgs in line with the store, which another process may have changed. */
  sync(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServedOrgsOptions {
  readonly config: Config;
  readonly apps: OrgApps;
  readonly serve: (config: Config) => ServedOrg;
  readonly log: Log;
}

/** How long another process may take to notice an org that was added or changed. */
const SYNC_MS = 30_000;

interface Added {
  readonly served: ServedOrg;
  /** Tells a changed app from the one that is served. */
  readonly app: string;
}

export function createServedOrgs(options: ServedOrgsOptions): ServedOrgs {
  const { config, log } = options;
  const configured = [config.org, ...config.otherOrgs].map((org) =>
    options.serve(configFor(config, org)),
  );
  const [main] = configured;
  if (main === undefined) throw new Error('A configuration names at least one org.');
  const added = new Map<string, Added>();
  let timer: NodeJS.Timeout | null = null;
  let syncing: Promise<void> | null = null;

  const list = (): readonly ServedOrg[] => [
    ...configured,
    ...[...added.values()].map(({ served }) => served),
  ];
  const find = (name: string): ServedOrg | null =>
    list().find((served) => served.name === name) ?? null;
  const drop = async (name: string, { served }: Added): Promise<void> => {
    added.delete(name);
    await served.stop();
  };
  const serve = async (org: NamedOrg, app: string): Promise<void> => {
    // Whatever is wrong with an added org is told of on /orgs: it must not end the service of the others.
    try {
      const served = options.serve(configFor(config, org));
      added.set(org.name, { served, app });
      await served.start();
    } catch (error) {
      log.warn({ org: org.name, err: error }, 'an added org cannot be served yet');
    }
  };
  const sync = async (): Promise<void> => {
    const apps = await options.apps.list();
    const fresh = new Map(apps.map((org) => [org.name, JSON.stringify(org)]));
    for (const [name, known] of added) {
      if (fresh.get(name) !== known.app) await drop(name, known);
    }
    for (const org of apps) {
      if (find(org.name) === null) await serve(org, fresh.get(org.name) ?? '');
    }
  };
  const syncOnce = (): Promise<void> =>
    (syncing ??= sync().finally(() => {
      syncing = null;
    }));

  return {
    main,
    misconfigured: Promise.race(configured.map((served) => served.misconfigured)),
    list,
    find,
    isAdded: (name) => added.has(name),
    get: (name) => (name === null ? main : (find(name) ?? unknownOrg(name))),
    start: async () => {
      for (const served of configured) await served.start();
      await syncOnce();
      timer = setInterval(() => {
        syncOnce().catch((error: unknown) => log.warn({ err: error }, 'orgs were not looked up'));
      }, SYNC_MS);
      timer.unref();
    },
    // Not the run that may have read the store before the caller wrote to it.
    sync: async () => {
      await syncing?.catch(() => undefined);
      await syncOnce();
    },
    stop: async () => {
      if (timer !== null) clearInterval(timer);
      await syncing?.catch(() => undefined);
      for (const served of list()) await served.stop();
    },
  };
}

/** What one org of several sees of the configuration. */
function configFor(config: Config, org: NamedOrg): Config {
  return {
    ...config,
    org,
    objects: org.objects ?? config.objects,
    policy: org.policy ?? config.policy,
    operations: org.operations ?? config.operations,
  };
}

function unknownOrg(name: string): never {
  throw new AppError('ORG_NOT_LINKED', `The gateway knows no org named ${name}.`, {
    hint: 'Name it in skybridge.yaml or add it on /orgs; or change the org of the site.',
  });
}
