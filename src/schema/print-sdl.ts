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
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { completeSchema } from './lazy-schema.ts';
import { outputBindingOf, typeBindingOf } from '../model/schema-bindings.ts';

/** Deterministic: types and their members are sorted by name. Walks the whole schema, so keep it off the request path. */
export function printSdl(schema: GraphQLSchema): string {
  const document = parse(printSchema(lexicographicSortSchema(completeSchema(schema))), {
    noLocation: true,
  });
  const annotated = visit(document, {
    ObjectTypeDefinition(node) {
      const type = schema.getType(node.name.value);
      if (!isObjectType(type)) return undefined;
      const object = sObjectName(type);
      return {
        ...node,
        ...(object === null ? {} : { directives: [nameDirective('sobject', object)] }),
        fields: (node.fields ?? []).map((field) => {
          const name = salesforceName(type, field.name.value);
          return name === null ? field : { ...field, directives: [nameDirective('field', name)] };
        }),
      };
    },
  });
  return `${print(annotated)}\n`;
}

// Private:

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
