/** A write is never lost or doubled: whatever fails on the way, there is one record, a reported failure, or a reported doubt. */

import { startLocalOrg } from '../../local-org/server.ts';
import type { RunningLocalOrg } from '../../local-org/server.ts';
import { cutWire } from './cut-wire.ts';
import type { CutPlace, CutWire } from './cut-wire.ts';
import { startGatewayFor, startRunningGateway, until } from '../integration/running-gateway.ts';
import type {
  AskedGateway,
  GraphqlAnswer,
  RunningGateway,
} from '../integration/running-gateway.ts';

const STARTS_TWO_ORGS_MS = 120_000;

const CASE = `mutation ($subject: String, $requestId: String) {
  write: createCase(input: { subject: $subject }, requestId: $requestId) {
    record { subject } receipt { id created } errors { code requestId }
  }
}`;
/** No field of it can hold a key. */
const ACCOUNT = `mutation ($subject: String, $requestId: String) {
  write: createAccount(input: { name: $subject }, requestId: $requestId) {
    record { name } receipt { id created } errors { code requestId }
  }
}`;

const codeOf = ({ body }: GraphqlAnswer): string | null =>
  (body.errors?.[0]?.extensions.code as string | undefined) ?? null;

/** A connection that idled while the orgs were seeded may be cut: that is no answer yet. */
async function untilReady(asked: Pick<AskedGateway, 'ready'>): Promise<void> {
  await until(async () => (await asked.ready().catch(() => null))?.status === 200);
}

async function countOf(asked: Pick<AskedGateway, 'ask'>, query: string, text: string) {
  const [list, field] = query === CASE ? ['cases', 'subject'] : ['accounts', 'name'];
  const { body } = await asked.ask(
    `{ ${list}(where: {${field}: {eq: "${text}"}}) { totalCount } }`,
  );
  return body.data[list].totalCount as number;
}

describe('faults while a record is written', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await untilReady(running);
  }, STARTS_TWO_ORGS_MS);
  afterAll(() => running.close());
  beforeEach(() => running.control({ action: 'faults', rules: [] }));

  const spoil = (kind: number, count = 1) =>
    running.control({ action: 'faults', rules: [{ kind, count, path: '/composite$' }] });
  let posts = 0;
  const post = () => ({ subject: `Fault ${(posts += 1)}`, requestId: `fault-${posts}` });

  // 13 and 14: the work was done and the answer is lost.
  it.each([13, 14])('%i: a create whose answer is lost is found again by its key', async (kind) => {
    const variables = post();
    await spoil(kind);
    const first = await running.ask(CASE, variables);
    expect(codeOf(first)).toBeNull();
    const again = await running.ask(CASE, variables);
    expect(again.body.data.write.receipt).toMatchObject({
      id: first.body.data.write.receipt.id,
      created: false,
    });
    expect(await countOf(running, CASE, variables.subject)).toBe(1);
  });

  it.each([13, 14, 15])(
    '%i: where no key is held, doubt is reported and nothing is sent again',
    async (kind) => {
      const variables = post();
      await spoil(kind);
      await running.forgetCalls();
      const first = await running.ask(ACCOUNT, variables);
      expect(codeOf(first)).toBe('WRITE_OUTCOME_UNKNOWN');
      expect(first.body.errors[0].extensions.requestId).toBe(variables.requestId);
      expect(first.body.data.write).toMatchObject({
        record: null,
        receipt: null,
        errors: [{ code: 'WRITE_OUTCOME_UNKNOWN', requestId: variables.requestId }],
      });
      const again = await running.ask(ACCOUNT, variables);
      expect(codeOf(again)).toBe('WRITE_OUTCOME_UNKNOWN');
      const { calls } = await running.calls();
      expect(calls.filter(({ path }) => path.endsWith('/composite'))).toHaveLength(1);
      expect(await countOf(running, ACCOUNT, variables.subject)).toBeLessThanOrEqual(1);
    },
  );

  it.each([6, 8, 11])(
    '%i: a refusal is a reported failure, and a repeat then writes once',
    async (kind) => {
      for (const query of [CASE, ACCOUNT]) {
        const variables = post();
        await spoil(kind);
        expect(['API_LIMIT_REACHED', 'SALESFORCE_UNAVAILABLE']).toContain(
          codeOf(await running.ask(query, variables)),
        );
        expect(await countOf(running, query, variables.subject)).toBe(0);
        expect(codeOf(await running.ask(query, variables))).toBeNull();
        expect(codeOf(await running.ask(query, variables))).toBeNull();
        expect(await countOf(running, query, variables.subject)).toBe(1);
      }
    },
  );

  it('1: a session refused once is renewed, and the record is written once', async () => {
    const variables = post();
    await spoil(1);
    expect(codeOf(await running.ask(ACCOUNT, variables))).toBeNull();
    expect(await countOf(running, ACCOUNT, variables.subject)).toBe(1);
  });

  it('18: a lock that goes away is waited for, one that stays is reported', async () => {
    const variables = post();
    await spoil(18, 2);
    expect(codeOf(await running.ask(ACCOUNT, variables))).toBeNull();
    expect(await countOf(running, ACCOUNT, variables.subject)).toBe(1);
    const locked = post();
    await spoil(18, 100);
    const answer = await running.ask(ACCOUNT, locked);
    expect(codeOf(answer)).toBe('ROW_LOCKED');
    expect(answer.body.errors[0].extensions.retryAfter).toEqual(expect.any(Number));
    await running.control({ action: 'faults', rules: [] });
    expect(await countOf(running, ACCOUNT, locked.subject)).toBe(0);
    expect(codeOf(await running.ask(ACCOUNT, locked))).toBeNull();
  });

  it('a record that is locked mid-write is not half written', async () => {
    const { body } = await running.ask(CASE, post());
    const id = body.data.write.receipt.id as string;
    await running.control({ action: 'lock', ids: [id] });
    const both = `mutation @allOrNone {
      a: createCase(input: { subject: "Half" }) { receipt { id } }
      b: updateCase(id: "${id}", input: { subject: "Half" }) { receipt { id } }
    }`;
    expect(codeOf(await running.ask(both))).toMatch(/CONFLICT|ROW_LOCKED/);
    expect(await countOf(running, CASE, 'Half')).toBe(0);
    await running.control({ action: 'lock', ids: [] });
    expect(codeOf(await running.ask(both))).toBeNull();
    expect(await countOf(running, CASE, 'Half')).toBe(2);
  });

  it('twenty posts of one form at once make one record', async () => {
    for (const query of [CASE, ACCOUNT]) {
      const variables = post();
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => running.ask(query, variables)),
      );
      expect(answers.some((answer) => codeOf(answer) === null)).toBe(true);
      for (const answer of answers)
        expect([null, 'WRITE_OUTCOME_UNKNOWN']).toContain(codeOf(answer));
      expect(await countOf(running, query, variables.subject)).toBe(1);
    }
  });
});

describe('a network that is cut, and a gateway that dies', () => {
  let org: RunningLocalOrg;
  let wire: CutWire;
  beforeAll(async () => {
    org = await startLocalOrg({ rules: 'strict' });
    wire = await cutWire(new URL(org.url).port);
  }, STARTS_TWO_ORGS_MS);
  afterAll(async () => {
    wire.close();
    await org.close();
  });

  let asked: AskedGateway;
  beforeAll(async () => {
    asked = await startGatewayFor(wire.url);
    await untilReady(asked);
  }, STARTS_TWO_ORGS_MS);
  afterAll(() => asked.close());

  const PLACES: readonly CutPlace[] = [
    ...(['before the request', 'in the request', 'before the answer', 'in the answer'] as const),
  ];

  it.each(PLACES.flatMap((place) => [[place, 'Case'] as const, [place, 'Account'] as const]))(
    '%s of creating a %s: one record, a reported failure, or a doubt that a repeat does not double',
    async (place, object) => {
      const query = object === 'Case' ? CASE : ACCOUNT;
      const subject = `Cut ${place} ${object}`;
      const variables = { subject, requestId: subject.replaceAll(' ', '-') };
      const before = wire.cuts;
      wire.cut(place, subject, 1);
      const first = await asked.ask(query, variables);
      expect(wire.cuts).toBe(before + 1);
      const isThere = async () => (await countOf(asked, query, subject)) === 1;
      expect(await outcomeIsTrue(first, isThere)).toBe(true);
      for (let round = 0; round < 2; round += 1) {
        const again = await asked.ask(query, variables);
        expect(await outcomeIsTrue(again, isThere)).toBe(true);
      }
      expect(await countOf(asked, query, subject)).toBeLessThanOrEqual(1);
      // The key of a Case tells what became of it.
      if (object === 'Case') expect(await isThere()).toBe(true);
    },
  );

  it.each(PLACES)('%s of a change: done, not done and said so, or a doubt', async (place) => {
    const name = `Changed ${place}`;
    const created = await asked.ask(ACCOUNT, {
      subject: name,
      requestId: name.replaceAll(' ', '-'),
    });
    const { id } = created.body.data.write.receipt as { id: string };
    wire.cut(place, `Phone.*${place.length}`, 1);
    const changed = await asked.ask(
      `mutation { write: updateAccount(id: "${id}", input: {phone: "${place.length}"}) {
        receipt { id } errors { code } } }`,
    );
    const { body } = await asked.ask(`{ account(id: "${id}") { phone } }`);
    const isDone = body.data.account.phone === String(place.length);
    expect(await outcomeIsTrue(changed, () => Promise.resolve(isDone))).toBe(true);
  });
});

/** Whether what a write reports is what the org holds; an unknown outcome is, whatever it holds. */
async function outcomeIsTrue(
  answer: GraphqlAnswer,
  isDone: () => Promise<boolean>,
): Promise<boolean> {
  const code = codeOf(answer) ?? answer.body.data.write.errors[0]?.code ?? null;
  if (code === 'WRITE_OUTCOME_UNKNOWN') return true;
  return (await isDone()) === (code === null);
}
