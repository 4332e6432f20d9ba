import { ApolloServer, HeaderMap } from '@apollo/server';
import { createLog } from '../../../src/common/log.ts';
import { createErrorFormatter } from '../../../src/server/format-error.ts';
import { createReplayGuard } from '../../../src/server/replay-guard.ts';
import type { IncomingContext } from '../../../src/server/incoming-context.ts';
import { openSqliteStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';

describe('a signed request that writes', () => {
  let store: Store;
  let apollo: ApolloServer<IncomingContext>;
  let writes = 0;

  beforeAll(async () => {
    store = openSqliteStore(':memory:');
    apollo = new ApolloServer<IncomingContext>({
      typeDefs: 'type Query { read: Int } type Mutation { write: Int }',
      resolvers: { Query: { read: () => 1 }, Mutation: { write: () => (writes += 1) } },
      formatError: createErrorFormatter(createLog({ level: 'silent', secrets: [] })),
      plugins: [createReplayGuard(store.spentIds)],
    });
    await apollo.start();
  });
  afterAll(async () => {
    await apollo.stop();
    await store.close();
  });

  const ask = async (query: string, signature: IncomingContext['signature']) => {
    const { body } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        method: 'POST',
        headers: new HeaderMap([['content-type', 'application/json']]),
        search: '',
        body: { query },
      },
      // The guard reads nothing else of the context.
      context: () => Promise.resolve({ signature } as IncomingContext),
    });
    if (body.kind !== 'complete') throw new Error('answered in chunks');
    const answer = JSON.parse(body.string) as { errors?: { extensions: { code: string } }[] };
    return answer.errors?.map((error) => error.extensions.code) ?? [];
  };
  const signed = (requestId: string, site = 'demo') => ({
    site,
    requestId,
    expiresAt: new Date(Date.now() + 60_000),
    coversRequest: true,
  });

  it('is carried out once', async () => {
    expect(await ask('mutation { write }', signed('one-request'))).toEqual([]);
    expect(await ask('mutation { write }', signed('one-request'))).toEqual(['UNAUTHENTICATED']);
    expect(writes).toBe(1);
  });

  it('does not take another site’s id for its own', async () => {
    expect(await ask('mutation { write }', signed('one-request', 'other'))).toEqual([]);
  });

  it('may read again, and read with an id that a write spends', async () => {
    expect(await ask('{ read }', signed('reads-first'))).toEqual([]);
    expect(await ask('{ read }', signed('reads-first'))).toEqual([]);
    expect(await ask('mutation { write }', signed('reads-first'))).toEqual([]);
  });

  it('is found by the operation that runs, not by the text around it', async () => {
    const both = 'query Read { read } mutation Write { write }';
    const { length } = await ask(both, signed('both'));
    expect(length).toBe(1);
    expect(
      await ask('mutation { ...W } fragment W on Mutation { write }', signed('fragment')),
    ).toEqual([]);
    expect(
      await ask('mutation { ...W } fragment W on Mutation { write }', signed('fragment')),
    ).toEqual(['UNAUTHENTICATED']);
  });

  it('is not asked of a developer, who signs nothing', async () => {
    expect(await ask('mutation { write }', null)).toEqual([]);
    expect(await ask('mutation { write }', null)).toEqual([]);
  });
});
