/** Arbitrary valid operations over a schema: lists, parents, children, unions, fragments, aliases and figures. */

import fc from 'fast-check';
import {
  getNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { outputBindingOf } from '../../src/model/schema-bindings.ts';

export interface OperationLimits {
  /** Levels of selections below the root. */
  readonly depth: number;
  /** Whether figures (totals, aggregates, groups) may be asked for. */
  readonly figures: boolean;
  /** Whether roots may be searches beside lists. */
  readonly searches?: boolean;
}

/** Text of an operation, drawn from a stream of numbers so that fast-check can shrink it. */
export function randomOperation(
  schema: GraphQLSchema,
  limits: OperationLimits,
): fc.Arbitrary<string> {
  return fc.array(fc.nat(1_000_000), { minLength: 4, maxLength: 120 }).map((numbers) => {
    const writer = new OperationWriter(schema, limits, numbers);
    return writer.write();
  });
}

/** Text of a selection on a type, drawn in the same way. */
export function randomSelection(
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  limits: OperationLimits,
): fc.Arbitrary<string> {
  return fc
    .array(fc.nat(1_000_000), { minLength: 4, maxLength: 80 })
    .map((numbers) => new OperationWriter(schema, limits, numbers).selection(type, 1));
}

class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #limits: OperationLimits;
  readonly #numbers: readonly number[];
  #position = 0;
  #aliases = 0;

  constructor(schema: GraphQLSchema, limits: OperationLimits, numbers: readonly number[]) {
    this.#schema = schema;
    this.#limits = limits;
    this.#numbers = numbers;
  }

  write(): string {
    const query = this.#schema.getQueryType();
    if (!query) throw new Error('The schema has no query type.');
    const roots = Object.values(query.getFields()).filter((field) => {
      const kind = outputBindingOf(field)?.kind;
      return kind === 'list' || (kind === 'search' && this.#limits.searches === true);
    });
    const count = 1 + this.#below(3);
    const fields = Array.from({ length: count }, () => this.#field(this.#pick(roots), 0));
    return `{ ${fields.join(' ')} }`;
  }

  /** Once the numbers are used up every choice is the first, which ends the operation soon. */
  #below(limit: number): number {
    const number = this.#numbers[this.#position] ?? 0;
    this.#position += 1;
    return number % limit;
  }

  #pick<Item>(items: readonly Item[]): Item {
    const item = items[this.#below(items.length)];
    if (item === undefined) throw new Error('There is nothing to pick from.');
    return item;
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.#aliases += 1;
    const type = getNamedType(field.type);
    const name = `f${this.#aliases}: ${field.name}${this.#arguments(field)}`;
    return isLeafType(type) ? name : `${name} ${this.selection(type, depth + 1)}`;
  }

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const names = new Set(field.args.map((argument) => argument.name));
    if (names.has('by')) {
      const by = field.args.find((argument) => argument.name === 'by');
      const values = by === undefined ? [] : enumValues(getNamedType(by.type));
      return `(by: [${this.#pick(values)}])`;
    }
    if (names.has('text')) {
      return `(text: "${this.#pick(SEARCHED_TEXTS)}", first: ${1 + this.#below(9)})`;
    }
    if (!names.has('first')) return '';
    return this.#below(4) === 0
      ? `(last: ${1 + this.#below(4)})`
      : `(first: ${1 + this.#below(4)})`;
  }

  selection(type: GraphQLNamedType, depth: number): string {
    if (isUnionType(type)) {
      const members = type.getTypes().filter(() => this.#below(3) > 0);
      const fragments = members.map(
        (member) => `... on ${member.name} ${this.selection(member, depth)}`,
      );
      return `{ __typename ${fragments.join(' ')} }`;
    }
    if (!isObjectType(type) && !isInterfaceType(type))
      throw new Error(`${type.name} has no fields.`);
    const fields = Object.values(type.getFields()).filter((field) => this.#isWanted(field, depth));
    if (fields.length === 0) return '{ __typename }';
    const count = 1 + this.#below(4);
    const chosen = Array.from({ length: count }, () => this.#pick(fields));
    const written = chosen.map((field) => this.#field(field, depth));
    const isFragment = isObjectType(type) && this.#below(5) === 1;
    const body = written.join(' ');
    return isFragment
      ? `{ ... on ${(type as GraphQLObjectType).name} { ${body} } }`
      : `{ ${body} }`;
  }

  #isWanted(field: GraphQLField<unknown, unknown>, depth: number): boolean {
    const kind = outputBindingOf(field)?.kind;
    const isFigure = kind === 'totalCount' || kind === 'aggregate' || kind === 'groupBy';
    if (isFigure && !this.#limits.figures) return false;
    if (kind === 'subtotalOf') return false;
    return isLeafType(getNamedType(field.type)) || depth < this.#limits.depth;
  }
}

/** Each holds for some rows of the test org. */
const SEARCHED_TEXTS = ['user', 'name 0', "o'hara", 'account 1', 'deal', 'example', '+43'];

function enumValues(type: GraphQLNamedType): readonly string[] {
  if (!('getValues' in type)) return [];
  return type
    .getValues()
    .map((value) => value.name)
    .filter((name) => !/(Quarter|Week|FiscalYear|Day|Hour)$/.test(name) && !/Day(In|$)/.test(name));
}
