import { readFileSync } from 'node:fs';
import { printSdl } from '../../src/schema/print-sdl.ts';
import { startRunningGateway, until } from './running-gateway.ts';
import type { RunningGateway } from './running-gateway.ts';

describe('the live schema', () => {
  let running: RunningGateway;
  beforeAll(async () => {
    running = await startRunningGateway();
    await until(async () => (await running.ready()).status === 200);
  });
  afterAll(() => running.close());

  const hasField = async (name: string): Promise<boolean> => {
    const { body } = await running.ask('{ __type(name: "Contact") { fields { name } } }');
    const fields = body.data.__type.fields as { name: string }[];
    return fields.some((field) => field.name === name);
  };

  it('of the demo is the one in examples/demo/schema.graphql (npm run schema:print)', async () => {
    const demo = await startRunningGateway({
      configure: (config) => ({ ...config, changes: { ...config.changes, enabled: true } }),
    });
    await until(async () => (await demo.ready()).status === 200);
    const schema = demo.gateway.schemas.current()?.schema;
    await demo.close();
    if (schema === undefined) throw new Error('No schema is live.');
    expect(`${printSdl(schema).trim()}\n`).toBe(
      `${readFileSync('examples/demo/schema.graphql', 'utf8').trim()}\n`,
    );
  });

  it('follows the org while it serves, without dropping a request', async () => {
    expect(await hasField('badge')).toBe(false);
    const asking = { now: true };
    const failures: unknown[] = [];
    let answers = 0;
    const worker = async (): Promise<void> => {
      while (asking.now) {
        // Some operations are new to the schema that is just coming in, and some were planned before.
        const first = 1 + (answers % 3);
        const { body } = await running.ask(`{ contacts(first: ${first}) { nodes { name } } }`);
        if (body.errors === undefined && body.data.contacts.nodes.length === first) answers += 1;
        else failures.push(body);
      }
    };
    const load = Promise.all([worker(), worker(), worker(), worker()]);
    await running.control({
      action: 'metadata',
      change: {
        kind: 'add-field',
        object: 'Contact',
        field: { name: 'Badge__c', type: 'string', label: 'Badge', length: 40 },
      },
    });
    await running.gateway.schemas.refresh({ conditional: false });
    expect(await hasField('badge')).toBe(true);
    const { body } = await running.ask('{ contacts(first: 1) { nodes { badge } } }');
    expect(body.errors).toBeUndefined();
    asking.now = false;
    await load;
    expect(failures).toEqual([]);
    expect(answers).toBeGreaterThan(4);
  });

  it('keeps a removed field for one look as deprecated, null and not asked for, and then lets it go', async () => {
    const query = '{ contacts(first: 1) { nodes { name badge } } }';
    const asking = { now: true };
    const codes = new Set<unknown>();
    const worker = async (): Promise<void> => {
      while (asking.now) {
        const { body } = await running.ask('{ contacts(first: 2) { nodes { name } } }');
        codes.add(body.errors?.[0].extensions.code ?? null);
      }
    };
    const load = Promise.all([worker(), worker()]);
    await running.control({
      action: 'metadata',
      change: { kind: 'remove-field', object: 'Contact', name: 'Badge__c' },
    });
    await running.gateway.schemas.refresh({ conditional: true });
    const { body } = await running.ask(query);
    expect(body.data.contacts.nodes).toEqual([{ name: expect.any(String) as string, badge: null }]);
    expect(body.errors).toMatchObject([
      { path: ['contacts', 'nodes', 'badge'], extensions: { code: 'INVALID_FIELD' } },
    ]);
    const type = await running.ask(
      '{ __type(name: "Contact") { fields(includeDeprecated: true) { name isDeprecated deprecationReason } } }',
    );
    expect(type.body.data.__type.fields).toContainEqual({
      name: 'badge',
      isDeprecated: true,
      deprecationReason: expect.stringContaining('Badge__c') as string,
    });
    expect(running.logLines.join('')).toContain('"gone":["Contact.badge"]');

    await running.gateway.schemas.refresh({ conditional: true });
    const after = await running.ask(query);
    expect(after.body.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    asking.now = false;
    await load;
    expect([...codes]).toEqual([null]);
  });

  it('asks for what changed only, and notices a change by that', async () => {
    await running.forgetCalls();
    await running.gateway.schemas.refresh({ conditional: true });
    const { calls } = await running.calls();
    // The describes that changed, and the list of the reports whose rows are typed.
    expect(calls.map((call) => call.path)).toEqual([
      '/services/data/v62.0/composite',
      '/services/data/v62.0/query',
    ]);
  });

  it('stays in service where the policy no longer fits the metadata, and /health/ready says why', async () => {
    await running.control({
      action: 'metadata',
      change: { kind: 'remove-field', object: 'Contact', name: 'Directory_Opt_Out__c' },
    });
    await running.gateway.schemas.refresh({ conditional: false });
    const ready = await running.ready();
    expect(ready.status).toBe(503);
    expect(ready.body.reasons).toEqual([
      {
        org: 'local',
        code: 'POLICY_INVALID',
        message:
          'policy.Contact.anonymous.rows: There is no field Contact.Directory_Opt_Out__c. The schema read before stays in service.',
        hint: expect.stringContaining('skybridge.yaml') as string,
        since: expect.any(String) as string,
      },
    ]);
    expect(running.logLines.join('')).not.toMatch(/PolicyError|\.ts:\d/);
    expect(
      (await running.ask('{ contacts(first: 1) { nodes { name } } }')).body.errors,
    ).toBeUndefined();
  });
});
