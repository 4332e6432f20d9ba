/** A value of Salesforce's JSON → the value of the response. */

import type { Conversion } from '../plan/plan.ts';

export function convertValue(value: unknown, conversion: Conversion): unknown {
  if (value === null || value === undefined) return null;
  switch (conversion) {
    case 'none':
      return value;
    case 'dateTime':
      return typeof value === 'string' ? utcSuffix(value) : value;
    case 'list':
      return typeof value === 'string' ? value.split(';') : value;
  }
}

// Private:

/** Salesforce writes UTC as `+0000`, which ISO 8601 readers do not all know. */
function utcSuffix(dateTime: string): string {
  return dateTime.endsWith('+0000') ? `${dateTime.slice(0, -5)}Z` : dateTime;
}
