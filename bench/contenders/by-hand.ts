/** (b) What one would write for this one question: parse, rename, serialise. */

import { createServer } from 'node:http';
import { Pool } from 'undici';
import { soqlOf } from '../payloads.ts';
import type { FieldName } from '../payloads.ts';
import { listenAndAnnounce, queryPath, readInput } from './contender.ts';

type Row = Readonly<Record<string, unknown>>;

const { upstream, token, payload } = readInput();
const pool = new Pool(upstream, { connections: 32 });
const path = queryPath(soqlOf(payload));
const { fields, parent, children } = payload;

function rename(row: Row, names: readonly FieldName[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [api, name] of names) result[name] = row[api];
  return result;
}

function shape(row: Row): Record<string, unknown> {
  const result = rename(row, fields);
  if (parent !== null) {
    const above = row[parent.relationship[0]] as Row | null;
    result[parent.relationship[1]] = above === null ? null : rename(above, parent.fields);
  }
  if (children !== null) {
    const below = row[children.relationship[0]] as { records: readonly Row[] } | null;
    result[children.relationship[1]] = {
      nodes: (below?.records ?? []).map((child) => rename(child, children.fields)),
    };
  }
  return result;
}

const server = createServer((incoming, response) => {
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => {
    // The question is read, as any JSON API reads it, though the answer is always the same one.
    JSON.parse(Buffer.concat(chunks).toString());
    void pool
      .request({ method: 'GET', path, headers: { authorization: `Bearer ${token}` } })
      .then(async (answer) => {
        const page = JSON.parse(await answer.body.text()) as { records: readonly Row[] };
        const text = JSON.stringify({
          data: { [payload.root]: { nodes: page.records.map(shape) } },
        });
        // The faster of two ways for each size: short text in one piece with the headers, a long one as bytes.
        const body = text.length < 16_384 ? text : Buffer.from(text);
        response.writeHead(200, {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
        });
        response.end(body);
      });
  });
});
listenAndAnnounce(server, '/');
