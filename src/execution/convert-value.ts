/** A value of Salesforce's JSON → the value of the response. */

import type { Conversion } from '../plan/plan.ts';

export function convertValue(value: unknown, conversion: Conversion): unknown {
  if (value === null || value === undefined) return null;
  switch (conversion) {
    case 'none':
      return value;
    case 'dateTime':
      return typeof value === 'string' ? value.replace(/\+0000$/, 'Z') : value;
    case 'list':
      return typeof value === 'string' ? value.split(';') : value;
  }
}
