/** Sends parts that depend on each other as one `/composite` call that is carried out whole or not at all. */

import { malformedAnswer } from './api-error.ts';
import { OutcomeUnknownError } from './outcome-unknown.ts';
import type { CallMeter, RestClient } from './rest-client.ts';

/** Parts that one call takes, and how many of them may be queries. @see resources_composite_composite_post.htm */
export const MAX_TRANSACTION_PARTS = 25;
export const MAX_TRANSACTION_QUERIES = 5;

/** One part; its path may hold `@{<referenceId>.…}`, a value of an earlier part's answer. */
export interface TransactionPart {
  readonly referenceId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below `/services/data/vXX.X`; absent for a query. */
  readonly path?: string;
  /** The statement of a query. */
  readonly soql?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

/** One element of Salesforce's error array. */
export interface PartError {
  readonly errorCode: string;
  readonly message: string;
  /** API names. */
  readonly fields: readonly string[];
  /** Ids that a duplicate rule found, where it says so. */
  readonly matches: readonly string[];
}

export type TransactionOutcome =
  /** By reference id: what each part answered, null where it answered nothing. */
  | { readonly kind: 'done'; readonly answers: ReadonlyMap<string, PartAnswer> }
  /** Nothing was written. */
  | { readonly kind: 'undone'; readonly at: string; readonly reason: UndoneReason };

export interface PartAnswer {
  readonly status: number;
  readonly body: unknown;
}

export type UndoneReason =
  /** A reference of this part named nothing: an earlier query found too few rows. */
  | { readonly kind: 'unresolved' }
  | { readonly kind: 'refused'; readonly status: number; readonly error: PartError };

export interface TransactionRunner {
  /** @throws AppError where nothing was done; OutcomeUnknownError where that is open. */
  transact(parts: readonly TransactionPart[]): Promise<TransactionOutcome>;
}

export async function runTransaction(
  client: RestClient,
  base: string,
  parts: readonly TransactionPart[],
  meter: CallMeter,
): Promise<TransactionOutcome> {
  const body = {
    allOrNone: true,
    compositeRequest: parts.map((part) => ({
      method: part.method,
      url: urlOf(base, part),
      referenceId: part.referenceId,
      ...(part.body === undefined ? {} : { body: part.body }),
    })),
  };
  return readOutcome(await client.write(`${base}/composite`, body, meter), parts);
}

// Private:

/** References stay bare, or Salesforce would not see them; whatever else a statement holds is encoded. */
function urlOf(base: string, { path, soql }: TransactionPart): string {
  if (soql === undefined) return `${base}${path ?? ''}`;
  const encoded = encodeURIComponent(soql);
  return `${base}/query?q=${encoded.replace(/%40%7B([A-Za-z0-9]+\.id)%7D/g, '@{$1}')}`;
}

interface AnsweredPart {
  readonly referenceId: string | null;
  readonly httpStatusCode: number;
  readonly body: unknown;
}

function readOutcome(answer: unknown, parts: readonly TransactionPart[]): TransactionOutcome {
  const answered = (answer as { readonly compositeResponse?: unknown } | null)?.compositeResponse;
  // What it is not is no verdict either: the parts may have been carried out.
  if (!Array.isArray(answered)) throw unreadable('a composite answer lacks compositeResponse');
  const byReference = new Map(
    (answered as AnsweredPart[]).map((part) => [part.referenceId ?? '', part]),
  );
  const failed = (answered as AnsweredPart[]).filter(({ httpStatusCode }) => httpStatusCode >= 400);
  if (failed.length > 0) return undoneBy(failed);
  const answers = new Map<string, PartAnswer>();
  for (const { referenceId } of parts) {
    const part = byReference.get(referenceId);
    if (part === undefined) throw unreadable(`a composite answer lacks ${referenceId}`);
    answers.set(referenceId, { status: part.httpStatusCode, body: part.body });
  }
  return { kind: 'done', answers };
}

function unreadable(what: string): OutcomeUnknownError {
  return new OutcomeUnknownError(malformedAnswer(what));
}

/** All parts fail with one; PROCESSING_HALTED is what the others say, and what an unresolved reference says of itself. */
function undoneBy(failed: readonly AnsweredPart[]): TransactionOutcome {
  const parts = failed.map((part) => ({ part, error: partErrorOf(part.body) }));
  const refused = parts.find(({ error }) => error.errorCode !== 'PROCESSING_HALTED');
  if (refused !== undefined) {
    const { referenceId, httpStatusCode: status } = refused.part;
    return {
      kind: 'undone',
      at: referenceId ?? '',
      reason: { kind: 'refused', status, error: refused.error },
    };
  }
  const unresolved = parts.find(({ error }) => error.message.startsWith(UNRESOLVED));
  if (unresolved === undefined) throw malformedAnswer('no part of a failed composite says why');
  return { kind: 'undone', at: unresolved.part.referenceId ?? '', reason: { kind: 'unresolved' } };
}

/** Recorded: the composite error examples of the REST guide, and of clients in public repositories. */
const UNRESOLVED = 'Invalid reference specified';

function partErrorOf(body: unknown): PartError {
  const first = (Array.isArray(body) ? body[0] : body) as Readonly<Record<string, unknown>> | null;
  const { errorCode, message, fields } = first ?? {};
  return {
    errorCode: typeof errorCode === 'string' ? errorCode : '',
    message: typeof message === 'string' ? message : '',
    fields: Array.isArray(fields) ? fields.filter((field) => typeof field === 'string') : [],
    matches: first === null ? [] : matchesOf(first),
  };
}

/** `duplicateResult.matchResults[].matchRecords[].record.Id`; API versions of the past spell the first key wrong. */
function matchesOf(error: Readonly<Record<string, unknown>>): readonly string[] {
  const text = JSON.stringify(error['duplicateResut'] ?? error['duplicateResult'] ?? null);
  return [...text.matchAll(/"Id":"([a-zA-Z0-9]{15,18})"/g)].map(([, id = '']) => id);
}
