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

/** URLs come and go with the features of the recorded org; a default is of its field's type. */
const DESCRIBE_OPTIONS = {
  later: [...LATER_KEYS, 'approvalLayouts', 'listviews'],
  absent: [
    'defaultValues',
    'caseArticleSuggestions',
    'caseRowArticleSuggestions',
    'eventSeriesUpdates',
    'push',
  ],
  anyKind: ['defaultValue'],
};

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
      const { json } = await local.api('GET', `/sobjects/${type}/describe`);
      expect(shapeDifferences(json, body, DESCRIBE_OPTIONS)).toEqual([]);
    });
  }
});

/** Objects without a page layout have three URLs, the others up to eight. */
const GLOBAL_OPTIONS = {
  later: LATER_KEYS,
  absent: ['compactLayouts', 'approvalLayouts', 'listviews', 'quickActions', 'layouts'],
};

describe('GET /sobjects', () => {
  const source = 'describeGlobal/CumulusCI__GET_sobjects_Global_describe-00.json';
  documented(source, async () => {
    const { json } = await local.api('GET', '/sobjects');
    expect(shapeDifferences(json, readRecording(source).body, GLOBAL_OPTIONS)).toEqual([]);
  });
});
