/** Operations whose answers through WPGraphQL are compared with the gateway's own. */

export interface ComparedOperation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** Staff unless it says otherwise. */
  readonly as?: 'visitor';
  /** Response keys of `__typename` beside that name. */
  readonly typenameKeys?: readonly string[];
}

export const OPERATIONS: Readonly<Record<string, ComparedOperation>> = {
  'plain fields': { query: '{ contacts(first: 3) { nodes { id name title email birthdate } } }' },
  'a visitor’s list': {
    query: '{ contacts(first: 5) { totalCount nodes { name title department } } }',
    as: 'visitor',
  },
  'aliases of fields and lists': {
    query:
      '{ one: contacts(first: 1) { people: nodes { who: name name } } two: contacts(first: 2, orderBy: [{ name: DESC }]) { nodes { name } } }',
  },
  'two fields under one key': {
    query:
      '{ contacts(first: 1) { nodes { name } } contacts(first: 1) { nodes { email } totalCount } }',
  },
  parents: {
    query:
      '{ contacts(first: 3) { nodes { name account { name owner { ... on User { name } } } } } }',
  },
  children: {
    query:
      '{ accounts(first: 2) { nodes { name contacts(first: 2) { totalCount nodes { name } pageInfo { hasNextPage } } } } }',
  },
  'a polymorphic parent': {
    query:
      '{ cases(first: 3) { nodes { caseNumber owner { __typename ... on User { name email } ... on Group { label: name } } } } }',
  },
  'type names under aliases': {
    query: '{ contacts(first: 1) { kind: __typename nodes { __typename own: __typename name } } }',
    typenameKeys: ['__typename', 'kind', 'own'],
  },
  'type names only': { query: '{ __typename contacts(first: 2) { nodes { __typename } } }' },
  'named fragments, nested': {
    query: `query People { contacts(first: 2) { ...Page } accounts(first: 1) { nodes { name contacts(first: 1) { ...Page } } } }
      fragment Page on ContactConnection { nodes { ...Person } pageInfo { hasNextPage } }
      fragment Person on Contact { name account { ...Firm } }
      fragment Firm on Account { name industry }`,
  },
  'a fragment on the root': {
    query: `{ ...Both } fragment Both on Query { org { name } contacts(first: 1) { ...on ContactConnection { nodes { name } } } }`,
  },
  'inline fragments without a type': {
    query: '{ ... { contacts(first: 1) { ... @include(if: true) { nodes { name } } } } }',
  },
  'directives with variables': {
    query:
      'query Some($yes: Boolean!, $no: Boolean = false) { contacts(first: 1) { nodes { name @skip(if: $no) email @include(if: $no) ... @include(if: $yes) { title } } totalCount @include(if: $yes) } }',
    variables: { yes: true },
  },
  'a node by its id': {
    query:
      'query One($id: ID!) { node(id: $id) { __typename id ... on Contact { name } ... on Account { industry } } }',
    variables: { id: '003LO0000000001YAA' },
  },
  'a record, and none': {
    query:
      '{ there: contact(id: "003LO0000000001YAA") { name } missing: contact(id: "003LO0000999999YAA") { name } }',
  },
  'an input object': {
    query:
      'query Filtered($where: ContactWhere) { contacts(where: $where, first: 4) { totalCount nodes { name } } }',
    variables: {
      where: {
        and: [
          { isStaff: { eq: true } },
          { or: [{ name: { startsWith: 'A' } }, { lastName: { contains: "'" } }] },
        ],
      },
    },
  },
  'variables inside a literal': {
    query:
      'query Nested($text: String!, $staff: Boolean) { contacts(where: { name: { contains: $text }, isStaff: { eq: $staff } }, first: 3) { nodes { name } } }',
    variables: { text: 'a', staff: true },
  },
  'defaults, and one that is left out': {
    query:
      'query Defaults($n: Int = 2, $after: String, $o: [ContactOrder!] = [{ name: DESC }]) { contacts(first: $n, after: $after, orderBy: $o) { nodes { name } } }',
    variables: {},
  },
  'null is not absence': {
    query:
      'query Nulls($where: ContactWhere) { contacts(where: $where, first: 1) { nodes { name } } }',
    variables: { where: null },
  },
  'an empty filter stays one': {
    query:
      'query Empty($where: ContactWhere) { contacts(where: $where, first: 1) { nodes { name } } }',
    variables: { where: {} },
  },
  'an empty filter inside a filter': {
    query:
      'query Inner($where: ContactWhere) { contacts(where: $where, first: 1) { nodes { name } } }',
    variables: { where: { account: {} } },
  },
  'an empty list': {
    query:
      'query Nobody($ids: [ID!]!) { contacts(where: { id: { in: $ids } }, first: 1) { nodes { name } } }',
    variables: { ids: [] },
  },
  enums: {
    query:
      'query Ordered($direction: OrderDirection) { contacts(first: 2, orderBy: [{ lastName: $direction }, { firstName: ASC_NULLS_LAST }]) { nodes { lastName firstName } } }',
    variables: { direction: 'DESC' },
  },
  'scalars of dates': {
    query:
      'query Since($from: DateTimeOrLiteral) { opportunities(first: 2, where: { createdDate: { gte: $from } }) { nodes { name closeDate createdDate amount } } }',
    variables: { from: 'LAST_N_YEARS:30' },
  },
  aggregates: { query: '{ opportunities { aggregate { count sum { amount } avg { amount } } } }' },
  groups: {
    query: '{ contacts { groupBy(by: [department], first: 3) { key { department } count } } }',
  },
  'labels and formatted values': {
    query:
      '{ opportunities(first: 2) { nodes { stageName stageNameLabel amount amountFormatted } } }',
  },
  'compound values': {
    query: '{ accounts(first: 2) { nodes { name billingAddress { city country } } } }',
  },
  'a search with a union': {
    query:
      '{ search(text: "ada", first: 4) { nodes { __typename ... on Contact { name } ... on Account { name } } } }',
  },
  'a field that the viewer may not read': {
    query: '{ contacts(first: 2) { nodes { name birthdate account { name } } } }',
    as: 'visitor',
  },
  'an object that the viewer may not read': {
    query: '{ org { name } accounts { nodes { name } } }',
    as: 'visitor',
  },
  'a refused record beside others': {
    query:
      '{ org { name } account(id: "001LO0000000001YAA") { name } contacts(first: 1) { nodes { name } } }',
    as: 'visitor',
  },
  'text that must be escaped': {
    query:
      'query Quote($text: String) { contacts(where: { name: { eq: $text } }) { nodes { name } } }',
    variables: { text: 'O\'B"rien\\ \n é 日本 😀' },
  },
  'block strings and odd numbers': {
    query:
      '{ contacts(where: { name: { in: ["""Ada Adeyemi""", "x"] } }, first: 1) { nodes { name } } opportunities(first: 1, where: { amount: { gt: 1.5e3 } }) { nodes { amount } } }',
  },
  'the page after a cursor': {
    query: '{ contacts(first: 2, after: "not-a-cursor") { nodes { name } } }',
  },
};
