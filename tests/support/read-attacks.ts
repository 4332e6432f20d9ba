/** What a customer may ask to learn of other people's rows and of hidden fields. */

import type { AttackedIds } from './attacked-org.ts';

export interface Attack {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

/** By what is tried. @param cursors of lists of the victim's and of staff. */
export function readAttacks(
  ids: AttackedIds,
  cursors: readonly string[],
): Readonly<Record<string, Attack>> {
  const [theirs = '', staffs = ''] = cursors;
  const list = (query: string): Attack => ({ query: `{ ${query} }` });
  const where = (variables: Readonly<Record<string, unknown>>): Attack => ({
    query:
      'query ($w: CaseWhere, $id: ID) { cases(where: $w) { totalCount } case(id: "500000000000000AAA") { id } other: cases(where: {id: {eq: $id}}) { totalCount } }',
    variables,
  });
  const raw = (path: string, query?: object): Attack => ({
    query: 'query ($path: String!, $query: JSON) { rest(path: $path, query: $query) }',
    variables: { path, query },
  });
  const soql = { q: 'SELECT Id, Subject FROM Case' };
  return {
    'counts of all rows': list(
      'cases { totalCount } contacts { totalCount } accounts { totalCount } opportunities { totalCount }',
    ),
    'a maximum of a hidden field': list('cases { aggregate { max { suppliedEmail } } }'),
    'a sum of a hidden field': list('accounts { aggregate { sum { annualRevenue } } }'),
    'a figure beside visible ones': list(
      'contacts { aggregate { count countDistinct { department memberNumber } } }',
    ),
    'figures of children': list(
      'accounts { nodes { opportunities { totalCount aggregate { sum { amount } } } } }',
    ),
    'groups by a hidden field': list('contacts { groupBy(by: [leadSource]) { count } }'),
    'groups by a part of a hidden date': list(
      'contacts { groupBy(by: [birthdateYear]) { count } }',
    ),
    'having of a hidden figure': list(
      'contacts { groupBy(by: [department], having: { countDistinct: { memberNumber: { gt: 0 } } }) { count } }',
    ),
    'groups in the order of a hidden figure': list(
      'contacts { groupBy(by: [department], orderBy: [{ max: { memberNumber: DESC } }]) { count key { department } } }',
    ),
    'figures of a hidden field in groups': list(
      'contacts { groupBy(by: [department]) { max { memberNumber } } }',
    ),
    'the order of a hidden field': list(
      'contacts(first: 3, orderBy: [{ memberNumber: DESC_NULLS_LAST }]) { nodes { id } }',
    ),
    'the order of a hidden field behind a visible one': list(
      'contacts(orderBy: [{ department: ASC }, { phone: ASC }]) { nodes { id } }',
    ),
    'the order of a parent’s hidden field': list(
      'contacts(orderBy: [{ account: { annualRevenue: DESC } }]) { nodes { id } }',
    ),
    'the order of hidden parents': list(
      'contacts(orderBy: [{ account: { name: DESC } }]) { nodes { id } }',
    ),
    'a filter on a hidden field of an own row': list(
      'cases(where: { suppliedEmail: { startsWith: "z" } }) { totalCount }',
    ),
    'its negation': list(
      'cases(where: { not: { suppliedEmail: { startsWith: "z" } } }) { totalCount }',
    ),
    'its absence': list('cases(where: { suppliedEmail: { isNull: true } }) { totalCount }'),
    'it beside a visible one, by or': list(
      'cases(where: { or: [{ subject: { eq: "x" } }, { suppliedEmail: { startsWith: "z" } }] }) { totalCount }',
    ),
    'it deep within and, or, not': list(
      'cases(where: { and: [{ or: [{ not: { and: [{ suppliedEmail: { ne: "q" } }] } }, { isClosed: { eq: false } }] }] }) { totalCount }',
    ),
    'an or that would hold for every row': list(
      `cases(where: { or: [{ id: { isNull: false } }, { contactId: { eq: "${ids.their}" } }, { contactId: { isNull: true } }] }) { nodes { id subject } }`,
    ),
    'a not that would hold for every row': list(
      `cases(where: { not: { contactId: { eq: "${ids.own}" } } }) { totalCount nodes { subject } }`,
    ),
    'the owner of the rows by name': list(
      `cases(where: { contactId: { in: ["${ids.own}", "${ids.their}"] } }) { totalCount }`,
    ),
    'a filter on a parent’s hidden field': list(
      'contacts(where: { account: { annualRevenue: { gt: 50 } } }) { totalCount }',
    ),
    'a filter on hidden parents': list(
      'contacts(where: { account: { name: { startsWith: "Zebra" } } }) { totalCount }',
    ),
    'a filter on a hidden parent of an own row': list(
      'cases(where: { parent: { subject: { startsWith: "Zebra" } } }) { totalCount }',
    ),
    'what such a parent is not': list(
      'cases(where: { not: { parent: { subject: { startsWith: "Zebra" } } } }) { totalCount }',
    ),
    'a filter on hidden children': list(
      'accounts(where: { cases: { some: { subject: { startsWith: "Zebra" } } } }) { totalCount }',
    ),
    'a filter on the absence of hidden children': list(
      'accounts(where: { cases: { none: { subject: { startsWith: "Other" } } } }) { totalCount }',
    ),
    'a filter on children that nobody may see': list(
      'accounts(where: { opportunities: { some: { amount: { gt: 1000 } } } }) { totalCount }',
    ),
    'a filter on children’s hidden field': list(
      'accounts(where: { contacts: { some: { memberNumber: { isNull: false } } } }) { totalCount }',
    ),
    'a filter on which kind of group owns': list(
      'cases(where: { owner: { type: { eq: "Queue" } } }) { totalCount }',
    ),
    'the same by exclusion': list(
      'cases(where: { owner: { type: { nin: ["User", "group"] } } }) { totalCount }',
    ),
    'a filter on an owner’s name': list(
      'cases(where: { owner: { name: { startsWith: "S" } } }) { totalCount }',
    ),
    'another’s row by id': list(`case(id: "${ids.theirCase}") { subject }`),
    'another’s row by its short id': list(`case(id: "${ids.theirCase.slice(0, 15)}") { subject }`),
    'another’s rows by node': list(
      [ids.theirCase, ids.their, ids.theirAccount, ids.deal, ids.innerComment, ids.theirFile]
        .map(
          (id, n) =>
            `n${n}: node(id: "${id}") { id ... on Case { subject } ... on Contact { lastName } ... on Account { name } ... on Opportunity { name } ... on CaseComment { commentBody } ... on ContentVersion { title versionData } }`,
        )
        .join(' '),
    ),
    'own and another’s row in one list': list(
      `cases(where: { id: { in: ["${ids.ownCase}", "${ids.theirCase}"] } }) { nodes { id subject } }`,
    ),
    'the hidden parent of an own row': list(
      `case(id: "${ids.ownCase}") { parentId parent { subject contact { lastName } } }`,
    ),
    'hidden rows around a visible one': list(
      `case(id: "${ids.ownCase}") { caseComments { totalCount nodes { commentBody } } account { contacts { nodes { lastName } } cases { totalCount nodes { subject } } } }`,
    ),
    'cases of people in the directory': list(
      'contacts(first: 5) { nodes { lastName cases { totalCount nodes { subject } } } }',
    ),
    'a hidden field under another’s name': list(
      'contacts(first: 3) { nodes { email: phone name: mobilePhone x: memberNumber } }',
    ),
    'its label and its formatted value': list(
      'contacts(first: 3) { nodes { leadSourceLabel birthdateFormatted } } accounts { nodes { annualRevenueFormatted } }',
    ),
    'an address around hidden fields': list(
      'contacts(first: 3) { nodes { mailingAddress { city street } } }',
    ),
    'hidden fields by fragments and directives': {
      query: `query ($yes: Boolean!) { node(id: "${ids.own}") { ...A @include(if: $yes) } contacts(first: 2) { nodes { ...A ... @include(if: $yes) { ...B } } } }
        fragment A on Contact { lastName ...B } fragment B on Contact { ... on Contact { phone memberNumber } }`,
      variables: { yes: true },
    },
    'a filter variable that is missing': where({}),
    'one that is null': where({ w: null, id: null }),
    'one that is empty': where({ w: {}, id: ids.theirCase }),
    'empty lists': where({ w: { id: { in: [] } } }),
    'empty connectives': where({ w: { or: [], and: [{}] } }),
    'lists with null': where({ w: { or: [null] }, id: ids.theirCase }),
    'an operator of null': where({ w: { contactId: { ne: null } } }),
    'members of a prototype': where({ w: { __proto__: { id: { isNull: false } } } }),
    'another viewer’s cursor': list(`cases(after: "${theirs}") { nodes { subject } }`),
    'staff’s cursor': list(`contacts(first: 2, after: "${staffs}") { nodes { lastName } }`),
    'a cursor of another list': list(`accounts(first: 2, after: "${theirs}") { nodes { name } }`),
    'a cursor of nobody': list(
      'cases(after: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") { nodes { id } }',
    ),
    'whether more rows follow': list(
      'cases(first: 1) { pageInfo { hasNextPage hasPreviousPage } } last: cases(last: 1) { pageInfo { hasPreviousPage } nodes { subject } }',
    ),
    'more rows than may be asked for': list('cases(first: 100000) { nodes { subject } }'),
    'a search': list(
      'search(text: "Zebra") { nodes { __typename ... on Case { subject } ... on Contact { lastName } } }',
    ),
    'a search of wildcards': list(
      'search(text: "%%") { nodes { __typename } } b: search(text: "Ze*") { nodes { __typename } }',
    ),
    'a search in a hidden field': list(
      'search(text: "zebra@example.com") { nodes { __typename } }',
    ),
    'every scope': list(
      'a: cases(scope: mine) { totalCount } b: cases(scope: everything) { totalCount nodes { subject } }',
    ),
    'a pinned argument': list(`contactCases(contactId: "${ids.their}") { nodes { subject } }`),
    'a declared query’s own condition': list('casesLike(text: "%Zebra%") { nodes { subject } }'),
    'quotes in its argument': list(
      `casesLike(text: "x%' OR ContactId != '") { nodes { subject } }`,
    ),
    'a closed report': list(
      'report(developerName: "Lead_List_Report") { rowCount } reports { name }',
    ),
    'another subgraph’s reference': {
      query:
        'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Case { subject } ... on Contact { lastName phone } } }',
      variables: {
        r: [
          { __typename: 'Case', id: ids.theirCase },
          { __typename: 'Contact', id: ids.their },
          { __typename: 'Contact', id: ids.own },
        ],
      },
    },
    'a raw query': raw('/services/data/v62.0/query', soql),
    'a raw query in other letters': raw('/services/DATA/v62.0/Query', soql),
    'a raw query behind dots': raw('/services/data/v62.0/chatter/../query', soql),
    'a raw query escaped': raw('/services/data/v62.0/%71uery', soql),
    'a raw record': raw(`/services/data/v62.0/sobjects/Case/${ids.theirCase}`),
    'a raw record by ui-api': raw(`/services/data/v62.0/ui-api/records/${ids.theirCase}`),
    'a raw report': raw('/services/data/v62.0/analytics/reports'),
    'the second of two operations': {
      query: `query A { viewer { role } } query B { case(id: "${ids.theirCase}") { subject } }`,
      operationName: 'B',
    },
  };
}
