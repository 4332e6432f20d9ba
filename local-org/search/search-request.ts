/** What a search asks, whether it came as SOSL or as parameters. */
import { SalesforceError } from '../errors.ts';

export const SEARCH_GROUPS = ['ALL', 'NAME', 'EMAIL', 'PHONE', 'SIDEBAR'] as const;

/** Which fields the term is looked for in. */
export type SearchGroup = (typeof SEARCH_GROUPS)[number];

export interface SearchTarget {
  readonly objectName: string;
  /** As written; empty: only the Id. */
  readonly fields: readonly string[];
  /** SOQL after WHERE, or null. */
  readonly where: string | null;
  /** SOQL after ORDER BY, or null. */
  readonly orderBy: string | null;
  readonly limit: number | null;
}

export interface SearchRequest {
  readonly term: string;
  readonly group: SearchGroup;
  /** Empty: every searchable object. */
  readonly targets: readonly SearchTarget[];
  readonly limit: number;
}

/** Rows that one search gives, over all objects (SOSL limits). */
export const MAX_RESULTS = 2_000;

export const malformedSearch = (message: string): SalesforceError =>
  new SalesforceError(400, 'MALFORMED_SEARCH', message);

/** Recorded: restforce search_error. */
export const noSearchTerm = (): SalesforceError =>
  malformedSearch('No search term found. The search term must be enclosed in braces.');

export const termTooShort = (term: string): SalesforceError =>
  malformedSearch(`search term must be longer than one character: ${term}`);
