/** `@soql` under a policy: denied until opened, rows and fields as anywhere, and pinned arguments are nobody's to give. */

import { parse, validate } from 'graphql';
import { declareFiles } from '../../../src/declared/declare-files.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import type { Viewer } from '../../../src/policy/viewer.ts';
import { executeOperation } from '../../../src/resolvers/execute-operation.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { contextOf, STAFF } from '../../support/run-operation.ts';
import { TEST_MODEL } from '../../support/test-org.ts';

const OWN = '003000000000001AAA';
const OTHER = '003000000000002AAA';
const USER: Viewer = { role: 'user', site: 'demo', subject: '7', contactId: OWN };

const SDL = `
  extend type Query {
    closed: [Person!]! @soql(query: "SELECT Id, FirstName, Account.Name FROM Contact")
    people(names: [String!]): [Person!]!
      @soql(query: "SELECT Id, FirstName, Account.Name FROM Contact WHERE FirstName IN :names")
    person(contactId: ID = "${OTHER}"): Person
      @soql(query: "SELECT Id, FirstName, Account.Name FROM Contact WHERE Id = :contactId")
    strict: [StrictPerson!]! @soql(query: "SELECT Id, LastName FROM Contact")
  }
  type Person { id: ID! firstName: String accountName: String }
  type StrictPerson { id: ID! lastName: String! }
`;

const declared = declareFiles([{ name: 'people.graphql', text: SDL }], TEST_MODEL);

const policy = parsePolicy(
  {
    Contact: {
      user: { rows: 'Id = :viewer.contactId', fields: ['FirstName', 'AccountId'] },
      staff: { rows: 'ALL', fields: 'ALL' },
    },
    Account: { user: { rows: "Name LIKE 'A%'", fields: ['Name'] } },
  },
  TEST_MODEL,
  undefined,
  {
    people: ['user', 'staff'],
    person: { user: { pin: { contactId: ':viewer.contactId' } }, staff: {} },
    strict: ['user'],
  },
);
const schema = buildSchema(TEST_MODEL, declared.model, policy.operations);

async function ask(query: string, viewer: Viewer, variables: Record<string, unknown> = {}) {
  const document = parse(query);
  const invalid = validate(schema, document);
  const statements = new MemoryStatements();
  const context = contextOf({ viewer, policy }, statements);
  const request = { schema, document, operationName: null, variables, context };
  const { data, errors } = await executeOperation(request);
  const codes = errors?.map((error) => error.extensions['code']);
  return { data, codes, asked: statements.asked, invalid: invalid.map((one) => one.message) };
}

it('is right', () => {
  expect(declared.problems).toEqual([]);
});

it('is denied until it is opened', async () => {
  expect((await ask('{ closed { id } }', STAFF)).codes).toEqual(['FORBIDDEN']);
  const anonymous: Viewer = { role: 'anonymous', site: 'demo', subject: null, contactId: null };
  expect((await ask('{ people { id } }', anonymous)).codes).toEqual(['FORBIDDEN']);
});

it('adds the rows of the policy, and guards a parent that stands as a value', async () => {
  const { asked } = await ask('{ people(names: ["A"]) { accountName } }', USER);
  expect(asked).toEqual([
    `SELECT Id, Account.Id, Account.Name FROM Contact WHERE FirstName IN ('A') AND Id = '${OWN}' ORDER BY Id ASC LIMIT 2001`,
  ]);
});

it('leaves the comparison out with an argument that may be left out, and nothing else', async () => {
  const { asked } = await ask('{ people { id } }', USER);
  expect(asked).toEqual([`SELECT Id FROM Contact WHERE Id = '${OWN}' ORDER BY Id ASC LIMIT 2001`]);
});

it.each(['null', '[]'])('refuses %s, which says nothing', async (value) => {
  const { codes, asked } = await ask(`{ people(names: ${value}) { id } }`, STAFF);
  expect(codes).toEqual(['BAD_USER_INPUT']);
  expect(asked).toEqual([]);
});

it('keeps a value inside its quotes', async () => {
  const { asked } = await ask('query($n: [String!]) { people(names: $n) { id } }', STAFF, {
    n: ["x') OR Id != null OR FirstName IN ('", '\\', "O'Brien"],
  });
  expect(asked[0]).toContain(
    String.raw`FirstName IN ('x\') OR Id != null OR FirstName IN (\'', '\\', 'O\'Brien')`,
  );
});

describe('an argument that is pinned', () => {
  it('stands against its default', async () => {
    const { asked } = await ask('{ person { id } }', USER);
    expect(asked[0]).toContain(`Id = '${OWN}'`);
    expect(asked[0]).not.toContain(OTHER);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a literal', `{ person(contactId: "${OTHER}") { id } }`, {}],
    ['an alias beside it', `{ person { id } b: person(contactId: "${OTHER}") { id } }`, {}],
    ['a variable', 'query($c: ID) { person(contactId: $c) { id } }', { c: OTHER }],
    ['null', '{ person(contactId: null) { id } }', {}],
  ])('is not to be given by %s', async (_how, query, variables) => {
    const { codes, asked } = await ask(query, USER, variables);
    expect(codes).toEqual(['BAD_USER_INPUT']);
    expect(asked.join()).not.toContain(OTHER);
  });

  it('is filled in where a variable has no value', async () => {
    const { asked } = await ask('query($c: ID) { person(contactId: $c) { id } }', USER);
    expect(asked[0]).toContain(`Id = '${OWN}'`);
  });

  it('refuses who has no such property', async () => {
    const { codes } = await ask('{ person { id } }', { ...USER, contactId: null });
    expect(codes).toEqual(['FORBIDDEN']);
  });
});

it('refuses the whole answer where a value that is hidden cannot be null', async () => {
  const { data, codes, asked } = await ask('{ strict { lastName } }', USER);
  expect({ data, codes, asked }).toEqual({ data: null, codes: ['FORBIDDEN'], asked: [] });
});
