import { SalesforceError } from '../../../local-org/errors.ts';
import * as records from '../../../local-org/data/records.ts';
import { inTransaction } from '../../../local-org/data/transactions.ts';
import { normalizeId, recordId, withChecksum } from '../../../local-org/data/record-ids.ts';
import { runQuery } from '../../../local-org/soql/query.ts';
import { openOrg } from '../../../local-org/org.ts';
import { ADMIN, openTestOrg, PORTAL } from './soql-session.ts';

const { org, session } = openTestOrg();
const admin = session(ADMIN);
const pristine = org.snapshot();
afterEach(() => org.restore(pristine));
afterAll(() => {
  pristine.discard();
  org.close();
});

function refusal(work: () => unknown): { code: string; fields: readonly string[] | undefined } {
  try {
    work();
  } catch (error) {
    if (error instanceof SalesforceError) return { code: error.errorCode, fields: error.fields };
    throw error;
  }
  throw new Error('accepted');
}

describe('ids', () => {
  it('carry a checksum of their letters case', () => {
    expect(withChecksum('00DLO0000000001')).toBe('00DLO00000000012AA');
    expect(recordId('003', 1)).toBe('003LO0000000001YAA');
  });

  it('are known in 15 and 18 characters, the latter in any case', () => {
    const id = recordId('003', 987_654);
    expect(normalizeId(id.slice(0, 15))).toBe(id);
    expect(normalizeId(id.toLowerCase())).toBe(id);
    expect(normalizeId('too short')).toBeUndefined();
  });
});

describe('the seed', () => {
  it('has exactly the rows that the demo shows', () => {
    const count = (soql: string) => runQuery(org, admin, soql).totalSize;
    expect(count('SELECT COUNT() FROM Account')).toBe(200);
    expect(count('SELECT COUNT() FROM Contact')).toBe(2_000);
    expect(count('SELECT COUNT() FROM Case')).toBe(5_000);
    const complete =
      'Is_Staff__c = true AND Directory_Opt_Out__c = false AND Title != null AND Department != null AND Email != null AND Phone != null';
    expect(count(`SELECT COUNT() FROM Contact WHERE ${complete}`)).toBe(50);
    expect(count('SELECT COUNT() FROM Contact WHERE Is_Staff__c = true')).toBe(50);
  });

  it('is the same for the same seed and differs for another', () => {
    const namesOf = (seed: number) => {
      const other = openOrg({ seed });
      const rows = other.db
        .prepare('SELECT "Id", "Phone" FROM "Contact" ORDER BY "Id" LIMIT 50')
        .all();
      other.close();
      return rows;
    };
    expect(namesOf(7)).toEqual(namesOf(7));
    expect(namesOf(7)).not.toEqual(namesOf(8));
  });

  it('never has a dangling reference', () => {
    for (const object of org.catalog.objects()) {
      for (const field of object.fields.filter((candidate) => candidate.referenceTo.length > 0)) {
        const found = field.referenceTo
          .map((target) => `EXISTS (SELECT 1 FROM "${target}" p WHERE p."Id" = c."${field.name}")`)
          .join(' OR ');
        const dangling = org.db
          .prepare(
            `SELECT count(*) AS n FROM "${object.name}" c WHERE c."${field.name}" IS NOT NULL AND NOT (${found})`,
          )
          .get() as { n: number };
        expect({ field: `${object.name}.${field.name}`, dangling: dangling.n }).toEqual({
          field: `${object.name}.${field.name}`,
          dangling: 0,
        });
      }
    }
  });
});

describe('writes', () => {
  const contact = (values: records.RecordValues = {}) =>
    records.insert(org, admin, 'Contact', { LastName: 'Tester', ...values });

  it('fills system and derived fields', () => {
    org.clock.set(new Date('2026-03-04T05:06:07.890Z'));
    const id = contact({ FirstName: 'Tess', Email: 'tess@example.com' });
    expect(
      records.get(org, admin, 'contact', id.slice(0, 15), ['Name', 'CreatedDate', 'OwnerId']),
    ).toEqual({
      attributes: { type: 'Contact', url: `/services/data/v62.0/sobjects/Contact/${id}` },
      Name: 'Tess Tester',
      CreatedDate: '2026-03-04T05:06:07.000+0000',
      OwnerId: admin.userId,
    });
    org.clock.reset();
  });

  it.each([
    [{ LastName: null }, 'REQUIRED_FIELD_MISSING', ['LastName']],
    [{ Nope__c: 1 }, 'INVALID_FIELD', undefined],
    [{ LastName: 'x'.repeat(81) }, 'STRING_TOO_LONG', ['LastName']],
    [{ Is_Staff__c: 'maybe' }, 'JSON_PARSER_ERROR', undefined],
    [{ Birthdate: '2026-02-30' }, 'JSON_PARSER_ERROR', undefined],
    [{ AccountId: 'nonsense' }, 'MALFORMED_ID', ['AccountId']],
    [{ AccountId: '003LO0000000001YAA' }, 'MALFORMED_ID', ['AccountId']],
    [{ Email: 'no address' }, 'INVALID_EMAIL_ADDRESS', ['Email']],
    [{ CreatedDate: '2026-01-01T00:00:00Z' }, 'INVALID_FIELD_FOR_INSERT_UPDATE', ['CreatedDate']],
    [{ Member_Number__c: 'm0000001' }, 'DUPLICATE_VALUE', []],
    [{ Is_Staff__c: true }, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', ['Email']],
  ])('refuses a contact with %j', (values, code, fields) => {
    expect(refusal(() => contact(values))).toEqual({ code, fields });
  });

  it('keeps restricted picklists to their entries', () => {
    const project = { Name: 'P', Status__c: 'Someday' };
    expect(refusal(() => records.insert(org, admin, 'Project__c', project)).code).toBe(
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    );
  });

  it('stores multi-select values in setup order', () => {
    const id = records.insert(org, admin, 'Project__c', { Name: 'P', Tags__c: 'Research;Web;Web' });
    expect(records.get(org, admin, 'Project__c', id, ['Tags__c', 'Status__c'])).toMatchObject({
      Tags__c: 'Web;Research',
      Status__c: 'Planned',
    });
  });

  it('refuses a row that another transaction holds', () => {
    const id = contact();
    org.lockedRows.add(id);
    expect(refusal(() => records.update(org, admin, 'Contact', id, { LastName: 'X' })).code).toBe(
      'UNABLE_TO_LOCK_ROW',
    );
  });

  it('deletes with its cascade, says so, and brings it all back', () => {
    const account = records.insert(org, admin, 'Account', { Name: 'Doomed' });
    const id = contact({ AccountId: account });
    records.remove(org, admin, 'Account', account);
    expect(refusal(() => records.get(org, admin, 'Contact', id)).code).toBe('ENTITY_IS_DELETED');
    const found = (includesDeleted: boolean) =>
      runQuery(org, admin, `SELECT Id FROM Contact WHERE Id = '${id}'`, { includesDeleted })
        .totalSize;
    expect([found(false), found(true)]).toEqual([0, 1]);
    records.undelete(org, admin, 'Account', account);
    expect(found(false)).toBe(1);
  });

  it('keeps all or nothing in a transaction, nested too', () => {
    expect(() =>
      inTransaction(org, () => {
        contact({ LastName: 'First' });
        inTransaction(org, () => contact({ LastName: 'Second' }));
        contact({ LastName: null });
      }),
    ).toThrow('Required fields are missing');
    expect(
      runQuery(org, admin, `SELECT Id FROM Contact WHERE LastName IN ('First', 'Second')`)
        .totalSize,
    ).toBe(0);
  });
});

describe('the portal user', () => {
  const portal = session(PORTAL);
  const own = String(runQuery(org, portal, 'SELECT Id FROM Contact').records[0]?.Id);

  it('creates a case for themselves, not for another contact', () => {
    const id = records.insert(org, portal, 'Case', { ContactId: own, Subject: 'Help' });
    expect(records.get(org, portal, 'Case', id, ['Subject', 'Status'])).toMatchObject({
      Subject: 'Help',
      Status: 'New',
    });
    const other = { ContactId: '003LO0000000001YAA', Subject: 'Help' };
    expect(refusal(() => records.insert(org, portal, 'Case', other)).code).toBe(
      'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY',
    );
  });

  it('cannot tell a hidden record from a missing one', () => {
    const hidden = refusal(() => records.get(org, portal, 'Contact', '003LO0000000001YAA'));
    const missing = refusal(() => records.get(org, portal, 'Contact', recordId('003', 999_999)));
    expect(hidden).toEqual(missing);
    expect(
      refusal(() => records.update(org, portal, 'Contact', '003LO0000000001YAA', { Phone: '1' }))
        .code,
    ).toBe('NOT_FOUND');
  });

  it('cannot write what it may only read', () => {
    expect(refusal(() => records.update(org, portal, 'Contact', own, { Title: 'Boss' })).code).toBe(
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    );
    expect(refusal(() => records.remove(org, portal, 'Contact', own)).code).toBe(
      'INSUFFICIENT_ACCESS_OR_READONLY',
    );
  });
});
