/** Pieces of SOQL text in two writings, and the choices that a rewriting makes the same way each time. */

/** A piece of SOQL: what the org reads and what the evaluator reads. */
export interface Piece {
  readonly soql: string;
  readonly plain: string;
}

/** The statement uses what the evaluator has no rule for. */
export class NotRetargetable extends Error {}

export const same = (text: string): Piece => ({ soql: text, plain: text });

export const words = (pieces: readonly Piece[], key: keyof Piece): string =>
  pieces
    .map((piece) => piece[key])
    .filter(Boolean)
    .join(' ');

export const list = (pieces: readonly Piece[]): Piece => ({
  soql: pieces.map(({ soql }) => soql).join(', '),
  plain: pieces.map(({ plain }) => plain).join(', '),
});

export function join(texts: TemplateStringsArray, ...pieces: readonly Piece[]): Piece {
  const fill = (key: keyof Piece): string =>
    texts.map((text, i) => text + (pieces[i]?.[key] ?? '')).join('');
  return { soql: fill('soql'), plain: fill('plain') };
}

export function pick<Item>(items: readonly Item[], by: string): Item {
  return items[hash(by) % Math.max(1, items.length)] ?? fail(`nothing for ${by}`);
}

export function hash(text: string): number {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 1_000_003;
  return sum;
}

export function fail(reason: string): never {
  throw new NotRetargetable(reason);
}
