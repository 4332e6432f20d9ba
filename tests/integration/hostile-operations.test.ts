/** What a demanding reader asks first: each answer against the local org's own rows, and its cost in API calls. */

import { readRawRows, type RawRow } from '../support/raw-rows.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const FIELDS = {
  Account: ['Name', 'ParentId', 'OwnerId', 'AnnualRevenue', 'Industry'],
  Contact: [
    'Name',
    'LastName',
    'FirstName',
    'AccountId',
    'OwnerId',
    'Department',
    'LeadSource',
    'Is_Staff__c',
  ],
  Case: ['CaseNumber', 'AccountId', 'ContactId', 'OwnerId', 'IsClosed', 'Status'],
  CaseComment: ['ParentId', 'CommentBody'],
  Opportunity: ['Name', 'AccountId', 'StageName', 'Amount', 'CloseDate', 'IsWon'],
  User: ['Name', 'IsActive', 'ManagerId'],
  Group: ['Name', 'Type'],
} as const;
type Tables = Readonly<Record<keyof typeof FIELDS, readonly RawRow[]>>;

const OPEN = { staff: { rows: 'ALL', fields: 'ALL' } };

let running: RunningGateway;
let tables: Tables;

beforeAll(async () => {
  running = await startRunningGateway({
    org: { scale: 'small' },
    configure: (config) => ({
      ...config,
      objects: Object.keys(FIELDS),
      policy: Object.fromEntries(Object.keys(FIELDS).map((object) => [object, OPEN])),
    }),
  });
  await until(async () => (await running.ready()).status === 200);
  const entries = Object.entries(FIELDS).map(async ([object, fields]) => [
    object,
    await readRawRows(running.org.url, object, fields),
  ]);
  tables = Object.fromEntries(await Promise.all(entries)) as Tables;
}, 60_000);
afterAll(() => running.close());

/** Rows by the value of a column. */
function by(rows: readonly RawRow[], column: string): ReadonlyMap<unknown, readonly RawRow[]> {
  const groups = new Map<unknown, RawRow[]>();
  for (const row of rows) groups.set(row[column], [...(groups.get(row[column]) ?? []), row]);
  return groups;
}

function sum(rows: readonly RawRow[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}

function find(rows: readonly RawRow[], id: unknown): RawRow | undefined {
  return rows.find((row) => row['Id'] === id);
}

const year = (row: RawRow) => Number(String(row['CloseDate']).slice(0, 4));
const month = (row: RawRow) => Number(String(row['CloseDate']).slice(5, 7));

interface Case {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** API calls; the least that Salesforce allows. */
  readonly calls: number;
  readonly data: (rows: Tables) => unknown;
}

const CASES: Readonly<Record<string, Case>> = {
  'lists four levels below the root, each filtered and ordered': {
    query: `{ accounts(first: 3) { nodes { name contacts(first: 2, orderBy: [{ lastName: DESC }, { id: ASC }]) { nodes { name
      cases(first: 2, where: { isClosed: { eq: false } }) { nodes { caseNumber caseComments(first: 1) { nodes { commentBody } } } } } } } } }`,
    calls: 1,
    data: ({ Account, Contact, Case, CaseComment }) => ({
      accounts: {
        nodes: Account.slice(0, 3).map((account) => ({
          name: account['Name'],
          contacts: {
            nodes: Contact.filter((one) => one['AccountId'] === account['Id'])
              .sort((a, b) => String(b['LastName']).localeCompare(String(a['LastName']), 'en'))
              .slice(0, 2)
              .map((contact) => ({
                name: contact['Name'],
                cases: {
                  nodes: Case.filter(
                    (one) => one['ContactId'] === contact['Id'] && one['IsClosed'] === false,
                  )
                    .slice(0, 2)
                    .map((one) => ({
                      caseNumber: one['CaseNumber'],
                      caseComments: {
                        nodes: CaseComment.filter((comment) => comment['ParentId'] === one['Id'])
                          .slice(0, 1)
                          .map((comment) => ({ commentBody: comment['CommentBody'] })),
                      },
                    })),
                },
              })),
          },
        })),
      },
    }),
  },
  'a union by fragments, named and inline': {
    query: `{ cases(first: 9) { nodes { owner { __typename ...Person ... on Group { kind: type name } } } } }
      fragment Person on User { name isActive }`,
    calls: 1,
    data: ({ Case, User, Group }) => ({
      cases: {
        nodes: Case.slice(0, 9).map((one) => {
          const user = find(User, one['OwnerId']);
          const group = find(Group, one['OwnerId']);
          return {
            owner: user
              ? { __typename: 'User', name: user['Name'], isActive: user['IsActive'] }
              : { __typename: 'Group', kind: group?.['Type'], name: group?.['Name'] },
          };
        }),
      },
    }),
  },
  'five parents in a row': {
    query:
      '{ caseComments(first: 3) { nodes { parent { contact { account { owner { manager { name } } } } } } } }',
    calls: 1,
    data: ({ CaseComment, Case, Contact, Account, User }) => ({
      caseComments: {
        nodes: CaseComment.slice(0, 3).map((comment) => {
          const parent = find(Case, comment['ParentId']);
          const contact = find(Contact, parent?.['ContactId']);
          const account = find(Account, contact?.['AccountId']);
          const owner = find(User, account?.['OwnerId']);
          const manager = find(User, owner?.['ManagerId']);
          const above = owner && { manager: manager ? { name: manager['Name'] } : null };
          const owned = account && { owner: above ?? null };
          return { parent: { contact: contact ? { account: owned ?? null } : null } };
        }),
      },
    }),
  },
  'figures over all rows': {
    query:
      '{ opportunities { totalCount aggregate { count sum { amount } max { amount closeDate } countDistinct { stageName } } } }',
    calls: 1,
    data: ({ Opportunity }) => ({
      opportunities: {
        totalCount: Opportunity.length,
        aggregate: {
          count: Opportunity.length,
          sum: { amount: sum(Opportunity, 'Amount') },
          max: {
            amount: Math.max(...Opportunity.map((row) => Number(row['Amount'] ?? 0))),
            closeDate: Opportunity.map((row) => String(row['CloseDate']))
              .sort()
              .at(-1),
          },
          countDistinct: { stageName: by(Opportunity, 'StageName').size },
        },
      },
    }),
  },
  'groups with having, order and first': {
    query: `{ opportunities { groupBy(by: [stageName], having: { count: { gt: 50 }, sum: { amount: { gt: 1000 } } },
      orderBy: [{ sum: { amount: DESC } }], first: 3) { key { stageName } n: count sum { amount } } } }`,
    calls: 1,
    data: ({ Opportunity }) => ({
      opportunities: {
        groupBy: [...by(Opportunity, 'StageName')]
          .filter(([, rows]) => rows.length > 50 && sum(rows, 'Amount') > 1_000)
          .sort(([, a], [, b]) => sum(b, 'Amount') - sum(a, 'Amount'))
          .slice(0, 3)
          .map(([stageName, rows]) => ({
            key: { stageName },
            n: rows.length,
            sum: { amount: sum(rows, 'Amount') },
          })),
      },
    }),
  },
  'groups by parts of a date': {
    query:
      '{ opportunities { groupBy(by: [closeDateYear, closeDateMonth], first: 500) { key { closeDateYear closeDateMonth } count } } }',
    calls: 1,
    data: ({ Opportunity }) => ({
      opportunities: {
        groupBy: [
          ...by(
            Opportunity.map((row) => ({ ...row, part: year(row) * 100 + month(row) })),
            'part',
          ),
        ]
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([part, rows]) => ({
            key: {
              closeDateYear: Math.floor(Number(part) / 100),
              closeDateMonth: Number(part) % 100,
            },
            count: rows.length,
          })),
      },
    }),
  },
  'figures of children, for all parents together': {
    query:
      '{ accounts(first: 40) { nodes { cases { totalCount } opportunities { aggregate { count sum { amount } } } } } }',
    calls: 2,
    data: ({ Account, Case, Opportunity }) => ({
      accounts: {
        nodes: Account.slice(0, 40).map(({ Id }) => {
          const deals = Opportunity.filter((row) => row['AccountId'] === Id);
          return {
            cases: { totalCount: Case.filter((row) => row['AccountId'] === Id).length },
            opportunities: {
              aggregate: {
                count: deals.length,
                sum: {
                  amount: deals.some((row) => row['Amount'] !== null) ? sum(deals, 'Amount') : null,
                },
              },
            },
          };
        }),
      },
    }),
  },
  'the same children twice': {
    query: `{ accounts(first: 5) { nodes { open: cases(first: 2, where: { isClosed: { eq: false } }) { nodes { id } }
      closed: cases(first: 3, where: { isClosed: { eq: true } }, orderBy: [{ id: DESC }]) { nodes { id } } } } }`,
    calls: 1,
    data: ({ Account, Case }) => ({
      accounts: {
        nodes: Account.slice(0, 5).map(({ Id }) => {
          const own = Case.filter((row) => row['AccountId'] === Id);
          const ids = (closed: boolean) =>
            own.filter((row) => row['IsClosed'] === closed).map((row) => ({ id: row['Id'] }));
          return {
            open: { nodes: ids(false).slice(0, 2) },
            closed: { nodes: ids(true).reverse().slice(0, 3) },
          };
        }),
      },
    }),
  },
  'the last page, backward': {
    query: '{ contacts(last: 3) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }',
    calls: 1,
    data: ({ Contact }) => ({
      contacts: {
        nodes: Contact.slice(-3).map((row) => ({ id: row['Id'] })),
        pageInfo: { hasNextPage: false, hasPreviousPage: true },
      },
    }),
  },
  'directives with variables': {
    query: `query ($yes: Boolean!, $no: Boolean!) { accounts(first: 2) { nodes { name @include(if: $yes) industry @skip(if: $yes)
      contacts(first: 1) @include(if: $no) { nodes { id } } ... @include(if: $yes) { id } ...F @skip(if: $no) } }
      gone: users @skip(if: $yes) { nodes { id } } } fragment F on Account { annualRevenue }`,
    variables: { yes: true, no: false },
    calls: 1,
    data: ({ Account }) => ({
      accounts: {
        nodes: Account.slice(0, 2).map((row) => ({
          name: row['Name'],
          id: row['Id'],
          annualRevenue: row['AnnualRevenue'],
        })),
      },
    }),
  },
  'nulls where they are wanted': {
    query: `{ a: contacts(first: 1, orderBy: [{ department: ASC }]) { nodes { department } }
      b: contacts(first: 1, orderBy: [{ department: ASC_NULLS_LAST }]) { nodes { department } }
      c: contacts(last: 1, orderBy: [{ department: DESC_NULLS_LAST }]) { nodes { department } } }`,
    calls: 1,
    data: ({ Contact }) => ({
      a: { nodes: [{ department: null }] },
      b: { nodes: [{ department: departments(Contact)[0] }] },
      c: { nodes: [{ department: null }] },
    }),
  },
  'two semi-joins, one of them negative': {
    query: `{ accounts(where: { opportunities: { some: { isWon: { eq: true } } }, cases: { none: { isClosed: { eq: true } } } }, first: 500) { totalCount nodes { id } } }`,
    calls: 1,
    data: ({ Account, Opportunity, Case }) => {
      const won = by(
        Opportunity.filter((row) => row['IsWon'] === true),
        'AccountId',
      );
      const closed = by(
        Case.filter((row) => row['IsClosed'] === true),
        'AccountId',
      );
      const found = Account.filter(({ Id }) => won.has(Id) && !closed.has(Id));
      return { accounts: { totalCount: found.length, nodes: found.map(({ Id }) => ({ id: Id })) } };
    },
  },
  'negation keeps rows without a value': {
    query:
      '{ a: contacts(where: { not: { department: { eq: "Sales" } } }) { totalCount } b: contacts(where: { department: { ne: "Sales" } }) { totalCount } }',
    calls: 1,
    data: ({ Contact }) => {
      const others = Contact.filter((row) => row['Department'] !== 'Sales').length;
      return { a: { totalCount: others }, b: { totalCount: others } };
    },
  },
  'filters by a parent of a parent': {
    query: '{ contacts(where: { account: { owner: { isActive: { eq: true } } } }) { totalCount } }',
    calls: 1,
    data: ({ Contact, Account, User }) => ({
      contacts: {
        totalCount: Contact.filter((row) => {
          const account = find(Account, row['AccountId']);
          return find(User, account?.['OwnerId'])?.['IsActive'] === true;
        }).length,
      },
    }),
  },
  'a self-reference in both directions': {
    query:
      '{ accounts(first: 4, where: { parent: { name: { isNull: false } } }) { nodes { id parent { id childAccounts(first: 50) { nodes { id } } } } } }',
    calls: 2,
    data: ({ Account }) => ({
      accounts: {
        nodes: Account.filter((row) => row['ParentId'] !== null)
          .slice(0, 4)
          .map((row) => ({
            id: row['Id'],
            parent: {
              id: row['ParentId'],
              childAccounts: {
                nodes: Account.filter((one) => one['ParentId'] === row['ParentId']).map((one) => ({
                  id: one['Id'],
                })),
              },
            },
          })),
      },
    }),
  },
  'no rows at all': {
    query: '{ accounts(first: 0) { nodes { id } pageInfo { hasNextPage endCursor } totalCount } }',
    calls: 1,
    data: ({ Account }) => ({
      accounts: {
        nodes: [],
        pageInfo: { hasNextPage: true, endCursor: null },
        totalCount: Account.length,
      },
    }),
  },
  'eleven lists': {
    query: `{ ${Array.from({ length: 11 }, (_, n) => `l${n}: users(where: { name: { ne: "${n}" } }) { totalCount }`).join(' ')} }`,
    calls: 3,
    data: ({ User }) =>
      Object.fromEntries(
        Array.from({ length: 11 }, (_, n) => [`l${n}`, { totalCount: User.length }]),
      ),
  },
};

/** Different departments in the order of the alphabet. */
function departments(rows: readonly RawRow[]): readonly string[] {
  const names = rows.map((row) => row['Department']).filter((name) => typeof name === 'string');
  return [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en'));
}

it.each(Object.entries(CASES))('%s', async (_name, { query, variables, calls, data }) => {
  const { body } = await running.ask(query, variables);
  expect(body.errors).toBeUndefined();
  expect(body.data).toEqual(data(tables));
  expect(body.extensions.skybridge.apiCalls).toBe(calls);
});
