/** Arguments of hostile operations: filters and orders over any field, with values that some row really has. */

import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputObjectType,
} from 'graphql';
import { groupingsOf } from '../../../src/model/groupings.ts';
import type { FieldModel, ObjectModel } from '../../../src/model/org-model.ts';
import {
  inputBindingOf,
  outputBindingOf,
  typeBindingOf,
  type Grouping,
  type InputBinding,
} from '../../../src/model/schema-bindings.ts';
import type { Tables } from '../soql-evaluator.ts';
import { TEST_MODEL } from '../test-org.ts';
import type { Dice } from './dice.ts';
import type { Preference } from './hostile-operation.ts';

type Field = GraphQLField<unknown, unknown>;

export class HostileArguments {
  readonly #dice: Dice;
  readonly #tables: Tables;
  readonly #prefers: Preference;

  constructor(dice: Dice, tables: Tables, prefers: Preference) {
    this.#dice = dice;
    this.#tables = tables;
    this.#prefers = prefers;
  }

  /** In parentheses, or nothing. */
  of(field: Field): string {
    const parts = this.#parts(field).filter((part) => part !== null);
    return parts.length === 0 ? '' : `(${parts.join(', ')})`;
  }

  #parts(field: Field): readonly (string | null)[] {
    const binding = outputBindingOf(field);
    switch (binding?.kind) {
      case 'list':
        return this.#listParts(field, binding.object, true);
      case 'children':
        return this.#listParts(field, objectNamed(binding.child.object), false);
      case 'record':
        return [`id: "${this.#idOf(binding.object.name)}"`];
      case 'node':
        return [`id: "${this.#idOf(this.#dice.pick(Object.keys(this.#tables)))}"`];
      case 'search':
        return [`text: ${JSON.stringify(this.#searchText())}`, `first: ${1 + this.#dice.below(9)}`];
      case 'groupBy':
        return this.#groupParts(field);
      default:
        return [];
    }
  }

  #listParts(field: Field, object: ObjectModel, isRoot: boolean): readonly (string | null)[] {
    const backward = this.#dice.chance(0.2);
    const size = 1 + this.#dice.below(6);
    return [
      this.#dice.chance(0.5) ? this.#filter(inputOf(field, 'where'), object, 0, 'where') : null,
      this.#dice.chance(0.35) ? this.#order(inputOf(field, 'orderBy'), object, 'orderBy') : null,
      `${backward ? 'last' : 'first'}: ${size}`,
      isRoot && this.#dice.chance(0.3) ? `${backward ? 'before' : 'after'}: $cursor` : null,
    ];
  }

  #filter(
    input: GraphQLInputObjectType | null,
    object: ObjectModel,
    depth: number,
    name: string,
  ): string | null {
    if (input === null) return null;
    const fields = Object.values(input.getFields()).filter(
      (field) => depth < 2 || inputBindingOf(field).kind === 'condition',
    );
    const chosen = this.#preferred(fields, (field) => this.#isOpen(object, inputBindingOf(field)));
    const entry = this.#condition(chosen, object, depth);
    return entry === null ? null : `${name}: { ${entry} }`;
  }

  #condition(field: GraphQLInputField, object: ObjectModel, depth: number): string | null {
    const binding = inputBindingOf(field);
    const input = namedInput(field);
    const nested = (target: ObjectModel, type: GraphQLInputObjectType | null) =>
      this.#filter(type, target, depth + 1, 'x')?.slice(3) ?? null;
    switch (binding.kind) {
      case 'and':
      case 'or': {
        const members = [nested(object, input), nested(object, input)].filter(isText);
        return members.length === 0 ? null : `${field.name}: [${members.join(', ')}]`;
      }
      case 'not': {
        const member = nested(object, input);
        return member === null ? null : `not: ${member}`;
      }
      case 'condition':
        return this.#operators(field, object.name, binding.field);
      case 'parentCondition': {
        const [target = ''] = binding.parent.targets;
        if (binding.parent.polymorphic) return `${field.name}: { ${this.#polymorphic()} }`;
        const member = nested(objectNamed(target), input);
        return member === null ? null : `${field.name}: ${member}`;
      }
      case 'childCondition': {
        const which = this.#dice.pick(['some', 'none'] as const);
        const inner = input?.getFields()[which];
        const member = nested(objectNamed(binding.child.object), inner ? namedInput(inner) : null);
        return member === null ? null : `${field.name}: { ${which}: ${member} }`;
      }
      default:
        return null;
    }
  }

  #operators(field: GraphQLInputField, object: string, column: FieldModel): string | null {
    const operators = Object.values(namedInput(field)?.getFields() ?? {});
    // The parser of the in-memory evaluator knows no times.
    if (operators.length === 0 || column.type === 'time') return null;
    const operator = this.#dice.pick(operators);
    const text = this.#operand(operator.name, object, column);
    return text === null ? null : `${field.name}: { ${operator.name}: ${text} }`;
  }

  #operand(operator: string, object: string, column: FieldModel): string | null {
    if (operator === 'isNull') return String(this.#dice.chance(0.5));
    if (operator === 'near') {
      const [latitude, longitude] = [48 + this.#dice.next(), 16 + this.#dice.next()];
      return `{ latitude: ${latitude}, longitude: ${longitude}, within: ${1 + this.#dice.below(9_000)} }`;
    }
    const value = literalOf(this.#valueIn(object, column), column);
    if (value === null) return null;
    switch (operator) {
      case 'in':
      case 'nin':
      case 'excludes':
      case 'includes':
        return `[${value}]`;
      case 'like':
        return `${value.slice(0, -1)}%"`;
      case 'startsWith':
      case 'contains':
        return value.length > 5 ? `"${value.slice(1, 4).replaceAll(/[\\"]/g, 'a')}"` : value;
      default:
        return value;
    }
  }

  #polymorphic(): string {
    return this.#dice.chance(0.5)
      ? `type: { eq: "${this.#dice.pick(['User', 'Group', 'Queue'])}" }`
      : `name: { like: "${this.#dice.pick(['User%', 'Support%', '%2'])}" }`;
  }

  #order(input: GraphQLInputObjectType | null, object: ObjectModel, name: string): string | null {
    const element = this.#orderElement(input, object, 0);
    return element === null ? null : `${name}: [${element}]`;
  }

  #orderElement(
    input: GraphQLInputObjectType | null,
    object: ObjectModel,
    depth: number,
  ): string | null {
    if (input === null) return null;
    const fields = Object.values(input.getFields()).filter((field) => {
      const binding = inputBindingOf(field);
      // The parser of the in-memory evaluator knows no times, which cursors would bring.
      return binding.kind === 'orderField' ? binding.field.type !== 'time' : depth < 2;
    });
    if (fields.length === 0) return null;
    const field = this.#preferred(fields, (one) => this.#isOpen(object, inputBindingOf(one)));
    const binding = inputBindingOf(field);
    if (binding.kind !== 'orderParent') return `{ ${field.name}: ${this.#direction()} }`;
    const target = objectNamed(binding.parent.targets[0] ?? '');
    const inner = this.#orderElement(namedInput(field), target, depth + 1);
    return inner === null ? null : `{ ${field.name}: ${inner} }`;
  }

  #groupParts(field: Field): readonly (string | null)[] {
    const type = getNamedType(field.type);
    if (!isObjectType(type)) return [];
    const { object } = typeBindingOf(type);
    const known = groupingsOf(object);
    const by = this.#preferred(known, (one) => this.#prefers(object.name, one.field.name));
    return [
      `by: [${by.graphqlName}]`,
      this.#dice.chance(0.4) ? this.#having(inputOf(field, 'having'), object) : null,
      this.#dice.chance(0.4) ? this.#groupOrder(inputOf(field, 'orderBy'), object, by) : null,
      this.#dice.chance(0.3) ? `first: ${1 + this.#dice.below(5)}` : null,
    ];
  }

  #having(input: GraphQLInputObjectType | null, object: ObjectModel): string | null {
    const figure = this.#figure(input, object);
    if (figure === null) return 'having: { count: { gt: 1 } }';
    return `having: { ${figure.name}: { ${figure.field}: { ${this.#dice.pick(['gt', 'lt'])}: ${figure.value} } } }`;
  }

  #groupOrder(
    input: GraphQLInputObjectType | null,
    object: ObjectModel,
    by: Grouping,
  ): string | null {
    if (input?.getFields()[by.graphqlName] !== undefined && this.#dice.chance(0.3)) {
      return `orderBy: [{ ${by.graphqlName}: ${this.#direction()} }]`;
    }
    const figure = this.#figure(input, object);
    if (figure === null) return `orderBy: [{ count: ${this.#direction()} }]`;
    return `orderBy: [{ ${figure.name}: { ${figure.field}: ${this.#direction()} } }]`;
  }

  /** Some figure of some field; null for the count of rows. */
  #figure(input: GraphQLInputObjectType | null, object: ObjectModel) {
    const name = this.#dice.pick(['sum', 'avg', 'countDistinct', 'count'] as const);
    const figures = input?.getFields()[name];
    const fields = Object.values((figures && namedInput(figures)?.getFields()) ?? {});
    if (name === 'count' || fields.length === 0) return null;
    const field = this.#preferred(fields, (one) => this.#isOpen(object, inputBindingOf(one)));
    return { name, field: field.name, value: this.#dice.below(name === 'countDistinct' ? 3 : 900) };
  }

  #isOpen(object: ObjectModel, binding: InputBinding): boolean {
    switch (binding.kind) {
      case 'condition':
      case 'orderField':
        return this.#prefers(object.name, binding.field.name);
      case 'parentCondition':
      case 'orderParent':
        return (
          this.#prefers(object.name, binding.parent.foreignKey) &&
          binding.parent.targets.every((target) => this.#prefers(target, 'Id'))
        );
      case 'childCondition':
        return this.#prefers(binding.child.object, binding.child.foreignKey);
      default:
        return true;
    }
  }

  #preferred<Item>(items: readonly Item[], isOpen: (item: Item) => boolean): Item {
    const open = items.filter(isOpen);
    return this.#dice.pick(open.length > 0 && this.#dice.chance(0.85) ? open : items);
  }

  #direction(): string {
    return this.#dice.pick(['ASC', 'DESC', 'ASC_NULLS_LAST', 'DESC_NULLS_LAST']);
  }

  #idOf(object: string): string {
    return String(this.#dice.pick(this.#tables[object] ?? [])['Id']);
  }

  #valueIn(object: string, column: FieldModel): unknown {
    return this.#dice.pick(this.#tables[object] ?? [])[column.name];
  }

  /** A word that stands in some field of some row. */
  #searchText(): string {
    const row = this.#dice.pick(this.#tables[this.#dice.pick(Object.keys(this.#tables))] ?? []);
    const texts = Object.values(row).filter((value) => typeof value === 'string');
    const word = this.#dice.pick(this.#dice.pick(texts).split(' '));
    return /[\p{L}\p{N}]{2}/u.test(word) ? word : 'user';
  }
}

// Private:

function objectNamed(name: string): ObjectModel {
  const object = TEST_MODEL.objects.get(name);
  if (object === undefined) throw new Error(`The test org has no object ${name}.`);
  return object;
}

function inputOf(field: Field, argument: string): GraphQLInputObjectType | null {
  const type = field.args.find((one) => one.name === argument)?.type;
  const named = type && getNamedType(type);
  return isInputObjectType(named) ? named : null;
}

function namedInput(field: GraphQLInputField): GraphQLInputObjectType | null {
  const named = getNamedType(field.type);
  return isInputObjectType(named) && !isEnumType(named) ? named : null;
}

function isText(text: string | null): text is string {
  return text !== null;
}

function literalOf(value: unknown, { type }: FieldModel): string | null {
  if (typeof value === 'string') {
    return JSON.stringify(type === 'datetime' ? value.replace('+0000', 'Z') : value);
  }
  if (typeof value === 'number') return String(type === 'int' ? Math.round(value) : value);
  return typeof value === 'boolean' ? String(value) : null;
}
