import { jest } from '@jest/globals';
import { Kind, buildSchema, parse, printSchema } from 'graphql';
import type { OperationDefinitionNode } from 'graphql';
import { AppError } from '../../../src/common/errors.ts';
import { ANONYMOUS } from '../../../src/policy/viewer.ts';
import { createScreen } from '../../../src/server/guards.ts';
import { STATEMENT_COST, costOf } from '../../../src/server/operation-cost.ts';
import { measureDocument } from '../../../src/server/operation-shape.ts';

const schema = buildSchema(`
  type Query { viewer: String  contacts(first: Int = 25, last: Int): Contacts!  node(id: ID!): Node }
  interface Node { id: ID! }
  type Contacts { nodes: [Contact!]! edges: [Edge!]! totalCount: Int! groupBy(first: Int = 200): [Group!]! }
  type Edge { cursor: String! node: Contact! }
  type Group { count: Int! }
  type Contact implements Node { id: ID! name: String account: Account cases(first: Int = 25): Cases! }
  type Account { name: String }
  type Cases { nodes: [Case!]! }
  type Case { subject: String }
`);

const cost = (source: string, variables: Record<string, unknown> = {}) => {
  const document = parse(source);
  const operation = document.definitions.find(
    (definition) => definition.kind === Kind.OPERATION_DEFINITION,
  );
  return costOf({ schema, document, operation: operation as OperationDefinitionNode, variables });
};

describe('operation cost', () => {
  it.each([
    ['{ viewer }', 1],
    ['{ contacts { totalCount } }', STATEMENT_COST + 1],
    ['{ contacts { nodes { id name } } }', STATEMENT_COST + 50],
    ['{ contacts(first: 200) { nodes { id account { name } } } }', STATEMENT_COST + 400],
    ['{ contacts(last: 10) { edges { cursor node { id } } } }', STATEMENT_COST + 20],
    [
      '{ contacts(first: 10) { nodes { cases(first: 5) { nodes { subject } } } } }',
      STATEMENT_COST + 50,
    ],
    ['{ contacts { groupBy { count } } }', STATEMENT_COST + 200],
    ['{ a: contacts { totalCount } b: contacts { totalCount } }', 2 * (STATEMENT_COST + 1)],
    [
      '{ contacts(first: 10) { ...All } } fragment All on Contacts { nodes { ...One } } fragment One on Contact { id name }',
      STATEMENT_COST + 20,
    ],
    ['{ node(id: "1") { id ... on Contact { name } } }', STATEMENT_COST + 2],
  ])('of %s is %i cells', (source, cells) => {
    expect(cost(source)).toBe(cells);
  });

  it('takes the page size from variables, and the default where they do not give one', () => {
    const source = 'query($n: Int) { contacts(first: $n) { nodes { id } } }';
    expect(cost(source, { n: 300 })).toBe(STATEMENT_COST + 300);
    expect(cost(source, { n: null })).toBe(STATEMENT_COST + 25);
    expect(cost(source)).toBe(STATEMENT_COST + 25);
  });

  it('takes the page size from what the operation declares, where nothing is given', () => {
    const source = 'query($n: Int = 2000) { contacts(first: $n) { nodes { id } } }';
    expect(cost(source)).toBe(STATEMENT_COST + 2000);
    expect(cost(source, { n: 3 })).toBe(STATEMENT_COST + 3);
    // A null takes the place of the declared value, and is refused later.
    expect(cost(source, { n: null })).toBe(STATEMENT_COST + 25);
  });

  it('is that of the sizes that are given, by whichever of the two variables', () => {
    const document = parse(
      'query($a: Int, $b: Int, $c: Int, $d: Int) { one: contacts(first: $a, last: $b) { nodes { id name } } two: contacts(first: $c, last: $d) { nodes { id } } }',
    );
    const [operation] = document.definitions as [OperationDefinitionNode];
    const costWith = (variables: Record<string, unknown>) =>
      costOf({ schema, document, operation, variables }) - 2 * STATEMENT_COST;
    expect(costWith({ b: 2, c: 3 })).toBe(4 + 3);
    expect(costWith({ a: 5, d: 7 })).toBe(10 + 7);
    expect(costWith({ b: 1_000, c: 2, d: 3 })).toBe(2_000 + 2);
    expect(costWith({ b: 1_000, d: 3 })).toBe(2_000 + 3);
  });

  it('is worked out once for a document, and anew for other sizes and another schema', () => {
    const document = parse(
      'query($n: Int, $x: ID!) { contacts(first: $n) { nodes { id cases { nodes { subject } } } } node(id: $x) { id } }',
    );
    const operation = document.definitions[0] as OperationDefinitionNode;
    const looked = jest.spyOn(schema, 'getRootType');
    const of = (variables: Record<string, unknown>, served = schema) =>
      costOf({ schema: served, document, operation, variables });
    expect([of({ n: 10, x: '1' }), of({ n: 10, x: '2' }), of({ n: 20, x: '2' })]).toEqual(
      [10, 10, 20].map((rows) => 2 * STATEMENT_COST + 26 * rows + 1),
    );
    expect(looked).toHaveBeenCalledTimes(2);
    const larger = buildSchema(printSchema(schema).replaceAll('Int = 25', 'Int = 100'));
    expect(of({ n: 10, x: '1' }, larger)).toBe(2 * STATEMENT_COST + 101 * 10 + 1);
    looked.mockRestore();
  });

  it('is found in little time even where fragments double at every step', () => {
    const steps = Array.from(
      { length: 40 },
      (_unused, n) =>
        `fragment F${n} on Query { a${n}: viewer ...F${n + 1} ... on Query { ...F${n + 1} } }`,
    );
    const source = `{ ...F0 } ${steps.join(' ')} fragment F40 on Query { viewer }`;
    expect(cost(source)).toBeGreaterThan(2 ** 40);
    expect(measureDocument(parse(source)).aliases).toBeGreaterThan(2 ** 39);
  });
});

describe('operation shape', () => {
  it('counts through fragments, as if they were written out', () => {
    const shape = measureDocument(
      parse(
        '{ ...F ...F } fragment F on Query { a: viewer @skip(if: true) contacts { nodes { b: name } } }',
      ),
    );
    expect(shape).toEqual({ depth: 3, aliases: 4, directives: 2, introspects: false });
  });

  it('takes the largest of several operations, and leaves introspection’s depth to its own rule', () => {
    const shape = measureDocument(
      parse('query A { viewer } query B { __schema { types { fields { name } } } }'),
    );
    expect(shape).toEqual({ depth: 1, aliases: 0, directives: 0, introspects: true });
  });

  it('calls cyclic fragments endless', () => {
    expect(
      measureDocument(parse('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'))
        .depth,
    ).toBe(Infinity);
  });
});

describe('operation screen', () => {
  const limits = { maxDepth: 3, maxAliases: 2, maxDirectives: 1, maxTokens: 60, maxCost: 1 };
  const screen = createScreen({ limits, allowList: null, production: false });
  const codeOf = (text: string): string => {
    try {
      screen(text, ANONYMOUS);
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
    return 'passed';
  };

  it.each([
    ['{ viewer }', 'passed'],
    ['{ a { b { c } } }', 'passed'],
    ['{ a { b { c { d } } } }', 'QUERY_TOO_EXPENSIVE'],
    ['{ a: x b: x c: x }', 'QUERY_TOO_EXPENSIVE'],
    ['{ x @a @b }', 'QUERY_TOO_EXPENSIVE'],
    // Left to Apollo, which has its own words for them.
    ['{ unfinished', 'passed'],
    [`{ ${'x '.repeat(100)} }`, 'passed'],
  ])('lets %.40s be %s', (text, outcome) => {
    expect(codeOf(text)).toBe(outcome);
    expect(codeOf(text)).toBe(outcome);
  });

  it('lets only listed operations through where there is a list, but staff write what they like', () => {
    const listed = createScreen({ limits, allowList: new Map(), production: false });
    expect(() => listed('{ viewer }', ANONYMOUS)).toThrow(AppError);
    expect(() => listed('{ viewer }', { ...ANONYMOUS, role: 'staff' })).not.toThrow();
  });
});
