/** Runs a search: a coarse pass in SOQL, an exact one over words, then the rows as asked. */
import { visibleField, visibleObject } from '../data/access.ts';
import type { Session } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { MESSAGES, invalidType } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import { quote, quoteContains } from '../rest/rows-query.ts';
import { runQuery } from '../soql/query.ts';
import type { SearchGroup, SearchRequest, SearchTarget } from './search-request.ts';
import { parseTerm } from './term.ts';
import type { SearchTerm } from './term.ts';

export type FoundRecord = Readonly<Record<string, unknown>>;

/** Records object by object in the order asked. */
export function runSearch(
  org: LocalOrg,
  session: Session,
  request: SearchRequest,
): readonly FoundRecord[] {
  const term = parseTerm(request.term);
  const targets = request.targets.length > 0 ? request.targets : everyTarget(org, session);
  const found: FoundRecord[] = [];
  for (const target of targets) {
    const object = visibleObject(session, org.catalog, target.objectName);
    if (object === undefined) throw invalidType(MESSAGES.typeNotSupported(target.objectName));
    const room = request.limit - found.length;
    if (room <= 0) break;
    found.push(...searchObject(org, session, object, target, request.group, term, room));
  }
  return found;
}

function searchObject(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  target: SearchTarget,
  group: SearchGroup,
  term: SearchTerm,
  room: number,
): readonly FoundRecord[] {
  const names = searchedFields(session, object, group);
  if (names.length === 0) return [];
  const coarse = `SELECT Id, ${names.join(', ')} FROM ${object.name} WHERE (${likeAny(names, term)})${extra(target)}`;
  const ids = runQuery(org, session, coarse)
    .records.filter((record) => term.matches(textOf(record as FoundRecord, names)))
    .map((record) => String((record as FoundRecord)['Id']));
  if (ids.length === 0) return [];
  const fields = target.fields.length > 0 ? target.fields.join(', ') : 'Id';
  const order = target.orderBy === null ? '' : ` ORDER BY ${target.orderBy}`;
  const limit = Math.min(target.limit ?? room, room);
  const soql = `SELECT ${fields} FROM ${object.name} WHERE Id IN (${ids.map(quote).join(', ')})${order} LIMIT ${limit}`;
  return runQuery(org, session, soql).records;
}

/** The caller's own condition, kept apart by parentheses. */
const extra = (target: SearchTarget): string =>
  target.where === null ? '' : ` AND (${target.where})`;

function likeAny(names: readonly string[], term: SearchTerm): string {
  return names
    .flatMap((name) => term.needles.map((needle) => `${name} LIKE ${quoteContains(needle)}`))
    .join(' OR ');
}

const textOf = (record: FoundRecord, names: readonly string[]): string =>
  names.map((name) => (typeof record[name] === 'string' ? record[name] : '')).join('\n');

function searchedFields(
  session: Session,
  object: CatalogObject,
  group: SearchGroup,
): readonly string[] {
  return object.fields
    .filter((field) => field.filterable && inGroup(field, group))
    .filter((field) => visibleField(session, object, field.name) !== undefined)
    .map((field) => field.name);
}

const NAME_PARTS: ReadonlySet<string> = new Set(['FirstName', 'LastName']);
const TEXT_TYPES: ReadonlySet<string> = new Set(['string', 'textarea', 'email', 'phone', 'url']);

function inGroup(field: CatalogField, group: SearchGroup): boolean {
  switch (group) {
    case 'NAME':
      return field.nameField || NAME_PARTS.has(field.name);
    case 'EMAIL':
      return field.type === 'email';
    case 'PHONE':
      return field.type === 'phone';
    case 'ALL':
    case 'SIDEBAR':
      return TEXT_TYPES.has(field.type);
  }
}

/** Objects that the user could search from the page header: those with a tab's flags. */
function everyTarget(org: LocalOrg, session: Session): readonly SearchTarget[] {
  return org.catalog
    .objects()
    .filter((object) => object.definition.flags?.['searchable'] !== false)
    .filter((object) => session.access.readsObject(object) && object.nameField !== undefined)
    .map((object) => ({
      objectName: object.name,
      fields: [],
      where: null,
      orderBy: null,
      limit: null,
    }));
}
