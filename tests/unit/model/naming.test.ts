/** Names of the conventions, and what happens when two API names become one. */

import fc from 'fast-check';
import { buildOrgModel } from '../../../src/model/from-describe.ts';
import {
  assignNames,
  DERIVED_TYPE_SUFFIXES,
  fieldName,
  pluralName,
  SHARED_TYPE_NAMES,
  typeName,
} from '../../../src/model/naming.ts';
import { originsOf, TypeNames } from '../../../src/model/object-type-names.ts';
import { describeObject } from '../../support/describe-builder.ts';

const ORG_ID = '00D000000000001EAA';

describe('fieldName', () => {
  it.each([
    ['FirstName', 'firstName'],
    ['Annual_Revenue__c', 'annualRevenue'],
    ['Owner', 'owner'],
    ['Projects__r', 'projects'],
    ['ns__Thing__c', 'nsThing'],
    ['SICDesc', 'sicDesc'],
    ['URL__c', 'url'],
    ['IsWon', 'isWon'],
    ['LastCURequestDate', 'lastCURequestDate'],
    ['Site__Latitude__s', 'siteLatitude'],
    ['X2nd_Field__c', 'x2ndField'],
  ])('%s → %s', (apiName, expected) => {
    expect(fieldName(apiName)).toBe(expected);
  });
});

it.each([
  ['opportunity', 'opportunities'],
  ['case', 'cases'],
  ['address', 'addresses'],
  ['news', 'newsList'],
  ['survey', 'surveys'],
])('the plural of %s is %s', (singular, plural) => {
  expect(pluralName(singular)).toBe(plural);
});

it('types keep their words', () => {
  expect(typeName('ns__Order_Line__c')).toBe('NsOrderLine');
});

describe('a collision', () => {
  const requests = ['B', 'A'].map((apiName) => ({
    key: apiName,
    apiName,
    base: 'same',
    suffix: 'Custom',
    rank: 0,
  }));

  it('is decided by API name, whatever order the describe is in, and warned of', () => {
    const { names, warnings } = assignNames(requests, new Set());
    expect(names).toEqual(assignNames([...requests].reverse(), new Set()).names);
    expect([...names]).toEqual(
      expect.arrayContaining([
        ['A', 'same'],
        ['B', 'sameCustom'],
      ]),
    );
    expect(warnings).toHaveLength(1);
  });

  it('within an object leaves the standard field its name', () => {
    const model = buildOrgModel({
      orgId: ORG_ID,
      describes: [
        describeObject('Thing', { prefix: 'x00', fields: { Phone__c: 'phone', Phone: 'phone' } }),
      ],
    });
    const thing = model.objects.get('Thing');
    expect(thing?.fields.get('Phone')?.graphqlName).toBe('phone');
    expect(thing?.fields.get('Phone__c')?.graphqlName).toBe('phoneCustom');
    expect(thing?.warnings).toEqual([expect.stringContaining('Phone__c')]);
  });

  it('between objects, derived types and built-in types leaves each a name of its own', () => {
    const names = [
      'Contact',
      'Contact__c',
      'ContactGroup',
      'ContactWhere__c',
      'Node',
      'PageInfo__c',
    ];
    const model = buildOrgModel({
      orgId: ORG_ID,
      describes: names.map((name) => describeObject(name, { prefix: 'x00', fields: {} })),
    });
    const types = [...model.objects.values()].map((object) => object.typeName);
    expect(new Set(types).size).toBe(names.length);
    expect(types).not.toContain('Node');
    expect(model.objects.get('Contact')?.typeName).toBe('Contact');
    expect(model.objects.get('ContactGroup')?.typeName).toBe('ContactGroupObject');
    expect(model.warnings.length).toBeGreaterThanOrEqual(4);
  });
});

describe('names of types', () => {
  const derivedFrom = (name: string) => DERIVED_TYPE_SUFFIXES.map((suffix) => `${name}${suffix}`);
  /** Made of what makes two of them meet. */
  const name = fc
    .array(fc.constantFrom('Foo', 'Report', 'Count', 'Children', ...DERIVED_TYPE_SUFFIXES), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.join(''));

  it('are given out as if every derived name were listed', () => {
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 12 }), (bases) => {
        const requests = bases.map((base, rank) => ({
          ...{ key: base, apiName: base, base, suffix: 'Custom', rank },
        }));
        const listed = assignNames(
          requests.map((request) => ({ ...request, claims: derivedFrom })),
          new Set<string>(SHARED_TYPE_NAMES),
        );
        expect(assignNames(requests, new TypeNames())).toEqual(listed);
      }),
      { numRuns: 1_000 },
    );
  });

  it('tell what they derive from', () => {
    fc.assert(
      fc.property(name, name, (type, other) => {
        const isOneOf = [type, ...derivedFrom(type)].includes(other);
        expect(originsOf(other).includes(type)).toBe(isOneOf);
      }),
    );
  });
});
