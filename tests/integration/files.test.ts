/** Files through a whole gateway and the local org: brought and fetched by whom the policy lets, and by nobody else. */

import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { json } from 'node:stream/consumers';
import { parse } from 'yaml';
import { openSqliteStore } from '../../src/store/open-store.ts';
import { DEVELOPER_TOKEN, startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const POLICY: unknown = parse(`
Case:
  user: { rows: 'ContactId = :viewer.contactId', fields: [CaseNumber, ContactId] }
  staff: { rows: ALL, fields: ALL }
Contact: { staff: { rows: ALL, fields: ALL } }
ContentVersion:
  user:
    rows: 'FirstPublishLocationId IN (SELECT Id FROM Case WHERE ContactId = :viewer.contactId)'
    fields: [Title, FileExtension, ContentSize, VersionData, FirstPublishLocationId]
    create: { fields: [VersionData, FirstPublishLocationId] }
  staff: { rows: ALL, fields: ALL, create: { fields: ALL } }
Attachment:
  staff: { rows: ALL, fields: ALL, create: { fields: ALL } }
`);
const MEGABYTE = 1024 * 1024;
const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(20_000)]);

interface Sent {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read answers of every shape
  readonly body: any;
}

describe('files', () => {
  let running: RunningGateway;
  let own = '';
  let other = '';

  beforeAll(async () => {
    let storeFile = '';
    running = await startRunningGateway({
      configure: (config) => {
        storeFile = config.storeFile;
        const objects = ['Case', 'Contact', 'ContentVersion', 'Attachment'];
        return { ...config, objects, policy: POLICY, operations: undefined, queries: '/nowhere' };
      },
    });
    await until(async () => (await running.ready().catch(() => null))?.status === 200);
    const { body } = await running.ask(
      '{ cases(first: 50, where: {contactId: {isNull: false}}) { nodes { id contactId } } }',
    );
    const nodes = body.data.cases.nodes as { id: string; contactId: string }[];
    own = nodes[0]?.id ?? '';
    other = nodes.find(({ contactId }) => contactId !== nodes[0]?.contactId)?.id ?? '';
    const store = openSqliteStore(storeFile);
    const contactId = nodes[0]?.contactId ?? '';
    await store.bindings.save({
      site: 'demo',
      subject: '7',
      contactId,
      boundBy: 'test',
      boundAt: '2026-01-01T00:00:00Z',
    });
    await store.close();
  }, 120_000);
  afterAll(() => running.close());

  const formOf = (
    fields: Readonly<Record<string, string>>,
    content: Buffer,
    name: string,
  ): FormData => {
    const form = new FormData();
    for (const [key, value] of Object.entries(fields)) form.set(key, value);
    form.set('file', new Blob([new Uint8Array(content)]), name);
    return form;
  };
  const bring = async (
    fields: Readonly<Record<string, string>>,
    content: Buffer = PDF,
    name = 'plan.pdf',
    authorization: string | null = `Bearer ${DEVELOPER_TOKEN}`,
  ): Promise<Sent> => {
    const response = await fetch(`${running.url}/files`, {
      method: 'POST',
      body: formOf(fields, content, name),
      ...(authorization === null ? {} : { headers: { authorization } }),
    });
    return { status: response.status, body: await response.json() };
  };
  /** As a customer: the whole multipart body is hashed into the signature. */
  const bringAsCustomer = async (recordId: string, name = 'plan.pdf'): Promise<Sent> => {
    const signed = new Request(`${running.url}/files`, {
      method: 'POST',
      body: formOf({ recordId }, PDF, name),
    });
    const body = Buffer.from(await signed.arrayBuffer());
    const response = await running.fetchAsSite('/files', {
      method: 'POST',
      body,
      contentType: signed.headers.get('content-type') ?? '',
      roles: ['subscriber'],
    });
    return { status: response.status, body: await response.json() };
  };
  /**
   * Over a connection of its own: both ends are in this process, which large files keep busy for seconds, so that a kept
   * connection may just be closing.
   */
  const bringLarge = async (recordId: string, content: Buffer): Promise<Sent> => {
    const head = `--edge\r\nContent-Disposition: form-data; name="recordId"\r\n\r\n${recordId}\r\n--edge\r\nContent-Disposition: form-data; name="file"; filename="large.pdf"\r\n\r\n`;
    const sent = request(`${running.url}/files`, {
      method: 'POST',
      agent: false,
      headers: {
        authorization: `Bearer ${DEVELOPER_TOKEN}`,
        'content-type': 'multipart/form-data; boundary=edge',
      },
    });
    sent.write(head);
    sent.write(content);
    sent.end('\r\n--edge--\r\n');
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: response.statusCode ?? 0, body: await json(response) };
  };
  const filesOf = async (id: string) => {
    const { body } = await running.ask(
      `{ contentVersions(where: {firstPublishLocationId: {eq: "${id}"}}) { nodes { id title fileExtension contentSize versionData } } }`,
    );
    return body.data.contentVersions.nodes as {
      id: string;
      title: string;
      versionData: string;
      contentSize: number;
    }[];
  };
  const fetchFile = (url: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(new URL(url, running.url), { headers });

  it('takes a file, links it to the record and hands it out again', async () => {
    const sent = await bring({ recordId: own });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({
      receipt: { object: 'ContentVersion', created: true },
      file: { name: 'plan.pdf', size: PDF.length, contentType: 'application/pdf' },
    });
    const [file] = await filesOf(own);
    expect(file).toMatchObject({
      id: sent.body.receipt.id,
      title: 'plan',
      contentSize: PDF.length,
    });
    const response = await fetchFile(file?.versionData ?? '');
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(PDF)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(PDF.length),
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="plan.pdf"; filename*=UTF-8''plan.pdf`,
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'private, no-store',
    });
  });

  it.each([
    ['bytes=0-99', 206, 0, 100],
    ['bytes=100-', 206, 100, PDF.length],
    ['bytes=-10', 206, PDF.length - 10, PDF.length],
    ['bytes=0-1,5-6', 200, 0, PDF.length],
    ['lines=1-2', 200, 0, PDF.length],
  ])('answers the range %s', async (range, status, from, to) => {
    const [file] = await filesOf(own);
    const response = await fetchFile(file?.versionData ?? '', { range });
    expect(response.status).toBe(status);
    expect(Buffer.from(await response.arrayBuffer()).equals(PDF.subarray(from, to))).toBe(true);
    if (status === 206) {
      expect(response.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${PDF.length}`);
    }
    const outside = await fetchFile(file?.versionData ?? '', { range: `bytes=${PDF.length}-` });
    expect(outside.status).toBe(416);
  });

  it('lets a customer attach to and fetch from the own case only', async () => {
    const before = (await filesOf(other)).length;
    expect((await bringAsCustomer(own, 'mine.pdf')).status).toBe(201);
    const refused = await bringAsCustomer(other, 'theirs.pdf');
    expect([refused.status, refused.body.errors[0].extensions.code]).toEqual([404, 'NOT_FOUND']);
    expect(await filesOf(other)).toHaveLength(before);
    await bring({ recordId: other }, PDF, 'secret.pdf');
    const { body } = await running.askAsSite(
      '{ contentVersions(first: 50) { nodes { title versionData } } }',
      {},
      ['subscriber'],
    );
    const seen = body.data.contentVersions.nodes as { title: string; versionData: string }[];
    expect(seen.map(({ title }) => title)).toContain('mine');
    expect(seen.map(({ title }) => title)).not.toContain('secret');
    const mine = seen.find(({ title }) => title === 'mine');
    expect((await fetchFile(mine?.versionData ?? '')).status).toBe(200);
  });

  it('hands out nothing by an address that was changed, or by none', async () => {
    const [file] = await filesOf(own);
    const url = file?.versionData ?? '';
    for (const wrong of [`${url.slice(0, -2)}AA`, `${url}x`, '/files/x', '/files/..%2f..%2fetc']) {
      const response = await fetchFile(wrong);
      expect([401, 404]).toContain(response.status);
      expect(response.headers.get('content-disposition')).toBeNull();
    }
  });

  it.each([
    ['a script', 'run.html', Buffer.from('<script>alert(1)</script>')],
    ['a vector image', 'image.svg', Buffer.from('<svg onload="x"/>')],
    ['a program', 'setup.exe', Buffer.from('MZ')],
    ['no ending', 'README', Buffer.from('text')],
    ['another content than its name', 'image.png', Buffer.from('<html></html>')],
    ['a page under a harmless name', 'notes.txt', Buffer.from('  <html><script>1</script>')],
    ['nothing at all', 'empty.pdf', Buffer.alloc(0)],
  ])('refuses %s', async (_what, name, content) => {
    const sent = await bring({ recordId: own }, content, name);
    expect([sent.status, sent.body.errors[0].extensions.code]).toEqual([422, 'FILE_REJECTED']);
  });

  it.each([
    ['../../etc/passwd.pdf', 'passwd.pdf'],
    ['C:\\Users\\x\\plan.pdf', 'plan.pdf'],
    ['a"; filename="evil.exe.pdf', 'evil.exe.pdf'],
    ['rechts\u202Efdp.pdf', 'rechtsfdp.pdf'],
    ['Plan für Zoë.pdf', 'Plan für Zoë.pdf'],
    ['<img src=x onerror=1>.pdf', '_img src_x onerror_1_.pdf'],
    [`${'x'.repeat(400)}.pdf`, `${'x'.repeat(120)}.pdf`],
  ])('makes a harmless name of %s', async (name, expected) => {
    const sent = await bring({ recordId: own }, PDF, name);
    expect(sent.status).toBe(201);
    expect(sent.body.file.name.endsWith('.pdf')).toBe(true);
    if (!name.includes('"')) expect(sent.body.file.name).toBe(expected);
    const file = (await filesOf(own)).find(({ id }) => id === sent.body.receipt.id);
    const response = await fetchFile(file?.versionData ?? '');
    await response.arrayBuffer();
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[^"\r\n\\]*"; filename\*=UTF-8''[A-Za-z0-9.%_~-]*$/,
    );
  });

  it('takes a form that is posted twice once', async () => {
    const form = { recordId: own, requestId: 'file-1' };
    const first = await bring(form);
    const again = await bring(form);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body.receipt).toMatchObject({ id: first.body.receipt.id, created: false });
  });

  it('takes nothing without a credential, with a wrong one, without a record, or past the policy', async () => {
    expect((await bring({ recordId: own }, PDF, 'a.pdf', null)).status).toBe(401);
    expect((await bring({ recordId: own }, PDF, 'a.pdf', 'Bearer wrong')).status).toBe(401);
    expect((await bring({})).status).toBe(400);
    expect((await bring({ recordId: own, object: 'Document' })).status).toBe(400);
    expect((await bring({ recordId: '500000000000000AAA' })).status).toBe(404);
  });

  it('brings and fetches an Attachment too', async () => {
    const sent = await bring({ recordId: own, object: 'Attachment' });
    expect(sent.status).toBe(201);
    const { body } = await running.ask(
      `{ attachment(id: "${sent.body.receipt.id}") { name bodyLength body } }`,
    );
    expect(body.data.attachment).toMatchObject({ name: 'plan.pdf', bodyLength: PDF.length });
    const response = await fetchFile(body.data.attachment.body as string);
    expect(Buffer.from(await response.arrayBuffer()).equals(PDF)).toBe(true);
  });

  it('moves 50 MB both ways, to the byte, and leaves nothing on the disk', async () => {
    const large = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(50 * MEGABYTE - 9)]);
    const sent = await bringLarge(own, large);
    expect(sent.status).toBe(201);
    const file = (await filesOf(own)).find(({ id }) => id === sent.body.receipt.id);
    const response = await fetchFile(file?.versionData ?? '');
    const hash = createHash('sha256');
    for await (const chunk of response.body ?? []) hash.update(chunk);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(large).digest('hex'));
    const tooLarge = await bringLarge(own, Buffer.concat([large, Buffer.alloc(1)]));
    expect([tooLarge.status, tooLarge.body.errors[0].extensions.code]).toEqual([
      422,
      'FILE_REJECTED',
    ]);
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('skybridge-upload-'))).toEqual(
      [],
    );
  }, 120_000);
});
