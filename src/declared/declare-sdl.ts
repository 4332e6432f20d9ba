/** A `.graphql` file → the calls that its fields declare, or the place of its mistake. */

import {
  buildASTSchema,
  getLocation,
  GraphQLError,
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
  type ObjectTypeExtensionNode,
  type TypeNode,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';
import type { ArgumentType, DeclaredArgument } from './declared-query.ts';
import type { DeclaredCall, DeclaredSdl } from './declared-call.ts';
import { DeclaredError } from './declared-error.ts';
import { readTarget } from './read-target.ts';

/** What a file may use without declaring it. */
export const SDL_PRELUDE = `
  scalar Date scalar DateTime scalar Time scalar Long scalar JSON
  enum ApexMethod { GET POST PUT PATCH DELETE }
  directive @apexRest(path: String!, method: ApexMethod = GET, query: String, body: String) on FIELD_DEFINITION
  directive @apexSoap(class: String!, method: String!) on FIELD_DEFINITION
  directive @field(name: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION | ARGUMENT_DEFINITION
  type Query { _: Boolean }
  type Mutation { _: Boolean }
`;

/** @throws DeclaredError */
export function declareSdl(file: string, text: string): DeclaredSdl {
  const document = parseDocument(file, text);
  const base = buildASTSchema(parse(SDL_PRELUDE));
  const [mistake] = validateSDL(document, base);
  if (mistake !== undefined) throw errorOf(file, mistake);
  const calls: DeclaredCall[] = [];
  const typeNames: string[] = [];
  for (const definition of document.definitions) {
    switch (definition.kind) {
      case Kind.OBJECT_TYPE_EXTENSION:
        calls.push(...callsOf(file, definition));
        break;
      case Kind.OBJECT_TYPE_DEFINITION:
        refuseCalls(file, definition);
        typeNames.push(definition.name.value);
        break;
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      case Kind.ENUM_TYPE_DEFINITION:
        typeNames.push(definition.name.value);
        break;
      default:
        throw errorAtNode(
          file,
          definition,
          'A file declares types, inputs, enums and fields of Query and Mutation.',
        );
    }
  }
  return Object.freeze({ file, text, calls, typeNames });
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

interface Located {
  readonly loc?: FieldDefinitionNode['loc'];
}

function errorAtNode(file: string, { loc }: Located, problem: string): DeclaredError {
  const place = loc === undefined ? { line: 1, column: 1 } : getLocation(loc.source, loc.start);
  return new DeclaredError(file, place, problem);
}

function callsOf(file: string, extension: ObjectTypeExtensionNode): readonly DeclaredCall[] {
  const type = extension.name.value;
  if (type !== 'Query' && type !== 'Mutation') {
    throw errorAtNode(file, extension, `Only Query and Mutation can be extended, not ${type}.`);
  }
  return (extension.fields ?? []).map((field) => readCall(file, field, type));
}

const CALL_DIRECTIVES: ReadonlySet<string> = new Set(['apexRest', 'apexSoap']);

function refuseCalls(file: string, { fields }: ObjectTypeDefinitionNode): void {
  for (const field of fields ?? []) {
    const call = field.directives?.find((one) => CALL_DIRECTIVES.has(one.name.value));
    if (call !== undefined) {
      throw errorAtNode(file, call, `@${call.name.value} belongs to fields of Query and Mutation.`);
    }
  }
}

function readCall(
  file: string,
  field: FieldDefinitionNode,
  type: 'Query' | 'Mutation',
): DeclaredCall {
  const fail = (node: Located, problem: string): DeclaredError => errorAtNode(file, node, problem);
  const directive = onlyDirective(field, fail);
  const args = (field.arguments ?? []).map((one) =>
    argumentOf(one.name.value, one.type, one.defaultValue !== undefined),
  );
  const operation = type === 'Query' ? 'query' : 'mutation';
  const target = readTarget({ directive, args, operation, fail });
  return { name: field.name.value, file, operation, arguments: args, target };
}

function onlyDirective(
  field: FieldDefinitionNode,
  fail: (node: Located, problem: string) => DeclaredError,
): ConstDirectiveNode {
  const calls = (field.directives ?? []).filter((one) => CALL_DIRECTIVES.has(one.name.value));
  const [call, ...others] = calls;
  if (call !== undefined && others.length === 0) return call;
  throw fail(field, `${field.name.value} needs @apexRest or @apexSoap, one of them.`);
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
