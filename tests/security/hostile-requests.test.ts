/** Requests that a stranger wrote byte by byte, to a whole gateway: each is one request, and is answered or refused as such. */

import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { safeFileName } from '../../src/server/files/file-name.ts';
import { createRestClientFor, type OrgApi } from '../integration/org-api.ts';
import {
  DEVELOPER_TOKEN,
  startRunningGateway,
  until,
  type RunningGateway,
} from '../integration/running-gateway.ts';
import { anyText } from '../support/hostile-text.ts';

const EVERYTHING = { staff: { rows: 'ALL', fields: 'ALL', create: { fields: 'ALL' } } };

let running: RunningGateway;
let api: OrgApi;
let caseId = '';

beforeAll(async () => {
  running = await startRunningGateway({
    configure: (config) => ({
      ...config,
      objects: ['Case', 'ContentVersion'],
      policy: { Case: EVERYTHING, ContentVersion: EVERYTHING },
      operations: undefined,
      queries: '/nowhere',
    }),
  });
  await until(async () => (await running.ready().catch(() => null))?.status === 200);
  api = await createRestClientFor(running.org.url);
  const page = (await api.get('/query?q=SELECT+Id+FROM+Case+LIMIT+1')) as {
    records: readonly [{ Id: string }];
  };
  caseId = page.records[0].Id;
}, 180_000);
afterAll(() => running.close());

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** The first answer to exactly these bytes; status 0 where the connection ended without one. */
function send(bytes: Buffer): Promise<Answer> {
  const { hostname, port } = new URL(running.url);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      const [head = '', ...body] = text.split('\r\n\r\n');
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0),
        head,
        body: body.join(),
      });
    });
  });
}

function expectRefusedOrAnswered({ status, head, body }: Answer): void {
  expect(status).not.toBe(500);
  expect(head.toLowerCase()).not.toContain('x-evil');
  expect(body).not.toMatch(/\n {4}at |node_modules|[\\/]src[\\/]/);
}

describe('headers', () => {
  const NAMES = [
    ...['Authorization', 'Content-Type', 'Cookie', 'Origin', 'Range', 'If-None-Match', 'Accept'],
    ...['Accept-Encoding', 'Last-Event-ID', 'X-Request-Id', 'X-Forwarded-For', 'Traceparent'],
    ...[
      'Apollo-Require-Preflight',
      'Content-Length',
      'Transfer-Encoding',
      'X-HTTP-Method-Override',
    ],
  ];
  const value = fc.oneof(
    anyText,
    anyText.map((text) => `Bearer ${text}`),
    anyText.map((text) => `${text}\r\nX-Evil: 1`),
    anyText.map((text) => `multipart/form-data; boundary=${text}`),
    anyText.map((text) => `application/json; charset=${text}`),
  );
  const target = fc.constantFrom(
    ...['POST /graphql', 'GET /graphql?query={__typename}', 'POST /files', 'GET /files/x/y'],
    ...['POST /subscriptions', 'GET /health/ready', 'GET /orgs', 'GET /metrics', 'POST /pair'],
  );

  it('of any kind open nothing, break nothing and come back nowhere', async () => {
    await running.forgetCalls();
    await fc.assert(
      fc.asyncProperty(target, fc.constantFrom(...NAMES), value, async (path, name, text) => {
        const content = '{"query":"{ cases { nodes { id } } }"}';
        const head = [
          `${path} HTTP/1.1`,
          `Host: ${new URL(running.url).host}`,
          'Connection: close',
          ...(name.startsWith('Content-') ? [] : ['Content-Type: application/json']),
          ...(name === 'Content-Length' || name === 'Transfer-Encoding'
            ? []
            : [`Content-Length: ${path.startsWith('GET') ? 0 : content.length}`]),
          `${name}: ${text}`,
        ];
        const body = path.startsWith('GET') ? '' : content;
        const answer = await send(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`));
        expectRefusedOrAnswered(answer);
        expect(answer.body).not.toContain('"nodes"');
      }),
      { numRuns: 200 },
    );
    // Nobody who says nothing true costs the org a call.
    expect((await running.calls()).calls.filter(({ path }) => path.includes('/query'))).toEqual([]);
    expect((await running.ready()).status).toBe(200);
  }, 120_000);
});

describe('the parts of a form', () => {
  const bring = (boundary: string, body: Buffer) =>
    send(
      Buffer.concat([
        Buffer.from(
          [
            'POST /files HTTP/1.1',
            `Host: ${new URL(running.url).host}`,
            'Connection: close',
            `Authorization: Bearer ${DEVELOPER_TOKEN}`,
            `Content-Type: multipart/form-data; boundary=${boundary}`,
            `Content-Length: ${body.length}`,
            '\r\n',
          ].join('\r\n'),
        ),
        body,
      ]),
    );
  const spooled = () =>
    readdirSync(tmpdir()).filter((name) => name.startsWith('skybridge-upload-'));
  /** As browsers write a name. @see https://html.spec.whatwg.org/#multipart-form-data */
  const quoted = (name: string) =>
    name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');

  it('become one file of one record, whatever its name, type and content say', async () => {
    const before = new Set(spooled());
    const trick = fc.constantFrom(
      ...[
        '',
        '\r\n--edge',
        '--edge--\r\n',
        '\r\n--edgy\r\n',
        '\r\nContent-Disposition: form-data; name="recordId"\r\n\r\n500',
      ],
    );
    await fc.assert(
      fc.asyncProperty(anyText, anyText, trick, async (name, type, inside) => {
        // A line of the content may look like an edge; only the edge itself, at the start of a line, is one.
        const content = Buffer.from(`%PDF-1.7\n${inside.replaceAll('\r\n--edge', '\r\n-edge')}`);
        const given = `${name}.pdf`.replace(/[\ud800-\udfff]/g, '');
        const form = [
          `--edge\r\nContent-Disposition: form-data; name="recordId"\r\n\r\n${caseId}\r\n`,
          `--edge\r\nContent-Disposition: form-data; name="file"; filename="${quoted(given)}"\r\n`,
          `Content-Type: ${type.replace(/[\r\n]/g, ' ')}\r\n\r\n`,
        ].join('');
        const answer = await bring(
          'edge',
          Buffer.concat([Buffer.from(form), content, Buffer.from('\r\n--edge--\r\n')]),
        );
        expectRefusedOrAnswered(answer);
        if (answer.status !== 201) {
          expect(answer.status).toBe(422);
          return;
        }
        const { receipt, file } = JSON.parse(answer.body) as {
          receipt: { id: string };
          file: { name: string; size: number };
        };
        expect(file.name).toBe(safeFileName(file.name));
        const record = (await api.get(`/sobjects/ContentVersion/${receipt.id}`)) as Record<
          string,
          unknown
        >;
        expect(record).toMatchObject({
          PathOnClient: file.name,
          Title: file.name.replace(/\.[^.]*$/, ''),
          ContentSize: content.length,
          FirstPublishLocationId: caseId,
        });
      }),
      { numRuns: 60 },
    );
    expect(spooled().filter((name) => !before.has(name))).toEqual([]);
  }, 120_000);

  it('in any order and of any make are taken or refused, and leave nothing on the disk', async () => {
    const before = new Set(spooled());
    const line = fc.oneof(
      anyText,
      fc.constantFrom(
        ...[
          '--edge',
          '--edge--',
          '',
          'Content-Disposition: form-data; name="file"; filename="a.pdf"',
        ],
        ...[
          'Content-Disposition: form-data; name="recordId"',
          'Content-Type: text/html',
          '%PDF-1.7',
        ],
        ...['Content-Disposition: form-data; name="file"; filename*=UTF-8\'\'..%2Fa.pdf'],
        ...['Content-Transfer-Encoding: base64', 'Content-Disposition: form-data', ': ', '\u0000'],
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 14 }), async (lines) => {
        const answer = await bring('edge', Buffer.from(lines.join('\r\n')));
        expectRefusedOrAnswered(answer);
        expect([400, 422]).toContain(answer.status);
      }),
      { numRuns: 150 },
    );
    expect(spooled().filter((name) => !before.has(name))).toEqual([]);
  }, 120_000);

  it.each(['', '"', ';', 'a'.repeat(500), 'é', '--', "x' y", '\t'])(
    'with the edge %j are refused',
    async (boundary) => {
      const answer = await bring(boundary, Buffer.from(`--${boundary}\r\n\r\n`));
      expectRefusedOrAnswered(answer);
      expect([400, 422]).toContain(answer.status);
    },
  );
});
