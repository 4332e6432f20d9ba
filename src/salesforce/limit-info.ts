/** Reads the org's API usage from the `Sforce-Limit-Info` header that every REST answer carries. */

/** API calls of the org in the last 24 hours, and how many it may make. */
export interface ApiBudget {
  readonly used: number;
  readonly max: number;
}

/** @see https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm */
export function parseLimitInfo(header: string | readonly string[] | undefined): ApiBudget | null {
  const text = typeof header === 'string' ? header : header?.join('; ');
  // "per-app-api-usage=17/250(appName=x)" may follow: only the org's own figure is meant.
  const match = /(?:^|[;,\s])api-usage=(\d+)\/(\d+)/.exec(text ?? '');
  return match === null ? null : { used: Number(match[1]), max: Number(match[2]) };
}
