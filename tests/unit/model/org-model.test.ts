/** What the model keeps of a describe: relationships, picklists, versions. */

import { compactDescribe } from '../../../src/model/catalogue.ts';
import type { DescribeSObjectResult } from '../../../src/model/describe-types.ts';
import { buildOrgModel, modelFromCatalogue } from '../../../src/model/from-describe.ts';
import { describeField, describeObject } from '../../support/describe-builder.ts';
import { TEST_DESCRIBES, TEST_MODEL, TEST_ORG_ID } from '../../support/test-org.ts';

describe('the model', () => {
  it('is frozen, and the same for the same describes in any order', () => {
    const reversed = buildOrgModel({
      orgId: TEST_ORG_ID,
      describes: [...TEST_DESCRIBES].reverse(),
    });
    expect(reversed.version).toBe(TEST_MODEL.version);
    expect(Object.isFrozen(TEST_MODEL)).toBe(true);
    expect(Object.isFrozen(TEST_MODEL.objects.get('Contact'))).toBe(true);
    expect(Object.isFrozen(TEST_MODEL.objects.get('Contact')?.fields.get('Name'))).toBe(true);
  });

  it('has another version when a label changes', () => {
    const describes = TEST_DESCRIBES.map((one) =>
      one.name === 'Contact' ? { ...one, label: 'Person' } : one,
    );
    expect(buildOrgModel({ orgId: TEST_ORG_ID, describes }).version).not.toBe(TEST_MODEL.version);
  });

  it('names formatted companions last: a field of the org keeps its name', () => {
    const spec = { prefix: 'a01', fields: { Total__c: 'currency', TotalFormatted__c: 'string' } };
    const model = buildOrgModel({
      orgId: TEST_ORG_ID,
      describes: [describeObject('Bill__c', spec)],
    });
    const fields = model.objects.get('Bill__c')?.fields;
    expect(fields?.get('TotalFormatted__c')?.graphqlName).toBe('totalFormatted');
    expect(fields?.get('Total__c')?.formattedName).toBe('totalFormattedText');
    expect(fields?.get('TotalFormatted__c')?.formattedName).toBeNull();
  });

  it('survives a catalogue that was stored as JSON', () => {
    const stored = JSON.stringify(TEST_DESCRIBES.map(compactDescribe));
    const model = modelFromCatalogue({
      orgId: TEST_ORG_ID,
      catalogue: JSON.parse(stored) as ReturnType<typeof compactDescribe>[],
    });
    expect(model.version).toBe(TEST_MODEL.version);
    expect([...(model.objects.get('Case')?.parents.values() ?? [])]).toEqual([
      ...(TEST_MODEL.objects.get('Case')?.parents.values() ?? []),
    ]);
  });

  it('leaves out relationships to objects that are not allowed, and children without a name', () => {
    const contact = describeObject('Contact', {
      prefix: '003',
      fields: { AccountId: { type: 'reference', to: ['Account'] } },
    });
    const children = [{ relationshipName: null, childSObject: 'Contact', field: 'AccountId' }];
    const model = buildOrgModel({
      orgId: TEST_ORG_ID,
      describes: [{ ...contact, childRelationships: children }],
    });
    expect(model.objects.get('Contact')?.parents.size).toBe(0);
    expect(model.objects.get('Contact')?.children.size).toBe(0);
    expect(model.objects.get('Contact')?.fields.has('AccountId')).toBe(true);
  });

  it('knows a reference to several objects as polymorphic even if one of them is allowed', () => {
    const model = buildOrgModel({
      orgId: TEST_ORG_ID,
      describes: TEST_DESCRIBES.filter(({ name }) => name !== 'Group'),
    });
    const owner = model.objects.get('Case')?.parents.get('Owner');
    expect(owner).toMatchObject({ polymorphic: true, targets: ['User'] });
  });

  it('refuses an answer that is not a describe', () => {
    const answer = { message: 'Session expired' } as unknown as DescribeSObjectResult;
    expect(() => buildOrgModel({ orgId: TEST_ORG_ID, describes: [answer] })).toThrow(/describe/);
  });
});

describe('picklists', () => {
  it('keep repeated values once and read which controlling values allow an entry', () => {
    const describe: DescribeSObjectResult = {
      name: 'Place',
      fields: [
        describeField('Country', { type: 'picklist', values: ['AT', 'DE', 'IT'] }),
        {
          ...describeField('State', 'picklist'),
          controllerName: 'Country',
          picklistValues: [
            {
              value: 'AG',
              label: 'Agrigento',
              validFor: Buffer.of(0b0010_0000).toString('base64'),
            },
            { value: 'AG', label: 'Aargau', validFor: Buffer.of(0b1000_0000).toString('base64') },
            { value: '05', label: 'Five', validFor: Buffer.of(0b1100_0000).toString('base64') },
          ],
        },
      ],
    };
    const model = buildOrgModel({ orgId: TEST_ORG_ID, describes: [describe] });
    expect(model.objects.get('Place')?.fields.get('State')?.picklist).toEqual([
      { value: 'AG', label: 'Agrigento', validFor: ['IT'] },
      { value: '05', label: 'Five', validFor: ['AT', 'DE'] },
    ]);
  });
});
