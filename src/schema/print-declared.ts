/** What a declaration became, as SDL text: its root fields and the types that only they lead to. */

import { printType, type GraphQLSchema } from 'graphql';
import type { DeclaredQuery } from '../declared/declared-query.ts';
import type { DeclaredSdl } from '../declared/declared-sdl.ts';
import { typeNamesOf } from '../declared/type-names.ts';

/** @param schema one that holds the query. */
export function printDeclared(query: DeclaredQuery, schema: GraphQLSchema): string {
  return [
    `# ${query.file}`,
    rootText('Query', query.name, schema),
    ...typeTexts(typeNamesOf(query), schema),
    '',
  ].join('\n\n');
}

/** The same of a `.graphql` file: its fields and types as the schema has them. */
export function printWritten(file: DeclaredSdl, schema: GraphQLSchema): string {
  return [
    `# ${file.file}`,
    ...file.queries.map(({ query }) => rootText('Query', query.name, schema)),
    ...file.calls.map(({ name, operation }) =>
      rootText(operation === 'query' ? 'Query' : 'Mutation', name, schema),
    ),
    ...typeTexts(file.typeNames, schema),
    '',
  ].join('\n\n');
}

// Private:

function rootText(root: 'Query' | 'Mutation', name: string, schema: GraphQLSchema): string {
  const type = root === 'Query' ? schema.getQueryType() : schema.getMutationType();
  const field = type?.getFields()[name];
  const args = (field?.args ?? []).map((one) => `${one.name}: ${String(one.type)}`).join(', ');
  return `${name}${args === '' ? '' : `(${args})`}: ${String(field?.type)}`;
}

function typeTexts(names: readonly string[], schema: GraphQLSchema): readonly string[] {
  return names.flatMap((name) => schema.getType(name) ?? []).map((type) => printType(type));
}
