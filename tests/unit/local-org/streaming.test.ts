import jsforce from 'jsforce';
import { StreamingExtension } from 'jsforce/lib/api/streaming.js';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** documented(Change Data Capture guide, Streaming API guide, recorded events v46 and v51); the client is jsforce's. */
let local: LocalOrgClient;
let connection: jsforce.Connection;

beforeAll(async () => {
  local = await openLocalOrg();
  connection = new jsforce.Connection({
    instanceUrl: local.url,
    accessToken: await local.signIn('admin@local.example'),
    version: '62.0',
    logLevel: 'NONE',
  });
});

afterAll(async () => {
  await local.running.close();
});

interface ChangeEvent {
  readonly payload: {
    readonly ChangeEventHeader: {
      readonly entityName: string;
      readonly recordIds: readonly string[];
      readonly changeType: string;
      readonly changedFields: readonly string[];
      readonly nulledFields: readonly string[];
      readonly transactionKey: string;
      readonly sequenceNumber: number;
      readonly changeOrigin: string;
    };
    readonly [field: string]: unknown;
  };
  readonly event: { readonly replayId: number };
}

/** Collects a channel's events until as many came; from a replay id where one is given. */
async function subscriber(channel: string, replayId?: number) {
  const client = connection.streaming.createClient(
    replayId === undefined ? [] : [new StreamingExtension.Replay(channel, replayId)],
  );
  const events: ChangeEvent[] = [];
  let wake = (): void => undefined;
  const subscription = client.subscribe(channel, (event: ChangeEvent) => {
    events.push(event);
    wake();
  });
  await subscription;
  return {
    events,
    async until(count: number): Promise<readonly ChangeEvent[]> {
      while (events.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return events;
    },
    leave: () => {
      // Its type leaves the method out.
      (client as unknown as { disconnect(): void }).disconnect();
    },
  };
}

const create = async (object: string, fields: object): Promise<string> =>
  ((await local.api('POST', `/sobjects/${object}`, fields)).json as { id: string }).id;

const lastReplayId = (events: readonly ChangeEvent[]): number => events.at(-1)?.event.replayId ?? 0;

it('tells create, update, delete and undelete of a record with what changed', async () => {
  const contacts = await subscriber('/data/ContactChangeEvent');
  const id = await create('Contact', {
    LastName: 'Told',
    MailingCity: 'Bern',
    Email: 'a@b.example',
  });
  await local.api('PATCH', `/sobjects/Contact/${id}`, { MailingCity: 'Basel', Email: null });
  await local.api('DELETE', `/sobjects/Contact/${id}`);
  const [created, updated, deleted] = await contacts.until(3);
  contacts.leave();
  expect(created?.payload).toMatchObject({
    ChangeEventHeader: {
      entityName: 'Contact',
      recordIds: [id],
      changeType: 'CREATE',
      changedFields: [],
    },
    Name: { LastName: 'Told' },
    MailingAddress: { City: 'Bern' },
    Email: 'a@b.example',
    CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
  });
  expect(created?.payload).not.toHaveProperty('Phone');
  expect(updated?.payload).toMatchObject({
    ChangeEventHeader: { changeType: 'UPDATE', nulledFields: ['Email'] },
    MailingAddress: { City: 'Basel' },
    Email: null,
  });
  expect(updated?.payload.ChangeEventHeader.changedFields).toEqual(
    expect.arrayContaining(['MailingAddress.City', 'Email']),
  );
  expect(Object.keys(deleted?.payload ?? {})).toEqual(['ChangeEventHeader']);
  expect(deleted?.payload.ChangeEventHeader.changeType).toBe('DELETE');
});

it('misses nothing for a subscriber that returns with its replay id', async () => {
  const first = await subscriber('/data/AccountChangeEvent');
  await create('Account', { Name: 'Before' });
  const seen = lastReplayId(await first.until(1));
  first.leave();
  const names = ['While away 1', 'While away 2'];
  for (const Name of names) await create('Account', { Name });
  await create('Lead', { LastName: 'Elsewhere', Company: 'Other' });
  const again = await subscriber('/data/AccountChangeEvent', seen);
  await create('Account', { Name: 'After' });
  const events = await again.until(3);
  again.leave();
  expect(events.map(({ payload }) => payload['Name'])).toEqual([...names, 'After']);
});

it('tells every object on /data/ChangeEvents, and all writes of one transaction under one key', async () => {
  const all = await subscriber('/data/ChangeEvents');
  await local.api('POST', '/composite/tree/Account', {
    records: [
      {
        attributes: { type: 'Account', referenceId: 'a' },
        Name: 'Tree',
        Contacts: {
          records: [{ attributes: { type: 'Contact', referenceId: 'c' }, LastName: 'Leaf' }],
        },
      },
    ],
  });
  const events = await all.until(2);
  all.leave();
  const headers = events.map(({ payload }) => payload.ChangeEventHeader);
  expect(headers.map(({ entityName, sequenceNumber }) => [entityName, sequenceNumber])).toEqual([
    ['Account', 1],
    ['Contact', 2],
  ]);
  expect(new Set(headers.map(({ transactionKey }) => transactionKey)).size).toBe(1);
});

it('tells nothing of what was undone', async () => {
  const leads = await subscriber('/data/LeadChangeEvent');
  await local.api('POST', '/composite/sobjects', {
    allOrNone: true,
    records: [
      { attributes: { type: 'Lead' }, LastName: 'Undone', Company: 'x' },
      { attributes: { type: 'Lead' }, Company: 'x' },
    ],
  });
  await create('Lead', { LastName: 'Kept', Company: 'x' });
  const events = await leads.until(1);
  leads.leave();
  expect(events.map(({ payload }) => payload['Name'])).toEqual([{ LastName: 'Kept' }]);
});

it('tells tooling clients of logs and of test runs by their ids', async () => {
  const told = await Promise.all(
    ['/systemTopic/Logging', '/systemTopic/TestResult'].map((channel) => subscriber(channel)),
  );
  const source = encodeURIComponent("System.debug('x');");
  await local.api('GET', `/tooling/executeAnonymous?anonymousBody=${source}`);
  const job = await local.api('POST', '/tooling/runTestsAsynchronous', {
    classNames: 'JSforceTestLogicTest',
  });
  const ids = await Promise.all(
    told.map(async (one) => {
      const [event] = await one.until(1);
      one.leave();
      return (event as unknown as { sobject: { Id: string } }).sobject.Id;
    }),
  );
  expect(ids[0]).toMatch(/^07L/);
  expect(ids[1]?.slice(0, 15)).toBe(job.json);
});

it('tells a gap where the events that the subscriber missed are past their 72 hours', async () => {
  const first = await subscriber('/data/CaseChangeEvent');
  await create('Case', { Subject: 'Seen' });
  const seen = lastReplayId(await first.until(1));
  first.leave();
  const second = await subscriber('/data/CaseChangeEvent');
  await create('Case', { Subject: 'Lost' });
  await second.until(1);
  second.leave();
  await local.control({ action: 'clock', advanceSeconds: 73 * 3_600 });
  await local.control({ action: 'settings', set: { sessionTimeoutMinutes: 10_000 } });
  connection.accessToken = await local.signIn('admin@local.example');
  const again = await subscriber('/data/CaseChangeEvent', seen);
  const [gap] = await again.until(1);
  again.leave();
  expect(gap?.payload.ChangeEventHeader).toMatchObject({
    entityName: 'Case',
    changeType: 'GAP_OVERFLOW',
    recordIds: ['000000000000000AAA'],
  });
  expect(gap?.event.replayId).toBe(seen + 1);
});

describe('the protocol', () => {
  const send = async (messages: object, token?: string) =>
    (
      await local.open('POST', '/cometd/62.0', {
        headers: {
          'content-type': 'application/json',
          authorization: `OAuth ${token ?? connection.accessToken ?? ''}`,
        },
        body: JSON.stringify(messages),
      })
    ).json as unknown as readonly Readonly<Record<string, unknown>>[];

  const handshake = async (token?: string) => {
    const [reply] = await send([{ channel: '/meta/handshake', version: '1.0', id: '1' }], token);
    return reply ?? {};
  };

  it('refuses an unknown client with advice to shake hands again', async () => {
    expect(await send([{ channel: '/meta/connect', clientId: 'nope', id: '2' }])).toEqual([
      {
        channel: '/meta/connect',
        id: '2',
        error: '403::Unknown client',
        advice: { interval: 0, reconnect: 'handshake' },
        successful: false,
      },
    ]);
  });

  it('refuses a session that is none, an unknown channel, a replay id that never was, and a portal user', async () => {
    expect(await handshake('nope')).toMatchObject({
      ext: { sfdc: { failureReason: '401::Authentication invalid' } },
      advice: { reconnect: 'none' },
      successful: false,
    });
    const subscribe = async (subscription: string, token?: string, replay = -1) => {
      const { clientId } = await handshake(token);
      const ext = { replay: { [subscription]: replay } };
      const [reply] = await send(
        [{ channel: '/meta/subscribe', clientId, subscription, ext }],
        token,
      );
      return reply?.['error'];
    };
    expect(await subscribe('/data/NopeChangeEvent')).toMatch(/^404::/);
    expect(await subscribe('/data/ChangeEvents', undefined, 1e9)).toMatch(/^400::The replayId/);
    const portal = await local.signIn('portal@local.example');
    expect(await subscribe('/data/ChangeEvents', portal)).toMatch(/^403:/);
  });
});
