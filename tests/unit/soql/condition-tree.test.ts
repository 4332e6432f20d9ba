/** Any tree of conditions, written as SOQL and read by an independent parser, is the same tree. */

import { parseQuery, type WhereClause } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { conditionText } from '../../../src/soql/compile.ts';
import type { Condition, Operand, SoqlValue } from '../../../src/soql/nodes.ts';
import { combinationToText, valueToText } from '../../../src/soql/value-to-text.ts';

/** What both sides are brought to. */
type Tree =
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[] }
  | { readonly not: Tree }
  | { readonly subject: string; readonly operator: string; readonly values: readonly string[] };

const word = fc.constantFrom('Name', 'Score__c', 'IsActive', 'ns__Level__c');
const operand: fc.Arbitrary<Operand> = fc.oneof(
  fc
    .array(fc.constantFrom('Account', 'Parent', 'Lead_Contact__r'), { maxLength: 4 })
    .chain((parents) => word.map((name) => ({ kind: 'field' as const, path: [...parents, name] }))),
  fc.constant({ kind: 'call', fn: 'CALENDAR_YEAR', path: ['CreatedDate'] } as const),
);
const text = fc.string({
  unit: fc.constantFrom("'", '\\', '(', ')', ' AND ', ' OR ', 'NOT ', '%', ',', 'x', '\n', 'ü'),
  maxLength: 8,
});
const value: fc.Arbitrary<SoqlValue> = fc.oneof(
  text.map((value) => ({ type: 'string' as const, value })),
  fc.integer().map((value) => ({ type: 'number' as const, value })),
  fc.boolean().map((value) => ({ type: 'boolean' as const, value })),
  fc.constant({ type: 'null' } as const),
  fc.constant({ type: 'date', value: '2026-02-28' } as const),
  fc.constant({ type: 'dateLiteral', value: 'LAST_N_DAYS:30' } as const),
);
const strings = text.map((value) => ({ type: 'string' as const, value }));
const operator = fc.constantFrom(...(['=', '!=', '<', '<=', '>', '>='] as const));

const leaf: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ kind: fc.constant('compare' as const), operand, operator, value }),
  fc.record({
    kind: fc.constant('in' as const),
    operand,
    negated: fc.boolean(),
    values: fc.array(strings, { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant('includes' as const),
    operand,
    negated: fc.boolean(),
    combinations: fc.array(fc.array(fc.constantFrom('a', 'B c', "d'"), { minLength: 1 }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
);

const condition = fc.letrec<{ condition: Condition; members: readonly Condition[] }>((tie) => ({
  members: fc.array(tie('condition'), { minLength: 1, maxLength: 3 }),
  condition: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie('members').map((conditions) => ({ kind: 'and' as const, conditions })),
    tie('members').map((conditions) => ({ kind: 'or' as const, conditions })),
    // The parser reads a NOT of a NOT of a NOT as two.
    tie('condition')
      .filter((one) => one.kind !== 'not')
      .map((one) => ({ kind: 'not' as const, condition: one })),
  ),
})).condition;

describe('conditions', () => {
  it('are the same tree to an independent parser', () => {
    fc.assert(
      fc.property(condition, (one) => {
        const { where } = parseQuery(`SELECT Id FROM Contact WHERE ${conditionText(one)}`);
        if (where === undefined) throw new Error('There is no WHERE.');
        expect(new TreeReader(tokensOf(where)).expression()).toEqual(treeOf(one));
      }),
      { numRuns: 500 },
    );
  });
});

/** A group of one is its member. */
function treeOf(one: Condition): Tree {
  switch (one.kind) {
    case 'and':
    case 'or': {
      const members = one.conditions.map(treeOf);
      const [only] = members;
      if (only !== undefined && members.length === 1) return only;
      return one.kind === 'and' ? { all: members } : { any: members };
    }
    case 'not':
      return { not: treeOf(one.condition) };
    case 'compare':
      return leafOf(one.operand, one.operator, [valueToText(one.value)]);
    case 'in':
      return leafOf(one.operand, one.negated ? 'NOT IN' : 'IN', one.values.map(valueToText));
    case 'includes':
      return leafOf(
        one.operand,
        one.negated ? 'EXCLUDES' : 'INCLUDES',
        one.combinations.map(combinationToText),
      );
    default:
      throw new Error(`No ${one.kind} is drawn here.`);
  }
}

function leafOf(operand: Operand, operator: string, values: readonly string[]): Tree {
  const path = operand.path.join('.');
  const subject = operand.kind === 'field' ? path : `${operand.fn}(${path})`;
  return { subject, operator, values: values.map((one) => one.toLowerCase()) };
}

type Token = '(' | ')' | 'NOT' | 'AND' | 'OR' | Tree;

/** The parser gives a chain of conditions with counts of parentheses around each. */
function tokensOf(where: WhereClause): readonly Token[] {
  const { left } = where;
  const tokens: Token[] = Array.from({ length: left?.openParen ?? 0 }, () => '(' as const);
  if (left !== null && 'operator' in left) {
    const values = 'value' in left ? [left.value].flat() : [];
    tokens.push({
      subject: 'fn' in left ? (left.fn.rawValue ?? '') : left.field,
      operator: left.operator,
      values: values.map((one) => one.toLowerCase()),
    });
    for (let count = left.closeParen ?? 0; count > 0; count -= 1) tokens.push(')');
  }
  if (!('right' in where)) return tokens;
  return [...tokens, where.operator, ...tokensOf(where.right)];
}

class TreeReader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** SOQL has no precedence between AND and OR: one expression holds one of them only. */
  expression(): Tree {
    const members = [this.#member()];
    const joint = this.#tokens[this.#position];
    while (this.#tokens[this.#position] === joint && (joint === 'AND' || joint === 'OR')) {
      this.#position += 1;
      members.push(this.#member());
    }
    const next = this.#tokens[this.#position];
    if (next === 'AND' || next === 'OR') throw new Error('AND and OR meet without parentheses.');
    const [only] = members;
    if (only !== undefined && members.length === 1) return only;
    return joint === 'AND' ? { all: members } : { any: members };
  }

  #member(): Tree {
    const token = this.#tokens[this.#position];
    this.#position += 1;
    if (token === 'NOT') return { not: this.#member() };
    if (token === '(') {
      const inner = this.expression();
      if (this.#tokens[this.#position] !== ')') throw new Error('A parenthesis is not closed.');
      this.#position += 1;
      return inner;
    }
    if (typeof token === 'object') return token;
    throw new Error(`A condition is expected, not ${String(token)}.`);
  }
}
