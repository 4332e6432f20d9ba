/** What a customer may try to do to other people's records, or to make of their own. */

import type { AttackedIds } from './attacked-org.ts';

const PAYLOAD = '{ record { id } receipt { id } errors { code } }';
const DELETED = '{ receipt { id } errors { code } }';

/** Mutations by what they try; each is to be refused, and to change nothing. */
export function writeAttacks(ids: AttackedIds): Readonly<Record<string, string>> {
  const { own, their, ownCase, theirCase, ownAccount, theirComment, innerComment } = ids;
  const text = JSON.stringify;
  const update = (type: string, id: string, input: string) =>
    `mutation { update${type}(id: ${text(id)}, input: { ${input} }) ${PAYLOAD} }`;
  const create = (type: string, input: string) =>
    `mutation { create${type}(input: { ${input} }) ${PAYLOAD} }`;
  const remove = (type: string, id: string) =>
    `mutation { delete${type}(id: ${text(id)}) ${DELETED} }`;
  return {
    'updating another’s case': update('Case', theirCase, 'subject: "mine"'),
    'updating it by its short id': update('Case', theirCase.slice(0, 15), 'subject: "mine"'),
    'updating a contact as a case': update('Case', their, 'subject: "mine"'),
    'deleting another’s case': remove('Case', theirCase),
    'deleting a contact': remove('Contact', own),
    'deleting an account': remove('Account', ownAccount),
    'handing an own case over': update('Case', ownCase, `contactId: ${text(their)}`),
    'handing it to nobody': update('Case', ownCase, 'contactId: null'),
    'moving it to another account': update('Case', ownCase, `accountId: ${text(ids.theirAccount)}`),
    'putting it under another’s': update('Case', ownCase, `parentId: ${text(theirCase)}`),
    'changing a field that is not open': update('Case', ownCase, 'priority: "High"'),
    'opening a case for another': create('Case', `subject: "x", contactId: ${text(their)}`),
    'opening a case for oneself in so many words': create(
      'Case',
      `subject: "x", contactId: ${text(own)}`,
    ),
    'opening a case without the forced value': create('Case', 'subject: "x", contactId: null'),
    'forging its origin': create('Case', 'subject: "x", origin: "Phone"'),
    'opening a case under another’s': create('Case', `subject: "x", parentId: ${text(theirCase)}`),
    'naming a record by a reference': create('Case', 'subject: "x", parentId: "@{check0.id}"'),
    'commenting on another’s case': create(
      'CaseComment',
      `parentId: ${text(theirCase)}, commentBody: "x"`,
    ),
    'a hidden comment': create(
      'CaseComment',
      `parentId: ${text(ownCase)}, commentBody: "x", isPublished: false`,
    ),
    'changing another’s comment': update('CaseComment', theirComment, 'commentBody: "x"'),
    'changing a comment that is not shown': update('CaseComment', innerComment, 'commentBody: "x"'),
    'deleting a comment that is not shown': remove('CaseComment', innerComment),
    'deleting another’s comment': remove('CaseComment', theirComment),
    'changing another’s contact': update('Contact', their, 'phone: "x"'),
    'reporting to somebody hidden': update('Contact', own, `reportsToId: ${text(their)}`),
    'becoming staff': update('Contact', own, 'isStaff: true'),
    'a new contact under somebody hidden': create(
      'Contact',
      `lastName: "x", reportsToId: ${text(their)}`,
    ),
    'taking a record over by its external id': `mutation { upsertContact(memberNumber: "Zebra-1", input: { lastName: "mine" }) ${PAYLOAD} }`,
    'the same with a hidden reference': `mutation { upsertContact(memberNumber: "Zebra-9", input: { lastName: "x", reportsToId: ${text(their)} }) ${PAYLOAD} }`,
    'a file at another’s case': create(
      'ContentVersion',
      `firstPublishLocationId: ${text(theirCase)}, title: "x", pathOnClient: "x.txt"`,
    ),
    'renaming another’s file': update('ContentVersion', ids.theirFile, 'title: "x"'),
    'deleting another’s file': remove('ContentVersion', ids.theirFile),
    'a new account': create('Account', 'name: "x"'),
    'a new deal': create(
      'Opportunity',
      'name: "x", stageName: "Prospecting", closeDate: "2026-01-01"',
    ),
    'a new user': create(
      'User',
      'lastName: "x", username: "x@example.com", alias: "x", email: "x@example.com"',
    ),
    'changing a deal': update('Opportunity', ids.deal, 'amount: 1'),
    'an honest write that vouches for another': `mutation @allOrNone {
      a: updateCase(id: ${text(ownCase)}, input: { subject: "both" }) ${PAYLOAD}
      b: updateCase(id: ${text(theirCase)}, input: { subject: "both" }) ${PAYLOAD} }`,
    'a parent that is made in the same operation': `mutation @allOrNone {
      a: updateCase(id: ${text(ownCase)}, input: { subject: "both" }) ${PAYLOAD}
      b: createCase(input: { subject: "x", parentId: "@{write0.id}" }) ${PAYLOAD} }`,
    'a raw update': `mutation { rest(method: PATCH, path: "/services/data/v62.0/sobjects/Case/${theirCase}", body: { Subject: "x" }) }`,
    'a raw delete': `mutation { rest(method: DELETE, path: "/services/data/v62.0/sobjects/Case/${theirCase}") }`,
    'a raw composite':
      'mutation { rest(method: POST, path: "/services/data/v62.0/composite", body: {}) }',
    'a raw call of another method':
      'mutation { rest(method: POST, path: "/services/apexrest/staff-directory", body: {}) }',
  };
}
