/** Declared queries over the local org: their types come from describe, their rows are those of the statement itself. */

import { printType } from 'graphql';
import { startLocalOrgGraph, type LocalOrgGraph } from '../support/local-org-graph.ts';

const FILES: Readonly<Record<string, string>> = {
  'staff-by-department': `// People of the company,
    // by department.
    SELECT Id, Name, Title, Department, Account.Name, Owner.Name
    FROM Contact c
    WHERE c.Is_Staff__c = true AND Department = :department? AND Title LIKE :title?
    ORDER BY LastName, FirstName`,
  'case-owners': `SELECT CaseNumber, Owner.Name, Owner.Type FROM Case WHERE Owner.Name LIKE :owner?
    ORDER BY CaseNumber LIMIT 3`,
  pipeline: `SELECT StageName, CALENDAR_YEAR(CloseDate) closeYear, COUNT(Id), SUM(Amount) total, MAX(CloseDate)
    FROM Opportunity WHERE Amount > :min AND StageName IN :stages
    GROUP BY StageName, CALENDAR_YEAR(CloseDate) HAVING COUNT(Id) >= :least?
    ORDER BY SUM(Amount) DESC NULLS LAST LIMIT 5`,
  'contacts-by-account': `SELECT Account.Name, Account.Industry, COUNT(Id) people FROM Contact
    GROUP BY Account.Name, Account.Industry ORDER BY Account.Name LIMIT 3`,
  'open-cases': `SELECT COUNT() FROM Case WHERE IsClosed = false AND Priority IN (:a, 'Low')`,
  'accounts-with-people': `SELECT Id, Name, FORMAT(AnnualRevenue) revenue, toLabel(Industry) industryLabel,
      (SELECT LastName, Email FROM Contacts WHERE Email != null ORDER BY LastName LIMIT 2),
      (SELECT Id, StageName FROM Opportunities WHERE Amount >= :min)
    FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE StageName = :stage)
    ORDER BY Name LIMIT 4`,
  'recent-tasks': `SELECT Id, Subject, TYPEOF What WHEN Account THEN Name, Phone WHEN Opportunity THEN Amount, StageName
      ELSE Name END, Who.Name
    FROM Task WHERE ActivityDate >= :since ORDER BY ActivityDate DESC NULLS LAST LIMIT :max OFFSET :skip?`,
};

const OPERATIONS = {
  staffByDepartment: ['staff'],
  caseOwners: ['staff'],
  pipeline: ['staff'],
  contactsByAccount: ['staff'],
  openCases: ['staff'],
  accountsWithPeople: ['staff'],
  recentTasks: ['staff'],
};

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
type Answer = Record<string, any>;

let graph: LocalOrgGraph;

beforeAll(async () => {
  const files = Object.entries(FILES).map(([name, text]) => ({ name: `${name}.soql`, text }));
  graph = await startLocalOrgGraph({ files, operations: OPERATIONS });
}, 120_000);

afterAll(() => graph.close());

async function ask(
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<Answer> {
  const { data, errors } = await graph.run(query, variables);
  expect(errors).toBeUndefined();
  return JSON.parse(JSON.stringify(data)) as Answer;
}

it('is declared without a mistake', () => {
  expect(graph.problems).toEqual([]);
});

it.each([
  ...[
    'StaffByDepartmentConnection',
    'StaffByDepartmentRow',
    'CaseOwnersRow',
    'CaseOwnersRowOwner',
    'CaseOwnersRowOwnerUser',
  ],
  ...[
    'PipelineRow',
    'ContactsByAccountRow',
    'ContactsByAccountRowAccount',
    'OpenCasesCount',
    'AccountsWithPeopleRow',
  ],
  ...['RecentTasksRow', 'RecentTasksRowWhatAccount', 'RecentTasksConnection'],
])('%s has the types of describe', (name) => {
  const type = graph.schema.getType(name);
  expect(type && printType(type).replace(/\n?\s*"""[\s\S]*?"""/g, '')).toMatchSnapshot();
});

it('gives arguments the types that they are compared with', () => {
  const args = Object.keys(OPERATIONS).map((name) => {
    const field = graph.schema.getQueryType()?.getFields()[name];
    return `${name}(${field?.args.map((one) => `${one.name}: ${String(one.type)}`).join(', ')})`;
  });
  expect(args).toMatchSnapshot();
});

it('pages rows by cursor, with optional conditions left out', async () => {
  const query = `query ($after: String, $title: String) {
    staffByDepartment(first: 3, after: $after, title: $title) {
      totalCount pageInfo { hasNextPage endCursor } nodes { name account { name } owner { name } }
    }
  }`;
  const names: string[] = [];
  let after: string | null = null;
  let total: number;
  do {
    const { staffByDepartment: page }: Answer = await ask(query, { after });
    names.push(...page.nodes.map((node: { name: string }) => node.name));
    expect(page.nodes[0].owner.name).toEqual(expect.any(String));
    total = page.totalCount;
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && names.length < 30);
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(Math.min(total, 30));
});

it('binds values as values', async () => {
  const { staffByDepartment } = await ask(
    '{ staffByDepartment(department: "x\' OR Name != \'") { nodes { id } } }',
  );
  expect(staffByDepartment.nodes).toEqual([]);
  expect(graph.asked.join('\n')).toContain("Department = 'x\\' OR Name != \\''");
});

it('answers groups', async () => {
  const { pipeline, contactsByAccount } = await ask(`{
    pipeline(min: 1, stages: ["Prospecting", "Closed Won"]) { nodes { stageName closeYear expr0 total expr1 } }
    contactsByAccount { nodes { account { name industry } people } }
  }`);
  expect(pipeline.nodes.length).toBeGreaterThan(0);
  for (const row of pipeline.nodes) {
    expect(row).toMatchObject({
      stageName: expect.stringMatching(/Prospecting|Closed Won/),
      closeYear: expect.any(Number),
    });
  }
  expect(contactsByAccount.nodes).toHaveLength(3);
});

it('answers a count, children and polymorphic parents', async () => {
  const { openCases, accountsWithPeople, recentTasks, caseOwners } = await ask(`{
    openCases(a: "High") { totalCount }
    caseOwners { nodes { caseNumber owner { ... on CaseOwnersRowOwnerUser { name type } ... on CaseOwnersRowOwnerGroup { name type } } } }
    accountsWithPeople(min: 0, stage: "Closed Won") { nodes { name revenue industryLabel contacts { nodes { lastName } } opportunities { nodes { stageName } } } }
    recentTasks(since: "LAST_N_YEARS:20", max: 5) { nodes { subject what { __typename ... on RecentTasksRowWhatAccount { name } } who { __typename } } }
  }`);
  expect(openCases.totalCount).toBeGreaterThan(0);
  expect(accountsWithPeople.nodes.length).toBeGreaterThan(0);
  for (const { contacts } of accountsWithPeople.nodes)
    expect(contacts.nodes.length).toBeLessThanOrEqual(2);
  expect(caseOwners.nodes).toHaveLength(3);
  for (const { owner } of caseOwners.nodes) expect(owner.type).toMatch(/^(User|Group)$/);
  expect(recentTasks.nodes.length).toBeLessThanOrEqual(5);
});

it.each([
  ['an empty list', '{ pipeline(min: 1, stages: []) { nodes { total } } }', /\[\]/],
  [
    'null for an optional argument',
    '{ staffByDepartment(department: null) { nodes { id } } }',
    /null/,
  ],
  ['an empty pattern', '{ staffByDepartment(title: "") { nodes { id } } }', /""/],
  ['an id that is none', '{ recentTasks(since: "now", max: 1) { nodes { id } } }', /DateOrLiteral/],
])('refuses %s', async (_case, query, message) => {
  const outcome = await graph.run(query).then(
    ({ errors }) => errors?.map((error) => error.message).join(),
    (error: unknown) => String(error),
  );
  expect(outcome).toMatch(message);
});
