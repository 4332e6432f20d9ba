/** The text of a declared query + the model → the root field it becomes, or the place of its mistake. */

import type { OrgModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import { MAX_OFFSET } from '../soql/limits.ts';
import { parseStatement } from '../soql/parse-statement.ts';
import { StatementError } from '../soql/statement-tokens.ts';
import type { StatementSyntax } from '../soql/statement-syntax.ts';
import { ArgumentCollector, type QueryArguments } from './argument-collector.ts';
import type { DeclaredQuery, DeclaredResult } from './declared-query.ts';
import { readCount, readOrders, readScope } from './read-clauses.ts';
import { readCondition } from './read-conditions.ts';
import { isCount, isGrouped, readGroups } from './read-groups.ts';
import { readRows } from './read-rows.ts';
import { errorAt, unknownName, type DeclaredText, type QueryScope } from './query-scope.ts';

export interface QueryNames {
  /** Root field. */
  readonly name: string;
  readonly typeName: string;
}

/**
 * @param args those that its binds must be; by default the binds decide.
 * @throws DeclaredError
 */
export function declareQuery(
  source: DeclaredText,
  names: QueryNames,
  model: OrgModel,
  args: QueryArguments = new ArgumentCollector((at, problem) => errorAt(source, at, problem)),
): DeclaredQuery {
  const { statement, comments } = parse(source);
  const scope = openScope(source, statement, args, model);
  const { where } = statement;
  const result = readResult(scope, statement, names.typeName);
  const query = {
    ...names,
    file: source.file,
    description: comments.length === 0 ? null : comments.join('\n').trim(),
    object: scope.object.name,
    scope: readScope(scope, statement.scope),
    where: where === null ? null : readCondition(scope, where),
    orderBy: readOrders(scope, statement.orderBy, result.kind === 'groups' ? result : null),
    limit: readCount(scope, statement.limit, 'Most rows in all.'),
    offset: readCount(scope, statement.offset, 'Rows to leave out at the beginning.', MAX_OFFSET),
    result,
  };
  refuseUnfitClauses(source, statement, result);
  const pageable = { ...query, result: withPaging(query) };
  return Object.freeze({ ...pageable, arguments: checkedArguments(source, args, pageable.result) });
}

// Private:

function parse(source: DeclaredText) {
  try {
    return parseStatement(source.text);
  } catch (error) {
    if (error instanceof StatementError) throw errorAt(source, error.at, error.problem);
    throw error;
  }
}

function openScope(
  source: DeclaredText,
  { from, owner, alias }: StatementSyntax,
  args: QueryArguments,
  model: OrgModel,
): QueryScope {
  if (owner !== null) throw errorAt(source, owner.at, 'One object is expected here.');
  const object = findByName(model.objects, from.text);
  if (object?.queryable === true) {
    return { model, source, args, object, alias: alias?.text ?? null };
  }
  const problem = `There is no object ${from.text} among those that objects: names.`;
  const [any] = model.objects.values();
  if (any === undefined) throw errorAt(source, from.at, problem);
  const scope = { model, source, args, object: any, alias: null };
  throw unknownName(scope, from, [...model.objects.keys()], problem);
}

function readResult(
  scope: QueryScope,
  statement: StatementSyntax,
  typeName: string,
): DeclaredResult {
  if (isCount(statement)) return { kind: 'count' };
  if (isGrouped(statement)) return readGroups(scope, statement, `${typeName}Row`);
  const items = readRows(scope, statement, `${typeName}Row`);
  return { kind: 'rows', items, pageable: false };
}

function withPaging(
  query: Pick<DeclaredQuery, 'result' | 'orderBy' | 'limit' | 'offset'>,
): DeclaredResult {
  if (query.result.kind !== 'rows') return query.result;
  const isWhole = query.offset === null && query.limit === null;
  const pageable = isWhole && query.orderBy.every((order) => order.pageable);
  return { ...query.result, pageable };
}

function refuseUnfitClauses(
  source: DeclaredText,
  statement: StatementSyntax,
  result: DeclaredResult,
): void {
  const { limit, offset, orderBy, groupBy, at } = statement;
  const isOneGroup = result.kind === 'count' || (result.kind === 'groups' && groupBy === null);
  const unfit = isOneGroup ? (result.kind === 'count' ? offset : (limit ?? offset)) : null;
  if (unfit !== null) {
    throw errorAt(source, unfit.at, 'Figures of all rows take no LIMIT and no OFFSET.');
  }
  if (isOneGroup && orderBy.length > 0) {
    throw errorAt(source, at, 'One figure takes no ORDER BY.');
  }
}

/** Names that paging gives to arguments of its own. */
const PAGING: readonly string[] = ['first', 'after'];

function checkedArguments(source: DeclaredText, args: QueryArguments, result: DeclaredResult) {
  const all = args.all();
  const taken = result.kind === 'count' ? undefined : all.find((one) => PAGING.includes(one.name));
  if (taken === undefined) return all;
  const at = source.text.indexOf(`:${taken.name}`);
  throw errorAt(
    source,
    Math.max(0, at),
    `:${taken.name} is the name of a paging argument: choose another.`,
  );
}
