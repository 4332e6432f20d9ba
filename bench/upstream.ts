/** A process in Salesforce's place that answers any SOQL with fitting rows from memory, after a fixed delay. */

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';

const ORG_ID = '00DLO00000000012AA';
const [latency = '0', metadataUrl = ''] = process.argv.slice(2);
const answers = new Map<string, Buffer>();
let calls = 0;

/** One nested level of a SELECT list: columns, parent columns by relationship, and subqueries. */
interface SelectShape {
  readonly columns: readonly string[];
  readonly subqueries: readonly {
    readonly relationship: string;
    readonly text: string;
    readonly rows: number;
  }[];
  readonly object: string;
  readonly rows: number;
}

function readSelect(soql: string): SelectShape {
  const items: string[] = [];
  let depth = 0;
  let item = '';
  let end = 'SELECT '.length;
  for (; end < soql.length; end += 1) {
    const character = soql.charAt(end);
    if (depth === 0 && soql.startsWith(' FROM ', end)) break;
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      items.push(item.trim());
      item = '';
    } else item += character;
  }
  items.push(item.trim());
  const rest = soql.slice(end);
  const subqueries = items.filter((text) => text.startsWith('('));
  return {
    columns: items.filter((text) => !text.startsWith('(')),
    subqueries: subqueries.map((text) => {
      const inner = readSelect(text.slice(1, -1));
      return { relationship: inner.object, text: text.slice(1, -1), rows: inner.rows };
    }),
    object: /FROM (\w+)/.exec(rest)?.[1] ?? '',
    rows: Math.min(Number(/LIMIT (\d+)$/.exec(rest)?.[1] ?? 200), 5_000),
  };
}

function record(shape: SelectShape, index: number): Record<string, unknown> {
  const row: Record<string, unknown> = { attributes: attributesOf(shape.object, index) };
  for (const column of shape.columns) {
    const [first = '', second] = column.split('.');
    if (second === undefined) row[first] = valueOf(first, index);
    else {
      row[first] ??= { attributes: attributesOf(first, index) };
      (row[first] as Record<string, unknown>)[second] = valueOf(second, index);
    }
  }
  for (const { relationship, text, rows } of shape.subqueries) {
    const inner = readSelect(text);
    // One less than was asked for: whoever asks for one more than a page, to know if there is a next, finds none.
    const count = Math.min(rows, 5);
    const records = Array.from({ length: count }, (_unused, n) => record(inner, index * 10 + n));
    row[relationship] = { totalSize: count, done: true, records };
  }
  return row;
}

function attributesOf(type: string, index: number) {
  return {
    type,
    url: `/services/data/v62.0/sobjects/${type}/003LO${String(index).padStart(13, '0')}`,
  };
}

function valueOf(field: string, index: number): unknown {
  if (field.endsWith('Id')) return `003LO${String(index).padStart(10, '0')}AAA`;
  if (/Date$/.test(field)) {
    return field === 'Birthdate' ? '1984-05-06' : '2026-01-02T03:04:05.000+0000';
  }
  return index % 7 === 0 && field !== 'Name' ? null : `${field} of row ${index}`;
}

function answerTo(soql: string): Buffer {
  let answer = answers.get(soql);
  if (answer === undefined) {
    const shape = readSelect(soql);
    const wanted = [1, 50, 200].find((size) => shape.rows <= size + 1) ?? 200;
    const records = Array.from({ length: wanted }, (_unused, index) => record(shape, index));
    answer = Buffer.from(JSON.stringify({ totalSize: records.length, done: true, records }));
    answers.set(soql, answer);
  }
  return answer;
}

function send(response: ServerResponse, body: Buffer | string): void {
  response.writeHead(200, {
    'content-type': 'application/json;charset=UTF-8',
    'sforce-limit-info': 'api-usage=1/15000',
  });
  response.end(body);
}

/** Token and describes are not what is measured; describes come from the local org. */
async function sendMetadata(
  incoming: IncomingMessage,
  response: ServerResponse,
  body: Buffer,
): Promise<void> {
  const answer = await request(`${metadataUrl}${incoming.url ?? ''}`, {
    method: incoming.method === 'POST' ? 'POST' : 'GET',
    headers: {
      'content-type': incoming.headers['content-type'] ?? 'application/json',
      ...(incoming.headers.authorization && { authorization: incoming.headers.authorization }),
    },
    ...(body.length > 0 && { body }),
  });
  let text = await answer.body.text();
  if (incoming.url === '/services/oauth2/token') {
    const token = JSON.parse(text) as Record<string, unknown>;
    text = JSON.stringify({ ...token, instance_url: `http://127.0.0.1:${port}` });
  }
  response.writeHead(answer.statusCode, { 'content-type': 'application/json' });
  response.end(text);
}

const server = createServer((incoming, response) => {
  const url = new URL(incoming.url ?? '/', 'http://stub');
  if (url.pathname === '/__calls') {
    response.end(String(calls));
    return;
  }
  if (url.pathname.endsWith('/query')) {
    calls += 1;
    const body = answerTo(url.searchParams.get('q') ?? '');
    if (latency === '0') send(response, body);
    else setTimeout(() => send(response, body), Number(latency));
    return;
  }
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => void sendMetadata(incoming, response, Buffer.concat(chunks)));
});
let port = 0;
server.listen(0, '127.0.0.1', () => {
  ({ port } = server.address() as AddressInfo);
  process.send?.({ ready: `http://127.0.0.1:${port}`, orgId: ORG_ID });
});
