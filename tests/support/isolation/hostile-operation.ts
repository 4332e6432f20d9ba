/** Operations that try to learn what a viewer may not see: filters, orders, groups, figures, cursors, ids and searches. */

import {
  getNamedType,
  isLeafType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import {
  outputBindingOf,
  typeBindingOf,
  type OutputBinding,
} from '../../../src/model/schema-bindings.ts';
import type { Tables } from '../soql-evaluator.ts';
import type { Dice } from './dice.ts';
import { HostileArguments } from './hostile-arguments.ts';

export interface HostileOperation {
  /** Takes `$cursor`, which may be null. */
  readonly query: string;
  readonly usesCursor: boolean;
}

/** Whether a viewer may read a field: mostly such fields are used, so that not everything is refused. */
export type Preference = (object: string, field: string) => boolean;

const MAX_DEPTH = 6;

export class HostileOperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #dice: Dice;
  readonly #prefers: Preference;
  readonly #arguments: HostileArguments;
  #aliases = 0;

  constructor(schema: GraphQLSchema, dice: Dice, tables: Tables, prefers: Preference) {
    this.#schema = schema;
    this.#dice = dice;
    this.#prefers = prefers;
    this.#arguments = new HostileArguments(dice, tables, prefers);
  }

  write(): HostileOperation {
    const roots = Object.values(this.#schema.getQueryType()?.getFields() ?? {});
    const ofKind = (kind: OutputBinding['kind']) =>
      roots.filter((field) => outputBindingOf(field)?.kind === kind);
    const count = 1 + this.#dice.below(2);
    const fields = Array.from({ length: count }, () => {
      const kind = this.#dice.pick(ROOT_KINDS);
      return this.#field(this.#dice.pick(ofKind(kind)), 0);
    }).join(' ');
    const usesCursor = fields.includes('$cursor');
    return {
      query: usesCursor ? `query ($cursor: String) { ${fields} }` : `{ ${fields} }`,
      usesCursor,
    };
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string {
    this.#aliases += 1;
    const type = getNamedType(field.type);
    const name = `f${this.#aliases}: ${field.name}${this.#arguments.of(field)}`;
    return isLeafType(type) ? name : `${name} ${this.#selection(type, depth + 1)}`;
  }

  #selection(type: GraphQLNamedType, depth: number): string {
    if (isUnionType(type)) {
      const members = this.#dice.some(type.getTypes(), 0.5);
      const fragments = members.map(
        (member) => `... on ${member.name} ${this.#selection(member, depth)}`,
      );
      return `{ __typename ${fragments.join(' ')} }`;
    }
    if (!isObjectType(type)) return this.#ofInterface(depth);
    const fields = Object.values(type.getFields()).filter((field) => this.#isWanted(field, depth));
    const readable = fields.filter((field) => this.#isReadable(type, field));
    const count = 1 + this.#dice.below(4);
    const chosen = Array.from({ length: count }, () =>
      this.#dice.pick(readable.length > 0 && this.#dice.chance(0.85) ? readable : fields),
    );
    return `{ ${chosen.map((field) => this.#field(field, depth)).join(' ')} }`;
  }

  /** `node` answers an interface: some object's fields are asked for. */
  #ofInterface(depth: number): string {
    const query = Object.values(this.#schema.getQueryType()?.getFields() ?? {});
    const records = query.filter((field) => outputBindingOf(field)?.kind === 'record');
    const types = this.#dice.some(records, 0.4).map((field) => getNamedType(field.type));
    return `{ id ${types.map((type) => `... on ${type.name} ${this.#selection(type, depth)}`).join(' ')} }`;
  }

  #isWanted(field: GraphQLField<unknown, unknown>, depth: number): boolean {
    // The evaluator knows no subtotals.
    if (outputBindingOf(field)?.kind === 'subtotalOf') return false;
    return isLeafType(getNamedType(field.type)) || depth < MAX_DEPTH;
  }

  #isReadable(type: GraphQLNamedType, field: GraphQLField<unknown, unknown>): boolean {
    const binding = outputBindingOf(field);
    switch (binding?.kind) {
      case 'column':
      case 'label':
      case 'formatted':
      case 'aggregateOf':
        return this.#prefers(objectOf(type) ?? '', binding.field.name);
      case 'groupKeyPart':
        return this.#prefers(objectOf(type) ?? '', binding.grouping.field.name);
      case 'parent':
        return this.#prefers(objectOf(type) ?? '', binding.parent.foreignKey);
      case 'children':
        return this.#prefers(binding.child.object, binding.child.foreignKey);
      default:
        return true;
    }
  }
}

// Private:

/** Lists are most of what can be asked. */
const ROOT_KINDS = [
  ...(['list', 'list', 'list', 'list', 'list', 'list', 'list'] as const),
  ...(['record', 'node', 'search'] as const),
];

function objectOf(type: GraphQLNamedType): string | null {
  if (!isObjectType(type)) return null;
  try {
    return typeBindingOf(type).object.name;
  } catch {
    return null;
  }
}
