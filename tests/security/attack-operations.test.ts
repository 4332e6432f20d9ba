/** One customer against everything that is not theirs: each attack learns nothing, and none changes anything. */

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startRunningGateway, until } from '../integration/running-gateway.ts';
import type { RunningGateway } from '../integration/running-gateway.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { AttackedOrg, attackedConfig, CUSTOMER, SECRET, VICTIM } from '../support/attacked-org.ts';
import { readRawRows } from '../support/raw-rows.ts';
import { readAttacks } from '../support/read-attacks.ts';
import type { Attack } from '../support/read-attacks.ts';
import { writeAttacks } from '../support/write-attacks.ts';

const WRITABLE: Readonly<Record<string, readonly string[]>> = {
  Account: ['Name'],
  Contact: ['LastName', 'Phone', 'ReportsToId', 'Is_Staff__c', 'Member_Number__c'],
  Case: ['Subject', 'ContactId', 'AccountId', 'ParentId', 'Priority', 'Origin'],
  CaseComment: ['CommentBody', 'ParentId', 'IsPublished'],
  ContentVersion: ['Title', 'FirstPublishLocationId'],
  Opportunity: ['Name', 'Amount'],
  User: ['Username'],
};

const folder = mkdtempSync(path.join(tmpdir(), 'skybridge-attacks-'));
let running: RunningGateway;
let org: AttackedOrg;

beforeAll(async () => {
  cpSync('examples/demo/queries/contact-cases.soql', path.join(folder, 'contact-cases.soql'));
  const declared = 'SELECT Subject FROM Case WHERE Subject LIKE :text';
  writeFileSync(path.join(folder, 'cases-like.soql'), declared);
  let storeFile = '';
  running = await startRunningGateway({
    org: { scale: 'small' },
    configure: (config) => {
      storeFile = config.storeFile;
      return attackedConfig(config, folder);
    },
  });
  await until(async () => (await running.ready()).status === 200, 60_000);
  const store = openSqliteStore(storeFile);
  org = await AttackedOrg.plant(running.org.url, store.bindings);
  await store.close();
}, 120_000);
afterAll(async () => {
  await running.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: {
    readonly data?: Readonly<Record<string, unknown>> | null;
    readonly errors?: readonly unknown[];
    readonly extensions?: { readonly skybridge?: { readonly apiCalls: number } };
  };
}

const askAs = (sub: string, attack: Attack): Promise<Answer> =>
  running.callAsSite('/graphql', attack, { sub, roles: ['subscriber'] });

/** All that the customer gets to know of an attack. */
async function learned(attack: Attack): Promise<string> {
  const { status, body } = await askAs(CUSTOMER, attack);
  const { data, errors, extensions } = body;
  return JSON.stringify({ status, data, errors, apiCalls: extensions?.skybridge?.apiCalls });
}

describe('reading', () => {
  let attacks: Readonly<Record<string, Attack>>;
  const before = new Map<string, string>();

  beforeAll(async () => {
    const cursorOf = async (sub: string, list: string) => {
      const query = `{ ${list} { pageInfo { endCursor } } }`;
      const { data } = (await askAs(sub, { query })).body;
      const [page] = Object.values(data ?? {}) as { pageInfo: { endCursor: string } }[];
      return page?.pageInfo.endCursor;
    };
    const cursors = [
      await cursorOf(VICTIM, 'cases(first: 1)'),
      await cursorOf('9', 'contacts(first: 2)'),
    ];
    attacks = readAttacks(org.ids, cursors.map(String));
    for (const [name, attack] of Object.entries(attacks)) before.set(name, await learned(attack));
    await org.changeSecrets();
  }, 120_000);

  it('is tried in many ways, and most of them are answered or refused by the policy', () => {
    expect(before.size).toBeGreaterThanOrEqual(60);
    const invalid = [...before].filter(([, text]) => text.includes('GRAPHQL_VALIDATION_FAILED'));
    // What is not in the schema cannot be asked for.
    expect(invalid.map(([name]) => name)).toEqual([]);
    const failed = [...before].filter(([, text]) =>
      /"INTERNAL"|SALESFORCE_|INVALID_FIELD/.test(text),
    );
    expect(failed).toEqual([]);
  });

  it('shows no secret, and what is learned does not depend on one', async () => {
    const leaks: string[] = [];
    for (const [name, attack] of Object.entries(attacks)) {
      const [once = '', again] = [before.get(name), await learned(attack)];
      const asked = JSON.stringify(attack);
      const told = once.replaceAll(/"message":"[^"]*"/g, (text) =>
        asked.includes(SECRET) ? '' : text,
      );
      if (told.includes(SECRET) || once !== again) leaks.push(`${name}\n${once}\n${again}`);
    }
    expect(leaks).toEqual([]);
  }, 120_000);
});

it('gives nothing to a subscription that is sent as a query', async () => {
  const { body } = await askAs(CUSTOMER, { query: 'subscription { caseChanged { id } }' });
  expect(body.data ?? null).toBeNull();
  expect(body.errors).toHaveLength(1);
});

describe('writing', () => {
  const snapshot = async (): Promise<unknown> =>
    Promise.all(
      Object.entries(WRITABLE).map(([object, fields]) =>
        readRawRows(running.org.url, object, fields),
      ),
    );

  it('under another’s request key makes a record of one’s own, and shows nothing of the other', async () => {
    const query =
      'mutation { createCase(input: { subject: "key" }, requestId: "k-1") { record { id contactId } } }';
    const recordOf = async (sub: string) =>
      (await askAs(sub, { query })).body.data?.['createCase'] as { record: Record<string, string> };
    const theirs = await recordOf(VICTIM);
    expect(theirs.record['contactId']).toBe(org.ids.their);
    const mine = await recordOf(CUSTOMER);
    expect(mine.record['contactId']).toBe(org.ids.own);
    expect(mine.record['id']).not.toBe(theirs.record['id']);
  });

  it('is refused in every way, and changes nothing', async () => {
    const attacks = Object.entries(writeAttacks(org.ids));
    expect(attacks.length).toBeGreaterThanOrEqual(40);
    const state = await snapshot();
    const done: string[] = [];
    for (const [name, query] of attacks) {
      const { body } = await askAs(CUSTOMER, { query });
      const codes = JSON.stringify(body).match(/"code":"([A-Z_]+)"/g) ?? [];
      const isReceipt = /"receipt":\{/.test(JSON.stringify(body.data ?? null));
      if (codes.length === 0 || isReceipt) done.push(`${name}: ${JSON.stringify(body)}`);
      if (/INTERNAL|GRAPHQL_|SALESFORCE_/.test(codes.join())) done.push(`${name}: ${codes.join()}`);
    }
    expect(done).toEqual([]);
    expect(await snapshot()).toEqual(state);
  }, 120_000);
});
