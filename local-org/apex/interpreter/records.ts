/** SOQL and DML of interpreted Apex, over the org's own rows. */
import type { CatalogField } from '../../data/definition-types.ts';
import { insert, remove, undelete, update } from '../../data/records.ts';
import type { JsonValue } from '../../data/stored-values.ts';
import { inTransaction } from '../../data/transactions.ts';
import { SalesforceError } from '../../errors.ts';
import { allRecords } from '../../soql/all-records.ts';
import { runQuery } from '../../soql/query.ts';
import { bindSoql } from '../apex-context.ts';
import type { SoqlBind } from '../apex-class.ts';
import { notRun, thrown } from './run.ts';
import type { Run } from './run.ts';
import {
  ApexDecimal,
  ApexList,
  ApexMoment,
  ApexSet,
  ApexSObject,
  numberOf,
  textOf,
} from './values.ts';
import type { Value } from './values.ts';

export type DmlVerb = 'insert' | 'update' | 'upsert' | 'delete' | 'undelete';

/** @param bind the value of an expression after a colon. */
export function query(run: Run, soql: string, bind: (expression: string) => Value): Value {
  const binds: Record<string, SoqlBind | readonly SoqlBind[]> = {};
  // Every bound expression becomes a name that bindSoql knows.
  const text = soql.replace(
    /'(?:[^'\\]|\\.)*'|:\s*([A-Za-z_][\w.]*)/g,
    (part, expression?: string) => {
      if (expression === undefined) return part;
      const name = `b${Object.keys(binds).length}`;
      binds[name] = toBind(bind(expression));
      return `:${name}`;
    },
  );
  try {
    return rowsOf(run, bindSoql(text, binds));
  } catch (error) {
    if (error instanceof SalesforceError) throw thrown('QueryException', error.message);
    throw error;
  }
}

function rowsOf(run: Run, soql: string): Value {
  if (/^\s*SELECT\s+COUNT\(\s*\)/i.test(soql)) {
    return runQuery(run.org, run.session, soql).totalSize;
  }
  const rows = [...allRecords(run.org, run.session, soql)];
  return new ApexList(
    rows.map((row) => fromRow(run, row)),
    true,
  );
}

function toBind(value: Value): SoqlBind | readonly SoqlBind[] {
  if (value instanceof ApexList) return value.items.map(scalarBind);
  if (value instanceof ApexSet) return [...value.entries.values()].map(scalarBind);
  return scalarBind(value);
}

function scalarBind(value: Value): SoqlBind {
  if (value instanceof ApexDecimal) return value.number;
  if (value instanceof ApexMoment) return { moment: momentJson(value) };
  if (value instanceof ApexSObject) return scalarBind(value.fields.get('Id') ?? null);
  if (value === null || typeof value !== 'object') return value;
  throw notRun('a bind of this type');
}

function fromRow(run: Run, row: object): ApexSObject {
  const { attributes, ...values } = row as Readonly<Record<string, unknown>> & {
    readonly attributes?: { readonly type?: string };
  };
  const type = attributes?.type ?? 'AggregateResult';
  const object = run.org.catalog.object(type);
  const fields = new Map<string, Value>();
  for (const [name, value] of Object.entries(values)) {
    fields.set(name, fromJson(run, value, object?.field(name)));
  }
  return new ApexSObject(type, fields, true);
}

function fromJson(run: Run, value: unknown, field: CatalogField | undefined): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    const whole = field === undefined || field.type === 'int' || field.type === 'long';
    return whole && Number.isInteger(value) ? value : new ApexDecimal(value);
  }
  if (typeof value === 'string') {
    if (field?.type === 'date') return new ApexMoment('Date', Date.parse(value));
    if (field?.type === 'datetime') return new ApexMoment('Datetime', Date.parse(value));
    return value;
  }
  const nested = value as { readonly records?: readonly object[] };
  return nested.records === undefined
    ? fromRow(run, nested)
    : new ApexList(nested.records.map((row) => fromRow(run, row)));
}

/** Runs the statement on one record or a list of them: all of it, or nothing and a DmlException. */
export function dml(run: Run, verb: DmlVerb, target: Value, externalId?: string): void {
  const records = target instanceof ApexList ? target.items : [target];
  inTransaction(run.org, () => {
    records.forEach((record, index) => {
      if (!(record instanceof ApexSObject)) {
        throw record === null
          ? thrown('NullPointerException', 'Attempt to de-reference a null object')
          : notRun(`${verb} of ${textOf(record)}`);
      }
      writeRow(run, verb, record, index, externalId);
    });
  });
}

function writeRow(
  run: Run,
  verb: DmlVerb,
  record: ApexSObject,
  index: number,
  externalId: string | undefined,
): void {
  try {
    write(run, verb, record, externalId);
  } catch (error) {
    if (!(error instanceof SalesforceError)) throw error;
    const id = record.fields.get('Id');
    const row = typeof id === 'string' ? `row ${index} with id ${id}` : `row ${index}`;
    const name = verb.charAt(0).toUpperCase() + verb.slice(1);
    throw thrown(
      'DmlException',
      `${name} failed. First exception on ${row}; first error: ${error.errorCode}, ${error.message}: [${(error.fields ?? []).join(', ')}]`,
    );
  }
}

function write(run: Run, verb: DmlVerb, record: ApexSObject, externalId: string | undefined): void {
  const { org, session } = run;
  const { Id: id, ...values } = Object.fromEntries(
    [...record.fields].flatMap(([name, value]) => jsonField(name, value)),
  );
  const isNew = typeof id !== 'string';
  if (externalId !== undefined && externalId.toLowerCase() !== 'id') {
    throw notRun('upsert by an external id');
  }
  if (verb === 'insert' || (verb === 'upsert' && isNew)) {
    if (!isNew) throw thrown('DmlException', INSERT_WITH_ID);
    record.fields.set('Id', insert(org, session, record.type, values));
    return;
  }
  if (isNew) {
    const message = `${verb} failed. First exception on row 0; first error: MISSING_ARGUMENT, Id not specified in an ${verb} call: []`;
    throw thrown('DmlException', message.charAt(0).toUpperCase() + message.slice(1));
  }
  if (verb === 'delete') remove(org, session, record.type, id);
  else if (verb === 'undelete') undelete(org, session, record.type, id);
  else update(org, session, record.type, id, writable(run, record, values));
}

const INSERT_WITH_ID =
  'Insert failed. First exception on row 0; first error: INVALID_FIELD_FOR_INSERT_UPDATE, cannot specify Id in an insert call: [Id]';

/** What a query brought along and no caller may write is left as it is. */
function writable(
  run: Run,
  record: ApexSObject,
  values: Readonly<Record<string, JsonValue>>,
): Readonly<Record<string, JsonValue>> {
  if (!record.isQueried) return values;
  const object = run.org.catalog.object(record.type);
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => object?.field(name)?.updateable === true),
  );
}

/** Parents and children that a query brought along are not written. */
function jsonField(name: string, value: Value): readonly (readonly [string, JsonValue])[] {
  if (value instanceof ApexSObject || value instanceof ApexList) return [];
  if (value instanceof ApexMoment) return [[name, momentJson(value)]];
  const number = numberOf(value);
  if (number !== null) return [[name, number]];
  if (value !== null && typeof value === 'object') throw notRun(`a field ${name} of this type`);
  return [[name, value]];
}

function momentJson({ kind, time }: ApexMoment): string {
  const iso = new Date(time).toISOString();
  return kind === 'Date' ? iso.slice(0, 10) : iso;
}
