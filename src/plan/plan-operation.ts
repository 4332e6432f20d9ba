/** A whole operation → its plan. Pure: the same inputs give the same plan, and nothing is asked of Salesforce. */

import {
  Kind,
  type DefinitionNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type OperationDefinitionNode,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import type { ObjectModel } from '../model/org-model.ts';
import { outputBindingOf, type OutputBinding } from '../model/schema-bindings.ts';
import { declaredMemberOf } from '../declared/declared-member.ts';
import { collectFields, type CollectedField } from './collect-fields.ts';
import { batchRecords } from './batch-records.ts';
import { argumentValues } from './list-arguments.ts';
import { planByIds, readRecordId } from './plan-by-id.ts';
import { planRootList } from './plan-connection.ts';
import { PlanContext, type PlanInputs } from './plan-context.ts';
import { planDeclaredRoot } from './plan-declared.ts';
import { planEntities } from './plan-entities.ts';
import { planSearch } from './plan-search.ts';
import type { OperationPlan, RefusedRoot, RootPlan } from './plan.ts';
import { retiredObject } from './retired-member.ts';

type Field = GraphQLField<unknown, unknown>;

/** Plans the root fields that read from Salesforce; the others are not in the plan. */
export function planOperation(
  inputs: PlanInputs,
  operation: OperationDefinitionNode,
): OperationPlan {
  const context = new PlanContext(inputs);
  const type = inputs.schema.getRootType(operation.operation);
  if (!type) throw new TypeError(`The schema has no ${operation.operation}.`);
  const roots = collectFields(inputs, type, [operation.selectionSet]).flatMap((collected) => {
    const field = type.getFields()[collected.name];
    const binding = field && outputBindingOf(field);
    // Writes are planned together, for what is read after them depends on all of them.
    return binding === undefined || binding.kind === 'write'
      ? []
      : [planRoot(context, field, binding, collected)];
  });
  return { roots: batchRecords(roots), errors: context.errors };
}

/** Fragments of a document by name. */
export function fragmentsOf(
  definitions: readonly DefinitionNode[],
): ReadonlyMap<string, FragmentDefinitionNode> {
  return new Map(
    definitions
      .filter((one) => one.kind === Kind.FRAGMENT_DEFINITION)
      .map((fragment) => [fragment.name.value, fragment]),
  );
}

// Private:

function planRoot(
  context: PlanContext,
  field: Field | undefined,
  binding: OutputBinding,
  collected: CollectedField,
): RootPlan {
  const { key } = collected;
  const errorsBefore = context.errors.length;
  if (field === undefined) throw new TypeError(`There is no root field ${collected.name}.`);
  try {
    switch (binding.kind) {
      case 'list':
        return {
          kind: 'list',
          key,
          list: planRootList(context, binding.object, field, collected, [key]),
        };
      case 'record':
        return planRootRecord(context, binding.object, field, collected);
      case 'node':
        return planNode(context, field, collected);
      case 'entities':
        return { kind: 'entities', key, entities: planEntities(context, field, collected) };
      case 'search':
        return { kind: 'search', key, search: planSearch(context, field, collected) };
      case 'retired':
        throw retiredObject(binding.name);
      case 'declared':
        return planDeclared(context, binding, field, collected);
      default:
        throw new TypeError(`A root field cannot be ${binding.kind}.`);
    }
  } catch (error) {
    // What was reported below a root that fails as a whole is not part of the answer.
    context.errors.length = errorsBefore;
    return { kind: 'refused', key, error: refusal(error) };
  }
}

function planDeclared(
  context: PlanContext,
  binding: OutputBinding,
  field: Field,
  collected: CollectedField,
): RootPlan {
  const member = declaredMemberOf(binding);
  if (member?.kind !== 'query') throw new TypeError('Not a declared query.');
  const { key } = collected;
  return {
    kind: 'list',
    key,
    list: planDeclaredRoot(context, member, field, collected, [key]),
  };
}

/** Only what the operation itself got wrong becomes part of the plan; a mistake of ours is thrown on. */
function refusal(error: unknown): RefusedRoot {
  if (error instanceof AppError && isRefusalCode(error.code)) {
    return { code: error.code, message: error.message, hint: error.hint };
  }
  throw error;
}

const REFUSALS: readonly RefusedRoot['code'][] = [
  ...(['FORBIDDEN', 'BAD_USER_INPUT'] as const),
  ...(['INVALID_FIELD', 'INVALID_QUERY', 'QUERY_TOO_EXPENSIVE'] as const),
];

function isRefusalCode(code: AppError['code']): code is RefusedRoot['code'] {
  return REFUSALS.some((one) => one === code);
}

function planRootRecord(
  context: PlanContext,
  object: ObjectModel,
  field: Field,
  collected: CollectedField,
): RootPlan {
  const id = readRecordId(argumentValues(context.inputs, field, collected.node)['id']);
  return planById(context, object, id, collected, false);
}

/** The first three characters of an id name its object. */
function planNode(context: PlanContext, field: Field, collected: CollectedField): RootPlan {
  const id = readRecordId(argumentValues(context.inputs, field, collected.node)['id']);
  const object = [...context.inputs.model.objects.values()].find(
    (one) => one.keyPrefix !== null && id.startsWith(one.keyPrefix) && one.queryable,
  );
  // The same answer for an unknown object and for one the viewer may not read: neither is told.
  if (object === undefined || context.access(object) === null) {
    return { kind: 'null', key: collected.key };
  }
  return planById(context, object, id, collected, true);
}

function planById(
  context: PlanContext,
  object: ObjectModel,
  id: string,
  collected: CollectedField,
  isAbstract: boolean,
): RootPlan {
  const { key } = collected;
  const list = planByIds(context, { object, ids: [id], collected, isAbstract });
  return list === null ? { kind: 'null', key } : { kind: 'record', key, id, list };
}
