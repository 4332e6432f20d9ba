/** What Salesforce field types can do in a filter and in an order that is paged by keyset: what cannot be is not offered. */

import type { FieldModel } from './org-model.ts';

/** @param parentPath relationship names crossed to reach the field; empty for a field of the object itself. */
export function canOrderBy(field: FieldModel, parentPath: readonly string[]): boolean {
  // Through a parent: a reference or id is the foreign key again, and a missing parent's boolean compares as false.
  const isOwnOnly = ['id', 'reference', 'boolean'].includes(field.type);
  if (parentPath.length > 0 && isOwnOnly) return false;
  return isOrderableType(field.type, { ...field, hasEntries: field.picklist.length > 0 });
}

export interface OrderAbilities {
  readonly sortable: boolean;
  readonly filterable: boolean;
  readonly nillable: boolean;
  /** Whether a picklist has entries: they sort in setup order, which only the entries tell. */
  readonly hasEntries: boolean;
}

export function isOrderableType(type: string, abilities: OrderAbilities): boolean {
  if (!abilities.sortable || !abilities.filterable) return false;
  switch (type) {
    case 'reference':
      // Salesforce ignores NULLS FIRST and LAST on references, so a nullable one cannot be turned round.
      return !abilities.nillable;
    case 'picklist':
      return abilities.hasEntries;
    default:
      return ORDERED_TYPES.has(type);
  }
}

/** Whether a field of this type can be filtered: by values, or addresses and locations by distance. */
export function isFilterableType(type: string): boolean {
  return ORDERED_TYPES.has(type) || OTHER_FILTERABLE_TYPES.has(type);
}

/** Whether Salesforce shows values of the type in the form of a user's locale: amounts, numbers, days, moments. */
export function isFormattedType(type: string): boolean {
  return FORMATTED_TYPES.has(type);
}

// Private:

const FORMATTED_TYPES: ReadonlySet<string> = new Set([
  ...['currency', 'int', 'long', 'double', 'percent', 'date', 'datetime'],
]);

const ORDERED_TYPES: ReadonlySet<string> = new Set([
  ...['id', 'boolean', 'string', 'combobox', 'textarea', 'phone', 'url', 'email'],
  ...['int', 'long', 'double', 'currency', 'percent', 'date', 'datetime', 'time'],
]);

const OTHER_FILTERABLE_TYPES: ReadonlySet<string> = new Set([
  ...['reference', 'picklist', 'multipicklist', 'encryptedstring', 'address', 'location'],
]);
