/** What leaves an org's metadata: deprecated and answered null for one look, never sent to Salesforce, then gone. */

import { parse, validate, validateSchema, type ExecutionResult } from 'graphql';
import { compactDescribe, type CatalogueObject } from '../../../src/model/catalogue.ts';
import type { DescribeSObjectResult } from '../../../src/model/describe-types.ts';
import { modelFromCatalogue } from '../../../src/model/from-describe.ts';
import type { OrgModel } from '../../../src/model/org-model.ts';
import { parsePolicy } from '../../../src/policy/parse-policy.ts';
import { executeByGraphqlJs } from '../../../src/resolvers/execute-by-graphql-js.ts';
import { executeOperation } from '../../../src/resolvers/execute-operation.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { completeSchema } from '../../../src/schema/lazy-schema.ts';
import { printSdl } from '../../../src/schema/print-sdl.ts';
import { MemoryStatements } from '../../support/memory-statements.ts';
import { contextOf, OPEN_POLICY } from '../../support/run-operation.ts';
import { TEST_DESCRIBES, TEST_ORG_ID } from '../../support/test-org.ts';

const BEFORE = TEST_DESCRIBES.map(compactDescribe);

/** The org after an admin removed a field, a picklist, a picklist value, a lookup and an object. */
const AFTER = TEST_DESCRIBES.filter(({ name }) => name !== 'Project__c')
  .map(shrunk)
  .map(compactDescribe);

function shrunk(describe: DescribeSObjectResult): DescribeSObjectResult {
  const gone = ['Title', 'Score__c', 'Birthdate', 'LeadSource', 'ReportsToId', 'Skills__c'];
  return {
    ...describe,
    fields: (describe.fields ?? [])
      .filter(({ name }) => describe.name !== 'Contact' || !gone.includes(name))
      .map((field) =>
        field.name === 'Status'
          ? {
              ...field,
              picklistValues: field.picklistValues?.filter(({ value }) => value !== 'New') ?? [],
            }
          : field,
      ),
    childRelationships: (describe.childRelationships ?? []).filter(
      ({ relationshipName }) => relationshipName !== 'Reports',
    ),
  };
}

function modelOf(
  catalogue: readonly CatalogueObject[],
  former?: readonly CatalogueObject[],
): OrgModel {
  return modelFromCatalogue({ orgId: TEST_ORG_ID, catalogue, ...(former && { former }) });
}

async function run(model: OrgModel, query: string) {
  const schema = buildSchema(model);
  const document = parse(query);
  const invalid = validate(schema, document).map((error) => error.message);
  const statements = new MemoryStatements();
  const request = {
    schema,
    document,
    operationName: null,
    variables: {},
    context: { ...contextOf({ policy: OPEN_POLICY }, statements), model },
  };
  const result = plain(await executeOperation(request));
  const oracle = plain(
    await executeByGraphqlJs({
      ...request,
      context: { ...request.context, statements: new MemoryStatements() },
    }),
  );
  return { invalid, result, oracle, asked: statements.asked };
}

function plain(result: ExecutionResult): ExecutionResult {
  return JSON.parse(JSON.stringify(result)) as ExecutionResult;
}

const RETIRED = modelOf(AFTER, BEFORE);

describe('what the org no longer has', () => {
  it('is answered null with one error for each field, and the rest of the operation is answered', async () => {
    const { invalid, result, oracle, asked } = await run(
      RETIRED,
      `{ contacts(first: 2) { nodes {
           lastName title score scoreFormatted leadSourceLabel skills reportsTo { name }
           reports(first: 1) { nodes { id } }
         } } }`,
    );
    expect(invalid).toEqual([]);
    const gone = {
      ...{ title: null, score: null, scoreFormatted: null, leadSourceLabel: null, skills: null },
      ...{ reportsTo: null, reports: null },
    };
    expect(result.data).toEqual({
      contacts: {
        nodes: [
          { lastName: expect.any(String) as string, ...gone },
          { lastName: expect.any(String) as string, ...gone },
        ],
      },
    });
    expect(result.errors?.map(({ path, extensions }) => [path?.at(-1), extensions.code])).toEqual(
      Object.keys(gone).map((name) => [name, 'INVALID_FIELD']),
    );
    expect(asked).toEqual(['SELECT Id, LastName FROM Contact ORDER BY Id ASC LIMIT 3']);
    expect(result).toEqual(oracle);
  });

  it('leaves the record that a parent or a node leads to alone', async () => {
    const { result, asked } = await run(
      RETIRED,
      '{ cases(first: 1) { nodes { contact { title } } } node(id: "003000000000001AAA") { ... on Contact { title } ... on Project { budget } } }',
    );
    expect(result.data).toEqual({
      cases: { nodes: [{ contact: { title: null } }] },
      node: { title: null },
    });
    expect(asked.join()).not.toMatch(/Title|Budget/);
  });

  it('of a whole object is null with an error that names it, and is not asked for', async () => {
    const { invalid, result, asked } = await run(
      RETIRED,
      `{ projects(where: { budget: { gt: 1 } }) { nodes { name account { name } } totalCount }
         project(id: "a00000000000001AAA") { name }
         accounts(first: 1) { nodes { name projects { nodes { name } } } } }`,
    );
    expect(invalid).toEqual([]);
    expect(result.data).toEqual({
      projects: null,
      project: null,
      accounts: { nodes: [{ name: expect.any(String) as string, projects: null }] },
    });
    expect(result.errors?.map(({ message }) => message)).toEqual([
      'Salesforce no longer has the object Project__c.',
      'Salesforce no longer has the object Project__c.',
      'Salesforce no longer has Account.Projects__r.',
    ]);
    expect(asked.join()).not.toContain('Project');
  });

  it('fails a list that is filtered or sorted by it, rather than answering other rows', async () => {
    for (const args of [
      'where: { score: { gt: 1 } }',
      'where: { or: [{ title: { eq: "x" } }] }',
      'orderBy: [{ birthdate: ASC }]',
    ]) {
      const { invalid, result, oracle, asked } = await run(
        RETIRED,
        `{ contacts(${args}) { nodes { id } } accounts(first: 1) { nodes { id } } }`,
      );
      expect(invalid).toEqual([]);
      expect(result.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
        [['contacts'], 'INVALID_FIELD'],
      ]);
      expect(asked).toHaveLength(1);
      expect(result.data).toEqual(oracle.data);
    }
  });

  it('keeps the label of a picklist entry that rows may still hold', async () => {
    const { result } = await run(
      RETIRED,
      '{ cases(where: { status: { eq: "New" } }, first: 1) { nodes { status statusLabel } } }',
    );
    expect(result.data?.['cases']).toEqual({
      nodes: [{ status: 'New', statusLabel: 'New (label)' }],
    });
    expect(
      RETIRED.objects
        .get('Case')
        ?.fields.get('Status')
        ?.picklist.map(({ value }) => value),
    ).not.toContain('New');
  });
});

describe('the schema with what is gone', () => {
  it('is valid, and names it as deprecated with the reason', () => {
    const schema = buildSchema(RETIRED);
    expect(validateSchema(completeSchema(schema))).toEqual([]);
    const sdl = printSdl(schema);
    expect(sdl).toMatch(
      /title: String @field\(name: "Title"\) @deprecated\(reason: "Salesforce no longer has `Title`/,
    );
    expect(sdl).toMatch(
      /projects\([^)]*\): ProjectConnection @field\(name: "Projects__r"\) @deprecated/s,
    );
  });

  it('has another version than before and after, and says what went', () => {
    const versions = [modelOf(BEFORE), RETIRED, modelOf(AFTER, AFTER)].map(
      ({ version }) => version,
    );
    expect(new Set(versions).size).toBe(3);
    expect(modelOf(AFTER, AFTER).version).toBe(modelOf(AFTER).version);
    expect(RETIRED.retiredNames).toContain('Contact.title');
    expect(RETIRED.retiredNames).toContain('Case.Status=New');
    expect(RETIRED.retiredNames).toContain('Project__c');
  });

  it('is rid of it at the next look, and by what is only added nothing is retired', () => {
    const document = parse('{ contacts { nodes { title } } }');
    const invalid = validate(buildSchema(modelOf(AFTER, AFTER)), document);
    expect(invalid.map(({ message }) => message)).toEqual([
      'Cannot query field "title" on type "Contact".',
    ]);
    expect(modelOf(BEFORE, AFTER).retiredNames).toEqual([]);
    expect(modelOf(BEFORE, AFTER).version).toBe(modelOf(BEFORE).version);
  });

  it('gives a name to what is there now rather than to what is gone', () => {
    const contact = TEST_DESCRIBES.filter(({ name }) => name === 'Contact');
    const renamed = contact.map((describe) => ({
      ...describe,
      fields: (describe.fields ?? []).map((field) =>
        field.name === 'Score__c' ? { ...field, name: 'SCORE__c' } : field,
      ),
    }));
    const model = modelOf(renamed.map(compactDescribe), contact.map(compactDescribe));
    expect(model.objects.get('Contact')?.fields.get('SCORE__c')?.graphqlName).toBe('score');
    expect(model.retiredNames).toEqual([]);
  });
});

describe('the policy', () => {
  const rule = (fields: readonly string[]) => ({
    Contact: { staff: { rows: 'ALL', fields } },
    Project__c: { staff: { rows: 'ALL', fields: 'ALL' } },
  });

  it('may name what is gone until the next look', () => {
    expect(() => parsePolicy(rule(['LastName', 'title']), RETIRED)).not.toThrow();
    expect(() => parsePolicy(rule(['LastName', 'Title']), modelOf(AFTER))).toThrow(
      /There is no field Contact.Title|Project__c/,
    );
  });

  it('may not guard rows by it', () => {
    const rows = { Contact: { staff: { rows: "Title = 'x'", fields: 'ALL' } } };
    expect(() => parsePolicy(rows, RETIRED)).toThrow(/Title/);
  });
});
