/** Parses `create`, `update`, `upsert` and `delete` of a policy rule and checks each field, value and bind. */

import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { findByName } from '../model/resolve-path.ts';
import { creatableFields, externalIdFields, updatableFields } from '../model/writable-fields.ts';
import { PolicyError } from './policy-error.ts';
import { entriesOf } from './yaml-entries.ts';
import { VIEWER_BINDS, type ViewerBind } from './predicate.ts';
import {
  NO_WRITES,
  type ForcedValue,
  type WriteRule,
  type WriteRules,
  type WriteValue,
} from './write-rule.ts';

export const WRITE_KEYS = ['create', 'update', 'upsert', 'delete'] as const;

/**
 * @param rule the keys of one role's rule.
 * @param place such as `policy.Case.user`.
 * @throws PolicyError naming the key.
 */
export function parseWriteRules(
  rule: ReadonlyMap<string, unknown>,
  object: ObjectModel,
  place: string,
): WriteRules {
  if (!WRITE_KEYS.some((key) => rule.has(key))) return NO_WRITES;
  const create = rule.has('create')
    ? parseWriteRule(rule.get('create'), creatableOf(object, place), `${place}.create`)
    : null;
  const update = rule.has('update')
    ? parseUpdate(rule.get('update'), object, create, `${place}.update`)
    : null;
  const upsert = rule.has('upsert')
    ? parseUpsert(rule.get('upsert'), object, `${place}.upsert`)
    : NO_WRITES.upsert;
  if (upsert.size > 0 && (create === null || update === null)) {
    throw new PolicyError(`${place}.upsert`, 'An upsert needs create and update beside it.');
  }
  return Object.freeze({ create, update, upsert, delete: parseDelete(rule, object, place) });
}

// Private:

interface Writable {
  readonly object: ObjectModel;
  /** What describe lets this verb write. */
  readonly fields: readonly FieldModel[];
  readonly verb: 'create' | 'update';
}

function creatableOf(object: ObjectModel, place: string): Writable {
  if (!object.createable) {
    throw new PolicyError(`${place}.create`, `Salesforce cannot create ${object.name} records.`);
  }
  return { object, fields: creatableFields(object), verb: 'create' };
}

/**
 * What a create forces an update cannot undo: such a field is not among an update's, unless the list names it. One that
 * is bound to the viewer it may not even name.
 */
function parseUpdate(
  source: unknown,
  object: ObjectModel,
  create: WriteRule | null,
  place: string,
): WriteRule {
  if (!object.updateable) {
    throw new PolicyError(place, `Salesforce cannot update ${object.name} records.`);
  }
  const writable: Writable = { object, fields: updatableFields(object), verb: 'update' };
  const rule = parseWriteRule(source, writable, place);
  const forced = create?.set ?? new Map<string, ForcedValue>();
  const isNamed = Array.isArray(new Map(entriesOf(source, place)).get('fields'));
  const fields = [...rule.fields].filter((name) => {
    const value = forced.get(name);
    if (value === undefined) return true;
    if (isNamed && value.kind === 'bound') {
      throw new PolicyError(
        `${place}.fields`,
        `${name} is bound to the viewer by create.set, so an update cannot change it.`,
      );
    }
    return isNamed;
  });
  return { fields: new Set(fields), set: rule.set };
}

function parseWriteRule(source: unknown, writable: Writable, place: string): WriteRule {
  const rule = new Map(entriesOf(source, place));
  for (const key of rule.keys()) {
    if (key !== 'fields' && key !== 'set') {
      throw new PolicyError(`${place}.${key}`, 'There is no such key; keys are fields, set.');
    }
  }
  const set = parseForced(rule.get('set'), writable, `${place}.set`);
  const named = parseFields(rule.get('fields'), writable, `${place}.fields`);
  for (const name of set.keys()) {
    if (Array.isArray(rule.get('fields')) && named.has(name)) {
      throw new PolicyError(`${place}.set`, `${name} is both given by the client and set for it.`);
    }
    named.delete(name);
  }
  return { fields: named, set };
}

function parseFields(source: unknown, writable: Writable, place: string): Set<string> {
  if (source === undefined) return new Set();
  if (source === 'ALL') return new Set(writable.fields.map((field) => field.name));
  if (!Array.isArray(source)) {
    throw new PolicyError(place, 'It must be a list of API names, or ALL.');
  }
  return new Set(source.map((name: unknown) => writableField(name, writable, place).name));
}

function writableField(name: unknown, { object, fields, verb }: Writable, place: string) {
  const field = typeof name === 'string' ? findByName(object.fields, name) : undefined;
  if (field === undefined) {
    throw new PolicyError(place, `There is no field ${object.name}.${String(name)}.`);
  }
  if (!fields.includes(field)) {
    throw new PolicyError(place, `Salesforce takes no ${object.name}.${field.name} in a ${verb}.`);
  }
  return field;
}

function parseForced(source: unknown, writable: Writable, place: string) {
  const forced = new Map<string, ForcedValue>();
  if (source === undefined) return forced;
  for (const [name, value] of entriesOf(source, place)) {
    const field = writableField(name, writable, place);
    forced.set(field.name, parseForcedValue(value, field, `${place}.${name}`));
  }
  return forced;
}

function parseForcedValue(source: unknown, field: FieldModel, place: string): ForcedValue {
  const [, bind] = typeof source === 'string' ? (/^:viewer\.(\w+)$/.exec(source) ?? []) : [];
  if (bind !== undefined) return { kind: 'bound', bind: checkBind(bind, field, place) };
  if (!isValueOf(source, field)) {
    throw new PolicyError(
      place,
      `${JSON.stringify(source)} is not a value of ${field.name}, which is of type ${field.type}.`,
    );
  }
  return { kind: 'fixed', value: source };
}

function checkBind(bind: string, field: FieldModel, place: string): ViewerBind {
  const known = VIEWER_BINDS.find((name) => name === bind);
  const isReference = field.type === 'reference';
  const isText = ['string', 'textarea', 'picklist', 'combobox', 'phone', 'email'].includes(
    field.type,
  );
  if (known === undefined || isReference !== (known === 'contactId') || !(isReference || isText)) {
    throw new PolicyError(place, `:viewer.${bind} cannot be the value of ${field.name}.`);
  }
  return known;
}

function isValueOf(value: unknown, field: FieldModel): value is WriteValue {
  if (value === null) return field.nillable;
  switch (field.type) {
    case 'boolean':
      return typeof value === 'boolean';
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return typeof value === 'number' && Number.isFinite(value);
    case 'reference':
      return typeof value === 'string' && /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(value);
    case 'picklist':
      return (
        typeof value === 'string' &&
        (!field.restrictedPicklist || field.picklist.some((entry) => entry.value === value))
      );
    default:
      return typeof value === 'string';
  }
}

function parseUpsert(source: unknown, object: ObjectModel, place: string): ReadonlySet<string> {
  const keys = externalIdFields(object);
  if (source === 'ALL' && keys.length > 0) return new Set(keys.map((field) => field.name));
  if (!Array.isArray(source) || source.length === 0) {
    throw new PolicyError(place, 'It must be a list of external id fields.');
  }
  return new Set(
    source.map((name: unknown) => {
      const field = typeof name === 'string' ? findByName(object.fields, name) : undefined;
      if (field !== undefined && keys.includes(field)) return field.name;
      throw new PolicyError(
        place,
        `${object.name}.${String(name)} is no external id by which records can be written.`,
      );
    }),
  );
}

function parseDelete(
  rule: ReadonlyMap<string, unknown>,
  object: ObjectModel,
  place: string,
): boolean {
  const allowed = rule.get('delete') ?? false;
  if (typeof allowed !== 'boolean') {
    throw new PolicyError(`${place}.delete`, 'It must be true or false.');
  }
  if (allowed && !object.deletable) {
    throw new PolicyError(`${place}.delete`, `Salesforce cannot delete ${object.name} records.`);
  }
  return allowed;
}
