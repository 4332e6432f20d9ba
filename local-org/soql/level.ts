/** Compiles one level of a plain query, root or child list, with the levels below it. */
import type { CatalogObject } from '../data/catalog.ts';
import { quoted } from '../data/storage.ts';
import { SalesforceError } from '../errors.ts';
import type { Compilation } from './compilation.ts';
import { rowConditions } from './conditions.ts';
import type { ChildPlan, LevelPlan } from './level-plan.ts';
import { compileOrder } from './ordering.ts';
import { Scope } from './scope.ts';
import { scopeCondition } from './scopes.ts';
import { SelectList } from './select-list.ts';
import { concat, joinSql, sql, type Sql } from './sql.ts';
import type { QueryNode, SelectItemNode, SelectSubqueryNode } from './syntax.ts';

/** Source: OFFSET in the SOQL guide. */
const LARGEST_OFFSET = 2_000;
/** Child lists of one statement. Source: rel-query limits. */
const MOST_SUBQUERIES = 20;
/** Levels of records, the root included, from v58 and before. */
const DEEPEST_LEVEL = { since58: 5, before58: 2 } as const;

export function compileLevel(
  compilation: Compilation,
  object: CatalogObject,
  query: QueryNode,
  depth: number,
): LevelPlan {
  const scope = new Scope(compilation, object, query.from);
  return compileIn(compilation, scope, query, depth);
}

/** Counts the subqueries of a whole statement, nested ones too. */
export function checkSubqueries(compilation: Compilation, query: QueryNode): void {
  if (countSubqueries(query) > MOST_SUBQUERIES) {
    throw compilation.errors.malformed(
      `Too many subqueries: the maximum is ${MOST_SUBQUERIES}`,
      query.at,
    );
  }
}

export function checkOffset(query: QueryNode): void {
  if ((query.offset ?? 0) > LARGEST_OFFSET) {
    throw new SalesforceError(
      400,
      'NUMBER_OUTSIDE_VALID_RANGE',
      `Maximum SOQL offset allowed is ${LARGEST_OFFSET}`,
    );
  }
}

function compileIn(
  compilation: Compilation,
  scope: Scope,
  query: QueryNode,
  depth: number,
): LevelPlan {
  if (query.select === 'count') {
    throw compilation.errors.malformed('count() is not allowed in a subquery', query.at);
  }
  checkOffset(query);
  refuseFunctionsBesideTypeof(compilation, query.select);
  const list = new SelectList(compilation, scope);
  const children: ChildPlan[] = [];
  const within = { depth, parentLimit: query.limit };
  for (const item of query.select) {
    if (item.kind === 'subquery')
      children.push(addChild(compilation, scope, list, item, children.length, within));
    else list.add(item, query);
  }
  const conditions = [
    rowConditions(compilation, scope, query.where),
    ...scopeCondition(compilation, scope, query.scope),
  ];
  const order = compileOrder(compilation, scope, query.order);
  return {
    object: scope.root.object,
    alias: scope.rootAlias,
    columns: joinSql(list.shapes.columns.columns, ', '),
    from: scope.fromClause(),
    where: joinSql(conditions, ' AND '),
    order,
    limit: query.limit,
    offset: query.offset ?? 0,
    shape: list.shapes.root,
    children,
    longTextFields: list.shapes.longTextFields,
  };
}

/** Source: SOQL guide, TYPEOF: no functions in the same SELECT. */
function refuseFunctionsBesideTypeof(
  compilation: Compilation,
  select: readonly SelectItemNode[],
): void {
  if (!select.some((item) => item.kind === 'typeof')) return;
  for (const item of select) {
    if (item.kind === 'expression' && item.expression.kind === 'call') {
      throw compilation.errors.malformed(
        'Functions are not allowed in a SELECT list with TYPEOF',
        item.expression.at,
      );
    }
  }
}

function addChild(
  compilation: Compilation,
  parent: Scope,
  list: SelectList,
  item: SelectSubqueryNode,
  index: number,
  { depth, parentLimit }: { readonly depth: number; readonly parentLimit: number | undefined },
): ChildPlan {
  const deepest = compilation.apiVersion >= 58 ? DEEPEST_LEVEL.since58 : DEEPEST_LEVEL.before58;
  if (depth >= deepest) {
    throw compilation.errors.malformed(
      `Nested subqueries can not be more than ${deepest - 1} levels deep`,
      item.query.at,
    );
  }
  checkChildClauses(compilation, item.query, parentLimit);
  const { object, fieldName, relationshipName } = childRelation(compilation, parent, item.query);
  const scope = new Scope(compilation, object, item.query.from);
  const plan = compileIn(compilation, scope, item.query, depth + 1);
  const added = list.shapes.root.set(relationshipName, (row, children) => children(index, row));
  if (!added) {
    throw compilation.errors.field(`duplicate alias: ${relationshipName}`, item.query.at);
  }
  return { ...plan, parentKey: `${scope.rootAlias}.${quoted(fieldName)}` };
}

function childRelation(compilation: Compilation, parent: Scope, query: QueryNode) {
  const [first] = query.from;
  // `Contacts` or `Account.Contacts`.
  const path = first?.name.path ?? [];
  const written = path.length < 3 ? (path.at(-1) ?? '') : path.slice(1).join('.');
  const at = first?.name.at ?? query.at;
  const relation = compilation.org.catalog
    .childRelationships(parent.root.object.name)
    .find((child) => child.relationshipName?.toLowerCase() === written.toLowerCase());
  const object = relation && compilation.object(relation.childObject);
  const field = object && compilation.field(object, relation.field.name);
  if (!object || !field || relation.relationshipName === null) {
    throw compilation.errors.noSuchChildRelation(written, at);
  }
  return { object, fieldName: field.name, relationshipName: relation.relationshipName };
}

function checkChildClauses(
  compilation: Compilation,
  query: QueryNode,
  parentLimit: number | undefined,
): void {
  // Source: SOQL guide, OFFSET: in a subquery only where the parent has LIMIT 1.
  if (query.offset !== undefined && parentLimit !== 1) {
    throw compilation.errors.malformed(
      'OFFSET is only allowed in a nested query if the parent query has LIMIT 1',
      query.at,
    );
  }
  if (query.group || query.having) {
    throw compilation.errors.malformed('Aggregates are not allowed in a nested query', query.at);
  }
  if (query.scope) {
    throw compilation.errors.malformed('USING SCOPE is not allowed in a nested query', query.at);
  }
}

function countSubqueries(query: QueryNode): number {
  if (query.select === 'count') return 0;
  return query.select.reduce(
    (count, item) => count + (item.kind === 'subquery' ? 1 + countSubqueries(item.query) : 0),
    0,
  );
}

/** `SELECT ... FROM ... WHERE ...` of a level, further conditions included. */
export const selectFrom = (plan: LevelPlan, columns: Sql, further: Sql = sql('1')): Sql =>
  concat('SELECT ', columns, ' FROM ', plan.from, ' WHERE ', further, ' AND ', plan.where);
