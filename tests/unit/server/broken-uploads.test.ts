/** An upload ends whatever its sender does: it is taken, refused or given up, and leaves nothing on the disk. */

import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { spoolUpload, type SpooledUpload } from '../../../src/server/files/spool-upload.ts';

const FILE = '--edge\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n';

let server: Server;
let outcomes: (SpooledUpload | Error)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    spoolUpload(request, 1_000)
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))))
      .then((outcome) => {
        outcomes.push(outcome);
        response.end(outcome instanceof Error ? outcome.message : 'taken');
      })
      .catch(() => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());
beforeEach(() => {
  outcomes = [];
});

/** @param length what the sender says; @param leaves it goes away after the text. */
async function send(text: string, length = text.length, leaves = false): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  const head = [
    ...['POST /files HTTP/1.1', 'Host: gateway', 'Connection: close', `Content-Length: ${length}`],
    ...['Content-Type: multipart/form-data; boundary=edge', '', ''],
  ].join('\r\n');
  socket.write(head + text);
  if (leaves) setTimeout(() => socket.destroy(), 200);
  await once(socket, 'close');
  for (let tries = 0; outcomes.length === 0 && tries < 50; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return Buffer.concat(chunks).toString().split('\r\n\r\n')[1] ?? '';
}

it.each([
  ['in the file', `${FILE}%PDF`],
  ['between its parts', '--edge\r\nContent-Dispo'],
  ['in a field', '--edge\r\nContent-Disposition: form-data; name="recordId"\r\n\r\n500'],
])('is given up when its sender leaves %s', async (_place, text) => {
  await send(text, 900, true);
  expect(outcomes).toHaveLength(1);
  expect(outcomes[0]).toMatchObject({ code: 'FILE_REJECTED' });
});

it.each([
  ['another edge', '--edge--\r\n--edge\r\n'],
  ['another form', `--edge--\r\n${FILE}x\r\n--edge--\r\n`],
])('is answered when the form is over and %s follows', async (_rest, text) => {
  expect(await send(text)).toBe('The form holds no file.');
});

it('takes the file and nothing that stands after the form', async () => {
  expect(await send(`${FILE}%PDF\r\n--edge--\r\nepilogue\r\n--edge\r\n`)).toBe('taken');
  const [taken] = outcomes;
  if (taken === undefined || taken instanceof Error) throw new Error('It was refused.');
  expect(readFileSync(taken.path, 'utf8')).toBe('%PDF');
  await taken.discard();
  expect(existsSync(taken.path)).toBe(false);
});
