/** The fast reading of YAML gives the values that the thorough one does, and leaves mistakes and lines to it. */

import fc from 'fast-check';
import { parse, stringify } from 'yaml';
import { readYaml, YamlMistake } from '../../../src/common/config/read-yaml.ts';

const reference = (text: string): unknown => parse(text, { merge: true }) as unknown;

describe('readYaml', () => {
  it.each([
    ...[
      '1',
      '-1',
      '+1',
      '010',
      '0o17',
      '0x1F',
      '1_000',
      '0b11',
      '1e3',
      '1.5',
      '.5',
      '1.',
      '-.5e-3',
    ],
    ...['.inf', '-.INF', '+.inf', '.NaN', '1.5.0', '62.0', '0', '-0', '12e', '0o8', '1:30'],
    ...['true', 'True', 'TRUE', 'false', 'yes', 'no', 'on', 'NO', 'null', 'Null', '~', '', 'y'],
    ...['2026-01-01', '2026-01-01T00:00:00Z', '=', 'a b', 'a#b', 'a #b', '"\\u0041\\n"', "'it''s'"],
    ...['http://x:80/y', '${VAR:-x}', '[a, b,]', '{a: 1, "b": [2]}', '!!str 1', '!!int "7"'],
    ...['|\n  -----BEGIN-----\n  x\n', '>-\n  a\n  b\n\n  c\n', '- a\n- - b\n'],
  ])('reads %j as YAML 1.2 has it', (value) => {
    const text = value.startsWith('-') && value.includes('\n') ? `key:\n${value}` : `key: ${value}`;
    expect(readYaml(text).content).toEqual(reference(text));
  });

  it('follows anchors, aliases and merges', () => {
    const text = `
base: &base { rows: ALL, fields: [Id, Name] }
one: { <<: *base, rows: NONE }
two: *base
three: { <<: [{ a: 1 }, *base] }
`;
    expect(readYaml(text).content).toEqual(reference(text));
  });

  it('reads whatever may stand in a file', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()),
        fc.constantFrom('BLOCK_FOLDED', 'QUOTE_DOUBLE', 'PLAIN'),
        (value, style) => {
          const text = stringify(value, { defaultStringType: style });
          expect(readYaml(text).content).toEqual(reference(text));
        },
      ),
    );
  });

  it.each(['a: 1\na: 2', 'a: [1', 'a: b: c', '\ta: 1', 'a: 1\n---\nb: 2', 'a: *nowhere'])(
    'refuses %j in the words of the thorough reader',
    (text) => {
      expect(() => readYaml(text)).toThrow(YamlMistake);
      expect(() => readYaml(text)).toThrow(/./);
    },
  );

  it('takes a tag that only the thorough reader knows', () => {
    expect(readYaml('a: !own 1').content).toEqual({ a: '1' });
  });

  it('finds the line of a key, and of an empty file none', () => {
    const { lineOf } = readYaml('a:\n  b: 1\n  c: [1,\n    2]\n');
    expect([lineOf('a.b'), lineOf('a.c[1]'), lineOf('a.d')]).toEqual([2, 4, 1]);
    expect(readYaml('').content).toBeNull();
    expect(readYaml('').lineOf('a')).toBeNull();
  });
});
