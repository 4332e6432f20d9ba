/** Answers cut from bytes: the same text as by way of objects, and never a wrong one for bytes that are unusual. */

import fc from 'fast-check';
import { parse } from 'graphql';
import { JsonBytes } from '../../../src/execution/json-bytes.ts';
import { executeOperation } from '../../../src/resolvers/execute-operation.ts';
import { pageFromBytes, unreadBytesOf } from '../../../src/salesforce/unread-page.ts';
import type { StatementRunner } from '../../../src/salesforce/statement.ts';
import { bytesOfAnswer, serialiseAnswer } from '../../../src/server/serialise-answer.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { randomOperation } from '../../support/random-operation.ts';
import { contextOf, TEST_SCHEMA } from '../../support/run-operation.ts';
import { TEST_TABLES } from '../../support/test-org.ts';

const LIST =
  '{ contacts(first: 2) { nodes { id name email account { name } } pageInfo { hasNextPage endCursor } } }';

async function answer(query: string, statements: StatementRunner) {
  const result = await executeOperation({
    schema: TEST_SCHEMA,
    document: parse(query),
    operationName: null,
    variables: null,
    context: contextOf({}, statements as MemoryStatements),
  });
  const answered = serialiseAnswer(result as never);
  return { result, text: bytesOfAnswer(answered)?.toString() ?? answered };
}

/** Answers every statement with these bytes. */
function answering(bytes: string): StatementRunner {
  const never = () => Promise.reject(new Error('not asked'));
  return {
    query: () => Promise.resolve().then(() => pageFromBytes(Buffer.from(bytes))),
    search: never,
    queryMore: never,
  };
}

const record = (members: string) => `{"attributes":{"type":"Contact","url":"/x"},${members}}`;
const page = (...records: string[]) =>
  `{"totalSize":${records.length},"done":true,"records":[${records.join(',')}]}`;
const PLAIN = '"Id":"003000000000001AAA","Name":"Ann","Email":null,"Account":null';

describe('answers from bytes', () => {
  it('are to the letter those from objects, for random lists', async () => {
    const operations = randomOperation(TEST_SCHEMA, { depth: 6, figures: false });
    let cut = 0;
    await fc.assert(
      fc.asyncProperty(operations, async (query) => {
        const bytes = await answer(query, new MemoryStatements(TEST_TABLES, 'bytes'));
        const objects = await answer(query, new MemoryStatements(TEST_TABLES));
        expect(bytes.text).toBe(objects.text);
        const values = Object.values(bytes.result.data ?? {});
        if (values.some((value) => value instanceof JsonBytes)) cut += 1;
      }),
      { numRuns: 200 },
    );
    expect(cut).toBeGreaterThan(20);
  });

  it.each([
    [
      'members in another order',
      record('"Email":null,"Account":null,"Name":"Ann","Id":"003000000000001AAA"'),
    ],
    ['a member that nobody asked for', record(`"Extra":{"a":["}",{"b":1}]},${PLAIN}`)],
    ['a member that is missing', record('"Id":"003000000000001AAA","Name":"Ann"')],
    ['a key written with an escape', record(PLAIN.replace('"Name"', '"N\\u0061me"'))],
    ['spaces', record(PLAIN).replaceAll(':', ': ')],
    ['quotes, braces and commas in text', record(PLAIN.replace('Ann', 'A \\"}],{\\\\'))],
    ['text beyond ASCII', record(PLAIN.replace('Ann', 'Ännchen 安 🙂'))],
    ['numbers in a form of their own', record(PLAIN.replace('"Email":null', '"Email":1.50E3'))],
    [
      'a parent',
      record(PLAIN.replace('"Account":null', '"Account":{"attributes":{},"Name":"Acme"}')),
    ],
  ])('are right for %s', async (_what, row) => {
    const bytes = page(row);
    const objects = JSON.parse(bytes) as Awaited<ReturnType<StatementRunner['query']>>;
    const byObjects = { ...answering(''), query: () => Promise.resolve(objects) };
    expect((await answer(LIST, answering(bytes))).text).toBe((await answer(LIST, byObjects)).text);
  });

  it('tell that there are more rows than the page has', async () => {
    const { text } = await answer(LIST, answering(page(...[1, 2, 3].map(() => record(PLAIN)))));
    expect(JSON.parse(text)).toMatchObject({
      data: {
        contacts: { nodes: [{ name: 'Ann' }, { name: 'Ann' }], pageInfo: { hasNextPage: true } },
      },
    });
  });

  it.each([
    ['a record that is cut off', page(record(PLAIN).slice(0, -1))],
    ['bytes after the page', `${page(record(PLAIN))}]}`],
    ['no records', '{"totalSize":1,"done":true}'],
    ['nothing', ''],
  ])('are an error for %s', async (_what, bytes) => {
    const { result } = await answer(LIST, answering(bytes));
    expect(result.errors?.[0]?.extensions['code']).toBe('SALESFORCE_UNAVAILABLE');
  });

  it('read a page once, and keep one form of it', () => {
    const unread = pageFromBytes(Buffer.from(page(record(PLAIN))));
    expect(unreadBytesOf(unread)).not.toBeNull();
    expect(unread.records).toHaveLength(1);
    expect(unreadBytesOf(unread)).toBeNull();
    expect(unread.totalSize).toBe(1);
  });
});
