/** Writes through a whole gateway and the local org: what a customer of the demo may do, and what nobody gets done. */

import { createAudit } from '../../src/auth/audit.ts';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { GraphqlAnswer, RunningGateway } from './running-gateway.ts';

const CUSTOMER = ['subscriber'];
const PAYLOAD = `
  receipt { id time created requestId }
  errors { code message hint fields matches retryAfter requestId }`;
const CREATE_CASE = `mutation ($input: CaseCreateInput!, $requestId: String) {
  createCase(input: $input, requestId: $requestId) {
    record { id caseNumber subject status contactId origin }${PAYLOAD}
  }
}`;

describe('writes', () => {
  let running: RunningGateway;
  let storeFile = '';
  let own: { contactId: string; caseId: string };
  let other: { contactId: string; caseId: string };

  beforeAll(async () => {
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        return config;
      },
    });
    await until(async () => (await running.ready()).status === 200);
    const { body } = await running.ask(
      '{ cases(first: 100, where: {isClosed: {eq: false}, contactId: {isNull: false}}) { nodes { id contactId } } }',
    );
    const nodes = body.data.cases.nodes as { id: string; contactId: string }[];
    const [first] = nodes;
    const second = nodes.find(({ contactId }) => contactId !== first?.contactId);
    if (first === undefined || second === undefined) throw new Error('The org has too few cases.');
    own = { contactId: first.contactId, caseId: first.id };
    other = { contactId: second.contactId, caseId: second.id };
    const store = openSqliteStore(storeFile);
    await store.bindings.save({
      site: 'demo',
      subject: '7',
      contactId: own.contactId,
      boundBy: 'test',
      boundAt: '2026-01-01T00:00:00Z',
    });
    await store.close();
  }, 90_000);
  afterAll(() => running.close());
  beforeEach(() => running.forgetCalls());

  const asCustomer = (query: string, variables?: unknown) =>
    running.askAsSite(query, variables, CUSTOMER);
  const codes = ({ body }: GraphqlAnswer) =>
    ((body.errors ?? []) as { extensions: { code: string } }[]).map(
      ({ extensions }) => extensions.code,
    );
  const count = async (object: string, where: string): Promise<number> => {
    const { body } = await running.ask(`{ ${object}(where: ${where}) { totalCount } }`);
    return body.data[object].totalCount as number;
  };

  it('creates a customer’s case in one call, with what the policy forces', async () => {
    const answer = await asCustomer(CREATE_CASE, { input: { subject: 'The lift is stuck' } });
    expect(answer.body.errors).toBeUndefined();
    const { record, receipt, errors } = answer.body.data.createCase;
    expect(errors).toEqual([]);
    expect(record).toMatchObject({
      subject: 'The lift is stuck',
      status: 'New',
      origin: 'Web',
      contactId: own.contactId,
    });
    expect(receipt).toMatchObject({ id: record.id, created: true });
    expect(answer.body.extensions.skybridge.apiCalls).toBe(1);
    expect((await running.calls()).totals.apiCalls).toBe(1);
  });
});
