/** From the command line to the rows: a person of a site reads what belongs to their Contact, and only while bound. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const POLICY: unknown = parse(`
Contact: { staff: { rows: ALL, fields: ALL } }
Case:
  user: { rows: 'ContactId = :viewer.contactId', fields: [CaseNumber, ContactId] }
  staff: { rows: ALL, fields: ALL }
`);
const CASES = '{ cases(first: 50) { totalCount nodes { contactId } } }';
const USER = ['subscriber'];

interface CasesAnswer {
  readonly data: {
    readonly cases: {
      readonly totalCount: number;
      readonly nodes: readonly { readonly contactId: string }[];
    };
  };
}

describe('a person of a site', () => {
  let running: RunningGateway;
  let storeFile = '';
  let customer = '';

  beforeAll(async () => {
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return { ...config, policy: POLICY, cache: { ...config.cache, ttlSeconds: 30 } };
      },
    });
    await until(async () => (await running.ready()).status === 200);
    const { body } = await running.ask('{ cases(first: 1) { nodes { contactId } } }');
    customer = (body as CasesAnswer).data.cases.nodes[0]?.contactId ?? '';
  });
  afterAll(() => running.close());

  const skybridge = async (...args: readonly string[]) => {
    const options = { env: { ...process.env, SKYBRIDGE_STORE: storeFile, NODE_OPTIONS: '' } };
    return promisify(execFile)(process.execPath, ['bin/skybridge.js', ...args], options).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (error: unknown) => {
        const { code, stderr } = error as { code: number; stderr: string };
        return { code, text: stderr };
      },
    );
  };
  const casesOf = async () =>
    ((await running.askAsSite(CASES, {}, USER)).body as CasesAnswer).data.cases;

  it('sees no row while unbound, the Contact’s rows once bound, and none after', async () => {
    expect(await casesOf()).toEqual({ totalCount: 0, nodes: [] });
    expect(await skybridge('bindings', 'add', 'demo', '7', customer)).toMatchObject({ code: 0 });
    const bound = await casesOf();
    expect(bound.totalCount).toBeGreaterThan(0);
    expect(new Set(bound.nodes.map((node) => node.contactId))).toEqual(new Set([customer]));
    expect((await skybridge('bindings', 'list', 'demo')).text).toContain(customer);
    expect(await skybridge('bindings', 'remove', 'demo', '7')).toMatchObject({ code: 0 });
    expect(await casesOf()).toEqual({ totalCount: 0, nodes: [] });
  });

  it('is bound only to what is a Contact id, at a site that exists', async () => {
    for (const [words, reason] of [
      [['demo', '7', '001000000000001AAA'], 'no Contact id'],
      [['demo', 'seven', customer], 'is a number'],
      [['other', '7', customer], 'No site other'],
      [['demo', '7'], 'Give a site'],
    ] as const) {
      const { code, text } = await skybridge('bindings', 'add', ...words);
      expect(code).toBe(2);
      expect(text).toContain(reason);
    }
  });

  it('is refused at once when the site is disabled, and let in when it is enabled', async () => {
    await skybridge('sites', 'disable', 'demo');
    const refused = await running.askAsSite(CASES, {}, USER);
    expect(refused).toMatchObject({
      status: 401,
      body: { errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] },
    });
    await skybridge('sites', 'enable', 'demo');
    expect((await running.askAsSite(CASES, {}, USER)).status).toBe(200);
  });

  it('keeps its tokens when the gateway’s key is rotated under it', async () => {
    expect((await skybridge('keys', 'rotate')).text).toMatch(/^1 secrets are sealed/);
    await running.control({ action: 'sessions' });
    const { body } = await running.ask('{ cases(first: 1) { nodes { id } } }');
    expect(body).not.toHaveProperty('errors');
  });
});
