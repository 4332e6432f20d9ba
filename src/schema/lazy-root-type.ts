/** A root type, whose fields for each object are built when an operation first names them. */

import { GraphQLObjectType } from 'graphql';
import type { GraphQLField, GraphQLFieldConfig, GraphQLFieldMap } from 'graphql';

export type RootField = GraphQLFieldConfig<unknown, unknown>;

export interface RootFields {
  /** All of them, in order: for introspection, printing and suggestions. */
  readonly names: () => ReadonlySet<string>;
  /** Null where there is none of that name. */
  readonly find: (name: string) => RootField | null;
}

export class LazyRootType extends GraphQLObjectType {
  readonly #fields: GraphQLFieldMap<unknown, unknown>;

  constructor(name: string, description: string, fields: RootFields) {
    super({ name, description, fields: {} });
    this.#fields = lazyFieldMap(name, fields);
  }

  /** To read a member builds that field; to list the names builds none. */
  override getFields(): GraphQLFieldMap<unknown, unknown> {
    return this.#fields;
  }
}

// Private:

type Field = GraphQLField<unknown, unknown>;

function lazyFieldMap(
  typeName: string,
  { names, find }: RootFields,
): GraphQLFieldMap<unknown, unknown> {
  const built = new Map<string, Field>();
  const fieldOf = (name: string | symbol): Field | undefined => {
    if (typeof name === 'symbol') return undefined;
    const known = built.get(name);
    if (known !== undefined) return known;
    const config = find(name);
    if (config === null) return undefined;
    const field = asField(typeName, name, config);
    built.set(name, field);
    return field;
  };
  const has = (name: string | symbol): boolean => typeof name === 'string' && names().has(name);
  return new Proxy<GraphQLFieldMap<unknown, unknown>>(
    Object.create(null) as Record<string, never>,
    {
      get: (_target, name) => fieldOf(name),
      has: (_target, name) => has(name),
      ownKeys: () => [...names()],
      getOwnPropertyDescriptor: (_target, name) =>
        has(name) ? { configurable: true, enumerable: true, get: () => fieldOf(name) } : undefined,
    },
  );
}

/** graphql-js makes fields of configurations only within a type. */
function asField(typeName: string, name: string, config: RootField): Field {
  const field = new GraphQLObjectType({ name: typeName, fields: { [name]: config } }).getFields()[
    name
  ];
  if (field === undefined) throw new Error(`${typeName}.${name} was not made.`);
  return field;
}
