/** The gateway as an Apollo Federation 2 subgraph, judged by the libraries that others build and compose subgraphs with. */

import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { composeServices } from '@theguild/federation-composition';
import { execute, parse, validateSchema, type GraphQLSchema } from 'graphql';
import { schemaVersionOf } from '../../src/server/live-schema.ts';
import { RELEASE } from '../../src/server/release.ts';
import { printSdl } from '../../src/schema/print-sdl.ts';
import { printSubgraphSdl } from '../../src/schema/subgraph-sdl.ts';
import { runOperation, TEST_SCHEMA } from '../support/run-operation.ts';

const SDL = printSubgraphSdl(TEST_SCHEMA);
const IDS = ['003000000000002AAA', '003000000000001AAA', '003000000000999AAA'];

describe('the gateway as a subgraph', () => {
  it('tells its SDL, which is what its schema prints with keys and the link', async () => {
    const { result } = await runOperation({ query: '{ _service { sdl } }' });
    expect(result.data).toEqual({ _service: { sdl: SDL } });
    expect(SDL).toContain('@link(url: "https://specs.apollo.dev/federation/v2.3"');
    expect(SDL).toMatch(
      /type Contact implements Node @sobject\(name: "Contact"\) @key\(fields: "id"\)/,
    );
    expect(SDL).toMatch(/type PageInfo @shareable/);
    expect(SDL).not.toMatch(/_entities|_service|_Any|_Entity/);
    expect(printSdl(TEST_SCHEMA)).not.toMatch(/@key|@link|_Entity/);
  });

  it('is a subgraph for @apollo/subgraph, with the same entities', () => {
    const oracle = buildSubgraphSchema([{ typeDefs: parse(SDL) }]);
    expect(validateSchema(oracle)).toEqual([]);
    expect(entitiesOf(oracle)).toEqual(entitiesOf(TEST_SCHEMA));
    for (const name of ['_service', '_entities']) {
      const own = TEST_SCHEMA.getQueryType()?.getFields()[name];
      const theirs = oracle.getQueryType()?.getFields()[name];
      expect(String(own?.type)).toBe(String(theirs?.type));
      expect(own?.args.map((arg) => `${arg.name}: ${String(arg.type)}`)).toEqual(
        theirs?.args.map((arg) => `${arg.name}: ${String(arg.type)}`),
      );
    }
  });

  it('answers _entities as @apollo/subgraph would over the same records', async () => {
    const { result: records } = await runOperation({
      query: `{ ${IDS.map((id, i) => `r${i}: contact(id: "${id}") { id name email }`).join(' ')} }`,
    });
    const byId = new Map(IDS.map((id, i) => [id, (records.data ?? {})[`r${i}`] ?? null]));
    const resolveReference = (reference: { id: string }) => {
      const record = byId.get(reference.id);
      return record === null ? null : { ...(record as object), __typename: 'Contact' };
    };
    const oracle = buildSubgraphSchema([
      {
        typeDefs: parse(SDL),
        resolvers: { Contact: { __resolveReference: resolveReference } },
      },
    ]);
    const query =
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Contact { id mail: email name } } }';
    const variables = { r: IDS.map((id) => ({ __typename: 'Contact', id })) };
    const expected = await execute({
      schema: oracle,
      document: parse(query),
      variableValues: variables,
    });
    const { result, statements } = await runOperation({ query, variables });
    expect(JSON.parse(JSON.stringify(result))).toEqual(JSON.parse(JSON.stringify(expected)));
    expect(statements.apiCalls).toBe(1);
  });

  it('composes alone and beside a subgraph that refers to its records', () => {
    const wordpress = `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
      type Query { people: [Person!] }
      type Person @key(fields: "id") { id: ID! contact: Contact }
      type Contact @key(fields: "id") { id: ID! person: Person }`;
    const composed = composeServices([
      { name: 'salesforce', typeDefs: parse(SDL) },
      { name: 'wordpress', typeDefs: parse(wordpress) },
    ]);
    expect(composed.errors ?? []).toEqual([]);
    expect(composed.supergraphSdl).toContain('person: Person');
  });

  it('reads 700 references of two objects by three statements of one call', async () => {
    const ids = (prefix: string) =>
      Array.from({ length: 350 }, (_, i) => `${prefix}${String(i + 1).padStart(12, '0')}AAA`);
    const r = [
      ...ids('003').map((id) => ({ __typename: 'Contact', id })),
      ...ids('003').map((id) => ({ __typename: 'Contact', id: id.replace(/^003000/, '003001') })),
      ...ids('001').map((id) => ({ __typename: 'Account', id })),
    ];
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Node { id } } }';
    const { result, statements } = await runOperation({ query, variables: { r } });
    expect(result.errors).toBeUndefined();
    expect(statements.asked).toHaveLength(3);
    expect(statements.apiCalls).toBe(1);
  });

  it('names a version that changes with the metadata and the release', () => {
    const { version: released } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      version: string;
    };
    expect(RELEASE).toBe(released);
    const versionOf = (model: string, policy: string, declared: string) =>
      schemaVersionOf({
        model: { version: model },
        policy: { version: policy },
        declared: { model: { version: declared } },
        hasSubscriptions: false,
      });
    const all: readonly (readonly [string, string, string])[] = [
      ['a', 'b', 'c'],
      ['x', 'b', 'c'],
      ['a', 'x', 'c'],
      ['a', 'b', 'x'],
    ];
    const versions = all.map((parts) => versionOf(...parts));
    expect(new Set(versions).size).toBe(4);
    expect(versionOf('a', 'b', 'c')).toBe(versions[0]);
  });
});

function entitiesOf(schema: GraphQLSchema): readonly string[] {
  const union = schema.getType('_Entity');
  if (union === undefined || !('getTypes' in union)) throw new Error('There is no _Entity.');
  return union
    .getTypes()
    .map((type) => type.name)
    .sort();
}
