/** A validated subscription → what is followed, and what of each change is selected. */

import {
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import type { OrgModel } from '../model/org-model.ts';
import { collectFields, selectionsOf } from '../plan/collect-fields.ts';
import type { CollectedField, SelectionScope } from '../plan/collect-fields.ts';
import { argumentValues } from '../plan/list-arguments.ts';
import { readRecordId } from '../plan/plan-by-id.ts';
import { fragmentsOf } from '../plan/plan-operation.ts';
import { MAX_FOLLOWED_IDS } from '../schema/subscription-type.ts';
import { longRecordId } from '../soql/record-id.ts';

export interface SubscriptionSource {
  readonly schema: GraphQLSchema;
  /** Validated against the schema. */
  readonly document: DocumentNode;
  readonly operationName: string | null | undefined;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly model: OrgModel;
}

export interface Subscription {
  readonly operation: OperationDefinitionNode;
  /** Response key of the root field. */
  readonly key: string;
  /** API names; at least one. */
  readonly objects: readonly string[];
  /** 18-character ids; null for all records. */
  readonly ids: readonly string[] | null;
  /** As it was sealed; null to begin now. */
  readonly after: string | null;
  /** What is selected of a change. */
  readonly fields: readonly CollectedField[];
}

/** @throws AppError BAD_USER_INPUT */
export function readSubscription(source: SubscriptionSource): Subscription {
  const { schema, document, model } = source;
  const operation = getOperationAST(document, source.operationName);
  const type = schema.getSubscriptionType();
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || !type) {
    throw badInput('This is no subscription.', 'Send queries and mutations to /graphql.');
  }
  const scope = {
    schema,
    fragments: fragmentsOf(document.definitions),
    ...variablesOf(source, operation),
  };
  const [root] = collectFields(scope, type, [operation.selectionSet]);
  const field = root && type.getFields()[root.name];
  if (root === undefined || field === undefined) {
    throw badInput('The subscription selects nothing.', 'Select recordChanged.');
  }
  const args = argumentValues(scope, field, root.node);
  const objects = [...new Set(args['objects'] as readonly string[])];
  if (objects.length === 0) {
    throw badInput('The list of objects is empty.', 'Name at least one object.');
  }
  if (args['ids'] === null) {
    throw badInput(
      'ids is null, which says nothing.',
      'Leave the argument out to follow all records.',
    );
  }
  const ids = (args['ids'] as readonly unknown[] | undefined) ?? null;
  return {
    operation,
    key: root.key,
    objects,
    ids: ids === null ? null : followedIds(ids, objects, model),
    after: (args['after'] as string | null | undefined) ?? null,
    fields: fieldsOfChange(scope, root),
  };
}

// Private:

function variablesOf(
  { schema, variables }: SubscriptionSource,
  { variableDefinitions = [] }: OperationDefinitionNode,
): Pick<SelectionScope, 'variables'> {
  const coerced = getVariableValues(schema, variableDefinitions, variables ?? {}, { maxErrors: 1 });
  if (coerced.errors === undefined) return { variables: coerced.coerced };
  throw badInput(
    coerced.errors[0]?.message ?? 'The variables do not fit.',
    'Give the variables values of the types that the operation declares.',
  );
}

function followedIds(
  values: readonly unknown[],
  objects: readonly string[],
  model: OrgModel,
): readonly string[] {
  if (values.length === 0 || values.length > MAX_FOLLOWED_IDS) {
    throw badInput(
      `There are ${values.length} ids; 1 to ${MAX_FOLLOWED_IDS} can be followed.`,
      'Leave ids out to follow all records, or open several subscriptions.',
    );
  }
  const prefixes = new Set(objects.map((name) => model.objects.get(name)?.keyPrefix));
  return values.map((value) => {
    const id = readRecordId(value);
    if (!prefixes.has(id.slice(0, 3))) {
      throw badInput(`${id} is of none of the objects.`, 'Name the object of every id in objects.');
    }
    return longRecordId(id);
  });
}

function fieldsOfChange(scope: SelectionScope, root: CollectedField): readonly CollectedField[] {
  const type = scope.schema.getType('RecordChange') as GraphQLObjectType;
  return collectFields(scope, type, selectionsOf(root));
}

function badInput(message: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', message, { hint });
}
