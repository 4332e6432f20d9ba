/** Groups a selection by response key for one concrete type, as GraphQL execution does. @see https://spec.graphql.org/October2021/#CollectFields() */

import {
  getDirectiveValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type FragmentSpreadNode,
  type SelectionSetNode,
} from 'graphql';
import { AppError } from '../common/errors.ts';

export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced variable values. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** One response key with all field nodes that were merged into it; never empty. */
export interface CollectedField {
  readonly key: string;
  readonly name: string;
  readonly node: FieldNode;
  readonly nodes: readonly FieldNode[];
}

export function collectFields(
  scope: SelectionScope,
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
): readonly CollectedField[] {
  const byKey = new Map<string, FieldNode[]>();
  const visited = new Set<string>();
  for (const selection of selections) collectInto(scope, type, selection, byKey, visited);
  return [...byKey].map(([key, nodes]) => {
    const [node] = nodes;
    if (node === undefined) throw new Error('A response key has no field.');
    return { key, name: node.name.value, node, nodes };
  });
}

/** The selection sets below a field, to be collected together. */
export function selectionsOf(field: CollectedField): readonly SelectionSetNode[] {
  return field.nodes
    .map((node) => node.selectionSet)
    .filter((selection) => selection !== undefined);
}

// Private:

/** Written into a plain object, this key would set the prototype instead of a member. */
function refuseUnwritableKey(key: string): void {
  if (key !== '__proto__') return;
  throw new AppError('BAD_USER_INPUT', 'A field cannot be called __proto__.', {
    hint: 'Choose another alias.',
  });
}

function collectInto(
  scope: SelectionScope,
  type: GraphQLObjectType,
  selectionSet: SelectionSetNode,
  byKey: Map<string, FieldNode[]>,
  visited: Set<string>,
): void {
  for (const selection of selectionSet.selections) {
    if (!isIncluded(scope, selection)) continue;
    switch (selection.kind) {
      case Kind.FIELD: {
        const key = selection.alias?.value ?? selection.name.value;
        refuseUnwritableKey(key);
        const nodes = byKey.get(key);
        if (nodes === undefined) byKey.set(key, [selection]);
        else nodes.push(selection);
        break;
      }
      case Kind.INLINE_FRAGMENT: {
        const condition = selection.typeCondition?.name.value;
        if (condition !== undefined && !typeApplies(scope, type, condition)) break;
        collectInto(scope, type, selection.selectionSet, byKey, visited);
        break;
      }
      case Kind.FRAGMENT_SPREAD: {
        const fragment = scope.fragments.get(selection.name.value);
        if (fragment === undefined || visited.has(selection.name.value)) break;
        visited.add(selection.name.value);
        if (!typeApplies(scope, type, fragment.typeCondition.name.value)) break;
        collectInto(scope, type, fragment.selectionSet, byKey, visited);
      }
    }
  }
}

function isIncluded(
  scope: SelectionScope,
  node: FieldNode | InlineFragmentNode | FragmentSpreadNode,
): boolean {
  if (node.directives === undefined || node.directives.length === 0) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, node, scope.variables);
  if (skip?.['if'] === true) return false;
  const include = getDirectiveValues(GraphQLIncludeDirective, node, scope.variables);
  return include?.['if'] !== false;
}

function typeApplies(scope: SelectionScope, type: GraphQLObjectType, condition: string): boolean {
  if (condition === type.name) return true;
  const conditionType = scope.schema.getType(condition);
  return isAbstractType(conditionType) && scope.schema.isSubType(conditionType, type);
}
