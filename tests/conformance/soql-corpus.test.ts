/**
 * Real statements against the local org; expectations are documented(Salesforce's grammar) and
 * documented(recorded error bodies), none was verified on an org of ours.
 */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SalesforceError } from '../../local-org/errors.ts';
import { openOrg, openSession, type SoqlRules } from '../../local-org/org.ts';
import { runQuery } from '../../local-org/soql/query.ts';

const FOLDER = resolve(import.meta.dirname, '../../../shared/fixtures/soql');
const ADMINISTRATOR = '005LO0000000001YAA';
const present = existsSync(FOLDER);
if (!present) console.warn('skipped: the SOQL corpus (../shared/fixtures/soql) is not here');

interface Sample {
  readonly id: string;
  readonly soql: string;
  readonly columns: readonly string[];
}

function readSamples(file: string): readonly Sample[] {
  const [, ...lines] = readFileSync(resolve(FOLDER, file), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const columns = line.split('\t').map(unescape);
    return { id: columns[0] ?? '', soql: columns[1] ?? '', columns };
  });
}

const unescape = (text: string): string =>
  text.replace(/\\(\\|n|t)/g, (_whole, char: string) =>
    char === 'n' ? '\n' : char === 't' ? '\t' : '\\',
  );

function runner(rules: SoqlRules) {
  const org = openOrg({ rules });
  const session = openSession(org, ADMINISTRATOR, '62.0');
  if (!session) throw new Error('no administrator');
  return {
    close: () => org.close(),
    /** The error of a statement; anything but a SalesforceError is a fault of ours. */
    errorOf: (soql: string): SalesforceError | undefined => {
      try {
        runQuery(org, session, soql);
        return undefined;
      } catch (error) {
        if (error instanceof SalesforceError) return error;
        throw error;
      }
    },
  };
}

/** The org lacks the object, field or relationship, which any org may. */
const lacksName = (error: SalesforceError): boolean =>
  /No such column|Didn't understand relationship|is not supported\. If you/.test(error.message);

(present ? describe : describe.skip)('the SOQL corpus', () => {
  const lenient = runner('lenient');
  const strict = runner('strict');
  afterAll(() => {
    lenient.close();
    strict.close();
  });

  it('accepts at least 99 % of the valid statements', () => {
    const samples = readSamples('valid.tsv');
    const refused = samples.flatMap(({ id, soql }) => {
      const error = lenient.errorOf(soql);
      return error && !lacksName(error) ? [`${id} ${error.errorCode}: ${soql}`] : [];
    });
    expect(refused.length / samples.length).toBeLessThanOrEqual(0.01);
  });

  it('strictly, refuses valid statements only by a rule that Salesforce documents', () => {
    const documented =
      /Field must be grouped|can not be (filtered|sorted)|invalid ID field|must be of type|LIMIT of at most 200|found no fields|semi join|same object type|field aliasing|cannot also use LIMIT|duplicate field|does not refer to the type|child relationships or TYPEOF|Invalid function/i;
    for (const { soql } of readSamples('valid.tsv')) {
      const error = strict.errorOf(soql);
      if (error && !lacksName(error)) expect(error.message).toMatch(documented);
    }
  });

  it.each(['lenient', 'strict'] as const)('refuses every invalid statement (%s)', (rules) => {
    const run = rules === 'strict' ? strict : lenient;
    for (const { soql } of readSamples('invalid.tsv')) {
      expect({ soql, code: run.errorOf(soql)?.errorCode }).toEqual({
        soql,
        code: 'MALFORMED_QUERY',
      });
    }
  });

  it('answers the recorded errors with their status, code and text', () => {
    for (const { soql, columns } of readSamples('errors.tsv')) {
      const [, , status, codes = '', message = ''] = columns;
      const error = strict.errorOf(soql);
      expect(String(error?.status)).toBe(status);
      expect(codes.split('|')).toContain(error?.errorCode);
      const text = message.slice(2);
      if (message.startsWith('=')) expect(error?.message).toBe(text);
      else expect(error?.message).toMatch(new RegExp(text));
    }
  });
});
