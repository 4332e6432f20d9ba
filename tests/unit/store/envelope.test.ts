import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { EnvelopeError, createEnvelope } from '../../../src/store/envelope.ts';

const reasonOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof EnvelopeError) return error.reason;
    throw error;
  }
  return 'opened';
};

describe('envelope', () => {
  const envelope = createEnvelope(randomBytes(32));

  it('opens what it sealed, for the same owner', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, owner) => {
        expect(envelope.open(envelope.seal(text, owner), owner)).toBe(text);
      }),
    );
  });

  it('seals the same text differently each time, and never shows it', () => {
    const [one, other] = [envelope.seal('a-token-value', 'o'), envelope.seal('a-token-value', 'o')];
    expect(one).not.toBe(other);
    expect(Buffer.from(one.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain(
      'token',
    );
  });

  it('refuses another owner, another key, a changed byte and nonsense, each by its name', () => {
    const sealed = envelope.seal('token', 'org-a');
    const other = createEnvelope(randomBytes(32));
    const bytes = Buffer.from(sealed.split('.')[2] ?? '', 'base64url');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const changed = [...sealed.split('.').slice(0, 2), bytes.toString('base64url')].join('.');
    expect(reasonOf(() => envelope.open(sealed, 'org-b'))).toBe('tampered');
    expect(reasonOf(() => envelope.open(changed, 'org-a'))).toBe('tampered');
    expect(reasonOf(() => other.open(sealed, 'org-a'))).toBe('unknown-key');
    for (const nonsense of ['', 'v1', 'v2.a.b', `v1.${envelope.keyId}.AAAA`]) {
      expect(reasonOf(() => envelope.open(nonsense, 'org-a'))).toBe('malformed');
    }
  });
});
