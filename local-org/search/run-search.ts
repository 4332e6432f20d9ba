/** Answers `/search` and `/parameterizedSearch`: SOSL over the text fields of the org. */
import type { Session } from '../data/access.ts';
import { flag } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import type { SObjectRecord } from '../data/record-json.ts';
import { fold, foldedColumn, isFolded, isStored, quoted } from '../data/storage.ts';
import type { LocalOrg } from '../local-org.ts';
import { Compilation } from '../soql/compilation.ts';
import { compileLevel, selectFrom } from '../soql/level.ts';
import { eachRow, rowsOf } from '../soql/level-rows.ts';
import { combine, concat, inList, sql } from '../soql/sql.ts';
import { matches, parseSearchTerms, stems, type SearchTerm } from './search-terms.ts';
import { parseSosl, returningSpec, type FieldGroup, type ReturningSpec } from './sosl-syntax.ts';

export interface SearchResult {
  readonly searchRecords: readonly SObjectRecord[];
}

/** The parameters of `/parameterizedSearch`. Source: REST API guide. */
export interface SearchParameters {
  readonly q: string;
  readonly in?: string;
  readonly fields?: readonly string[];
  readonly sobjects?: readonly {
    readonly name: string;
    readonly fields?: readonly string[];
    readonly where?: string;
    readonly orderBy?: string;
    readonly limit?: number;
  }[];
  readonly overallLimit?: number;
  readonly defaultLimit?: number;
}

/** Records of one search. Source: SOSL limits. */
const MOST_RESULTS = 2_000;

export function runSearch(org: LocalOrg, session: Session, sosl: string): SearchResult {
  const { find, fieldGroup, returning, limit } = parseSosl(sosl);
  return search(org, session, { term: parseSearchTerms(find), fieldGroup, returning, limit });
}

/** The same search, its parts given one by one; the term is taken literally. */
export function runParameterizedSearch(
  org: LocalOrg,
  session: Session,
  parameters: SearchParameters,
): SearchResult {
  const { q, fields, sobjects, overallLimit, defaultLimit } = parameters;
  const group = /^(all|email|name|phone|sidebar)/i.exec(parameters.in ?? 'all')?.[1];
  const returning = sobjects?.map((spec) => {
    const limit = spec.limit ?? defaultLimit;
    const clauses = [
      spec.where === undefined ? '' : `WHERE ${spec.where}`,
      spec.orderBy === undefined ? '' : `ORDER BY ${spec.orderBy}`,
      limit === undefined ? '' : `LIMIT ${String(Math.trunc(limit))}`,
    ];
    return returningSpec(spec.name, (spec.fields ?? fields ?? []).join(', '), clauses.join(' '));
  });
  return search(org, session, {
    term: parseSearchTerms(q),
    fieldGroup: (group?.toLowerCase() ?? 'all') as FieldGroup,
    returning,
    limit: overallLimit,
  });
}

interface Search {
  readonly term: SearchTerm;
  readonly fieldGroup: FieldGroup;
  readonly returning: readonly ReturningSpec[] | undefined;
  readonly limit: number | undefined;
}

function search(org: LocalOrg, session: Session, asked: Search): SearchResult {
  const specs = asked.returning ?? everySearchable(org, session);
  const most = Math.min(asked.limit ?? MOST_RESULTS, MOST_RESULTS);
  const records = specs.flatMap((spec) => searchObject(org, session, spec, asked));
  return { searchRecords: records.slice(0, most) };
}

function everySearchable(org: LocalOrg, session: Session): readonly ReturningSpec[] {
  return org.catalog
    .objects()
    .filter((object) => session.access.readsObject(object) && isSearchable(object))
    .map((object) => returningSpec(object.name, 'Id', ''));
}

const isSearchable = (object: CatalogObject): boolean =>
  flag(object, 'searchable') && object.definition.keyPrefix !== null;

function searchObject(
  org: LocalOrg,
  session: Session,
  spec: ReturningSpec,
  { term, fieldGroup }: Search,
): readonly SObjectRecord[] {
  const compilation = new Compilation(org, session, spec.soql, false);
  const object = compilation.object(spec.objectName);
  const at = spec.query.from[0]?.name.at ?? spec.query.at;
  if (!object || !isSearchable(object)) throw compilation.errors.noSuchType(spec.objectName, at);
  const plan = compileLevel(compilation, object, spec.query, 1);
  const ids = foundIds(org, object, searchedFields(session, object, fieldGroup), term);
  if (ids.length === 0) return [];
  const rows = rowsOf(
    org,
    concat(
      selectFrom(plan, plan.columns, inList(`${plan.alias}."Id"`, ids)),
      ' ORDER BY ',
      plan.order,
      sql(' LIMIT ? OFFSET ?', Math.min(plan.limit ?? MOST_RESULTS, MOST_RESULTS), plan.offset),
    ),
  );
  return rows.flatMap((row) => plan.shape.read(row, () => null) ?? []);
}

/** Ids of rows that SQLite finds by a stem and whose words then really match. */
function foundIds(
  org: LocalOrg,
  object: CatalogObject,
  fields: readonly CatalogField[],
  term: SearchTerm,
): readonly string[] {
  if (fields.length === 0) return [];
  const found = stems(term).flatMap((stem) =>
    fields.map((field) => {
      const column = isFolded(field) ? foldedColumn(field.name) : field.name;
      return sql(`instr(lower(${quoted(column)}), ?) > 0`, fold(stem));
    }),
  );
  const columns = ['Id', ...fields.map((field) => field.name)].map(quoted).join(', ');
  const statement = concat(
    `SELECT ${columns} FROM ${quoted(object.name)} WHERE `,
    combine('OR', found),
  );
  const ids: string[] = [];
  for (const [id, ...texts] of eachRow(org, statement)) {
    const words = texts.map((text) => String(text ?? ''));
    if (matches(term, words)) ids.push(String(id));
  }
  return ids;
}

const TEXT: ReadonlySet<string> = new Set([
  'combobox',
  'email',
  'phone',
  'string',
  'textarea',
  'url',
]);

function searchedFields(
  session: Session,
  object: CatalogObject,
  group: FieldGroup,
): readonly CatalogField[] {
  return object.fields.filter(
    (field) =>
      TEXT.has(field.type) &&
      isStored(field) &&
      session.access.readsField(object, field) &&
      inGroup(field, group),
  );
}

function inGroup(field: CatalogField, group: FieldGroup): boolean {
  const named = field.nameField || field.compoundFieldName === 'Name';
  switch (group) {
    case 'all':
      return true;
    case 'email':
      return field.type === 'email';
    case 'name':
      return named;
    case 'phone':
      return field.type === 'phone';
    case 'sidebar':
      return named || field.type === 'email' || field.type === 'phone' || field.externalId;
  }
}
