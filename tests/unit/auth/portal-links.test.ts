/** Whoever becomes a Contact read that Contact's mail, or an administrator said so. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createPortalLinks, type LinkMail } from '../../../src/auth/portal-links.ts';
import type { FoundContact } from '../../../src/salesforce/contact-lookup.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';

const ADA: FoundContact = { id: '003000000000001AAA', name: 'Ada', email: 'Ada@Example.com' };
const TWINS: readonly FoundContact[] = ['2', '3'].map((n) => ({
  id: `00300000000000${n}AAA`,
  name: `Twin ${n}`,
  email: 'twins@example.com',
}));
const PERSON = { site: 'demo', subject: '42' };

describe('portal links', () => {
  let folder: string;
  let store: Store;
  let now: number;
  let contacts: FoundContact[];
  let asked: string[];
  const links = () =>
    createPortalLinks({
      contacts: {
        byEmail: (email) => {
          asked.push(email);
          return Promise.resolve(
            contacts.filter((one) => one.email?.toLowerCase() === email.toLowerCase()),
          );
        },
        byId: (id) => Promise.resolve(contacts.find((one) => one.id === id) ?? null),
      },
      bindings: store.bindings,
      tickets: store.tickets,
      spentIds: store.spentIds,
      now: () => now,
    });
  const mailTo = async (email: string, person = PERSON): Promise<LinkMail> => {
    const mail = await links().request(person, email, 30);
    if (mail === null) throw new Error('There is no mail.');
    return mail;
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-portal-'));
    store = openSqliteStore(path.join(folder, 'store.db'));
    now = Date.now();
    contacts = [ADA, ...TWINS];
    asked = [];
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  it('binds who brings the token from the mailbox, once', async () => {
    const mail = await mailTo(' ada@example.com ');
    expect(mail).toMatchObject({ to: 'Ada@Example.com', name: 'Ada' });
    expect(Buffer.from(mail.token, 'base64url')).toHaveLength(32);
    expect(await store.bindings.find('demo', '42')).toBeNull();
    expect(await links().confirm(PERSON, mail.token)).toMatchObject({ contactId: ADA.id });
    expect(await store.bindings.find('demo', '42')).toMatchObject({ contactId: ADA.id });
    await expect(links().confirm(PERSON, mail.token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of two who confirm at once, binds one', async () => {
    const { token } = await mailTo('ada@example.com');
    const outcomes = await Promise.allSettled([
      links().confirm(PERSON, token),
      links().confirm(PERSON, token),
    ]);
    expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
  });

  it.each([
    ['another user of the site', { site: 'demo', subject: '43' }],
    ['the same user of another site', { site: 'other', subject: '42' }],
  ])('refuses %s, and leaves the link to its owner', async (_who, thief) => {
    const { token } = await mailTo('ada@example.com');
    await expect(links().confirm(thief, token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await store.bindings.find(thief.site, thief.subject)).toBeNull();
    expect(await links().confirm(PERSON, token)).toMatchObject({ contactId: ADA.id });
  });

  it.each(['', 'x', 'A'.repeat(43)])('refuses the token %j', async (token) => {
    await expect(links().confirm(PERSON, token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('refuses a link that is too old, and one whose Contact has another address by now', async () => {
    now -= 31 * 60_000;
    const old = await mailTo('ada@example.com');
    now += 31 * 60_000;
    await expect(links().confirm(PERSON, old.token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const mail = await mailTo('ada@example.com');
    contacts = [{ ...ADA, email: 'somebody-else@example.com' }];
    await expect(links().confirm(PERSON, mail.token)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await store.bindings.list('demo')).toEqual([]);
  });

  it('mails nobody for an address that no Contact has, or several', async () => {
    expect(await links().request(PERSON, 'nobody@example.com', 30)).toBeNull();
    expect(await links().request(PERSON, 'twins@example.com', 30)).toBeNull();
    expect(await store.tickets.list('portal-link')).toEqual([]);
  });

  it('refuses what is no address before it asks Salesforce', async () => {
    for (const email of ['', 'x', "a' OR Email != null", `${'x'.repeat(250)}@example.com`]) {
      await expect(links().request(PERSON, email, 30)).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
    }
    expect(asked).toEqual([]);
  });

  it.each(['ada@example.com', 'nobody@example.com'])(
    'limits requests for %s alike, by person and by address',
    async (email) => {
      for (let n = 0; n < 3; n += 1) await links().request(PERSON, email, 30);
      await expect(links().request(PERSON, email, 30)).rejects.toMatchObject({
        code: 'RATE_LIMITED',
        retryAfter: expect.any(Number) as number,
      });
      await expect(
        links().request({ ...PERSON, subject: '7' }, email.toUpperCase(), 30),
      ).rejects.toMatchObject({ code: 'RATE_LIMITED' });
      await links().request(PERSON, 'third@example.com', 30);
      await expect(links().request(PERSON, 'fourth@example.com', 30)).rejects.toMatchObject({
        code: 'RATE_LIMITED',
      });
      now += 3_600_000;
      await links().request(PERSON, email, 30);
    },
  );

  it('keeps no token and no address in the store', async () => {
    const { token } = await mailTo('ada@example.com');
    const kept = JSON.stringify(await store.tickets.list('portal-link'));
    expect(kept).not.toContain(token);
    expect(kept.toLowerCase()).not.toContain('example.com');
  });

  it('binds by an administrator’s word a Contact that exists, and unbinds', async () => {
    expect(await links().bind(PERSON, ADA.id, 'user 1 of demo')).toMatchObject({
      boundBy: 'user 1 of demo',
    });
    await expect(links().bind(PERSON, '003000000000009AAA', 'x')).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(links().bind(PERSON, '001000000000001AAA', 'x')).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(await links().unbind(PERSON)).toBe(true);
    expect(await links().unbind(PERSON)).toBe(false);
  });
});
