import fc from 'fast-check';
import { REDACTED, createLog, createRedactor } from '../../../src/common/log.ts';

const ACCESS_TOKEN = '00DLO00000000012AA!AQcAQH0dMHZfz972Szmpkb58urFRkgeBGsxL_QJWwYMfAbUeeG7c1E6';
const REFRESH_TOKEN = '5Aep861TSESvWeug_xvFHRBTTbf_YrTWgEyjBJrfXQlcKAh';
const JWT = 'eyJhbGciOiJFZERTQSJ9.eyJpc3MiOiJkZW1vIn0.c2lnbmF0dXJl';
const SECRET = 'p"a\\ss/word-of-the-org';

describe('log', () => {
  const lines: string[] = [];
  const log = createLog({
    level: 'trace',
    secrets: [SECRET],
    destination: { write: (line) => void lines.push(line) },
  });
  beforeEach(() => {
    lines.length = 0;
  });

  const everywhere = (secret: string): void => {
    log.info({ nested: { deep: [{ value: `x ${secret} y` }] } }, `message ${secret}`);
    log.error({ err: new Error(`failed with ${secret}`, { cause: new Error(secret) }) });
    log.warn({ headers: { authorization: `Bearer ${secret}`, cookie: `sid=${secret}` } });
    log.debug(JSON.stringify({ access_token: secret }));
    log.debug(`https://x.example/?access_token=${encodeURIComponent(secret)}&a=1`);
  };

  it.each([
    ['Salesforce access token', ACCESS_TOKEN],
    ['Salesforce refresh token', REFRESH_TOKEN],
    ['JWT', JWT],
    ['configured secret', SECRET],
  ])('strikes out a %s wherever it stands', (_name, secret) => {
    everywhere(secret);
    const text = lines.join('');
    expect(lines).toHaveLength(5);
    expect(text).not.toContain(secret);
    expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(text).not.toContain(encodeURIComponent(secret));
    expect(text).toContain(REDACTED);
  });

  it('strikes out what secret-bearing names hold, whatever it looks like', () => {
    log.info({ client_secret: 'plain words', body: '{"refresh_token": "abc", "keep": "this"}' });
    expect(lines[0]).not.toContain('plain words');
    expect(lines[0]).not.toContain('abc');
    expect(lines[0]).toContain('this');
  });

  it('keeps every line valid JSON', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (message, value) => {
        lines.length = 0;
        log.info({ value, password: value, text: `token=${message}` }, message);
        JSON.parse(lines[0] ?? '');
      }),
    );
  });

  it('leaves ordinary text alone', () => {
    const redact = createRedactor([]);
    for (const text of [
      'OAuth endpoint answered',
      'Basic understanding',
      'contact 003xx000004TmiQAAS',
    ]) {
      expect(redact(text)).toBe(text);
    }
  });
});
