/** (a) The floor: the upstream's bytes passed on unread. */

import { createServer } from 'node:http';
import { Pool } from 'undici';
import { soqlOf } from '../payloads.ts';
import { listenAndAnnounce, queryPath, readInput } from './contender.ts';

const { upstream, token, payload } = readInput();
const pool = new Pool(upstream, { connections: 32 });
const path = queryPath(soqlOf(payload));

const server = createServer((incoming, response) => {
  incoming.resume();
  incoming.on('end', () => {
    void pool
      .request({ method: 'GET', path, headers: { authorization: `Bearer ${token}` } })
      .then(async (answer) => {
        const body = Buffer.from(await answer.body.arrayBuffer());
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(body);
      });
  });
});
listenAndAnnounce(server, '/');
