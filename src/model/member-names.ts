/** GraphQL names of everything that lives on one object type: fields, their companions, parents and children. */

import type { CatalogueField } from './catalogue.ts';
import { isFormattedType } from './field-abilities.ts';
import { assignNames, fieldName, referenceName, type NameRequest } from './naming.ts';

export interface MemberNames {
  /** By field API name. */
  readonly fields: ReadonlyMap<string, string>;
  /** By field API name, for picklists only. */
  readonly labels: ReadonlyMap<string, string>;
  /** By field API name, for numbers and dates only. */
  readonly formatted: ReadonlyMap<string, string>;
  /** By relationship name. */
  readonly parents: ReadonlyMap<string, string>;
  /** By relationship name. */
  readonly children: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
}

export interface NamedMembers {
  readonly fields: readonly CatalogueField[];
  readonly parents: readonly { readonly name: string }[];
  readonly children: readonly (readonly [string, string, string])[];
}

const KINDS = ['fields', 'parents', 'children', 'labels', 'formatted'] as const;

type Kind = (typeof KINDS)[number];

const SUFFIX_OF_KIND: Readonly<Record<Kind, string>> = {
  fields: 'Field',
  parents: 'Parent',
  children: 'List',
  labels: 'Text',
  formatted: 'Text',
};

/**
 * Standard members choose before custom ones, then fields before parents before children before labels. Formatted
 * companions choose last: they never rename what an org already has.
 */
export function nameMembers(objectName: string, members: NamedMembers): MemberNames {
  const requests = [
    ...members.fields.map((field) => request('fields', field.n, baseName(field))),
    ...members.parents.map((parent) => request('parents', parent.name, fieldName(parent.name))),
    ...members.children.map(([name]) => request('children', name, fieldName(name))),
    ...members.fields
      .filter((field) => field.t === 'picklist')
      .map((field) => request('labels', field.n, `${baseName(field)}Label`)),
    ...members.fields
      .filter((field) => isFormattedType(field.t))
      .map((field) => request('formatted', field.n, `${baseName(field)}Formatted`)),
  ];
  const { names, warnings } = assignNames(requests, new Set(['__typename']));
  const ofKind = (kind: Kind) =>
    new Map(
      requests
        .filter((one) => one.kind === kind)
        .map((one) => [one.apiName, names.get(one.key) ?? one.base]),
    );
  return {
    fields: ofKind('fields'),
    labels: ofKind('labels'),
    formatted: ofKind('formatted'),
    parents: ofKind('parents'),
    children: ofKind('children'),
    warnings: Object.freeze(warnings.map((warning) => `${objectName}: ${warning}`)),
  };
}

// Private:

function baseName(field: CatalogueField): string {
  return field.t === 'reference' ? referenceName(field.n) : fieldName(field.n);
}

function request(
  kind: Kind,
  apiName: string,
  base: string,
): NameRequest<string> & { readonly kind: Kind } {
  const custom = /__\w+$/.test(apiName);
  return {
    kind,
    key: `${kind} ${apiName}`,
    apiName,
    base,
    suffix: custom && !isCompanion(kind) ? 'Custom' : SUFFIX_OF_KIND[kind],
    rank: (custom || kind === 'formatted' ? KINDS.length : 0) + KINDS.indexOf(kind),
  };
}

function isCompanion(kind: Kind): boolean {
  return kind === 'labels' || kind === 'formatted';
}
