/** The SELECT list of a query for rows → the members of its GraphQL types. */

import { isFormattedType } from '../model/field-abilities.ts';
import { findByName } from '../model/resolve-path.ts';
import type { FieldModel, ObjectModel, ParentModel } from '../model/org-model.ts';
import {
  MAX_FIELDS_ROWS,
  MAX_PARENT_DEPTH,
  MAX_SUBQUERIES,
  MAX_SUBQUERY_DEPTH,
} from '../soql/limits.ts';
import type {
  CallSyntax,
  NameSyntax,
  PathSyntax,
  SelectItemSyntax,
  StatementSyntax,
  ValueSyntax,
} from '../soql/statement-syntax.ts';
import type { RowItem } from './declared-query.ts';
import { RowMembers } from './row-members.ts';
import { readCondition } from './read-conditions.ts';
import { findField, findParent, onlyPath, targetOf, withoutAlias } from './read-operand.ts';
import { readCount, readOrders, readScope } from './read-clauses.ts';
import { errorAt, findMember, type QueryScope } from './query-scope.ts';

/** @param typeName what the names of nested types begin with. @param depth subqueries above this one. */
export function readRows(
  scope: QueryScope,
  { items, limit }: Pick<StatementSyntax, 'items' | 'limit'>,
  typeName: string,
  depth = 0,
): readonly RowItem[] {
  const members = new RowMembers(scope.source, typeName);
  const subqueries = items.filter((item) => item.kind === 'subquery');
  const extra = subqueries[MAX_SUBQUERIES];
  if (extra !== undefined) {
    throw errorAt(scope.source, extra.statement.at, `SOQL takes ${MAX_SUBQUERIES} subqueries.`);
  }
  for (const item of items) readItem({ scope, members, depth, limit }, item);
  return members.build();
}

// Private:

interface Reading {
  readonly scope: QueryScope;
  readonly members: RowMembers;
  readonly depth: number;
  readonly limit: ValueSyntax | null;
}

function readItem(reading: Reading, item: SelectItemSyntax): void {
  const { scope } = reading;
  switch (item.kind) {
    case 'subquery':
      readSubquery(reading, item.statement);
      return;
    case 'typeOf':
      readTypeOf(reading, item);
      return;
    case 'field':
      if (item.operand.kind === 'call') {
        readCall(reading, item.operand, item.alias);
        return;
      }
      if (item.alias !== null) {
        throw errorAt(
          scope.source,
          item.alias.at,
          'SOQL takes an alias beside a function or in a query with GROUP BY only.',
        );
      }
      readPath(reading, item.operand.path);
  }
}

function readPath({ scope, members }: Reading, written: PathSyntax): void {
  const path = withoutAlias(scope, written);
  if (path.length > MAX_PARENT_DEPTH + 1) {
    const at = written[0]?.at ?? 0;
    throw errorAt(scope.source, at, `SOQL follows at most ${MAX_PARENT_DEPTH} parents.`);
  }
  addPath(scope, members, scope.object, path);
}

/** Walks parents, each a nested type of its own; the last name is the field. */
function addPath(
  scope: QueryScope,
  members: RowMembers,
  object: ObjectModel,
  path: PathSyntax,
): void {
  const [step, ...rest] = path;
  if (step === undefined) throw new TypeError('A path has no names.');
  if (rest.length === 0) {
    members.add({ kind: 'column', ...memberOf(findField(scope, object, step)) }, step.at);
    return;
  }
  const parent = findParent(scope, object, step);
  if (parent.polymorphic) addPolymorphic(scope, members, parent, step, rest);
  else {
    const target = targetOf(scope, parent, step);
    addPath(scope, members.target(parent, target.name, step.at), target, rest);
  }
}

function memberOf(field: FieldModel): { readonly name: string; readonly field: FieldModel } {
  return { name: field.graphqlName, field };
}

/** `Owner.Name`: every object that it can be of and that has the field; Type is the object's own name. */
function addPolymorphic(
  scope: QueryScope,
  members: RowMembers,
  parent: ParentModel,
  step: NameSyntax,
  rest: PathSyntax,
): void {
  const [name, ...deeper] = rest;
  if (name === undefined || deeper.length > 0) {
    throw errorAt(scope.source, step.at, `Read what is behind ${parent.name} by TYPEOF.`);
  }
  const isType = name.text.toLowerCase() === 'type';
  let isKnown = false;
  for (const target of targetsOf(scope, parent)) {
    const field = findByName(target.fields, name.text);
    if (field === undefined && !isType) continue;
    isKnown = true;
    const inner = members.target(parent, target.name, step.at);
    if (isType) inner.add({ kind: 'type', name: 'type' }, name.at);
    else if (field !== undefined) inner.add({ kind: 'column', ...memberOf(field) }, name.at);
  }
  if (isKnown) return;
  throw errorAt(scope.source, name.at, `No object behind ${parent.name} has a field ${name.text}.`);
}

function targetsOf(scope: QueryScope, parent: ParentModel): readonly ObjectModel[] {
  return parent.targets
    .map((target) => scope.model.objects.get(target))
    .filter((target) => target !== undefined);
}

function readTypeOf(
  { scope, members }: Reading,
  item: Extract<SelectItemSyntax, { kind: 'typeOf' }>,
): void {
  const parent = findParent(scope, scope.object, item.relationship);
  if (!parent.polymorphic) {
    throw errorAt(scope.source, item.relationship.at, `${parent.name} is always of one object.`);
  }
  const targets = new Map(targetsOf(scope, parent).map((target) => [target.name, target]));
  const named = new Set<string>();
  for (const when of item.whens) {
    const problem = `${parent.name} cannot be a ${when.object.text}, or objects: does not name it.`;
    const target = findMember(scope, targets, when.object, problem);
    named.add(target.name);
    const inner = members.target(parent, target.name, when.object.at);
    for (const path of when.fields) addPath(scope, inner, target, path);
  }
  for (const target of targets.values()) {
    if (item.otherwise === null || named.has(target.name)) continue;
    const inner = members.target(parent, target.name, item.relationship.at);
    for (const [name] of item.otherwise) {
      const field = name === undefined ? undefined : findByName(target.fields, name.text);
      if (name !== undefined && field !== undefined) {
        inner.add({ kind: 'column', ...memberOf(field) }, name.at);
      }
    }
  }
}

/** What Salesforce takes among the rows, and the gateway does not. */
const UNSUPPORTED: ReadonlySet<string> = new Set(['CONVERTCURRENCY', 'DISTANCE']);

function readCall(reading: Reading, call: CallSyntax, alias: NameSyntax | null): void {
  const { scope, members } = reading;
  const name = call.fn.text.toUpperCase();
  if (name === 'FIELDS') {
    expandFields(reading, call);
    return;
  }
  if (name !== 'TOLABEL' && name !== 'FORMAT') {
    const what = UNSUPPORTED.has(name)
      ? 'is not supported in a declared query'
      : 'cannot be selected here';
    throw errorAt(scope.source, call.fn.at, `${call.fn.text}() ${what}.`);
  }
  const path = withoutAlias(scope, onlyPath(scope, call));
  const [last] = path.slice(-1);
  if (last === undefined) throw new TypeError('A path has no names.');
  let object = scope.object;
  let inner = members;
  for (const step of path.slice(0, -1)) {
    const parent = findParent(scope, object, step);
    if (parent.polymorphic) {
      throw errorAt(scope.source, step.at, `${call.fn.text}() cannot follow ${parent.name}.`);
    }
    object = targetOf(scope, parent, step);
    // Salesforce answers an alias beside the row's own fields; without one the field stays with its parent.
    if (alias === null) inner = inner.target(parent, object.name, step.at);
  }
  if (alias !== null && path.length > 1) {
    throw errorAt(scope.source, alias.at, 'Leave the alias out: the value stands with its parent.');
  }
  const field = findField(scope, object, last);
  const kind = name === 'FORMAT' ? 'formatted' : 'label';
  refuseWrongType(scope, call, kind, field);
  inner.add({ kind, name: alias?.text ?? field.graphqlName, field }, call.fn.at);
}

function refuseWrongType(
  scope: QueryScope,
  call: CallSyntax,
  kind: 'formatted' | 'label',
  field: FieldModel,
): void {
  const fits = kind === 'label' ? field.picklist.length > 0 : isFormattedType(field.type);
  if (fits) return;
  throw errorAt(
    scope.source,
    call.fn.at,
    `${call.fn.text}() cannot be taken of ${field.name}, which is of type ${field.type}.`,
  );
}

function expandFields({ scope, members, limit }: Reading, call: CallSyntax): void {
  const [argument] = call.args;
  const word = argument?.kind === 'path' ? argument.path[0]?.text.toUpperCase() : undefined;
  if (word !== 'ALL' && word !== 'STANDARD' && word !== 'CUSTOM') {
    throw errorAt(
      scope.source,
      call.fn.at,
      'It must be FIELDS(ALL), FIELDS(STANDARD) or FIELDS(CUSTOM).',
    );
  }
  const isBounded = limit?.kind === 'bind' || Number(limit?.text) <= MAX_FIELDS_ROWS;
  if (word !== 'STANDARD' && !isBounded) {
    const problem = `FIELDS(${word}) needs a LIMIT of at most ${MAX_FIELDS_ROWS}.`;
    throw errorAt(scope.source, call.fn.at, problem);
  }
  for (const field of scope.object.fields.values()) {
    if (word !== 'ALL' && field.custom !== (word === 'CUSTOM')) continue;
    members.add({ kind: 'column', ...memberOf(field) }, call.fn.at);
  }
}

function readSubquery({ scope, members, depth }: Reading, statement: StatementSyntax): void {
  const { from, owner } = statement;
  if (owner !== null) requireOwnName(scope, owner);
  if (depth >= MAX_SUBQUERY_DEPTH) {
    throw errorAt(scope.source, statement.at, `SOQL nests ${MAX_SUBQUERY_DEPTH} subqueries.`);
  }
  const child = findMember(
    scope,
    scope.object.children,
    from,
    `${scope.object.name} has no children ${from.text} among the objects that objects: names.`,
  );
  const object = scope.model.objects.get(child.object);
  if (object === undefined) throw new TypeError(`The model has no object ${child.object}.`);
  refuseFigures(scope, statement);
  const inner: QueryScope = { ...scope, object, alias: statement.alias?.text ?? null };
  const typeName = members.nestedName(child.graphqlName);
  members.add(
    {
      kind: 'children',
      name: child.graphqlName,
      child,
      typeName,
      items: readRows(inner, statement, typeName, depth + 1),
      scope: readScope(inner, statement.scope),
      where: statement.where === null ? null : readCondition(inner, statement.where),
      orderBy: readOrders(inner, statement.orderBy),
      limit: readCount(inner, statement.limit, 'Most rows of each parent.'),
    },
    from.at,
  );
}

/** `FROM Account.Contacts` or `FROM a.Contacts`: only the object that the subquery stands in. */
function requireOwnName(scope: QueryScope, owner: NameSyntax): void {
  const names = [scope.object.name, ...(scope.alias === null ? [] : [scope.alias])];
  if (names.some((name) => name.toLowerCase() === owner.text.toLowerCase())) return;
  const problem = `A subquery reads children of ${scope.object.name}, not of ${owner.text}.`;
  throw errorAt(scope.source, owner.at, problem);
}

function refuseFigures(scope: QueryScope, { groupBy, having, offset, at }: StatementSyntax): void {
  const place = groupBy?.at ?? offset?.at ?? (having === null ? null : at);
  if (place === null) return;
  throw errorAt(scope.source, place, 'A subquery cannot be grouped or read from an OFFSET.');
}
