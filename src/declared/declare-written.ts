/** A field with `@soql` → its query, checked against the model, and the form in which its type holds the answer. */

import {
  Kind,
  print,
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type ObjectTypeDefinitionNode,
  type StringValueNode,
} from 'graphql';
import type { OrgModel } from '../model/org-model.ts';
import type { OutputBinding } from '../model/schema-bindings.ts';
import { declareQuery } from './declare-query.ts';
import type { DeclaredQuery } from './declared-query.ts';
import { MOST_LISTED_ROWS, type ResultForm, type WrittenQuery } from './declared-sdl.ts';
import { errorAt } from './query-scope.ts';
import { textOfString } from './sdl-string.ts';
import { capital } from './type-names.ts';
import { PAGING_TYPES, WrittenArguments } from './written-arguments.ts';
import { nullableOf, rowTypeOf, type Fail, type WrittenTypes } from './written-types.ts';

export interface WrittenRequest {
  readonly file: string;
  /** The whole file. */
  readonly text: string;
  readonly field: FieldDefinitionNode;
  readonly directive: ConstDirectiveNode;
  readonly model: OrgModel;
  readonly types: WrittenTypes;
  readonly enums: ReadonlySet<string>;
  readonly fail: Fail;
}

/** @throws DeclaredError, or what `fail` makes. */
export function declareWritten(request: WrittenRequest): WrittenQuery {
  const { field, file, model, enums } = request;
  const name = field.name.value;
  const source = textOfString(file, request.text, statementOf(request));
  const args = new WrittenArguments(field, enums, (at, problem) => errorAt(source, at, problem));
  const query = declareQuery(source, { name, typeName: capital(name) }, model, args);
  const form = readForm(request, query);
  checkArguments(request, query, form);
  return { query, form, mostRows: mostRows(field, query, form) };
}

// Private:

function statementOf({ directive, fail }: WrittenRequest): StringValueNode {
  const value = directive.arguments?.find((one) => one.name.value === 'query')?.value;
  if (value?.kind === Kind.STRING) return value;
  throw fail(directive, '@soql takes its query as a text.');
}

function readForm(request: WrittenRequest, query: DeclaredQuery): ResultForm {
  const { field, types, fail } = request;
  const { result } = query;
  const nullable = nullableOf(field.type);
  const definition =
    nullable.kind === Kind.NAMED_TYPE ? types.definition(nullable.name.value) : undefined;
  if (definition !== undefined && isConnection(definition)) {
    meanConnection(request, query, definition);
    return 'connection';
  }
  if (result.kind === 'count') {
    if (print(nullable) === 'Int') return 'count';
    throw fail(field.type, 'COUNT() is an Int, or the totalCount of a type of this file.');
  }
  const row = rowTypeOf(field.type);
  if (row === null) refuseRequired(request, query);
  meanRows(request, query, row ?? nullable);
  return row === null ? 'first' : 'list';
}

function meanRows(
  { types, model, field, fail }: WrittenRequest,
  { result, object }: DeclaredQuery,
  node: Parameters<WrittenTypes['meanRow']>[0],
): void {
  const rows = model.objects.get(object);
  if (rows === undefined) throw new TypeError(`The model has no object ${object}.`);
  if (result.kind === 'rows') types.meanRow(node, rows, result.items);
  else if (result.kind === 'groups') types.meanGroup(node, result.items);
  else throw fail(field.type, 'COUNT() has no rows.');
}

/** There need not be a first row; of all rows as one group there is one. */
function refuseRequired({ field, fail }: WrittenRequest, { result }: DeclaredQuery): void {
  const isOneGroup = result.kind === 'groups' && result.groupBy === null && result.having === null;
  if (field.type.kind !== Kind.NON_NULL_TYPE || isOneGroup) return;
  throw fail(field.type, `There may be no row for ${field.name.value}: no ! here, or a list.`);
}

const CONNECTION_FIELDS: readonly string[] = ['nodes', 'edges', 'totalCount'];

/** Told by what it holds: a list under `nodes` or `edges`, or a `totalCount`. */
function isConnection({ fields }: ObjectTypeDefinitionNode): boolean {
  return (fields ?? []).some(
    ({ name, type }) =>
      CONNECTION_FIELDS.includes(name.value) &&
      (name.value === 'totalCount' || rowTypeOf(type) !== null),
  );
}

function meanConnection(
  request: WrittenRequest,
  query: DeclaredQuery,
  definition: ObjectTypeDefinitionNode,
): void {
  const object = request.model.objects.get(query.object) ?? null;
  request.types.mean(definition, request.field.type, object, (field) =>
    connectionMember(request, query, field),
  );
}

function connectionMember(
  request: WrittenRequest,
  query: DeclaredQuery,
  field: FieldDefinitionNode,
): OutputBinding {
  const { types, fail } = request;
  const { result } = query;
  const name = field.name.value;
  const row = rowTypeOf(field.type);
  const isPageable = result.kind === 'rows' && result.pageable;
  if (name === 'nodes' && row !== null && result.kind !== 'count') {
    meanRows(request, query, row);
    return { kind: 'nodes' };
  }
  if (name === 'edges' && row !== null && isPageable) {
    const edge = types.definition(row.name.value);
    if (edge === undefined) throw fail(row, 'An edge is a type of this file.');
    types.mean(edge, row, null, (member) => edgeMember(request, query, member));
    return { kind: 'edges' };
  }
  if (name === 'pageInfo' && isPageable && print(nullableOf(field.type)) === 'PageInfo') {
    return { kind: 'pageInfo' };
  }
  if (
    name === 'totalCount' &&
    result.kind !== 'groups' &&
    print(nullableOf(field.type)) === 'Int'
  ) {
    return { kind: 'totalCount' };
  }
  throw fail(
    field,
    `A connection of this query has no ${name}: ${print(field.type)}.${pagingHint(query)}`,
  );
}

function pagingHint({ result }: DeclaredQuery): string {
  return result.kind === 'rows' && !result.pageable
    ? ' Its LIMIT, OFFSET or ORDER BY keeps it from being paged.'
    : '';
}

function edgeMember(
  request: WrittenRequest,
  query: DeclaredQuery,
  field: FieldDefinitionNode,
): OutputBinding {
  const name = field.name.value;
  const nullable = nullableOf(field.type);
  if (name === 'cursor' && print(nullable) === 'String') return { kind: 'edgeCursor' };
  if (name === 'node' && nullable.kind === Kind.NAMED_TYPE) {
    meanRows(request, query, nullable);
    return { kind: 'edgeNode' };
  }
  throw request.fail(field, `An edge has a cursor: String! and a node, not ${name}.`);
}

function checkArguments(
  request: WrittenRequest,
  { arguments: used, result, limit }: DeclaredQuery,
  form: ResultForm,
): void {
  const { field, fail } = request;
  for (const argument of field.arguments ?? []) {
    const name = argument.name.value;
    if (used.some((one) => one.name === name)) continue;
    const paging = PAGING_TYPES.get(name);
    if (paging === undefined) throw fail(argument, `The argument ${name} goes nowhere.`);
    if (print(nullableOf(argument.type)) !== paging) {
      throw fail(argument.type, `${name} is of type ${paging}.`);
    }
    const isOne = form === 'first' || form === 'count' || result.kind === 'count';
    if (isOne) throw fail(argument, `There is nothing to page in ${field.name.value}.`);
    if (name === 'after' && (form !== 'connection' || result.kind !== 'rows' || !result.pageable)) {
      const why = limit === null ? '' : ' and no LIMIT';
      throw fail(argument, `after takes cursors: it needs a type with pageInfo or edges${why}.`);
    }
  }
}

function mostRows(
  { arguments: args }: FieldDefinitionNode,
  { limit }: DeclaredQuery,
  form: ResultForm,
): number | null {
  const isSized = form !== 'list' || (args ?? []).some(isFirst);
  if (isSized) return null;
  return limit?.kind === 'number' ? limit.value : MOST_LISTED_ROWS;
}

function isFirst({ name }: InputValueDefinitionNode): boolean {
  return name.value === 'first';
}
