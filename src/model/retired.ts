/** What an org had at the look at its metadata before and has no longer: served one look longer, never asked of Salesforce. */

import {
  readMembers,
  type CatalogueField,
  type CatalogueMembers,
  type CatalogueObject,
} from './catalogue.ts';
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

/** Whether something on an object can have gone, told without making models of it. */
export function mayHaveRetired(
  now: CatalogueObject,
  before: CatalogueObject,
  goneObjects: readonly string[],
): boolean {
  return (
    hasLost(now, before) ||
    goneObjects.some((name) => before.members.includes(JSON.stringify(name)))
  );
}

/**
 * Finds out what `mayHaveRetired` needs to know of each object that changed, one at a step: of a thousand it takes
 * longer than requests should have to wait.
 */
export function* compareLooks(
  catalogue: readonly CatalogueObject[],
  before: readonly CatalogueObject[],
): Generator<void> {
  const former = new Map(before.map((object) => [object.name, object]));
  for (const object of catalogue) {
    const same = former.get(object.name);
    if (same === undefined || same === object) continue;
    hasLost(object, same);
    yield;
  }
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

const compared = new WeakMap<CatalogueObject, { before: CatalogueObject; lost: boolean }>();

function hasLost(now: CatalogueObject, before: CatalogueObject): boolean {
  if (now === before || now.members === before.members) return false;
  const known = compared.get(now);
  if (known?.before === before) return known.lost;
  const lost = loses(readMembers(now), readMembers(before));
  compared.set(now, { before, lost });
  return lost;
}

/** What is only added takes no name away: whoever had it has it, or the new one does. */
function loses(now: CatalogueMembers, before: CatalogueMembers): boolean {
  const fields = new Map(now.fields.map((field) => [field.n, field]));
  const children = new Set(now.children.map(([name, child]) => `${name} ${child}`));
  return (
    before.children.some(([name, child]) => !children.has(`${name} ${child}`)) ||
    before.fields.some((field) => {
      const same = fields.get(field.n);
      return same === undefined || fieldLoses(same, field);
    })
  );
}

function fieldLoses(now: CatalogueField, before: CatalogueField): boolean {
  const entries = new Set(now.picks?.map(([value]) => value));
  const targets = new Set(now.to);
  return (
    now.t !== before.t ||
    now.rel !== before.rel ||
    (before.to ?? []).some((target) => !targets.has(target)) ||
    (before.picks ?? []).some(([value]) => !entries.has(value))
  );
}

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
