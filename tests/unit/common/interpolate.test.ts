import { ConfigError } from '../../../src/common/config/config-error.ts';
import { interpolate } from '../../../src/common/config/interpolate.ts';

describe('interpolate', () => {
  const fill = (value: unknown, env: Record<string, string | undefined> = {}) =>
    interpolate(value, env, 'skybridge.yaml');

  it('fills variables and defaults anywhere in a string', () => {
    expect(fill('a-${ONE}-${TWO:-two}', { ONE: '1' })).toBe('a-1-two');
  });

  it('takes an empty variable for unset, as a shell does', () => {
    expect(fill('${ONE:-default}', { ONE: '' })).toBe('default');
  });

  it('leaves keys, numbers and other dollar signs alone', () => {
    expect(fill({ '${KEY}': 1, cost: '$5 {x}' })).toEqual({ '${KEY}': 1, cost: '$5 {x}' });
  });

  it('never fills what a variable itself contains', () => {
    expect(fill('${ONE}', { ONE: '${TWO}', TWO: 'leak' })).toBe('${TWO}');
  });

  it('names file, key path and variable where one is not set', () => {
    expect(() => fill({ orgs: { local: { secrets: ['x', '${MISSING}'] } } })).toThrow(
      new ConfigError(
        'skybridge.yaml',
        'orgs.local.secrets[1]',
        'needs the environment variable MISSING, which is not set',
        'Set MISSING, or write a default: ${MISSING:-value}.',
      ),
    );
  });
});
