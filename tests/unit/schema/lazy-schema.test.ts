/** A big org costs what is asked of it: one operation reads the objects it names and no others. */

import { GraphQLSchema, parse, validate, validateSchema } from 'graphql';
import { compactDescribe, type CatalogueObject } from '../../../src/model/catalogue.ts';
import { modelFromCatalogue } from '../../../src/model/from-describe.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { executeOperation } from '../../../src/resolvers/execute-operation.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { completeSchema } from '../../../src/schema/lazy-schema.ts';
import { printSdl } from '../../../src/schema/print-sdl.ts';
import { describeObject } from '../../support/describe-builder.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { contextOf, TEST_SCHEMA } from '../../support/run-operation.ts';
import { TEST_DESCRIBES, TEST_MODEL, TEST_ORG_ID } from '../../support/test-org.ts';

/** Objects whose members cannot be read: to touch one is to fail. */
function untouchable(count: number): readonly CatalogueObject[] {
  return Array.from({ length: count }, (_, i) => ({
    ...compactDescribe(
      describeObject(`Unread_${i}__c`, { prefix: 'z00', fields: { Name: 'string' } }),
    ),
    members: 'not JSON',
  }));
}

describe('a schema of 1,300 objects', () => {
  const model = modelFromCatalogue({
    orgId: TEST_ORG_ID,
    catalogue: [...TEST_DESCRIBES.map(compactDescribe), ...untouchable(1300)],
  });
  const schema = buildSchema(model);
  const policy = parsePolicy({ Contact: { staff: { rows: 'ALL', fields: 'ALL' } } }, model);

  it('validates and runs an operation without reading the objects it does not name', async () => {
    const document = parse(
      `query ($where: ContactWhere) {
        contacts(first: 2, where: $where, orderBy: [{ lastName: ASC }]) {
          totalCount
          nodes { ...Person }
        }
      }
      fragment Person on Contact { name ... on Node { id } }`,
    );
    expect(validate(schema, document)).toEqual([]);
    const statements = new MemoryStatements();
    const result = await executeOperation({
      schema,
      document,
      operationName: null,
      variables: { where: { isStaff: { eq: true } } },
      context: { ...contextOf({ policy }, statements), model },
    });
    expect(result.errors).toBeUndefined();
    expect(statements.asked).toHaveLength(2);
  });

  it('validates a write without reading the objects it does not name', () => {
    const document = parse(
      'mutation { deleteContact(id: "003000000000001AAA") { success: __typename } }',
    );
    expect(validate(schema, document)).toEqual([]);
  });

  it('lists its root fields in order without building them', () => {
    const fields = schema.getQueryType()?.getFields() ?? {};
    const names = Object.keys(fields);
    expect(names.slice(0, 3)).toEqual(['node', 'viewer', 'org']);
    expect(names).toEqual(expect.arrayContaining(['contact', 'contacts', 'unread7', 'unread7s']));
    expect(new Set(names).size).toBe(names.length);
    expect('contacts' in fields).toBe(true);
    for (const name of ['constructor', '__proto__', 'toString', 'nothing']) {
      expect(fields[name]).toBeUndefined();
      expect(name in fields).toBe(false);
    }
    expect(fields.contacts).toBe(fields.contacts);
  });

  it('reads an object as soon as it is named (so the test above can fail)', () => {
    expect(() => validate(schema, parse('{ unread7s { nodes { name } } }'))).toThrow(/JSON/);
  });

  it('answers unknown names without building types to suggest', () => {
    const unknown = parse('{ contacts { nodes { ... on Nothing { id } } } }');
    expect(validate(schema, unknown).map((error) => error.message)).toEqual([
      expect.stringContaining('Unknown type "Nothing"'),
    ]);
  });
});

describe('the schema', () => {
  it('is valid, though it assumes itself so', () => {
    const checked = new GraphQLSchema({ ...TEST_SCHEMA.toConfig(), assumeValid: false });
    expect(validateSchema(checked)).toEqual([]);
  });

  it('finds every type by name that it lists, as the same type', () => {
    const fresh = buildSchema(TEST_MODEL);
    for (const name of Object.keys(completeSchema(TEST_SCHEMA).getTypeMap())) {
      expect(fresh.getType(name)?.name).toBe(name);
      expect(fresh.getType(name)).toBe(fresh.getType(name));
    }
  });

  it('prints the same SDL whatever the order of the describes', () => {
    const catalogue = [...TEST_DESCRIBES].reverse().map(compactDescribe);
    const reversed = modelFromCatalogue({ orgId: TEST_ORG_ID, catalogue });
    expect(printSdl(buildSchema(reversed))).toBe(printSdl(TEST_SCHEMA));
  });

  it('offers only what describe lets be filtered, sorted and grouped', () => {
    const sdl = printSdl(TEST_SCHEMA);
    const input = (name: string) =>
      new RegExp(`input ${name}[^{]*{([\\s\\S]*?)\n}`).exec(sdl)?.[1] ?? '';
    expect(input('AccountWhere')).not.toMatch(/\bdescription:/);
    expect(input('AccountWhere')).toMatch(/billingAddress: GeolocationFilter/);
    expect(input('AccountOrder')).not.toMatch(/billingAddress:/);
    expect(input('ContactOrder')).not.toMatch(/\b(skills|accountId):/);
    expect(input('ContactOrder')).toMatch(/\bownerId:/);
    expect(sdl).toMatch(/union GroupOrUser = Group \| User/);
    expect(sdl).toMatch(/accounts\([\s\S]*?first: Int = 25[\s\S]*?\): AccountConnection!/);
    expect(sdl).toMatch(/input ContactOrder @oneOf/);
  });
});
