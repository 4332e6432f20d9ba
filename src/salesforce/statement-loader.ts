/** Runs one request's SOQL and SOSL statements in the fewest API calls: what one tick asks for travels together. */

import DataLoader from 'dataloader';
import { AppError } from '../common/errors.ts';
import { apiErrorFrom, malformedAnswer } from './api-error.ts';
import { checkQueryPage, checkSearchAnswer } from './query-page.ts';
import type { CallMeter, RestClient } from './rest-client.ts';
import type { QueryPage, StatementRunner } from './statement.ts';
import { runTransaction, type TransactionRunner } from './transaction.ts';
import { pageFromBytes } from './unread-page.ts';

/**
 * Lives as long as one GraphQL request. It has no getters: an object literal with them costs V8 a hidden class of its own,
 * which keeps all that its closures hold until the next full garbage collection.
 */
export interface StatementLoader extends StatementRunner, TransactionRunner {
  /** Counts the Salesforce API calls made so far; shared with whatever else this request asks of the org. */
  readonly meter: CallMeter;
  /** SOQL and SOSL of this request, in the order it was asked for. */
  readonly sent: readonly string[];
}

export interface StatementLoaderOptions {
  readonly client: RestClient;
  /** Such as "62.0". */
  readonly apiVersion: string;
}

/** Query operations that one composite request may hold; searches are counted too. @see resources_composite_composite_post.htm */
const QUERIES_PER_COMPOSITE = 5;
/** Composite requests in flight at once for one GraphQL request, so that one client cannot take the whole pool. */
const PARALLEL_CALLS = 5;
/**
 * Longest path sent as GET. Salesforce answers 414/431 from 16,384 bytes of URI and headers on and advises 8,000 for
 * headers; a composite body has no such limit.
 */
const MAX_GET_PATH = 7_000;

export function createStatementLoader(options: StatementLoaderOptions): StatementLoader {
  const { client } = options;
  const base = `/services/data/v${options.apiVersion}`;
  const meter: CallMeter = { apiCalls: 0 };
  const sent: string[] = [];
  // Keyed by resource path, so that first and next pages share a batch and a repeated statement is sent once.
  const pages = new DataLoader<string, QueryPage>((paths) => loadPages(client, base, paths, meter));
  return {
    transact: async (parts) => {
      sent.push(...parts.flatMap((part) => part.soql ?? []));
      try {
        return await runTransaction(client, base, parts, meter);
      } finally {
        // What was read before a write is not what is there now.
        pages.clearAll();
      }
    },
    query: (soql) => {
      sent.push(soql);
      return pages.load(`${base}/query?q=${encodeURIComponent(soql)}`);
    },
    search: (sosl) => {
      sent.push(sosl);
      return pages.load(`${base}${SEARCH}${encodeURIComponent(sosl)}`);
    },
    queryMore: async (nextRecordsUrl) => {
      // It comes from Salesforce, but through a cursor that a client held: never let it name another resource.
      if (!/^\/services\/data\/v\d+\.\d\/query\/[A-Za-z0-9-]+$/.test(nextRecordsUrl)) {
        throw malformedAnswer('nextRecordsUrl is no query locator');
      }
      return pages.load(nextRecordsUrl);
    },
    sent,
    meter,
  };
}

const SEARCH = '/search?q=';

type Outcome = QueryPage | Error;

async function loadPages(
  client: RestClient,
  base: string,
  paths: readonly string[],
  meter: CallMeter,
): Promise<Outcome[]> {
  if (paths.length <= QUERIES_PER_COMPOSITE) return loadBatch(client, base, paths, meter);
  const batches: (readonly string[])[] = [];
  for (let start = 0; start < paths.length; start += QUERIES_PER_COMPOSITE) {
    batches.push(paths.slice(start, start + QUERIES_PER_COMPOSITE));
  }
  const outcomes: Outcome[][] = batches.map(() => []);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < batches.length; index = next++) {
      outcomes[index] = await loadBatch(client, base, batches[index] ?? [], meter);
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL_CALLS, batches.length) }, worker));
  return outcomes.flat();
}

async function loadBatch(
  client: RestClient,
  base: string,
  paths: readonly string[],
  meter: CallMeter,
): Promise<Outcome[]> {
  try {
    const [only] = paths;
    if (only !== undefined && paths.length === 1 && only.length <= MAX_GET_PATH) {
      if (only.includes(SEARCH)) return [checkSearchAnswer(await client.get(only, meter))];
      return [pageFromBytes(await client.getBytes(only, meter))];
    }
    const body = {
      allOrNone: false,
      compositeRequest: paths.map((url, index) => ({
        method: 'GET',
        url,
        referenceId: referenceId(index),
      })),
    };
    return splitComposite(await client.post(`${base}/composite`, body, meter), paths);
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    return paths.map(() => failure);
  }
}

function referenceId(index: number): string {
  return `statement${index}`;
}

interface SubResponse {
  readonly referenceId: string;
  readonly httpStatusCode: number;
  readonly body: unknown;
}

function splitComposite(answer: unknown, paths: readonly string[]): Outcome[] {
  const parts = (answer as { compositeResponse?: unknown }).compositeResponse;
  if (!Array.isArray(parts)) throw malformedAnswer('a composite answer lacks compositeResponse');
  const byReference = new Map(
    (parts as SubResponse[]).map((part) => [part.referenceId, part] as const),
  );
  return paths.map((path, index) => outcomeOf(path, byReference.get(referenceId(index))));
}

function outcomeOf(path: string, part: SubResponse | undefined): Outcome {
  if (part === undefined) return malformedAnswer('a composite answer lacks a statement');
  if (part.httpStatusCode !== 200) return apiErrorFrom(part.httpStatusCode, part.body);
  try {
    return readAnswer(path, part.body);
  } catch (error) {
    return error instanceof AppError ? error : malformedAnswer(String(error));
  }
}

function readAnswer(path: string, body: unknown): QueryPage {
  return path.includes(SEARCH) ? checkSearchAnswer(body) : checkQueryPage(body);
}
