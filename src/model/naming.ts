/** How Salesforce's API names become GraphQL names, and what happens when two of them become the same. */

/** Types the schema derives from each object, by the suffix of their name; an object claims them all. */
export const DERIVED_TYPE_SUFFIXES = [
  'Connection',
  'Edge',
  'Where',
  'ChildrenWhere',
  'Order',
  'Aggregate',
  'CountDistinct',
  'Sum',
  'Avg',
  'Min',
  'Max',
  'Group',
  'GroupKey',
  'GroupBy',
  'GroupOrder',
  'Having',
  'HavingCount',
  'HavingNumber',
  'HavingValue',
  'CountOrder',
  'NumberOrder',
  'ValueOrder',
  'Scope',
  'CreateInput',
  'UpdateInput',
  'UpsertInput',
  'Payload',
] as const;

export type DerivedTypeSuffix = (typeof DERIVED_TYPE_SUFFIXES)[number];

/** Types of the schema that belong to no object. */
export const SHARED_TYPE_NAMES = [
  ...['Query', 'Mutation', 'Subscription', 'String', 'Int', 'Float', 'Boolean', 'ID'],
  ...['Date', 'DateTime', 'Time', 'Long', 'JSON', 'DateOrLiteral', 'DateTimeOrLiteral'],
  ...['Node', 'PageInfo', 'Viewer', 'ViewerRole', 'Org', 'PostalAddress', 'Geolocation'],
  ...[
    'OrderDirection',
    'GroupMode',
    'IdFilter',
    'StringFilter',
    'TextAreaFilter',
    'PicklistFilter',
  ],
  ...['MultiPicklistFilter', 'BooleanFilter', 'IntFilter', 'LongFilter', 'FloatFilter'],
  ...['DateFilter', 'DateTimeFilter', 'TimeFilter', 'ReferenceName', 'PolymorphicWhere'],
  ...['GeolocationFilter', 'GeolocationNear', 'DistanceUnit'],
  ...[
    'SearchResult',
    'SearchResults',
    'SearchObject',
    'WriteReceipt',
    'WriteError',
    'DeletePayload',
    'Report',
    'Dashboard',
    ...['ReportColumn', 'ReportRow', 'ReportCell', 'ReportFigure', 'ReportGroup', 'ReportSeries'],
    ...['ReportPoint', 'ReportIntersection', 'ReportFilter', 'ReportFilterOperator'],
    ...['ReportListing', 'DashboardListing', 'DashboardComponent'],
    ...['ObjectDescription', 'FieldDescription', 'PicklistOption'],
    'Upload',
    '_Any',
    '_Entity',
    '_Service',
    'RestMethod',
  ],
] as const;

/** Root fields that belong to no object. */
export const SHARED_ROOT_FIELDS = [
  ...['node', 'nodes', 'viewer', 'org', 'search', 'report', 'reports', 'dashboard', 'dashboards'],
  ...['_service', '_entities', 'rest', 'soap', 'describe'],
] as const;

/** Something that wants a name: `base` if it is free, else `base` + `suffix`, else numbered. */
export interface NameRequest<Key> {
  readonly key: Key;
  /** API name, for the order among equals and for warnings. */
  readonly apiName: string;
  readonly base: string;
  /** PascalCase word that tells it apart from the holder of the plain name. */
  readonly suffix: string;
  /** Lower ranks choose first. */
  readonly rank: number;
  /** Further names that come with a name and must be free as well. */
  readonly claims?: (name: string) => readonly string[];
}

/** Names that are taken. A plain Set is one. */
export interface NameSpace {
  has(name: string): boolean;
  add(name: string): unknown;
}

export interface AssignedNames<Key> {
  readonly names: ReadonlyMap<Key, string>;
  readonly warnings: readonly string[];
}

/**
 * Gives every request a name of its own. Who gets the plain name depends on rank and API name only, never on the
 * order of the describe, so that a new custom field never renames a standard one.
 * @param taken names that nobody gets; those that are given out are added.
 */
export function assignNames<Key>(
  requests: readonly NameRequest<Key>[],
  taken: NameSpace,
): AssignedNames<Key> {
  const names = new Map<Key, string>();
  const warnings: string[] = [];
  for (const request of [...requests].sort(byRankThenApiName)) {
    const name = firstFreeName(request, taken);
    for (const claimed of namesClaimedBy(request, name)) taken.add(claimed);
    names.set(request.key, name);
    if (name !== request.base) {
      warnings.push(
        `${request.apiName} is named ${name}, because the name ${request.base} is taken.`,
      );
    }
  }
  return { names, warnings };
}

/** `Annual_Revenue__c` → `annualRevenue`, `SICDesc` → `sicDesc`, `ns__Thing__c` → `nsThing`. */
export function fieldName(apiName: string): string {
  const pascal = pascalCase(apiName);
  const capitals = /^[A-Z]+(?![a-z])|^[A-Z]/.exec(pascal)?.[0] ?? '';
  return capitals.toLowerCase() + pascal.slice(capitals.length);
}

/** `Account__c` → `accountId`: beside it stands the relationship `Account__r` → `account`, as `AccountId` beside `Account`. */
export function referenceName(apiName: string): string {
  const name = fieldName(apiName);
  return name.endsWith('Id') ? name : `${name}Id`;
}

/** `Project__c` → `Project`, `ns__Order_Line__c` → `NsOrderLine`. */
export function typeName(apiName: string): string {
  return pascalCase(apiName);
}

/** `opportunity` → `opportunities`; a name that is already its own plural gets `List`. */
export function pluralName(singular: string): string {
  if (/(news|series|species|equipment|information)$/i.test(singular)) return `${singular}List`;
  if (/[^aeiou]y$/.test(singular)) return `${singular.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(singular)) return `${singular}es`;
  return `${singular}s`;
}

export function derivedTypeName(objectTypeName: string, suffix: DerivedTypeSuffix): string {
  return `${objectTypeName}${suffix}`;
}

// Private:

/** `__c`, `__r`, `__mdt` and the other endings that Salesforce, not a person, adds to a custom name. */
const CUSTOM_ENDING = /__(?:c|r|mdt|e|b|x|kav|s|pc|pr|xo|latitude__s|longitude__s)$/i;

function pascalCase(apiName: string): string {
  const bare = apiName.replace(CUSTOM_ENDING, (ending) =>
    ending.toLowerCase().endsWith('tude__s') ? `_${ending.slice(2, -3)}` : '',
  );
  return bare
    .split('_')
    .filter((word) => word !== '')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function firstFreeName<Key>(request: NameRequest<Key>, taken: NameSpace): string {
  const isFree = (name: string) => namesClaimedBy(request, name).every((one) => !taken.has(one));
  if (isFree(request.base)) return request.base;
  const told = `${request.base}${request.suffix}`;
  if (isFree(told)) return told;
  let number = 2;
  while (!isFree(`${told}${number}`)) number += 1;
  return `${told}${number}`;
}

function namesClaimedBy<Key>(request: NameRequest<Key>, name: string): readonly string[] {
  return request.claims === undefined ? [name] : [name, ...request.claims(name)];
}

function byRankThenApiName<Key>(a: NameRequest<Key>, b: NameRequest<Key>): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  return a.apiName < b.apiName ? -1 : a.apiName > b.apiName ? 1 : 0;
}
