/** The arguments that SDL declares for a field, as what the binds of its query may be. */

import {
  Kind,
  print,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeNode,
} from 'graphql';
import { didYouMean } from 'graphql/jsutils/didYouMean.js';
import { suggestionList } from 'graphql/jsutils/suggestionList.js';
import type { BindSyntax } from '../soql/statement-syntax.ts';
import type { QueryArguments } from './argument-collector.ts';
import type { BindUse } from './condition-template.ts';
import type { ArgumentType, DeclaredArgument } from './declared-query.ts';

/** Arguments of the field itself, never of its query. */
export const PAGING_TYPES: ReadonlyMap<string, string> = new Map([
  ['first', 'Int'],
  ['after', 'String'],
]);

export class WrittenArguments implements QueryArguments {
  readonly #written: ReadonlyMap<string, WrittenArgument>;
  readonly #used = new Map<string, DeclaredArgument>();
  readonly #fail: (at: number, problem: string) => Error;

  /**
   * @param enums names of the file's enums, whose values are texts.
   * @param fail makes the error of a bind.
   */
  constructor(
    field: FieldDefinitionNode,
    enums: ReadonlySet<string>,
    fail: (at: number, problem: string) => Error,
  ) {
    this.#written = new Map(
      (field.arguments ?? []).map((one) => [one.name.value, writtenArgument(one, enums)]),
    );
    this.#fail = fail;
  }

  /** The argument decides whether it is optional: what may be left out takes its comparison with it. */
  add(bind: BindSyntax, type: ArgumentType, isList: boolean, comparedWith: string): BindUse {
    const { name, at } = bind;
    const written = this.#written.get(name);
    if (written === undefined) {
      const near = suggestionList(name, [...this.#written.keys()]).slice(0, 3);
      throw this.#fail(at, `The field has no argument ${name}.${didYouMean(near)}`);
    }
    if (written.isList !== isList || !ACCEPTED[type].includes(written.type)) {
      const needed = isList ? `[${ACCEPTED[type][0]}!]` : ACCEPTED[type][0];
      const problem = `:${name} is ${needed} here, but the argument is ${written.text}. ${comparedWith}`;
      throw this.#fail(at, problem);
    }
    if (bind.optional && written.required) {
      throw this.#fail(at, `:${name} is optional (?) here, but the argument is ${written.text}.`);
    }
    const { required } = written;
    this.#used.set(name, { name, type, isList, required, description: comparedWith });
    return { kind: 'bind', name, optional: !required && !written.hasDefault };
  }

  all(): readonly DeclaredArgument[] {
    return [...this.#used.values()];
  }
}

// Private:

interface WrittenArgument {
  /** Name of a scalar; enums are String. */
  readonly type: string;
  readonly isList: boolean;
  readonly required: boolean;
  readonly hasDefault: boolean;
  /** As written. */
  readonly text: string;
}

/** Types that the argument for a bind may have; the first is named where it has another. */
const ACCEPTED: Readonly<Record<ArgumentType, readonly [string, ...string[]]>> = {
  ID: ['ID'],
  String: ['String', 'ID'],
  Boolean: ['Boolean'],
  Int: ['Int'],
  Long: ['Long', 'Int'],
  Float: ['Float', 'Int'],
  DateOrLiteral: ['DateOrLiteral', 'Date'],
  DateTimeOrLiteral: ['DateTimeOrLiteral', 'DateTime'],
  Time: ['Time'],
};

function writtenArgument(
  { type, defaultValue }: InputValueDefinitionNode,
  enums: ReadonlySet<string>,
): WrittenArgument {
  const isNonNull = type.kind === Kind.NON_NULL_TYPE;
  const nullable = isNonNull ? type.type : type;
  const isList = nullable.kind === Kind.LIST_TYPE;
  const name = nameOf(nullable);
  return {
    type: enums.has(name) ? 'String' : name,
    isList,
    required: isNonNull && defaultValue === undefined,
    hasDefault: defaultValue !== undefined,
    text: print(type),
  };
}

/** The empty name is no type's: a list of lists, or of what may be null, fits nothing. */
function nameOf(type: TypeNode): string {
  if (type.kind === Kind.NAMED_TYPE) return type.name.value;
  const item = type.type.kind === Kind.NON_NULL_TYPE ? type.type.type : null;
  return item?.kind === Kind.NAMED_TYPE ? item.name.value : '';
}
