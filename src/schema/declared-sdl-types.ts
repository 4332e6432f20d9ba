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
import type { DeclaredCall, DeclaredSdl } from '../declared/declared-call.ts';
import { pinnedArguments, type OperationRules } from '../policy/operation-rules.ts';
import { GraphQLDate, GraphQLDateTime, GraphQLJSON, GraphQLLong, GraphQLTime } from './scalars.ts';
import { FIELD_DIRECTIVE } from './sdl-directives.ts';

type FieldConfig = GraphQLFieldConfig<unknown, unknown>;
type Fields = Record<string, FieldConfig>;

export interface DeclaredSdlTypes {
  readonly query: Fields;
  readonly mutation: Fields;
  readonly types: readonly GraphQLNamedType[];
}

/** @param rules arguments that they pin are nobody's to give, or need not be given. */
export function buildSdlTypes(
  files: readonly DeclaredSdl[],
  rules: OperationRules,
): DeclaredSdlTypes {
  const built = files.map((file) => new SdlBuilder(file, rules).build());
  return {
    query: Object.assign({}, ...built.map((one) => one.query)) as Fields,
    mutation: Object.assign({}, ...built.map((one) => one.mutation)) as Fields,
    types: built.flatMap((one) => one.types),
  };
}

// Private:

const SCALARS: readonly GraphQLNamedType[] = [
  ...[GraphQLID, GraphQLString, GraphQLInt, GraphQLFloat, GraphQLBoolean],
  ...[GraphQLDate, GraphQLDateTime, GraphQLTime, GraphQLLong, GraphQLJSON],
];

/** The file was validated when it was declared; what does not fit here is our own mistake. */
class SdlBuilder {
  readonly #file: DeclaredSdl;
  readonly #rules: OperationRules;
  readonly #named = new Map<string, GraphQLNamedType>(SCALARS.map((type) => [type.name, type]));

  constructor(file: DeclaredSdl, rules: OperationRules) {
    this.#file = file;
    this.#rules = rules;
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
            fields: () => this.#fields(definition.fields ?? []),
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
    return Object.fromEntries(
      this.#file.calls
        .filter((call) => call.operation === (type === 'Query' ? 'query' : 'mutation'))
        .flatMap((call) => {
          const node = nodes.find((one) => one.name.value === call.name);
          return node === undefined ? [] : [[call.name, this.#root(call, node)] as const];
        }),
    );
  }

  #root(call: DeclaredCall, node: FieldDefinitionNode): FieldConfig {
    const pinned = pinnedArguments(this.#rules, call.name);
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

  #fields(nodes: readonly FieldDefinitionNode[]): Fields {
    return Object.fromEntries(
      nodes.map((node) => [
        node.name.value,
        { ...described(node), type: this.#output(node.type), ...named(node) },
      ]),
    );
  }

  #inputs(nodes: readonly InputValueDefinitionNode[]): Record<string, GraphQLInputFieldConfig> {
    return Object.fromEntries(
      nodes.map((node) => {
        const type = this.#input(node.type);
        const config: GraphQLInputFieldConfig = { ...described(node), type, ...named(node) };
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
        const type = this.#named.get(node.name.value);
        if (type === undefined) throw new TypeError(`There is no type ${node.name.value}.`);
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

/** `@field(name:)`: what the member is called in JSON. */
function named(node: FieldDefinitionNode | InputValueDefinitionNode) {
  const name = getDirectiveValues(FIELD_DIRECTIVE, node)?.['name'];
  return typeof name === 'string' ? { extensions: jsonName(name) } : {};
}
