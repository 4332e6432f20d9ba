/** Parses SOSL: `FIND {term} IN NAME FIELDS RETURNING Contact(Id, Name WHERE ...) LIMIT 10`. */
import { parseSoql } from '../soql/parse.ts';
import { malformedSearch } from './search-terms.ts';
import type { QueryNode } from '../soql/syntax.ts';

export type FieldGroup = 'all' | 'email' | 'name' | 'phone' | 'sidebar';

export interface SearchStatement {
  readonly find: string;
  readonly fieldGroup: FieldGroup;
  /** One query per object of RETURNING; undefined: every searchable object, ids only. */
  readonly returning: readonly ReturningSpec[] | undefined;
  readonly limit: number | undefined;
}

export interface ReturningSpec {
  readonly objectName: string;
  /** The specification as the SOQL query that it abbreviates. */
  readonly soql: string;
  readonly query: QueryNode;
}

const LONGEST_SEARCH = 100_000;
const NO_TERM = 'No search term found. The search term must be enclosed in braces.';

export function parseSosl(text: string): SearchStatement {
  if (text.length > LONGEST_SEARCH) throw malformedSearch('SOSL statement is too long');
  const head = /^\s*FIND\s*\{((?:\\[\s\S]|[^}\\])*)\}\s*/i.exec(text);
  if (!head) throw malformedSearch(NO_TERM);
  let rest = text.slice(head[0].length);
  const group = /^IN\s+(ALL|EMAIL|NAME|PHONE|SIDEBAR)\s+FIELDS\s*/i.exec(rest);
  if (group) rest = rest.slice(group[0].length);
  const returning = /^RETURNING\s+/i.exec(rest);
  const specs = returning ? splitSpecs(rest.slice(returning[0].length)) : undefined;
  const tail = specs ? specs.tail : rest;
  return {
    find: head[1] ?? '',
    fieldGroup: (group?.[1]?.toLowerCase() ?? 'all') as FieldGroup,
    returning: specs?.specs.map(toReturningSpec),
    limit: parseTail(tail),
  };
}

/** One object of a search as the SOQL query it stands for. */
export function returningSpec(objectName: string, fields: string, clauses: string): ReturningSpec {
  const soql =
    `SELECT ${fields.trim() === '' ? 'Id' : fields} FROM ${objectName} ${clauses}`.trim();
  return { objectName, soql, query: parseSoql(soql) };
}

interface SpecText {
  readonly name: string;
  readonly body: string;
}

/** Splits `A(Id WHERE x = ')'), B` at its top-level commas; strings may hold anything. */
function splitSpecs(text: string): { specs: readonly SpecText[]; tail: string } {
  const specs: SpecText[] = [];
  let rest = text;
  for (;;) {
    const name = /^\s*([A-Za-z]\w*)\s*/.exec(rest);
    if (!name) throw malformedSearch(`unexpected token: '${rest.trim().charAt(0)}'`);
    rest = rest.slice(name[0].length);
    const body = rest.startsWith('(') ? balanced(rest) : '';
    rest = rest.slice(body.length);
    specs.push({ name: name[1] ?? '', body: body.slice(1, -1) });
    const comma = /^\s*,/.exec(rest);
    if (!comma) return { specs, tail: rest };
    rest = rest.slice(comma[0].length);
  }
}

/** The parenthesised text that begins here. */
function balanced(text: string): string {
  let depth = 0;
  for (const match of text.matchAll(/'(?:\\[\s\S]|[^'\\])*'|[()]/g)) {
    if (match[0] === '(') depth += 1;
    if (match[0] === ')') depth -= 1;
    if (depth === 0) return text.slice(0, match.index + 1);
  }
  throw malformedSearch("expecting a right parenthesis, found '<EOF>'");
}

function toReturningSpec({ name, body }: SpecText): ReturningSpec {
  const clause = /(?:^|\s)(?:WHERE|ORDER\s+BY|LIMIT|OFFSET|USING)\s/i.exec(withoutStrings(body));
  const at = clause?.index ?? body.length;
  return returningSpec(name, body.slice(0, at), body.slice(at));
}

/** The text with string contents blanked, so that keywords in strings are not found. */
const withoutStrings = (text: string): string =>
  text.replace(/'(?:\\[\s\S]|[^'\\])*'/g, (whole) => "'".padEnd(whole.length, '_'));

/** `WITH ...` clauses change ranking and highlighting only; LIMIT counts. */
function parseTail(tail: string): number | undefined {
  const rest = tail.replace(
    /^\s*(?:WITH\s+[\w.]+(?:\s*(?:=|IN)\s*(?:'[^']*'|\([^)]*\)|\w+))?\s*)*/i,
    '',
  );
  const limit = /^\s*LIMIT\s+(\d{1,6})\s*/i.exec(rest);
  const after = rest.slice(limit?.[0].length ?? 0).replace(/^UPDATE\s+\w+(?:\s*,\s*\w+)*\s*/i, '');
  if (after.trim() !== '') {
    throw malformedSearch(`unexpected token: '${after.trim().split(/\s/)[0] ?? ''}'`);
  }
  return limit ? Number(limit[1]) : undefined;
}
