/** The shape of skybridge.yaml: every key the gateway knows, with its default; any other key is refused. */

import * as z from 'zod';

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** An origin: scheme, host and port. Plain http only where it cannot leave this machine. */
export const origin = z.string().transform((text, context) => {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    context.addIssue({ code: 'custom', message: 'must be an http(s) URL' });
    return z.NEVER;
  }
  if (url.protocol === 'http:' && !loopbackHosts.has(url.hostname)) {
    context.addIssue({ code: 'custom', message: 'must be https unless the host is this machine' });
    return z.NEVER;
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    context.addIssue({ code: 'custom', message: 'must hold no user, query or fragment' });
    return z.NEVER;
  }
  return url.origin;
});

const apiVersion = z
  .string('must be a quoted string such as "62.0"')
  .regex(/^(3[1-9]|[4-9][0-9])\.0$/, 'must be a version from "31.0" on (older ones are retired)');

/** An sObject API name: letters, digits and single underscores, with Salesforce's double-underscore suffixes. */
const objectName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/, 'must be an object API name such as Account');

const text = z.string().min(1);

const allowedObjects = z.union([z.literal('ALL'), z.array(objectName).min(1)]);

/** Of an org that names none. */
export const DEFAULT_API_VERSION = '62.0';

/** What an org may be called. */
export const shortName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a short lower-case name');

const anyOrg = {
  loginUrl: origin,
  apiVersion: apiVersion.default(DEFAULT_API_VERSION),
  clientId: text,
  /** Further hosts an instance URL may have, beside Salesforce's own domains and the login host. */
  trustedHosts: z.array(text).default([]),
  /** This org's own, where the file's do not fit it. */
  objects: allowedObjects.optional(),
  policy: z.unknown().optional(),
  operations: z.unknown().optional(),
};

/** How the gateway gets the org's tokens. */
const org = z.discriminatedUnion('grant', [
  z.strictObject({ ...anyOrg, grant: z.literal('client_credentials'), clientSecret: text }),
  /** A person links the org by Login with Salesforce, on /orgs. */
  z.strictObject({ ...anyOrg, grant: z.literal('web_server'), clientSecret: text }),
  z.strictObject({
    ...anyOrg,
    grant: z.literal('jwt_bearer'),
    username: text,
    /** PKCS #8 in PEM; the app holds its certificate. */
    privateKey: text,
    /** What Salesforce expects as `aud`: https://test.salesforce.com for a sandbox; the login host unless given. */
    audience: origin.optional(),
  }),
  /** Legacy: Salesforce advises against it and new orgs block it. */
  z.strictObject({
    ...anyOrg,
    grant: z.literal('username_password'),
    clientSecret: text,
    username: text,
    password: text,
  }),
]);

const siteRole = z.enum(['user', 'staff', 'admin']);

/** Who at a site may say, or prove, which Contact somebody is. */
const portal = z.strictObject({
  /** WordPress role slugs whose holders may bind and unbind people. */
  bindRoles: z.array(z.string().min(1)).default([]),
  /** People may link themselves by a mail to the Contact's own address. */
  selfService: z.boolean().default(false),
  /** How long a mailed link is good. */
  linkMinutes: z.number().int().min(5).max(1_440).default(30),
});

const site = z.strictObject({
  /** The org that answers it; the one it was paired with unless given, else the first. */
  org: shortName.optional(),
  /** WordPress role slug → viewer role. */
  roles: z.record(z.string().min(1), siteRole).default({}),
  /** Highest viewer role a request of this site can get. */
  ceiling: siteRole.default('user'),
  /** Lets the site's viewer tokens in, which a supergraph router hands on; they read only. */
  routers: z.boolean().optional(),
  portal: portal.optional(),
});

const seconds = (initial: number) => z.number().min(0).max(86_400).default(initial);
/** No time at all would fail every call. */
const timeout = (initial: number) =>
  z.number().min(0.1, 'must be at least 0.1 seconds').max(86_400).default(initial);
const count = (initial: number) => z.number().int().min(1).max(1_000_000_000).default(initial);

const schemaSection = z.strictObject({
  /** Seconds between looks at the org's metadata; 0 looks on demand only. */
  refreshSeconds: seconds(300).refine(
    (value) => value === 0 || value >= 5,
    'must be 0, or 5 and more: each look is an API call',
  ),
});

const timeouts = z.strictObject({
  connectSeconds: timeout(5),
  requestSeconds: timeout(30),
});

const cacheSection = z.strictObject({
  /** Seconds a statement's result is fresh, unless `objects` says otherwise; 0 turns the cache off. */
  ttlSeconds: seconds(10),
  /** Seconds a result that went stale may still be served while Salesforce fails. */
  staleIfErrorSeconds: seconds(3_600),
  /** Seconds a run of a report counts as fresh, for everybody: Salesforce allows 500 runs in an hour. */
  reportsSeconds: seconds(300),
  /** Bound on the stored results, in megabytes of JSON. */
  maxMegabytes: z.number().int().min(1).max(65_536).default(64),
  /** Object API name → seconds. */
  objects: z.record(objectName, z.number().min(0).max(86_400)).default({}),
});

const percent = (initial: number) => z.number().min(1).max(100).default(initial);

/** Percent of the org's daily API calls up to which each kind of viewer reads from Salesforce. */
const budget = z
  .strictObject({
    publicPercent: percent(80),
    portalPercent: percent(95),
    staffPercent: percent(100),
  })
  .refine(
    ({ publicPercent, portalPercent, staffPercent }) =>
      publicPercent <= portalPercent && portalPercent <= staffPercent,
    'must rise from publicPercent over portalPercent to staffPercent',
  );

const guards = z.strictObject({
  maxDepth: count(25),
  maxAliases: count(50),
  maxDirectives: count(50),
  maxTokens: count(5_000),
  /** Cells (rows x fields, nested lists multiplied) that one operation may ask for; each root field counts 100 more. */
  maxCost: count(500_000),
  /** Operations a client may send: any, or only those listed by `persistedOperations`. */
  operations: z.enum(['any', 'persisted']).default('any'),
  /** JSON file of { "<sha256 of the text>": "<operation text>" }, relative to this file. */
  persistedOperations: z.string().min(1).optional(),
});

const filesSection = z.strictObject({
  /** Largest file that is brought or fetched. */
  maxMegabytes: z.number().min(0.001).max(2_000).default(50),
  /** Endings of files that may be brought; those the gateway knows no type of are refused whatever stands here. */
  types: z
    .array(z.string().regex(/^[a-z0-9]{1,10}$/, 'must be an ending in lower case such as pdf'))
    .default([
      'pdf',
      'png',
      'jpg',
      'jpeg',
      'gif',
      'webp',
      'txt',
      'csv',
      'docx',
      'xlsx',
      'odt',
      'zip',
    ]),
  /** Seconds for which the address of a file is good. */
  urlSeconds: z.number().int().min(10).max(3_600).default(300),
});

/** Change Data Capture: the org tells what changed. */
const changesSection = z.strictObject({
  /** Drops cached results as soon as their records change, and serves subscriptions. */
  enabled: z.boolean().default(false),
  /** Every captured object, unless the org has a channel of its own for the gateway. */
  channel: z
    .string()
    .regex(/^\/data\/[A-Za-z]\w{0,79}$/, 'must be a channel such as /data/ChangeEvents')
    .default('/data/ChangeEvents'),
  /** Subscriptions that are served at once, by all viewers and by each. */
  maxSubscriptions: count(500),
  maxSubscriptionsPerViewer: count(10),
  /** Minutes after which a subscription ends and has to show a credential again. */
  subscriptionMinutes: z.number().min(0.01).max(720).default(30),
});

export const fileSchema = z.strictObject({
  /** The first answers whoever names no other. */
  orgs: z
    .record(shortName, org)
    .refine((orgs) => Object.keys(orgs).length > 0, 'must name at least one org'),
  objects: allowedObjects.default(['Account', 'Contact', 'Case', 'Opportunity', 'User']),
  /** Salesforce user names that may administer their org here without its administration. */
  admins: z.array(text).default([]),
  /** Hosts beside Salesforce's own that an org added on /orgs may log in at. */
  trustedHosts: z.array(text).default([]),
  sites: z.record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/), site).default({}),
  /** Checked against the org's metadata by the policy room, once that is known. */
  policy: z.unknown().optional(),
  /** Who may call declared fields, reports and raw calls; checked as the policy is. */
  operations: z.unknown().optional(),
  /** Folder of declared queries (`*.soql`, `*.graphql`), relative to this file. */
  queries: z.string().min(1).default('queries'),
  /** Reports that get a root field with typed rows: `LeadListReport` or `Lead_List_Report`. */
  reports: z
    .array(z.string().regex(/^[A-Za-z]\w{0,79}$/, 'must be the API name of a report'))
    .default([]),
  /** Lets a request without any Authorization header read what the policy opens to `anonymous`. */
  publicAnonymous: z.boolean().default(false),
  /** The gateway's base URL as sites know it, where that is not its own address. */
  publicUrl: origin.optional(),
  /** Browser origins, beside the gateway's own, that may call /graphql. */
  corsOrigins: z.array(origin).default([]),
  schema: schemaSection.prefault({}),
  timeouts: timeouts.prefault({}),
  cache: cacheSection.prefault({}),
  budget: budget.prefault({}),
  guards: guards.prefault({}),
  files: filesSection.prefault({}),
  changes: changesSection.prefault({}),
});

export type FileConfig = z.output<typeof fileSchema>;
export type OrgConfig = z.output<typeof org>;
export type SiteConfig = z.output<typeof site>;
export type PortalConfig = z.output<typeof portal>;
export type CacheConfig = z.output<typeof cacheSection>;
export type GuardConfig = z.output<typeof guards>;
export type ChangesConfig = z.output<typeof changesSection>;
export type FilesConfig = z.output<typeof filesSection>;
export type TimeoutConfig = z.output<typeof timeouts>;
