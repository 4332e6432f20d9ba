/** Hand-written SDL of declarations → root fields and types, over the schema's own scalars. */

import {
  getDirectiveValues,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  isInputType,
  isOutputType,
  Kind,
  parse,
  valueFromAST,
  type DefinitionNode,
  type FieldDefinitionNode,
  type GraphQLFieldConfig,
  type GraphQLInputFieldConfig,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLType,
  type InputValueDefinitionNode,
  type TypeNode,
} from 'graphql';
import { jsonName } from '../declared/json-name.ts';
import type { DeclaredSdl, WrittenQuery } from '../declared/declared-sdl.ts';
import { declaredBinding } from '../declared/declared-member.ts';
import {
  listRows,
  outputBinding,
  typeBinding,
  type OutputBinding,
} from '../model/schema-bindings.ts';
import { pinnedArguments, type OperationRules } from '../policy/operation-rules.ts';
import {
  GraphQLDate,
  GraphQLDateOrLiteral,
  GraphQLDateTime,
  GraphQLDateTimeOrLiteral,
  GraphQLJSON,
  GraphQLLong,
  GraphQLTime,
} from './scalars.ts';
import { FIELD_DIRECTIVE } from './sdl-directives.ts';
import { GEOLOCATION, PAGE_INFO, POSTAL_ADDRESS } from './shared-types.ts';

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;
type Fields = Record<string, FieldConfig>;

export interface DeclaredSdlTypes {
  readonly query: Fields;
  readonly mutation: Fields;
  readonly types: readonly GraphQLNamedType[];
}

/**
 * @param rules arguments that they pin are nobody's to give, or need not be given.
 * @param orgType the type of an object of the org.
 */
export function buildSdlTypes(
  files: readonly DeclaredSdl[],
  rules: OperationRules,
  orgType: OrgTypeOf,
): DeclaredSdlTypes {
  const built = files.map((file) => new SdlBuilder(file, rules, orgType).build());
  return {
    query: Object.assign({}, ...built.map((one) => one.query)) as Fields,
    mutation: Object.assign({}, ...built.map((one) => one.mutation)) as Fields,
    types: built.flatMap((one) => one.types),
  };
}

// Private:

type OrgTypeOf = (name: string) => GraphQLNamedType | undefined;

/** What a file may use without declaring it, as `SDL_PRELUDE` says. */
const SHARED: readonly GraphQLNamedType[] = [
  ...[GraphQLID, GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean],
  ...[GraphQLDate, GraphQLDateTime, GraphQLTime, GraphQLLong, GraphQLJSON],
  ...[GraphQLDateOrLiteral, GraphQLDateTimeOrLiteral],
  ...[PAGE_INFO, POSTAL_ADDRESS, GEOLOCATION],
];

/** The file was validated when it was declared; what does not fit here is our own mistake. */
class SdlBuilder {
  readonly #file: DeclaredSdl;
  readonly #rules: OperationRules;
  readonly #orgType: OrgTypeOf;
  readonly #named = new Map<string, GraphQLNamedType>(SHARED.map((type) => [type.name, type]));

  constructor(file: DeclaredSdl, rules: OperationRules, orgType: OrgTypeOf) {
    this.#file = file;
    this.#rules = rules;
    this.#orgType = orgType;
  }

  build(): DeclaredSdlTypes {
    const { definitions } = parse(this.#file.text, { noLocation: true });
    const types = definitions.flatMap((definition) => this.#type(definition));
    for (const type of types) this.#named.set(type.name, type);
    return {
      query: this.#roots(definitions, 'Query'),
      mutation: this.#roots(definitions, 'Mutation'),
      types,
    };
  }

  #type(definition: DefinitionNode): readonly GraphQLNamedType[] {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
        return [
          new GraphQLObjectType({
            ...described(definition),
            ...this.#ofObject(definition.name.value),
            fields: () => this.#fields(definition.name.value, definition.fields ?? []),
          }),
        ];
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return [
          new GraphQLInputObjectType({
            ...described(definition),
            fields: () => this.#inputs(definition.fields ?? []),
          }),
        ];
      case Kind.ENUM_TYPE_DEFINITION:
        return [
          new GraphQLEnumType({
            ...described(definition),
            values: Object.fromEntries(
              (definition.values ?? []).map(({ name }) => [name.value, {}]),
            ),
          }),
        ];
      default:
        return [];
    }
  }

  #roots(definitions: readonly DefinitionNode[], type: 'Query' | 'Mutation'): Fields {
    const nodes = definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_EXTENSION && definition.name.value === type
        ? (definition.fields ?? [])
        : [],
    );
    const operation = type === 'Query' ? 'query' : 'mutation';
    const calls = this.#file.calls.filter((call) => call.operation === operation);
    const queries = type === 'Query' ? this.#file.queries : [];
    const fieldNamed = (name: string): FieldConfig => {
      const node = nodes.find((one) => one.name.value === name);
      if (node === undefined) throw new TypeError(`There is no field ${name}.`);
      return this.#root(node);
    };
    return Object.fromEntries([
      ...calls.map(({ name }) => [name, fieldNamed(name)] as const),
      ...queries.map((one) => [one.query.name, answered(fieldNamed(one.query.name), one)] as const),
    ]);
  }

  #root(node: FieldDefinitionNode): FieldConfig {
    const pinned = pinnedArguments(this.#rules, node.name.value);
    const args = this.#inputs(
      (node.arguments ?? []).filter(({ name }) => pinned.get(name.value) !== 'always'),
    );
    for (const [name, config] of Object.entries(args)) {
      if (pinned.has(name) && config.type instanceof GraphQLNonNull) {
        args[name] = { ...config, type: config.type.ofType };
      }
    }
    const label = `Declared in \`${this.#file.file}\`.`;
    const { description } = described(node);
    return {
      type: this.#output(node.type),
      description: description === undefined ? label : `${description}\n\n${label}`,
      args,
    };
  }

  #ofObject(type: string) {
    const object = this.#file.meanings.get(type)?.object;
    return object ? { extensions: typeBinding({ object }) } : {};
  }

  #fields(type: string, nodes: readonly FieldDefinitionNode[]): Fields {
    const members = this.#file.meanings.get(type)?.members;
    return Object.fromEntries(
      nodes.map((node) => {
        const name = node.name.value;
        const config = { ...described(node), type: this.#output(node.type) };
        return [name, { ...config, extensions: extensionsOf(node, members?.get(name)) }];
      }),
    );
  }

  #inputs(nodes: readonly InputValueDefinitionNode[]): Record<string, GraphQLInputFieldConfig> {
    return Object.fromEntries(
      nodes.map((node) => {
        const type = this.#input(node.type);
        const extensions = extensionsOf(node, undefined);
        const config: GraphQLInputFieldConfig = { ...described(node), type, extensions };
        const initial = node.defaultValue ? valueFromAST(node.defaultValue, type) : undefined;
        return [
          node.name.value,
          initial === undefined ? config : { ...config, defaultValue: initial },
        ];
      }),
    );
  }

  #output(node: TypeNode): GraphQLOutputType {
    const type = this.#resolve(node);
    if (isOutputType(type)) return type;
    throw new TypeError(`${String(type)} is no output type.`);
  }

  #input(node: TypeNode): GraphQLInputType {
    const type = this.#resolve(node);
    if (isInputType(type)) return type;
    throw new TypeError(`${String(type)} is no input type.`);
  }

  #resolve(node: TypeNode): GraphQLType {
    switch (node.kind) {
      case Kind.LIST_TYPE:
        return new GraphQLList(this.#resolve(node.type));
      case Kind.NON_NULL_TYPE: {
        const inner = this.#resolve(node.type);
        if (inner instanceof GraphQLNonNull) throw new TypeError('A type is non-null twice.');
        return new GraphQLNonNull(inner);
      }
      case Kind.NAMED_TYPE: {
        const name = node.name.value;
        const type = this.#named.get(name) ?? this.#orgType(name);
        if (type === undefined) throw new TypeError(`There is no type ${name}.`);
        return type;
      }
    }
  }
}

function described(node: {
  readonly name: { readonly value: string };
  readonly description?: { readonly value: string } | undefined;
}): { readonly name: string; readonly description?: string } {
  const { description } = node;
  return { name: node.name.value, ...(description && { description: description.value }) };
}

/** What `@field(name:)` calls the member in JSON, and what a query answers there. */
function extensionsOf(
  node: FieldDefinitionNode | InputValueDefinitionNode,
  binding: OutputBinding | undefined,
): Record<string, unknown> {
  const name = getDirectiveValues(FIELD_DIRECTIVE, node)?.['name'];
  return {
    ...(typeof name === 'string' && jsonName(name)),
    ...(binding && outputBinding(binding)),
  };
}

function answered(config: FieldConfig, { query, form, mostRows }: WrittenQuery): FieldConfig {
  const extensions = {
    ...outputBinding(declaredBinding({ kind: 'query', query, form })),
    ...(mostRows !== null && listRows(mostRows)),
  };
  return { ...config, extensions };
}
