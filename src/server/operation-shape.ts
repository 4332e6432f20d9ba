/** Measures a document before it is validated: how deep, how many aliases and directives, counted as if written out. */

import { Kind } from 'graphql';
import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';

/** Fragments count once for every place that spreads them. */
export interface OperationShape {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  /** Whether `__schema`, `__type` or a subgraph's `_service` is asked for. */
  readonly introspects: boolean;
}

const NOTHING: OperationShape = { depth: 0, aliases: 0, directives: 0, introspects: false };

/** The largest figures of any operation in the document. Cyclic fragments, which validation refuses, count as infinite. */
export function measureDocument(document: DocumentNode): OperationShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition);
    }
  }
  const measured = new Map<string, OperationShape | 'measuring'>();

  const measureFragment = (name: string): OperationShape => {
    const known = measured.get(name);
    if (known === 'measuring') return { ...NOTHING, depth: Infinity };
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    if (fragment === undefined) return NOTHING;
    measured.set(name, 'measuring');
    const shape = measure(fragment.selectionSet);
    measured.set(name, shape);
    return shape;
  };

  const measure = (selectionSet: SelectionSetNode | undefined): OperationShape => {
    let total = NOTHING;
    for (const selection of selectionSet?.selections ?? []) {
      const directives = selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        total = add(total, measureFragment(selection.name.value), 0, 0, directives);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        total = add(total, measure(selection.selectionSet), 0, 0, directives);
      } else {
        const inner = measureField(selection.name.value, measure(selection.selectionSet));
        total = add(total, inner, 1, selection.alias === undefined ? 0 : 1, directives);
      }
    }
    return total;
  };

  return document.definitions.reduce<OperationShape>((largest, definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return largest;
    const shape = add(
      NOTHING,
      measure(definition.selectionSet),
      0,
      0,
      definition.directives?.length ?? 0,
    );
    return {
      depth: Math.max(largest.depth, shape.depth),
      aliases: Math.max(largest.aliases, shape.aliases),
      directives: Math.max(largest.directives, shape.directives),
      introspects: largest.introspects || shape.introspects,
    };
  }, NOTHING);
}

/** A subgraph's SDL tells what introspection does. Introspection is deep by nature and has its own rule in graphql-js (MaxIntrospectionDepthRule). */
function measureField(name: string, inner: OperationShape): OperationShape {
  if (name === '_service') return { ...inner, introspects: true };
  return name === '__schema' || name === '__type'
    ? { ...inner, depth: 0, introspects: true }
    : inner;
}

function add(
  total: OperationShape,
  inner: OperationShape,
  depth: number,
  aliases: number,
  directives: number,
): OperationShape {
  return {
    depth: Math.max(total.depth, inner.depth + depth),
    aliases: total.aliases + inner.aliases + aliases,
    directives: total.directives + inner.directives + directives,
    introspects: total.introspects || inner.introspects,
  };
}
