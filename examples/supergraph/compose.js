/** Asks both subgraphs for their SDL and writes supergraph.graphql. */

import { Buffer } from 'node:buffer';
import { writeFileSync } from 'node:fs';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const { GATEWAY_URL, GATEWAY_TOKEN, WORDPRESS_URL, WORDPRESS_LOGIN } = process.env;

/** @returns the subgraph's SDL; throws with what it answered instead. */
async function sdlOf(url, authorization) {
  const response = await globalThis.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const answer = await response.text();
  const sdl = JSON.parse(answer).data?._service?.sdl;
  if (typeof sdl !== 'string') throw new Error(`${url} gave no SDL: ${answer.slice(0, 500)}`);
  return sdl;
}

const salesforce = `${GATEWAY_URL}/graphql`;
const wordpress = `${WORDPRESS_URL}/graphql?skybridge=subgraph`;
const login = Buffer.from(WORDPRESS_LOGIN ?? '').toString('base64');
const composed = composeServices([
  {
    name: 'salesforce',
    url: salesforce,
    typeDefs: parse(await sdlOf(salesforce, `Bearer ${GATEWAY_TOKEN}`)),
  },
  {
    name: 'wordpress',
    url: wordpress,
    typeDefs: parse(await sdlOf(wordpress, `Basic ${login}`)),
  },
]);
for (const error of composed.errors ?? []) console.error(error.message);
if (composed.supergraphSdl === undefined) process.exit(1);
writeFileSync('supergraph.graphql', composed.supergraphSdl);
console.log('supergraph.graphql is written.');
