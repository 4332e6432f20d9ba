/** Walks over the tokens of a statement; every refusal says what was expected and what stands there. */

import { isReservedWord, StatementError, type Token } from './statement-tokens.ts';
import type { NameSyntax, PathSyntax } from './statement-syntax.ts';

export class TokenReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get next(): Token {
    return this.peek(0);
  }

  isAtEnd(): boolean {
    return this.next.kind === 'end';
  }

  peek(ahead: number): Token {
    const token = this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new TypeError('A statement has no tokens.');
    return token;
  }

  take(): Token {
    const token = this.next;
    this.#position += 1;
    return token;
  }

  /** SOQL ignores the case of its words. */
  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'word' && token.text.toUpperCase() === word;
  }

  isSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === symbol;
  }

  /** Takes these words one after the other, or none of them. */
  takeWords(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.isWord(word, index))) return false;
    this.#position += words.length;
    return true;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.#position += 1;
    return true;
  }

  expectWords(...words: readonly string[]): void {
    if (!this.takeWords(...words)) throw this.unexpected(words.join(' '));
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected(symbol);
  }

  /** @param what such as "a field". */
  name(what: string): NameSyntax {
    const { kind, text } = this.next;
    if (kind !== 'word' || isReservedWord(text)) throw this.unexpected(what);
    return this.take();
  }

  path(what: string): PathSyntax {
    const steps = [this.name(what)];
    while (this.takeSymbol('.')) steps.push(this.name('a name after the dot'));
    return steps;
  }

  unexpected(expected: string): StatementError {
    const { kind, text, at } = this.next;
    const found =
      kind === 'end' ? 'the statement ends' : `${kind === 'bind' ? ':' : ''}${text} stands`;
    return new StatementError(`Here ${found}, but ${expected} is expected.`, at);
  }
}
