/** `_entities`: references of other subgraphs → one guarded statement for each object, whatever their order. */

import type { GraphQLField } from 'graphql';
import { AppError } from '../common/errors.ts';
import type { ObjectModel } from '../model/org-model.ts';
import type { CollectedField } from './collect-fields.ts';
import { argumentValues } from './list-arguments.ts';
import { planByIds, readRecordId } from './plan-by-id.ts';
import type { PlanContext } from './plan-context.ts';
import type { EntitiesPlan, EntitySlot, ListPlan } from './plan.ts';

/** What one statement can bring without paging, and far more than a router puts into one request. */
export const MAX_REPRESENTATIONS = 2_000;
/** Ids in one IN list: far below the statement limit. */
const IDS_PER_STATEMENT = 500;

/**
 * Hidden objects are null like hidden rows, and reported once.
 * @throws AppError BAD_USER_INPUT for a reference that is none.
 */
export function planEntities(
  context: PlanContext,
  field: GraphQLField<unknown, unknown>,
  collected: CollectedField,
): EntitiesPlan {
  const given = argumentValues(context.inputs, field, collected.node)['representations'];
  const references = readReferences(context, given);
  const wanted = new Map<ObjectModel, Set<string>>();
  for (const { object, id } of references) {
    const ids = wanted.get(object);
    if (ids === undefined) wanted.set(object, new Set([id]));
    else ids.add(id);
  }
  const targets: ListPlan[] = [];
  const targetOf = new Map<string, number>();
  for (const [object, ids] of wanted) {
    if (context.access(object) === null) {
      context.reportHiddenObject([collected.key], object);
      continue;
    }
    for (const chunk of chunks([...ids])) {
      const list = planByIds(context, { object, ids: chunk, collected, isAbstract: true });
      if (list === null) continue;
      const target = targets.push(list) - 1;
      for (const id of chunk) targetOf.set(`${object.name} ${id}`, target);
    }
  }
  const slots = references.map(({ object, id }): EntitySlot => {
    const target = targetOf.get(`${object.name} ${id}`);
    return target === undefined ? null : { target, id };
  });
  return { targets, slots };
}

// Private:

interface Reference {
  readonly object: ObjectModel;
  readonly id: string;
}

function readReferences(context: PlanContext, given: unknown): readonly Reference[] {
  if (!Array.isArray(given)) throw new TypeError('representations is a list.');
  if (given.length > MAX_REPRESENTATIONS) {
    throw new AppError('QUERY_TOO_EXPENSIVE', `${given.length} entities are asked for at once.`, {
      hint: `Ask for at most ${MAX_REPRESENTATIONS}.`,
    });
  }
  const objects = new Map(
    [...context.inputs.model.objects.values()]
      .filter((object) => object.queryable && object.hasId)
      .map((object) => [object.typeName, object]),
  );
  return given.map((one: unknown) => readReference(one, objects));
}

function readReference(given: unknown, objects: ReadonlyMap<string, ObjectModel>): Reference {
  const { __typename: typeName, id } = (
    typeof given === 'object' && given !== null ? given : {}
  ) as { readonly __typename?: unknown; readonly id?: unknown };
  const object = typeof typeName === 'string' ? objects.get(typeName) : undefined;
  if (object === undefined) {
    throw new AppError('BAD_USER_INPUT', 'A representation names no entity of this schema.', {
      hint: 'Give each representation its __typename and id.',
    });
  }
  return { object, id: readRecordId(id) };
}

function chunks(ids: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(ids.length / IDS_PER_STATEMENT);
  return Array.from({ length: count }, (_, index) =>
    ids.slice(index * IDS_PER_STATEMENT, (index + 1) * IDS_PER_STATEMENT),
  );
}
