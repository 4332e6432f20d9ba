/** Evaluates the SOSL that the gateway writes, over rows in memory; reads its escapes apart from the gateway's own code. */

import type { DescribeSObjectResult } from '../../src/model/describe-types.ts';
import type { QueryPage, SalesforceRecord } from '../../src/salesforce/statement.ts';
import type { SoqlEvaluator } from './soql-evaluator.ts';

const TEXT_TYPES = ['string', 'textarea', 'email', 'phone', 'url'];

export function runSosl(
  sosl: string,
  describes: readonly DescribeSObjectResult[],
  soql: SoqlEvaluator,
): QueryPage {
  const parts = /^FIND \{((?:[^{}\\]|\\.)*)\} IN ALL FIELDS RETURNING (.*)$/s.exec(sosl);
  if (parts === null) throw new Error(`MALFORMED_SEARCH: ${sosl}`);
  const [, term = '', returning = ''] = parts;
  const words = term.split(' AND ').map(readWord);
  const records = targetsOf(returning).flatMap(({ object, inner, limit }) => {
    const texts = describes
      .find((one) => one.name === object)
      ?.fields?.filter((field) => TEXT_TYPES.includes(field.type))
      .map((field) => field.name);
    const where = / WHERE .*$/s.exec(inner)?.[0] ?? '';
    const found = soql
      .run(`SELECT Id, ${(texts ?? []).join(', ')} FROM ${object}${where}`)
      .records.filter((row) => words.every((word) => holds(row, texts ?? [], word)))
      .map((row) => row['Id']);
    const columns = inner.slice(0, inner.length - where.length);
    return soql
      .run(`SELECT Id, ${columns} FROM ${object}`)
      .records.filter((row) => found.includes(row['Id']))
      .slice(0, limit);
  });
  return { totalSize: records.length, done: true, records };
}

interface SearchWord {
  readonly text: string;
  readonly isPrefix: boolean;
}

/** A quoted word, or an escaped one that a bare `*` makes a beginning. */
function readWord(written: string): SearchWord {
  if (/^"\w+"$/.test(written)) return { text: written.slice(1, -1), isPrefix: false };
  const word = /^((?:[^?&|!{}[\]()^~*:\\"'+-]|\\.)+)(\*?)$/su.exec(written);
  if (word === null) throw new Error(`MALFORMED_SEARCH: ${written}`);
  return { text: (word[1] ?? '').replace(/\\(.)/gs, '$1'), isPrefix: word[2] === '*' };
}

function holds(row: SalesforceRecord, fields: readonly string[], word: SearchWord): boolean {
  return fields.some((field) => {
    const value = row[field];
    if (typeof value !== 'string') return false;
    const text = ` ${value.toLowerCase()} `;
    return text.includes(` ${word.text.toLowerCase()}${word.isPrefix ? '' : ' '}`);
  });
}

/** `Contact(Id, Name WHERE … LIMIT 5), Account(…)`: strings may hold parentheses, so they are skipped. */
function targetsOf(text: string) {
  const targets: { object: string; inner: string; limit: number }[] = [];
  let depth = 0;
  let start = 0;
  let open = 0;
  for (const { 0: token, index } of text.matchAll(/'(?:[^'\\]|\\.)*'|[()]/gs)) {
    if (token === '(' && depth++ === 0) open = index;
    if (token !== ')' || --depth > 0) continue;
    const limited = /^(.*) LIMIT (\d+)$/s.exec(text.slice(open + 1, index));
    if (limited === null) throw new Error(`MALFORMED_SEARCH: ${text}`);
    const object = text.slice(start, open).replace(/^, /, '');
    targets.push({ object, inner: limited[1] ?? '', limit: Number(limited[2]) });
    start = index + 1;
  }
  return targets;
}
