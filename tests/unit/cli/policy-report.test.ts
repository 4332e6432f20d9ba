/** `policy test` names, for each object and field, what the policy decides and the line that says so. */

import { parse } from 'graphql';
import { LineCounter, parseDocument } from 'yaml';
import { policyReport } from '../../../src/cli/policy-report.ts';
import { readViewer } from '../../../src/cli/viewer-argument.ts';
import { lineFinder } from '../../../src/common/config/yaml-lines.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { explainOperation } from '../../../src/resolvers/explain-operation.ts';
import type { BindingStore } from '../../../src/store/store.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { contextOf, TEST_SCHEMA } from '../../support/run-operation.ts';
import { TEST_MODEL } from '../../support/test-org.ts';

const YAML = `policy:
  contact:
    user: &own
      rows: 'Id = :viewer.contactId'
      fields: [Name, AccountId]
  Account:
    staff: { rows: ALL, fields: ALL }
  Case:
    user:
      <<: *own
      rows: 'ContactId = :viewer.contactId'
      fields: ALL
`;

const CONTACT = '003000000000007AAA';
const USER: Viewer = { role: 'user', site: 'demo', subject: '42', contactId: CONTACT };

function reportOn(operation: string, viewer: Viewer): readonly string[] {
  const lines = new LineCounter();
  const document = parseDocument(YAML, { merge: true, lineCounter: lines });
  const { policy: source } = document.toJS() as { readonly policy: unknown };
  const policy = parsePolicy(source, TEST_MODEL);
  const explanation = explainOperation({
    schema: TEST_SCHEMA,
    document: parse(operation),
    operationName: null,
    variables: {},
    context: contextOf({ viewer, policy }, new MemoryStatements()),
  });
  return policyReport({
    ...{ viewer, policy, source, explanation },
    file: '/etc/skybridge.yaml',
    lineOf: lineFinder(document, lines),
  }).split('\n');
}

describe('policyReport', () => {
  it('tells rule, line, bound rows and the decision on every field', () => {
    const report = reportOn(
      '{ contacts(where: { email: { isNull: false } }) { nodes { id } } b: contacts { nodes { name email account { name } } } }',
      USER,
    );
    expect(report).toEqual(
      expect.arrayContaining([
        'Viewer: user, of the site demo, person 42, Contact 003000000000007AAA',
        'Contact: allowed by policy.contact.user (skybridge.yaml:3)',
        "  rows: Id = :viewer.contactId (skybridge.yaml:4) -> Id = '003000000000007AAA'",
        '  DENIED  filter by Email: not in fields (skybridge.yaml:5)',
        '  allowed read Name: in fields (skybridge.yaml:5)',
        '  DENIED  read Email: not in fields (skybridge.yaml:5)',
        'Account: denied. policy.Account has no rule for user (skybridge.yaml:6).',
        "  SELECT Id, Name FROM Contact WHERE Id = '003000000000007AAA' ORDER BY Id ASC LIMIT 26",
        '  b.nodes.email: FORBIDDEN: You may not read Contact.Email.',
      ]),
    );
    expect(report.some((line) => line.startsWith('  contacts: FORBIDDEN:'))).toBe(true);
  });

  it('finds lines behind a merge, and says when no row is left', () => {
    const report = reportOn('{ cases { nodes { subject } } users { nodes { name } } }', {
      ...USER,
      contactId: null,
    });
    expect(report).toEqual(
      expect.arrayContaining([
        '  rows: ContactId = :viewer.contactId (skybridge.yaml:11) -> no row: the viewer lacks a value that the condition names',
        'User: denied. The policy does not name User (skybridge.yaml:1).',
      ]),
    );
  });
});

describe('readViewer', () => {
  const bindings = {
    find: (site: string, subject: string) =>
      Promise.resolve(site === 'demo' && subject === '42' ? { contactId: CONTACT } : null),
  } as BindingStore;

  it.each<[string, Partial<Viewer>]>([
    ['anonymous', { role: 'anonymous', site: null, subject: null, contactId: null }],
    ['anonymous:demo', { role: 'anonymous', site: 'demo', subject: null }],
    ['user:demo/42', { role: 'user', site: 'demo', subject: '42', contactId: CONTACT }],
    ['user:demo/43', { role: 'user', subject: '43', contactId: null }],
    [`user:${CONTACT}`, { role: 'user', site: null, contactId: CONTACT }],
  ])('reads %s', async (text, viewer) => {
    expect(await readViewer(text, bindings)).toMatchObject(viewer);
  });

  it.each(['root', 'user:Demo/1', 'user:demo/', 'user:003Short'])('refuses %s', async (text) => {
    await expect(readViewer(text, bindings)).rejects.toThrow(/There is no role|neither/);
  });
});
