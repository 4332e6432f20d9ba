import { CLIENT_ID, CLIENT_SECRET, openLocalOrg } from '../unit/local-org/local-org-client.ts';
import type { Answer, LocalOrgClient } from '../unit/local-org/local-org-client.ts';
import {
  documented,
  readRecording,
  requestedPath,
  shapeDifferences,
  type ShapeOptions,
} from './recorded.ts';

let local: LocalOrgClient;
let admin: string;
let job: string;

beforeAll(async () => {
  local = await openLocalOrg();
  admin = await local.signIn('admin@local.example');
  const classes = await asAdmin(
    'GET',
    `/tooling/query?q=${q("SELECT Id FROM ApexClass WHERE Name = 'JSforceTestLogicTest'")}`,
  );
  const [{ Id = '' } = {}] = (classes.json as { records: readonly { Id?: string }[] }).records;
  job = (await asAdmin('POST', '/tooling/runTestsAsynchronous', { classids: Id })).json;
});

afterAll(async () => {
  await local.running.close();
});

const q = (soql: string): string => encodeURIComponent(soql);
const asAdmin = (method: string, path: string, body?: unknown): Promise<Answer> =>
  local.api(method, path, body, { token: admin });

async function idOf(soql: string): Promise<string> {
  const { json } = await asAdmin('GET', `/query?q=${q(soql)}`);
  return (json as { records: readonly { Id: string }[] }).records[0]?.Id ?? '';
}

/** One recording that an answer of ours is held against, key by key. */
interface Case {
  readonly source: string;
  readonly ask: () => Promise<Answer>;
  readonly options?: ShapeOptions;
  /** Recorded from an API version before 31.0, or shortened by its authors: what ours has more is no difference. */
  readonly mayHaveMore?: true;
}

function check({ source, ask, options, mayHaveMore }: Case): void {
  documented(source, async () => {
    const recorded = readRecording(source);
    const answer = await ask();
    if (recorded.status !== 200) expect(answer.status).toBe(recorded.status);
    const differences = shapeDifferences(answer.json, recorded.body, options);
    expect(
      differences.filter((line) => !(mayHaveMore && line.endsWith('not in the recording'))),
    ).toEqual([]);
    expect(answer.status).toBeLessThan(300);
  });
}

/** The recorded request itself, whose ids and masked versions are replaced by ours. */
const replay = (source: string, ids: () => Readonly<Record<string, string>> = () => ({})) => {
  return (): Promise<Answer> => {
    let path = requestedPath(source);
    for (const [theirs, ours] of Object.entries(ids())) path = path.replaceAll(theirs, ours);
    return asAdmin('GET', path);
  };
};

const describeAt = (version: number, type: string) => (): Promise<Answer> =>
  asAdmin('GET', `/services/data/v${version}.0/sobjects/${type}/describe`);

describe('describes that others recorded', () => {
  const more = { mayHaveMore: true, options: { anyKind: ['defaultValue'] } } as const;
  for (const [source, version, type] of [
    ['describe/camel-quarkus__getAccountDescription.json', 56, 'Account'],
    ['describe_body/Account.camel-quarkus.json', 56, 'Account'],
    ['describe/restforce__sobject_describe_success_response.json', 31, 'Project__c'],
    ['describe_body/Whizbang.restforce.json', 31, 'Project__c'],
    ['describe_body/User.Force.com-Toolkit-for-NET.json', 31, 'User'],
  ] as const) {
    check({ source, ask: describeAt(version, type), ...more });
  }
  for (const source of [
    'describe/CumulusCI__GET_sobjects_Custom__c_describe-00.json',
    'describe_body/Custom__c.CumulusCI.json',
  ]) {
    // A custom setting has no URLs; the envelope and the fields are those of any custom object.
    check({ source, ask: describeAt(52, 'UpsertTable__c'), ...more });
  }
  for (const source of [
    'describe/CumulusCI__GET_sobjects_Account_PersonAccount_describe-00.json',
    'describe_body/Account.PersonAccount.json',
  ]) {
    check({ source, ask: describeAt(52, 'Account'), options: { anyKind: ['defaultValue'] } });
  }
  for (const name of ['restforce__describe_sobjects', 'restforce__list_sobjects']) {
    check({
      source: `describeGlobal/${name}_success_response.json`,
      ask: () => asAdmin('GET', '/services/data/v31.0/sobjects'),
      mayHaveMore: true,
    });
  }
  check({
    source: 'describeGlobal/camel-quarkus__getListOfObjects.json',
    ask: () => asAdmin('GET', '/services/data/v56.0/sobjects/'),
    mayHaveMore: true,
  });
});

describe('queries', () => {
  for (const name of [
    'query-binary-field',
    'query-with-associated-data',
    'query-with-subquery',
    'query',
  ]) {
    const source = `query/heroku-applink-nodejs__${name}.json`;
    check({ source, ask: replay(source) });
  }
  for (const [name, soql] of [
    ['org_query', 'SELECT Id FROM Organization'],
    [
      'query_aggregate_success',
      'SELECT CampaignId, SUM(Amount) FROM Opportunity GROUP BY CampaignId',
    ],
    ['query_empty', "SELECT Id FROM Account WHERE Name = 'No such account'"],
  ] as const) {
    check({
      source: `query/restforce__${name}_response.json`,
      ask: () => asAdmin('GET', `/query?q=${q(soql)}`),
    });
  }
  const pages = (locator: (first: string) => string) => async (): Promise<Answer> => {
    const soql = 'SELECT Name FROM BigTable__c';
    const first = await asAdmin('GET', `/query?q=${q(soql)}`);
    return asAdmin('GET', locator((first.json as { nextRecordsUrl: string }).nextRecordsUrl));
  };
  const named = {
    anyKind: [],
    absent: ['RANDOM_1__c', 'RANDOM_2__c', 'Text_Label'],
    later: ['Name'],
  };
  check({
    source: 'query/heroku-applink-nodejs__query-with-next-records-url.json',
    ask: () => asAdmin('GET', `/query?q=${q('SELECT Name FROM BigTable__c')}`),
    options: named,
  });
  check({
    source: 'query/restforce__query_paginated_first_page_response.json',
    ask: () => asAdmin('GET', `/query?q=${q('SELECT Name FROM BigTable__c')}`),
    options: named,
  });
  check({
    source: 'query/heroku-applink-nodejs__query-with-next-records-url-2.json',
    ask: () =>
      local.api('GET', `/query?q=${q('SELECT Name FROM BigTable__c')}`, undefined, {
        token: admin,
        headers: { 'sforce-query-options': 'batchSize=200' },
      }),
    options: named,
  });
  check({
    source: 'query/restforce__query_paginated_last_page_response.json',
    ask: pages((first) => first),
    options: named,
  });
  check({
    source: 'query/camel-quarkus__getAccount.json',
    ask: () => asAdmin('GET', `/query/?q=${q('SELECT Id, AccountNumber FROM Account')}`),
    mayHaveMore: true,
  });
});

describe('records and what is written', () => {
  for (const name of [
    'GET_sobjects_Organization-00',
    'ManualEditTestApexIntegrationTests.test_run_tests__integration_test-12',
    'TestSnowfakery.test_run_until_records_in_org__multiple_needed-01',
  ]) {
    check({
      source: `record/CumulusCI__${name}.json`,
      ask: async () =>
        asAdmin('GET', `/sobjects/Organization/${await idOf('SELECT Id FROM Organization')}`),
      options: {
        // Two features that one org has and the other does not.
        later: ['PreferencesEmailSenderIdCompliance', 'DelegatedAuthenticationServiceUrl'],
      },
    });
  }
  check({
    source: 'record/camel-quarkus__getAccountById.json',
    ask: async () => asAdmin('GET', `/sobjects/Account/Id/${await idOf('SELECT Id FROM Account')}`),
    mayHaveMore: true,
  });
  check({
    source: 'other/restforce__sobject_select_success_response.json',
    ask: async () =>
      asAdmin(
        'GET',
        `/sobjects/UpsertTable__c/${await idOf('SELECT Id FROM UpsertTable__c')}?fields=ExtId__c`,
      ),
    options: { absent: ['External_Field__c'], later: ['ExtId__c'] },
  });
  for (const name of [
    'CumulusCI__TestCompositeParallelSalesforce.test_composite_parallel_salesforce-00',
    'CumulusCI__TestUpsert.test_upsert_complex_external_id_field_rest__duplicate_error-18',
    'Snowfakery__TestSOQLWithCCI.test_example_through_api-00',
    'Snowfakery__TestSOQLWithCCI.test_missing_orgname-00',
    'Snowfakery__TestSOQLWithCCI.test_soql-00',
  ]) {
    check({
      source: `dml/${name}.json`,
      ask: () => asAdmin('POST', '/sobjects/Account/', { Name: 'x' }),
    });
  }
  for (const name of ['create', 'upsert_created']) {
    check({
      source: `other/restforce__${name}_success_response.json`,
      ask: () =>
        name === 'create'
          ? asAdmin('POST', '/sobjects/Account', { Name: 'x' })
          : asAdmin('PATCH', '/sobjects/UpsertTable__c/ExtId__c/conformance', { Name: 'x' }),
      // Upserts tell since v46 whether they created.
      options: { later: ['created'] },
    });
  }
  const file = { Title: 'x', PathOnClient: 'x.png', VersionData: 'iVBORw0KGgo=' };
  check({
    source: 'dml/heroku-applink-nodejs__create-binary-field.json',
    ask: () => asAdmin('POST', '/sobjects/ContentVersion', file),
  });
  documented('dml/heroku-applink-nodejs__update.json, __delete.json', async () => {
    const made = await asAdmin('POST', '/sobjects/Account', { Name: 'x' });
    const path = `/sobjects/Account/${(made.json as { id: string }).id}`;
    const answers = [await asAdmin('PATCH', path, { Name: 'y' }), await asAdmin('DELETE', path)];
    expect(answers.map(({ status, text }) => [status, text])).toEqual([
      [204, ''],
      [204, ''],
    ]);
  });
  documented('record/heroku-applink-nodejs__binary-data.json', async () => {
    const made = await asAdmin('POST', '/sobjects/ContentVersion', file);
    const { id } = made.json as { id: string };
    const answer = await asAdmin('GET', `/sobjects/ContentVersion/${id}/VersionData`);
    expect(answer.headers.get('content-type')).toBe('application/octetstream');
  });
});

describe('lists', () => {
  check({
    source: 'versions/restforce__services_data_success_response.json',
    ask: () => local.open('GET', '/services/data'),
  });
  check({
    source: 'other/camel-quarkus__getRestResources.json',
    ask: () => asAdmin('GET', '/services/data/v56.0/'),
    mayHaveMore: true,
  });
  check({
    source: 'other/CumulusCI__TestIntegrationInfrastructure.test_integration_tests-00.json',
    ask: () => asAdmin('GET', '/connect/communities'),
  });
  check({
    source: 'other/restforce__recent_success_response.json',
    ask: () => asAdmin('GET', '/recent'),
  });
  check({
    source: 'other/restforce__search_success_response.json',
    ask: () =>
      asAdmin('GET', `/services/data/v31.0/search?q=${q('FIND {un*} RETURNING Account(Id)')}`),
  });
  for (const name of ['error-00', 'error-02', 'in_order-00', 'shuffled-00']) {
    const source = `limits/Snowfakery__TestSOQLDatasets.test_soql_dataset_${name}.json`;
    check({ source, ask: replay(source) });
  }
});

describe('the Tooling API', () => {
  const source = (number: string) =>
    `tooling/CumulusCI__ManualEditTestApexIntegrationTests.test_run_tests__integration_test-${number}.json`;
  documented(source('01'), async () => {
    // The whole body is a JSON string, and the id has 15 characters.
    await Promise.resolve();
    expect(job).toMatch(/^707[a-zA-Z0-9]{12}$/);
    expect(readRecording(source('01')).body).toMatch(/^707[a-zA-Z0-9]{12}$/);
  });
  for (const number of ['02', '06', '07', '08', '09', '10', '11', '15', '19', '20']) {
    check({
      source: source(number),
      ask: replay(source(number), () => ({ '7071700002rbUCv': job, '7071700002rbU9S': job })),
    });
  }
  documented(`${source('02')}: the run's items are there`, async () => {
    const answer = await replay(source('02'), () => ({ '7071700002rbUCv': job }))();
    expect(answer.json).toMatchObject({ size: 1, entityTypeName: 'ApexTestQueueItem' });
  });
  for (const name of ['bulk-07', 'in_order-03', 'shuffled-02', 'where-02']) {
    const recorded = `tooling/Snowfakery__TestSOQLDatasets.test_soql_dataset_${name}.json`;
    check({ source: recorded, ask: replay(recorded) });
  }
  check({
    source: 'tooling/quoted__ApexClass_SymbolTable.json',
    ask: async () =>
      asAdmin(
        'GET',
        `/services/data/v42.0/tooling/sobjects/ApexClass/${await idOf("SELECT Id FROM ApexClass WHERE Name = 'StaffDirectory'")}`,
      ),
  });
  documented('tooling/quoted__SymbolTable_with_method.json', async () => {
    const soql = "SELECT SymbolTable FROM ApexClass WHERE Name = 'AccountService'";
    const { json } = await asAdmin('GET', `/tooling/query?q=${q(soql)}`);
    const [row] = (json as { records: readonly { SymbolTable: unknown }[] }).records;
    const { SymbolTable } = readRecording('tooling/quoted__SymbolTable_with_method.json').body as {
      SymbolTable: unknown;
    };
    // Variables of methods are not listed here.
    expect(shapeDifferences(row?.SymbolTable, SymbolTable, { anyKind: ['variables'] })).toEqual([]);
  });
});

describe('OAuth', () => {
  const credentials = { client_id: CLIENT_ID, client_secret: CLIENT_SECRET };
  for (const name of ['reauth', 'refresh']) {
    check({
      source: `oauth/restforce__${name}_success_response.json`,
      ask: () => local.token({ grant_type: 'client_credentials', ...credentials }),
      options: { later: ['scope', 'token_type'] },
    });
  }
  check({
    source: 'oauth/camel-quarkus__oauth2.json',
    ask: () => local.token({ grant_type: 'client_credentials', ...credentials }),
    mayHaveMore: true,
  });
  documented('oauth/camel-quarkus__revokeToken.json', async () => {
    const tokens = await local.token({ grant_type: 'client_credentials', ...credentials });
    const { access_token } = tokens.json as { access_token: string };
    const answer = await local.open('GET', `/services/oauth2/revoke?token=${q(access_token)}`);
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});
