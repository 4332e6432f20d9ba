/** Gathers the binds of a declared query into its arguments: one for each name, of one type. */

import type { DescribeFieldType } from '../model/describe-types.ts';
import { valueTypeName } from '../model/value-type.ts';
import type { BindSyntax } from '../soql/statement-syntax.ts';
import type { BindUse } from './condition-template.ts';
import type { ArgumentType, DeclaredArgument } from './declared-query.ts';

/** Type of the argument that is compared with values of this type: dates by SOQL's literals too. */
export function argumentTypeOf(type: DescribeFieldType): ArgumentType {
  const held = valueTypeName(type);
  switch (held) {
    case 'Date':
      return 'DateOrLiteral';
    case 'DateTime':
      return 'DateTimeOrLiteral';
    // One entry of a multi-select is a text; what has no type of its own is compared as one.
    case '[String!]':
    case 'PostalAddress':
    case 'Geolocation':
    case 'JSON':
      return 'String';
    default:
      return held;
  }
}

/** What the binds of a query are: gathered as they are met, or those that SDL declares. */
export interface QueryArguments {
  /** @throws where the bind cannot be what it is used for. */
  add(bind: BindSyntax, type: ArgumentType, isList: boolean, comparedWith: string): BindUse;
  /** Those that the query used, in the order it met them. */
  all(): readonly DeclaredArgument[];
}

export class ArgumentCollector implements QueryArguments {
  readonly #arguments = new Map<string, DeclaredArgument>();
  readonly #fail: (at: number, problem: string) => Error;

  /** @param fail makes the error of a bind that cannot be what it is used for. */
  constructor(fail: (at: number, problem: string) => Error) {
    this.#fail = fail;
  }

  add(bind: BindSyntax, type: ArgumentType, isList: boolean, comparedWith: string): BindUse {
    const { name, optional, at } = bind;
    const known = this.#arguments.get(name);
    const own = { name, type, isList, required: !optional, description: comparedWith };
    if (known === undefined) this.#arguments.set(name, own);
    else this.#refuseOther(known, own, at);
    return { kind: 'bind', name, optional };
  }

  all(): readonly DeclaredArgument[] {
    return [...this.#arguments.values()];
  }

  #refuseOther(known: DeclaredArgument, own: DeclaredArgument, at: number): void {
    if (known.type !== own.type || known.isList !== own.isList) {
      throw this.#fail(
        at,
        `:${own.name} is ${typeText(own)} here, but ${typeText(known)} where it stands first.`,
      );
    }
    if (known.required !== own.required) {
      throw this.#fail(at, `:${own.name} is optional (?) in one place and not in another.`);
    }
  }
}

// Private:

function typeText({ type, isList }: DeclaredArgument): string {
  return isList ? `[${type}!]` : type;
}
