/** A model made after another: the same as one made from nothing, and no more work than what changed. */

import { jest } from '@jest/globals';
import fc from 'fast-check';
import { compactDescribe, type CatalogueObject } from '../../../src/model/catalogue.ts';
import { modelFromCatalogue } from '../../../src/model/from-describe.ts';
import type { OrgModel } from '../../../src/model/org-model.ts';
import { compareLooks } from '../../../src/model/retired.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { printSdl } from '../../../src/schema/print-sdl.ts';
import { TEST_DESCRIBES, TEST_ORG_ID } from '../../support/test-org.ts';

const WHOLE = TEST_DESCRIBES.map(compactDescribe);
/** Each object as it is, as another object of the same content, and without its last field. */
const VARIANTS = TEST_DESCRIBES.map((describe) => [
  compactDescribe(describe),
  compactDescribe(describe),
  compactDescribe({ ...describe, fields: (describe.fields ?? []).slice(0, -1) }),
  compactDescribe({ ...describe, custom: describe.custom !== true }),
]);

interface Look {
  readonly catalogue: readonly CatalogueObject[];
  readonly former?: readonly CatalogueObject[];
  readonly before?: OrgModel | null;
}

const modelOf = (look: Look) => modelFromCatalogue({ orgId: TEST_ORG_ID, ...look });
const sdlOf = (model: OrgModel) => printSdl(buildSchema(model));

describe('a model made after another', () => {
  it('is the one that would be made without it', () => {
    const look = fc
      .tuple(...VARIANTS.map(() => fc.constantFrom(0, 0, 0, 1, 2, 3, null)))
      .map((picks) =>
        picks.flatMap((pick, n) => (pick === null ? [] : (VARIANTS[n]?.[pick] ?? []))),
      );
    fc.assert(
      fc.property(fc.array(look, { minLength: 2, maxLength: 4 }), (looks) => {
        let former: readonly CatalogueObject[] = [];
        let before: OrgModel | null = null;
        for (const catalogue of looks) {
          const model = modelOf({ catalogue, former, before });
          const fresh = modelOf({ catalogue, former });
          expect(model.version).toBe(fresh.version);
          expect(model.retiredNames).toEqual(fresh.retiredNames);
          expect(model.warnings).toEqual(fresh.warnings);
          expect(sdlOf(model)).toBe(sdlOf(fresh));
          [former, before] = [catalogue, model];
        }
      }),
      { numRuns: 6 },
    );
  });

  it('keeps the objects that are as they were, with what was read of them', () => {
    const before = modelOf({ catalogue: WHOLE });
    const contact = before.objects.get('Contact');
    const fields = contact?.fields;
    const catalogue = WHOLE.map((object, n) => {
      const shrunk = VARIANTS[n]?.[2] ?? object;
      return object.name === 'Account' ? shrunk : object;
    });
    const after = modelOf({ catalogue, former: WHOLE, before });
    expect(after.objects.get('Contact')).toBe(contact);
    expect(after.objects.get('Contact')?.fields).toBe(fields);
    expect(after.objects.get('Account')).not.toBe(before.objects.get('Account'));
    expect(after.retiredNames).not.toEqual([]);
    // What went is kept for one look, and no longer.
    const last = modelOf({ catalogue, former: catalogue, before: after });
    expect(last.retiredNames).toEqual([]);
    expect(last.objects.get('Account')?.retired).toEqual([]);
  });

  it('reads nothing of objects that only gained, once the looks were compared', () => {
    const shrunk = VARIANTS.map((variants) => variants[2] as CatalogueObject);
    const before = modelOf({ catalogue: shrunk });
    const steps = [...compareLooks(WHOLE, shrunk)];
    expect(steps).toHaveLength(WHOLE.length);
    const parsed = jest.spyOn(JSON, 'parse');
    try {
      const after = modelOf({ catalogue: WHOLE, former: shrunk, before });
      expect(after.retiredNames).toEqual([]);
      expect(parsed).not.toHaveBeenCalled();
    } finally {
      parsed.mockRestore();
    }
  });

  it('reads the members of no object that did not change', () => {
    const unread = { ...(WHOLE[0] as CatalogueObject), name: 'Unread__c', members: 'not JSON' };
    const catalogue = [...WHOLE, unread];
    const before = modelOf({ catalogue });
    const changed = catalogue.map((object, n) =>
      object.name === 'Contact' ? (VARIANTS[n]?.[2] ?? object) : object,
    );
    const after = modelOf({ catalogue: changed, former: catalogue, before });
    expect(after.retiredNames).toEqual(['Contact.createdDate', 'Contact.createdDateFormatted']);
  });
});
