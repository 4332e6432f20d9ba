/** Changed records as the viewer may see them now: one query made of what the subscription selects of a record. */

import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
  type FieldNode,
  type GraphQLFormattedError,
  type SelectionNode,
} from 'graphql';
import type { CollectedField } from '../plan/collect-fields.ts';
import type { Subscription } from './read-subscription.ts';

/** Records that are read by one query. */
export const MOST_REREAD = 50;

/** One record that the viewer may see. */
export interface RereadRecord {
  /** What `record` selects, by response key. */
  readonly selected: Readonly<Record<string, unknown>>;
  /** About fields of it; paths begin below the change. */
  readonly errors: readonly GraphQLFormattedError[];
}

/**
 * For the executor of ordinary queries, so that the same policy, plan, cache and budget apply.
 * @param document of the subscription; its fragments are used.
 * @param ids {@link MOST_REREAD} at most.
 */
export function rereadDocument(
  document: DocumentNode,
  { operation, fields }: Subscription,
  ids: readonly string[],
): DocumentNode {
  const records = fields.filter(isRecord);
  const selections = ids.flatMap((id, at) => [
    nodeField(seenKey(at), id, [nameField('id')]),
    ...records.map((field, nth) => nodeField(recordKey(at, nth), id, selectedOf(field))),
  ]);
  const query = {
    ...operation,
    operation: OperationTypeNode.QUERY,
    directives: [],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  } as const;
  return {
    kind: Kind.DOCUMENT,
    definitions: [
      query,
      ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION),
    ],
  };
}

/** What stands in the way of knowing which records may be seen; null where the answer says so. */
export function rereadFailure({ data, errors = [] }: ExecutionResult) {
  const failure = errors.find(({ path }) => path === undefined || path.length < 2);
  return failure ?? (data === null || data === undefined ? (errors[0] ?? null) : null);
}

/** @returns by id; who is missing is none that the viewer may see. */
export function rereadRecords(
  { data, errors = [] }: ExecutionResult,
  { fields }: Subscription,
  ids: readonly string[],
  format: (error: NonNullable<ExecutionResult['errors']>[number]) => GraphQLFormattedError,
): ReadonlyMap<string, RereadRecord> {
  const records = fields.filter(isRecord);
  const found = new Map<string, RereadRecord>();
  ids.forEach((id, at) => {
    if ((data?.[seenKey(at)] ?? null) === null) return;
    const keys = new Map(records.map((field, nth) => [recordKey(at, nth), field.key]));
    found.set(id, {
      selected: Object.fromEntries([...keys].map(([key, to]) => [to, data?.[key] ?? null])),
      errors: errors.flatMap((error) => {
        const [root, ...rest] = error.path ?? [];
        const key = keys.get(String(root));
        return key === undefined ? [] : [{ ...format(error), path: [key, ...rest] }];
      }),
    });
  });
  return found;
}

export function isRecord(field: CollectedField): boolean {
  return field.name === 'record';
}

// Private:

const seenKey = (at: number): string => `seen${at}`;
const recordKey = (at: number, nth: number): string => `record${at}_${nth}`;

function selectedOf(field: CollectedField): readonly SelectionNode[] {
  return field.nodes.flatMap((node) => node.selectionSet?.selections ?? []);
}

function nodeField(key: string, id: string, selections: readonly SelectionNode[]): FieldNode {
  return {
    ...nameField('node'),
    alias: { kind: Kind.NAME, value: key },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'id' },
        value: { kind: Kind.STRING, value: id },
      },
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}

function nameField(name: string): FieldNode {
  return { kind: Kind.FIELD, name: { kind: Kind.NAME, value: name } };
}
