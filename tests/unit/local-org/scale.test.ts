/** A larger org is the small one many times over: whole ids, unique keys, and references between copies. */
import { openOrg } from '../../../local-org/org.ts';
import { normalizeId } from '../../../local-org/data/record-ids.ts';
import type { LocalOrg } from '../../../local-org/org.ts';

let org: LocalOrg;

beforeAll(() => {
  org = openOrg({ scale: 'medium' });
});

afterAll(() => {
  org.close();
});

const count = (sql: string): number =>
  (org.db.prepare(`SELECT count(*) AS n FROM ${sql}`).get() as { n: number }).n;

it('has ten times the rows, each with a well-formed id of its own', () => {
  for (const [object, rows] of [
    ['Account', 2_000],
    ['Contact', 20_000],
    ['Case', 50_000],
    ['Lead', 4_000],
  ] as const) {
    const ids = org.db.prepare(`SELECT "Id" FROM "${object}"`).raw().all() as [string][];
    expect([object, ids.length, new Set(ids.map(([id]) => id)).size]).toEqual([object, rows, rows]);
    expect(ids.filter(([id]) => normalizeId(id) !== id)).toEqual([]);
  }
});

it('keeps unique what is unique', () => {
  for (const [object, column] of [
    ['Account', 'External_Key__c'],
    ['Contact', 'Member_Number__c'],
    ['Case', 'CaseNumber'],
  ] as const) {
    expect(count(`(SELECT DISTINCT "${column}" FROM "${object}")`)).toBe(count(`"${object}"`));
  }
  expect(
    count(
      '(SELECT "Email" FROM "Contact" WHERE "Email" IS NOT NULL GROUP BY "Email" HAVING count(*) > 1)',
    ),
  ).toBe(0);
});

it('a copy refers to the copies that belong with it', () => {
  const sameAccount = '"Case" s JOIN "Contact" c ON c."Id" = s."ContactId"';
  expect(count(`${sameAccount} WHERE s."AccountId" <> c."AccountId"`)).toBe(0);
  expect(count(`${sameAccount} WHERE s."ContactEmail" IS NOT c."Email"`)).toBe(0);
  // The copies of an account are as much in use as the account itself.
  expect(count('(SELECT DISTINCT "AccountId" FROM "Contact")')).toBe(2_000);
});
