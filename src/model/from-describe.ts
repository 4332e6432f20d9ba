/** Builds the frozen OrgModel, from describe results or from a stored catalogue. */

import { createHash } from 'node:crypto';
import { compactDescribe, type CatalogueObject } from './catalogue.ts';
import type { DescribeSObjectResult } from './describe-types.ts';
import { assignNames, fieldName, pluralName, SHARED_ROOT_FIELDS, typeName } from './naming.ts';
import { createObjectModel, isMadeFrom, type ObjectNames } from './object-model.ts';
import type { ObjectModel, OrgModel } from './org-model.ts';
import { mayHaveRetired, retiredObjects } from './retired.ts';
import { TypeNames } from './object-type-names.ts';

/** @param source the org's 18-character id and one describe for each allowed object. */
export function buildOrgModel(source: {
  readonly orgId: string;
  readonly describes: readonly DescribeSObjectResult[];
}): OrgModel {
  return modelFromCatalogue({
    orgId: source.orgId,
    catalogue: source.describes.map(compactDescribe),
  });
}

export interface ModelSource {
  /** The org's 18-character id. */
  readonly orgId: string;
  readonly catalogue: readonly CatalogueObject[];
  /** What was known at the look at the metadata before: what went since is kept as retired. */
  readonly former?: readonly CatalogueObject[];
  /** The model of that look: whatever is the same in both is taken from it, with the members that it has read. */
  readonly before?: OrgModel | null;
}

/** The same from compacted describes; an object's fields are read only when the object is first used. */
export function modelFromCatalogue(source: ModelSource): OrgModel {
  const { orgId, before = null } = source;
  const catalogue = uniqueByName(source.catalogue);
  const former = formerOf(catalogue, source.former ?? [], before);
  const { namesOf, known, warnings, reusable } = nameObjects(catalogue, before);
  const objects = new Map<string, ObjectModel>();
  for (const object of catalogue) {
    const { name } = object;
    const parts = { source: object, names: namesOf(name), former: former.get(name) ?? null };
    const kept = reusable?.get(name);
    const isSame = kept !== undefined && isMadeFrom(kept, parts);
    objects.set(name, isSame ? kept : createObjectModel(parts, known));
  }
  const retired = retiredObjects(objects, former);
  const names = retiredNames(objects, retired, former);
  return Object.freeze({
    orgId,
    version: versionOf(orgId, catalogue, names),
    objects,
    retired,
    retiredNames: names,
    warnings,
  });
}

// Private:

function uniqueByName(catalogue: readonly CatalogueObject[]): readonly CatalogueObject[] {
  const byName = new Map(catalogue.map((object) => [object.name, object]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function assignTypeNames(catalogue: readonly CatalogueObject[]) {
  const requests = catalogue.map((object) => ({
    key: object.name,
    apiName: object.name,
    base: typeName(object.name),
    suffix: isCustom(object) ? 'Custom' : 'Object',
    rank: isCustom(object) ? 1 : 0,
  }));
  return assignNames(requests, new TypeNames());
}

/** Both root fields of an object share one name space: `News` and `Newss__c` must not meet. */
function assignRootNames(catalogue: readonly CatalogueObject[]) {
  const requests = catalogue.flatMap((object) => {
    const singular = fieldName(object.name);
    const common = {
      apiName: object.name,
      suffix: isCustom(object) ? 'Custom' : 'Object',
      rank: isCustom(object) ? 1 : 0,
    };
    return [
      { ...common, key: `${object.name} one`, base: singular },
      { ...common, key: `${object.name} many`, base: pluralName(singular) },
    ];
  });
  return assignNames(requests, new Set<string>(SHARED_ROOT_FIELDS));
}

function isCustom(object: CatalogueObject): boolean {
  return object.flags.includes('custom');
}

function existing<Value>(values: ReadonlyMap<string, Value>, key: string): Value {
  const value = values.get(key);
  if (value === undefined) throw new Error(`No name was assigned to ${key}.`);
  return value;
}

interface NamedObjects {
  readonly known: ReadonlySet<string>;
  readonly namesOf: (name: string) => ObjectNames;
  readonly warnings: readonly string[];
  /** Objects of the model before, as far as nothing about them depends on which others there are. */
  readonly reusable: ReadonlyMap<string, ObjectModel> | null;
}

/** Every object's names, given out among all of them; those of the model before where it has the same objects. */
function nameObjects(catalogue: readonly CatalogueObject[], before: OrgModel | null): NamedObjects {
  const known = new Set(catalogue.map((object) => object.name));
  if (before !== null && hasObjects(before, catalogue)) {
    const { objects, warnings } = before;
    return { known, namesOf: (name) => existing(objects, name), warnings, reusable: objects };
  }
  const types = assignTypeNames(catalogue);
  const roots = assignRootNames(catalogue);
  return {
    known,
    namesOf: (name) => ({
      typeName: existing(types.names, name),
      singular: existing(roots.names, `${name} one`),
      plural: existing(roots.names, `${name} many`),
    }),
    warnings: Object.freeze([...types.warnings, ...roots.warnings]),
    reusable: null,
  };
}

/** Names and relationships depend on nothing else. */
function hasObjects({ objects }: OrgModel, catalogue: readonly CatalogueObject[]): boolean {
  return (
    objects.size === catalogue.length &&
    catalogue.every((object) => objects.get(object.name)?.custom === isCustom(object))
  );
}

/** Objects as they were, as far as something of them can have gone. */
function formerOf(
  catalogue: readonly CatalogueObject[],
  before: readonly CatalogueObject[],
  model: OrgModel | null,
): ReadonlyMap<string, ObjectModel> {
  const now = new Map(catalogue.map((object) => [object.name, object]));
  const gone = before.filter((object) => !now.has(object.name)).map((object) => object.name);
  const changed = uniqueByName(before).filter((object) => {
    const same = now.get(object.name);
    return same === undefined || mayHaveRetired(same, object, gone);
  });
  if (changed.length === 0) return new Map();
  const { namesOf, known } = nameObjects(uniqueByName(before), model);
  return new Map(
    changed.map((object) => {
      const parts = { source: object, names: namesOf(object.name), former: null };
      return [object.name, createObjectModel(parts, known)];
    }),
  );
}

/** Reads the members of changed objects only. */
function retiredNames(
  objects: ReadonlyMap<string, ObjectModel>,
  retired: ReadonlyMap<string, ObjectModel>,
  former: ReadonlyMap<string, ObjectModel>,
): readonly string[] {
  const members = [...former.keys()].flatMap((name) => {
    const object = objects.get(name);
    if (object === undefined) return [];
    const entries = [...object.fields.values()].flatMap((field) =>
      field.retiredEntries.map((entry) => `${name}.${field.name}=${entry.value}`),
    );
    return [...object.retired.map((member) => `${name}.${member.graphqlName}`), ...entries];
  });
  return Object.freeze([...retired.keys(), ...members].sort());
}

function versionOf(
  orgId: string,
  catalogue: readonly CatalogueObject[],
  retired: readonly string[],
): string {
  const hash = createHash('sha256').update(orgId);
  hash.update(catalogue.map(digestOf).join(''));
  if (retired.length > 0) hash.update(JSON.stringify(retired));
  return hash.digest('base64url').slice(0, 22);
}

/** A look at the metadata finds most objects as they were. */
const digests = new WeakMap<CatalogueObject, string>();

function digestOf(object: CatalogueObject): string {
  const known = digests.get(object);
  if (known !== undefined) return known;
  const { members, ...header } = object;
  const digest = createHash('sha256')
    .update(JSON.stringify(header))
    .update(members)
    .digest('base64url');
  digests.set(object, digest);
  return digest;
}
