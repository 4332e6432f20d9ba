import { actorOf, createAudit } from '../../../src/auth/audit.ts';
import { AppError } from '../../../src/common/errors.ts';
import { createLog } from '../../../src/common/log.ts';
import { ANONYMOUS } from '../../../src/policy/viewer.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';

const FORBIDDEN = new AppError('FORBIDDEN', 'No.', { hint: 'Ask.' });

describe('the audit log', () => {
  let store: Store;
  let now: number;
  const log = createLog({ level: 'silent', secrets: [] });
  const lines = () => store.audit.list({ orgs: null, limit: 100 });

  beforeEach(() => {
    store = openSqliteStore(':memory:');
    now = Date.parse('2026-01-01T00:00:00.000Z');
  });
  afterEach(() => store.close());

  it('keeps who, what and when', async () => {
    const audit = createAudit(store.audit, log, () => now);
    await audit.record({ actor: 'a@b', action: 'update', org: 'main', target: 'Case 500' });
    expect(await lines()).toEqual([
      {
        at: '2026-01-01T00:00:00.000Z',
        actor: 'a@b',
        action: 'update',
        org: 'main',
        target: 'Case 500',
        outcome: 'done',
      },
    ]);
  });

  it('keeps a refusal by its code, and one that repeats once a minute', async () => {
    const audit = createAudit(store.audit, log, () => now);
    const event = { actor: 'a@b', action: 'link', org: 'main', refusedBy: FORBIDDEN } as const;
    for (let count = 0; count < 5; count += 1) await audit.record(event);
    expect(await lines()).toMatchObject([{ outcome: 'FORBIDDEN' }]);
    now += 61_000;
    await audit.record(event);
    await audit.record({ ...event, refusedBy: new Error('secret') });
    expect((await lines()).map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['FORBIDDEN', 'FORBIDDEN', 'INTERNAL']),
    );
  });

  it('never fails what it records', async () => {
    await store.close();
    const audit = createAudit(store.audit, log);
    await expect(
      audit.record({ actor: 'a@b', action: 'link', org: null }),
    ).resolves.toBeUndefined();
    store = openSqliteStore(':memory:');
  });

  it('forgets lines after 400 days', async () => {
    const audit = createAudit(store.audit, log, () => now);
    await audit.record({ actor: 'old', action: 'link', org: null });
    now += 401 * 86_400_000;
    await audit.record({ actor: 'new', action: 'link', org: null });
    expect((await lines()).map(({ actor }) => actor)).toEqual(['new']);
  });

  it('names a viewer in words', () => {
    expect(actorOf(ANONYMOUS)).toBe('nobody');
    expect(actorOf({ ...ANONYMOUS, site: 'demo' })).toBe('visitor of demo');
    expect(actorOf({ ...ANONYMOUS, site: 'demo', subject: '7', role: 'user' })).toBe(
      'user 7 of demo (user)',
    );
    expect(actorOf({ ...ANONYMOUS, role: 'staff' })).toBe('developer token (staff)');
  });
});
