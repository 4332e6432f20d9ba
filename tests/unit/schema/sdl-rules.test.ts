/** The printed SDL obeys graphql-eslint's recommended and Relay rules, and Relay's connection specification. */

import graphqlEslint from '@graphql-eslint/eslint-plugin';
import { Linter } from 'eslint';
import {
  buildSchema as schemaFromSdl,
  getNamedType,
  isObjectType,
  type GraphQLObjectType,
} from 'graphql';
import { printSdl } from '../../../src/schema/print-sdl.ts';
import { TEST_SCHEMA } from '../../support/run-operation.ts';

const SDL = printSdl(TEST_SCHEMA);

type Rules = Linter.RulesRecord;

/** Where the org, not we, chooses the names, or a convention of ours is meant: what the rules would take for mistakes. */
const EXCEPTIONS: Rules = {
  // `nodes` beside `edges`, and groups, are lists of what they list.
  '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
  // Values (pages, figures, addresses) are no records and have no id.
  '@graphql-eslint/strict-id-in-types': [
    'error',
    {
      exceptions: {
        types: [
          ...['PageInfo', 'PostalAddress', 'Geolocation', 'Viewer', 'SearchResults', 'WriteError'],
          ...['ReportCell', 'ReportColumn', 'ReportFigure', 'ReportIntersection', 'ReportPoint'],
          ...['ReportRow', 'ReportSeries'],
          ...['ObjectDescription', 'FieldDescription', 'PicklistOption'],
        ],
        suffixes: [
          ...['Connection', 'Edge', 'Aggregate', 'Group', 'GroupKey'],
          ...['CountDistinct', 'Sum', 'Avg', 'Min', 'Max', 'Payload'],
        ],
      },
    },
  ],
  // `Case.CaseNumber` is Salesforce's name.
  '@graphql-eslint/no-typename-prefix': 'off',
};

/** Enum values that name fields, types and scopes are written as these are. */
const OWN_ENUMS = ['OrderDirection', 'GroupMode', 'DistanceUnit'];

function recommendedRules(): Rules {
  const configs = graphqlEslint.configs;
  const rules: Rules = {
    ...(configs['flat/schema-recommended'].rules as Rules),
    ...(configs['flat/schema-relay'].rules as Rules),
    ...EXCEPTIONS,
  };
  const naming = rules['@graphql-eslint/naming-convention'] as ['error', Record<string, unknown>];
  const { EnumValueDefinition: style, ...others } = naming[1];
  const own = OWN_ENUMS.map((name) => [`EnumValueDefinition[parent.name.value=${name}]`, style]);
  rules['@graphql-eslint/naming-convention'] = [
    'error',
    { ...others, ...(Object.fromEntries(own) as Record<string, unknown>) },
  ];
  return rules;
}

function lint(sdl: string): readonly string[] {
  const config = {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': graphqlEslint },
    languageOptions: {
      parser: graphqlEslint.parser,
      parserOptions: { graphQLConfig: { schema: sdl } },
    },
    rules: recommendedRules(),
  };
  return new Linter()
    .verify(sdl, [config] as unknown as Linter.Config[], 'schema.graphql')
    .map((message) => `${message.line}: ${message.ruleId ?? ''} ${message.message}`);
}

describe('the printed SDL', () => {
  it("obeys graphql-eslint's recommended and Relay rules", () => {
    expect(lint(SDL)).toEqual([]);
  });

  it('would be caught breaking them', () => {
    const broken = SDL.replace('type PageInfo {', 'type PageInfo {\n  extra_field: Int')
      .replace(/\bASC_NULLS_FIRST\b/g, 'ascNullsFirst')
      .concat('\n"Unused."\ntype Unused {\n  id: ID!\n}\n');
    const rules = lint(broken).map((line) => line.split(' ')[1]);
    expect(rules).toEqual(
      expect.arrayContaining([
        '@graphql-eslint/naming-convention',
        '@graphql-eslint/no-unreachable-types',
      ]),
    );
  });
});

/** @see https://relay.dev/graphql/connections.htm */
describe("Relay's connection specification", () => {
  const schema = schemaFromSdl(SDL);
  const objects = Object.values(schema.getTypeMap()).filter(isObjectType);
  const connections = objects.filter((type) => type.name.endsWith('Connection'));
  const typeOf = (type: GraphQLObjectType, field: string) => String(type.getFields()[field]?.type);

  it('PageInfo has its four fields', () => {
    const pageInfo = schema.getType('PageInfo');
    if (!isObjectType(pageInfo)) throw new Error('There is no PageInfo.');
    expect(
      ['hasPreviousPage', 'hasNextPage', 'startCursor', 'endCursor'].map((field) =>
        typeOf(pageInfo, field),
      ),
    ).toEqual(['Boolean!', 'Boolean!', 'String', 'String']);
  });

  it('connections have edges and pageInfo, and edges node and cursor', () => {
    expect(connections.length).toBeGreaterThan(5);
    for (const connection of connections) {
      const edge = getNamedType(connection.getFields()['edges']?.type);
      if (!isObjectType(edge)) throw new Error(`${connection.name} has no edges.`);
      const name = connection.name.replace(/Connection$/, '');
      expect(edge.name).toBe(`${name}Edge`);
      expect(typeOf(connection, 'edges')).toBe(`[${edge.name}!]!`);
      expect(typeOf(connection, 'pageInfo')).toBe('PageInfo!');
      expect(typeOf(edge, 'cursor')).toBe('String!');
      expect(typeOf(edge, 'node')).toBe(`${name}!`);
    }
  });

  it('every field that gives a connection pages forward and backward', () => {
    const names = new Set(connections.map((type) => type.name));
    const fields = objects
      .flatMap((type) => Object.values(type.getFields()))
      .filter((field) => names.has(getNamedType(field.type).name));
    expect(fields.length).toBeGreaterThan(connections.length);
    for (const field of fields) {
      const types = new Map(field.args.map((argument) => [argument.name, String(argument.type)]));
      expect(['first', 'after', 'last', 'before'].map((name) => types.get(name))).toEqual([
        'Int',
        'String',
        'Int',
        'String',
      ]);
    }
  });
});
