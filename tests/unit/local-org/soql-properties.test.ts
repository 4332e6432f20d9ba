import fc from 'fast-check';
import { runQuery } from '../../../local-org/soql/query.ts';
import {
  holds,
  ordered,
  toSoql,
  type Condition,
  type Plain,
  type Value,
} from './soql-evaluator.ts';
import { ADMIN, openTestOrg } from './soql-session.ts';

const { org, session } = openTestOrg({ rules: 'strict' });
const admin = session(ADMIN);
const ROUNDS = 300;

afterAll(() => org.close());

/** The fields under test by kind; one record of each object is read as plain JSON first. */
const FIELDS = {
  text: ['Name', 'Phone', 'BillingCity', 'BillingState', 'AccountNumber', 'Industry', 'Rating'],
  number: ['AnnualRevenue', 'NumberOfEmployees', 'BillingLatitude'],
  id: ['Id', 'ParentId', 'OwnerId'],
} as const;
const ALL = [...FIELDS.text, ...FIELDS.number, ...FIELDS.id];

const accounts = (
  org.db
    .prepare(`SELECT ${ALL.map((name) => `"${name}"`).join(', ')} FROM "Account"`)
    .all() as Plain[]
).map((row) => Object.fromEntries(ALL.map((name) => [name, row[name] ?? null])) as Plain);

const style = (field: string): 'quoted' | 'bare' =>
  (FIELDS.number as readonly string[]).includes(field) ? 'bare' : 'quoted';

/** Values that occur, so that conditions are sometimes true, and some that do not. */
const valueOf = (field: string): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...accounts.map((account) => account[field] ?? null)) },
    {
      weight: 1,
      arbitrary: style(field) === 'bare' ? fc.integer({ min: -10, max: 1e6 }) : strangeText(field),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );

const strangeText = (field: string): fc.Arbitrary<Value> =>
  (FIELDS.id as readonly string[]).includes(field)
    ? fc.constant('001LO00000ZZZZZAAA')
    : fc.constantFrom("O'Brien", 'back\\slash', 'MÜNCHEN', 'münchen', '', 'ca', '100%', 'a_b');

const comparison: fc.Arbitrary<Condition> = fc
  .constantFrom(...ALL)
  .chain((field) =>
    fc.record({
      kind: fc.constant('compare' as const),
      field: fc.constant(field),
      operator: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
      value: valueOf(field),
    }),
  )
  .map((condition) =>
    condition.value === null && /[<>]/.test(condition.operator)
      ? { ...condition, operator: '=' }
      : condition,
  );

const membership: fc.Arbitrary<Condition> = fc.constantFrom(...ALL).chain((field) =>
  fc.record({
    kind: fc.constant('in' as const),
    field: fc.constant(field),
    negated: fc.boolean(),
    values: fc.array(valueOf(field), { minLength: 1, maxLength: 4 }),
  }),
);

const like: fc.Arbitrary<Condition> = fc.record({
  kind: fc.constant('like' as const),
  field: fc.constantFrom(...FIELDS.text),
  pattern: fc.constantFrom(
    '%',
    'a%',
    '%a%',
    '_a%',
    'SAN FRANCISCO',
    '%ü%',
    'mÜn%',
    '%.',
    "o'%",
    '(2%',
    '',
  ),
});

const condition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    membership,
    like,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('tree') }),
  ),
})).tree;

const idsOf = (records: readonly { readonly [key: string]: unknown }[]): string[] =>
  records.map((record) => String(record.Id));

describe('against an independent evaluation', () => {
  it('WHERE finds the same rows', () => {
    fc.assert(
      fc.property(condition, (where) => {
        const result = runQuery(org, admin, `SELECT Id FROM Account WHERE ${toSoql(where, style)}`);
        const expected = accounts.filter((account) => holds(where, account));
        expect(idsOf(result.records).sort()).toEqual(idsOf(expected).sort());
      }),
      { numRuns: ROUNDS },
    );
  });

  it('COUNT() and GROUP BY agree with the rows', () => {
    fc.assert(
      fc.property(
        condition,
        fc.constantFrom('Industry', 'BillingCity', 'OwnerId'),
        (where, field) => {
          const matching = accounts.filter((account) => holds(where, account));
          const filter = toSoql(where, style);
          expect(
            runQuery(org, admin, `SELECT COUNT() FROM Account WHERE ${filter}`).totalSize,
          ).toBe(matching.length);
          const groups = runQuery(
            org,
            admin,
            `SELECT ${field} k, COUNT(Id) n, SUM(AnnualRevenue) s FROM Account WHERE ${filter} GROUP BY ${field}`,
          ).records as unknown as { k: Value; n: number; s: number | null }[];
          const keys = new Set(matching.map((account) => String(account[field]).toLowerCase()));
          expect(groups).toHaveLength(keys.size);
          for (const group of groups) {
            const members = matching.filter(
              (account) => String(account[field]).toLowerCase() === String(group.k).toLowerCase(),
            );
            const revenues = members.flatMap((account) => account.AnnualRevenue ?? []);
            expect(group.n).toBe(members.length);
            expect(group.s).toBe(
              revenues.length === 0
                ? null
                : revenues.reduce<number>((sum, revenue) => sum + Number(revenue), 0),
            );
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ORDER BY, LIMIT and OFFSET give the same rows in the same order', () => {
    const plain = ['Name', 'Phone', 'BillingCity', 'AnnualRevenue', 'NumberOfEmployees'] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...plain),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 0, max: 30 }),
        (field, descending, nullsLast, limit, offset) => {
          const order = `${field} ${descending ? 'DESC' : 'ASC'}${nullsLast ? ' NULLS LAST' : ''}`;
          const result = runQuery(
            org,
            admin,
            `SELECT Id FROM Account ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}`,
          );
          const expected = ordered(accounts, field, descending, nullsLast).slice(
            offset,
            offset + limit,
          );
          expect(idsOf(result.records)).toEqual(idsOf(expected));
        },
      ),
      { numRuns: ROUNDS },
    );
  });

  it('INCLUDES and EXCLUDES find the same rows', () => {
    const contacts = org.db.prepare('SELECT "Id", "Languages__c" FROM "Contact"').all() as Plain[];
    const set = fc
      .uniqueArray(fc.constantFrom('English', 'german', 'French', 'Spanish'), {
        minLength: 1,
        maxLength: 3,
      })
      .map((parts) => parts.join(';'));
    fc.assert(
      fc.property(fc.array(set, { minLength: 1, maxLength: 3 }), fc.boolean(), (sets, negated) => {
        const where: Condition = { kind: 'includes', field: 'Languages__c', negated, sets };
        const result = runQuery(
          org,
          admin,
          `SELECT COUNT() FROM Contact WHERE ${toSoql(where, style)}`,
        );
        expect(result.totalSize).toBe(contacts.filter((contact) => holds(where, contact)).length);
      }),
      { numRuns: 60 },
    );
  });

  it('semi-joins and anti-joins find the same rows', () => {
    const deals = org.db
      .prepare('SELECT "AccountId", "StageName" FROM "Opportunity"')
      .all() as Plain[];
    fc.assert(
      fc.property(
        fc.constantFrom(...deals.map((deal) => String(deal.StageName))),
        fc.boolean(),
        (stage, negated) => {
          const soql = `SELECT Id FROM Account WHERE Id ${negated ? 'NOT IN' : 'IN'} (SELECT AccountId FROM Opportunity WHERE StageName = '${stage}')`;
          const joined = new Set(
            deals.filter((deal) => deal.StageName === stage).map((deal) => deal.AccountId),
          );
          const expected = accounts.filter((account) => joined.has(account.Id ?? null) !== negated);
          expect(idsOf(runQuery(org, admin, soql).records).sort()).toEqual(idsOf(expected).sort());
        },
      ),
      { numRuns: 20 },
    );
  });

  it('DISTANCE finds and orders the same rows', () => {
    const located = org.db
      .prepare('SELECT "Id", "BillingLatitude" AS lat, "BillingLongitude" AS lon FROM "Account"')
      .all() as Plain[];
    const point = fc.record({
      lat: fc.double({ min: -89, max: 89, noNaN: true }).map(sixDigits),
      lon: fc.double({ min: -179, max: 179, noNaN: true }).map(sixDigits),
    });
    fc.assert(
      fc.property(
        point,
        fc.integer({ min: 1, max: 20_000 }),
        fc.constantFrom('km' as const, 'mi' as const),
        fc.constantFrom('<' as const, '>' as const),
        ({ lat, lon }, limit, unit, operator) => {
          const distance = `DISTANCE(BillingAddress, GEOLOCATION(${lat}, ${lon}), '${unit}')`;
          const { records } = runQuery(
            org,
            admin,
            `SELECT Id FROM Account WHERE ${distance} ${operator} ${limit} ORDER BY ${distance}`,
          );
          const away = located.flatMap((row) =>
            row['lat'] === null || row['lon'] === null
              ? []
              : [
                  {
                    Id: row['Id'],
                    far: haversine(Number(row['lat']), Number(row['lon']), lat, lon, unit),
                  },
                ],
          );
          const expected = away
            .filter(({ far }) => (operator === '<' ? far < limit : far > limit))
            .sort((a, b) => a.far - b.far || String(a.Id).localeCompare(String(b.Id)));
          expect(idsOf(records).sort()).toEqual(idsOf(expected).sort());
          const order = new Map(away.map(({ Id, far }) => [String(Id), far]));
          const distances = idsOf(records).map((id) => order.get(id) ?? Number.NaN);
          for (const [i, far] of distances.entries()) {
            expect(far).toBeGreaterThanOrEqual((distances[i - 1] ?? 0) - 1e-6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('TYPEOF gives each row what its branch names', () => {
    const events = org.db.prepare('SELECT "Id", "WhatId" FROM "Event"').all() as Plain[];
    const whatOf = new Map(events.map(({ Id, WhatId }) => [String(Id), WhatId]));
    const types = { '001': 'Account', '006': 'Opportunity', '500': 'Case' } as const;
    const branch = fc.uniqueArray(fc.constantFrom(...Object.values(types)), { minLength: 1 });
    fc.assert(
      fc.property(branch, fc.boolean(), (named, otherwise) => {
        const whens = named.map((type) => `WHEN ${type} THEN Id, CreatedDate`).join(' ');
        const soql = `SELECT Id, TYPEOF What ${whens}${otherwise ? ' ELSE Name' : ''} END FROM Event`;
        for (const record of runQuery(org, admin, soql).records) {
          const whatId = whatOf.get(String(record.Id)) ?? null;
          const type =
            whatId === null ? null : types[String(whatId).slice(0, 3) as keyof typeof types];
          const what = record['What'] as Record<string, unknown> | null;
          const keys = what === null ? null : Object.keys(what);
          // Without ELSE, what no branch names is null as a missing parent is.
          const wanted = [
            'attributes',
            ...(type !== null && named.includes(type) ? ['Id', 'CreatedDate'] : ['Name']),
          ];
          const isShown = type !== null && (otherwise || named.includes(type));
          expect(keys).toEqual(isShown ? wanted : null);
        }
      }),
      { numRuns: 20 },
    );
  });
});

const sixDigits = (value: number): number => Number(value.toFixed(6));

/** Great-circle distance on a sphere of the radius that the documentation's formula has. */
function haversine(
  lat1: number,
  lon1: number,
  lat2: number,
  lon2: number,
  unit: 'km' | 'mi',
): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const a =
    Math.sin(radians(lat2 - lat1) / 2) ** 2 +
    Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.sin(radians(lon2 - lon1) / 2) ** 2;
  const radius = unit === 'km' ? 6_371.0088 : 6_371.0088 / 1.609344;
  return 2 * radius * Math.asin(Math.sqrt(a));
}
