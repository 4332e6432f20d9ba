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

/** The same from compacted describes; an object's fields are read only when the object is first used. */
export function modelFromCatalogue(source: {
  readonly orgId: string;
  readonly catalogue: readonly CatalogueObject[];
}): OrgModel {
  const catalogue = uniqueByName(source.catalogue);
  const types = assignTypeNames(catalogue);
  const roots = assignRootNames(catalogue);
  const known = new Set(catalogue.map((object) => object.name));
  const objects = new Map<string, ObjectModel>();
  for (const object of catalogue) {
    objects.set(
      object.name,
      createObjectModel(object, known, {
        typeName: nameOf(types.names, object.name),
        singular: nameOf(roots.names, `${object.name} one`),
        plural: nameOf(roots.names, `${object.name} many`),
      }),
    );
  }
  return Object.freeze({
    orgId: source.orgId,
    version: versionOf(source.orgId, catalogue),
    objects,
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

function versionOf(orgId: string, catalogue: readonly CatalogueObject[]): string {
  const hash = createHash('sha256').update(orgId);
  for (const { members, ...header } of catalogue) {
    hash.update(JSON.stringify(header)).update(members);
  }
  return hash.digest('base64url').slice(0, 22);
}
