import fc from 'fast-check';
import { AppError } from '../../../src/common/errors.ts';
import type { CallMeter, RestClient } from '../../../src/salesforce/rest-client.ts';
import { createStatementLoader } from '../../../src/salesforce/statement-loader.ts';
import { pageFor } from './stub-salesforce.ts';

interface SentCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly statements: number;
  readonly body: string;
}

type Part = { referenceId: string; url: string };

/** A client that answers every statement with its own text and remembers what was sent. */
function recordingClient(change: (answer: unknown) => unknown = (answer) => answer) {
  const sent: SentCall[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const during = async <T>(work: () => T): Promise<T> => {
    running += 1;
    mostAtOnce = Math.max(mostAtOnce, running);
    await new Promise((resolve) => setTimeout(resolve, 1));
    running -= 1;
    return work();
  };
  const client: RestClient = {
    get: (path, meter: CallMeter) => {
      meter.apiCalls += 1;
      sent.push({ method: 'GET', path, statements: 1, body: '' });
      return during(() => change(pageFor(path)));
    },
    getBytes: async (path, meter: CallMeter) => {
      const page = await client.get(path, meter);
      return Buffer.from(JSON.stringify(page));
    },
    post: (path, body, meter: CallMeter) => {
      meter.apiCalls += 1;
      const parts = (body as { compositeRequest: Part[] }).compositeRequest;
      sent.push({ method: 'POST', path, statements: parts.length, body: JSON.stringify(body) });
      const compositeResponse = parts.map(({ referenceId, url }) => ({
        referenceId,
        httpStatusCode: 200,
        httpHeaders: {},
        body: pageFor(url),
      }));
      return during(() => change({ compositeResponse: compositeResponse.reverse() }));
    },
    send: () => Promise.reject(new Error('Nothing is sent here.')),
    write: () => Promise.reject(new Error('Nothing is written here.')),
    stream: () => Promise.reject(new Error('Nothing is streamed here.')),
    close: () => Promise.resolve(),
  };
  return { client, sent, mostAtOnce: () => mostAtOnce };
}

const load = (client: RestClient) => createStatementLoader({ client, apiVersion: '62.0' });
const statement = (n: number) => `SELECT Id FROM Account WHERE Name = 'a${n}'`;

describe('statement loader', () => {
  it('sends one statement as GET /query', async () => {
    const { client, sent } = recordingClient();
    const loader = load(client);
    const page = await loader.query("SELECT Id FROM Account WHERE Name = 'A & B + 100%'");
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: 'GET' });
    expect(sent[0]?.path).toMatch(/^\/services\/data\/v62\.0\/query\?q=SELECT%20Id/);
    expect(page.records[0]?.Soql).toBe("SELECT Id FROM Account WHERE Name = 'A & B + 100%'");
    expect(loader.meter.apiCalls).toBe(1);
  });

  it.each([
    [2, 1],
    [5, 1],
    [6, 2],
    [20, 4],
    [23, 5],
    [60, 12],
  ])(
    'sends %i statements of one tick in %i calls, each answered with its own rows',
    async (count, calls) => {
      const { client, sent, mostAtOnce } = recordingClient();
      const loader = load(client);
      const statements = Array.from({ length: count }, (_unused, index) => statement(index));
      const pages = await Promise.all(statements.map((soql) => loader.query(soql)));
      expect(pages.map((page) => page.records[0]?.Soql)).toEqual(statements);
      expect(sent).toHaveLength(calls);
      expect(loader.meter.apiCalls).toBe(calls);
      expect(Math.max(...sent.map((call) => call.statements))).toBeLessThanOrEqual(5);
      expect(mostAtOnce()).toBeLessThanOrEqual(5);
    },
  );

  it('sends a statement asked for twice once', async () => {
    const { client, sent } = recordingClient();
    const loader = load(client);
    await Promise.all([loader.query(statement(1)), loader.query(statement(1))]);
    expect(sent).toEqual([expect.objectContaining({ method: 'GET' })]);
  });

  it('sends a long statement in a composite body, where no URL limit applies', async () => {
    const { client, sent } = recordingClient();
    const soql = `SELECT Id FROM Account WHERE Name IN (${Array.from({ length: 900 }, (_unused, n) => `'name ${n}'`).join(', ')})`;
    const page = await load(client).query(soql);
    expect(page.records[0]?.Soql).toBe(soql);
    expect(sent).toEqual([expect.objectContaining({ method: 'POST', statements: 1 })]);
  });

  it('follows locators in the same batch as statements', async () => {
    const { client, sent } = recordingClient();
    const loader = load(client);
    await Promise.all([
      loader.query(statement(1)),
      loader.queryMore('/services/data/v62.0/query/0r8xx5R2sM3DgWhASK-2000'),
    ]);
    expect(sent).toEqual([expect.objectContaining({ method: 'POST', statements: 2 })]);
  });

  it('sends a search as GET /search, and in the batch of its tick', async () => {
    const found = { searchRecords: [{ attributes: { type: 'Contact' }, Id: '003' }] };
    const asAnswer = (answer: unknown) => {
      const parts = (answer as { compositeResponse?: { body: unknown }[] }).compositeResponse;
      if (parts === undefined) return found;
      for (const part of parts) {
        if (JSON.stringify(part.body).includes('FIND')) part.body = found;
      }
      return answer;
    };
    const sosl = "FIND {o\\'hara*} IN ALL FIELDS RETURNING Contact(Id LIMIT 5)";
    const { client, sent } = recordingClient(asAnswer);
    const page = await load(client).search(sosl);
    expect(page).toEqual({ totalSize: 1, done: true, records: found.searchRecords });
    const loader = load(client);
    await expect(Promise.all([loader.search(sosl), loader.query(statement(1))])).resolves.toEqual([
      page,
      expect.objectContaining({ done: true }),
    ]);
    expect(sent.map((call) => [call.method, call.statements])).toEqual([
      ['GET', 1],
      ['POST', 2],
    ]);
    expect(sent[0]?.path).toMatch(/^\/services\/data\/v62\.0\/search\?q=FIND%20/);
    expect(loader.sent).toEqual([sosl, statement(1)]);
  });

  it('takes no other answer for that of a search', async () => {
    const { client } = recordingClient();
    await expect(load(client).search('FIND {ab*}')).rejects.toMatchObject({
      code: 'SALESFORCE_UNAVAILABLE',
    });
  });

  it.each([
    'https://evil.example/x',
    '/services/data/v62.0/sobjects/User',
    '/services/data/v62.0/query/../limits',
  ])('follows no locator to %s', async (url) => {
    const { client, sent } = recordingClient();
    await expect(load(client).queryMore(url)).rejects.toThrow(AppError);
    expect(sent).toHaveLength(0);
  });

  it('lets no value become a composite reference: "@{...}" never leaves unescaped', () =>
    fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async (text) => {
        const { client, sent } = recordingClient();
        const soql = `SELECT Id FROM A WHERE B = '@{statement0.records[0].Id}${text}'`;
        const loader = load(client);
        await Promise.all([loader.query(soql), loader.query('SELECT Id FROM B')]);
        expect(sent.map((call) => call.body + call.path).join()).not.toContain('@{');
      }),
    ));

  it('fails only the statement that Salesforce refused', async () => {
    const { client } = recordingClient((answer) => {
      const { compositeResponse } = answer as { compositeResponse: Record<string, unknown>[] };
      const refused = compositeResponse.find((part) => part.referenceId === 'statement1');
      Object.assign(refused ?? {}, {
        httpStatusCode: 400,
        body: [{ errorCode: 'INVALID_FIELD', message: 'No such column' }],
      });
      return answer;
    });
    const loader = load(client);
    const [first, second, third] = await Promise.allSettled(
      [1, 2, 3].map((n) => loader.query(statement(n))),
    );
    expect([first?.status, second?.status, third?.status]).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
    expect(second).toMatchObject({ reason: { code: 'INVALID_FIELD' } });
  });

  it.each([
    ['no array', () => ({})],
    [
      'a missing statement',
      (answer: { compositeResponse: unknown[] }) => ({
        compositeResponse: answer.compositeResponse.slice(1),
      }),
    ],
    [
      'a page that is none',
      (answer: { compositeResponse: object[] }) => ({
        compositeResponse: answer.compositeResponse.map((part) => ({
          ...part,
          body: { records: 'x' },
        })),
      }),
    ],
    [
      'an unfinished page without its next',
      (answer: { compositeResponse: object[] }) => ({
        compositeResponse: answer.compositeResponse.map((part) => ({
          ...part,
          body: { totalSize: 9, done: false, records: [] },
        })),
      }),
    ],
  ])('takes %s for an outage, never for an empty list', async (_name, change) => {
    const { client } = recordingClient(change as (answer: unknown) => unknown);
    const loader = load(client);
    const results = await Promise.allSettled([1, 2].map((n) => loader.query(statement(n))));
    const failed = results.filter((result) => result.status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    for (const result of failed)
      expect(result.reason).toMatchObject({ code: 'SALESFORCE_UNAVAILABLE' });
  });
});
