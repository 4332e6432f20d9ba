/** A GraphQLSchema whose types are built when an operation first names them, not when the schema is made. */

import {
  GraphQLSchema,
  isInterfaceType,
  specifiedDirectives,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import type { ObjMap } from 'graphql/jsutils/ObjMap.js';
import { ALL_OR_NONE } from './mutation-fields.ts';
import { NODE, SHARED_TYPES } from './shared-types.ts';
import { SDL_DIRECTIVES } from './sdl-directives.ts';
import type { TypeRegistry } from './type-registry.ts';
import { WRITE_TYPES } from './write-types.ts';

/** The schema with every type built: for introspection and printing, never for an ordinary request. */
export function completeSchema(schema: GraphQLSchema): GraphQLSchema {
  return schema instanceof LazySchema ? schema.complete() : schema;
}

export interface RootTypes {
  readonly query: GraphQLObjectType;
  readonly mutation: GraphQLObjectType | null;
  readonly subscription: GraphQLObjectType | null;
}

/**
 * graphql-js collects all types in the constructor by walking every field. Here the constructor sees only the shared
 * types; the accessors, through which graphql-js, validation and execution read a schema, answer for the rest.
 * `assumeValid`: the full check walks everything too, so tests and CI run it instead of every start.
 */
export class LazySchema extends GraphQLSchema {
  readonly #registry: TypeRegistry;
  readonly #roots: RootTypes;
  /** Types that the constructor saw: the shared ones and introspection's. */
  readonly #shared: ObjMap<GraphQLNamedType>;
  #typeMap: ObjMap<GraphQLNamedType> | undefined;
  #complete: GraphQLSchema | undefined;
  #nodeTypes: readonly GraphQLObjectType[] | undefined;

  constructor(registry: TypeRegistry, roots: RootTypes) {
    const { mutation } = roots;
    super({
      types: mutation === null ? SHARED_TYPES : [...SHARED_TYPES, ...WRITE_TYPES],
      directives: [
        ...specifiedDirectives,
        ...SDL_DIRECTIVES,
        ...(mutation === null ? [] : [ALL_OR_NONE]),
      ],
      assumeValid: true,
    });
    this.#registry = registry;
    this.#roots = roots;
    this.#shared = super.getTypeMap();
  }

  override getQueryType(): GraphQLObjectType {
    return this.#roots.query;
  }

  override getMutationType(): GraphQLObjectType | null {
    return this.#roots.mutation;
  }

  override getSubscriptionType(): GraphQLObjectType | null {
    return this.#roots.subscription;
  }

  override getType(name: string): GraphQLNamedType | undefined {
    const { query, mutation, subscription } = this.#roots;
    const root = [query, mutation, subscription].find((type) => type?.name === name);
    return root ?? this.#shared[name] ?? this.#registry.find(name);
  }

  /**
   * Looks every type up when it is read, and lists the shared ones only: validation lists the keys for each document,
   * to suggest names. What must see all types (introspection, printing) asks `completeSchema` for them.
   */
  override getTypeMap(): ObjMap<GraphQLNamedType> {
    this.#typeMap ??= new Proxy(this.#shared, {
      get: (_shared, name) => (typeof name === 'string' ? this.getType(name) : undefined),
    });
    return this.#typeMap;
  }

  override getImplementations(interfaceType: GraphQLInterfaceType) {
    return interfaceType === NODE
      ? { objects: this.#implementationsOfNode(), interfaces: [] }
      : super.getImplementations(interfaceType);
  }

  override isSubType(
    abstractType: Parameters<GraphQLSchema['isSubType']>[0],
    maybeSubType: Parameters<GraphQLSchema['isSubType']>[1],
  ): boolean {
    if (!isInterfaceType(abstractType)) return super.isSubType(abstractType, maybeSubType);
    return maybeSubType.getInterfaces().includes(abstractType);
  }

  /** With all types that an operation can reach: the constructor that reads this walks and builds everything. */
  override toConfig(): ReturnType<GraphQLSchema['toConfig']> {
    return {
      ...super.toConfig(),
      ...this.#roots,
      types: this.#implementationsOfNode(),
    };
  }

  complete(): GraphQLSchema {
    this.#complete ??= new GraphQLSchema(this.toConfig());
    return this.#complete;
  }

  #implementationsOfNode(): readonly GraphQLObjectType[] {
    const { objects, retired } = this.#registry.model;
    this.#nodeTypes ??= [...objects.values(), ...retired.values()]
      .map((object) => this.#registry.objectType(object))
      .filter((type) => type.getInterfaces().includes(NODE));
    return this.#nodeTypes;
  }
}
