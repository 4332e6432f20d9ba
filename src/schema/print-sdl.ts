/** The schema as SDL text, with the API names that graphql-js keeps out of its own printer. */

import {
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  print,
  printSchema,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type NameNode,
} from 'graphql';
import { completeSchema } from './lazy-schema.ts';
import { outputBindingOf, typeBindingOf } from '../model/schema-bindings.ts';

/** Deterministic: types and their members are sorted by name. Walks the whole schema, so keep it off the request path. */
export function printSdl(schema: GraphQLSchema): string {
  return `${print(annotatedDocument(schema))}\n`;
}

/** The schema with API names on its types and fields, and without what is there for routers only (`_entities`). */
export function annotatedDocument(schema: GraphQLSchema): DocumentNode {
  const document = parse(printSchema(lexicographicSortSchema(completeSchema(schema))), {
    noLocation: true,
  });
  return visit(document, {
    ScalarTypeDefinition: (node) => (isForRouters(node) ? null : undefined),
    UnionTypeDefinition: (node) => (isForRouters(node) ? null : undefined),
    ObjectTypeDefinition(node) {
      if (isForRouters(node)) return null;
      const type = schema.getType(node.name.value);
      if (!isObjectType(type)) return undefined;
      const object = sObjectName(type);
      return {
        ...node,
        ...(object === null ? {} : { directives: [nameDirective('sobject', object)] }),
        fields: (node.fields ?? [])
          .filter((field) => !isForRouters(field))
          .map((field) => {
            const name = salesforceName(type, field.name.value);
            if (name === null) return field;
            const directives = [nameDirective('field', name), ...(field.directives ?? [])];
            return { ...field, directives };
          }),
      };
    },
  });
}

// Private:

function isForRouters(node: { readonly name: NameNode }): boolean {
  return node.name.value.startsWith('_');
}

/** Null for types that stand for no single object, such as connections. */
function sObjectName(type: GraphQLObjectType): string | null {
  if (Object.keys(type.extensions).length === 0) return null;
  const { object } = typeBindingOf(type);
  return object.typeName === type.name ? object.name : null;
}

function salesforceName(type: GraphQLObjectType, fieldName: string): string | null {
  const field = type.getFields()[fieldName];
  const binding = field === undefined ? undefined : outputBindingOf(field);
  switch (binding?.kind) {
    case 'column':
      return binding.field.name;
    case 'parent':
      return binding.parent.name;
    case 'children':
      return binding.child.name;
    case 'retired':
      return binding.name;
    default:
      return null;
  }
}

function nameDirective(directive: string, name: string): ConstDirectiveNode {
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: directive },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: 'name' },
        value: { kind: Kind.STRING, value: name },
      },
    ],
  };
}
