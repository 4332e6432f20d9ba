import { API, CLIENT_ID, CLIENT_SECRET, openLocalOrg } from '../unit/local-org/local-org-client.ts';
import type { LocalOrgClient } from '../unit/local-org/local-org-client.ts';
import {
  documented,
  readRecording,
  recordedReads,
  requestedPath,
  shapeDifferences,
} from './recorded.ts';

let local: LocalOrgClient;

beforeAll(async () => {
  local = await openLocalOrg();
});

afterAll(async () => {
  await local.running.close();
});

const bodyOf = (source: string) => readRecording(source).body;
const createAccount = {
  method: 'POST',
  url: `${API}/sobjects/Account`,
  referenceId: 'a',
  body: { Name: 'x' },
};

describe('resources of the data API', () => {
  for (const source of [
    'versions/camel-quarkus__getVersions.json',
    'versions/reportforce__versions.json',
  ]) {
    documented(source, async () => {
      const { json } = await local.open('GET', '/services/data');
      expect(shapeDifferences(json, bodyOf(source))).toEqual([]);
      const theirs = bodyOf(source) as readonly { version: string; label: string }[];
      const ours = json as readonly { version: string; label: string }[];
      for (const { version, label } of ours) {
        const recorded = theirs.find((one) => one.version === version);
        if (recorded) expect(label.replace('’', "'")).toBe(recorded.label.replace('’', "'"));
      }
    });
  }

  for (const source of [
    'limits/camel-quarkus__getLimits.json',
    'limits/simple-salesforce__limits.json',
  ]) {
    documented(source, async () => {
      const { json } = await local.api('GET', '/limits');
      // Older orgs counted bulk requests under another name and had fewer limits.
      const known = Object.keys(bodyOf(source) as object);
      const later = Object.keys(json).filter((key) => !known.includes(key));
      const options = {
        later: [...later, 'CreateCustom'],
        absent: ['DailyBulkApiRequests', 'MonthlyPlatformEventsUsageEntitlement'],
      };
      expect(shapeDifferences(json, bodyOf(source), options)).toEqual([]);
    });
  }

  documented('limits/Snowfakery__TestSOQLDatasets.test_soql_dataset_where-00.json', async () => {
    const { json } = await local.api('GET', '/limits/recordCount?sObjects=User,Account');
    expect(
      shapeDifferences(
        json,
        bodyOf('limits/Snowfakery__TestSOQLDatasets.test_soql_dataset_where-00.json'),
      ),
    ).toEqual([]);
  });

  for (const source of recordedReads('query')) {
    documented(source, async () => {
      const { status, body } = readRecording(source);
      const answer = await local.api('GET', requestedPath(source));
      expect(answer.status).toBe(status);
      expect(shapeDifferences(answer.json, body)).toEqual([]);
    });
  }

  documented('limits/Snowfakery__TestSOQLDatasets.test_dataset_bad_query-00.json', async () => {
    const source = 'limits/Snowfakery__TestSOQLDatasets.test_dataset_bad_query-00.json';
    const { json } = await local.api('GET', '/limits/recordCount?sObjects=Xyzzy');
    expect(json).toEqual(bodyOf(source));
  });

  documented('composite/heroku-applink-nodejs__composite-graph-single-delete.json', async () => {
    const made = await local.api('POST', '/sobjects/Account', { Name: 'x' });
    const url = `${API}/sobjects/Account/${(made.json as { id: string }).id}`;
    for (const [method, name] of [
      ['PATCH', 'update'],
      ['DELETE', 'delete'],
    ] as const) {
      const part = { method, url, referenceId: 'referenceId0' };
      const compositeRequest = [method === 'PATCH' ? { ...part, body: { Name: 'y' } } : part];
      const { json } = await local.api('POST', '/composite/graph', {
        graphs: [{ graphId: 'graph0', compositeRequest }],
      });
      expect(json).toEqual(
        bodyOf(`composite/heroku-applink-nodejs__composite-graph-single-${name}.json`),
      );
    }
  });

  documented('record/camel-quarkus__getAccountBasicInfo.json', async () => {
    const source = bodyOf('record/camel-quarkus__getAccountBasicInfo.json');
    const { json } = await local.api('GET', '/sobjects/Account');
    const missing = shapeDifferences(json, source).filter((line) => line.endsWith('missing'));
    expect(missing).toEqual([]);
  });

  documented('dml/heroku-applink-nodejs__create.json', async () => {
    const source = readRecording('dml/heroku-applink-nodejs__create.json');
    const answer = await local.api('POST', '/sobjects/Account', { Name: 'x' });
    expect(answer.status).toBe(source.status);
    expect(shapeDifferences(answer.json, source.body)).toEqual([]);
    expect(Object.keys(answer.json)).toEqual(Object.keys(source.body as object));
  });

  for (const name of [
    'create',
    'single-create-error',
    'multiple-errors',
    'create-account-contact-opportunity',
  ]) {
    const source = `composite/heroku-applink-nodejs__composite-graph-${name}.json`;
    documented(source, async () => {
      const bad = { ...createAccount, referenceId: 'b', body: {} };
      const compositeRequest = name.includes('error') ? [createAccount, bad] : [createAccount];
      const { json } = await local.api('POST', '/composite/graph', {
        graphs: [{ graphId: 'graph0', compositeRequest }],
      });
      // A halted part names no fields.
      const options = { later: ['fields'], absent: ['fields'] };
      const differences = shapeDifferences(json, bodyOf(source), options);
      // A halted part has an empty header map where the recording has a Location.
      expect(differences.filter((line) => !line.includes('httpHeaders'))).toEqual([]);
    });
  }

  documented('other/restforce__get_deleted_success_response.json', async () => {
    const made = await local.api('POST', '/sobjects/Account', { Name: 'x' });
    await local.api('DELETE', `/sobjects/Account/${(made.json as { id: string }).id}`);
    const span = spanAround(Date.now());
    const { json } = await local.api('GET', `/sobjects/Account/deleted?${span}`);
    expect((json as { deletedRecords: readonly unknown[] }).deletedRecords).not.toHaveLength(0);
    expect(
      shapeDifferences(json, bodyOf('other/restforce__get_deleted_success_response.json')),
    ).toEqual([]);
  });

  documented('other/restforce__get_updated_success_response.json', async () => {
    await local.api('POST', '/sobjects/Account', { Name: 'x' });
    const { json } = await local.api('GET', `/sobjects/Account/updated?${spanAround(Date.now())}`);
    expect((json as { ids: readonly unknown[] }).ids).not.toHaveLength(0);
    expect(
      shapeDifferences(json, bodyOf('other/restforce__get_updated_success_response.json')),
    ).toEqual([]);
  });

  documented('query/restforce__list_view_results_success_response.json', async () => {
    const list = await local.api('GET', '/sobjects/Account/listviews');
    const [view] = (list.json as { listviews: readonly { resultsUrl: string }[] }).listviews;
    const { json } = await local.api('GET', view?.resultsUrl ?? '');
    expect(
      shapeDifferences(json, bodyOf('query/restforce__list_view_results_success_response.json')),
    ).toEqual([]);
  });

  documented(
    'tooling/CumulusCI__ManualEditTestApexIntegrationTests.test_run_tests__integration_test-00.json',
    async () => {
      const source =
        'tooling/CumulusCI__ManualEditTestApexIntegrationTests.test_run_tests__integration_test-00.json';
      const { json } = await local.api('GET', '/tooling/query?q=SELECT+Id,+Name+FROM+ApexClass');
      expect(shapeDifferences(json, bodyOf(source))).toEqual([]);
    },
  );
});

describe('OAuth', () => {
  documented('oauth/SalesforceMobileSDK__identity.json', async () => {
    const tokens = await local.token({
      grant_type: 'client_credentials',
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
    });
    const { access_token, id } = tokens.json as { access_token: string; id: string };
    const { json } = await local.open('GET', new URL(id).pathname, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    // The mobile SDK's app has a mobile policy and custom attributes; later orgs list more URLs.
    const options = {
      absent: ['mobile_policy', 'custom_attributes', 'custom_permissions', 'push_service_type'],
    };
    const differences = shapeDifferences(
      json,
      bodyOf('oauth/SalesforceMobileSDK__identity.json'),
      options,
    );
    expect(
      differences.filter((line) => !line.startsWith('$.urls') || line.endsWith('missing')),
    ).toEqual([]);
  });

  documented('oauth/restforce__auth_success_response.json', async () => {
    const { json } = await local.token({
      grant_type: 'client_credentials',
      client_id: CLIENT_ID,
      client_secret: CLIENT_SECRET,
    });
    const options = { later: ['scope', 'token_type'] };
    expect(
      shapeDifferences(json, bodyOf('oauth/restforce__auth_success_response.json'), options),
    ).toEqual([]);
  });
});

function spanAround(now: number): string {
  const at = (offset: number) => new Date(now + offset).toISOString();
  return new URLSearchParams({ start: at(-60_000), end: at(120_000) }).toString();
}
