import { CLIENT_ID, CLIENT_SECRET, openLocalOrg } from '../unit/local-org/local-org-client.ts';
import type { Answer, LocalOrgClient } from '../unit/local-org/local-org-client.ts';
import { documented, readRecording, shapeDifferences } from './recorded.ts';

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

interface ErrorCase {
  readonly source: string;
  readonly provoke: () => Promise<Answer>;
  /** Names in the recorded text, and what they are called here. */
  readonly renamed?: Readonly<Record<string, string>>;
}

const cases: readonly ErrorCase[] = [
  {
    source: 'error/heroku-applink-nodejs__create-invalid-api-version.json',
    provoke: () =>
      local.api('POST', '/services/data/viAmABadVersion/sobjects/Account', { name: 'x' }),
  },
  {
    source: 'error/heroku-applink-nodejs__create-unknown-object.json',
    provoke: () => local.api('POST', '/sobjects/PlayingCard__c', { Name: 'Ace of Spades' }),
  },
  {
    source: 'error/heroku-applink-nodejs__create-invalid-field.json',
    provoke: () => local.api('POST', '/sobjects/Account', { FavoritePet__c: 'Dog' }),
  },
  {
    source: 'error/heroku-applink-nodejs__create-invalid-token.json',
    provoke: () =>
      local.open('POST', '/services/data/v51.0/sobjects/Account', {
        headers: { authorization: 'Bearer x' },
      }),
  },
  {
    source: 'error/heroku-applink-nodejs__create-required-field-missing.json',
    provoke: () => local.api('POST', '/sobjects/Contact', { FirstName: 'x' }),
    renamed: { Website__c: 'LastName' },
  },
  {
    source: 'error/heroku-applink-nodejs__delete-already-deleted.json',
    provoke: async () => {
      const made = await local.api('POST', '/sobjects/Account', { Name: 'x' });
      const path = `/sobjects/Account/${(made.json as { id: string }).id}`;
      await local.api('DELETE', path);
      return local.api('DELETE', path);
    },
  },
  {
    source: 'error/heroku-applink-nodejs__update-malformed-id.json',
    provoke: () => local.api('PATCH', '/sobjects/Contact/a00B000000FSjVUIB1', { LastName: 'x' }),
  },
  {
    source: 'error/restforce__sobject_find_error_response.json',
    provoke: () => local.api('GET', '/sobjects/Account/23foo'),
  },
  {
    source: 'error/restforce__upsert_error_response.json',
    provoke: () => local.api('PATCH', '/sobjects/Account/Namez/1', { Name: 'x' }),
  },
  {
    source: 'error/restforce__delete_error_response.json',
    provoke: () => local.api('DELETE', '/sobjects/Account/rid/12'),
  },
  {
    source: 'error/restforce__write_error_response.json',
    provoke: () => local.api('POST', '/sobjects/Account', { foo: 'x' }),
    renamed: { Bar: 'Account' },
  },
  {
    source: 'error/heroku-applink-nodejs__update-invalid-field.json',
    provoke: () => local.api('PATCH', '/sobjects/Account/001LO0000000001YAA', { Color__c: 'x' }),
    renamed: { Movie__c: 'Account' },
  },
  {
    source: 'error/restforce__search_error_response.json',
    provoke: () => local.api('GET', '/search?q=bad'),
  },
  {
    source: 'error/heroku-applink-nodejs__query-unknown-column.json',
    provoke: () => local.api('GET', '/query?q=SELECT+Bacon__c+FROM+Account+LIMIT+2'),
  },
  {
    // The recorded frame ends with the statement, not with the blank after it.
    source: 'error/Snowfakery__TestSOQLDatasets.test_dataset_bad_query-01.json',
    provoke: () => local.api('GET', '/query/?q=SELECT+Xyzzy+FROM+Xyzzy+'),
  },
  {
    source: 'error/Snowfakery__TestSOQLDatasets.test_soql_dataset_error-03.json',
    provoke: () => local.api('GET', '/query/?q=SELECT+Id%2C+FirstName%2C+LastName+FROM+XYZZY+'),
  },
  {
    source: 'error/restforce__expired_session_response.json',
    provoke: () =>
      local.open('GET', '/services/data/v62.0/limits', {
        headers: { authorization: 'OAuth gone' },
      }),
  },
  {
    source: 'error/heroku-applink-nodejs__query-malformed-soql.json',
    provoke: () => local.api('GET', '/query?q=SELEKT+Name+FROM+Account'),
    // Releases after v51 quote the token.
    renamed: { SELEKT: "'SELEKT'" },
  },
  {
    source: 'error/heroku-applink-nodejs__create-invalid-picklist-value.json',
    provoke: () => local.api('POST', '/sobjects/Project__c', { Name: 'x', Status__c: 'Terrible' }),
    renamed: { Rating: 'Status' },
  },
  {
    source: 'error/restforce__refresh_error_response.json',
    provoke: () =>
      local.token({
        grant_type: 'refresh_token',
        refresh_token: 'x',
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
      }),
  },
];

describe('error bodies, letter by letter', () => {
  for (const { source, provoke, renamed = {} } of cases) {
    documented(source, async () => {
      const { status, body } = readRecording(source);
      const answer = await provoke();
      let expected = JSON.stringify(body);
      for (const [theirs, ours] of Object.entries(renamed))
        expected = expected.replaceAll(theirs, ours);
      expect(answer.text).toBe(expected);
      // Bare bodies were recorded without a status.
      if (status !== 200) expect(answer.status).toBe(status);
    });
  }

  documented('error/restforce__sobject_describe_error_response.json', async () => {
    const answer = await local.api('GET', '/sobjects/Whizbang__c/describe');
    expect([answer.status, answer.json]).toEqual([
      404,
      readRecording('error/restforce__sobject_describe_error_response.json').body,
    ]);
  });

  documented('error/restforce__upsert_multiple_error_response.json', async () => {
    for (const Name of ['a', 'b']) {
      await local.api('POST', '/sobjects/UpsertTable__c', { Name, ExtId__c: 'twice' });
    }
    const answer = await local.api('PATCH', '/sobjects/UpsertTable__c/ExtId__c/twice', {
      Name: 'c',
    });
    expect(answer.status).toBe(300);
    const { body } = readRecording('error/restforce__upsert_multiple_error_response.json');
    expect(shapeDifferences(answer.json, body)).toEqual([]);
  });

  documented(
    'quoted answers of real orgs: values that cannot be read, and where they stand',
    async () => {
      const token = await local.signIn('admin@local.example');
      const body = '{\n  "Name": "x",\n  "StageName": "x",\n  "CloseDate": "2017-05-30X"\n}';
      const answer = await local.open('POST', '/services/data/v62.0/sobjects/Opportunity', {
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body,
      });
      expect([answer.status, answer.json]).toEqual([
        400,
        [
          {
            message:
              'Cannot deserialize instance of date from VALUE_STRING value 2017-05-30X or request may be missing a required field at [line:4, column:29]',
            errorCode: 'JSON_PARSER_ERROR',
          },
        ],
      ]);
    },
  );
});
