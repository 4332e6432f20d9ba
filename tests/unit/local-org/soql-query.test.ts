import { SalesforceError } from '../../../local-org/errors.ts';
import { queryMore, runQuery, type QueryOptions } from '../../../local-org/soql/query.ts';
import { ADMIN, openTestOrg, PORTAL } from './soql-session.ts';

const { org, session } = openTestOrg({ rules: 'strict' });
const admin = session(ADMIN);

afterAll(() => org.close());

const query = (soql: string, options: QueryOptions = {}, as = admin) =>
  runQuery(org, as, soql, options);
const first = (soql: string): Record<string, unknown> => query(soql).records[0] ?? {};

function refusal(soql: string, as = admin): SalesforceError {
  try {
    query(soql, {}, as);
  } catch (error) {
    if (error instanceof SalesforceError) return error;
    throw error;
  }
  throw new Error(`Accepted: ${soql}`);
}

describe('result shape', () => {
  it('gives attributes with the version of the session and fields in SELECT order', () => {
    const record = first(`SELECT Name, Id FROM Account WHERE Name = 'SKYLINE cooperative'`);
    expect(record).toEqual({
      attributes: {
        type: 'Account',
        url: '/services/data/v62.0/sobjects/Account/001LO0000000001YAA',
      },
      Name: 'Skyline Cooperative',
      Id: '001LO0000000001YAA',
    });
    expect(Object.keys(record)).toEqual(['attributes', 'Name', 'Id']);
  });

  it('answers an empty result as REST does', () => {
    expect(query(`SELECT Id FROM Account WHERE Name = 'no such name'`)).toEqual({
      totalSize: 0,
      done: true,
      records: [],
    });
  });

  it('nests parents, and is null where there is none', () => {
    const withParent = first(
      `SELECT Parent.Name, Parent.Parent.Name FROM Account WHERE ParentId != null LIMIT 1`,
    );
    expect(withParent).toMatchObject({ Parent: { attributes: { type: 'Account' } } });
    expect(first('SELECT Parent.Name FROM Account WHERE ParentId = null LIMIT 1')).toMatchObject({
      Parent: null,
    });
  });

  it('gives a child list, and null where there are no rows', () => {
    const staffed = first(
      `SELECT (SELECT LastName FROM Contacts ORDER BY LastName LIMIT 2) FROM Account WHERE Name = 'Skyline Cooperative'`,
    );
    expect(staffed.Contacts).toMatchObject({ totalSize: 2, done: true });
    const childless = first(
      `SELECT (SELECT Id FROM Contacts WHERE LastName = 'nobody') FROM Account LIMIT 1`,
    );
    expect(childless.Contacts).toBeNull();
  });

  it('shows a polymorphic parent as Name with the URL of the real object', () => {
    expect(
      first(`SELECT Owner.Name FROM Case WHERE Owner.Type = 'Queue' LIMIT 1`).Owner,
    ).toMatchObject({
      attributes: { type: 'Name', url: expect.stringContaining('/sobjects/Group/00G') as string },
      Name: 'Support Queue',
    });
  });

  it('calls the type of a queue Queue, though it is a Group', () => {
    const owned = first(
      `SELECT TYPEOF Owner WHEN Group THEN DeveloperName, Type ELSE Name END FROM Case WHERE Owner.Type = 'Queue' LIMIT 1`,
    );
    expect(owned.Owner).toMatchObject({ attributes: { type: 'Group' }, Type: 'Queue' });
    expect(
      first(`SELECT Owner.Type FROM Case WHERE Owner.Type = 'Queue' LIMIT 1`).Owner,
    ).toMatchObject({ attributes: { type: 'Name' }, Type: 'Queue' });
    expect(query(`SELECT COUNT() FROM Case WHERE Owner.Type = 'Group'`).totalSize).toBe(0);
  });

  it('gives what TYPEOF asks of each type', () => {
    const task = first(
      `SELECT TYPEOF What WHEN Opportunity THEN StageName ELSE Name END FROM Task WHERE What.Type = 'Opportunity' LIMIT 1`,
    );
    expect(task.What).toMatchObject({
      attributes: { type: 'Opportunity' },
      StageName: expect.any(String) as string,
    });
  });

  it('writes datetimes, compound values and masks the way REST does', () => {
    const project = first('SELECT CreatedDate, Site__c, Secret_Code__c FROM Project__c LIMIT 1');
    expect(project.CreatedDate).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
    const half = 'Site__Latitude__s = null AND Site__Longitude__s != null';
    expect(query(`SELECT COUNT() FROM Project__c WHERE ${half}`).totalSize).toBe(0);
    const account = first(
      'SELECT BillingAddress FROM Account WHERE BillingLatitude != null LIMIT 1',
    );
    expect(Object.keys(account.BillingAddress as object).sort()).toEqual([
      'city',
      'country',
      'geocodeAccuracy',
      'latitude',
      'longitude',
      'postalCode',
      'state',
      'street',
    ]);
  });

  it('nests children five levels from v58 on, two before', () => {
    const deep = `SELECT Id, (SELECT Id, (SELECT Id, (SELECT Id, (SELECT Id FROM CaseComments) FROM Cases) FROM Contacts) FROM ChildAccounts) FROM Account LIMIT 1`;
    expect(query(deep).totalSize).toBe(1);
    expect(() => runQuery(org, session(ADMIN, '57.0'), deep)).toThrow(/Nested/);
  });
});

describe('paging', () => {
  it('gives pages of 2,000 and then the rest', () => {
    const page = query('SELECT Id FROM BigTable__c ORDER BY Name');
    expect(page).toMatchObject({ totalSize: 3000, done: false });
    expect(page.nextRecordsUrl).toMatch(/^\/services\/data\/v62\.0\/query\/0r8\w+-2000$/);
    const rest = queryMore(org, admin, page.nextRecordsUrl?.split('/').pop() ?? '');
    expect(rest).toMatchObject({ totalSize: 3000, done: true });
    const ids = [...page.records, ...rest.records].map((record) => record.Id);
    expect(new Set(ids).size).toBe(3000);
  });

  it('keeps batchSize within 200 and 2,000', () => {
    expect(query('SELECT Id FROM BigTable__c', { batchSize: 1 }).records).toHaveLength(200);
    expect(query('SELECT Id FROM BigTable__c', { batchSize: 9999 }).records).toHaveLength(2000);
  });

  it('gives a long child list its own locator', () => {
    const account = query(
      `SELECT Id, (SELECT Id FROM Cases) FROM Account WHERE Id IN (SELECT AccountId FROM Case)`,
      { batchSize: 200 },
    );
    expect(account.done).toBe(false);
    const more = queryMore(org, admin, account.nextRecordsUrl?.split('/').pop() ?? '');
    expect(more.records.length).toBeGreaterThan(0);
  });

  it.each(['nonsense', '0r8LO0000000001-999999', "0r8'; DROP TABLE Account--2000"])(
    'refuses the locator %s',
    (locator) => {
      expect(() => queryMore(org, admin, locator)).toThrow('invalid query locator');
    },
  );

  it('keeps a locator to its user and for two days', () => {
    const locator = query('SELECT Id FROM BigTable__c').nextRecordsUrl?.split('/').pop() ?? '';
    expect(() => queryMore(org, session(PORTAL), locator)).toThrow('invalid query locator');
    org.clock.advance(2 * 24 * 3_600_000 + 1);
    expect(() => queryMore(org, admin, locator)).toThrow('invalid query locator');
    org.clock.reset();
  });
});

describe('aggregates', () => {
  it('counts without records for COUNT()', () => {
    expect(query('SELECT COUNT() FROM Contact WHERE Is_Staff__c = true')).toEqual({
      totalSize: 50,
      done: true,
      records: [],
    });
  });

  it('numbers unaliased aggregates and gives no url', () => {
    expect(first('SELECT COUNT(Id), MAX(Name) top, COUNT(ParentId) FROM Account')).toEqual({
      attributes: { type: 'AggregateResult' },
      expr0: 200,
      top: expect.any(String) as string,
      expr1: expect.any(Number) as number,
    });
  });

  it('adds subtotal rows for ROLLUP and CUBE and tells them by GROUPING', () => {
    const rows = query(
      `SELECT Status, Priority, COUNT(Id) n, GROUPING(Status) s, GROUPING(Priority) p FROM Case GROUP BY CUBE(Status, Priority)`,
    ).records as unknown as Record<string, unknown>[];
    const total = rows.filter((row) => row.s === 1 && row.p === 1);
    expect(total).toEqual([expect.objectContaining({ Status: null, Priority: null, n: 5000 })]);
    const byStatus = rows.filter((row) => row.s === 0 && row.p === 1);
    expect(byStatus.reduce((sum, row) => sum + Number(row.n), 0)).toBe(5000);
    const rollup = query('SELECT Status, COUNT(Id) FROM Case GROUP BY ROLLUP(Status)').records;
    expect(rollup).toHaveLength(byStatus.length + 1);
  });

  it('filters groups with HAVING', () => {
    const all = query('SELECT Department, COUNT(Id) n FROM Contact GROUP BY Department').records;
    const some = query(
      'SELECT Department, COUNT(Id) n FROM Contact GROUP BY Department HAVING COUNT(Id) > 150',
    ).records;
    expect(some).toEqual(all.filter((row) => Number(row.n) > 150));
  });

  it('never pages: more than 2,000 groups are EXCEEDED_ID_LIMIT', () => {
    expect(refusal('SELECT Name, COUNT(Id) FROM BigTable__c GROUP BY Name')).toMatchObject({
      errorCode: 'EXCEEDED_ID_LIMIT',
    });
    expect(query('SELECT Name, COUNT(Id) FROM BigTable__c GROUP BY Name LIMIT 5').totalSize).toBe(
      5,
    );
  });

  it('orders the extremes of a picklist by its setup order', () => {
    expect(first('SELECT MIN(StageName) low, MAX(StageName) high FROM Opportunity')).toMatchObject({
      low: 'Prospecting',
      high: 'Closed Lost',
    });
  });
});

describe('sharing and field permissions', () => {
  it('shows the portal user only rows of their contact', () => {
    const contacts = query('SELECT Id, Name FROM Contact', {}, session(PORTAL));
    expect(contacts.records.map((record) => record.Name)).toEqual(['Casey Customer']);
    const cases = query('SELECT COUNT() FROM Case', {}, session(PORTAL));
    expect(cases.totalSize).toBe(
      query(`SELECT COUNT() FROM Case WHERE ContactId = '${String(contacts.records[0]?.Id)}'`)
        .totalSize,
    );
  });

  it('hides fields and objects as if they did not exist', () => {
    expect(refusal('SELECT AnnualRevenue FROM Account', session(PORTAL)).errorCode).toBe(
      'INVALID_FIELD',
    );
    expect(
      refusal('SELECT Id FROM Account WHERE AnnualRevenue > 1', session(PORTAL)).errorCode,
    ).toBe('INVALID_FIELD');
    expect(refusal('SELECT Id FROM Opportunity', session(PORTAL)).errorCode).toBe('INVALID_TYPE');
  });

  it('cannot be got round through parents, children or semi-joins', () => {
    const portal = session(PORTAL);
    expect(query('SELECT Parent.Name FROM Account', {}, portal).records[0]).toMatchObject({
      Parent: null,
    });
    const children = query('SELECT (SELECT Id FROM Contacts) FROM Account', {}, portal).records[0];
    expect(children).toMatchObject({ Contacts: { totalSize: 1 } });
    const joined = query(
      'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact)',
      {},
      portal,
    );
    expect(joined.totalSize).toBe(1);
  });
});

describe('refusals', () => {
  it.each([
    [
      "SELECT Id FROM Account WHERE Id = 'x'",
      'INVALID_QUERY_FILTER_OPERATOR',
      /invalid ID field: x/,
    ],
    ['SELECT Id FROM Account WHERE Name = 15', 'INVALID_FIELD', /must be of type string/],
    ["SELECT Id FROM Account WHERE Description = 'x'", 'INVALID_FIELD', /can not be filtered/],
    ['SELECT Id FROM Contact ORDER BY Languages__c', 'INVALID_FIELD', /can not be sorted/],
    [
      'SELECT Name, COUNT(Id) FROM Account',
      'MALFORMED_QUERY',
      /Field must be grouped or aggregated: Name/,
    ],
    ['SELECT CALENDAR_YEAR(CreatedDate) FROM Account', 'MALFORMED_QUERY', /Field must be grouped/],
    ['SELECT MAX(Name) FROM Account LIMIT 1', 'MALFORMED_QUERY', /cannot also use LIMIT/],
    ['SELECT SUM(Name) FROM Account', 'MALFORMED_QUERY', /does not support aggregate operator SUM/],
    ['SELECT Id, Id FROM Account', 'INVALID_FIELD', /duplicate field selected: Id/],
    ['SELECT FIELDS(ALL) FROM Account', 'MALFORMED_QUERY', /LIMIT of at most 200/],
    ['SELECT Id FROM Account OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', /2000/],
    [
      'SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)',
      'MALFORMED_QUERY',
      /Semi join/,
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT Name FROM Contact)',
      'MALFORMED_QUERY',
      /Semi join/,
    ],
    [
      'SELECT Id FROM Account WHERE Id IN (SELECT ParentId FROM Account)',
      'MALFORMED_QUERY',
      /same object type/,
    ],
    [
      'SELECT TYPEOF Account WHEN Account THEN Name END FROM Contact',
      'MALFORMED_QUERY',
      /polymorphic/,
    ],
    [
      "SELECT Id FROM Account WHERE DISTANCE(BillingAddress, GEOLOCATION(1,2), 'mi') = 3",
      'INVALID_QUERY_FILTER_OPERATOR',
      /DISTANCE/,
    ],
    [
      "SELECT Id FROM Contact WHERE Name INCLUDES ('x')",
      'INVALID_QUERY_FILTER_OPERATOR',
      /multipicklist/,
    ],
    ['SELECT Id FROM Account USING SCOPE nonsense', 'MALFORMED_QUERY', /Scope/],
    ['SELECT Id FROM Name', 'INVALID_TYPE_FOR_OPERATION', /does not support query/],
    [
      'SELECT Id, (SELECT Id FROM Contacts GROUP BY Id) FROM Account',
      'MALFORMED_QUERY',
      /Aggregates/,
    ],
  ])('%s', (soql, errorCode, message) => {
    const error = refusal(soql);
    expect({ errorCode: error.errorCode, status: error.status }).toEqual({
      errorCode,
      status: 400,
    });
    expect(error.message).toMatch(message);
  });

  it('refuses statements over 100,000 characters and answers those just below', () => {
    const padded = (length: number) => 'SELECT Id FROM Account LIMIT 1'.padEnd(length, ' ');
    expect(refusal(padded(100_001)).errorCode).toBe('MALFORMED_QUERY');
    expect(query(padded(100_000)).totalSize).toBe(1);
  });

  it('never fails on deep nesting', () => {
    const nested = (depth: number) =>
      `SELECT Id FROM Account WHERE ${'('.repeat(depth)}Name = 'a'${')'.repeat(depth)}`;
    expect(query(nested(200)).totalSize).toBe(0);
    expect(refusal(nested(20_000)).errorCode).toBe('QUERY_TOO_COMPLICATED');
    const nots = `SELECT Id FROM Account WHERE ${'NOT ('.repeat(2_000)}Name = 'a'${')'.repeat(2_000)}`;
    expect(refusal(nots).errorCode).toBe('QUERY_TOO_COMPLICATED');
  });

  it('evaluates thousands of conditions and list entries', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => `Name = 'n${i}'`).join(' OR ');
    expect(query(`SELECT Id FROM Account WHERE ${many}`).totalSize).toBe(0);
    const list = Array.from({ length: 5_000 }, (_, i) => `'n${i}'`).join(',');
    expect(query(`SELECT Id FROM Account WHERE Name NOT IN (${list})`).totalSize).toBe(200);
  });
});

describe('hostile values', () => {
  const values = [
    `'; DROP TABLE "Account"; --`,
    `" OR 1=1 --`,
    '%',
    '_',
    '\\',
    '\u0000',
    '😀',
    'ß',
    `') OR ('1'='1`,
  ];
  it.each(values)('%j is only ever a value', (value) => {
    const literal = value.replace(/[\\']/g, '\\$&');
    expect(query(`SELECT COUNT() FROM Account WHERE Name = '${literal}'`).totalSize).toBe(0);
    expect(query(`SELECT COUNT() FROM Account WHERE Name IN ('${literal}')`).totalSize).toBe(0);
    expect(query('SELECT COUNT() FROM Account').totalSize).toBe(200);
  });

  it('tells escaped wildcards of LIKE from real ones', () => {
    const count = (pattern: string) =>
      query(`SELECT COUNT() FROM Account WHERE Name LIKE '${pattern}'`).totalSize;
    expect(count('%')).toBe(200);
    expect(count('\\%')).toBe(0);
    expect(count('SKYLINE\\_%')).toBe(0);
    expect(count('skyline_coop%')).toBe(1);
  });
});

describe('lenient rules', () => {
  const lenient = openTestOrg();
  const loose = lenient.session(ADMIN);
  afterAll(() => lenient.org.close());

  it.each([
    ["SELECT Id FROM Account WHERE Id = 'x'", 0],
    ["SELECT Id FROM Account WHERE Id != 'x'", 200],
    ['SELECT Id FROM Account WHERE Name = 15', 0],
    ['SELECT MAX(Name) FROM Account LIMIT 1', 1],
    ['SELECT Id key FROM Account LIMIT 3', 3],
  ])('%s answers %i rows', (soql, rows) => {
    expect(runQuery(lenient.org, loose, soql).totalSize).toBe(rows);
  });
});
