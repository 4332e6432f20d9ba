/** Answers `/query` and `/queryMore` with REST's exact JSON shape. */
import type { Session } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { SObjectRecord } from '../data/record-json.ts';
import { flag } from '../data/access.ts';
import { malformedQuery, SalesforceError } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import { Compilation } from './compilation.ts';
import { rowConditions } from './conditions.ts';
import { findCursor, locatorUrl, openCursor } from './cursors.ts';
import { isGrouped, runGrouped, type AggregateRecord } from './grouped-query.ts';
import { checkOffset, checkSubqueries, compileLevel } from './level.ts';
import type { LevelPlan } from './level-plan.ts';
import { allIds, firstRows, rowsOf, rowsOfIds, toPage } from './level-rows.ts';
import { parseSoql } from './parse.ts';
import { Scope } from './scope.ts';
import { scopeCondition } from './scopes.ts';
import { concat, joinSql, sql } from './sql.ts';
import type { NameNode, QueryNode } from './syntax.ts';

export interface QueryResult {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly (SObjectRecord | AggregateRecord)[];
}

export interface QueryOptions {
  /** `Sforce-Query-Options: batchSize=N`; kept within 200 and 2,000, the default. */
  readonly batchSize?: number;
  /** queryAll: deleted rows too. */
  readonly includesDeleted?: boolean;
}

const PAGE = { smallest: 200, largest: 2_000 } as const;

/** Runs a statement for a session; throws SalesforceError as the REST API would answer. */
export function runQuery(
  org: LocalOrg,
  session: Session,
  soql: string,
  options: QueryOptions = {},
): QueryResult {
  const query = parseSoql(soql);
  const compilation = new Compilation(org, session, soql, options.includesDeleted ?? false);
  const object = rootObject(compilation, query);
  checkClauses(compilation, query);
  if (query.select === 'count' && !query.group) return countRows(compilation, object, query);
  if (isGrouped(query)) {
    checkOffset(query);
    const records = runGrouped(compilation, new Scope(compilation, object, query.from), query);
    return { totalSize: records.length, done: true, records };
  }
  if (query.having) throw compilation.errors.malformed('HAVING needs a GROUP BY', query.at);
  return runPlain(compilation, compileLevel(compilation, object, query, 1), options);
}

/** The next page of a locator, e.g. `0r8LO0000000001-2000`. */
export function queryMore(org: LocalOrg, session: Session, locator: string): QueryResult {
  const { cursor, offset, locator: name } = findCursor(org, session, locator);
  const ids = cursor.ids.slice(offset, offset + cursor.batchSize);
  const rows = rowsOfIds(org, cursor.plan, ids);
  const page = toPage(org, cursor.plan, rows, cursor.batchSize, (plan, childIds, given) =>
    openCursor(org, session, { plan, ids: childIds, batchSize: cursor.batchSize }, given),
  );
  // Rows that were deleted since the first page are passed over.
  const given = page.taken === rows.length ? offset + ids.length : offset + page.taken;
  const done = given >= cursor.ids.length;
  return {
    totalSize: cursor.ids.length,
    done,
    ...(done ? {} : { nextRecordsUrl: locatorUrl(session, name, given) }),
    records: page.records,
  };
}

function rootObject(compilation: Compilation, query: QueryNode): CatalogObject {
  const [first] = query.from;
  const name = first?.name.text ?? '';
  const at = first?.name.at ?? query.at;
  if (name.toLowerCase() === 'aggregateresult') {
    throw new SalesforceError(
      400,
      'INVALID_TYPE_FOR_OPERATION',
      'entity type AggregateResult does not support query',
    );
  }
  const object = compilation.object(name);
  if (!object) throw compilation.errors.noSuchType(name, at);
  if (!flag(object, 'queryable')) {
    throw new SalesforceError(
      400,
      'INVALID_TYPE_FOR_OPERATION',
      `entity type ${object.name} does not support query`,
    );
  }
  return object;
}

/** Clauses that are accepted because they change nothing over REST. */
const HARMLESS_WITH: ReadonlySet<string> = new Set([
  'security_enforced',
  'user_mode',
  'system_mode',
]);

function checkClauses(compilation: Compilation, query: QueryNode): void {
  checkSubqueries(compilation, query);
  if (query.lookup) throw lookupRefusal(compilation, query.lookup);
  const refused = query.withClauses.find((clause) => !HARMLESS_WITH.has(clause));
  if (refused !== undefined) {
    throw malformedQuery(`WITH ${refused.toUpperCase()} is not supported for this object`);
  }
}

function lookupRefusal(compilation: Compilation, lookup: NameNode): SalesforceError {
  const [objectName = ''] = lookup.path;
  return compilation.object(objectName)
    ? compilation.errors.malformed('USING LOOKUP is not supported', lookup.at)
    : compilation.errors.noSuchType(objectName, lookup.at);
}

function countRows(compilation: Compilation, object: CatalogObject, query: QueryNode): QueryResult {
  if (query.order.length > 0) {
    throw compilation.errors.malformed('ORDER BY is not allowed with COUNT()', query.at);
  }
  checkOffset(query);
  const scope = new Scope(compilation, object, query.from);
  const conditions = [
    rowConditions(compilation, scope, query.where),
    ...scopeCondition(compilation, scope, query.scope),
  ];
  const rows = concat(
    'SELECT 1 FROM ',
    scope.fromClause(),
    ' WHERE ',
    joinSql(conditions, ' AND '),
  );
  const limited = concat(rows, sql(' LIMIT ? OFFSET ?', query.limit ?? -1, query.offset ?? 0));
  const [row] = rowsOf(compilation.org, concat('SELECT count(*) FROM (', limited, ')'));
  return { totalSize: Number(row?.[0] ?? 0), done: true, records: [] };
}

function runPlain(compilation: Compilation, plan: LevelPlan, options: QueryOptions): QueryResult {
  const { org, session } = compilation;
  const batchSize = pageSize(options.batchSize, plan);
  const rows = firstRows(org, plan, batchSize + 1);
  const page = toPage(org, plan, rows.slice(0, batchSize), batchSize, (child, ids, given) =>
    openCursor(org, session, { plan: child, ids, batchSize }, given),
  );
  if (page.taken === rows.length) {
    return { totalSize: rows.length, done: true, records: page.records };
  }
  const ids = allIds(org, plan);
  const nextRecordsUrl = openCursor(org, session, { plan, ids, batchSize }, page.taken);
  return { totalSize: ids.length, done: false, nextRecordsUrl, records: page.records };
}

/** Two or more long text fields make Salesforce return pages of 200. */
function pageSize(asked: number | undefined, plan: LevelPlan): number {
  if (plan.longTextFields >= 2) return PAGE.smallest;
  return Math.min(PAGE.largest, Math.max(PAGE.smallest, asked ?? PAGE.largest));
}
