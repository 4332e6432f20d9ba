/** `describe` tells each viewer of an object what the policy and Salesforce let them do with it, and no more. */

import { modelFromCatalogue } from '../../../src/model/from-describe.ts';
import { compactDescribe } from '../../../src/model/catalogue.ts';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { describeRoot } from '../../../src/resolvers/describe-root.ts';
import { describeObject } from '../../support/describe-builder.ts';
import { TEST_POLICIES } from '../../support/policies.ts';
import { OPEN_POLICY, runOperation, STAFF } from '../../support/run-operation.ts';
import { id } from '../../support/test-org.ts';

const CUSTOMER: Viewer = { role: 'user', site: 'demo', subject: '1', contactId: id('003', 3) };
const QUERY = `query ($object: String!) { describe(object: $object) {
  type record list readable creatable updatable
  fields { name label type readable creatable updatable required options { value label validFor } }
} }`;

interface Described {
  readonly readable: boolean;
  readonly creatable: boolean;
  readonly updatable: boolean;
  readonly fields: readonly Readonly<Record<string, unknown>>[];
}

async function describeAs(
  viewer: Viewer,
  object: string,
  policyName = 'writes',
): Promise<Described | null> {
  const policy = TEST_POLICIES[policyName] ?? OPEN_POLICY;
  const { result, statements } = await runOperation({
    query: QUERY,
    variables: { object },
    viewer,
    policy,
  });
  expect(result.errors).toBeUndefined();
  expect(statements.asked).toEqual([]);
  return (result.data as { describe: Described | null }).describe;
}

describe('describe', () => {
  it('knows an object by its type, its record and its list', async () => {
    const answers = await Promise.all(
      ['Case', 'case', 'cases'].map((name) => describeAs(CUSTOMER, name)),
    );
    expect(answers[0]).toMatchObject({ type: 'Case', record: 'case', list: 'cases' });
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('tells fields to create with apart from fields to change', async () => {
    const described = await describeAs(CUSTOMER, 'Case');
    expect(described).toMatchObject({ readable: true, creatable: true, updatable: true });
    const creatable = described?.fields.filter((field) => field['creatable']);
    expect(creatable?.map((field) => field['name'])).toEqual(['subject', 'accountId']);
    const names = described?.fields.map((field) => field['name']);
    expect(names).toContain('status');
  });

  it('tells nothing of an object that the viewer may not use, as of one that is not there', async () => {
    const visitor: Viewer = { role: 'anonymous', site: 'demo', subject: null, contactId: null };
    expect(await describeAs(visitor, 'Case')).toBeNull();
    expect(await describeAs(CUSTOMER, 'Nothing')).toBeNull();
  });

  it('offers no form to somebody whose forced values are missing', async () => {
    const unbound = { ...CUSTOMER, contactId: null };
    const described = await describeAs(unbound, 'Case');
    expect([described?.readable, described?.creatable]).toEqual([false, false]);
  });

  it('hides fields that the viewer may neither read nor write', async () => {
    const described = await describeAs(CUSTOMER, 'Contact');
    expect(described?.fields.map((field) => field['name'])).toEqual(['id', 'name', 'email']);
  });

  it('gives the entries of a picklist', async () => {
    const described = await describeAs(STAFF, 'Account', 'open');
    expect(described?.fields.find((field) => field['name'] === 'industry')).toMatchObject({
      type: 'picklist',
      options: ['Energy', 'Banking', 'Media'].map((value) => ({
        value,
        label: `${value} (label)`,
        validFor: null,
      })),
    });
  });

  it('names the controlling field of a dependent picklist, where the viewer may use it', () => {
    const plain = describeObject('Case', {
      prefix: '500',
      fields: {
        Type: { type: 'picklist', values: ['Lift', 'Door'] },
        Reason: { type: 'picklist', values: ['Stuck'] },
      },
    });
    const fields = (plain.fields ?? []).map((field) =>
      field.name === 'Reason'
        ? {
            ...field,
            controllerName: 'Type',
            picklistValues: [{ value: 'Stuck', label: 'It is stuck', validFor: 'QAAA' }],
          }
        : field,
    );
    const model = modelFromCatalogue({
      orgId: '00D',
      catalogue: [compactDescribe({ ...plain, fields })],
    });
    const policy = (readable: readonly string[] | 'ALL') => ({
      ...OPEN_POLICY,
      rules: new Map([
        [
          'Case',
          new Map([
            [
              'staff' as const,
              {
                rows: 'ALL' as const,
                fields: readable === 'ALL' ? readable : new Set(readable),
                writes: { create: null, update: null, delete: null, upsert: new Set<string>() },
              },
            ],
          ]),
        ],
      ]),
    });
    const reasonWith = (readable: readonly string[] | 'ALL') => {
      const described = describeRoot(
        { object: 'Case' },
        { viewer: STAFF, policy: policy(readable), model },
      ) as Described;
      return described.fields.find((field) => field['name'] === 'reason');
    };
    expect(reasonWith('ALL')).toMatchObject({
      controller: 'type',
      options: [{ value: 'Stuck', label: 'It is stuck', validFor: ['Door'] }],
    });
    expect(reasonWith(['Reason'])).toMatchObject({ controller: null });
  });
});
