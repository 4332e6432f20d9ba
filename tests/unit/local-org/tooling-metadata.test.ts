import { openLocalOrg } from './local-org-client.ts';
import type { Answer, LocalOrgClient } from './local-org-client.ts';

/** documented(Tooling API guide: CustomObject, CustomField, EntityDefinition, FieldDefinition). */
let local: LocalOrgClient;
let admin: string;

beforeAll(async () => {
  local = await openLocalOrg();
  admin = await local.signIn('admin@local.example');
});

afterAll(async () => {
  await local.running.close();
});

type Row = Readonly<Record<string, unknown>>;

const get = (path: string): Promise<Answer> => local.api('GET', path, undefined, { token: admin });
const ask = (soql: string): Promise<Answer> => get(`/tooling/query?q=${encodeURIComponent(soql)}`);

async function rows(soql: string): Promise<readonly Row[]> {
  const { json, text } = await ask(soql);
  if (!text.startsWith('{')) throw new Error(text);
  return (json as { records: readonly Row[] }).records;
}

describe('CustomField and CustomObject', () => {
  it('are those of the catalog, each field beside its object', async () => {
    const { sobjects } = (await get('/sobjects')).json as {
      sobjects: readonly { name: string; custom: boolean }[];
    };
    const custom = sobjects.filter((object) => object.custom).map(({ name }) => name);
    const objects = await rows('SELECT Id, DeveloperName FROM CustomObject');
    expect(objects.map((row) => `${String(row['DeveloperName'])}__c`).sort()).toEqual(
      custom.sort(),
    );

    const { fields } = (await get('/sobjects/Project__c/describe')).json as {
      fields: readonly { name: string }[];
    };
    const named = await rows(
      "SELECT DeveloperName, TableEnumOrId FROM CustomField WHERE EntityDefinition.QualifiedApiName = 'Project__c'",
    );
    expect(named.map((row) => `${String(row['DeveloperName'])}__c`).sort()).toEqual(
      fields.flatMap(({ name }) => (name.endsWith('__c') ? [name] : [])).sort(),
    );
    const [project] = await rows("SELECT Id FROM CustomObject WHERE DeveloperName = 'Project'");
    expect(named[0]?.['TableEnumOrId']).toBe(String(project?.['Id']).slice(0, 15));
  });

  it('give Metadata and FullName of one row only', async () => {
    const [row] = await rows(
      "SELECT FullName, Metadata FROM CustomField WHERE DeveloperName = 'Member_Number'",
    );
    expect(row).toMatchObject({
      FullName: 'Contact.Member_Number__c',
      Metadata: { type: 'Text', length: 20, externalId: true, unique: true, formula: null },
    });
    const { status, json } = await ask('SELECT Id, Metadata FROM CustomField LIMIT 2');
    expect([status, json]).toMatchObject([400, [{ errorCode: 'MALFORMED_QUERY' }]]);
  });

  it('follow a change of the catalog and keep their ids through it', async () => {
    const before = await rows('SELECT Id FROM CustomField');
    await local.control({
      action: 'metadata',
      change: {
        kind: 'add-field',
        object: 'Account',
        field: {
          name: 'A_New__c',
          type: 'double',
          label: 'New',
          precision: 18,
          scale: 2,
          custom: true,
        },
      },
    });
    const after = await rows('SELECT Id, DeveloperName, Precision, Scale FROM CustomField');
    const ids = new Set(before.map((row) => row['Id']));
    expect(after.filter((row) => !ids.has(row['Id']))).toMatchObject([
      { DeveloperName: 'A_New', Precision: 18, Scale: 2 },
    ]);
    expect(after).toHaveLength(before.length + 1);
  });

  it('are no objects of the data API, and are not written', async () => {
    expect((await get('/sobjects/CustomField/describe')).status).toBe(404);
    const { json } = await get('/tooling/sobjects/CustomField/describe');
    expect(json).toMatchObject({ createable: false, updateable: false, deletable: false });
  });
});

describe('EntityParticle', () => {
  it('says of each field what describe says', async () => {
    const { fields } = (await get('/sobjects/Contact/describe')).json as {
      fields: readonly Row[];
    };
    const particles = await rows(
      "SELECT QualifiedApiName, DataType, Length, IsNillable, IsUpdatable, IsApiSortable, ReferenceTo FROM EntityParticle WHERE EntityDefinition.QualifiedApiName = 'Contact'",
    );
    const seen = particles.map((row) => [
      ...['QualifiedApiName', 'DataType', 'Length', 'IsNillable'].map((name) => row[name]),
      ...['IsUpdatable', 'IsApiSortable'].map((name) => row[name]),
      (row['ReferenceTo'] as { referenceTo: readonly string[] | null }).referenceTo ?? [],
    ]);
    const described = fields.map(({ name, type, length, nillable, ...more }) => [
      ...[name, type, length, nillable],
      ...[more['updateable'], more['sortable'], more['referenceTo']],
    ]);
    const byName = (a: readonly unknown[], b: readonly unknown[]) =>
      String(a[0]) < String(b[0]) ? -1 : 1;
    expect(seen.sort(byName)).toEqual(described.sort(byName));
  });

  it('knows compound fields, their parts and its parents', async () => {
    const found = await rows(
      "SELECT QualifiedApiName, IsCompound, IsComponent, FieldDefinition.DurableId FROM EntityParticle WHERE EntityDefinitionId = 'Contact' AND QualifiedApiName IN ('MailingAddress', 'MailingCity', 'Email') ORDER BY QualifiedApiName",
    );
    expect(found.map((row) => [row['IsCompound'], row['IsComponent']])).toEqual([
      [false, false],
      [true, false],
      [false, true],
    ]);
    expect(found[0]).toMatchObject({ FieldDefinition: { DurableId: 'Contact.Email' } });
  });
});

it('takes records in composite calls, as jsforce sends lists of them', async () => {
  const record = (name: string) => ({
    attributes: { type: 'ApexTestSuite' },
    TestSuiteName: name,
  });
  const listed = await local.api(
    'POST',
    '/tooling/composite/sobjects',
    { records: [record('one'), record('two')] },
    { token: admin },
  );
  expect(listed.json).toMatchObject([{ success: true }, { success: true }]);
  const composite = await local.api(
    'POST',
    '/tooling/composite',
    {
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v62.0/tooling/sobjects/ApexTestSuite',
          referenceId: 'made',
          body: { TestSuiteName: 'three' },
        },
      ],
    },
    { token: admin },
  );
  expect(composite.json).toMatchObject({ compositeResponse: [{ httpStatusCode: 201 }] });
  const basics = (await get('/tooling/sobjects/ApexTestSuite')).json as { objectDescribe: Row };
  expect(basics.objectDescribe['urls']).toMatchObject({
    sobject: '/services/data/v62.0/tooling/sobjects/ApexTestSuite',
  });
});

describe('EntityDefinition and FieldDefinition', () => {
  it('are called by durable ids', async () => {
    const soql =
      "SELECT Id, DurableId, EntityDefinition.QualifiedApiName, ReferenceTo, DataType FROM FieldDefinition WHERE EntityDefinitionId = 'Contact' AND QualifiedApiName = 'AccountId'";
    expect(await rows(soql)).toMatchObject([
      {
        attributes: {
          url: '/services/data/v62.0/tooling/sobjects/FieldDefinition/Contact.Account',
        },
        Id: '000000000000000AAA',
        DurableId: 'Contact.Account',
        EntityDefinition: { QualifiedApiName: 'Contact' },
        ReferenceTo: { referenceTo: ['Account'] },
        DataType: 'Lookup(Account)',
      },
    ]);
    const one = await get('/tooling/sobjects/EntityDefinition/Account?fields=QualifiedApiName');
    expect(one.json).toMatchObject({ QualifiedApiName: 'Account' });
    expect((await get('/tooling/sobjects/EntityDefinition/Nothing')).status).toBe(404);
  });

  it('have each other as parent and children, and the describe names both ways', async () => {
    const soql =
      "SELECT QualifiedApiName, (SELECT QualifiedApiName FROM Fields WHERE IsNameField = true) FROM EntityDefinition WHERE QualifiedApiName = 'Account'";
    expect(await rows(soql)).toMatchObject([
      {
        Fields: {
          size: 1,
          entityTypeName: 'FieldDefinition',
          records: [{ QualifiedApiName: 'Name' }],
        },
      },
    ]);
    const { json } = await get('/tooling/sobjects/EntityDefinition/describe');
    expect(json).toMatchObject({
      childRelationships: expect.arrayContaining([
        expect.objectContaining({ childSObject: 'FieldDefinition', relationshipName: 'Fields' }),
      ]) as unknown,
    });
  });

  it.each([
    ['Id', 'Lookup()'],
    ['AnnualRevenue', 'Currency(18, 0)'],
    ['Description', 'Long Text Area(32000)'],
    ['BillingAddress', 'Address'],
    ['LastModifiedDate', 'Date/Time'],
  ])('shows the type of Account.%s as the setup pages do: %s', async (name, type) => {
    const soql = `SELECT DataType FROM FieldDefinition WHERE EntityDefinitionId = 'Account' AND QualifiedApiName = '${name}'`;
    expect(await rows(soql)).toMatchObject([{ DataType: type }]);
  });

  it('count as one number', async () => {
    const { json } = await ask('SELECT COUNT() FROM CustomObject');
    expect(json).toMatchObject({ size: 4, totalSize: 4, records: [] });
  });
});

it.each([
  'SELECT SubscriberPackage.NamespacePrefix FROM InstalledSubscriberPackage',
  'SELECT Id, SubscriberPackage.Name, SubscriberPackageVersion.Name, SubscriberPackageVersion.MajorVersion, SubscriberPackageVersion.BuildNumber FROM InstalledSubscriberPackage ORDER BY SubscriberPackageId',
  'SELECT ApexTestClassId, ApexClassOrTrigger.Id, ApexClassOrTrigger.Name, TestMethodName, NumLinesCovered, NumLinesUncovered, Coverage FROM ApexCodeCoverage',
  'SELECT PercentCovered FROM ApexOrgWideCoverage',
  'SELECT NamespacePrefix FROM PackageLicense',
])('answers what the Salesforce CLI asks, without rows: %s', async (soql) => {
  const answer = await ask(soql);
  expect([answer.status, answer.json]).toMatchObject([200, { totalSize: 0 }]);
});
