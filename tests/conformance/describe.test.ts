import { openLocalOrg } from '../unit/local-org/local-org-client.ts';
import type { LocalOrgClient } from '../unit/local-org/local-org-client.ts';
import { documented, readRecording, shapeDifferences } from './recorded.ts';

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

/** Keys that newer API versions added to what CumulusCI recorded in 2020 to 2022. */
const LATER_KEYS = [
  'associateEntityType',
  'associateParentEntity',
  'sobjectDescribeOption',
  'deepCloneable',
  'isInterface',
  'implementsInterfaces',
  'implementedBy',
  'extendsInterfaces',
  'extendedBy',
  'defaultImplementation',
];

/** A default is of its field's type; URLs come and go with the features of the recorded org. */
const DESCRIBE_OPTIONS = {
  later: [...LATER_KEYS, 'approvalLayouts', 'listviews'],
  absent: ['push'],
  anyKind: ['defaultValue'],
};

/** The version that the recording's own URLs name; some have it masked. */
const versionOf = (body: unknown): string =>
  /\/services\/data\/v(\d+\.0)\//.exec(JSON.stringify(body))?.[1] ?? '52.0';

describe('GET /sobjects/{Type}/describe', () => {
  for (const type of [
    'Account',
    'Case',
    'Contact',
    'Lead',
    'Opportunity',
    'OpportunityContactRole',
    'Event',
  ]) {
    const source = `describe_body/${type}.CumulusCI.json`;
    documented(source, async () => {
      const { body } = readRecording(source);
      const { json } = await local.api(
        'GET',
        `/services/data/v${versionOf(body)}/sobjects/${type}/describe`,
      );
      expect(shapeDifferences(json, body, DESCRIBE_OPTIONS)).toEqual([]);
    });
  }
});

/** The Event of the recorded org has other features than the one whose describe was recorded. */
const GLOBAL_OPTIONS = {
  absent: ['approvalLayouts', 'listviews'],
  later: [...LATER_KEYS, 'eventSeriesUpdates'],
};

interface GlobalDescribe {
  readonly sobjects: readonly { readonly name: string }[];
}

describe('GET /sobjects', () => {
  const source = 'describeGlobal/CumulusCI__GET_sobjects_Global_describe-00.json';
  documented(source, async () => {
    const body = readRecording(source).body as GlobalDescribe;
    const answer = await local.api('GET', `/services/data/v${versionOf(body)}/sobjects`);
    const { sobjects, ...envelope } = answer.json as GlobalDescribe;
    const { sobjects: recorded, ...recordedEnvelope } = body;
    expect(shapeDifferences(envelope, recordedEnvelope)).toEqual([]);
    const ours = new Map(sobjects.map((object) => [object.name, object]));
    const shared = recorded.filter(({ name }) => ours.has(name));
    expect(shared.length).toBeGreaterThan(10);
    expect(
      shared.flatMap((entry) =>
        shapeDifferences(ours.get(entry.name), entry, GLOBAL_OPTIONS, entry.name),
      ),
    ).toEqual([]);
  });
});
