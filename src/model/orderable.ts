/** Which orders can be paged by keyset: an order that cannot is not offered. */

import type { FieldModel } from './org-model.ts';

/** @param parentPath relationship names crossed to reach the field; empty for a field of the object itself. */
export function canOrderBy(field: FieldModel, parentPath: readonly string[]): boolean {
  if (!field.sortable || !field.filterable) return false;
  const throughParent = parentPath.length > 0;
  switch (field.type) {
    case 'id':
      return !throughParent;
    case 'reference':
      // Salesforce ignores NULLS FIRST and LAST on references, so a nullable one cannot be turned round.
      return !throughParent && !field.nillable;
    case 'boolean':
      // A row without the parent has no value, yet compares as false.
      return !throughParent;
    case 'picklist':
      // Picklists sort in setup order, which only their entries tell.
      return field.picklist.length > 0;
    case 'string':
    case 'combobox':
    case 'textarea':
    case 'phone':
    case 'url':
    case 'email':
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
    case 'date':
    case 'datetime':
    case 'time':
      return true;
    default:
      return false;
  }
}
