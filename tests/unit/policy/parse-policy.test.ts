/** The policy is checked against the model before anything is served, and says where it is wrong. */

import { accessTo } from '../../../src/policy/object-access.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { PolicyError, PolicyNotCheckableYet } from '../../../src/policy/policy-error.ts';
import { DENY_ALL } from '../../../src/policy/policy.ts';
import { ANONYMOUS, type Viewer } from '../../../src/policy/viewer.ts';
import { conditionText } from '../../../src/soql/compile.ts';
import { TEST_MODEL } from '../../support/test-org.ts';

const USER: Viewer = {
  role: 'user',
  site: 'demo',
  subject: '7',
  contactId: '003000000000001AAA',
};
const UNBOUND: Viewer = { ...USER, contactId: null };

function rowsOf(rows: string, viewer: Viewer = USER, object = 'Case'): string {
  const policy = parsePolicy({ [object]: { user: { rows, fields: 'ALL' } } }, TEST_MODEL);
  const access = accessTo(policy, viewer, object);
  if (access === null) throw new Error('The viewer has no access.');
  return access.rows.kind === 'where' ? conditionText(access.rows.condition) : access.rows.kind;
}

describe('parsePolicy', () => {
  it('denies everything without a policy', () => {
    expect(parsePolicy(undefined, TEST_MODEL)).toBe(DENY_ALL);
    expect(accessTo(DENY_ALL, USER, 'Case')).toBeNull();
  });

  it('denies roles and objects that are not named', () => {
    const policy = parsePolicy({ Case: { staff: { rows: 'ALL', fields: 'ALL' } } }, TEST_MODEL);
    expect(accessTo(policy, ANONYMOUS, 'Case')).toBeNull();
    expect(accessTo(policy, { ...USER, role: 'staff' }, 'Contact')).toBeNull();
    expect(accessTo(policy, { ...USER, role: 'admin' }, 'Case')).toBeNull();
  });

  it('lets a role read the named fields and the id', () => {
    const policy = parsePolicy(
      { Case: { user: { rows: 'ALL', fields: ['Subject'] } } },
      TEST_MODEL,
    );
    const access = accessTo(policy, USER, 'Case');
    expect(['Id', 'Subject', 'Status'].map((field) => access?.canReadField(field))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown object', { Cass: {} }, /policy\.Cass: .*not among/],
    ['an unknown role', { Case: { root: {} } }, /policy\.Case: There is no role root/],
    ['an unknown key', { Case: { user: { row: 'ALL' } } }, /policy\.Case\.user\.row: /],
    ['missing rows', { Case: { user: { fields: 'ALL' } } }, /policy\.Case\.user\.rows: .*ALL/],
    ['empty rows', { Case: { user: { rows: ' ', fields: 'ALL' } } }, /\.rows: /],
    ['missing fields', { Case: { user: { rows: 'ALL' } } }, /\.fields: /],
    ['an unknown field', { Case: { user: { rows: 'ALL', fields: ['Nope'] } } }, /Case\.Nope/],
    ['a list', [], /must be a mapping/],
  ])('refuses %s, naming the place', (_name, source, message) => {
    expect(() => parsePolicy(source, TEST_MODEL)).toThrow(message);
  });
});

describe('a policy about objects that the model does not hold', () => {
  const absent = { pending: ['Asset', 'Task'], missing: ['Lead'] };
  const everything = { staff: { rows: 'ALL', fields: 'ALL' } };

  it('leaves out what is not described yet, which denies it, and keeps the other rules', () => {
    const policy = parsePolicy({ asset: everything, Case: everything }, TEST_MODEL, absent);
    expect([...policy.rules.keys()]).toEqual(['Case']);
  });

  it.each([
    [
      { Lead: everything },
      'policy.Lead: The org has no object Lead, or hides it from the gateway’s user.',
    ],
    [{ Idea: everything }, 'policy.Idea: The object Idea is not among the allowed objects.'],
  ])('refuses %j for the reason that is true', (source, message) => {
    expect(() => parsePolicy(source, TEST_MODEL, absent)).toThrow(new Error(message));
  });

  it.each(['OwnerId IN (SELECT OwnerId FROM Asset)', "Queue__r.Name = 'x'"])(
    'cannot say yet whether %s is right',
    (rows) => {
      const source = { Case: { staff: { rows, fields: 'ALL' } } };
      expect(() => parsePolicy(source, TEST_MODEL, absent)).toThrow(PolicyNotCheckableYet);
      expect(() => parsePolicy(source, TEST_MODEL)).toThrow(PolicyError);
    },
  );

  it('refuses a mistake on a described object at once', () => {
    const source = { Case: { staff: { rows: "Nope = 'x'", fields: 'ALL' } } };
    expect(() => parsePolicy(source, TEST_MODEL, absent)).toThrow(PolicyError);
  });
});

describe('row predicates', () => {
  it.each([
    ["Status = 'New'", "Status = 'New'"],
    ['ContactId = :viewer.contactId', "ContactId = '003000000000001AAA'"],
    ["Contact.Account.Name LIKE '50\\%%'", "Contact.Account.Name LIKE '50\\%%'"],
    [
      "IsClosed = false AND (Status IN ('New', 'Working') OR CreatedDate = LAST_N_DAYS:30)",
      "IsClosed = false AND (Status IN ('New', 'Working') OR CreatedDate = LAST_N_DAYS:30)",
    ],
    [
      'AccountId IN (SELECT AccountId FROM Contact WHERE Id = :viewer.contactId)',
      "AccountId IN (SELECT AccountId FROM Contact WHERE Id = '003000000000001AAA')",
    ],
    ["NOT Subject = 'O\\'Hara'", "NOT (Subject = 'O\\'Hara')"],
  ])('%s', (rows, soql) => {
    expect(rowsOf(rows)).toBe(soql);
  });

  it.each([
    ['an unknown field', "Nope = 'x'", /no field Case\.Nope/],
    ['a value of another type', "IsClosed = 'yes'", /not a value of IsClosed/],
    ['a number for a text', 'Subject = 5', /not a value of Subject/],
    ['text that is no id', "ContactId = 'me'", /not a value of ContactId/],
    ['an unknown bind', 'ContactId = :viewer.boss', /:viewer\.boss is unknown/],
    ['a bind of another thing', 'ContactId = :user.contactId', /unknown/],
    ['a bind to the wrong kind', 'Subject = :viewer.contactId', /cannot be compared/],
    ['an order of binds', 'ContactId > :viewer.contactId', /= and !=/],
    ['AND beside OR', "Status = 'a' AND Status = 'b' OR Status = 'c'", /parentheses/],
    ['more than a condition', "Status = 'a' LIMIT 1", /holds more: limit/],
    ['a trick with comments', "Status = 'a' // x", /not SOQL/],
    ['what SOQL cannot filter by', "Owner.Name = 'x'", /no field/],
    [
      'a sub-select under OR',
      "Status = 'a' OR AccountId IN (SELECT Id FROM Account)",
      /at most 2 sub-selects/,
    ],
    [
      'a sub-select on itself',
      'ContactId IN (SELECT ContactId FROM Case)',
      /object that it filters/,
    ],
    [
      'a sub-select of no reference',
      'AccountId IN (SELECT Name FROM Account)',
      /id or a reference/,
    ],
  ])('%s is refused at start', (_name, rows, message) => {
    expect(() => rowsOf(rows)).toThrow(message);
  });
});

describe('a row predicate that is not SOQL', () => {
  it.each([
    ['Subject =', 'at position 10, where it ends too early'],
    ['Subject = \n\n', 'at position 10, where it ends too early'],
    ["Status = 'New' AND", 'at position 19, where it ends too early'],
    ["(Status = 'New'", 'at position 16, where it ends too early'],
    ["Status IN ('New',", 'at position 18, where it ends too early'],
    ["= 'New'", 'at position 1, near "="'],
    ["Subject == 'x'", 'at position 9, near "=="'],
    ["Subject = 'x')", 'at position 14, near ")"'],
    ["Subject = 'x' // c", 'at position 15, near "/"'],
    ["Subject = 'x", 'at position 11, near "\'"'],
    ["Status = 'New' AND OR Subject = 'x'", 'at position 20, near "OR"'],
    [`Subject = ${'x'.repeat(200)}`, `at position 11, near "${'x'.repeat(30)}…"`],
  ])('%j is refused in one line that names the place', (rows, place) => {
    expect(() => rowsOf(rows)).toThrow(
      new Error(`policy.Case.user.rows: It is not SOQL ${place}.`),
    );
  });
});

describe('a viewer without the bound value', () => {
  it.each([
    ['ContactId = :viewer.contactId', 'none'],
    ['ContactId != :viewer.contactId', 'none'],
    ['NOT ContactId = :viewer.contactId', 'none'],
    ['NOT (NOT ContactId = :viewer.contactId)', 'none'],
    ["Status = 'New' AND ContactId = :viewer.contactId", 'none'],
    ["Status = 'New' OR ContactId = :viewer.contactId", "Status = 'New'"],
    ["NOT (Status = 'New' OR ContactId = :viewer.contactId)", 'none'],
    ['AccountId IN (SELECT AccountId FROM Contact WHERE Id = :viewer.contactId)', 'none'],
    [
      "AccountId NOT IN (SELECT AccountId FROM Contact WHERE Id = :viewer.contactId OR Title = 'x')",
      'AccountId NOT IN (SELECT AccountId FROM Contact)',
    ],
  ])('%s → %s', (rows, expected) => {
    expect(rowsOf(rows, UNBOUND)).toBe(expected);
  });
});
