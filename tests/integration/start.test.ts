import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startLocalOrg } from '../../local-org/server.ts';
import type { RunningLocalOrg } from '../../local-org/server.ts';
import type { Config } from '../../src/common/config/load-config.ts';
import { startGatewayFor, until } from './running-gateway.ts';

const QUERY = '{ contacts(first: 1) { nodes { name } } }';

const withRule =
  (object: string, rule: Readonly<Record<string, unknown>>) =>
  (config: Config): Config => ({
    ...config,
    policy: { ...(config.policy as object), [object]: { staff: rule } },
  });
const TYPING_ERROR = withRule('Contact', { rows: 'ALL', fields: ['Nam'] });
const PROBLEM =
  'policy.Contact.staff.fields is wrong: There is no field Contact.Nam. Change it to match the org’s metadata.';

describe('the start of the gateway', () => {
  let org: RunningLocalOrg;
  let folder: string;
  let storeFile: string;
  beforeAll(async () => {
    org = await startLocalOrg({ scale: 'small' });
  });
  afterAll(() => org.close());
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-start-'));
    storeFile = path.join(folder, 'store.db');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Leaves a store that knows the demo's objects and holds a token. */
  const warmUp = async (orgUrl: string): Promise<void> => {
    const first = await startGatewayFor(orgUrl, { storeFile });
    await until(async () => (await first.ready()).status === 200);
    await first.close();
  };

  it('ends where the stored metadata shows a mistake in the policy', async () => {
    await warmUp(org.url);
    await expect(
      startGatewayFor(org.url, { storeFile, configure: TYPING_ERROR }),
    ).rejects.toMatchObject({
      name: 'ConfigError',
      message: expect.stringMatching(`skybridge.yaml:\\d+: ${PROBLEM}`) as string,
    });
  });

  it('ends where the first describe shows one, and blames Salesforce for nothing meanwhile', async () => {
    const gateway = await startGatewayFor(org.url, { storeFile, configure: TYPING_ERROR });
    const mistake = await gateway.gateway.misconfigured;
    expect(mistake.message).toMatch(new RegExp(`skybridge.yaml:\\d+: ${PROBLEM}`));
    const { body } = await gateway.ask(QUERY);
    expect(body.errors[0].extensions.code).toBe('INTERNAL');
    expect(body.errors[0].extensions).not.toHaveProperty('retryAfter');
    expect((await gateway.ready()).body.reasons).toEqual([
      expect.objectContaining({ code: 'POLICY_INVALID' }),
    ]);
    await gateway.close();
  });

  it('asks the org before it refuses a policy about a field that is new there', async () => {
    const own = await startLocalOrg({ scale: 'small' });
    await warmUp(own.url);
    const change = {
      kind: 'add-field',
      object: 'Contact',
      field: { name: 'Badge__c', type: 'string', label: 'Badge', length: 40 },
    };
    await fetch(`${own.url}/__control`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ action: 'metadata', change }),
    });
    const configure = withRule('Contact', { rows: 'ALL', fields: ['Badge__c'] });
    const gateway = await startGatewayFor(own.url, { storeFile, configure });
    await until(async () => (await gateway.ready()).status === 200);
    const { body } = await gateway.ask('{ contacts(first: 1) { nodes { badge } } }');
    expect(body.errors).toBeUndefined();
    await gateway.close();
    await own.close();
  });

  describe('with an object more than the store knows', () => {
    const withGroup = (config: Config): Config => ({
      ...withRule('Group', { rows: 'ALL', fields: 'ALL' })(config),
      objects: config.objects === 'ALL' ? 'ALL' : config.objects.concat('Group'),
    });

    it('serves what is known, and says of the rest that it is not described yet', async () => {
      const own = await startLocalOrg({ scale: 'small' });
      await warmUp(own.url);
      await own.close();
      const gateway = await startGatewayFor(own.url, { storeFile, configure: withGroup });
      // The answer needs no row, so that it tells of the schema alone.
      await until(async () => (await gateway.ask('{ viewer { role } }')).status === 200);
      const { body } = await gateway.ask('{ groups { totalCount } }');
      expect(body.errors[0].extensions).toMatchObject({
        code: 'GRAPHQL_VALIDATION_FAILED',
        hint: expect.stringContaining('not described yet') as string,
      });
      const ready = await gateway.ready();
      expect(ready.body.schema.pending).toEqual(['Group']);
      expect(JSON.stringify([ready.body, gateway.logLines])).not.toMatch(/not among|POLICY/);
      await gateway.close();
    });

    it('serves that too as soon as the org has told of it', async () => {
      await warmUp(org.url);
      const gateway = await startGatewayFor(org.url, { storeFile, configure: withGroup });
      await until(async () => (await gateway.ask('{ groups { totalCount } }')).status === 200);
      expect((await gateway.ready()).body.schema.pending).toEqual([]);
      await gateway.close();
    });
  });

  it('says the same of a wrong client secret in /graphql as in /health/ready', async () => {
    const configure = (config: Config): Config => ({
      ...config,
      org: { ...config.org, clientSecret: 'not-the-secret' } as Config['org'],
    });
    const gateway = await startGatewayFor(org.url, { storeFile, configure });
    await until(
      async () => (await gateway.ready()).body.reasons[0].code !== 'SALESFORCE_UNAVAILABLE',
    );
    const [reason] = (await gateway.ready()).body.reasons;
    const { status, body } = await gateway.ask(QUERY);
    expect(status).toBe(503);
    expect(reason.code).toBe('ORG_RECONNECT_REQUIRED');
    expect(body.errors[0].extensions).toMatchObject({ code: reason.code, hint: reason.hint });
    await gateway.close();
  });

  describe('as a process', () => {
    /** Runs it to its end. */
    const run = async (config: string, port: number) => {
      const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
        env: {
          ...process.env,
          SKYBRIDGE_CONFIG: config,
          SKYBRIDGE_LOCAL_ORG_URL: org.url,
          SKYBRIDGE_STORE: storeFile,
          PORT: String(port),
        },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const chunks: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
      const [code] = (await once(child, 'close')) as [number | null];
      return { code, lines: Buffer.concat(chunks).toString('utf8').trim().split('\n') };
    };

    it('says nothing but that the port is taken', async () => {
      await warmUp(org.url);
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { code, lines } = await run('examples/demo/skybridge.yaml', port);
      server.close();
      expect(code).toBe(1);
      expect(lines).toEqual([expect.stringMatching(`^Port ${port} is taken\\.`)]);
    });

    it.each(['warm', 'cold'])(
      'ends with the mistake in the policy and code 1, %s',
      async (store) => {
        if (store === 'warm') await warmUp(org.url);
        const config = path.join(folder, 'skybridge.yaml');
        const demo = readFileSync('examples/demo/skybridge.yaml', 'utf8');
        writeFileSync(config, demo.replace('Is_Staff__c = true', 'Is_Stuff__c = true'));
        const { code, lines } = await run(config, 0);
        expect(code).toBe(1);
        const line = demo.slice(0, demo.indexOf('rows:')).split('\n').length;
        expect(lines.at(-1)).toBe(
          `${config}:${line}: policy.Contact.anonymous.rows is wrong: There is no field Contact.Is_Stuff__c. Change it to match the org’s metadata.`,
        );
        expect(lines.filter((line) => !line.startsWith('{'))).toHaveLength(1);
      },
    );
  });
});
