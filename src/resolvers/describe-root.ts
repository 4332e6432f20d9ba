/** `describe`: the model of an object and the policy of its viewer → what a form of theirs may show and send. */

import type { RequestContext } from '../execution/request-context.ts';
import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { isCreatable, isUpdatable } from '../model/writable-fields.ts';
import type { ObjectAccess } from '../policy/policy.ts';
import { accessTo } from '../policy/object-access.ts';
import { changeableRows, writeAccessTo, type WriteAccess } from '../policy/write-access.ts';

type Describing = Pick<RequestContext, 'viewer' | 'policy' | 'model'>;

/** A property of graphql-js' root value. Null where the viewer may neither read nor write the object. */
export function describeRoot(
  { object: name }: { readonly object: string },
  context: Describing,
): object | null {
  const object = objectNamed(name, context.model.objects);
  const uses = object === undefined ? null : usesOf(object, context);
  return object === undefined || uses === null ? null : descriptionOf(object, uses);
}

// Private:

interface Uses {
  readonly read: ObjectAccess | null;
  readonly create: WriteAccess | null;
  readonly update: WriteAccess | null;
}

function objectNamed(
  name: string,
  objects: ReadonlyMap<string, ObjectModel>,
): ObjectModel | undefined {
  return [...objects.values()].find(({ typeName, singular, plural }) =>
    [typeName, singular, plural].includes(name),
  );
}

function usesOf(object: ObjectModel, { policy, viewer }: Describing): Uses | null {
  const read = accessTo(policy, viewer, object.name);
  const mayWrite = (verb: 'create' | 'update'): WriteAccess | null => {
    const access = writeAccessTo(policy, viewer, object.name, verb);
    return access === null || access.isUnbound ? null : access;
  };
  const create = object.createable ? mayWrite('create') : null;
  const rows = changeableRows(policy, viewer, object.name, 'update');
  const isChangeable = object.updateable && rows !== null && rows.kind !== 'none';
  const update = isChangeable ? mayWrite('update') : null;
  if (read === null && create === null && update === null) return null;
  return { read: read?.rows.kind === 'none' ? null : read, create, update };
}

function descriptionOf(object: ObjectModel, uses: Uses): object {
  return {
    type: object.typeName,
    record: object.singular,
    list: object.plural,
    label: object.label,
    labelPlural: object.labelPlural,
    readable: uses.read !== null,
    creatable: uses.create !== null,
    updatable: uses.update !== null,
    fields: describeFields(object, uses),
  };
}

function describeFields(object: ObjectModel, { read, create, update }: Uses): readonly object[] {
  const described = [...object.fields.values()].map((field) => ({
    field,
    readable: read?.canReadField(field.name) === true,
    creatable: create?.canWriteField(field.name) === true && isCreatable(field),
    updatable: update?.canWriteField(field.name) === true && isUpdatable(field),
  }));
  const shown = described.filter((one) => one.readable || one.creatable || one.updatable);
  const names = new Map(shown.map(({ field }) => [field.name, field.graphqlName]));
  return shown.map(({ field, ...abilities }) => ({
    ...abilities,
    ...factsOf(field),
    required: abilities.creatable && isRequired(field),
    // Whoever may not see the controlling field chooses among all values.
    controller: field.controller === null ? null : (names.get(field.controller) ?? null),
  }));
}

function factsOf(field: FieldModel): object {
  return {
    name: field.graphqlName,
    label: field.label,
    help: field.helpText,
    type: field.type,
    length: field.length === 0 ? null : field.length,
    scale: field.scale,
    nameField: field.nameField,
    formatted: field.formattedName ?? field.labelName,
    options: field.picklist,
  };
}

/** A checkbox always has a value. */
function isRequired(field: FieldModel): boolean {
  return !field.nillable && !field.defaultedOnCreate && field.type !== 'boolean';
}
