/** Gives the body of an Apex method its data access: system mode, sharing where the class asks for it. */
import type { Access, Session } from '../data/access.ts';
import { accessOf, PROFILES } from '../data/access.ts';
import { insert, remove, update } from '../data/records.ts';
import { SalesforceError } from '../errors.ts';
import type { LocalOrg } from '../local-org.ts';
import { quote } from '../rest/rows-query.ts';
import { allRecords } from '../soql/all-records.ts';
import type {
  ApexClass,
  ApexContext,
  ApexRecord,
  RestRequest,
  RestResponse,
  SoqlBind,
  SoqlBinds,
} from './apex-class.ts';
import { dmlException, queryException } from './apex-exception.ts';

export interface ApexCaller {
  readonly org: LocalOrg;
  readonly session: Session;
}

export function openApexContext(
  { org, session: caller }: ApexCaller,
  apexClass: ApexClass,
  request: RestRequest,
  response: RestResponse,
): ApexContext {
  const session = apexSession(caller, apexClass);
  const run = <Result>(work: () => Result, refusal: (error: SalesforceError) => Error): Result => {
    try {
      return work();
    } catch (error) {
      throw error instanceof SalesforceError ? refusal(error) : error;
    }
  };
  const query = (soql: string, binds: SoqlBinds = {}): readonly ApexRecord[] =>
    run(
      () => [...allRecords(org, session, bindSoql(soql, binds))],
      (error) => queryException(error.message),
    );
  return {
    request,
    response,
    userId: caller.userId,
    contactId: contactOf(org, caller.userId),
    now: () => org.clock.now().getTime(),
    query,
    queryOne: (soql, binds) => onlyRow(query(soql, binds)),
    insert: (objectName, fields) =>
      run(
        () => insert(org, session, objectName, fields),
        (error) => dmlException('insert', error),
      ),
    update: (objectName, id, fields) => {
      run(
        () => {
          update(org, session, objectName, id, fields);
        },
        (error) => dmlException('update', error, id),
      );
    },
    delete: (objectName, id) => {
      run(
        () => {
          remove(org, session, objectName, id);
        },
        (error) => dmlException('delete', error, id),
      );
    },
  };
}

/** Apex ignores object and field permissions; `with sharing` keeps the caller's rows. */
export function apexSession(caller: Session, apexClass: ApexClass): Session {
  const system = accessOf({
    userId: caller.userId,
    profileName: PROFILES.administrator,
    contactId: null,
    accountId: null,
  });
  const shared = apexClass.declaration.modifiers.includes('with sharing');
  const access: Access = shared
    ? { ...system, rowFilter: (object, alias) => caller.access.rowFilter(object, alias) }
    : system;
  return { ...caller, apiVersion: apexClass.apiVersion, access };
}

function contactOf(org: LocalOrg, userId: string): string | null {
  const row = org.db.prepare(`SELECT "ContactId" AS id FROM "User" WHERE "Id" = ?`).get(userId) as
    { id: string | null } | undefined;
  return row?.id ?? null;
}

function onlyRow(rows: readonly ApexRecord[]): ApexRecord {
  const [row] = rows;
  if (row === undefined) throw queryException('List has no rows for assignment to SObject');
  if (rows.length > 1) throw queryException('List has more than 1 row for assignment to SObject');
  return row;
}

/** `:name` outside of string literals becomes the literal of its value. */
export function bindSoql(soql: string, binds: SoqlBinds): string {
  return soql.replace(/'(?:[^'\\]|\\.)*'|:([A-Za-z_]\w*)/g, (text, name: string | undefined) => {
    if (name === undefined) return text;
    if (!Object.hasOwn(binds, name)) throw queryException(`Variable does not exist: ${name}`);
    const value = binds[name] ?? null;
    return isList(value) ? `(${listLiterals(value)})` : literal(value);
  });
}

const isList = (value: SoqlBind | readonly SoqlBind[]): value is readonly SoqlBind[] =>
  Array.isArray(value);

/** An empty list matches nothing, in Apex as in SQL. */
const listLiterals = (values: readonly SoqlBind[]): string =>
  values.length === 0 ? 'null' : values.map(literal).join(',');

function literal(value: SoqlBind): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object') return moment(value.moment);
  return String(value);
}

function moment(text: string): string {
  if (!/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d))?$/.test(text)) {
    throw queryException(`unexpected date: ${text}`);
  }
  return text;
}
