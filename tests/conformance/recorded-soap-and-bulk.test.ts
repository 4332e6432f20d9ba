import { XMLParser } from 'fast-xml-parser';
import { openLocalOrg } from '../unit/local-org/local-org-client.ts';
import type { LocalOrgClient } from '../unit/local-org/local-org-client.ts';
import {
  documented,
  hasRecordings,
  readRecording,
  readText,
  shapeDifferences,
  type ShapeOptions,
} from './recorded.ts';

let local: LocalOrgClient;
let token: string;

beforeAll(async () => {
  local = await openLocalOrg();
  token = await local.signIn('admin@local.example');
});

afterAll(async () => {
  await local.running.close();
});

/** Values stay text, so that only elements are compared, not what stands in them. */
const parser = new XMLParser({ parseTagValue: false, ignoreDeclaration: true });
const tree = (xml: string): unknown => parser.parse(xml);

/** Every element that stands in one, in the other's order or not. */
const elementDifferences = (ours: string, theirs: string, options: ShapeOptions = {}): string[] =>
  shapeDifferences(tree(ours), tree(theirs), options);

async function soap(path: string, body: string): Promise<string> {
  const envelope = `<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
  const { text } = await local.open('POST', path, {
    headers: { 'content-type': 'text/xml', soapaction: '""' },
    body: envelope,
  });
  return text;
}

const login = (password: string): Promise<string> =>
  soap(
    '/services/Soap/u/62.0',
    `<login xmlns="urn:partner.soap.sforce.com"><username>admin@local.example</username><password>${password}</password></login>`,
  );

describe('SOAP', () => {
  for (const name of [
    'metaforce__login_success',
    'reportforce__login_successful',
    'simple-salesforce__login_success',
  ]) {
    documented(`soap/${name}.xml`, async () => {
      const answer = await login('localorg1');
      const options = {
        // Later versions tell more of the user; those of 2012 told less.
        later: ['chatterExternal', 'orgDefaultCurrencyLocale', 'sessionSecondsValid'],
      };
      expect(elementDifferences(answer, readText(`soap/${name}.xml`), options)).toEqual([]);
    });
  }

  for (const name of ['metaforce__login_failure', 'reportforce__login_failed']) {
    documented(`soap/${name}.xml, letter by letter`, async () => {
      const recorded = readText(`soap/${name}.xml`);
      const answer = await login('wrong');
      expect(elementDifferences(answer, recorded)).toEqual([]);
      const said = (xml: string) => /<faultstring>(.*?)<\/faultstring>/s.exec(xml)?.[1];
      expect(said(answer)).toBe(said(recorded));
    });
  }

  documented('soap/metaforce__foo_invalid_session.xml', async () => {
    const body =
      '<readMetadata xmlns="http://soap.sforce.com/2006/04/metadata"><type>CustomField</type></readMetadata>';
    const answer = await soap('/services/Soap/m/62.0', body);
    const recorded = readText('soap/metaforce__foo_invalid_session.xml');
    expect(elementDifferences(answer, recorded)).toEqual([]);
    expect(answer).toContain('INVALID_SESSION_ID');
  });
});

describe('the Metadata API', () => {
  const metadata = (operation: string) =>
    local.open('POST', '/services/Soap/m/62.0', {
      headers: { 'content-type': 'text/xml', soapaction: '""' },
      body: `<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata"><e:Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></e:Header><e:Body>${operation}</e:Body></e:Envelope>`,
    });
  // Came after the recording; is told of kinds that have children only.
  const options = { later: ['manageableState'], absent: ['childXmlNames'] };

  it.each([
    [
      'describe_metadata_success',
      '<describeMetadata><asOfVersion>62.0</asOfVersion></describeMetadata>',
    ],
    [
      'list_metadata_objects',
      '<listMetadata><queries><type>CustomObject</type></queries></listMetadata>',
    ],
    [
      'list_metadata_no_result',
      '<listMetadata><queries><type>Flow</type></queries></listMetadata>',
    ],
  ])('documented(soap/metaforce__%s.xml)', async (name, operation) => {
    if (!hasRecordings) return;
    const { text } = await metadata(operation);
    const recorded = readText(`soap/metaforce__${name}.xml`);
    expect(elementDifferences(text, recorded, options)).toEqual([]);
  });
});

describe('Bulk API 1.0', () => {
  const recorded = (number: string): string =>
    readRecording(`bulk/Snowfakery__TestSOQLDatasets.test_soql_dataset_bulk-${number}.json`)
      .body as string;
  const bulk = async (method: string, path: string, body?: string, type = 'application/xml') =>
    (
      await local.open(method, `/services/async/62.0/job${path}`, {
        headers: { 'x-sfdc-session': token, 'content-type': `${type}; charset=UTF-8` },
        ...(body === undefined ? {} : { body }),
      })
    ).text;
  const info = (inner: string) =>
    `<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload">${inner}</jobInfo>`;
  const idIn = (xml: string): string => /<id>(\w+)<\/id>/.exec(xml)?.[1] ?? '';

  documented('bulk/Snowfakery__TestSOQLDatasets.test_soql_dataset_bulk-00 to -06', async () => {
    const made = await bulk(
      'POST',
      '',
      info('<operation>query</operation><object>User</object><contentType>CSV</contentType>'),
    );
    const job = idIn(made);
    const batch = await bulk('POST', `/${job}/batch`, 'SELECT Id FROM User', 'text/csv');
    const seen = [
      made,
      batch,
      await bulk('GET', `/${job}`),
      await bulk('GET', `/${job}/batch`),
      await bulk('POST', `/${job}`, info('<state>Closed</state>')),
      await bulk('GET', `/${job}/batch/${idIn(batch)}`),
      await bulk('GET', `/${job}/batch/${idIn(batch)}/result`),
    ];
    const differences = seen.map((answer, index) =>
      elementDifferences(answer, recorded(`0${index}`)),
    );
    expect(differences).toEqual(seen.map(() => []));
  });

  documented('bulk/CumulusCI__TestUpsert…, results of a batch', async () => {
    const source = 'bulk/CumulusCI__TestUpsert.test_upsert_external_id_field-11.json';
    const made = await bulk(
      'POST',
      '',
      info('<operation>insert</operation><object>Account</object><contentType>CSV</contentType>'),
    );
    const batch = await bulk('POST', `/${idIn(made)}/batch`, 'Name\nx\n', 'text/csv');
    const results = await bulk('GET', `/${idIn(made)}/batch/${idIn(batch)}/result`);
    const pattern = (csv: string) => csv.trim().replace(/"001\w{15}"/, '"001"');
    expect(pattern(results)).toBe(pattern(readRecording(source).body as string));
  });
});

describe('Bulk API 1.0 with JSON batches', () => {
  const recorded = (number: string) =>
    readRecording(
      `bulk/CumulusCI__TestSelect.test_select_similarity_select_and_insert_strategy_bulk-${number}.json`,
    );
  const bulk = (method: string, path: string, body?: string) =>
    local.open(method, `/services/async/62.0/job${path}`, {
      headers: { 'x-sfdc-session': token, 'content-type': 'application/xml' },
      ...(body === undefined ? {} : { body }),
    });
  const idOf = (answer: { readonly json: unknown }): string => (answer.json as { id: string }).id;

  documented('bulk/CumulusCI__TestSelect…_bulk-34, -37, -38, -39 and -41', async () => {
    const made = await bulk(
      'POST',
      '',
      '<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>query</operation><object>Event</object><concurrencyMode>Parallel</concurrencyMode><contentType>JSON</contentType></jobInfo>',
    );
    expect(elementDifferences(made.text, recorded('34').body as string)).toEqual([]);
    const job = /<id>(\w+)<\/id>/.exec(made.text)?.[1] ?? '';
    const soql =
      "SELECT Id, TYPEOF Who WHEN Contact THEN LastName, Email WHEN Lead THEN LastName, Company ELSE Id END, TYPEOF What WHEN Account THEN Name, Description, Phone, AccountNumber ELSE Id END, Subject, DurationInMinutes, ActivityDateTime FROM Event WHERE Who.Type = 'Contact'";
    const batch = await bulk('POST', `/${job}/batch`, soql);
    const at = `/${job}/batch/${idOf(batch)}`;
    const done = await bulk('GET', at);
    const list = await bulk('GET', `${at}/result`);
    const [result = ''] = list.json as readonly string[];
    const rows = await bulk('GET', `${at}/result/${result}?format=json`);
    expect((rows.json as readonly unknown[]).length).toBeGreaterThan(0);
    const anyKind = { anyKind: ['What', 'Who'] };
    const differences = [
      shapeDifferences(batch.json, recorded('37').body),
      shapeDifferences(done.json, recorded('38').body),
      shapeDifferences(list.json, recorded('39').body),
      shapeDifferences(rows.json, recorded('41').body, anyKind),
    ];
    expect(differences).toEqual([[], [], [], []]);
    expect(result).toHaveLength(15);
  });
});

describe('Bulk API 2.0', () => {
  const jobs = (method: string, path: string, body?: unknown) =>
    local.api(method, `/services/data/v56.0/jobs${path}`, body);

  async function ingested(csv: string): Promise<string> {
    const made = await jobs('POST', '/ingest', { object: 'Account', operation: 'insert' });
    const { id } = made.json as { id: string };
    await local.api('PUT', `/services/data/v56.0/jobs/ingest/${id}/batches`, undefined, {
      headers: { 'content-type': 'text/csv' },
      body: csv,
    });
    await jobs('PATCH', `/ingest/${id}`, { state: 'UploadComplete' });
    return id;
  }

  documented('bulk/heroku-applink-nodejs__get-info-7508z00000lSXvxQAG.json', async () => {
    const id = await ingested('Name\nx\n');
    const recorded = readRecording('bulk/heroku-applink-nodejs__get-info-7508z00000lSXvxQAG.json');
    const { json } = await jobs('GET', `/ingest/${id}`);
    const later = ['apexProcessingTime', 'isPkChunkingSupported', 'assignmentRuleId'];
    expect(shapeDifferences(json, recorded.body, { later })).toEqual([]);
  });

  documented('bulk/heroku-applink-nodejs__get-info-7508z00000lTqQCQA0.json', async () => {
    const made = await jobs('POST', '/query', {
      operation: 'query',
      query: 'SELECT Id FROM Account',
    });
    const { json } = await jobs('GET', `/query/${(made.json as { id: string }).id}`);
    const recorded = readRecording('bulk/heroku-applink-nodejs__get-info-7508z00000lTqQCQA0.json');
    expect(shapeDifferences(json, recorded.body, { later: ['isPkChunkingSupported'] })).toEqual([]);
  });

  documented(
    'bulk/heroku-applink-nodejs__bulk-api-injest-fail and -ingest-…: columns',
    async () => {
      const id = await ingested(
        'Name,Description,NumberOfEmployees\n,Description of TestAccount1,30\nOk,Fine,2\n',
      );
      const first = async (rest: string) =>
        (await jobs('GET', `/ingest/${id}/${rest}`)).text.split('\n').slice(0, 2).join('\n');
      const body = (name: string) =>
        readRecording(`bulk/heroku-applink-nodejs__${name}.json`).body as string;
      const failed = body('bulk-api-injest-fail-7508Z00000lSXvxQAG').split('\n');
      expect((await first('failedResults')).replaceAll('"', '')).toBe(
        failed.slice(0, 2).join('\n'),
      );
      const succeeded = body('bulk-api-ingest-7508Z00000lSXvxQAG').split('\n');
      expect((await first('successfulResults')).replaceAll('"', '').split('\n')[0]).toBe(
        succeeded[0],
      );
    },
  );

  documented('error/heroku-applink-nodejs__bulk-api-…-client-error.json', async () => {
    for (const [method, path] of [
      ['GET', '/ingest/750000000000000AAA'],
      ['GET', '/ingest/750000000000000AAA/failedResults'],
      ['DELETE', '/ingest/750000000000000AAA'],
      ['GET', '/query/750000000000000AAA'],
      ['GET', '/query/750000000000000AAA/results'],
    ] as const) {
      const { body } = readRecording(
        'error/heroku-applink-nodejs__bulk-api-ingest-delete-client-error.json',
      );
      expect((await jobs(method, path)).json).toEqual(body);
    }
  });

  documented(
    'error/heroku-applink-nodejs__bulk-api-ingest-abort-return-invalidjob.json',
    async () => {
      const id = await ingested('Name\nx\n');
      const answer = await jobs('PATCH', `/ingest/${id}`, { state: 'Aborted' });
      const recorded = readRecording(
        'error/heroku-applink-nodejs__bulk-api-ingest-abort-return-invalidjob.json',
      );
      expect(answer.status).toBe(recorded.status);
      expect(answer.json).toEqual(recorded.body);
    },
  );
});
