/** What an org had at the look at its metadata before and has no longer: served one look longer, never asked of Salesforce. */

import type { CatalogueObject } from './catalogue.ts';
import { DERIVED_TYPE_SUFFIXES, derivedTypeName, SHARED_ROOT_FIELDS } from './naming.ts';
import type { ObjectModel, OrgModel, RetiredMember } from './org-model.ts';
import { originsOf } from './object-type-names.ts';

/** The object of that name, whether the org has it or had it until now. */
export function objectOrRetired(model: OrgModel, name: string): ObjectModel | undefined {
  return model.objects.get(name) ?? model.retired.get(name);
}

/** Objects of `former` that are gone, unless what is there now took one of their names. */
export function retiredObjects(
  objects: ReadonlyMap<string, ObjectModel>,
  former: ReadonlyMap<string, ObjectModel>,
): ReadonlyMap<string, ObjectModel> {
  const gone = [...former.values()].filter((object) => !objects.has(object.name));
  if (gone.length === 0) return new Map();
  const types = new Set([...objects.values()].map((object) => object.typeName));
  const roots = new Set<string>(SHARED_ROOT_FIELDS);
  for (const { singular, plural } of objects.values()) roots.add(singular).add(plural);
  const kept = gone.filter(
    (object) =>
      !roots.has(object.singular) &&
      !roots.has(object.plural) &&
      typeNamesOf(object).every((type) => !originsOf(type).some((origin) => types.has(origin))),
  );
  return new Map(kept.map((object) => [object.name, object]));
}

/** Whether something on an object can have gone, told without reading its members. */
export function mayHaveRetired(
  now: CatalogueObject,
  before: CatalogueObject,
  goneObjects: readonly string[],
): boolean {
  return (
    now.members !== before.members ||
    goneObjects.some((name) => before.members.includes(JSON.stringify(name)))
  );
}

type Members = Pick<ObjectModel, 'fields' | 'parents' | 'children'>;

/** Members of `former` whose names are free now. A name that something else has taken means that. */
export function retiredMembers(now: Members, former: Members): readonly RetiredMember[] {
  const taken = new Set(membersOf(now).map((member) => member.graphqlName));
  return Object.freeze(membersOf(former).filter((member) => !taken.has(member.graphqlName)));
}

/** Whether the object had a field of that API name until the last look. SOQL ignores case. */
export function isRetiredField(object: ObjectModel, name: unknown): name is string {
  if (typeof name !== 'string') return false;
  const lower = name.toLowerCase();
  return object.retired.some((one) => one.kind === 'column' && one.name.toLowerCase() === lower);
}

// Private:

function typeNamesOf({ typeName }: ObjectModel): readonly string[] {
  return [typeName, ...DERIVED_TYPE_SUFFIXES.map((suffix) => derivedTypeName(typeName, suffix))];
}

function membersOf({ fields, parents, children }: Members): readonly RetiredMember[] {
  const members: RetiredMember[] = [];
  for (const field of fields.values()) {
    const { name, graphqlName, labelName, formattedName } = field;
    members.push({ kind: 'column', name, graphqlName, field });
    for (const companion of [labelName, formattedName]) {
      if (companion !== null) members.push({ kind: 'text', name, graphqlName: companion });
    }
  }
  for (const parent of parents.values()) {
    const { name, graphqlName } = parent;
    members.push({ kind: 'parent', name, graphqlName, parent });
  }
  for (const child of children.values()) {
    const { name, graphqlName } = child;
    members.push({ kind: 'children', name, graphqlName, child });
  }
  return members;
}
