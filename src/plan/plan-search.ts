/** `search`: one text over several objects → a SOSL statement, or LIKE where SOSL would look into hidden fields. */

import {
  getNamedType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import { outputBindingOf, typeBindingOf } from '../model/schema-bindings.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import { argumentValues, refuseMissingVariables } from './list-arguments.ts';
import type { PlanContext } from './plan-context.ts';
import { canSearch, planSearchTarget, type SearchTarget } from './plan-search-target.ts';
import type { SearchFieldShape, SearchPlan } from './plan.ts';
import { badSearch, searchWords } from './search-words.ts';

type Field = GraphQLField<unknown, unknown>;

/** Records of all objects together. */
export const MAX_SEARCH_RECORDS = 200;
/** Objects of one search: where LIKE is used, each is a statement. */
const MAX_SEARCHED_OBJECTS = 20;

/** @throws AppError BAD_USER_INPUT for a text or objects that cannot be searched, FORBIDDEN for objects that are hidden. */
export function planSearch(
  context: PlanContext,
  field: Field,
  collected: CollectedField,
): SearchPlan {
  refuseMissingVariables(context.inputs, collected.node);
  const values = argumentValues(context.inputs, field, collected.node);
  const words = searchWords(String(values['text']));
  const size = readFirst(values['first']);
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A search has an object type.');
  const fields = collectFields(context.inputs, type, selectionsOf(collected));
  const nodes = fields.filter((one) => one.name !== '__typename');
  const targets = searchedTypes(context, type, nodes, values['in']).flatMap((target) => {
    const object = typeBindingOf(target).object;
    return planSearchTarget({
      context,
      object,
      type: target,
      words,
      size,
      nodes,
      path: [collected.key],
    });
  });
  const returning = targets.flatMap((target) => target.returning ?? []);
  return {
    size,
    sosl: returning.length === 0 ? null : { words, returning },
    targets: targets.map(withoutReturning),
    fields: fields.map((one) => fieldShape(type, one)),
  };
}

// Private:

function withoutReturning({ list, side }: SearchTarget) {
  return { list, side };
}

function fieldShape(type: GraphQLObjectType, { key, name }: CollectedField): SearchFieldShape {
  return name === '__typename'
    ? { kind: 'typename', key, name: type.name }
    : { kind: 'nodes', key };
}

function readFirst(value: unknown): number {
  const first = typeof value === 'number' ? value : DEFAULT_SIZE;
  if (first >= 1 && first <= MAX_SEARCH_RECORDS) return first;
  throw badSearch(`first is ${first}`, `Ask for 1 to ${MAX_SEARCH_RECORDS} records.`);
}

/** When `first` is given as null. */
const DEFAULT_SIZE = 20;

/** The objects that are named, or else those that the viewer may search and the operation selects something of. */
function searchedTypes(
  context: PlanContext,
  type: GraphQLObjectType,
  nodes: readonly CollectedField[],
  named: unknown,
): readonly GraphQLObjectType[] {
  if (nodes.length === 0) return [];
  const all = resultTypes(type);
  const searched =
    named === undefined ? selectedTypes(context, all, nodes) : namedTypes(context, all, named);
  if (searched.length > MAX_SEARCHED_OBJECTS) {
    throw new AppError('QUERY_TOO_EXPENSIVE', `The search covers ${searched.length} objects.`, {
      hint: `Name at most ${MAX_SEARCHED_OBJECTS} objects in the argument in.`,
    });
  }
  if (searched.length > 0) return searched;
  throw new AppError('FORBIDDEN', 'Of the objects selected here you may search none.', {
    hint: "The gateway's policy must give your role a rule for an object that nodes selects fields of.",
  });
}

/** Types with a fragment of their own; `__typename` alone speaks of every type, and so of none. */
function selectedTypes(
  context: PlanContext,
  all: readonly GraphQLObjectType[],
  nodes: readonly CollectedField[],
): readonly GraphQLObjectType[] {
  const selections = nodes.flatMap(selectionsOf);
  const selected = all.filter((type) =>
    collectFields(context.inputs, type, selections).some(({ name }) => name !== '__typename'),
  );
  return (selected.length > 0 ? selected : all).filter((type) =>
    canSearch(context, typeBindingOf(type).object),
  );
}

function namedTypes(
  context: PlanContext,
  all: readonly GraphQLObjectType[],
  named: unknown,
): readonly GraphQLObjectType[] {
  if (!Array.isArray(named) || named.length === 0) {
    throw badSearch('in names no objects', 'Leave the argument out, or name at least one object.');
  }
  return [...new Set<unknown>(named)].map((name) => {
    const type = all.find((one) => typeBindingOf(one).object.name === name);
    if (type === undefined) throw new TypeError(`${String(name)} cannot be searched.`);
    context.requireAccess(typeBindingOf(type).object);
    return type;
  });
}

function resultTypes(type: GraphQLObjectType): readonly GraphQLObjectType[] {
  const nodes = Object.values(type.getFields()).find(
    (one) => outputBindingOf(one)?.kind === 'nodes',
  );
  const result = nodes && getNamedType(nodes.type);
  if (!isUnionType(result)) throw new TypeError('A search answers a union.');
  return result.getTypes();
}
