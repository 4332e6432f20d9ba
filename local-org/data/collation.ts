/**
 * How the org compares text: without regard to case, letters with marks beside their base letters, as English locales
 * sort. One key serves ORDER BY, comparison, equality and grouping, so that these always agree.
 */

/** Stands between a key's base letters and its folded text, where the two differ; sorts before what texts hold. */
const KEY_MARK = '\u0002';
export const KEY_MARK_SQL = 'char(2)';

/** Letters that Unicode does not take apart into a base letter and marks. */
const BASE_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ð: 'd',
  ø: 'o',
  þ: 'th',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  œ: 'oe',
};

/** The text without regard to case, for exact and pattern matches. */
export const fold = (text: string): string => text.toLowerCase();

/** The form that sorts and compares; equal for texts that differ in case only, and for no others. */
export function collationKey(text: string): string {
  const folded = fold(text);
  const base = baseLetters(folded);
  return base === folded ? folded : base + KEY_MARK + folded;
}

/** Letters without their marks; of two texts in a row it gives the two results in a row. */
export function baseLetters(folded: string): string {
  // Most text is ASCII, which has no marks.
  if (!/[^\0-\x7f]/.test(folded)) return folded;
  return folded
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[ßæðøþđħıłœ]/g, (letter) => BASE_LETTERS[letter] ?? letter);
}

/** SQL of the key of a text with ASCII text in lower case added to its end. */
export const extendedKeySql = (key: string, addition: string): string =>
  `(replace(${key}, ${KEY_MARK_SQL}, ${addition} || ${KEY_MARK_SQL}) || ${addition})`;
