/** What was begun is never begun twice, also by the next process and by twenty at once. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { createWriteLedger } from '../../../src/store/write-ledger.ts';

describe('the write ledger', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-ledger-'));
  const open = () => openSqliteStore(path.join(folder, 'store.db'));
  const ledgerOf = (store: Store) => createWriteLedger(store.spentIds, store.tickets);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('leaves open what a gateway that died had begun', async () => {
    const first = open();
    expect(await ledgerOf(first).begin('killed')).toEqual({ kind: 'begun' });
    await first.close();
    const next = open();
    expect(await ledgerOf(next).begin('killed')).toEqual({ kind: 'open' });
    await next.close();
  });

  it('answers what is done with its records, and lets what failed be tried by one', async () => {
    const store = open();
    const ledger = ledgerOf(store);
    await ledger.begin('done');
    await ledger.done('done', ['500000000000001AAA']);
    expect(await ledger.begin('done')).toEqual({ kind: 'done', ids: ['500000000000001AAA'] });
    await ledger.begin('failed');
    await ledger.failed('failed');
    const tries = await Promise.all(Array.from({ length: 20 }, () => ledger.begin('failed')));
    expect(tries.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
    const firsts = await Promise.all(Array.from({ length: 20 }, () => ledger.begin('new')));
    expect(firsts.filter(({ kind }) => kind === 'begun')).toHaveLength(1);
    await store.close();
  });
});
