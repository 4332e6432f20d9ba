/** Builds the frozen OrgModel, from describe results or from a stored catalogue. */

import { createHash } from 'node:crypto';
import { compactDescribe, type CatalogueObject } from './catalogue.ts';
import type { DescribeSObjectResult } from './describe-types.ts';
import {
  assignNames,
  DERIVED_TYPE_SUFFIXES,
  derivedTypeName,
  fieldName,
  pluralName,
  SHARED_ROOT_FIELDS,
  SHARED_TYPE_NAMES,
  typeName,
} from './naming.ts';
import { createObjectModel } from './object-model.ts';
import type { ObjectModel, OrgModel } from './org-model.ts';
import { mayHaveRetired, retiredObjects } from './retired.ts';

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

/**
 * The same from compacted describes; an object's fields are read only when the object is first used.
 * @param source.former what was known at the look at the metadata before: what went since is kept as retired.
 */
export function modelFromCatalogue(source: {
  readonly orgId: string;
  readonly catalogue: readonly CatalogueObject[];
  readonly former?: readonly CatalogueObject[];
}): OrgModel {
  const catalogue = uniqueByName(source.catalogue);
  const former = formerOf(source.orgId, catalogue, source.former ?? []);
  const types = assignTypeNames(catalogue);
  const roots = assignRootNames(catalogue);
  const known = new Set(catalogue.map((object) => object.name));
  const objects = new Map<string, ObjectModel>();
  for (const object of catalogue) {
    const names = {
      typeName: nameOf(types.names, object.name),
      singular: nameOf(roots.names, `${object.name} one`),
      plural: nameOf(roots.names, `${object.name} many`),
    };
    const before = former.get(object.name) ?? null;
    objects.set(object.name, createObjectModel(object, known, names, before));
  }
  const retired = retiredObjects(objects, former);
  const names = retiredNames(objects, retired, former);
  return Object.freeze({
    orgId: source.orgId,
    version: versionOf(source.orgId, catalogue, names),
    objects,
    retired,
    retiredNames: names,
    warnings: Object.freeze([...types.warnings, ...roots.warnings]),
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
    claims: (name: string) => DERIVED_TYPE_SUFFIXES.map((suffix) => derivedTypeName(name, suffix)),
  }));
  return assignNames(requests, SHARED_TYPE_NAMES);
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
  return assignNames(requests, SHARED_ROOT_FIELDS);
}

function isCustom(object: CatalogueObject): boolean {
  return object.flags.includes('custom');
}

function nameOf(names: ReadonlyMap<string, string>, key: string): string {
  const name = names.get(key);
  if (name === undefined) throw new Error(`No name was assigned to ${key}.`);
  return name;
}

/** Objects as they were, as far as something of them can have gone. */
function formerOf(
  orgId: string,
  catalogue: readonly CatalogueObject[],
  before: readonly CatalogueObject[],
): ReadonlyMap<string, ObjectModel> {
  const now = new Map(catalogue.map((object) => [object.name, object]));
  const gone = before.filter((object) => !now.has(object.name)).map((object) => object.name);
  const changed = new Set(
    before
      .filter((object) => {
        const same = now.get(object.name);
        return same === undefined || mayHaveRetired(same, object, gone);
      })
      .map((object) => object.name),
  );
  if (changed.size === 0) return new Map();
  const { objects } = modelFromCatalogue({ orgId, catalogue: before });
  return new Map([...objects].filter(([name]) => changed.has(name)));
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
  for (const { members, ...header } of catalogue) {
    hash.update(JSON.stringify(header)).update(members);
  }
  if (retired.length > 0) hash.update(JSON.stringify(retired));
  return hash.digest('base64url').slice(0, 22);
}
