/** `operations:` opens by name and role only, pins arguments to the viewer, and never opens the general resources. */

import fc from 'fast-check';
import { operationAccess, pinnedArguments } from '../../../src/policy/operation-rules.ts';
import { checkOperations, parseOperations } from '../../../src/policy/parse-operations.ts';
import { decideRawCall } from '../../../src/policy/raw-access.ts';
import { ANONYMOUS, type Viewer } from '../../../src/policy/viewer.ts';

const USER: Viewer = { role: 'user', site: 'demo', subject: '7', contactId: '003000000000001AAA' };
const STAFF: Viewer = { ...USER, role: 'staff', contactId: null };

describe('named operations', () => {
  const rules = parseOperations({
    staffDirectory: ['anonymous', 'user'],
    contactCases: { user: { pin: { contactId: ':viewer.contactId' } }, staff: null },
    reports: { LeadListReport: ['staff'], '*': ['admin'] },
  });

  it.each<[string, Viewer, 'field' | 'report' | 'dashboard', string, boolean]>([
    ['a role that is named', USER, 'field', 'staffDirectory', true],
    ['a role that is not', STAFF, 'field', 'staffDirectory', false],
    ['a field without a rule', USER, 'field', 'other', false],
    ['a report by name', STAFF, 'report', 'LeadListReport', true],
    [
      'a report with a rule of its own is not under *',
      { ...STAFF, role: 'admin' },
      'report',
      'LeadListReport',
      false,
    ],
    ['another report under *', { ...STAFF, role: 'admin' }, 'report', 'Other', true],
    ['another report for others', STAFF, 'report', 'Other', false],
    ['a kind that nothing is said of', { ...STAFF, role: 'admin' }, 'dashboard', 'Any', false],
  ])('%s', (_case, viewer, kind, name, isOpen) => {
    expect(operationAccess(rules, viewer, kind, name) !== null).toBe(isOpen);
  });

  it('pins arguments for one role and leaves them to another', () => {
    const pinned = (viewer: Viewer) =>
      operationAccess(rules, viewer, 'field', 'contactCases')?.pinned;
    expect(pinned(USER)?.get('contactId')).toBe(USER.contactId);
    expect(pinned({ ...USER, contactId: null })?.get('contactId')).toBeNull();
    expect(pinned(STAFF)?.size).toBe(0);
    expect(pinnedArguments(rules, 'contactCases').get('contactId')).toBe('sometimes');
  });

  it('opens nothing without a section', () => {
    expect(operationAccess(parseOperations(undefined), STAFF, 'report', 'x')).toBeNull();
  });

  it.each<[unknown, RegExp]>([
    [[], /operations: It must be a mapping/],
    [{ '*': ['user'] }, /operations\.\*: .*name of a declared field/],
    [{ a: ['root'] }, /operations\.a: There is no role root/],
    [{ a: { user: { pins: {} } } }, /operations\.a\.user\.pins: There is no such key/],
    [{ a: { user: { pin: { x: 'viewer.contactId' } } } }, /pin\.x: It must be one of :viewer/],
    [{ reports: { A: { user: { pin: {} } } } }, /reports\.A\.user\.pin/],
    [{ raw: {} }, /operations\.raw: It must be a list/],
    [{ raw: [{ rest: '/services/**', methods: ['GET'], roles: ['user'] }] }, /raw\[0\]\.rest/],
    [{ raw: [{ rest: '/services/apexrest/../x', methods: ['GET'], roles: ['user'] }] }, /\.rest/],
    [{ raw: [{ rest: '/services/apexrest/x', methods: ['get'], roles: ['user'] }] }, /get is not/],
    [{ raw: [{ rest: '/services/apexrest/x', roles: ['user'] }] }, /methods: It must be a list/],
    [{ raw: [{ methods: ['GET'], roles: ['user'] }] }, /either rest, a path, or soap/],
  ])('refuses %j', (source, message) => {
    expect(() => parseOperations(source)).toThrow(message);
  });

  it('says what nothing declares', () => {
    const declared = [{ name: 'staffDirectory', pinnable: [] }];
    expect(checkOperations(rules, declared)).toEqual(['contactCases']);
    const both = [...declared, { name: 'contactCases', pinnable: [] }];
    expect(() => checkOperations(rules, both)).toThrow(/no argument contactId/);
  });
});

describe('raw calls', () => {
  const rules = parseOperations({
    raw: [
      { rest: '/services/apexrest/orders/*', methods: ['GET'], roles: ['user'], sites: ['demo'] },
      { rest: '/services/data/v62.0/**', methods: ['GET'], roles: ['staff'] },
      { rest: '/services/data/v62.0/actions/custom/*', methods: ['GET'], roles: ['staff'] },
      { rest: '/services/apexrest/**', methods: ['POST'], roles: ['admin'] },
      { soap: 'OrderService', methods: ['findOrders'], roles: ['staff'] },
    ],
  });
  const rest = (viewer: Viewer, method: string, path: string) =>
    decideRawCall(rules, viewer, { kind: 'rest', method, path });

  it('opens by site, role, method and path', () => {
    expect(rest(USER, 'GET', '/services/apexrest/orders/7')).toBe('allowed');
    expect(rest(USER, 'POST', '/services/apexrest/orders/7')).toBe('denied');
    expect(rest({ ...USER, site: 'other' }, 'GET', '/services/apexrest/orders/7')).toBe('denied');
    expect(rest({ ...USER, site: null }, 'GET', '/services/apexrest/orders/7')).toBe('denied');
    expect(rest(ANONYMOUS, 'GET', '/services/apexrest/orders/7')).toBe('denied');
    expect(rest(USER, 'GET', '/services/apexrest/orders')).toBe('denied');
    expect(rest(USER, 'GET', '/services/apexrest/orders/7/lines')).toBe('denied');
    expect(rest(USER, 'GET', '/services/apexrest/Orders/7')).toBe('denied');
    expect(rest(STAFF, 'GET', '/services/data/v62.0/limits')).toBe('allowed');
    // A wildcard does not reach what may show records; its own name does.
    expect(rest(STAFF, 'GET', '/services/data/v62.0/actions/custom/flow')).toBe('allowed');
    expect(rest(STAFF, 'GET', '/services/data/v62.0/actions/standard/postToChatter')).toBe(
      'denied',
    );
    expect(rest(STAFF, 'GET', '/services/data/v62.0/connect/communities')).toBe('denied');
    const soap = { kind: 'soap', method: 'findOrders', apexClass: 'OrderService' } as const;
    expect(decideRawCall(rules, STAFF, soap)).toBe('allowed');
    expect(decideRawCall(rules, STAFF, { ...soap, method: 'drop' })).toBe('denied');
    expect(decideRawCall(rules, STAFF, { ...soap, apexClass: '../u/62.0' })).toBe('malformed');
  });

  it.each([
    ...[
      'query',
      'queryAll',
      'QUERY',
      'composite',
      'Composite/batch',
      'tooling/query',
      'sobjects/Account',
    ],
    ...['search', 'graphql', 'ui-api/records', 'jobs/query', 'x/query', 'analytics/reports/00O'],
  ])('never opens /services/data/v62.0/%s, whatever a rule says', (resource) => {
    expect(rest(STAFF, 'GET', `/services/data/v62.0/${resource}`)).toBe('denied');
  });

  it.each([
    ...[
      '/services/Soap/u/62.0',
      '/services/async/62.0/job',
      '/services/oauth2/token',
      '/x',
      '/services/data',
    ],
  ])('never opens %s', (path) => {
    expect(rest(STAFF, 'GET', path)).toBe('denied');
  });

  it.each([
    ...[
      '/services/data/v62.0/limits/../query',
      '/services/data/v62.0/./limits',
      '/services//data/v62.0/limits',
    ],
    ...[
      '/services/data/v62.0/%71uery',
      '/services/data/v62.0/limits%2f..%2fquery',
      '/services/data/v62.0/%2e%2e/query',
    ],
    ...[
      '/services/data/v62.0/limits?q=SELECT',
      '/services/data/v62.0/limits#x',
      '/services/data/v62.0/limits\\query',
    ],
    ...[
      '/services/data/v62.0/limits;x',
      '/services/data/v62.0/limits\r\nHost: x',
      'services/data/v62.0/limits',
    ],
    ...[
      'https://evil.example/services/data/v62.0/limits',
      '//evil.example/services',
      '/services/data/v62.0/ｑuery',
      '',
    ],
    ...['/services/data/v62.0/limits/', '/services/data/v62.0/...'],
  ])('refuses to interpret %j', (path) => {
    expect(rest(STAFF, 'GET', path)).toBe('malformed');
  });

  it('allows nothing that a URL parser reads as another path', () => {
    const piece = fc.constantFrom(
      ...Array.from('/.%\\?#;: \t\n@'),
      '..',
      '%2e',
      '%2f',
      'query',
      'limits',
      'v62.0',
      'data',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const path = `/services/data/v62.0/limits${pieces.join('')}`;
        if (rest(STAFF, 'GET', path) !== 'allowed') return;
        const url = new URL(path, 'https://org.example');
        expect([url.host, url.pathname, url.search]).toEqual(['org.example', path, '']);
        expect(path).not.toMatch(/\/query(\/|$)/i);
      }),
      { numRuns: 2_000 },
    );
  });
});
