/** Resolves the backslash escapes of SOQL string literals. Source: SOQL guide, quoted strings. */
import { malformedQuery } from '../errors.ts';

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
};

/**
 * `like` keeps `\_`, `\%` and `\\` escaped, so that the pattern still tells a literal
 * percent sign from a wildcard; `plain` resolves everything.
 */
export function resolveEscapes(body: string, mode: 'plain' | 'like'): string {
  return body.replace(/\\(?:[uU]([0-9a-fA-F]{4})|([\s\S]?))/g, (whole, hex?: string, char = '') => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (mode === 'like' && (char === '_' || char === '%' || char === '\\')) return whole;
    const resolved = SIMPLE[char as string] ?? SIMPLE[(char as string).toLowerCase()];
    if (resolved === undefined) {
      throw malformedQuery(
        `Invalid string literal '${body}'. Illegal character sequence '${whole}' in string literal.`,
      );
    }
    return resolved;
  });
}
