import jsforce from 'jsforce';
import { openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient } from './local-org-client.ts';

let local: LocalOrgClient;
let admin: jsforce.Connection;

beforeAll(async () => {
  local = await openLocalOrg();
  admin = new jsforce.Connection({
    instanceUrl: local.url,
    accessToken: await local.signIn('admin@local.example'),
    logLevel: 'NONE',
  });
});

afterAll(async () => {
  await local.running.close();
});

it('JSforceTestApexRest creates, reads, changes and deletes an account', async () => {
  const path = '/JSforceTestApexRest/';
  const id = await admin.apex.post<string>(path, { website: 'http://a.example', name: 'One' });
  expect(await admin.apex.get(path + id)).toMatchObject({ Id: id, Website: 'http://a.example' });
  const put = await admin.apex.put(path + id, { account: { Name: 'Two', Website: null } });
  expect(put).toEqual({
    attributes: expect.objectContaining({ type: 'Account' }) as object,
    Id: id,
    Name: 'Two',
  });
  expect(await admin.apex.patch(path + id, { name: 'Three' })).toMatchObject({ Name: 'Three' });
  await admin.apex.delete(path + id);
  const gone = await local.api('GET', `/services/apexrest${path}${id}`);
  expect([gone.status, gone.text]).toEqual([500, expect.stringContaining('List has no rows')]);
});

it('StaffDirectory lists, searches and shows staff only', async () => {
  interface Directory {
    readonly total: number;
    readonly people: readonly { readonly id: string; readonly department?: string }[];
  }
  const all = await admin.apex.get<Directory>('/staff-directory?limit=5&offset=5');
  expect([all.total, all.people.length]).toEqual([50, 5]);
  const [first] = all.people;
  expect(await admin.apex.get(`/staff-directory/${first?.id ?? ''}`)).toMatchObject({
    total: 1,
    people: [first],
  });
  const departments = await admin.apex.post<readonly string[]>('/staff-directory', {});
  const department = departments[0] ?? '';
  const one = await admin.apex.get<Directory>(
    `/staff-directory?department=${encodeURIComponent(department)}`,
  );
  expect(new Set(one.people.map((person) => person.department))).toEqual(new Set([department]));
  expect(await admin.apex.get('/staff-directory?search=%25_')).toMatchObject({ total: 0 });
});

it('RevenueReport adds up what SOQL adds up', async () => {
  const total = await admin.query<{ sum: number }>(
    "SELECT SUM(Amount) sum FROM Opportunity WHERE StageName = 'Closed Won' AND CALENDAR_YEAR(CloseDate) = 2026",
  );
  const report = await admin.apex.post<{
    total: number;
    lines: { revenue: number }[];
    byQuarter: Record<string, number>;
  }>('/revenue-report', { year: 2026, groupBy: 'Industry' });
  const sum = (values: readonly number[]) => values.reduce((one, other) => one + other, 0);
  expect(report.total).toBeCloseTo(total.records[0]?.sum ?? 0);
  expect(sum(report.lines.map((line) => line.revenue))).toBeCloseTo(report.total);
  expect(sum(Object.values(report.byQuarter))).toBeCloseTo(report.total);
  await expect(admin.apex.post('/revenue-report', { year: 2026, groupBy: 'Id' })).rejects.toThrow(
    'RevenueReport.ReportException: groupBy must be one of',
  );
});

describe('CasePortal', () => {
  const path = '/services/apexrest/case-portal/cases';
  let token: string;

  beforeAll(async () => {
    token = await local.signIn('portal@local.example');
  });

  const portal = (method: string, url: string, body?: unknown): Promise<Answer> =>
    local.api(method, url, body, { token });

  it('shows a customer their own cases, and nobody else’s', async () => {
    const mine = (await portal('GET', path)).json as readonly { id: string }[];
    const own = await admin.query(
      "SELECT Id FROM Case WHERE Contact.LastName = 'Customer' AND Contact.FirstName = 'Casey'",
    );
    expect(mine.length).toBe(own.totalSize);
    const other = await admin.query<{ Id: string }>(
      "SELECT Id FROM Case WHERE Contact.LastName != 'Customer' LIMIT 1",
    );
    const answer = await portal('GET', `${path}/${other.records[0]?.Id ?? ''}`);
    expect([answer.status, answer.text]).toEqual([500, expect.stringContaining('no rows')]);
  });

  it('opens a case once for a request id, takes a comment and closes it', async () => {
    const request = { subject: 'The lift squeaks', requestId: 'r-1' };
    const made = await portal('POST', path, request);
    expect([made.status, made.json]).toEqual([201, expect.objectContaining({ status: 'New' })]);
    const again = await portal('POST', path, request);
    expect(again.text).toContain('DUPLICATE_VALUE');
    const { id } = made.json as { id: string };
    const patched = await portal('PATCH', `${path}/${id}`, { comment: 'It stopped', close: true });
    expect(patched.status).toBe(204);
    expect((await portal('GET', `${path}/${id}`)).json).toMatchObject([
      { status: 'Closed', closed: true, remarks: [{ text: 'It stopped' }] },
    ]);
    expect((await portal('DELETE', `${path}/${id}`)).status).toBe(405);
  });
});
