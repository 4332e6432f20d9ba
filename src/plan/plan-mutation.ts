/** A whole mutation → its plan: which writes go together, what is checked before them and read after them. Pure. */

import type {
  GraphQLObjectType,
  OperationDefinitionNode,
  GraphQLField,
  GraphQLSchema,
} from 'graphql';
import { getNamedType, isObjectType } from 'graphql';
import { AppError } from '../common/errors.ts';
import { outputBindingOf, type OutputBinding } from '../model/schema-bindings.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import type { MutationPlan, MutationStep, WriteRefusal, WriteRoot } from './mutation-plan.ts';
import { PlanContext, type PlanInputs } from './plan-context.ts';
import { planWrite, type PlannedWrite, type WriteRequest } from './plan-write.ts';
import { RereadSet } from './reread-set.ts';
import { VisibilityChecks } from './visibility-checks.ts';

/** Plans the root fields that write records; the others are not in the plan. */
export function planMutation(inputs: PlanInputs, operation: OperationDefinitionNode): MutationPlan {
  const context = new PlanContext(inputs);
  const requests = writeRequests(inputs, operation);
  const isOne = operation.directives?.some(({ name }) => name.value === 'allOrNone') === true;
  const groups = isOne && requests.length > 0 ? [requests] : requests.map((request) => [request]);
  return { steps: groups.map((group) => planStep(context, group)), errors: context.errors };
}

// Private:

type WriteBinding = Extract<OutputBinding, { kind: 'write' }>;

function writeRequests(
  inputs: PlanInputs,
  operation: OperationDefinitionNode,
): readonly WriteRequest[] {
  const type = mutationType(inputs.schema);
  return collectFields(inputs, type, [operation.selectionSet]).flatMap((collected) => {
    const field = type.getFields()[collected.name];
    const binding = field && outputBindingOf(field);
    if (field === undefined || binding?.kind !== 'write') return [];
    return [requestOf(field, binding, collected)];
  });
}

function mutationType(schema: GraphQLSchema): GraphQLObjectType {
  const type = schema.getMutationType();
  if (!type) throw new TypeError('The schema has no mutation.');
  return type;
}

function requestOf(
  field: GraphQLField<unknown, unknown>,
  { verb, object }: WriteBinding,
  collected: CollectedField,
): WriteRequest {
  return { field, verb, object, collected };
}

/** One write that is refused refuses all of its group, before anything is sent. */
function planStep(context: PlanContext, requests: readonly WriteRequest[]): MutationStep {
  const errorsBefore = context.errors.length;
  const rereads = new RereadSet(context);
  const roots = requests.map((request, index) => planPayload(context, rereads, request, index));
  const checks = new VisibilityChecks(context);
  const writes: PlannedWrite[] = [];
  for (const [index, request] of requests.entries()) {
    try {
      writes.push(planWrite(context, request, index, checks));
    } catch (error) {
      // What a payload selects is null anyway, so what it may not read is not worth an error of its own.
      context.errors.length = errorsBefore;
      return { kind: 'refused', roots, at: index, error: refusalOf(error) };
    }
  }
  return {
    kind: 'transaction',
    transaction: {
      writes: writes.map((write, index) => ({ root: rootAt(roots, index), ...write })),
      checks: checks.build(),
      rereads: rereads.build(),
    },
  };
}

function rootAt(roots: readonly WriteRoot[], index: number): WriteRoot {
  const root = roots[index];
  if (root === undefined) throw new Error(`There is no write ${index}.`);
  return root;
}

function planPayload(
  context: PlanContext,
  rereads: RereadSet,
  { field, verb, object, collected }: WriteRequest,
  index: number,
): WriteRoot {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A payload has an object type.');
  const { key } = collected;
  if (verb !== 'delete') rereads.expect(object, index);
  const fields = collectFields(context.inputs, type, selectionsOf(collected)).map((one) => {
    if (one.name === '__typename') {
      return { kind: 'typename' as const, key: one.key, name: type.name };
    }
    const member = type.getFields()[one.name];
    const binding = member && outputBindingOf(member);
    switch (binding?.kind) {
      case 'writtenRecord':
        return rereads.plan(object, one, [key, one.key]);
      case 'receipt':
      case 'writeErrors':
        return { kind: binding.kind, key: one.key, parts: planParts(context, member, one) };
      default:
        throw new TypeError(`${type.name}.${one.name} has no binding.`);
    }
  });
  return { key, verb, object: object.name, fields };
}

function planParts(
  context: PlanContext,
  member: GraphQLField<unknown, unknown> | undefined,
  collected: CollectedField,
) {
  const type = member && getNamedType(member.type);
  if (!isObjectType(type)) throw new TypeError('The outcome of a write has an object type.');
  return collectFields(context.inputs, type, selectionsOf(collected)).map((one) => {
    if (one.name === '__typename') {
      return { kind: 'typename' as const, key: one.key, name: type.name };
    }
    return { kind: 'part' as const, key: one.key, part: one.name };
  });
}

/** A mistake of ours is thrown on. */
function refusalOf(error: unknown): WriteRefusal {
  if (!(error instanceof AppError)) throw error;
  const { code, message, hint, details } = error;
  return { code, message, hint, details };
}
