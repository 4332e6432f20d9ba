/** What operations of every kind cost: exactly as many API calls as SOQL needs, told by the local org's own call log. */

import { startRunningGateway, until } from './running-gateway.ts';
import type { CallLog, RunningGateway } from './running-gateway.ts';

interface Ids {
  readonly accounts: readonly string[];
  readonly contacts: readonly string[];
  readonly cases: readonly string[];
}

interface Case {
  readonly what: string;
  readonly operation: (ids: Ids) => string;
  readonly calls: number;
  /** Statements that these calls carry. */
  readonly statements: number;
  /** Why it cannot be less. */
  readonly why: string;
}

const OPEN = { staff: { rows: 'ALL', fields: 'ALL' } };

const ONE = 'SOQL says it in one statement';
const TOGETHER = 'the statements wait for nothing, and up to five share a call';
const PER_FIVE = 'one composite call carries five statements';
const IDS_FIRST = 'the second statement needs the ids that the first brings';

const CASES: readonly Case[] = [
  {
    what: 'a record by its id, with parent and grandparent',
    operation: ({ contacts: [id] }) =>
      `{ contact(id: "${id}") { name account { name parent { name } } owner { name } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'a record by its id, with two child lists and a grandchild list',
    operation: ({ accounts: [id] }) =>
      `{ account(id: "${id}") { name
        contacts(first: 3) { nodes { name cases(first: 2) { nodes { subject } } } }
        opportunities(first: 3) { nodes { name amount } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'a record by its id, with the totals of its children',
    operation: ({ accounts: [id] }) =>
      `{ account(id: "${id}") { name contacts { totalCount } cases { totalCount } } }`,
    calls: 1,
    statements: 3,
    why: TOGETHER,
  },
  {
    what: 'a record by its id, with rows, total, sums and groups of its children',
    operation: ({ accounts: [id] }) =>
      `{ account(id: "${id}") { name
        cases(first: 2) { totalCount nodes { subject } groupBy(by: [status]) { key { status } count } }
        opportunities { aggregate { count sum { amount } } } } }`,
    calls: 1,
    statements: 4,
    why: TOGETHER,
  },
  {
    what: 'node(id:) with the totals of its children',
    operation: ({ accounts: [id] }) =>
      `{ node(id: "${id}") { id ... on Account { name contacts { totalCount } } } }`,
    calls: 1,
    statements: 2,
    why: TOGETHER,
  },
  {
    what: 'six records of one object by their ids',
    operation: ({ contacts }) =>
      `{ ${contacts
        .slice(0, 6)
        .map((id, index) => `c${index}: contact(id: "${id}") { name email }`)
        .join('\n')} }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'six records of one object by their ids, with children and totals',
    operation: ({ accounts }) =>
      `{ ${accounts
        .slice(0, 6)
        .map(
          (id, index) =>
            `a${index}: account(id: "${id}") { name contacts(first: 2) { totalCount nodes { name } } }`,
        )
        .join('\n')} }`,
    calls: 1,
    statements: 2,
    why: TOGETHER,
  },
  {
    what: 'records of three objects by node(id:)',
    operation: ({ accounts: [account], contacts: [contact], cases: [aCase] }) =>
      `{ a: node(id: "${account}") { id ... on Account { name } }
         b: node(id: "${contact}") { id ... on Contact { name } }
         c: node(id: "${aCase}") { id ... on Case { subject } } }`,
    calls: 1,
    statements: 3,
    why: TOGETHER,
  },
  {
    what: 'a list with two parents of each row',
    operation: () =>
      `{ cases(first: 10) { nodes { subject account { name industry } contact { name account { name } } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'children to four levels below the root',
    operation: () =>
      `{ accounts(first: 2) { nodes { name
        childAccounts(first: 2) { nodes { name
          contacts(first: 2) { nodes { name
            cases(first: 2) { nodes { subject
              caseComments(first: 2) { nodes { commentBody } } } } } } } } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'the same children twice with different arguments',
    operation: () =>
      `{ accounts(first: 3) { nodes { name
        newest: contacts(first: 1, orderBy: [{ createdDate: DESC }]) { nodes { name } }
        staff: contacts(first: 2, where: { isStaff: { eq: true } }) { nodes { name } } } } }`,
    calls: 1,
    statements: 2,
    why: TOGETHER,
  },
  {
    what: 'fragments on a polymorphic parent',
    operation: () =>
      `{ tasks(first: 5) { nodes { subject what { __typename ... on Account { name } ... on Case { subject } }
        owner { ... on User { name } } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'the parents of a polymorphic parent',
    operation: () =>
      `{ tasks(first: 5) { nodes { subject what { ... on Account { name parent { name } owner { name } }
        ... on Case { subject contact { account { name } } } } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'the polymorphic parent of a parent',
    operation: () =>
      `{ caseComments(first: 5) { nodes { commentBody parent { subject
        owner { __typename ... on User { name email } ... on Group { name } } } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'a formatted value beside a polymorphic parent',
    operation: () =>
      `{ cases(first: 2) { nodes { createdDateFormatted owner { ... on User { name } ... on Group { name } } } } }`,
    calls: 2,
    statements: 2,
    why: `SOQL takes no function beside TYPEOF, and ${IDS_FIRST}`,
  },
  {
    what: 'the same of a record by its id',
    operation: ({ cases: [id] }) =>
      `{ case(id: "${id}") { createdDateFormatted owner { ... on User { name } ... on Group { name } } } }`,
    calls: 1,
    statements: 2,
    why: TOGETHER,
  },
  {
    what: 'a page with its total',
    operation: () =>
      `{ contacts(first: 2, where: { isStaff: { eq: true } }) { totalCount nodes { name } pageInfo { hasNextPage endCursor } } }`,
    calls: 1,
    statements: 2,
    why: TOGETHER,
  },
  {
    what: 'a total alone',
    operation: () => `{ cases(where: { isClosed: { eq: false } }) { totalCount } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'aggregates alone',
    operation: () =>
      `{ opportunities { aggregate { count sum { amount } avg { amount } max { closeDate } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'a total beside aggregates of the same rows',
    operation: () => `{ opportunities { totalCount aggregate { sum { amount } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'groups with having and order',
    operation: () =>
      `{ opportunities { groupBy(by: [stageName], having: { count: { gt: 1 } }, orderBy: [{ count: DESC }], first: 3)
        { key { stageName } count sum { amount } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'totals and sums of the children of a list',
    operation: () =>
      `{ accounts(first: 5) { nodes { name contacts { totalCount } opportunities { aggregate { sum { amount } } } } } }`,
    calls: 2,
    statements: 3,
    why: IDS_FIRST,
  },
  {
    what: 'children of a parent',
    operation: () =>
      `{ contacts(first: 5) { nodes { name account { name cases(first: 2) { nodes { subject } } } } } }`,
    calls: 2,
    statements: 2,
    why: `under a parent SOQL has no subquery, and ${IDS_FIRST}`,
  },
  {
    what: 'a search',
    operation: () =>
      `{ search(text: "united", first: 5) { nodes { __typename ... on Account { name } ... on Contact { name } } } }`,
    calls: 1,
    statements: 1,
    why: 'one SOSL statement covers all objects',
  },
  {
    what: 'a search beside lists',
    operation: () =>
      `{ search(text: "united") { nodes { ... on Account { name } } }
         contacts(first: 1) { nodes { name } } cases(first: 1) { nodes { subject } } }`,
    calls: 1,
    statements: 3,
    why: TOGETHER,
  },
  {
    what: 'rows that have children (a semi-join) and rows that have none (an anti-join)',
    operation: () =>
      `{ accounts(first: 3, where: { contacts: { some: { isStaff: { eq: true } } }, cases: { none: { isClosed: { eq: false } } } })
        { nodes { name } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'rows filtered by their parent and children of their own',
    operation: () =>
      `{ contacts(first: 3, where: { account: { industry: { isNull: false } }, cases: { some: { status: { eq: "New" } } } })
        { nodes { name account { name } cases(first: 1) { nodes { subject } } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'viewer, org and the schema itself beside rows',
    operation: () =>
      `{ viewer { role } org { name } __typename contacts(first: 1) { nodes { name } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'five lists',
    operation: () => lists(5),
    calls: 1,
    statements: 5,
    why: PER_FIVE,
  },
  { what: 'six lists', operation: () => lists(6), calls: 2, statements: 6, why: PER_FIVE },
  { what: 'eleven lists', operation: () => lists(11), calls: 3, statements: 11, why: PER_FIVE },
  {
    what: 'a declared query',
    operation: () => `{ staffDirectory(department: "Sales", first: 3) { nodes { name } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'a declared query of groups beside a declared query with its total',
    operation: ({ contacts: [id] }) =>
      `{ pipelineByStage { nodes { stageName opportunities amount } }
         contactCases(contactId: "${id}") { totalCount nodes { caseNumber } } }`,
    calls: 1,
    statements: 3,
    why: TOGETHER,
  },
  {
    what: 'labels, formatted values, addresses and multi-picklists of a row',
    operation: () =>
      `{ contacts(first: 3) { nodes { languages leadSourceLabel createdDateFormatted mailingAddress { city } } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
  {
    what: 'the second page of a list',
    operation: () =>
      `{ accounts(last: 2, orderBy: [{ name: ASC }]) { nodes { name } pageInfo { hasPreviousPage startCursor } } }`,
    calls: 1,
    statements: 1,
    why: ONE,
  },
];

/** Different lists, so that none is asked for twice. */
function lists(count: number): string {
  const fields = Array.from(
    { length: count },
    (_unused, index) =>
      `l${index}: contacts(first: 1, where: { lastName: { startsWith: "${String.fromCharCode(65 + index)}" } }) { nodes { name } }`,
  );
  return `{ ${fields.join('\n')} }`;
}

function statementsIn({ subrequests = [] }: CallLog['calls'][number]): number {
  return Math.max(1, subrequests.length);
}

describe('an operation', () => {
  let running: RunningGateway;
  let ids: Ids;
  beforeAll(async () => {
    running = await startRunningGateway({
      configure: (config) => {
        const policy = { ...(config.policy as object), Task: OPEN, Group: OPEN };
        return { ...config, objects: Object.keys(policy), policy };
      },
    });
    await until(async () => (await running.ready()).status === 200);
    ids = {
      accounts: await idsOf('accounts'),
      contacts: await idsOf('contacts'),
      cases: await idsOf('cases'),
    };
  });
  afterAll(() => running.close());

  const idsOf = async (list: string): Promise<readonly string[]> => {
    const { body } = await running.ask(`{ ${list}(first: 10) { nodes { id } } }`);
    return (body.data[list].nodes as readonly { id: string }[]).map(({ id }) => id);
  };

  it.each(CASES)(
    'that asks for $what costs $calls: $why',
    async ({ operation, calls, statements }) => {
      await running.forgetCalls();
      const { body } = await running.ask(operation(ids));
      expect(body.errors).toBeUndefined();
      const log = await running.calls();
      expect({
        calls: log.totals.apiCalls,
        told: body.extensions.skybridge.apiCalls as number,
        statements: log.calls.reduce((sum, call) => sum + statementsIn(call), 0),
      }).toEqual({ calls, told: calls, statements });
    },
  );
});
