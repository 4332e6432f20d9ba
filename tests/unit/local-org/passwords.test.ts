import { CLIENT_ID, CLIENT_SECRET, openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** documented(REST API guide: sObject User Password; SOAP API guide: setPassword, resetPassword). */
let local: LocalOrgClient;
let admin: string;
let portal: { readonly id: string; readonly token: string };

const PORTAL = 'portal@local.example';

beforeAll(async () => {
  local = await openLocalOrg();
  admin = await local.signIn('admin@local.example');
  const found = await local.api('GET', `/query?q=SELECT+Id+FROM+User+WHERE+Username='${PORTAL}'`);
  const { records } = found.json as { records: readonly [{ Id: string }] };
  portal = { id: records[0].Id, token: await local.signIn(PORTAL) };
});

afterAll(async () => {
  await local.running.close();
});

const path = (id: string) => `/sobjects/user/${id}/password`;

const signsIn = async (password: string): Promise<boolean> => {
  const form = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET, username: PORTAL, password };
  return (await local.token({ grant_type: 'password', ...form })).status === 200;
};

it('are set, made up, and back at the start after a reset', async () => {
  const asked = await local.api('GET', path(portal.id), undefined, { token: admin });
  expect(asked.json).toEqual({ isExpired: false });

  const body = { NewPassword: 'abcdefg1' };
  const set = await local.api('POST', path(portal.id), body, { token: admin });
  expect([set.status, set.text]).toEqual([204, '']);
  expect([await signsIn('localorg1'), await signsIn('abcdefg1')]).toEqual([false, true]);

  const renewed = await local.api('DELETE', path(portal.id), undefined, { token: admin });
  const { NewPassword } = renewed.json as { NewPassword: string };
  expect([await signsIn('abcdefg1'), await signsIn(NewPassword)]).toEqual([false, true]);

  await local.control({ action: 'reset' });
  expect(await signsIn('localorg1')).toBe(true);
});

it.each([
  ['too short', () => portal.id, { NewPassword: 'abc1' }, 400, 'INVALID_NEW_PASSWORD'],
  ['no text', () => portal.id, { NewPassword: 5 }, 400, 'INVALID_NEW_PASSWORD'],
  ['of nobody', () => '005LO00000000zzYAA', { NewPassword: 'abcdefg1' }, 404, 'NOT_FOUND'],
])('are refused: %s', async (_name, id, body, status, errorCode) => {
  const answer = await local.api('POST', path(id()), body, { token: admin });
  expect(answer).toMatchObject({ status, json: [{ errorCode }] });
});

it('belong to their users: others need to administer', async () => {
  const mine = await local.api('GET', path(portal.id), undefined, { token: portal.token });
  expect(mine.status).toBe(200);
  const integration = await local.api('POST', path(portal.id), { NewPassword: 'abcdefg1' });
  expect(integration.json).toMatchObject([{ errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY' }]);
});

it('are no part of other objects', async () => {
  const answer = await local.api('GET', '/sobjects/Account/001LO0000000001YAA/password');
  expect(answer).toMatchObject({ status: 404, json: [{ errorCode: 'NOT_FOUND' }] });
});
