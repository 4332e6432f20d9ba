import jsforce from 'jsforce';
import { openLocalOrg } from './local-org-client.ts';
import type { LocalOrgClient } from './local-org-client.ts';

/** documented(Metadata API guide: describeMetadata, listMetadata). */
let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

const metadataOf = async (username: string) => {
  const options = { instanceUrl: local.url, version: '62.0', logLevel: 'NONE' } as const;
  return new jsforce.Connection({ ...options, accessToken: await local.signIn(username) }).metadata;
};

describe('the Metadata API', () => {
  it('tells what kinds of metadata there are, and their components', async () => {
    const metadata = await metadataOf('admin@local.example');
    const { metadataObjects, partialSaveAllowed } = await metadata.describe();
    expect(partialSaveAllowed).toBe(true);
    expect(metadataObjects).toContainEqual({
      childXmlNames: ['CustomField'],
      directoryName: 'objects',
      inFolder: false,
      metaFile: false,
      suffix: 'object',
      xmlName: 'CustomObject',
    });
    const listed = await metadata.list([{ type: 'ApexClass' }, { type: 'CustomField' }]);
    expect(listed).toContainEqual(
      expect.objectContaining({
        type: 'ApexClass',
        fullName: 'StaffDirectory',
        fileName: 'classes/StaffDirectory.cls',
      }),
    );
    expect(listed).toContainEqual(
      expect.objectContaining({
        type: 'CustomField',
        fullName: 'Contact.Member_Number__c',
        fileName: 'objects/Contact.object',
      }),
    );
    expect(await metadata.list([{ type: 'Flow' }])).toEqual([]);
  });

  it('tells of a field in the order of the WSDL, which strict clients insist on', async () => {
    const metadata = await metadataOf('admin@local.example');
    const [field] = await metadata.read('CustomField', ['Contact.Languages__c']);
    // jsforce adds its marks and empty lists behind what was sent.
    const added = new Set(['$', 'summaryFilterItems']);
    const [first, ...names] = Object.keys(field ?? {}).filter((name) => !added.has(name));
    expect(first).toBe('fullName');
    expect(names).toContain('valueSet');
    expect(names).toEqual([...names].sort());
  });

  it.each([
    [
      'the user does not administer',
      'integration@local.example',
      ['ApexClass'],
      'INSUFFICIENT_ACCESS',
    ],
    [
      'four queries are asked',
      'admin@local.example',
      Array<string>(4).fill('Flow'),
      'EXCEEDED_ID_LIMIT',
    ],
    ['the type is no name', 'admin@local.example', ['x; DROP'], 'INVALID_TYPE'],
  ] as const)('refuses where %s', async (_case, username, types, code) => {
    const metadata = await metadataOf(username);
    const queries = types.map((type) => ({ type }));
    await expect(metadata.list(queries)).rejects.toThrow(code);
  });
});
