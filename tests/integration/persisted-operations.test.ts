import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEVELOPER_TOKEN, startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

const LISTED = '{ contacts(first: 1) { nodes { name } } }';
const UNLISTED = '{ contacts(first: 2) { nodes { name email } } }';
const STAFF = { authorization: `Bearer ${DEVELOPER_TOKEN}` };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const byHash = (text: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } },
});

describe('a gateway that takes listed operations only', () => {
  let running: RunningGateway;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-operations-'));
    const persistedOperations = path.join(folder, 'operations.json');
    writeFileSync(persistedOperations, JSON.stringify({ [sha256(LISTED)]: LISTED }));
    running = await startRunningGateway({
      configure: (config) => ({
        ...config,
        publicAnonymous: true,
        guards: { ...config.guards, operations: 'persisted', persistedOperations },
      }),
    });
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(async () => {
    await running.close();
    rmSync(folder, { recursive: true });
  });

  const send = (request: unknown, headers: Readonly<Record<string, string>> = {}) =>
    running.post(JSON.stringify(request), headers);

  it('runs a listed operation for anybody, by its text and by its hash', async () => {
    for (const request of [
      { query: LISTED },
      byHash(LISTED),
      { query: LISTED, ...byHash(LISTED) },
    ]) {
      const { body } = await send(request);
      expect(body.errors).toBeUndefined();
      expect(body.data.contacts.nodes).toHaveLength(1);
    }
  });

  it('lets staff send what is not listed, and remembers it for nobody', async () => {
    const asStaff = await send({ query: UNLISTED, ...byHash(UNLISTED) }, STAFF);
    expect(asStaff.body.data.contacts.nodes).toHaveLength(2);

    const asAnybody = await send(byHash(UNLISTED));
    expect(asAnybody.body.data).toBeUndefined();
    expect(asAnybody.body.errors[0].extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
  });

  it('refuses an unlisted text in words that its sender can act on', async () => {
    const { status, body } = await send({ query: UNLISTED, ...byHash(UNLISTED) });
    expect(status).toBe(403);
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
    expect(JSON.stringify(body)).not.toMatch(/skybridge\.yaml|guards/);
    expect(body.errors[0].extensions.hint).toMatch(/ask the gateway’s operator/);
  });
});
