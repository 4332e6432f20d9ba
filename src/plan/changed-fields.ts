/** What an update of a record may tell a viewer: which of its changed fields they may read, and whether it may only now be theirs. */

import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import type { ObjectAccess } from '../policy/policy.ts';
import { pathsOf } from './prefix-condition.ts';

export interface ChangedFields {
  /** GraphQL names of the fields that the viewer may read, in the object's order. */
  readonly readable: readonly string[];
  /** Whether the row predicate reads one of the changed fields, so that the row may have come into view. */
  readonly decidesRows: boolean;
}

/** @param paths as Change Data Capture names them: `Title`, `Name.LastName`, `MailingAddress.City`. */
export function changedFields(
  object: ObjectModel,
  access: ObjectAccess,
  paths: Iterable<string>,
): ChangedFields {
  const changed = new Set([...paths].flatMap((path) => fieldsOf(object, path)));
  const deciding = decidingFields(object, access);
  return {
    readable: [...object.fields.values()]
      .filter((field) => changed.has(field) && access.canReadField(field.name))
      .map((field) => field.graphqlName),
    decidesRows: [...changed].some((field) => deciding.has(field.name)),
  };
}

// Private:

/** A part stands for itself and for the whole that it changes. */
function fieldsOf(object: ObjectModel, path: string): readonly FieldModel[] {
  const [whole = '', part] = path.split('.');
  const field = object.fields.get(whole);
  const fields = field === undefined ? [] : [field];
  if (part === undefined) return fields;
  const parts = [...object.fields.values()].filter(
    ({ name, compoundFieldName }) =>
      compoundFieldName === whole && (name.endsWith(part) || name.endsWith(`${part}__s`)),
  );
  return [...fields, ...parts];
}

function decidingFields(object: ObjectModel, { rows }: ObjectAccess): ReadonlySet<string> {
  if (rows.kind !== 'where') return new Set();
  return new Set(
    pathsOf(rows.condition).map(([name = '', ...further]) =>
      further.length === 0 ? name : (object.parents.get(name)?.foreignKey ?? name),
    ),
  );
}
