/** The model and its schema on describes recorded from real orgs. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphQLSchema, validateSchema } from 'graphql';
import type { DescribeSObjectResult } from '../../../src/model/describe-types.ts';
import { buildOrgModel } from '../../../src/model/from-describe.ts';
import { buildSchema } from '../../../src/schema/build-schema.ts';
import { printSdl } from '../../../src/schema/print-sdl.ts';

const FOLDER = join(import.meta.dirname, '../../../../shared/fixtures/recorded/describe_body');
const isPresent = existsSync(FOLDER);
const files = isPresent ? readdirSync(FOLDER).filter((file) => file.endsWith('.json')) : [];
const ORG_ID = '00D000000000001EAA';

if (!isPresent) {
  console.warn('Skipped: the recorded describes (../shared/fixtures) are not on this machine.');
}

function read(file: string): DescribeSObjectResult {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as DescribeSObjectResult;
}

(isPresent ? describe : describe.skip)('recorded describes', () => {
  it.each(files)('%s becomes a model with unique names and a valid schema', (file) => {
    const describe = read(file);
    const model = buildOrgModel({ orgId: ORG_ID, describes: [describe] });
    const object = model.objects.get(describe.name);
    if (object === undefined) throw new Error('The object is missing.');
    const names = [
      ...[...object.fields.values()].flatMap((field) =>
        field.labelName === null ? [field.graphqlName] : [field.graphqlName, field.labelName],
      ),
      ...[...object.parents.values()].map((parent) => parent.graphqlName),
      ...[...object.children.values()].map((child) => child.graphqlName),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(validate(buildSchema(model))).toEqual([]);
  });

  it('of several objects make one valid schema, the same whatever their order', () => {
    const describes = files.map(read);
    const model = buildOrgModel({ orgId: ORG_ID, describes });
    const again = buildOrgModel({ orgId: ORG_ID, describes: [...describes].sort(byName) });
    expect(validate(buildSchema(model))).toEqual([]);
    expect(model.objects.size).toBe(new Set(describes.map(({ name }) => name)).size);
    expect(again.objects.size).toBe(model.objects.size);
  });

  it('of a person account keep its own and the contact fields apart', () => {
    const file = files.find((one) => one.includes('PersonAccount'));
    if (file === undefined) throw new Error('The recorded person account is missing.');
    const model = buildOrgModel({ orgId: ORG_ID, describes: [read(file)] });
    const account = model.objects.get('Account');
    expect(account?.fields.get('PersonEmail')?.graphqlName).toBe('personEmail');
    expect(account?.fields.get('IsPersonAccount')?.type).toBe('boolean');
  });

  it('print the API names beside the GraphQL names', () => {
    const sdl = printSdl(
      buildSchema(buildOrgModel({ orgId: ORG_ID, describes: [read(contactFile())] })),
    );
    expect(sdl).toMatch(/type Contact implements Node @sobject\(name: "Contact"\)/);
    expect(sdl).toMatch(/lastName: String @field\(name: "LastName"\)/);
  });
});

function contactFile(): string {
  const file = files.find((one) => one.startsWith('Contact.'));
  if (file === undefined) throw new Error('The recorded Contact is missing.');
  return file;
}

function byName(a: DescribeSObjectResult, b: DescribeSObjectResult): number {
  return a.name < b.name ? 1 : -1;
}

/** The schema assumes itself valid, so the check needs a copy that does not. */
function validate(schema: GraphQLSchema): readonly string[] {
  const copy = new GraphQLSchema({ ...schema.toConfig(), assumeValid: false });
  return validateSchema(copy).map((error) => error.message);
}
