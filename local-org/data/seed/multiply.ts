/** Grows the small seed to a large org inside SQLite: many times faster than row by row. */
import type Database from 'libsql';
import type { OrgScale } from '../../local-org.ts';
import type { CatalogObject } from '../catalog.ts';
import { extendedKeySql } from '../collation.ts';
import { recordId } from '../record-ids.ts';
import { FIRST_NUMBER, reserve } from '../sequences.ts';
import { createEmptyIndexes, quoted, storedColumns } from '../storage.ts';
import type { SeedPlan } from './bulk-load.ts';

/** Contacts of a large org per seeded one; later copies of a case share the original contact. */
const MOST_CONTACTS = 50;

/** How often each object's rows exist at a scale, the originals included; parents come first. */
const TIMES: Readonly<Record<Exclude<OrgScale, 'small'>, Readonly<Record<string, number>>>> = {
  medium: { Account: 10, Contact: 10, Case: 10, Opportunity: 10, Lead: 10 },
  large: { Account: MOST_CONTACTS, Contact: MOST_CONTACTS, Case: 60, Opportunity: 20, Lead: 20 },
};

/**
 * References that a copy follows to the copy of the referenced row with the same number, where
 * there is one.
 */
const FOLLOWED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Account: { ParentId: 'Account' },
  Contact: { AccountId: 'Account' },
  Case: { AccountId: 'Account', ContactId: 'Contact' },
  Opportunity: { AccountId: 'Account' },
};

/**
 * Other values of a copy that differ from its original's: SQL over `b`, the original row, `m.k`,
 * the number of the copy from 1, and `s.n`, the copy's place among all rows of the object from 1.
 */
const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Account: {
    Name: `b."Name" || ' ' || (m.k + 1)`,
    Name$key: extendedKeySql('b."Name$key"', "' ' || (m.k + 1)"),
    AccountNumber: `'A' || printf('%06d', s.n)`,
    AccountNumber$key: `'a' || printf('%06d', s.n)`,
    External_Key__c: `'ACC-' || s.n`,
    External_Key__c$key: `'acc-' || s.n`,
  },
  Contact: {
    ReportsToId: 'NULL',
    Email: copiedEmail('Email'),
    Email$key: copiedEmail('Email$key'),
    Is_Staff__c: '0',
    Member_Number__c: `'M' || printf('%07d', s.n)`,
    Member_Number__c$key: `'m' || printf('%07d', s.n)`,
  },
  Case: {
    CaseNumber: `printf('%08d', ${FIRST_NUMBER} + s.n)`,
    CaseNumber$key: `printf('%08d', ${FIRST_NUMBER} + s.n)`,
    ContactEmail: copiedEmail('ContactEmail'),
    ContactEmail$key: copiedEmail('ContactEmail$key'),
    CreatedDate: `b."CreatedDate" - m.k * 60000`,
  },
  Opportunity: { CampaignId: 'NULL' },
  Lead: {
    Email: copiedEmail('Email'),
    Email$key: copiedEmail('Email$key'),
  },
};

/** Serials handed to SQLite at a time. */
const CHUNK = 50_000;

/** How many rows of an object the small seed made, by object name. */
type Totals = Map<string, number>;

export function multiplyRows(plan: SeedPlan): void {
  if (plan.scale === 'small') return;
  const { db, catalog } = plan.org;
  const times = TIMES[plan.scale];
  db.exec(`
    CREATE TEMP TABLE serial (n INTEGER PRIMARY KEY, digits TEXT, checks TEXT);
    CREATE TEMP TABLE original (id TEXT PRIMARY KEY, n INTEGER) WITHOUT ROWID`);
  const totals: Totals = new Map();
  for (const objectName of Object.keys(times)) {
    const object = catalog.object(objectName);
    if (object) multiplyObject(db, object, times, totals);
  }
  db.exec('DROP TABLE temp.serial; DROP TABLE temp.original');
}

function multiplyObject(
  db: Database.Database,
  object: CatalogObject,
  allTimes: Readonly<Record<string, number>>,
  totals: Totals,
): void {
  const times = allTimes[object.name] ?? 1;
  db.exec('BEGIN');
  const total = takeOriginals(db, object);
  totals.set(object.name, total);
  writeSerials(db, total * times);
  createEmptyIndexes(db, object);
  const columns = storedColumns(object);
  const values = columns.map((column) => {
    if (column === 'Id') return idSql(object.definition.keyPrefix ?? '');
    const parent = FOLLOWED[object.name]?.[column];
    if (parent !== undefined) return parentCopy(column, totals.get(parent) ?? 0, allTimes[parent]);
    return DIFFERENCES[object.name]?.[column] ?? `b.${quoted(column)}`;
  });
  // Copy by copy in the order of their ids, so that SQLite only ever appends.
  db.exec(
    `INSERT INTO ${quoted(object.name)} (${columns.map(quoted).join(', ')})
     WITH copy (k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k + 1 < ${times})
     SELECT ${values.join(', ')}
       FROM copy m CROSS JOIN temp.base b CROSS JOIN temp.serial s ON s.n = m.k * ${total} + b."$n"`,
  );
  db.exec('DROP TABLE temp.base; COMMIT');
  reserve(db, `id:${object.definition.keyPrefix ?? ''}`, total * times);
  for (const field of object.fields.filter((candidate) => candidate.autoNumber)) {
    reserve(db, `auto:${object.name}.${field.name}`, total * times);
  }
}

/** Sets the seeded rows aside, numbered from 1, with the numbers of the rows they refer to. */
function takeOriginals(db: Database.Database, object: CatalogObject): number {
  const table = quoted(object.name);
  db.exec(`INSERT INTO temp.original SELECT "Id", row_number() OVER (ORDER BY "Id") FROM ${table}`);
  const parents = Object.keys(FOLLOWED[object.name] ?? {}).map(
    (column) =>
      `, (SELECT n FROM temp.original WHERE id = b.${quoted(column)}) AS ${quoted(`${column}$n`)}`,
  );
  db.exec(
    `CREATE TEMP TABLE base AS
     SELECT o.n AS "$n", b.*${parents.join('')}
       FROM ${table} b JOIN temp.original o ON o.id = b."Id" ORDER BY b."Id"`,
  );
  const { total } = db.prepare('SELECT count(*) AS total FROM temp.base').get() as {
    total: number;
  };
  return total;
}

/** The digits and checksums of ids up to a serial, made here because SQL cannot compute them. */
function writeSerials(db: Database.Database, last: number): void {
  const row = db.prepare('SELECT coalesce(max(n), 0) AS done FROM temp.serial').get();
  let { done } = row as { done: number };
  const insert = db.prepare(
    `INSERT INTO temp.serial SELECT ? + key, substr(value, 1, 9), substr(value, 10) FROM json_each(?)`,
  );
  while (done < last) {
    const count = Math.min(CHUNK, last - done);
    const first = done + 1;
    const tails = Array.from({ length: count }, (_, i) => {
      const id = recordId('000', first + i);
      return id.slice(6, 15) + id.slice(16);
    });
    insert.run([first, JSON.stringify(tails)]);
    done += count;
  }
}

/** The id of serial `s`: all but its digits and their checksums is the object's. */
function idSql(keyPrefix: string): string {
  const model = recordId(keyPrefix, 1);
  return `'${model.slice(0, 6)}' || s.digits || '${model.charAt(15)}' || s.checks`;
}

/** The copy of the referenced row that belongs with copy `m.k`, else the original. */
function parentCopy(column: string, total: number, times = 1): string {
  const own = `b.${quoted(column)}`;
  const number = `b.${quoted(`${column}$n`)}`;
  return `iif(${number} IS NULL OR m.k >= ${times}, ${own}, (
    SELECT substr(${own}, 1, 6) || r.digits || substr(${own}, 16, 1) || r.checks
      FROM temp.serial r WHERE r.n = m.k * ${total} + ${number}))`;
}

/** Addresses stay unique: the number of the copy stands before the `@`. */
function copiedEmail(column: string): string {
  const number = `iif(m.k < ${MOST_CONTACTS}, '.' || m.k, '')`;
  return `replace(b.${quoted(column)}, '@', ${number} || '@')`;
}
