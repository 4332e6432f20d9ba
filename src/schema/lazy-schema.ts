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
import { NODE, SHARED_TYPES } from './shared-types.ts';
import { SDL_DIRECTIVES } from './sdl-directives.ts';
import type { TypeRegistry } from './type-registry.ts';

/**
 * graphql-js collects all types in the constructor by walking every field. Here the constructor sees only the shared
 * types; the accessors, through which graphql-js, validation and execution read a schema, answer for the rest.
 * `assumeValid`: the full check walks everything too, so tests and CI run it instead of every start.
 */
export class LazySchema extends GraphQLSchema {
  readonly #registry: TypeRegistry;
  readonly #query: GraphQLObjectType;
  #typeMap: ObjMap<GraphQLNamedType> | undefined;
  #nodeTypes: readonly GraphQLObjectType[] | undefined;

  constructor(registry: TypeRegistry, query: GraphQLObjectType) {
    super({
      types: SHARED_TYPES,
      directives: [...specifiedDirectives, ...SDL_DIRECTIVES],
      assumeValid: true,
    });
    this.#registry = registry;
    this.#query = query;
  }

  override getQueryType(): GraphQLObjectType {
    return this.#query;
  }

  override getType(name: string): GraphQLNamedType | undefined {
    if (name === this.#query.name) return this.#query;
    return super.getType(name) ?? this.#registry.find(name);
  }

  override getTypeMap(): ObjMap<GraphQLNamedType> {
    this.#typeMap ??= this.#collectTypes();
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

  override toConfig() {
    return { ...super.toConfig(), query: this.#query };
  }

  #collectTypes(): ObjMap<GraphQLNamedType> {
    const types: ObjMap<GraphQLNamedType> = Object.create(null) as ObjMap<GraphQLNamedType>;
    types[this.#query.name] = this.#query;
    for (const type of [...Object.values(super.getTypeMap()), ...this.#registry.all()]) {
      types[type.name] = type;
    }
    return types;
  }

  #implementationsOfNode(): readonly GraphQLObjectType[] {
    this.#nodeTypes ??= [...this.#registry.model.objects.values()]
      .map((object) => this.#registry.objectType(object))
      .filter((type) => type.getInterfaces().includes(NODE));
    return this.#nodeTypes;
  }
}
