/**
 * Statements that break one rule each, and the code Salesforce answers: the syntax, the names, the
 * types and the limits. Each code stands with its source. Documents name the rules and what a code
 * means, seldom which rule gets which code: where no source quotes one, that choice is ours.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SalesforceError } from '../../local-org/errors.ts';
import { openOrg, openSession, type SoqlRules } from '../../local-org/org.ts';
import { runQuery } from '../../local-org/soql/query.ts';

interface Case {
  readonly soql: string;
  readonly code: string;
  readonly source: string;
}

/** `# CODE<tab>source` heads the statements that it refuses, one a line; a line of `(empty)` is no text. */
function readCases(): readonly Case[] {
  const text = readFileSync(resolve(import.meta.dirname, 'soql-refusals.txt'), 'utf8');
  return text.split('\n# ').flatMap((section) => {
    const [head = '', ...lines] = section.replace(/^# /, '').split('\n');
    const [code = '', source = ''] = head.split('\t');
    const statements = lines.filter((line) => line !== '');
    return statements.map((line) => ({ code, source, soql: line === '(empty)' ? '' : line }));
  });
}

/** What the lenient rules answer, because real code is full of it: the table of local-org/README.md. */
const ANSWERED_LENIENTLY = new Set([
  "SELECT Id FROM Account WHERE Id = 'abc'",
  "SELECT Id FROM Account WHERE OwnerId = 'not an id'",
  'SELECT Id FROM Account WHERE Name = 5',
  'SELECT Id FROM Account WHERE CreatedDate > 2020-01-01',
  "SELECT Id FROM Account WHERE Description = 'x'",
  'SELECT COUNT(Id), Name FROM Account',
  'SELECT Id FROM Account GROUP BY Name',
  'SELECT CALENDAR_YEAR(CreatedDate), COUNT(Id) FROM Account',
  'SELECT FIELDS(ALL) FROM Account',
  'SELECT FIELDS(ALL) FROM Account LIMIT 201',
  'SELECT FIELDS(CUSTOM) FROM Account',
  'SELECT Name n FROM Account',
  'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id IN (SELECT ContactId FROM Case))',
  'SELECT Id FROM Account WHERE Id IN (SELECT ParentId FROM Account)',
  'SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM User)',
]);

function codesOf(rules: SoqlRules, statements: readonly string[]): readonly string[] {
  const org = openOrg({ rules });
  const session = openSession(org, '005LO0000000001YAA', '62.0');
  if (!session) throw new Error('no administrator');
  const codes = statements.map((soql) => {
    try {
      runQuery(org, session, soql);
      return 'answered';
    } catch (error) {
      // Anything else is a fault of ours.
      if (!(error instanceof SalesforceError)) throw error;
      return error.errorCode;
    }
  });
  org.close();
  return codes;
}

describe('statements that break a rule', () => {
  const cases = readCases();

  const sources = new Map(cases.map(({ code, source }) => [code, source]));

  it.each([...sources])('%s: documented(%s)', (_code, source) => {
    expect(source).not.toBe('');
  });

  it.each(['strict', 'lenient'] as const)('are refused with the documented code (%s)', (rules) => {
    const codes = codesOf(
      rules,
      cases.map(({ soql }) => soql),
    );
    const actual = cases.map(({ soql }, i) => `${codes[i] ?? ''} ${soql}`);
    const expected = cases.map(({ soql, code }) => {
      const isAnswered = rules === 'lenient' && ANSWERED_LENIENTLY.has(soql);
      return `${isAnswered ? 'answered' : code} ${soql}`;
    });
    expect(actual).toEqual(expected);
  });
});
