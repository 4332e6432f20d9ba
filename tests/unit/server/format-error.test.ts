import { GraphQLError } from 'graphql';
import { AppError } from '../../../src/common/errors.ts';
import { createLog } from '../../../src/common/log.ts';
import { createErrorFormatter } from '../../../src/server/format-error.ts';

describe('error formatting', () => {
  const lines: string[] = [];
  const format = createErrorFormatter(
    createLog({
      level: 'error',
      secrets: [],
      destination: { write: (line) => void lines.push(line) },
    }),
  );
  const formatted = (error: GraphQLError) => format(error.toJSON(), error);

  it('masks what nobody expected, and logs it under the reference it shows', () => {
    const error = formatted(
      new GraphQLError('connect ECONNREFUSED /var/run/secret.sock', {
        originalError: new Error('boom'),
        path: ['contacts'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', stacktrace: ['at x'] },
      }),
    );
    expect(error).toMatchObject({
      message: 'The gateway failed to answer this.',
      path: ['contacts'],
      extensions: { code: 'INTERNAL' },
    });
    expect(JSON.stringify(error)).not.toMatch(/secret|stack|boom/);
    const reference = /[0-9a-f-]{36}/.exec(String(error.extensions?.hint))?.[0] ?? 'none';
    expect(lines.at(-1)).toContain(reference);
    expect(lines.at(-1)).toContain('boom');
  });

  it('shows a known failure with code, hint and retryAfter, and nothing of its cause', () => {
    const cause = new Error('HTTP 503: 00Dxx!token');
    const original = new AppError('SALESFORCE_UNAVAILABLE', 'down', {
      hint: 'wait',
      retryAfter: 5,
      cause,
    });
    const error = formatted(new GraphQLError('down', { originalError: original, path: ['a', 0] }));
    expect(error).toEqual({
      message: 'down',
      path: ['a', 0],
      extensions: { code: 'SALESFORCE_UNAVAILABLE', hint: 'wait', retryAfter: 5 },
    });
  });

  it('gives Apollo’s own codes a hint', () => {
    const error = formatted(
      new GraphQLError('Syntax Error: x', { extensions: { code: 'GRAPHQL_PARSE_FAILED' } }),
    );
    expect(error.extensions).toMatchObject({
      code: 'GRAPHQL_PARSE_FAILED',
      hint: expect.any(String) as string,
    });
  });

  it('trusts no code of ours that comes without our hint, and never INTERNAL', () => {
    for (const extensions of [
      { code: 'FORBIDDEN' },
      { code: 'INTERNAL', hint: 'secret path /etc' },
      {},
    ]) {
      expect(formatted(new GraphQLError('text', { extensions })).extensions?.code).toBe('INTERNAL');
    }
  });

  it('does not echo a megabyte', () => {
    const error = formatted(
      new GraphQLError('x'.repeat(1_000_000), { extensions: { code: 'BAD_USER_INPUT' } }),
    );
    expect(error.message.length).toBeLessThan(600);
  });
});
