/** `USING SCOPE`: which rows a scope name means to the session's user. */
import type { Compilation } from './compilation.ts';
import type { Scope } from './scope.ts';
import { FALSE, sql, type Sql } from './sql.ts';
import type { NameNode } from './syntax.ts';

type ScopeSql = (owner: string, userId: string) => Sql | undefined;

const ofMyTeam = `SELECT "Id" FROM "User" WHERE "Id" = ? OR "ManagerId" = ?`;
const ofMyGroups = `SELECT "GroupId" FROM "GroupMember" WHERE "UserOrGroupId" = ?`;

/** Territories and teams hold no rows in the local org. */
const nothing: ScopeSql = () => FALSE;
const everything: ScopeSql = () => undefined;

const SCOPES: ReadonlyMap<string, ScopeSql> = new Map<string, ScopeSql>([
  ['everything', everything],
  ['scopingrule', everything],
  ['mine', (owner, userId) => sql(`${owner} = ?`, userId)],
  [
    'mine_and_my_groups',
    (owner, userId) => sql(`(${owner} = ? OR ${owner} IN (${ofMyGroups}))`, userId, userId),
  ],
  [
    'mineandmygroups',
    (owner, userId) => sql(`(${owner} = ? OR ${owner} IN (${ofMyGroups}))`, userId, userId),
  ],
  ['team', (owner, userId) => sql(`${owner} IN (${ofMyTeam})`, userId, userId)],
  ['queue_owned', (owner) => sql(`${owner} LIKE '00G%'`)],
  ['user_owned', (owner) => sql(`${owner} LIKE '005%'`)],
  ['allprivate', everything],
  ['delegated', nothing],
  ['mru', nothing],
  ['genericteam', nothing],
  ['my_team_territory', nothing],
  ['my_territory', nothing],
  ['team_by_role', nothing],
]);

/** No condition, or one; an unknown scope is refused, never taken for everything. */
export function scopeCondition(
  compilation: Compilation,
  scope: Scope,
  name: NameNode | undefined,
): readonly Sql[] {
  if (!name) return [];
  const build = SCOPES.get(name.text.toLowerCase());
  if (!build) {
    throw compilation.errors.malformed(`Scope '${name.text}' is not supported`, name.at);
  }
  const { object } = scope.root;
  const owner = object.field('OwnerId') ?? object.field('ActorId') ?? object.field('CreatedById');
  if (!owner) return [];
  const condition = build(`${scope.rootAlias}."${owner.name}"`, compilation.session.userId);
  return condition ? [condition] : [];
}
