/** The portal API as the plugin calls it: who may bind whom, and what each refusal leaves behind. */

import type { Config } from '../../src/common/config/load-config.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { GraphqlAnswer, RunningGateway } from './running-gateway.ts';

const PORTAL = { bindRoles: ['administrator'], selfService: true, linkMinutes: 30 };

const withPortal = (config: Config): Config => {
  const { demo } = config.sites;
  if (demo === undefined) throw new Error('The demo has a site.');
  return { ...config, sites: { demo: { ...demo, portal: PORTAL } } };
};

describe('the portal API', () => {
  let running: RunningGateway;
  let contact: { readonly id: string; readonly email: string };
  beforeAll(async () => {
    running = await startRunningGateway({ org: { scale: 'small' }, configure: withPortal });
    await until(async () => (await running.ready()).status === 200);
    const { body } = await running.ask('{ contacts(first: 200) { nodes { id email } } }');
    const rows: readonly { id: string; email: string | null }[] = body.data.contacts.nodes;
    const alone = rows.find(
      ({ email }) => email !== null && rows.filter((one) => one.email === email).length === 1,
    );
    if (alone?.email == null) throw new Error('No Contact has an address of its own.');
    contact = { id: alone.id, email: alone.email };
  }, 60_000);
  afterAll(() => running.close());

  const call = (path: string, body: unknown, person: Person = USER): Promise<GraphqlAnswer> =>
    running.callAsSite(`/portal/${path}`, body, person);
  const contactOf = async (subject: string): Promise<unknown> => {
    const query = JSON.stringify({ query: '{ viewer { contactId } }' });
    const answer = await running.callAsSite('/graphql', JSON.parse(query), {
      sub: subject,
      roles: [],
    });
    return answer.body.data.viewer.contactId;
  };

  interface Person {
    readonly sub?: string;
    readonly roles: readonly string[];
  }
  const USER: Person = { sub: '42', roles: ['subscriber'] };
  const ADMIN: Person = { sub: '1', roles: ['administrator'] };

  it('binds the person who brings the token from the mailbox, and nobody else', async () => {
    const asked = await call('link', { email: contact.email.toUpperCase() });
    expect(asked).toMatchObject({ status: 202, body: { mail: { to: contact.email } } });
    const { token } = asked.body.mail;
    const stolen = await call('confirm', { token }, { sub: '43', roles: ['subscriber'] });
    expect(stolen).toMatchObject({ status: 404, body: { error: { code: 'NOT_FOUND' } } });
    expect(await contactOf('43')).toBeNull();
    expect(await call('confirm', { token })).toMatchObject({
      status: 200,
      body: { contactId: contact.id },
    });
    expect(await contactOf('42')).toBe(contact.id);
    expect((await call('confirm', { token })).status).toBe(404);
    expect(await call('unlink', {})).toMatchObject({ status: 200, body: { unbound: true } });
    expect(await contactOf('42')).toBeNull();
  });

  it('answers for an unknown address as for any other, without a mail', async () => {
    expect(await call('link', { email: 'nobody@nowhere.example' })).toMatchObject({
      status: 202,
      body: { mail: null },
    });
  });

  it('lets the named roles bind, list and unbind, and nobody else', async () => {
    const binding = { subject: '77', contactId: contact.id };
    for (const [path, body] of [
      ['bindings', binding],
      ['bindings/list', {}],
      ['bindings/remove', { subject: '77' }],
    ] as const) {
      const refused = await call(path, body);
      expect(refused).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
    }
    expect(await contactOf('77')).toBeNull();
    expect((await call('bindings', binding, ADMIN)).status).toBe(200);
    expect(await contactOf('77')).toBe(contact.id);
    expect((await call('bindings/list', {}, ADMIN)).body.bindings).toMatchObject([
      { subject: '77', contactId: contact.id, boundBy: 'user 1 of demo' },
    ]);
    expect((await call('bindings/remove', { subject: '77' }, ADMIN)).body).toEqual({
      unbound: true,
    });
    const missing = { subject: '77', contactId: '003000000000000AAA' };
    expect((await call('bindings', missing, ADMIN)).status).toBe(404);
  });

  it('refuses visitors, other bodies, and what is not signed', async () => {
    expect((await call('link', { email: 'x@example.com' }, { roles: [] })).status).toBe(400);
    expect((await call('link', { email: 'no address' })).status).toBe(400);
    expect((await call('link', { email: 'a@b.example', subject: '1' })).status).toBe(400);
    const unsigned = await fetch(`${running.url}/portal/link`, {
      method: 'POST',
      body: JSON.stringify({ email: contact.email }),
    });
    expect(unsigned.status).toBe(401);
  });

  it('limits how often one address is written to', async () => {
    const statuses: number[] = [];
    for (const sub of ['51', '52', '53', '54']) {
      statuses.push((await call('link', { email: 'busy@example.com' }, { sub, roles: [] })).status);
    }
    expect(statuses).toEqual([202, 202, 202, 429]);
  });
});
