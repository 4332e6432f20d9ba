/** Estimates what an operation may read at most, in cells: rows times fields, with a surcharge for every root statement. */

import {
  Kind,
  getNamedType,
  isCompositeType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isInterfaceType,
  valueFromASTUntyped,
} from 'graphql';
import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLNamedType,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { listRowsOf } from '../model/schema-bindings.ts';

export interface CostRequest {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Cells that one statement is worth even if it selects a single one. */
export const STATEMENT_COST = 100;
/** Page size where neither the operation nor the schema names one. */
const DEFAULT_PAGE = 25;

/**
 * The document must be valid against the schema. It is walked once for as long as it is in use, and once more for every
 * new page size that a variable gives.
 */
export function costOf(request: CostRequest): number {
  const kept = keptCosts(request);
  const readVariable = variableReader(request);
  const known = kept.bySizes.get(sizesIn(kept.variables, readVariable));
  if (known !== undefined) return known;
  const { cost, variables } = walkOperation(request, readVariable);
  kept.variables = variables;
  kept.bySizes.set(sizesIn(variables, readVariable), cost);
  return cost;
}

interface KeptCosts {
  readonly schema: GraphQLSchema;
  /** Variables that sizes are taken from; the same whatever their values, null before the first walk. */
  variables: readonly string[] | null;
  readonly bySizes: LRUCache<string, number>;
}

/** Sizes of one operation whose costs are kept. */
const MAX_SIZES = 20;
const costs = new WeakMap<OperationDefinitionNode, KeptCosts>();

function keptCosts({ schema, operation }: CostRequest): KeptCosts {
  const known = costs.get(operation);
  if (known?.schema === schema) return known;
  const fresh: KeptCosts = { schema, variables: null, bySizes: new LRUCache({ max: MAX_SIZES }) };
  costs.set(operation, fresh);
  return fresh;
}

/** What was given, else what the operation declares. */
function variableReader({ operation, variables }: CostRequest): ReadVariable {
  return (name) => {
    if (variables[name] !== undefined) return variables[name];
    const { defaultValue } =
      operation.variableDefinitions?.find(({ variable }) => variable.name.value === name) ?? {};
    return defaultValue && valueFromASTUntyped(defaultValue);
  };
}

function sizesIn(names: readonly string[] | null, readVariable: ReadVariable): string {
  if (names === null) return '';
  return names.map((name) => sizeText(readVariable(name))).join(' ');
}

function sizeText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  return typeof value === 'number' ? String(value) : '-';
}

interface WalkedOperation {
  readonly cost: number;
  readonly variables: readonly string[];
}

function walkOperation(request: CostRequest, readVariable: ReadVariable): WalkedOperation {
  const { schema, operation } = request;
  const root = schema.getRootType(operation.operation);
  if (!root) return { cost: 0, variables: [] };
  const used = new Set<string>();
  const walk = createWalk(request, (name) => {
    used.add(name);
    return readVariable(name);
  });
  const lists = operation.selectionSet.selections.filter(
    (selection) => selection.kind !== Kind.FIELD || takesArguments(root, selection),
  );
  const cost = walk(operation.selectionSet, root, null) + lists.length * STATEMENT_COST;
  return { cost, variables: [...used] };
}

type ReadVariable = (name: string) => unknown;

type Walk = (selections: SelectionSetNode, type: GraphQLNamedType, page: number | null) => number;

/** @returns cells per one object of `type`; `page` is how many rows the lists directly below may have. */
function createWalk({ schema, document }: CostRequest, readVariable: ReadVariable): Walk {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const known = new Map<string, number>();

  const costOfFragment = (name: string, page: number | null): number => {
    const key = `${name} ${page}`;
    let cost = known.get(key);
    if (cost === undefined) {
      const fragment = fragments.get(name);
      const type = fragment && schema.getType(fragment.typeCondition.name.value);
      cost = fragment && type ? walk(fragment.selectionSet, type, page) : 0;
      known.set(key, cost);
    }
    return cost;
  };

  const costOfField = (node: FieldNode, type: GraphQLNamedType, page: number | null): number => {
    const field = fieldOf(type, node.name.value);
    if (field === undefined) return 0;
    const named = getNamedType(field.type);
    if (isLeafType(named) || !node.selectionSet || !isCompositeType(named)) return 1;
    const ownPage = pageSizeOf(field, node, readVariable);
    if (isList(field.type)) return (ownPage ?? page ?? 1) * walk(node.selectionSet, named, null);
    return walk(node.selectionSet, named, ownPage);
  };

  const walk: Walk = (selectionSet, type, page) => {
    let cost = 0;
    for (const selection of selectionSet.selections) {
      if (selection.kind === Kind.FIELD) cost += costOfField(selection, type, page);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        cost += costOfFragment(selection.name.value, page);
      } else {
        const condition =
          selection.typeCondition && schema.getType(selection.typeCondition.name.value);
        cost += walk(selection.selectionSet, condition ?? type, page);
      }
    }
    return cost;
  };
  return walk;
}

/** Root fields without arguments (viewer, org) are answered without Salesforce. */
function takesArguments(root: GraphQLNamedType, node: FieldNode): boolean {
  return (fieldOf(root, node.name.value)?.args.length ?? 0) > 0;
}

function fieldOf(type: GraphQLNamedType, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** The number of rows that `first` or `last` asks for; null for a field that takes neither. */
function pageSizeOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  readVariable: ReadVariable,
): number | null {
  const first = field.args.find((argument) => argument.name === 'first');
  if (first === undefined) return listRowsOf(field) ?? representationsOf(node, readVariable);
  // Both are read whatever they say: which variables decide must not depend on their values.
  const [forward, backward] = ['first', 'last'].map((name) => givenSize(node, name, readVariable));
  const given = forward ?? backward;
  if (given !== undefined) return Math.max(0, given);
  return typeof first.defaultValue === 'number' ? first.defaultValue : DEFAULT_PAGE;
}

function givenSize(node: FieldNode, name: string, readVariable: ReadVariable): number | undefined {
  const value = node.arguments?.find((argument) => argument.name.value === name)?.value;
  if (value?.kind === Kind.INT) return Number(value.value);
  const given = value?.kind === Kind.VARIABLE ? readVariable(value.name.value) : undefined;
  return typeof given === 'number' ? given : undefined;
}

/** An `_entities` list is as long as what it is given; null for a field without representations. */
function representationsOf(node: FieldNode, readVariable: ReadVariable): number | null {
  const value = node.arguments?.find(({ name }) => name.value === 'representations')?.value;
  if (value?.kind === Kind.LIST) return value.values.length;
  const given = value?.kind === Kind.VARIABLE ? readVariable(value.name.value) : undefined;
  return Array.isArray(given) ? given.length : null;
}
