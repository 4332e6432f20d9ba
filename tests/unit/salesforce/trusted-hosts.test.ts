import {
  assertTrustedLogin,
  isSalesforceOrigin,
  trustedInstanceUrl,
} from '../../../src/salesforce/trusted-hosts.ts';

const TRUST = { loginUrl: 'http://127.0.0.1:4010', trustedHosts: ['sf.example.com'] };

describe('hosts', () => {
  it.each([
    'https://login.salesforce.com',
    'https://test.salesforce.com',
    'https://acme--dev.sandbox.my.salesforce.com',
    'https://acme.my.site.force.com',
  ])('%s is Salesforce’s', (origin) => {
    expect(isSalesforceOrigin(origin)).toBe(true);
    expect(trustedInstanceUrl(`${origin}/`, TRUST)).toBe(origin);
    expect(() => assertTrustedLogin({ ...TRUST, name: 'main', loginUrl: origin })).not.toThrow();
  });

  it.each([
    'http://login.salesforce.com',
    'https://login.salesforce.com.evil.example',
    'https://evilsalesforce.com',
    'https://salesforce.com@evil.example',
    'https://login.salesforce.com:8443',
    'https://evil.example/.salesforce.com',
  ])('%s is not, neither for a login nor as an instance', (url) => {
    expect(isSalesforceOrigin(new URL(url).origin)).toBe(false);
    expect(() => trustedInstanceUrl(url, TRUST)).toThrow(/instance URL/);
    const { origin } = new URL(url);
    expect(() => assertTrustedLogin({ ...TRUST, name: 'main', loginUrl: origin })).toThrow(
      /trustedHosts/,
    );
  });

  it('of the operator’s list and of this machine are trusted', () => {
    for (const loginUrl of ['https://sf.example.com', 'http://127.0.0.1:4010']) {
      expect(() => assertTrustedLogin({ ...TRUST, name: 'main', loginUrl })).not.toThrow();
      expect(trustedInstanceUrl(loginUrl, TRUST)).toBe(loginUrl);
    }
    expect(() => trustedInstanceUrl('http://sf.example.com', TRUST)).toThrow(/instance URL/);
  });
});
