/** Reduces a describe answer to what the model reads, so that a thousand objects are stored and parsed in milliseconds. */

import type {
  DescribeChildRelationship,
  DescribeField,
  DescribePicklistValue,
  DescribeSObjectResult,
} from '../model/describe-types.ts';
import { malformedAnswer } from './api-error.ts';

const OBJECT_KEYS = [
  'name',
  'label',
  'labelPlural',
  'keyPrefix',
  'custom',
  'queryable',
  'searchable',
  'createable',
  'updateable',
  'deletable',
] as const satisfies readonly (keyof DescribeSObjectResult)[];

const FIELD_KEYS = [
  'name',
  'type',
  'label',
  'inlineHelpText',
  'length',
  'precision',
  'scale',
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
  'idLookup',
  'nameField',
  'namePointing',
  'polymorphicForeignKey',
  'restrictedPicklist',
  'dependentPicklist',
  'deprecatedAndHidden',
  'controllerName',
  'compoundFieldName',
  'referenceTo',
  'relationshipName',
] as const satisfies readonly (keyof DescribeField)[];

const CHILD_KEYS = [
  'childSObject',
  'field',
  'relationshipName',
  'deprecatedAndHidden',
] as const satisfies readonly (keyof DescribeChildRelationship)[];

const PICKLIST_KEYS = [
  'value',
  'label',
  'active',
  'validFor',
] as const satisfies readonly (keyof DescribePicklistValue)[];

/** Keys whose absence the model reads as anything but false or nothing: kept whatever their value. */
const ALWAYS_KEPT: ReadonlySet<string> = new Set(['active', 'queryable', 'relationshipName']);

/** @throws AppError SALESFORCE_UNAVAILABLE where the body is no describe of that object. */
export function compactDescribe(object: string, body: unknown): DescribeSObjectResult {
  const raw = body as DescribeSObjectResult | null;
  if (
    typeof raw !== 'object' ||
    raw === null ||
    raw.name !== object ||
    !Array.isArray(raw.fields)
  ) {
    throw malformedAnswer(`the describe of ${object} lacks its name or fields`);
  }
  if (
    !raw.fields.every((field) => typeof field.name === 'string' && typeof field.type === 'string')
  ) {
    throw malformedAnswer(`the describe of ${object} has a field without name or type`);
  }
  return {
    ...pick(raw, OBJECT_KEYS),
    fields: raw.fields.map(compactField),
    childRelationships: (raw.childRelationships ?? [])
      // A relationship without a name cannot be sub-queried; objects have many of them.
      .filter((child) => child.relationshipName !== null)
      .map((child) => pick(child, CHILD_KEYS)),
    supportedScopes: (raw.supportedScopes ?? []).map(({ name, label }) => ({ name, label })),
  } as DescribeSObjectResult;
}

function compactField(field: DescribeField): DescribeField {
  const picklist = field.picklistValues ?? [];
  return {
    ...pick(field, FIELD_KEYS),
    ...(picklist.length > 0 && {
      picklistValues: picklist.map((entry) => pick(entry, PICKLIST_KEYS)),
    }),
  } as DescribeField;
}

function pick<T extends object, K extends keyof T & string>(
  source: T,
  keys: readonly K[],
): Partial<Pick<T, K>> {
  const result: Partial<Pick<T, K>> = {};
  for (const key of keys) {
    const value: unknown = source[key];
    if (value === undefined || (isNothing(value) && !ALWAYS_KEPT.has(key))) continue;
    result[key] = source[key];
  }
  return result;
}

function isNothing(value: unknown): boolean {
  return (
    value === null || value === false || value === 0 || (Array.isArray(value) && value.length === 0)
  );
}
