/** Reads filter logic such as `1 AND (2 OR NOT 3)` and puts the numbered conditions in. */
import { invalidMetadata } from './analytics-errors.ts';

/**
 * @param conditions SOQL, in the order of their numbers.
 * @returns one SOQL condition with every level in parentheses.
 */
export function applyFilterLogic(logic: string, conditions: readonly string[]): string {
  const reader = new LogicReader(logic, conditions);
  return reader.read();
}

class LogicReader {
  readonly #logic: string;
  readonly #tokens: readonly string[];
  readonly #conditions: readonly string[];
  readonly #used = new Set<number>();
  #next = 0;

  constructor(logic: string, conditions: readonly string[]) {
    this.#logic = logic;
    this.#conditions = conditions;
    this.#tokens = logic.toUpperCase().match(/\d+|[A-Z]+|\S/g) ?? [];
  }

  read(): string {
    const condition = this.#alternatives();
    const isWhole = this.#next === this.#tokens.length;
    if (!isWhole || this.#used.size !== this.#conditions.length) throw this.#invalid();
    return condition;
  }

  #alternatives(): string {
    const parts = [this.#conjunction()];
    while (this.#take('OR')) parts.push(this.#conjunction());
    return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' OR ')})`;
  }

  #conjunction(): string {
    const parts = [this.#factor()];
    while (this.#take('AND')) parts.push(this.#factor());
    return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(' AND ')})`;
  }

  #factor(): string {
    if (this.#take('NOT')) return `(NOT ${this.#factor()})`;
    if (this.#take('(')) {
      const inner = this.#alternatives();
      if (!this.#take(')')) throw this.#invalid();
      return inner;
    }
    const number = Number(this.#tokens[this.#next] ?? '');
    const condition = this.#conditions[number - 1];
    if (condition === undefined) throw this.#invalid();
    this.#next += 1;
    this.#used.add(number);
    return condition;
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next += 1;
    return true;
  }

  #invalid() {
    return invalidMetadata(`The filter logic is invalid: ${this.#logic}`);
  }
}
