/** A `.graphql` file → the calls and queries that its fields declare, or the place of its mistake. */

import {
  buildASTSchema,
  getLocation,
  GraphQLError,
  Kind,
  parse,
  visit,
  type ASTNode,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type NamedTypeNode,
  type NameNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type SourceLocation,
  type TypeNode,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import type { ArgumentType, DeclaredArgument } from './declared-query.ts';
import type { OrgModel } from '../model/org-model.ts';
import { declareWritten } from './declare-written.ts';
import type { DeclaredCall } from './declared-call.ts';
import type { DeclaredSdl, WrittenQuery } from './declared-sdl.ts';
import { DeclaredError } from './declared-error.ts';
import { readTarget } from './read-target.ts';
import { WrittenTypes } from './written-types.ts';

/** What a file may use without declaring it. */
export const SDL_PRELUDE = `
  scalar Date scalar DateTime scalar Time scalar Long scalar JSON
  scalar DateOrLiteral scalar DateTimeOrLiteral
  type PageInfo { _: Boolean } type PostalAddress { _: Boolean } type Geolocation { _: Boolean }
  enum ApexMethod { GET POST PUT PATCH DELETE }
  directive @apexRest(path: String!, method: ApexMethod = GET, query: String, body: String) on FIELD_DEFINITION
  directive @apexSoap(class: String!, method: String!) on FIELD_DEFINITION
  directive @soql(query: String!) on FIELD_DEFINITION
  directive @field(name: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION
  type Query { _: Boolean }
  type Mutation { _: Boolean }
`;

/**
 * @param model what its SOQL is checked against; null for a file without any, such as an import's.
 * @throws DeclaredError
 */
export function declareSdl(file: string, text: string, model: OrgModel | null): DeclaredSdl {
  const document = parseDocument(file, text);
  const orgTypes = orgTypesIn(document, model);
  const [mistake] = validateSDL(document, buildASTSchema(parse(SDL_PRELUDE + stubsOf(orgTypes))));
  if (mistake !== undefined) throw errorOf(file, mistake);
  const reader = new SdlReader(file, text, document, model);
  for (const definition of document.definitions) {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_EXTENSION:
        reader.readRoots(definition);
        break;
      case Kind.OBJECT_TYPE_DEFINITION:
        reader.readType(definition);
        break;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
        reader.addType(definition.name);
        break;
      default:
        throw errorAtNode(
          file,
          definition,
          'A file declares types, inputs, enums and fields of Query and Mutation.',
        );
    }
  }
  return reader.finish(orgTypes);
}

// Private:

function parseDocument(file: string, text: string): DocumentNode {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) throw errorOf(file, error);
    throw error;
  }
}

function errorOf(file: string, error: GraphQLError): DeclaredError {
  const place = error.locations?.[0] ?? { line: 1, column: 1 };
  return new DeclaredError(file, place, error.message);
}

function errorAtNode(file: string, node: ASTNode, problem: string): DeclaredError {
  return new DeclaredError(file, placeOfNode(node), problem);
}

function placeOfNode({ loc }: ASTNode): SourceLocation {
  return loc === undefined ? { line: 1, column: 1 } : getLocation(loc.source, loc.start);
}

/** Where the file names types of the org's objects. */
function orgTypesIn(document: DocumentNode, model: OrgModel | null): readonly NamedTypeNode[] {
  const own = new Set(
    document.definitions.map((one) => ('name' in one ? one.name.value : undefined)),
  );
  const objects = new Set([...(model?.objects.values() ?? [])].map(({ typeName }) => typeName));
  const found: NamedTypeNode[] = [];
  visit(document, {
    NamedType: (node) => {
      if (objects.has(node.name.value) && !own.has(node.name.value)) found.push(node);
    },
  });
  return found;
}

function stubsOf(types: readonly NamedTypeNode[]): string {
  const names = new Set(types.map(({ name }) => name.value));
  return [...names].map((name) => `type ${name} { _: Boolean }`).join(' ');
}

const ROOT_DIRECTIVES: ReadonlySet<string> = new Set(['apexRest', 'apexSoap', 'soql']);

/** Reads one valid document from its top to its end. */
class SdlReader {
  readonly #file: string;
  readonly #text: string;
  readonly #model: OrgModel | null;
  readonly #types: WrittenTypes | null;
  readonly #enums: ReadonlySet<string>;
  readonly #calls: DeclaredCall[] = [];
  readonly #queries: WrittenQuery[] = [];
  readonly #typeNames: string[] = [];
  readonly #places = new Map<string, SourceLocation>();
  readonly #fail = (node: ASTNode, problem: string): DeclaredError =>
    errorAtNode(this.#file, node, problem);

  constructor(file: string, text: string, document: DocumentNode, model: OrgModel | null) {
    this.#file = file;
    this.#text = text;
    this.#model = model;
    this.#types = model === null ? null : new WrittenTypes(model, document, this.#fail);
    const enums = document.definitions.filter((one) => one.kind === Kind.ENUM_TYPE_DEFINITION);
    this.#enums = new Set(enums.map(({ name }) => name.value));
  }

  readRoots(extension: ObjectTypeExtensionNode): void {
    const type = extension.name.value;
    if (type !== 'Query' && type !== 'Mutation') {
      throw this.#fail(extension, `Only Query and Mutation can be extended, not ${type}.`);
    }
    for (const field of extension.fields ?? []) {
      const directive = this.#onlyDirective(field);
      this.#places.set(field.name.value, placeOfNode(field.name));
      if (directive.name.value === 'soql') this.#queries.push(this.#query(field, directive, type));
      else this.#calls.push(this.#call(field, directive, type));
    }
  }

  readType({ name, fields }: ObjectTypeDefinitionNode): void {
    for (const field of fields ?? []) {
      const call = field.directives?.find((one) => ROOT_DIRECTIVES.has(one.name.value));
      if (call !== undefined) {
        throw this.#fail(call, `@${call.name.value} belongs to fields of Query and Mutation.`);
      }
    }
    this.addType(name);
  }

  addType(name: NameNode): void {
    this.#typeNames.push(name.value);
    this.#places.set(name.value, placeOfNode(name));
  }

  /** @param orgTypes Apex answers none of them. */
  finish(orgTypes: readonly NamedTypeNode[]): DeclaredSdl {
    const stray = orgTypes.find((node) => this.#types?.isAnswered(node) !== true);
    if (stray !== undefined) {
      const problem = `${stray.name.value} is the type of an object, which only @soql can answer, with rows of it.`;
      throw this.#fail(stray, problem);
    }
    return Object.freeze({
      file: this.#file,
      text: this.#text,
      calls: this.#calls,
      queries: this.#queries,
      typeNames: this.#typeNames,
      places: this.#places,
      meanings: this.#types?.meanings() ?? new Map(),
    });
  }

  #query(field: FieldDefinitionNode, directive: ConstDirectiveNode, type: string): WrittenQuery {
    if (type !== 'Query')
      throw this.#fail(directive, '@soql reads: it belongs to fields of Query.');
    if (this.#model === null || this.#types === null) {
      throw this.#fail(directive, '@soql is checked against an org, and none is known here.');
    }
    return declareWritten({
      file: this.#file,
      text: this.#text,
      field,
      directive,
      model: this.#model,
      types: this.#types,
      enums: this.#enums,
      fail: this.#fail,
    });
  }

  #call(
    field: FieldDefinitionNode,
    directive: ConstDirectiveNode,
    type: 'Query' | 'Mutation',
  ): DeclaredCall {
    const args = (field.arguments ?? []).map((one) =>
      argumentOf(one.name.value, one.type, one.defaultValue !== undefined),
    );
    const operation = type === 'Query' ? 'query' : 'mutation';
    const target = readTarget({ directive, args, operation, fail: this.#fail });
    return { name: field.name.value, file: this.#file, operation, arguments: args, target };
  }

  #onlyDirective(field: FieldDefinitionNode): ConstDirectiveNode {
    const found = (field.directives ?? []).filter((one) => ROOT_DIRECTIVES.has(one.name.value));
    const [directive, ...others] = found;
    if (directive !== undefined && others.length === 0) return directive;
    throw this.#fail(
      field,
      `${field.name.value} needs @apexRest, @apexSoap or @soql, one of them.`,
    );
  }
}

/** What matters here is whether it can be pinned (a single ID or String), is a list, or is required. */
function argumentOf(name: string, type: TypeNode, hasDefault: boolean): DeclaredArgument {
  const isRequired = type.kind === Kind.NON_NULL_TYPE;
  const inner = isRequired ? type.type : type;
  const named = inner.kind === Kind.NAMED_TYPE ? inner.name.value : '';
  const argumentType: ArgumentType = named === 'ID' || named === 'String' ? named : 'Boolean';
  return {
    name,
    type: argumentType,
    isList: inner.kind === Kind.LIST_TYPE,
    required: isRequired && !hasDefault,
    description: '',
  };
}
