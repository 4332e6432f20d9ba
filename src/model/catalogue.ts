/** The compact form of a describe: what the model needs and nothing else, small enough to store and to keep in memory. */

import { isFilterableType, isOrderableType } from './field-abilities.ts';
import type {
  DescribeField,
  DescribePicklistValue,
  DescribeSObjectResult,
} from './describe-types.ts';

/** One object of a stored catalogue. Its members stay JSON text until the object is first used. */
export interface CatalogueObject {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string | null;
  /** What is true of the object; told here so that nobody has to read the members to know it. */
  readonly flags: readonly ObjectFlag[];
  readonly scopes: readonly string[];
  /** JSON of `CatalogueMembers`. */
  readonly members: string;
}

export interface CatalogueMembers {
  readonly fields: readonly CatalogueField[];
  /** relationship name, child object, foreign key field on the child */
  readonly children: readonly (readonly [string, string, string])[];
}

/** Keys are short and defaults left out: an org has tens of thousands of these. */
export interface CatalogueField {
  readonly n: string;
  readonly t: string;
  readonly label?: string;
  readonly help?: string;
  /** Bit i is `FIELD_FLAGS[i]`. */
  readonly f: number;
  readonly len?: number;
  readonly scale?: number;
  readonly compound?: string;
  readonly controller?: string;
  readonly to?: readonly string[];
  readonly rel?: string;
  /** value, label, base64 `validFor` or nothing */
  readonly picks?: readonly (readonly [string, string, string?])[];
}

const DESCRIBE_FLAGS = [
  'custom',
  'queryable',
  'searchable',
  'createable',
  'updateable',
  'deletable',
] as const;

/** The last three: the object has records with ids, fields to filter by, fields to sort and page by. */
export type ObjectFlag = (typeof DESCRIBE_FLAGS)[number] | 'hasId' | 'filterable' | 'sortable';

export const FIELD_FLAGS = [
  'custom',
  'nillable',
  'filterable',
  'sortable',
  'groupable',
  'aggregatable',
  'createable',
  'updateable',
  'defaultedOnCreate',
  'calculated',
  'unique',
  'caseSensitive',
  'externalId',
  'nameField',
  'restrictedPicklist',
] as const satisfies readonly (keyof DescribeField)[];

export type FieldFlag = (typeof FIELD_FLAGS)[number];

/** @throws TypeError when the describe has no usable name: the answer was not a describe. */
export function compactDescribe(describe: DescribeSObjectResult): CatalogueObject {
  if (typeof describe.name !== 'string' || !/^[A-Za-z]\w*$/.test(describe.name)) {
    throw new TypeError(
      `A describe must have an API name, but got: ${JSON.stringify(describe.name)}`,
    );
  }
  const fields = (describe.fields ?? []).filter((field) => field.deprecatedAndHidden !== true);
  const children = (describe.childRelationships ?? [])
    .filter((child) => child.relationshipName !== null && child.deprecatedAndHidden !== true)
    .map((child) => [child.relationshipName, child.childSObject, child.field]);
  return Object.freeze({
    name: describe.name,
    label: describe.label ?? describe.name,
    labelPlural: describe.labelPlural ?? describe.label ?? describe.name,
    keyPrefix: describe.keyPrefix ?? null,
    flags: objectFlags(describe, fields),
    scopes: Object.freeze((describe.supportedScopes ?? []).map((scope) => scope.name)),
    members: JSON.stringify({ fields: fields.map(compactField), children }),
  });
}

export function readMembers(object: CatalogueObject): CatalogueMembers {
  return JSON.parse(object.members) as CatalogueMembers;
}

export function hasFlag(field: CatalogueField, flag: FieldFlag): boolean {
  return (field.f & (1 << FIELD_FLAGS.indexOf(flag))) !== 0;
}

// Private:

function objectFlags(
  describe: DescribeSObjectResult,
  fields: readonly DescribeField[],
): readonly ObjectFlag[] {
  return Object.freeze([
    ...DESCRIBE_FLAGS.filter((flag) => describe[flag] === true),
    ...(fields.some((field) => field.name === 'Id') ? (['hasId'] as const) : []),
    ...(fields.some(isFilterable) ? (['filterable'] as const) : []),
    ...(fields.some(isOrderable) ? (['sortable'] as const) : []),
  ]);
}

function isOrderable(field: DescribeField): boolean {
  return isOrderableType(field.type, {
    sortable: field.sortable === true,
    filterable: field.filterable === true,
    nillable: field.nillable === true,
    hasEntries: (field.picklistValues ?? []).length > 0,
  });
}

function isFilterable(field: DescribeField): boolean {
  return field.filterable === true && isFilterableType(field.type);
}

function compactField(field: DescribeField): CatalogueField {
  const picks = field.picklistValues ?? [];
  const to = field.referenceTo ?? [];
  return {
    n: field.name,
    t: field.type,
    f: FIELD_FLAGS.reduce((bits, flag, i) => (field[flag] === true ? bits | (1 << i) : bits), 0),
    ...present('label', field.label),
    ...present('help', field.inlineHelpText),
    ...present('len', field.length),
    ...present('scale', field.scale),
    ...present('compound', field.compoundFieldName),
    ...present('controller', field.controllerName),
    ...present('rel', field.relationshipName),
    ...(to.length > 0 ? { to } : {}),
    ...(picks.length > 0 ? { picks: picks.map(compactPick) } : {}),
  };
}

function compactPick(pick: DescribePicklistValue): readonly [string, string, string?] {
  const label = pick.label ?? pick.value;
  return typeof pick.validFor === 'string' && pick.validFor !== ''
    ? [pick.value, label, pick.validFor]
    : [pick.value, label];
}

function present<Key extends string, Value>(
  key: Key,
  value: Value | null | undefined,
): Partial<Record<Key, Value>> {
  const isDefault = value === null || value === undefined || value === '' || value === 0;
  return isDefault ? {} : ({ [key]: value } as Record<Key, Value>);
}
