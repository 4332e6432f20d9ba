/** Writes through a whole gateway and the local org: what a customer of the demo may do, and what nobody gets done. */

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

  it('makes one record of a form that is posted twice', async () => {
    const variables = { input: { subject: 'Posted twice' }, requestId: 'form-1' };
    const first = await asCustomer(CREATE_CASE, variables);
    const again = await asCustomer(CREATE_CASE, variables);
    expect(again.body.errors).toBeUndefined();
    expect(again.body.data.createCase.record).toEqual(first.body.data.createCase.record);
    expect(again.body.data.createCase.receipt).toMatchObject({ created: false });
    expect(await count('cases', '{subject: {eq: "Posted twice"}}')).toBe(1);
    const next = await asCustomer(CREATE_CASE, { ...variables, requestId: 'form-2' });
    expect(next.body.data.createCase.receipt.created).toBe(true);
    expect(await count('cases', '{subject: {eq: "Posted twice"}}')).toBe(2);
  });

  it('remembers a create also where the object cannot hold its key', async () => {
    const comment = `mutation ($requestId: String) {
      createCaseComment(input: { parentId: "${own.caseId}", commentBody: "Once" }, requestId: $requestId) {
        record { id commentBody isPublished }${PAYLOAD}
      }
    }`;
    const first = await asCustomer(comment, { requestId: 'comment-1' });
    expect(first.body.errors).toBeUndefined();
    expect(first.body.data.createCaseComment.record).toMatchObject({ isPublished: true });
    const again = await asCustomer(comment, { requestId: 'comment-1' });
    expect(again.body.data.createCaseComment.record).toEqual(
      first.body.data.createCaseComment.record,
    );
    expect(again.body.data.createCaseComment.receipt.created).toBe(false);
    const { body } = await running.ask(
      `{ case(id: "${own.caseId}") { caseComments(first: 100) { nodes { commentBody } } } }`,
    );
    const bodies = body.data.case.caseComments.nodes as { commentBody: string }[];
    expect(bodies.filter(({ commentBody }) => commentBody === 'Once')).toHaveLength(1);
  });

  it('changes, clears and leaves alone what an update says, and reads it back in the same call', async () => {
    const update = `mutation ($input: CaseUpdateInput!) {
      updateCase(id: "${own.caseId}", input: $input) { record { subject priority description } ${PAYLOAD} }
    }`;
    await asCustomer(update, { input: { subject: 'Before', description: 'Text' } });
    await running.forgetCalls();
    const { body } = await asCustomer(update, { input: { description: null, subject: 'After' } });
    expect(body.errors).toBeUndefined();
    expect(body.data.updateCase.record).toMatchObject({ subject: 'After', description: null });
    expect((await running.calls()).totals.apiCalls).toBe(1);
  });

  it.each([
    ['updates', () => `updateCase(id: "${other.caseId}", input: { subject: "Hacked" })`],
    [
      're-parents',
      () => `updateCase(id: "${own.caseId}", input: { contactId: "${other.contactId}" })`,
    ],
    [
      'comments on',
      () => `createCaseComment(input: { parentId: "${other.caseId}", commentBody: "Hacked" })`,
    ],
    [
      'opens a case for',
      () => `createCase(input: { subject: "Hacked", contactId: "${other.contactId}" })`,
    ],
    ['sets what is forced on', () => `createCase(input: { subject: "Hacked", origin: "Phone" })`],
    [
      'changes the phone of',
      () => `updateContact(id: "${other.contactId}", input: { phone: "666" })`,
    ],
    ['deletes', () => `deleteCase(id: "${other.caseId}")`],
    ['deletes the own case of', () => `deleteCase(id: "${own.caseId}")`],
    ['opens an account beside', () => `createAccount(input: { name: "Hacked" })`],
  ])('refuses a customer who %s another, and writes nothing', async (_what, field) => {
    const before = await running.ask(
      `{ case(id: "${other.caseId}") { subject contactId lastModifiedDate } }`,
    );
    await running.forgetCalls();
    const answer = await asCustomer(`mutation { ${field()} { receipt { id } errors { code } } }`);
    const [name = ''] = field().split('(');
    expect(codes(answer)).toHaveLength(1);
    expect(['FORBIDDEN', 'NOT_FOUND', 'VALIDATION_FAILED']).toContain(codes(answer)[0]);
    expect(answer.body.data[name]).toEqual({ receipt: null, errors: [{ code: codes(answer)[0] }] });
    expect(
      await running.ask(`{ case(id: "${other.caseId}") { subject contactId lastModifiedDate } }`),
    ).toMatchObject({
      body: { data: before.body.data },
    });
    expect(await count('cases', '{subject: {eq: "Hacked"}}')).toBe(0);
    expect(await count('accounts', '{name: {eq: "Hacked"}}')).toBe(0);
  });

  it('answers a hidden and a missing record alike', async () => {
    const missing = `${other.caseId.slice(0, 12)}zzz`;
    const attempts = [other.caseId, missing].map(async (id) => {
      const update = `mutation { updateCase(id: "${id}", input: { subject: "x" }) { ${PAYLOAD} } }`;
      const comment = `mutation { createCaseComment(input: { parentId: "${id}", commentBody: "x" }) { ${PAYLOAD} } }`;
      return [(await asCustomer(update)).body, (await asCustomer(comment)).body].map(
        ({ data, errors }) => ({ data, errors }),
      );
    });
    const [hidden, absent] = await Promise.all(attempts);
    expect(hidden).toEqual(absent);
  });

  it('lets a customer change the own phone number only', async () => {
    const phone = (
      id: string,
    ) => `mutation { updateContact(id: "${id}", input: { phone: "+43 1 555" }) {
      record { phone } ${PAYLOAD} } }`;
    const mine = await asCustomer(phone(own.contactId));
    expect(mine.body.errors).toBeUndefined();
    expect(mine.body.data.updateContact.record.phone).toBe('+43 1 555');
    const { body } = await running.ask(
      '{ contacts(first: 1, where: {isStaff: {eq: true}, directoryOptOut: {eq: false}}) { nodes { id phone } } }',
    );
    const [staff] = body.data.contacts.nodes as { id: string; phone: string }[];
    expect(codes(await asCustomer(phone(staff?.id ?? '')))).toEqual(['NOT_FOUND']);
  });

  it('refuses an update of what somebody else changed meanwhile', async () => {
    const { body } = await running.ask(
      `mutation { createCase(input: { subject: "Contended" }) { record { id lastModifiedDate } } }`,
    );
    const { id, lastModifiedDate } = body.data.createCase.record;
    const update = (subject: string, since: string) =>
      running.ask(`mutation { updateCase(id: "${id}", input: { subject: "${subject}" }, ifUnmodifiedSince: "${since}") {
        record { lastModifiedDate } ${PAYLOAD} } }`);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(codes(await update('First', lastModifiedDate as string))).toEqual([]);
    expect(codes(await update('Second', lastModifiedDate as string))).toEqual(['CONFLICT']);
    const missing = `${(id as string).slice(0, 12)}zzz`;
    const gone = await running.ask(
      `mutation { deleteCase(id: "${missing}", ifUnmodifiedSince: "${lastModifiedDate}") { ${PAYLOAD} } }`,
    );
    expect(codes(gone)).toEqual(['NOT_FOUND']);
    const read = await running.ask(`{ case(id: "${id}") { subject } }`);
    expect(read.body.data.case.subject).toBe('First');
  });

  it('names field and message of what Salesforce refuses', async () => {
    const { body } = await running.ask(
      `mutation { createContact(input: { lastName: "X", isStaff: true }) { ${PAYLOAD} } }`,
    );
    const [error] = body.data.createContact.errors;
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      message: 'A staff member needs an e-mail address.',
      fields: ['email'],
    });
    expect(body.errors[0].extensions).toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: ['email'],
    });
  });

  it('names the records that a duplicate would repeat, as far as the viewer may read them', async () => {
    const make = () =>
      running.ask(
        `mutation { createContact(input: { lastName: "Twin", memberNumber: "TWIN-1" }) { ${PAYLOAD} } }`,
      );
    const first = await make();
    const second = await make();
    expect(second.body.data.createContact.errors[0]).toMatchObject({
      code: 'DUPLICATE_RECORD',
      fields: ['memberNumber'],
      matches: [first.body.data.createContact.receipt.id],
    });
    expect(JSON.stringify(second.body.errors)).not.toContain('duplicates value on record');
  });

  it('carries several writes out together with @allOrNone, or none of them', async () => {
    const both = (lastName: string) => `mutation @allOrNone {
      case: createCase(input: { subject: "Together" }) { record { id } ${PAYLOAD} }
      contact: createContact(input: { lastName: ${lastName} }) { record { id } ${PAYLOAD} }
      comment: createCaseComment(input: { parentId: "${own.caseId}", commentBody: "Together" }) { ${PAYLOAD} }
    }`;
    const failed = await running.ask(both('null'));
    expect(codes(failed)).toHaveLength(3);
    expect(failed.body.data.contact.errors[0]).toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: ['lastName'],
    });
    expect(failed.body.data.case).toMatchObject({ record: null, receipt: null });
    expect(await count('cases', '{subject: {eq: "Together"}}')).toBe(0);
    await running.forgetCalls();
    const done = await running.ask(both('"Together"'));
    expect(done.body.errors).toBeUndefined();
    expect((await running.calls()).totals.apiCalls).toBe(1);
    expect(await count('cases', '{subject: {eq: "Together"}}')).toBe(1);
  });

  it('drops what was cached of an object when it is written', async () => {
    const list = '{ cases(where: {subject: {eq: "Fresh"}}) { totalCount } }';
    const total = async () => (await asCustomer(list)).body.data.cases.totalCount as number;
    expect(await total()).toBe(0);
    await asCustomer(CREATE_CASE, { input: { subject: 'Fresh' } });
    expect(await total()).toBe(1);
  });

  it('writes text that looks like a reference of Salesforce’s as no reference', async () => {
    const answer = await asCustomer(CREATE_CASE, { input: { subject: '@{check0.records[0].Id}' } });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    const found = await running.ask(
      '{ cases(where: {subject: {eq: "@{write0.id}"}}) { totalCount } }',
    );
    expect(found.body.data.cases.totalCount).toBe(0);
  });

  it('leaves a line in the audit log for what was done and what was refused', async () => {
    const done = await asCustomer(CREATE_CASE, { input: { subject: 'Audited' } });
    await asCustomer(`mutation { deleteCase(id: "${other.caseId}") { receipt { id } } }`);
    const store = openSqliteStore(storeFile);
    const lines = await store.audit.list({ orgs: null, limit: 20 });
    await store.close();
    const id = done.body.data.createCase.receipt.id as string;
    expect(lines).toContainEqual(
      expect.objectContaining({
        actor: 'user 7 of demo (user)',
        action: 'create',
        target: `Case ${id}`,
        outcome: 'done',
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ action: 'delete', outcome: 'FORBIDDEN' }),
    );
  });
});
