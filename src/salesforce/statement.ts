/** The seam between planned SOQL and the network: one statement in, one page of rows out. */

/** A record as Salesforce returns it: `attributes` beside the selected fields; parents and children nested. */
export interface SalesforceRecord {
  readonly attributes?: { readonly type: string; readonly url?: string };
  readonly [field: string]: unknown;
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_query.htm */
export interface QueryPage {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly SalesforceRecord[];
}

/** Runs SOQL and SOSL for one request; implementations batch the statements of one tick into the fewest API calls. */
export interface StatementRunner {
  /** @throws AppError with the code that the failure maps to. */
  query(soql: string): Promise<QueryPage>;
  /** Runs SOSL; the records of all objects in one page, each with its type in `attributes`. */
  search(sosl: string): Promise<QueryPage>;
  /** Follows `nextRecordsUrl` of an earlier page. */
  queryMore(nextRecordsUrl: string): Promise<QueryPage>;
}
