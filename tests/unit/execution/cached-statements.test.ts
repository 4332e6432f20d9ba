import { AppError } from '../../../src/common/errors.ts';
import type { ErrorCode } from '../../../src/common/errors.ts';
import { createCachedStatements } from '../../../src/execution/cached-statements.ts';
import { rootObjectOf } from '../../../src/execution/root-object.ts';
import type { QueryPage } from '../../../src/salesforce/statement.ts';
import { createResultCache } from '../../../src/store/result-cache.ts';

const SOQL = 'SELECT Id FROM Contact';
const page = (id: string): QueryPage => ({ totalSize: 1, done: true, records: [{ Id: id }] });

function setup(scope = 'anonymous', cache = createResultCache<QueryPage>(1_000_000)) {
  let clock = 1_000_000;
  const asked: string[] = [];
  let answer: () => Promise<QueryPage> = () => Promise.resolve(page(`${asked.length}`));
  const open = (viewer = scope) =>
    createCachedStatements({
      inner: {
        query: (soql) => {
          asked.push(soql);
          return answer();
        },
        search: () => Promise.resolve(page('found')),
        queryMore: () => Promise.resolve(page('more')),
      },
      cache,
      scope: { org: 'main', orgId: '00D000000000000AAA', model: 'm', viewer },
      rules: { ttlSeconds: (object) => (object === 'Case' ? 0 : 10), staleIfErrorSeconds: 60 },
      now: () => clock,
    });
  return {
    open,
    asked,
    pass: (seconds: number) => void (clock += seconds * 1_000),
    answerWith: (next: () => Promise<QueryPage>) => void (answer = next),
    failWith: (code: ErrorCode) =>
      void (answer = () => Promise.reject(new AppError(code, 'm', { hint: 'h' }))),
  };
}

describe('cached statements', () => {
  it('answers the same statement again while it is fresh, and asks again after', async () => {
    const { open, asked, pass } = setup();
    const first = open();
    expect(await first.query(SOQL)).toEqual(page('1'));
    expect(first.report()).toEqual({ hits: 0, misses: 1, staleSeconds: null });
    pass(9);
    const second = open();
    expect(await second.query(SOQL)).toEqual(page('1'));
    expect(second.report()).toEqual({ hits: 1, misses: 0, staleSeconds: null });
    pass(2);
    expect(await open().query(SOQL)).toEqual(page('2'));
    expect(asked).toHaveLength(2);
  });

  it('never answers one viewer with another’s rows', async () => {
    const { open, asked } = setup();
    await open('user 1').query(SOQL);
    await open('user 2').query(SOQL);
    expect(asked).toHaveLength(2);
  });

  it('does not keep an object whose time is 0', async () => {
    const { open, asked } = setup();
    for (let turn = 0; turn < 2; turn += 1) await open().query('SELECT Id FROM Case');
    expect(asked).toHaveLength(2);
  });

  it('asks once for all who ask at the same time, and fails them all alike', async () => {
    const { open, asked, failWith } = setup();
    await Promise.all([open().query(SOQL), open().query(SOQL), open().query(SOQL)]);
    expect(asked).toHaveLength(1);
    failWith('INVALID_QUERY');
    const results = await Promise.allSettled([
      open().query(`${SOQL} LIMIT 1`),
      open().query(`${SOQL} LIMIT 1`),
    ]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(asked).toHaveLength(2);
  });

  it.each<ErrorCode>(['SALESFORCE_UNAVAILABLE', 'SALESFORCE_TIMEOUT', 'API_LIMIT_REACHED'])(
    'bridges %s with the last rows and says how old they are',
    async (code) => {
      const { open, pass, failWith } = setup();
      await open().query(SOQL);
      pass(42);
      failWith(code);
      const statements = open();
      expect(await statements.query(SOQL)).toEqual(page('1'));
      expect(statements.report().staleSeconds).toBe(42);
      pass(30);
      await expect(open().query(SOQL)).rejects.toMatchObject({ code });
    },
  );

  it.each<ErrorCode>(['INVALID_FIELD', 'FORBIDDEN', 'ORG_RECONNECT_REQUIRED'])(
    'never hides %s behind old rows',
    async (code) => {
      const { open, pass, failWith } = setup();
      await open().query(SOQL);
      pass(20);
      failWith(code);
      await expect(open().query(SOQL)).rejects.toMatchObject({ code });
    },
  );

  it('stays within its bound', async () => {
    const cache = createResultCache<QueryPage>(50_000);
    const { open, answerWith } = setup('s', cache);
    answerWith(() =>
      Promise.resolve({
        ...page('x'),
        records: Array.from({ length: 20 }, () => ({ Name: 'n'.repeat(20) })),
      }),
    );
    for (let index = 0; index < 100; index += 1) await open().query(`${SOQL} LIMIT ${index}`);
    expect(cache.bytes).toBeGreaterThan(0);
    expect(cache.bytes).toBeLessThanOrEqual(50_000);
  });
});

describe('rootObjectOf', () => {
  it.each([
    ['SELECT Id FROM Contact', 'Contact'],
    [
      "SELECT Id, (SELECT Id FROM Cases WHERE Subject = ' FROM X') FROM Account WHERE Name = 'a'",
      'Account',
    ],
    ["SELECT Id FROM A__c WHERE B = 'it\\'s FROM C' AND Id IN (SELECT D FROM E)", 'A__c'],
    ['SELECT COUNT() FROM Contact', 'Contact'],
    ['nonsense', ''],
  ])('of %s is %s', (soql, object) => {
    expect(rootObjectOf(soql)).toBe(object);
  });
});
