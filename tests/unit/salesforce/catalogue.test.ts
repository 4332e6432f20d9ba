import { jest } from '@jest/globals';
import type { DescribeSObjectResult } from '../../../src/model/describe-types.ts';
import { createCatalogue } from '../../../src/salesforce/catalogue.ts';
import type { CatalogueSnapshot } from '../../../src/salesforce/catalogue.ts';
import type { OrgConnection, OrgRequest } from '../../../src/salesforce/org-connection.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';

interface SubRequest {
  readonly url: string;
  readonly referenceId: string;
  readonly httpHeaders?: { readonly 'If-Modified-Since': string };
}

/** An org that knows some objects and when each last changed. */
function fakeOrg(
  objects: Map<string, { describe: DescribeSObjectResult; changedAt: Date }>,
  now = () => new Date(),
) {
  const requests: OrgRequest[] = [];
  const subrequests: SubRequest[] = [];
  const connection: OrgConnection = {
    apiVersion: '62.0',
    request: (request) => {
      requests.push(request);
      const headers = { date: now().toUTCString() };
      if (request.method === 'GET') {
        const sobjects = [...objects.keys()].map((name) => ({ name, queryable: true }));
        return Promise.resolve({ status: 200, headers, body: { sobjects } });
      }
      const { compositeRequest } = request.body as { compositeRequest: SubRequest[] };
      subrequests.push(...compositeRequest);
      const compositeResponse = compositeRequest.map((part) => {
        const name = decodeURIComponent(part.url.split('/').at(-2) ?? '');
        const found = objects.get(name);
        const since = part.httpHeaders && new Date(part.httpHeaders['If-Modified-Since']);
        const { referenceId } = part;
        if (found === undefined) {
          const body = [
            { errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' },
          ];
          return { referenceId, httpStatusCode: 404, body };
        }
        if (since && since >= found.changedAt)
          return { referenceId, httpStatusCode: 304, body: null };
        return { referenceId, httpStatusCode: 200, body: found.describe };
      });
      return Promise.resolve({ status: 200, headers, body: { compositeResponse } });
    },
  };
  return { connection, requests, subrequests };
}

const describeOf = (name: string, label = name): DescribeSObjectResult => ({
  name,
  label,
  queryable: true,
  fields: [{ name: 'Id', type: 'id', label: 'Id', filterable: true, nillable: false }],
});
const longAgo = new Date('2020-01-01');
const orgOf = (...names: string[]) =>
  new Map(names.map((name) => [name, { describe: describeOf(name), changedAt: longAgo }]));
const namesIn = (snapshot: CatalogueSnapshot | null) =>
  (snapshot?.objects ?? []).map((object) => object.name).sort();

describe('catalogue', () => {
  let store: Store;
  beforeEach(() => {
    store = openSqliteStore(':memory:');
  });
  afterEach(() => store.close());

  const open = (
    connection: OrgConnection,
    objects: readonly string[] | 'ALL',
    first: readonly string[] = [],
  ) =>
    createCatalogue({
      connection,
      store: store.catalogue,
      org: 'local',
      connectionId: 'c',
      objects,
      first,
    });

  const namesStored = async () =>
    (await store.catalogue.load('local', 'c'))
      .map(({ object }) => object)
      .filter((object) => !object.includes(':'));
  const sinceOf = (part: SubRequest | undefined) =>
    new Date(part?.httpHeaders?.['If-Modified-Since'] ?? 0).getUTCFullYear();

  it('reads 60 objects in 3 calls, and a restart finds them without the org', async () => {
    const names = Array.from({ length: 60 }, (_unused, n) => `Object${n}__c`);
    const { connection, requests } = fakeOrg(orgOf(...names));
    const catalogue = open(connection, names);
    expect(await catalogue.stored()).toBeNull();
    const snapshot = await catalogue.refresh({ conditional: false });
    expect(requests).toHaveLength(3);
    expect(namesIn(snapshot)).toEqual([...names].sort());

    const afterRestart = open(
      { apiVersion: '62.0', request: () => Promise.reject(new Error('down')) },
      names,
    );
    expect(await afterRestart.stored()).toEqual(snapshot);
  });

  it('asks only for what changed, and keeps the rest', async () => {
    const objects = orgOf('Account', 'Contact');
    const { connection, subrequests } = fakeOrg(objects);
    const catalogue = open(connection, ['Account', 'Contact']);
    await catalogue.refresh({ conditional: true });
    expect(subrequests.every((part) => part.httpHeaders === undefined)).toBe(true);
    objects.set('Contact', {
      describe: describeOf('Contact', 'Person'),
      changedAt: new Date(Date.now() + 60_000),
    });
    const { objects: known } = await catalogue.refresh({ conditional: true });
    expect(subrequests.slice(2).every((part) => part.httpHeaders !== undefined)).toBe(true);
    expect(known.map((object) => object.label).sort()).toEqual(['Account', 'Person']);
  });

  it('goes by the org’s clock, however wrong ours is', async () => {
    const orgTime = new Date('2031-05-05T12:00:00Z');
    const { connection, subrequests } = fakeOrg(orgOf('Account'), () => orgTime);
    const catalogue = open(connection, ['Account']);
    await catalogue.refresh({ conditional: true });
    await catalogue.refresh({ conditional: true });
    expect(new Date(subrequests[1]?.httpHeaders?.['If-Modified-Since'] ?? 0).getUTCFullYear()).toBe(
      2031,
    );
  });

  it('names what the org does not have, and forgets what it no longer has', async () => {
    const objects = orgOf('Account', 'Contact');
    const { connection } = fakeOrg(objects);
    const catalogue = open(connection, ['Account', 'Contact', 'Nope__c']);
    expect((await catalogue.refresh({ conditional: true })).missing).toEqual(['Nope__c']);
    objects.delete('Contact');
    const snapshot = await catalogue.refresh({ conditional: true });
    expect(namesIn(snapshot)).toEqual(['Account']);
    expect(snapshot.missing).toEqual(['Contact', 'Nope__c']);
    expect(await namesStored()).toEqual(['Account']);
  });

  it('writes nothing of what did not change, and yet remembers when it looked', async () => {
    const objects = orgOf('Account', 'Contact');
    let orgTime = new Date('2031-05-05T12:00:00Z');
    const { connection, subrequests } = fakeOrg(objects, () => orgTime);
    const catalogue = open(connection, ['Account', 'Contact']);
    await catalogue.refresh({ conditional: true });
    const saved = jest.spyOn(store.catalogue, 'save');
    orgTime = new Date('2032-05-05T12:00:00Z');
    const { objects: before } = await catalogue.refresh({ conditional: true });
    expect(saved.mock.calls.flatMap(([, , entries]) => entries)).toHaveLength(1);

    const afterRestart = open(connection, ['Account', 'Contact']);
    await afterRestart.refresh({ conditional: true });
    expect(sinceOf(subrequests.at(-1))).toBe(2032);
    // Asked for anew, and the same: it stays the same object.
    const { objects: after } = await catalogue.refresh({ conditional: false });
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
  });

  it('does not take a look at some objects for one at those it left out', async () => {
    const objects = orgOf('Account', 'Contact');
    let orgTime = new Date('2031-05-05T12:00:00Z');
    const { connection, subrequests } = fakeOrg(objects, () => orgTime);
    await open(connection, ['Account', 'Contact']).refresh({ conditional: true });
    orgTime = new Date('2032-05-05T12:00:00Z');
    await open(connection, ['Account']).refresh({ conditional: true });
    await open(connection, ['Account', 'Contact']).refresh({ conditional: true });
    expect(sinceOf(subrequests.find((part, n) => n > 2 && part.url.includes('Contact')))).toBe(
      2031,
    );
  });

  it('tells its progress, with what the policy speaks about first', async () => {
    const names = Array.from({ length: 80 }, (_unused, n) => `Object${n}__c`);
    const { connection } = fakeOrg(orgOf(...names));
    const progress: CatalogueSnapshot[] = [];
    await open(connection, 'ALL', ['Object79__c']).refresh({
      conditional: false,
      onProgress: ({ snapshot }) => progress.push(snapshot()),
    });
    expect(progress).toHaveLength(4);
    expect(progress.at(-1)?.pending).toEqual([]);
    for (const { objects: known, pending } of progress)
      expect(known.length + pending.length).toBe(80);
    expect(namesIn(progress[0] ?? null)).toContain('Object79__c');
  });

  it('keeps what arrived before a failure', async () => {
    const names = Array.from({ length: 60 }, (_unused, n) => `Object${n}__c`);
    const { connection } = fakeOrg(orgOf(...names));
    let calls = 0;
    const failing: OrgConnection = {
      apiVersion: '62.0',
      request: (request) =>
        ++calls > 1 ? Promise.reject(new Error('down')) : connection.request(request),
    };
    await expect(open(failing, names).refresh({ conditional: false })).rejects.toThrow('down');
    expect(namesIn(await open(connection, names).stored())).toHaveLength(25);
  });

  it('stores only what the model reads', async () => {
    const objects = orgOf('Account');
    const full = {
      ...describeOf('Account'),
      urls: { x: 'y' },
      actionOverrides: [1, 2],
      recordTypeInfos: [],
    };
    objects.set('Account', { describe: full, changedAt: longAgo });
    await open(fakeOrg(objects).connection, ['Account']).refresh({ conditional: false });
    const stored = await store.catalogue.load('local', 'c');
    const entry = stored.find(({ object }) => object === 'Account');
    expect(entry?.describe).not.toMatch(/urls|actionOverrides/);
  });
});
