/** One shared org and its three users for the SOQL tests. */
import type { Session } from '../../../local-org/data/access.ts';
import { openOrg, openSession, type LocalOrg, type OrgOptions } from '../../../local-org/org.ts';

export interface TestOrg {
  readonly org: LocalOrg;
  readonly session: (username: string, apiVersion?: string) => Session;
}

export const ADMIN = 'admin@local.example';
export const INTEGRATION = 'integration@local.example';
export const PORTAL = 'portal@local.example';

export function openTestOrg(options: OrgOptions = {}): TestOrg {
  const org = openOrg(options);
  return {
    org,
    session: (username, apiVersion = '62.0') => {
      const row = org.db
        .prepare('SELECT "Id" AS id FROM "User" WHERE "Username" = ?')
        .get(username) as { id: string } | undefined;
      const session = row && openSession(org, row.id, apiVersion);
      if (!session) throw new Error(`No such user: ${username}`);
      return session;
    },
  };
}
