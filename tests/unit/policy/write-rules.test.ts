/** The write half of a policy is checked against the model as strictly as the reading half. */

import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { changeableRows, mayUpsertBy, writeAccessTo } from '../../../src/policy/write-access.ts';
import { TEST_MODEL } from '../../support/test-org.ts';

const USER: Viewer = {
  role: 'user',
  site: 'demo',
  subject: '7',
  contactId: '003000000000001AAA',
};

const policyOf = (writes: Readonly<Record<string, unknown>>, object = 'Case') =>
  parsePolicy({ [object]: { user: { rows: 'ALL', fields: 'ALL', ...writes } } }, TEST_MODEL);

describe('write rules', () => {
  it('open nothing that is not written', () => {
    const policy = policyOf({});
    expect(writeAccessTo(policy, USER, 'Case', 'create')).toBeNull();
    expect(writeAccessTo(policy, USER, 'Case', 'update')).toBeNull();
    expect(changeableRows(policy, USER, 'Case', 'delete')).toBeNull();
    expect(mayUpsertBy(policy, USER, 'Contact', 'Member_Number__c')).toBe(false);
  });

  it('open the named fields, and bind what they set to the viewer', () => {
    const policy = policyOf({
      create: { fields: ['Subject'], set: { ContactId: ':viewer.contactId', Status: 'New' } },
    });
    const access = writeAccessTo(policy, USER, 'Case', 'create');
    expect(['Subject', 'ContactId', 'OwnerId'].map((name) => access?.canWriteField(name))).toEqual([
      true,
      false,
      false,
    ]);
    expect([...(access?.forced ?? [])]).toEqual([
      ['ContactId', '003000000000001AAA'],
      ['Status', 'New'],
    ]);
    const unbound = writeAccessTo(policy, { ...USER, contactId: null }, 'Case', 'create');
    expect(unbound?.isUnbound).toBe(true);
  });

  it('keep from an update what a create sets', () => {
    const create = { set: { ContactId: ':viewer.contactId', Status: 'New' } };
    const all = policyOf({ create, update: { fields: 'ALL' } });
    const access = writeAccessTo(all, USER, 'Case', 'update');
    expect(access?.canWriteField('Subject')).toBe(true);
    expect(access?.canWriteField('ContactId')).toBe(false);
    expect(access?.canWriteField('Status')).toBe(false);
    const named = policyOf({ create, update: { fields: ['Status'] } });
    expect(writeAccessTo(named, USER, 'Case', 'update')?.canWriteField('Status')).toBe(true);
  });

  it('narrow the rows that may be changed', () => {
    const policy = policyOf({ delete: { rows: 'ContactId = :viewer.contactId' } });
    expect(changeableRows(policy, USER, 'Case', 'delete')).toMatchObject({ kind: 'where' });
    expect(changeableRows(policy, { ...USER, contactId: null }, 'Case', 'delete')).toEqual({
      kind: 'none',
    });
  });

  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['an unknown field', { create: { fields: ['Nope'] } }, /create\.fields: .*Case\.Nope/],
    ['a field nobody writes', { create: { fields: ['CaseNumber'] } }, /takes no Case\.CaseNumber/],
    ['an unknown key', { create: { rows: 'ALL' } }, /create\.rows: .*fields, set/],
    ['a value of another type', { update: { set: { Subject: 5 } } }, /set\.Subject: 5 is not/],
    [
      'an entry there is not',
      { create: { set: { Status: 'Lost' } } },
      /set\.Status: "Lost" is not/,
    ],
    ['a bind of another type', { create: { set: { Subject: ':viewer.contactId' } } }, /cannot be/],
    ['an unknown bind', { create: { set: { ContactId: ':viewer.id' } } }, /cannot be/],
    [
      'a field both given and set',
      { create: { fields: ['Status'], set: { Status: 'New' } } },
      /both given/,
    ],
    [
      'an update of what is bound to the viewer',
      { create: { set: { ContactId: ':viewer.contactId' } }, update: { fields: ['ContactId'] } },
      /update\.fields: ContactId is bound/,
    ],
    ['rows that are no SOQL', { update: { rows: 'Nope = 1' } }, /update\.rows: .*Case\.Nope/],
    ['a delete that is no answer', { delete: 'yes' }, /delete: It must be a mapping/],
    ['an upsert without a key', { upsert: ['Subject'] }, /no external id/],
    ['reading nothing and changing', { rows: 'NONE', update: { fields: 'ALL' } }, /fields|NONE/],
  ])('refuse %s', (_what, writes, message) => {
    expect(() => policyOf(writes)).toThrow(message);
  });

  it('let a role create what it may not read', () => {
    const policy = parsePolicy(
      { Case: { anonymous: { rows: 'NONE', create: { fields: ['Subject'] } } } },
      TEST_MODEL,
    );
    const access = writeAccessTo(policy, { ...USER, role: 'anonymous' }, 'Case', 'create');
    expect(access?.canWriteField('Subject')).toBe(true);
  });

  it('take an upsert by the keys that exist, beside create and update', () => {
    const open = { create: { fields: 'ALL' }, update: { fields: 'ALL' } };
    const policy = policyOf({ ...open, upsert: ['Member_Number__c'] }, 'Contact');
    expect(mayUpsertBy(policy, USER, 'Contact', 'Member_Number__c')).toBe(true);
    expect(() => policyOf({ upsert: ['Member_Number__c'] }, 'Contact')).toThrow(/needs create/);
  });
});
