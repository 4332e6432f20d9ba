/** Any value survives the way into SOQL and through an independent parser; whatever has no literal is refused. */

import { parseQuery } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { AppError } from '../../../src/common/errors.ts';
import type { SoqlValue } from '../../../src/soql/nodes.ts';
import {
  combinationToText,
  likePatternToText,
  searchWordsToText,
  valueToText,
} from '../../../src/soql/value-to-text.ts';
import { literal, compare } from '../../support/soql-values.ts';

/** The value of the only condition, as the independent parser reads it. */
function parsedValue(text: string): string {
  const query = parseQuery(`SELECT Id FROM Contact WHERE Name = ${text}`);
  expect(Object.keys(query).sort()).toEqual(['fields', 'sObject', 'where']);
  const where = query.where as { left: { value: string }; operator?: string };
  expect(where.operator).toBeUndefined();
  return where.left.value;
}

const text = fc
  .string({ unit: 'grapheme', maxLength: 200 })
  .filter((value) => !value.includes('\u0000'));
const hostile = fc.string({
  unit: fc.constantFrom(
    "'",
    '\\',
    '"',
    '%',
    '_',
    '\n',
    '\r',
    '\t',
    '\u0001',
    'n',
    'u',
    '0',
    ')',
    ' OR ',
  ),
  maxLength: 60,
});

describe('a string', () => {
  it('is one literal, whatever it holds', () => {
    fc.assert(
      fc.property(fc.oneof(text, hostile), (value) => {
        const soql = valueToText({ type: 'string', value });
        expect(literal(parsedValue(soql), 'STRING')).toBe(value);
      }),
      { numRuns: 500 },
    );
  });

  it('is taken literally by LIKE, with only its own wildcards', () => {
    fc.assert(
      fc.property(fc.oneof(text, hostile), fc.oneof(text, hostile), (value, other) => {
        const pattern = likePatternToText([{ text: value }]);
        const isSame = value.toLowerCase() === other.toLowerCase();
        if (value !== '') expect(compare('LIKE', value, [pattern], 'string')).toBe(true);
        if (!isSame && !value.includes('İ')) {
          expect(compare('LIKE', other, [pattern], 'string')).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of 4,001 characters, with half a surrogate pair or a null character is refused', () => {
    expect(() => valueToText({ type: 'string', value: 'a\u0000b' })).toThrow(AppError);
    expect(() => likePatternToText([{ text: 'a\u0000b' }])).toThrow(AppError);
    expect(() => valueToText({ type: 'string', value: 'x'.repeat(4001) })).toThrow(AppError);
    expect(() => valueToText({ type: 'string', value: '\ud800' })).toThrow(/not a string/);
  });
});

describe('other values', () => {
  const LITERALS: readonly (readonly [SoqlValue, string])[] = [
    [{ type: 'null' }, 'null'],
    [{ type: 'boolean', value: true }, 'true'],
    [{ type: 'number', value: 1e21 }, '1000000000000000000000'],
    [{ type: 'number', value: 1e-7 }, '0.00000010000000000000'],
    [{ type: 'number', value: -0 }, '0'],
    [{ type: 'date', value: '2026-02-28' }, '2026-02-28'],
    [{ type: 'dateTime', value: '2025-04-10T22:31:37.000+0000' }, '2025-04-10T22:31:37.000Z'],
    [{ type: 'dateTime', value: '2026-01-31T12:00:00+01:00' }, '2026-01-31T11:00:00.000Z'],
    [{ type: 'time', value: '09:30' }, '09:30:00.000Z'],
    [{ type: 'dateLiteral', value: 'LAST_N_DAYS:30' }, 'LAST_N_DAYS:30'],
    [{ type: 'id', value: '003000000000001AAA' }, "'003000000000001AAA'"],
  ];

  it.each(LITERALS)('%j is %s', (value, expected) => {
    expect(valueToText(value)).toBe(expected);
  });

  const REFUSED: readonly SoqlValue[] = [
    { type: 'number', value: Number.NaN },
    { type: 'number', value: Number.POSITIVE_INFINITY },
    { type: 'id', value: "003' OR Id != '" },
    { type: 'date', value: '2026-02-30' },
    { type: 'date', value: '1699-12-31' },
    { type: 'date', value: '2026-01-01 OR Id != null' },
    { type: 'dateTime', value: '2026-01-01' },
    { type: 'time', value: '25:00:00.000Z' },
    { type: 'dateLiteral', value: 'TODAY OR Id != null' },
    { type: 'dateLiteral', value: 'LAST_N_DAYS:x' },
  ];

  it.each(REFUSED)('%j is refused', (value) => {
    expect(() => valueToText(value)).toThrow(AppError);
  });

  it.each([undefined, null, 5, {}, []])('a string that is %p is a mistake of ours', (value) => {
    expect(() => valueToText({ type: 'string', value } as unknown as SoqlValue)).toThrow(TypeError);
  });

  it('of an unknown type are a mistake of ours', () => {
    expect(() => valueToText({ type: 'raw', value: 'x' } as unknown as SoqlValue)).toThrow(
      TypeError,
    );
    expect(() => valueToText(undefined as unknown as SoqlValue)).toThrow(TypeError);
  });

  it('of a multi-select with a semicolon or nothing are refused', () => {
    expect(() => combinationToText(['a;b'])).toThrow(AppError);
    expect(() => combinationToText([''])).toThrow(AppError);
  });
});

describe('words of a search', () => {
  const RESERVED = Array.from('?&|!{}[]()^~*:\\"\'+-');
  const word = fc
    .string({
      unit: fc.constantFrom(...RESERVED, 'a', '7', 'é', '%', '@'),
      minLength: 1,
      maxLength: 12,
    })
    .filter((one) => !/^(and|or|not)$/i.test(one));

  it('keep no reserved character bare, and come back as they were', () => {
    fc.assert(
      fc.property(word, (one) => {
        const text = searchWordsToText([one]);
        const isPrefix = !/^.$/u.test(one);
        expect(/(?<!\\)(?:\\\\)*\*$/.test(text)).toBe(isPrefix);
        const literal = isPrefix ? text.slice(0, -1) : text;
        for (const piece of literal.match(/\\.|./gsu) ?? []) {
          if (piece.length === 1) expect(RESERVED).not.toContain(piece);
        }
        expect(literal.replace(/\\(.)/gs, '$1')).toBe(one);
      }),
    );
  });

  it.each(['AND', 'or', 'Not'])('quote the operator %s', (one) => {
    expect(searchWordsToText([one])).toBe(`"${one}"`);
  });
});
