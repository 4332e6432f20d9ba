/** Statements as exact text, and the refusal of nodes that would print as something wider. */

import type { AppError } from '../../../src/common/errors.ts';
import { compileSearch, compileSelect, conditionText } from '../../../src/soql/compile.ts';
import { fieldOperand } from '../../../src/soql/condition-builders.ts';
import type { Condition, SelectNode } from '../../../src/soql/nodes.ts';

const NAME = fieldOperand('Name');

function select(parts: Partial<SelectNode>): SelectNode {
  return {
    columns: [{ kind: 'field', path: ['Id'] }],
    from: 'Account',
    scope: null,
    where: null,
    groupBy: null,
    having: null,
    orderBy: [],
    limit: null,
    ...parts,
  };
}

function nameIs(value: string): Condition {
  return { kind: 'compare', operand: NAME, operator: '=', value: { type: 'string', value } };
}

describe('compileSelect', () => {
  it('prints every clause in the order SOQL wants', () => {
    const text = compileSelect(
      select({
        columns: [
          { kind: 'field', path: ['Owner', 'Name'] },
          { kind: 'call', fn: 'SUM', path: ['Amount'], alias: 'a0' },
        ],
        scope: 'mine',
        where: nameIs('x'),
        groupBy: { mode: 'ROLLUP', operands: [fieldOperand('Owner', 'Name')] },
        having: {
          kind: 'compare',
          operand: { kind: 'call', fn: 'SUM', path: ['Amount'] },
          operator: '>',
          value: { type: 'number', value: 5 },
        },
        orderBy: [{ operand: NAME, direction: 'DESC', nulls: 'LAST' }],
        limit: 10,
      }),
    );
    expect(text).toBe(
      "SELECT Owner.Name, SUM(Amount) a0 FROM Account USING SCOPE mine WHERE Name = 'x' " +
        'GROUP BY ROLLUP(Owner.Name) HAVING SUM(Amount) > 5 ORDER BY Name DESC NULLS LAST LIMIT 10',
    );
  });

  it('puts parentheses around every nested group', () => {
    const either: Condition = { kind: 'or', conditions: [nameIs('a'), nameIs('b')] };
    const not: Condition = { kind: 'not', condition: either };
    expect(conditionText({ kind: 'and', conditions: [not, either, nameIs('c')] })).toBe(
      "(NOT (Name = 'a' OR Name = 'b')) AND (Name = 'a' OR Name = 'b') AND Name = 'c'",
    );
  });

  it.each<[string, Condition]>([
    ['AND', { kind: 'and', conditions: [] }],
    ['OR', { kind: 'or', conditions: [] }],
    ['IN', { kind: 'in', operand: NAME, negated: true, values: [] }],
    ['INCLUDES', { kind: 'includes', operand: NAME, negated: false, combinations: [] }],
    [
      'a path',
      { kind: 'compare', operand: fieldOperand(), operator: '=', value: { type: 'null' } },
    ],
  ])('refuses an empty %s', (_name, where) => {
    expect(() => compileSelect(select({ where }))).toThrow(TypeError);
  });

  it.each(['Name FROM User', "Name'", 'a.b', '', '1x', 'é'])(
    'refuses %j as an identifier',
    (name) => {
      expect(() => compileSelect(select({ from: name }))).toThrow(/must be an API name/);
      expect(() => compileSelect(select({ columns: [{ kind: 'field', path: [name] }] }))).toThrow();
    },
  );

  it('refuses a limit that is no count', () => {
    expect(() => compileSelect(select({ limit: 1.5 }))).toThrow(TypeError);
    expect(() => compileSelect(select({ limit: -1 }))).toThrow(TypeError);
  });

  it('refuses a statement of more than 100,000 characters with a hint', () => {
    const values = Array.from({ length: 30 }, (_, i) => ({
      type: 'string' as const,
      value: `${i}`.padEnd(4000, 'x'),
    }));
    const where: Condition = { kind: 'in', operand: NAME, negated: false, values };
    let refusal: unknown;
    try {
      compileSelect(select({ where }));
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: 'INVALID_QUERY' });
    expect((refusal as AppError).hint).toMatch(/fewer/);
  });
});

describe('compileSearch', () => {
  const contact = { object: 'Contact', columns: [['Id'], ['Account', 'Name']], limit: 5 };

  it('prints the words and what each object brings', () => {
    const returning = [
      { ...contact, where: nameIs('x)') },
      { object: 'Case', columns: [['Id']], where: null, limit: 2 },
    ];
    expect(compileSearch({ words: ['jane', 'a', 'Or'], returning })).toBe(
      'FIND {jane* AND a AND "Or"} IN ALL FIELDS ' +
        "RETURNING Contact(Id, Account.Name WHERE Name = 'x)' LIMIT 5), Case(Id LIMIT 2)",
    );
  });

  it.each([
    { words: [], returning: [{ ...contact, where: null }] },
    { words: ['jane'], returning: [] },
    { words: ['jane'], returning: [{ ...contact, columns: [], where: null }] },
    { words: ['jane doe'], returning: [{ ...contact, where: null }] },
    { words: [''], returning: [{ ...contact, where: null }] },
  ])('refuses what would search wider: %j', (search) => {
    expect(() => compileSearch(search)).toThrow(TypeError);
  });
});
