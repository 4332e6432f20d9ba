import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigError } from '../../../src/common/config/config-error.ts';
import { loadConfig } from '../../../src/common/config/load-config.ts';

const MINIMAL = `
orgs:
  main:
    loginUrl: https://acme.my.salesforce.com
    grant: client_credentials
    clientId: consumer-key
    clientSecret: \${ORG_SECRET}
`;

describe('loadConfig', () => {
  let folder: string;
  const load = (yaml: string, env: Record<string, string> = {}) => {
    const file = path.join(folder, 'skybridge.yaml');
    writeFileSync(file, yaml);
    return loadConfig({ SKYBRIDGE_CONFIG: file, ORG_SECRET: 'very-secret-value', ...env });
  };
  const problemOf = (yaml: string, env: Record<string, string> = {}): ConfigError => {
    try {
      load(yaml, env);
    } catch (error) {
      if (error instanceof ConfigError) return error;
      throw error;
    }
    throw new Error('The configuration was accepted.');
  };

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'skybridge-config-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('fills in every default, and those deny', () => {
    const config = load(MINIMAL);
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      org: { name: 'main', apiVersion: '62.0' },
      publicAnonymous: false,
      developerToken: null,
      secretKey: null,
      sites: {},
      guards: { maxAliases: 50, operations: 'any' },
    });
    expect(config.policy).toBeUndefined();
    expect(config.secrets).toContain('very-secret-value');
  });

  it('reads the demo’s file', () => {
    const config = loadConfig({ SKYBRIDGE_CONFIG: 'examples/demo/skybridge.yaml' });
    expect(config.org.loginUrl).toBe('http://127.0.0.1:4010');
    expect(config.sites.demo).toEqual({
      roles: { administrator: 'staff' },
      ceiling: 'staff',
      portal: { bindRoles: ['administrator'], selfService: true, linkMinutes: 30 },
      routers: true,
    });
  });

  it.each([
    ['an unknown key at the top', `${MINIMAL}\npolicies: {}`, 'policies', /not a key/],
    [
      'an unknown key inside',
      MINIMAL.replace('grant:', 'grnat: x\n    grant:'),
      'orgs.main.grnat',
      /not a key/,
    ],
    [
      'plain http to another machine',
      MINIMAL.replace('https://acme.my.salesforce.com', 'http://acme.example'),
      'orgs.main.loginUrl',
      /https/,
    ],
    [
      'a retired API version',
      `${MINIMAL}    apiVersion: "30.0"`,
      'orgs.main.apiVersion',
      /retired/,
    ],
    [
      'a version that is a number',
      `${MINIMAL}    apiVersion: 62.0`,
      'orgs.main.apiVersion',
      /quoted/,
    ],
    [
      'another grant',
      MINIMAL.replace('client_credentials', 'password'),
      'orgs.main.grant',
      /client_credentials/,
    ],
    [
      'no time for a call',
      `${MINIMAL}\ntimeouts: { requestSeconds: 0 }`,
      'timeouts.requestSeconds',
      /at least 0\.1 seconds/,
    ],
    [
      'no time to connect',
      `${MINIMAL}\ntimeouts: { connectSeconds: 0 }`,
      'timeouts.connectSeconds',
      /at least 0\.1 seconds/,
    ],
    [
      'a look at the metadata every few milliseconds',
      `${MINIMAL}\nschema: { refreshSeconds: 0.01 }`,
      'schema.refreshSeconds',
      /API call/,
    ],
    [
      'a cache of negative age',
      `${MINIMAL}\ncache: { ttlSeconds: -1 }`,
      'cache.ttlSeconds',
      /Too small/,
    ],
    [
      'a part of a megabyte',
      `${MINIMAL}\ncache: { maxMegabytes: 1.3 }`,
      'cache.maxMegabytes',
      /int/,
    ],
    ['a limit of nothing', `${MINIMAL}\nguards: { maxCost: 0 }`, 'guards.maxCost', /Too small/],
    ['no org', 'orgs: {}', 'orgs', /at least one/],
    ['an object name with SOQL in it', `${MINIMAL}\nobjects: ["Account LIMIT 1"]`, 'objects', /./],
    [
      'a ceiling above every role',
      `${MINIMAL}\nsites: { demo: { ceiling: root } }`,
      'sites.demo.ceiling',
      /./,
    ],
  ])('refuses %s and names the key', (_case, yaml, key, reason) => {
    const problem = problemOf(yaml);
    expect(problem.path).toContain(key);
    expect(problem.message).toMatch(reason);
    expect(problem.source).toContain('skybridge.yaml');
    expect(problem.hint).not.toBe('');
  });

  it('takes zero where it turns something off', () => {
    const config = load(
      `${MINIMAL}\nschema: { refreshSeconds: 0 }\ncache: { ttlSeconds: 0, staleIfErrorSeconds: 0 }`,
    );
    expect(config.schema.refreshSeconds).toBe(0);
    expect(config.cache).toMatchObject({ ttlSeconds: 0, staleIfErrorSeconds: 0 });
  });

  it.each([
    ['PORT', 'http'],
    ['PORT', '70000'],
    ['SKYBRIDGE_SECRET_KEY', 'c2hvcnQ='],
    ['SKYBRIDGE_DEVELOPER_TOKEN', 'guess'],
    ['LOG_LEVEL', 'loud'],
  ])('refuses %s=%s and names the variable', (name, value) => {
    expect(problemOf(MINIMAL, { [name]: value }).path).toBe(name);
  });

  it('never shows a secret in an error', () => {
    const problem = problemOf(MINIMAL, { SKYBRIDGE_SECRET_KEY: 'not-the-right-length' });
    expect(problem.message).not.toContain('not-the-right-length');
  });

  it('says where it looked when there is no file', () => {
    expect(() => loadConfig({ SKYBRIDGE_CONFIG: path.join(folder, 'absent.yaml') })).toThrow(
      /absent\.yaml cannot be read\. Set SKYBRIDGE_CONFIG/,
    );
  });

  it('names the line of broken YAML', () => {
    expect(problemOf('orgs: [').message).toMatch(/line 1/);
  });

  it('names the line of the mistake, also behind an alias or a merge', () => {
    const text = [
      'orgs:',
      '  main: &org',
      '    loginUrl: https://example.my.salesforce.com',
      '    grant: client_credentials',
      '    clientId: id',
      '    clientSecret: secret',
      'cache: { ttlSeconds: 5 }',
      'guards:',
      '  maxDepth: deep',
    ].join('\n');
    expect(problemOf(text).message).toMatch(/skybridge\.yaml:9: guards\.maxDepth is wrong/);
    expect(problemOf(text).line).toBe(9);
    const { lineOf } = load(
      [
        MINIMAL,
        'policy:',
        '  Contact:',
        '    anonymous: &open',
        "      rows: 'Id != null'",
        '    user: *open',
      ].join('\n'),
    );
    const rows = lineOf('policy.Contact.anonymous.rows');
    expect(rows).toBeGreaterThan(1);
    expect(lineOf('policy.Contact.user.rows')).toBe(rows);
    expect(lineOf('policy.Contact.anonymous.absent')).toBe((rows ?? 0) - 1);
    expect(lineOf('nothing.of.this')).toBeNull();
  });
});
