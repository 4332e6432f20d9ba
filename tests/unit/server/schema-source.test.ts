/** When the metadata is looked at beside its steady pace. */

import { jest } from '@jest/globals';
import { AppError } from '../../../src/common/errors.ts';
import { createLog } from '../../../src/common/log.ts';
import { compactDescribe } from '../../../src/model/catalogue.ts';
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
