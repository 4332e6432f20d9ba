/** Names of object types, told apart without listing the two dozen names that come with each. */

import { DERIVED_TYPE_SUFFIXES, SHARED_TYPE_NAMES, type NameSpace } from './naming.ts';

/** Names of object types of which a type of this name would be itself one, or a derived one: `FooGroupKey` → `FooGroup`, `Foo`, … */
export function originsOf(name: string): readonly string[] {
  return [name, ...stems(name, DERIVED_TYPE_SUFFIXES)];
}

/** The same names are free as if each type that is added brought all its derived names with it. */
export class TypeNames implements NameSpace {
  readonly #types = new Set<string>();
  /** What would itself be a taken name, or derive one that is taken or derived too. */
  readonly #origins = new Set<string>(SHARED_TYPE_NAMES.flatMap(originsOf));

  has(name: string): boolean {
    if (this.#origins.has(name) || this.#types.has(name)) return true;
    return stems(name, ENDINGS).some((stem) => this.#types.has(stem));
  }

  add(name: string): void {
    this.#types.add(name);
    for (const stem of stems(name, ENDINGS)) this.#origins.add(stem);
  }
}

// Private:

/** With a suffix that another ends in, two types meet in a third: `FooCount` + `Order` is `Foo` + `CountOrder`. */
const ENDINGS: readonly string[] = [
  ...new Set([
    ...DERIVED_TYPE_SUFFIXES,
    ...DERIVED_TYPE_SUFFIXES.flatMap((suffix) => stems(suffix, DERIVED_TYPE_SUFFIXES)),
  ]),
];

function stems(name: string, endings: readonly string[]): readonly string[] {
  return endings
    .filter((ending) => name.length > ending.length && name.endsWith(ending))
    .map((ending) => name.slice(0, -ending.length));
}
