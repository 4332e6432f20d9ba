import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { DescribeSObjectResult } from '../../../src/model/describe-types.ts';
import { buildOrgModel } from '../../../src/model/from-describe.ts';
import { compactDescribe } from '../../../src/salesforce/compact-describe.ts';

const FOLDER = '../shared/fixtures/recorded/describe';

/** Recorded describes of real orgs, where they are at hand. */
function recordedDescribes(): readonly DescribeSObjectResult[] {
  if (!existsSync(FOLDER)) return [];
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map(
      (name) => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as DescribeSObjectResult,
    )
    .filter((body) => typeof body.name === 'string' && Array.isArray(body.fields));
}

describe('compact describe', () => {
  const recorded = recordedDescribes();
  if (recorded.length === 0) console.warn(`Skipped: no recorded describes in ${FOLDER}.`);
  const test = recorded.length === 0 ? it.skip : it;

  test('loses nothing that the model is made of', () => {
    const unique = [...new Map(recorded.map((body) => [body.name, body])).values()];
    const compact = unique.map((body) => compactDescribe(body.name, body));
    const orgId = '00DLO00000000012AA';
    const restored = JSON.parse(JSON.stringify(compact)) as DescribeSObjectResult[];
    expect(buildOrgModel({ orgId, describes: restored }).version).toBe(
      buildOrgModel({ orgId, describes: unique }).version,
    );
    expect(JSON.stringify(compact).length).toBeLessThan(JSON.stringify(unique).length / 2);
  });

  it.each([
    ['nothing', undefined],
    ['a string', '<html>'],
    ['another object', { name: 'Contact', fields: [] }],
    ['no fields', { name: 'Account' }],
    ['a field without a type', { name: 'Account', fields: [{ name: 'Id' }] }],
  ])('takes %s for an outage', (_name, body) => {
    expect(() => compactDescribe('Account', body)).toThrow(
      expect.objectContaining({ code: 'SALESFORCE_UNAVAILABLE' }) as Error,
    );
  });
});
