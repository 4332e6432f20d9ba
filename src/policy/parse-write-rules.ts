/** Parses `create`, `update`, `upsert` and `delete` of a policy rule and checks each field, value and bind. */

import type { FieldModel, ObjectModel } from '../model/org-model.ts';
import { MAX_SEMI_JOINS } from '../soql/limits.ts';
import { findByName } from '../model/resolve-path.ts';
import { isRetiredField } from '../model/retired.ts';
import { creatableFields, externalIdFields, updatableFields } from '../model/writable-fields.ts';
import { checkPredicate, type PredicateScope } from './check-predicate.ts';
import type { ObjectRule } from './policy.ts';
import { PolicyError } from './policy-error.ts';
import { entriesOf } from './yaml-entries.ts';
import { VIEWER_BINDS, type PredicateNode, type ViewerBind } from './predicate.ts';
import {
  NO_WRITES,
  type ForcedValue,
  type UpdateRule,
  type WritableRows,
  type WriteRule,
  type WriteRules,
  type WriteValue,
} from './write-rule.ts';

export const WRITE_KEYS = ['create', 'update', 'upsert', 'delete'] as const;

/**
 * @param rule the keys of one role's rule.
 * @param scope its place is such as `policy.Case.user`.
 * @param rows what the role may read.
 * @throws PolicyError naming the key.
 */
export function parseWriteRules(
  rule: ReadonlyMap<string, unknown>,
  scope: PredicateScope,
  rows: ObjectRule['rows'],
): WriteRules {
  const { object, place } = scope;
  if (!WRITE_KEYS.some((key) => rule.has(key))) return NO_WRITES;
  const create = rule.has('create')
    ? parseWriteRule(rule.get('create'), creatableOf(object, place), `${place}.create`)
    : null;
  const update = rule.has('update')
    ? parseUpdate(rule.get('update'), { ...scope, place: `${place}.update` }, create, rows)
    : null;
  const upsert = rule.has('upsert')
    ? parseUpsert(rule.get('upsert'), object, `${place}.upsert`)
    : NO_WRITES.upsert;
  if (upsert.size > 0 && (create === null || update === null)) {
    throw new PolicyError(`${place}.upsert`, 'An upsert needs create and update beside it.');
  }
  return Object.freeze({ create, update, upsert, delete: parseDelete(rule, scope, rows) });
}

// Private:

const CREATE_KEYS: readonly string[] = ['fields', 'set'];
const UPDATE_KEYS: readonly string[] = [...CREATE_KEYS, 'rows'];

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
  scope: PredicateScope,
  create: WriteRule | null,
  readable: ObjectRule['rows'],
): UpdateRule {
  const { object, place } = scope;
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
  const rows = parseRows(new Map(entriesOf(source, place)).get('rows'), scope, readable);
  return { fields: new Set(fields), set: rule.set, rows };
}

/** Narrows what the role may read to what it may change; both stand in one statement. */
function parseRows(
  source: unknown,
  scope: PredicateScope,
  readable: ObjectRule['rows'],
): WritableRows {
  if (source === undefined || source === 'ALL') return 'ALL';
  const place = `${scope.place}.rows`;
  if (typeof source !== 'string' || source.trim() === '') {
    throw new PolicyError(place, 'It must be a SOQL condition, or ALL in so many words.');
  }
  const predicate = checkPredicate(source, { ...scope, place });
  const both = [predicate, ...(typeof readable === 'string' ? [] : [readable])];
  if (both.reduce((sum, one) => sum + countSemiJoins(one), 0) > MAX_SEMI_JOINS) {
    throw new PolicyError(
      place,
      `Together with the rows it reads it has more than ${MAX_SEMI_JOINS} sub-selects.`,
    );
  }
  return predicate;
}

/** They stand at the top level of AND only. */
function countSemiJoins(predicate: PredicateNode): number {
  const members = predicate.kind === 'and' ? predicate.predicates : [predicate];
  return members.filter(({ kind }) => kind === 'semiJoin').length;
}

function parseWriteRule(source: unknown, writable: Writable, place: string): WriteRule {
  const rule = new Map(entriesOf(source, place));
  for (const key of rule.keys()) {
    const keys = writable.verb === 'create' ? CREATE_KEYS : UPDATE_KEYS;
    if (!keys.includes(key)) {
      throw new PolicyError(
        `${place}.${key}`,
        `There is no such key; keys are ${keys.join(', ')}.`,
      );
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
  const named = source.filter((name: unknown) => !isRetiredField(writable.object, name));
  return new Set(named.map((name: unknown) => writableField(name, writable, place).name));
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
  scope: PredicateScope,
  readable: ObjectRule['rows'],
): WriteRules['delete'] {
  const source = rule.get('delete') ?? false;
  if (source === false) return null;
  const place = `${scope.place}.delete`;
  if (!scope.object.deletable) {
    throw new PolicyError(place, `Salesforce cannot delete ${scope.object.name} records.`);
  }
  if (source === true) return { rows: 'ALL' };
  const given = new Map(entriesOf(source, place));
  if (given.size !== 1 || !given.has('rows')) {
    throw new PolicyError(place, 'It must be true, false, or rows that may be deleted.');
  }
  return { rows: parseRows(given.get('rows'), { ...scope, place }, readable) };
}
