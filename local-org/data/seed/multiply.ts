/** Grows the small seed to a large org inside SQLite: many times faster than row by row. */
import type { OrgScale } from '../../local-org.ts';
import { quoted, storedColumns } from '../storage.ts';
import { seededId, type SeedPlan } from './bulk-load.ts';
import { FIRST_NUMBER, reserve } from '../sequences.ts';

/** Contacts of a large org per seeded one; later copies of a case share the original contact. */
const MOST_CONTACTS = 50;

/** How often each object's rows exist at a scale, the originals included. */
const TIMES: Readonly<Record<Exclude<OrgScale, 'small'>, Readonly<Record<string, number>>>> = {
  medium: { Account: 10, Contact: 10, Case: 10, Opportunity: 10, Lead: 10 },
  large: { Account: MOST_CONTACTS, Contact: MOST_CONTACTS, Case: 60, Opportunity: 20, Lead: 20 },
};

/**
 * Values of a copy that differ from its original's: SQL over `b`, the original row, `m.k`, the
 * number of the copy from 1, and `m.n`, the copy's place among all rows of the object from 1.
 */
const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Account: {
    Name: `b."Name" || ' ' || (m.k + 1)`,
    Name$folded: `b."Name$folded" || ' ' || (m.k + 1)`,
    ParentId: copyOf('Account', 'ParentId'),
    AccountNumber: `'A' || printf('%06d', m.n)`,
    AccountNumber$folded: `'a' || printf('%06d', m.n)`,
    External_Key__c: `'ACC-' || m.n`,
    External_Key__c$folded: `'acc-' || m.n`,
  },
  Contact: {
    AccountId: copyOf('Account', 'AccountId'),
    ReportsToId: 'NULL',
    Email: copiedEmail('Email'),
    Email$folded: copiedEmail('Email$folded'),
    Is_Staff__c: '0',
    Member_Number__c: `'M' || printf('%07d', m.n)`,
    Member_Number__c$folded: `'m' || printf('%07d', m.n)`,
  },
  Case: {
    AccountId: copyOf('Account', 'AccountId'),
    ContactId: copyOf('Contact', 'ContactId'),
    CaseNumber: `printf('%08d', ${FIRST_NUMBER} + m.n)`,
    CaseNumber$folded: `printf('%08d', ${FIRST_NUMBER} + m.n)`,
    ContactEmail: copiedEmail('ContactEmail'),
    ContactEmail$folded: copiedEmail('ContactEmail$folded'),
    CreatedDate: `b."CreatedDate" - m.k * 60000`,
  },
  Opportunity: { AccountId: copyOf('Account', 'AccountId'), CampaignId: 'NULL' },
  Lead: {
    Email: copiedEmail('Email'),
    Email$folded: copiedEmail('Email$folded'),
  },
};

/** Rows handed to SQLite at a time. */
const CHUNK = 20_000;

export function multiplyRows(plan: SeedPlan): void {
  if (plan.scale === 'small') return;
  const { db } = plan.org;
  db.exec(`CREATE TEMP TABLE copy (
    object TEXT, source TEXT, k INTEGER, id TEXT, n INTEGER,
    PRIMARY KEY (object, source, k)) WITHOUT ROWID`);
  for (const [objectName, times] of Object.entries(TIMES[plan.scale])) {
    multiplyObject(plan, objectName, times);
  }
  db.exec('DROP TABLE temp.copy');
}

function multiplyObject(plan: SeedPlan, objectName: string, times: number): void {
  const { org } = plan;
  const object = org.catalog.object(objectName);
  if (!object) return;
  const table = quoted(objectName);
  const { total } = org.db.prepare(`SELECT count(*) AS total FROM ${table}`).get() as {
    total: number;
  };
  org.db.exec('BEGIN');
  nameCopies(plan, objectName, total, times);
  const columns = storedColumns(object);
  const values = columns.map((column) => valueOf(objectName, column));
  org.db.exec(
    `INSERT INTO ${table} (${columns.map(quoted).join(', ')})
     SELECT ${values.join(', ')} FROM temp.copy m JOIN ${table} b ON b."Id" = m.source
      WHERE m.object = '${objectName}' ORDER BY m.n`,
  );
  org.db.exec('COMMIT');
  const prefix = object.definition.keyPrefix ?? '';
  reserve(org.db, `id:${prefix}`, total * times);
  for (const field of object.fields.filter((candidate) => candidate.autoNumber)) {
    reserve(org.db, `auto:${objectName}.${field.name}`, total * times);
  }
}

function valueOf(objectName: string, column: string): string {
  if (column === 'Id') return 'm.id';
  return DIFFERENCES[objectName]?.[column] ?? `b.${quoted(column)}`;
}

/** Gives every copy its id, made here because SQL cannot compute id checksums. */
function nameCopies(plan: SeedPlan, objectName: string, total: number, times: number): void {
  const insert = plan.org.db.prepare(
    `INSERT INTO temp.copy (object, source, k, id, n)
     SELECT ?, value->>0, value->>1, value->>2, value->>3 FROM json_each(?)`,
  );
  let chunk: (readonly [string, number, string, number])[] = [];
  const flush = (): void => {
    if (chunk.length > 0) insert.run([objectName, JSON.stringify(chunk)]);
    chunk = [];
  };
  for (let index = total; index < total * times; index++) {
    const source = seededId(plan.org, objectName, index % total);
    const id = seededId(plan.org, objectName, index);
    chunk.push([source, Math.floor(index / total), id, index + 1]);
    if (chunk.length === CHUNK) flush();
  }
  flush();
}

/** The copy of the referenced row that belongs with copy `m.k`, else the original. */
function copyOf(objectName: string, column: string): string {
  return `coalesce((SELECT r.id FROM temp.copy r WHERE r.object = '${objectName}'
    AND r.source = b.${quoted(column)} AND r.k = m.k), b.${quoted(column)})`;
}

/** Addresses stay unique: the number of the copy stands before the `@`. */
function copiedEmail(column: string): string {
  const number = `iif(m.k < ${MOST_CONTACTS}, '.' || m.k, '')`;
  return `replace(b.${quoted(column)}, '@', ${number} || '@')`;
}
