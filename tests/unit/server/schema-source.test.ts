/** When the metadata is looked at beside its steady pace. */

import { jest } from '@jest/globals';
import { AppError } from '../../../src/common/errors.ts';
import { createLog } from '../../../src/common/log.ts';
import {
  compactDescribe,
  readMembers,
  type CatalogueObject,
} from '../../../src/model/catalogue.ts';
import type { CatalogueSnapshot } from '../../../src/salesforce/catalogue.ts';
import { noticingDrift } from '../../../src/salesforce/notice-drift.ts';
import type { StatementLoader } from '../../../src/salesforce/statement-loader.ts';
import { createSchemaSource } from '../../../src/server/schema-source.ts';
import { TEST_DESCRIBES, TEST_ORG_ID } from '../../support/test-org.ts';

const SNAPSHOT = { objects: TEST_DESCRIBES.map(compactDescribe), missing: [], pending: [] };

function createSource() {
  const looks = { made: 0 };
  const source = createSchemaSource({
    catalogue: {
      stored: () => Promise.resolve(SNAPSHOT),
      forget: () => Promise.resolve(),
      refresh: () => {
        looks.made += 1;
        return Promise.resolve(SNAPSHOT);
      },
    },
    orgId: () => Promise.resolve(TEST_ORG_ID),
    rules: {},
    folder: { read: () => [], watch: () => () => undefined },
    refreshSeconds: 0,
    log: createLog({ level: 'silent', secrets: [] }),
  });
  return { source, looks };
}

/** @param code that every statement fails with. */
function failingLoader(code: 'INVALID_FIELD' | 'SALESFORCE_UNAVAILABLE'): StatementLoader {
  const fail = () => Promise.reject(new AppError(code, 'No.', { hint: 'None.' }));
  return {
    query: fail,
    search: fail,
    queryMore: fail,
    transact: fail,
    meter: { apiCalls: 0 },
    sent: [],
  };
}

it('compares a look with the one before a few objects at a time, and swaps once', async () => {
  const variants = [SNAPSHOT.objects, SNAPSHOT.objects.map(withoutLastField)];
  const many = (objects: readonly CatalogueObject[]) =>
    Array.from({ length: 20 }, (_unused, n) =>
      objects.map((object) => ({ ...object, name: `${object.name}${n}` })),
    ).flat();
  const looks = variants.map((objects) => ({ ...SNAPSHOT, objects: many(objects) }));
  const source = sourceOf(looks);
  await source.refresh({ conditional: true });
  const first = source.current()?.model;
  let swaps = -1;
  source.onSwap(() => (swaps += 1));
  let turns = 0;
  const turn = () => {
    turns += 1;
    timer = setImmediate(turn);
  };
  let timer = setImmediate(turn);
  await source.refresh({ conditional: true });
  clearImmediate(timer);
  expect(first?.objects.size).toBeGreaterThan(100);
  // Ten objects at most between two turns of the event loop.
  expect(turns).toBeGreaterThanOrEqual(Math.floor((first?.objects.size ?? 0) / 10));
  expect(swaps).toBe(1);
  expect(source.current()?.model.retiredNames).toContain('Contact0.createdDate');
});

function withoutLastField(object: CatalogueObject): CatalogueObject {
  const members = readMembers(object);
  return {
    ...object,
    members: JSON.stringify({ ...members, fields: members.fields.slice(0, -1) }),
  };
}

/** Finds one snapshot after the other; the last again and again. */
function sourceOf(snapshots: readonly CatalogueSnapshot[]) {
  let looks = 0;
  return createSchemaSource({
    catalogue: {
      stored: () => Promise.resolve(null),
      forget: () => Promise.resolve(),
      refresh: () => {
        looks += 1;
        return Promise.resolve(
          snapshots[Math.min(looks, snapshots.length) - 1] as CatalogueSnapshot,
        );
      },
    },
    orgId: () => Promise.resolve(TEST_ORG_ID),
    rules: {},
    folder: { read: () => [], watch: () => () => undefined },
    refreshSeconds: 0,
    log: createLog({ level: 'silent', secrets: [] }),
  });
}

describe('a name that Salesforce does not know', () => {
  it('makes the gateway look at the metadata, once in a while', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    try {
      const { source, looks } = createSource();
      await source.refresh({ conditional: true });
      const loader = noticingDrift(failingLoader('INVALID_FIELD'), () => source.noticeDrift());
      jest.setSystemTime(Date.now() + 31_000);
      await expect(loader.query('SELECT Gone__c FROM Contact')).rejects.toThrow('No.');
      await source.refresh({ conditional: true });
      expect(looks.made).toBe(2);
      await expect(loader.query('SELECT Gone__c FROM Contact')).rejects.toThrow('No.');
      await source.stop();
      expect(looks.made).toBe(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is not what another failure is taken for', async () => {
    let noticed = 0;
    const loader = noticingDrift(failingLoader('SALESFORCE_UNAVAILABLE'), () => (noticed += 1));
    await expect(loader.query('SELECT Id FROM Contact')).rejects.toThrow('No.');
    expect(noticed).toBe(0);
  });
});
