/** What a declared query became, as SDL text: its root field and the types that only it leads to. */

import { printType, type GraphQLSchema } from 'graphql';
import type { DeclaredQuery } from '../declared/declared-query.ts';
import { typeNamesOf } from '../declared/type-names.ts';

/** @param schema one that holds the query. */
export function printDeclared(query: DeclaredQuery, schema: GraphQLSchema): string {
  const field = schema.getQueryType()?.getFields()[query.name];
  const args = (field?.args ?? []).map((one) => `${one.name}: ${String(one.type)}`).join(', ');
  const types = typeNamesOf(query).flatMap((name) => schema.getType(name) ?? []);
  return [
    `# ${query.file}`,
    `${query.name}${args === '' ? '' : `(${args})`}: ${String(field?.type)}`,
    ...types.map((type) => printType(type)),
    '',
  ].join('\n\n');
}
