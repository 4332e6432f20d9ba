/** The people of the org as OAuth sees them: read from User rows, so that a changed row changes the identity too. */
import type { LocalOrg } from '../local-org.ts';

export interface OrgUser {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly firstName: string | null;
  readonly lastName: string;
  readonly email: string;
  readonly nickname: string;
  readonly userType: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly language: string;
  readonly profileId: string;
  readonly isActive: boolean;
  /** As the API writes date-times: `2026-05-06T09:49:19.000+0000`. */
  readonly lastModified: string;
}

export function findUserById(org: LocalOrg, id: string): OrgUser | null {
  return toUser(org.db.prepare(`${SELECT_USER} WHERE "Id" = ?`).get(id));
}

/** User names are compared without regard to case. */
export function findUserByName(org: LocalOrg, username: string): OrgUser | null {
  const row: unknown = org.db
    .prepare(`${SELECT_USER} WHERE lower("Username") = lower(?)`)
    .get(username.trim());
  return toUser(row);
}

interface UserRow {
  readonly Id: string;
  readonly Username: string;
  readonly FirstName: string | null;
  readonly LastName: string;
  readonly Email: string;
  readonly CommunityNickname: string | null;
  readonly UserType: string | null;
  readonly TimeZoneSidKey: string;
  readonly LocaleSidKey: string;
  readonly LanguageLocaleKey: string;
  readonly ProfileId: string;
  readonly IsActive: number;
  /** Milliseconds since the epoch. */
  readonly LastModifiedDate: number;
}

const SELECT_USER = `SELECT "Id", "Username", "FirstName", "LastName", "Email", "CommunityNickname", "UserType",
  "TimeZoneSidKey", "LocaleSidKey", "LanguageLocaleKey", "ProfileId", "IsActive", "LastModifiedDate" FROM "User"`;

/** @param found a row of SELECT_USER, or undefined. */
function toUser(found: unknown): OrgUser | null {
  if (found === undefined) return null;
  const row = found as UserRow;
  return {
    id: row.Id,
    username: row.Username,
    name: row.FirstName === null ? row.LastName : `${row.FirstName} ${row.LastName}`,
    firstName: row.FirstName,
    lastName: row.LastName,
    email: row.Email,
    nickname: row.CommunityNickname ?? row.Username,
    userType: (row.UserType ?? 'Standard').toUpperCase(),
    timeZone: row.TimeZoneSidKey,
    locale: row.LocaleSidKey,
    language: row.LanguageLocaleKey,
    profileId: row.ProfileId,
    isActive: row.IsActive === 1,
    lastModified: new Date(row.LastModifiedDate).toISOString().replace('Z', '+0000'),
  };
}
