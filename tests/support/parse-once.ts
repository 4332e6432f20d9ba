/** Parses a statement once: parsing takes far longer than evaluating, and tests ask the same of several tables. */

import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';

const PARSED = new Map<string, Query>();
const MAX_PARSED = 3_000;

export function parseOnce(soql: string): Query {
  const known = PARSED.get(soql);
  if (known !== undefined) return known;
  const query = parse(soql);
  if (PARSED.size >= MAX_PARSED) PARSED.clear();
  PARSED.set(soql, query);
  return query;
}

function parse(soql: string): Query {
  try {
    return parseQuery(soql);
  } catch (error) {
    throw new Error(`MALFORMED_QUERY: ${soql}`, { cause: error });
  }
}
