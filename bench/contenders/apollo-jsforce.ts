/** (c) Apollo Server on Express with graphql-js resolvers and jsforce, as a good engineer writes first. */

import { createServer } from 'node:http';
import { ApolloServer, HeaderMap } from '@apollo/server';
import express from 'express';
import jsforce from 'jsforce';
import { soqlOf } from '../payloads.ts';
import { API_VERSION, listenAndAnnounce, readInput } from './contender.ts';
import { resolversOf, typeDefsOf } from './resolvers.ts';
import type { Row } from './resolvers.ts';

const { upstream, token, payload } = readInput();
const connection = new jsforce.Connection({
  instanceUrl: upstream,
  accessToken: token,
  version: API_VERSION,
});
const apollo = new ApolloServer({
  typeDefs: typeDefsOf(payload),
  resolvers: resolversOf(payload, soqlOf(payload), async (soql) => {
    const result = await connection.query<Row>(soql);
    return result.records;
  }),
});
await apollo.start();

const app = express();
app.use('/graphql', express.json(), async (request, response) => {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const answer = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method,
      headers,
      search: '',
      body: request.body as unknown,
    },
    context: () => Promise.resolve({}),
  });
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  response
    .status(answer.status ?? 200)
    .send(answer.body.kind === 'complete' ? answer.body.string : '');
});
listenAndAnnounce(createServer(app), '/graphql');
