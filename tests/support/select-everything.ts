/** A GraphQL operation that selects every leaf below a root field, and nothing twice. */

import {
  getNamedType,
  isLeafType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

type Field = GraphQLField<unknown, unknown>;

/** @param args of the root field; fields below it that need arguments are left out. */
export function selectEverything(field: Field, args: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(args).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  const list = given.length === 0 ? '' : `(${given.join(', ')})`;
  return `{ ${field.name}${list}${selectionOf(field.type)} }`;
}

// Private:

/** Edges hold the nodes again; cursors and totals are no values of rows. */
const LEFT_OUT: ReadonlySet<string> = new Set(['edges', 'pageInfo', 'totalCount']);

function selectionOf(output: GraphQLOutputType): string {
  const type = getNamedType(output);
  if (isLeafType(type)) return '';
  if (isUnionType(type)) {
    // Fields of one name can differ in type between the members.
    const members = type.getTypes().map((one) => `... on ${one.name} ${fieldsOf(one, one.name)}`);
    return ` { ${members.join(' ')} }`;
  }
  if (!isObjectType(type)) throw new TypeError(`Nothing can be selected of ${type.name}.`);
  return ` ${fieldsOf(type)}`;
}

function fieldsOf(type: GraphQLObjectType, prefix?: string): string {
  const all = Object.values(type.getFields());
  const fields = all.length === 1 ? all : all.filter((field) => !LEFT_OUT.has(field.name));
  const texts = fields
    .filter((field) => !field.args.some((one) => isNonNullType(one.type)))
    .map((field) => {
      const alias = prefix === undefined ? '' : `${prefix}_${field.name}: `;
      return `${alias}${field.name}${selectionOf(field.type)}`;
    });
  return `{ ${texts.join(' ')} }`;
}
