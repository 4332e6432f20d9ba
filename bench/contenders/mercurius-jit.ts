/** (d) The fast lane of the open ecosystem: Fastify and Mercurius with graphql-jit, over a connection pool. */

import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import { Pool } from 'undici';
import { soqlOf } from '../payloads.ts';
import { announce, queryPath, readInput } from './contender.ts';
import { resolversOf, typeDefsOf } from './resolvers.ts';
import type { Row } from './resolvers.ts';

const { upstream, token, payload } = readInput();
const pool = new Pool(upstream, { connections: 32 });
const app = fastify();
await app.register(mercurius, {
  schema: typeDefsOf(payload),
  resolvers: resolversOf(payload, soqlOf(payload), async (soql) => {
    const answer = await pool.request({
      method: 'GET',
      path: queryPath(soql),
      headers: { authorization: `Bearer ${token}` },
    });
    return ((await answer.body.json()) as { records: readonly Row[] }).records;
  }) as never,
  jit: 1,
});
await app.listen({ port: 0, host: '127.0.0.1' });
announce(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}/graphql`);
