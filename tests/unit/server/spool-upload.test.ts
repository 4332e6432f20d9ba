/** Uploads reach the disk within their limits, byte for byte, and without gathering in memory. */

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../../../src/common/errors.ts';
import { spoolUpload } from '../../../src/server/files/spool-upload.ts';

const MEGABYTE = 1024 * 1024;

describe('spoolUpload', () => {
  const spooled: { size: number; same: boolean; memory: number; path: string }[] = [];
  let expected: Buffer = Buffer.alloc(0);
  const server = createServer((request, response) => {
    const before = process.memoryUsage.rss();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage.rss());
    }, 20);
    spoolUpload(request, 50 * MEGABYTE)
      .then(async (upload) => {
        clearInterval(watch);
        const same = readFileSync(upload.path).equals(expected);
        spooled.push({ size: upload.size, same, memory: most - before, path: upload.path });
        await upload.discard();
        response.end(JSON.stringify({ size: upload.size, name: upload.fileName }));
      })
      .catch((error: unknown) => {
        clearInterval(watch);
        response.statusCode = 422;
        response.end(
          JSON.stringify({ code: error instanceof AppError ? error.code : String(error) }),
        );
      });
  });
  // A connection that is closed while the next big form is made would fail it.
  server.keepAliveTimeout = 60_000;
  let url = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/files`;
  });
  afterAll(() => server.close());

  const post = async (content: Buffer, fields: Readonly<Record<string, string>> = {}) => {
    expected = content;
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set('file', new Blob([new Uint8Array(content)]), 'x.bin');
    const response = await fetch(url, { method: 'POST', body: form });
    return { status: response.status, body: await response.json() };
  };

  it('writes 50 MB to the disk, and removes it again', async () => {
    expect(await post(randomBytes(50 * MEGABYTE))).toEqual({
      status: 200,
      body: { size: 50 * MEGABYTE, name: 'x.bin' },
    });
    expect(spooled[0]).toMatchObject({ size: 50 * MEGABYTE, same: true });
    expect(existsSync(spooled[0]?.path ?? '')).toBe(false);
  });

  it.each([1, 100_000, 20 * MEGABYTE])('refuses %i bytes too many, and says so', async (more) => {
    expect(await post(Buffer.alloc(50 * MEGABYTE + more))).toEqual({
      status: 422,
      body: { code: 'FILE_REJECTED' },
    });
  });

  it('refuses what is no form, holds no file, or too much besides', async () => {
    const refused = { status: 422, body: { code: 'FILE_REJECTED' } };
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, 'x']));
    expect(await post(Buffer.from('x'), many)).toEqual(refused);
    expect(await post(Buffer.from('x'), { recordId: 'x'.repeat(2_000) })).toEqual(refused);
    for (const [type, body] of [
      ['application/json', '{}'],
      ['multipart/form-data', 'x'],
      ['multipart/form-data; boundary=a', '--a\r\n\r\n'],
      [
        'multipart/form-data; boundary=a',
        '--a\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
      ],
    ] as const) {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expect([response.status, await response.json()]).toEqual([422, { code: 'FILE_REJECTED' }]);
    }
  });
});
