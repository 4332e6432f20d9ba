/** Follows a dotted SOQL path through the model to the field at its end. */

import type { FieldModel, ObjectModel, OrgModel } from './org-model.ts';

export interface ResolvedPath {
  readonly field: FieldModel;
  /** Object that the field is on. */
  readonly object: ObjectModel;
  /** Objects crossed, from the root to `object`, both included. */
  readonly objects: readonly ObjectModel[];
  /** The path with the exact case of the API names. */
  readonly path: readonly string[];
}

/** Null when a name on the way is unknown, or a relationship points at several objects. SOQL ignores case. */
export function resolvePath(
  model: OrgModel,
  root: ObjectModel,
  path: readonly string[],
): ResolvedPath | null {
  const objects = [root];
  const exact: string[] = [];
  let object = root;
  for (const step of path.slice(0, -1)) {
    const parent = findByName(object.parents, step);
    const target = parent?.polymorphic === false ? parent.targets[0] : undefined;
    const next = target === undefined ? undefined : model.objects.get(target);
    if (parent === undefined || next === undefined) return null;
    exact.push(parent.name);
    objects.push(next);
    object = next;
  }
  const field = findByName(object.fields, path.at(-1) ?? '');
  if (field === undefined) return null;
  return { field, object, objects, path: [...exact, field.name] };
}

export function findByName<Member extends { readonly name: string }>(
  members: ReadonlyMap<string, Member>,
  name: string,
): Member | undefined {
  const exact = members.get(name);
  if (exact !== undefined) return exact;
  const lower = name.toLowerCase();
  return [...members.values()].find((member) => member.name.toLowerCase() === lower);
}
