/** Where one statement cannot hold an operation, the planner makes more of them, or refuses with a hint. */

import { planText, soqlOf } from '../../support/plan-operation.ts';
import { runOperation } from '../../support/run-operation.ts';

function times(count: number, write: (number: number) => string): string {
  return Array.from({ length: count }, (_, i) => write(i)).join(' ');
}

function subqueries(soql: string): number {
  return soql.match(/\(SELECT/g)?.length ?? 0;
}

describe('a statement', () => {
  it('holds each child relationship once: more of it stand in statements of the same tick', () => {
    const query = `{ accounts { nodes { ${times(4, (i) => `c${i}: contacts(first: ${i + 1}) { nodes { id } }`)} } } }`;
    const statements = soqlOf(planText(query));
    expect(statements.map(subqueries)).toEqual([1, 1, 1, 1]);
  });

  it('holds at most 20 subqueries', () => {
    const children =
      'contacts { nodes { cases { nodes { id } } reports { nodes { id } } } } cases { nodes { id } }';
    const level = (inner: string) =>
      `childAccounts { nodes { ${children} opportunities { nodes { id } } projects { nodes { id } } ${inner} } }`;
    const query = `{ accounts { nodes { ${level(level(level('')))} ${children} } } }`;
    const statements = soqlOf(planText(query));
    expect(statements.length).toBeGreaterThan(1);
    for (const soql of statements) expect(subqueries(soql)).toBeLessThanOrEqual(20);
  });

  it('nests at most four levels of subqueries: what is deeper waits for ids', async () => {
    const query =
      '{ accounts(first: 1) { nodes { childAccounts { nodes { contacts { nodes { reports { nodes { cases { nodes { caseComments { nodes { commentBody } } } } } } } } } } } } }';
    const [rows = '', side = ''] = soqlOf(planText(query));
    expect(subqueries(rows)).toBe(4);
    expect(side).toMatch(/^SELECT Id, \(SELECT Id, CommentBody FROM CaseComments .*\) FROM Case$/);
    const { result } = await runOperation({ query });
    expect(result.errors).toBeUndefined();
  });

  it('crosses at most five parents: what is farther waits for ids', async () => {
    const up = (levels: number): string => (levels === 0 ? 'name' : `parent { ${up(levels - 1)} }`);
    const query = `{ accounts(first: 1) { nodes { ${up(6)} } } }`;
    const [rows, side] = soqlOf(planText(query));
    expect(rows).toMatch(/Parent\.Parent\.Parent\.Parent\.Parent\.Id/);
    expect(side).toBe('SELECT Id, Parent.Name FROM Account');
    const { result } = await runOperation({ query });
    expect(result.errors).toBeUndefined();
  });

  it('holds a TYPEOF or functions, never both, in whatever order they are asked for', async () => {
    const typeOf = 'owner { __typename }';
    const format = 'createdDateFormatted';
    for (const fields of [`${typeOf} ${format}`, `${format} ${typeOf}`]) {
      const query = `{ accounts(first: 1) { nodes { annualRevenueFormatted cases(first: 1) { nodes { ${fields} } } } } cases { nodes { ${fields} } } }`;
      const statements = soqlOf(planText(query));
      expect(statements.filter((soql) => /TYPEOF/.test(soql) && /FORMAT/.test(soql))).toEqual([]);
      expect(statements).toHaveLength(4);
      const { result } = await runOperation({ query });
      expect(result.errors).toBeUndefined();
    }
  });

  it('asks for nothing where no id came', async () => {
    const { statements } = await runOperation({
      query:
        '{ contacts(first: 1, where: { lastName: { eq: "nobody" } }) { nodes { account { contacts { nodes { id } } } } } }',
    });
    expect(statements.asked).toHaveLength(1);
  });
});

describe('groupings', () => {
  it.each(['ROLLUP', 'CUBE'])('%s marks its subtotals', (mode) => {
    const query = `{ contacts { groupBy(by: [department, isStaff], mode: ${mode}) { key { department isStaff } subtotalOf count } } }`;
    expect(soqlOf(planText(query))).toEqual([
      `SELECT Department, Is_Staff__c, GROUPING(Department) a0, GROUPING(Is_Staff__c) a1, COUNT(Id) a2 FROM Contact GROUP BY ${mode}(Department, Is_Staff__c) LIMIT 200`,
    ]);
  });

  it('of four fields by ROLLUP are refused', () => {
    const query =
      '{ contacts { groupBy(by: [department, isStaff, title, leadSource], mode: ROLLUP) { count } } }';
    expect(planText(query).roots).toEqual([
      expect.objectContaining({
        kind: 'refused',
        error: expect.objectContaining({ code: 'BAD_USER_INPUT' }) as unknown,
      }),
    ]);
  });

  it('keep only groups that having describes, with every connective', () => {
    const query = `{ opportunities { groupBy(
      by: [stageName]
      having: { or: [{ count: { gt: 5 } }, { not: { max: { closeDate: { lt: "2026-01-01" } } } }], avg: { amount: { gte: 1 } } }
    ) { count } } }`;
    expect(soqlOf(planText(query))).toEqual([
      'SELECT StageName, COUNT(Id) a0 FROM Opportunity GROUP BY StageName HAVING (COUNT(Id) > 5 OR (NOT (MAX(CloseDate) < 2026-01-01))) AND AVG(Amount) >= 1 ORDER BY StageName ASC LIMIT 200',
    ]);
  });

  it.each(['having: {}', 'having: { count: {} }', 'having: { sum: { amount: null } }', 'by: []'])(
    'refuse %s',
    async (argument) => {
      const by = argument.startsWith('by') ? '' : 'by: [stageName],';
      const { result } = await runOperation({
        query: `{ opportunities { groupBy(${by} ${argument}) { count } } }`,
      });
      expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    },
  );
});
