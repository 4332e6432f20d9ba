/** Parses SOSL: `FIND {term} IN NAME FIELDS RETURNING Account(Id, Name WHERE … LIMIT 5), Contact LIMIT 20`. */
import { malformedSearch, MAX_RESULTS, noSearchTerm, SEARCH_GROUPS } from './search-request.ts';
import type { SearchGroup, SearchRequest, SearchTarget } from './search-request.ts';

const LONGEST_STATEMENT = 100_000;

export function parseSosl(statement: string): SearchRequest {
  if (statement.length > LONGEST_STATEMENT)
    throw malformedSearch('SOSL statements cannot be longer than 100000 characters.');
  const find = /^\s*FIND\s*\{((?:[^}\\]|\\.)*)\}/is.exec(statement);
  if (find === null) throw noSearchTerm();
  const [whole, term = ''] = find;
  let rest = statement.slice(whole.length).trim();
  const group = /^IN\s+(\w+)\s+FIELDS\b/i.exec(rest);
  if (group !== null) rest = rest.slice(group[0].length).trim();
  const returning = /^RETURNING\s+/i.exec(rest);
  const [targets, after] =
    returning === null ? [[], rest] : parseTargets(rest.slice(returning[0].length));
  return {
    term: term.replace(/\\(.)/gs, '$1'),
    group: parseGroup(group?.[1] ?? 'ALL'),
    targets,
    limit: parseLimit(after),
  };
}

export function parseGroup(text: string): SearchGroup {
  const group = SEARCH_GROUPS.find((known) => known === text.toUpperCase());
  if (group === undefined) throw malformedSearch(`unexpected token: '${text}'`);
  return group;
}

/** What may follow the targets: nothing, or a limit over all of them. */
function parseLimit(text: string): number {
  if (text === '') return MAX_RESULTS;
  const limit = /^LIMIT\s+(\d+)$/i.exec(text)?.[1];
  if (limit === undefined)
    throw malformedSearch(`unexpected token: '${text.split(/\s/)[0] ?? ''}'`);
  return Math.min(MAX_RESULTS, Number(limit));
}

/** @returns the targets and what comes after the last one. */
function parseTargets(text: string): readonly [readonly SearchTarget[], string] {
  const targets: SearchTarget[] = [];
  let rest = text;
  for (;;) {
    const name = /^\s*(\w+)\s*/.exec(rest);
    if (name === null)
      throw malformedSearch('unexpected token: a type name is missing after RETURNING');
    rest = rest.slice(name[0].length);
    const inner = rest.startsWith('(') ? balanced(rest) : '';
    if (inner !== '') rest = rest.slice(inner.length);
    targets.push(parseTarget(name[1] ?? '', inner.slice(1, -1)));
    rest = rest.trim();
    if (!rest.startsWith(',')) return [targets, rest];
    rest = rest.slice(1);
  }
}

/** The text up to the parenthesis that closes the first one, strings skipped. */
function balanced(text: string): string {
  let depth = 0;
  for (const match of text.matchAll(/'(?:[^'\\]|\\.)*'|[()]/gs)) {
    if (match[0] === '(') depth += 1;
    if (match[0] === ')') depth -= 1;
    if (match[0] === ')' && depth === 0) return text.slice(0, match.index + 1);
  }
  throw malformedSearch("unexpected token: '('");
}

function parseTarget(objectName: string, inner: string): SearchTarget {
  const { head, clauses } = splitClauses(inner);
  const limit = clauses.get('LIMIT');
  if (limit !== undefined && !/^\d+$/.test(limit))
    throw malformedSearch(`unexpected token: '${limit}'`);
  return {
    objectName,
    fields: head
      .split(',')
      .map((field) => field.trim())
      .filter((field) => field !== ''),
    where: clauses.get('WHERE') ?? null,
    orderBy: clauses.get('ORDER BY') ?? null,
    limit: limit === undefined ? null : Number(limit),
  };
}

/** Cuts at the clause words that stand outside of strings and parentheses. */
function splitClauses(text: string): { head: string; clauses: ReadonlyMap<string, string> } {
  const cuts: { word: string; from: number; to: number }[] = [];
  let depth = 0;
  for (const match of text.matchAll(
    /'(?:[^'\\]|\\.)*'|[()]|\b(WHERE|ORDER\s+BY|LIMIT|OFFSET)\b/gis,
  )) {
    if (match[0] === '(') depth += 1;
    else if (match[0] === ')') depth -= 1;
    else if (match[1] !== undefined && depth === 0) {
      const word = match[1].toUpperCase().replace(/\s+/, ' ');
      cuts.push({ word, from: match.index, to: match.index + match[0].length });
    }
  }
  const clauses = cuts.map(({ word, to }, index) => {
    return [word, text.slice(to, cuts[index + 1]?.from).trim()] as const;
  });
  return { head: text.slice(0, cuts[0]?.from), clauses: new Map(clauses) };
}
