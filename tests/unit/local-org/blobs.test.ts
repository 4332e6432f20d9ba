import { createHash } from 'node:crypto';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { CLIENT_ID, CLIENT_SECRET } from './local-org-client.ts';

/** documented(REST API guide, "Insert or Update Blob Data"): the org in a process of its own, whose memory is looked at. */
const API = '/services/data/v62.0';
const MB = 1_048_576;

/** What a 50 MB file may add to the org's memory at any moment: a few buffers, and no copy of it. */
const MOST_ADDED = 30 * MB;

interface Memory {
  readonly peak: number;
  readonly base: number;
}

let child: ChildProcess;
let url: string;
let token: string;
let parentId: string;

beforeAll(async () => {
  child = fork(new URL('./org-process.ts', import.meta.url), {
    execArgv: ['--import', 'tsx', '--expose-gc'],
  });
  [{ url }] = (await once(child, 'message')) as [{ url: string }];
  const form = {
    grant_type: 'client_credentials',
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  };
  const issued = await fetch(`${url}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  token = ((await issued.json()) as { access_token: string }).access_token;
  const account = await send('POST', '/sobjects/Account', 'application/json', ['{"Name":"Files"}']);
  parentId = (JSON.parse(account) as { id: string }).id;
});

afterAll(async () => {
  // It ends of itself then, and takes its files along.
  child.disconnect();
  await once(child, 'exit');
});

/** Sends a body without holding it. */
function send(
  method: string,
  path: string,
  contentType: string,
  body: Iterable<string | Buffer>,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
    const call = request(`${url}${API}${path}`, { method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve(text));
    });
    call.on('error', reject);
    Readable.from(body, { objectMode: false }).pipe(call);
  });
}

/** Of whole base64 groups, so that pieces can be encoded one by one. */
const PIECE_BYTES = 49_152;

/** No two pieces are alike, and every time they are the same. */
function* content(bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at), `piece at ${at}. `);
    piece[0] = at % 251;
    yield piece;
  }
}

function* base64Json(fields: object, blobField: string, bytes: number): Generator<string> {
  yield `${JSON.stringify(fields).slice(0, -1)},"${blobField}":"`;
  for (const piece of content(bytes)) yield piece.toString('base64');
  yield '"}';
}

const BOUNDARY = 'boundary-of-the-test';

function* multipart(fields: object, blobField: string, bytes: number): Generator<string | Buffer> {
  const part = (name: string, type: string, more = '') =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${more}\r\nContent-Type: ${type}\r\n\r\n`;
  yield `${part('entity_content', 'application/json')}${JSON.stringify(fields)}\r\n`;
  yield part(blobField, 'application/octet-stream', '; filename="big.bin"');
  yield* content(bytes);
  yield `\r\n--${BOUNDARY}--\r\n`;
}

function digest(pieces: Iterable<Buffer>): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

async function download(path: string): Promise<{ size: number; digest: string }> {
  const answer = await fetch(`${url}${API}${path}`, {
    headers: { authorization: `Bearer ${token}`, 'accept-encoding': 'identity' },
  });
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of answer.body ?? []) {
    hash.update(chunk as Uint8Array);
    size += (chunk as Uint8Array).length;
  }
  expect(answer.headers.get('content-length')).toBe(String(size));
  return { size, digest: hash.digest('hex') };
}

async function memory(action: 'watch' | 'report'): Promise<Memory> {
  child.send(action);
  const [answer] = (await once(child, 'message')) as [Memory];
  return answer;
}

const FILE = { Title: 'Big', PathOnClient: 'big.bin' };

it.each([
  [
    'ContentVersion by multipart',
    50 * MB,
    'ContentVersion',
    'VersionData',
    'ContentSize',
    multipart,
  ],
  ['ContentVersion by JSON', 36 * MB, 'ContentVersion', 'VersionData', 'ContentSize', base64Json],
  ['Attachment by multipart', 50 * MB, 'Attachment', 'Body', 'BodyLength', multipart],
  ['Attachment by JSON', 36 * MB + 1, 'Attachment', 'Body', 'BodyLength', base64Json],
])(
  'takes and gives a %s with flat memory',
  async (_name, bytes, objectName, blobField, sizeField, body) => {
    const fields = objectName === 'Attachment' ? { Name: 'big.bin', ParentId: parentId } : FILE;
    const type =
      body === multipart ? `multipart/form-data; boundary=${BOUNDARY}` : 'application/json';
    await memory('watch');
    const saved = await send(
      'POST',
      `/sobjects/${objectName}`,
      type,
      body(fields, blobField, bytes),
    );
    const { id } = JSON.parse(saved) as { id: string };
    const row = await send('GET', `/sobjects/${objectName}/${id}`, 'application/json', []);
    expect(JSON.parse(row)).toMatchObject({
      [sizeField]: bytes,
      [blobField]: `${API}/sobjects/${objectName}/${id}/${blobField}`,
    });
    const got = await download(`/sobjects/${objectName}/${id}/${blobField}`);
    const { base, peak } = await memory('report');
    expect(got).toEqual({ size: bytes, digest: digest(content(bytes)) });
    expect(peak - base).toBeLessThan(MOST_ADDED);
  },
  120_000,
);

it('leaves long texts that are no base64 as they came, in a field of that name too', async () => {
  const text = `{"a": "${'x\\n'.repeat(40_000)}", "b\\/c": "\\u00e4"}`;
  const answer = await send('POST', '/sobjects/Account', 'application/json', [
    `{"Name": "Long", "VersionData": ${JSON.stringify(text)}}`,
  ]);
  expect(JSON.parse(answer)).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
});
