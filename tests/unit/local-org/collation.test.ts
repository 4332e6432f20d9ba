import fc from 'fast-check';
import { baseLetters, collationKey, fold } from '../../../local-org/data/collation.ts';
import { insert } from '../../../local-org/data/records.ts';
import { runQuery } from '../../../local-org/soql/query.ts';
import { ADMIN, openTestOrg } from './soql-session.ts';

const LETTERS = Array.from('abcdefgzABCZ 0123äÄàéÉèçñÑöøØßæłŁ');
const words = fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 8 });
const sign = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

describe('collation keys', () => {
  it('order base letters as the English locale does', () => {
    const english = new Intl.Collator('en', { sensitivity: 'base' });
    fc.assert(
      fc.property(words, words, (left, right) => {
        const [a, b] = [baseLetters(fold(left)), baseLetters(fold(right))];
        expect(Math.sign(english.compare(a, b))).toBe(sign(a, b));
        if (a !== b) expect(sign(collationKey(left), collationKey(right))).toBe(sign(a, b));
      }),
    );
  });

  it('are equal for texts that differ in case only, and for no others', () => {
    fc.assert(
      fc.property(words, words, (left, right) => {
        expect(collationKey(left) === collationKey(right)).toBe(fold(left) === fold(right));
        expect(collationKey(left)).toBe(collationKey(fold(left)));
      }),
    );
  });
});

describe('text in SOQL', () => {
  const { org, session } = openTestOrg({ rules: 'strict' });
  const admin = session(ADMIN);
  const NAMES = [
    'zeta',
    'Eclair',
    'éclair',
    'ECLAIR B',
    'Éclairs',
    'Öl',
    'ol',
    'Oz',
    'o_z',
    'Straße',
    'Strasse',
  ];
  beforeAll(() => {
    for (const Name of NAMES) insert(org, admin, 'Campaign', { Name, Type: 'Other' });
  });
  afterAll(() => org.close());

  const names = (clauses: string): readonly unknown[] =>
    runQuery(org, admin, `SELECT Name FROM Campaign WHERE Type = 'Other'${clauses}`).records.map(
      (record) => (record as { Name?: unknown }).Name,
    );

  it('sorts accents near their base letters, whatever the case', () => {
    const own = names(' ORDER BY Name').filter((name) => NAMES.includes(String(name)));
    expect(own).toEqual([
      'Eclair',
      'éclair',
      'ECLAIR B',
      'Éclairs',
      'o_z',
      'ol',
      'Öl',
      'Oz',
      'Strasse',
      'Straße',
      'zeta',
    ]);
  });

  it('compares as it sorts, so that keyset pages neither skip nor repeat', () => {
    const sorted = names(' ORDER BY Name, Id');
    sorted.forEach((name, i) => {
      expect(names(` AND Name > '${String(name)}' ORDER BY Name, Id`)).toEqual(sorted.slice(i + 1));
      expect(names(` AND Name <= '${String(name)}' ORDER BY Name, Id`)).toEqual(
        sorted.slice(0, i + 1),
      );
    });
  });

  it('tells accents apart where it asks for equality or a pattern', () => {
    expect(names(` AND Name = 'ÉCLAIR'`)).toEqual(['éclair']);
    expect(names(` AND Name LIKE 'écl%' ORDER BY Name`)).toEqual(['éclair', 'Éclairs']);
    expect(names(` AND Name LIKE '%clair' ORDER BY Name`)).toEqual(['Eclair', 'éclair']);
    expect(names(` AND Name LIKE 'straß_'`)).toEqual(['Straße']);
  });

  it('finds the first and last as it sorts, and compares them so in HAVING', () => {
    const grouped = (having: string) =>
      runQuery(
        org,
        admin,
        `SELECT MIN(Name) low, MAX(Name) high FROM Campaign WHERE Name IN ('éclair', 'ECLAIR B', 'ol') GROUP BY Type${having}`,
      ).records;
    expect(grouped('')).toMatchObject([{ low: 'éclair', high: 'ol' }]);
    expect(grouped(` HAVING MIN(Name) > 'ECLAIR' AND MAX(Name) < 'Öl'`)).toHaveLength(1);
    expect(grouped(` HAVING MIN(Name) > 'Éclair'`)).toHaveLength(0);
  });
});
