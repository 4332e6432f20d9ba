/** Whatever a stranger sends as a value arrives as that value: each text that is written is read back by another reader. */

import fc from 'fast-check';
import { parseQuery } from '@jetstreamapp/soql-parser-js';
import { XMLParser } from 'fast-xml-parser';
import { parse } from 'graphql';
import { AppError } from '../../src/common/errors.ts';
import { declareFiles } from '../../src/declared/declare-files.ts';
import { apexRestCall } from '../../src/execution/apex-request.ts';
import { parsePolicy } from '../../src/policy/parse-policy.ts';
import { executeOperation } from '../../src/resolvers/execute-operation.ts';
import { soapBody, XmlTextError } from '../../src/salesforce/soap-envelope.ts';
import { buildSchema } from '../../src/schema/build-schema.ts';
import { attachmentHeader, safeFileName } from '../../src/server/files/file-name.ts';
import { anyText } from '../support/hostile-text.ts';
import { MemoryStatements } from '../support/memory-statements.ts';
import { contextOf } from '../support/run-operation.ts';
import { literal } from '../support/soql-values.ts';
import { TEST_MODEL } from '../support/test-org.ts';

const RUNS = { numRuns: 300 };

/** Null where the value was refused, in so many words. */
function attempt<T>(write: () => T): T | null {
  try {
    return write();
  } catch (error) {
    if (error instanceof XmlTextError) return null;
    if (error instanceof AppError && error.code === 'BAD_USER_INPUT') return null;
    throw error;
  }
}

describe('binds of a declared query', () => {
  const text =
    'SELECT Id FROM Contact WHERE LastName = :exact AND FirstName IN :among AND Title LIKE :like';
  const declared = declareFiles([{ name: 'hostile.soql', text }], TEST_MODEL);
  const policy = parsePolicy(
    { Contact: { staff: { rows: 'ALL', fields: 'ALL' } } },
    TEST_MODEL,
    undefined,
    { hostile: ['staff'] },
  );
  const schema = buildSchema(TEST_MODEL, declared.model, policy.operations);
  const document = parse(
    `query ($exact: String, $among: [String!], $like: String) {
      hostile(exact: $exact, among: $among, like: $like) { nodes { id } } }`,
  );

  it('are the values of their comparisons, and nothing else', async () => {
    expect(declared.problems).toEqual([]);
    await fc.assert(
      fc.asyncProperty(
        anyText,
        fc.array(anyText, { minLength: 1, maxLength: 4 }),
        anyText,
        async (exact, among, like) => {
          const statements = new MemoryStatements();
          statements.query = (soql) => {
            statements.asked.push(soql);
            return Promise.resolve({ totalSize: 0, done: true, records: [] });
          };
          const { errors } = await executeOperation({
            ...{ schema, document, operationName: null, variables: { exact, among, like } },
            context: contextOf({ policy }, statements),
          });
          const [soql] = statements.asked;
          if (soql === undefined) {
            // Refused, and said so.
            expect(errors?.[0]?.extensions.code).toMatch(/BAD_USER_INPUT|INVALID_QUERY/);
            return;
          }
          expect(statements.asked).toHaveLength(1);
          const conditions = conditionsOf(soql);
          expect(conditions.map(({ field, operator }) => `${field} ${operator}`)).toEqual([
            'LastName =',
            'FirstName IN',
            'Title LIKE',
          ]);
          expect(literal(String(conditions[0]?.value), 'STRING')).toBe(exact);
          const list = conditions[1]?.value as readonly string[];
          expect(list.map((one) => literal(one, 'STRING'))).toEqual([...new Set(among)]);
        },
      ),
      RUNS,
    );
  });
});

interface Comparison {
  readonly field: string;
  readonly operator: string;
  readonly value: unknown;
}

/** The ANDed comparisons of a statement, as another parser reads them. */
function conditionsOf(soql: string): readonly Comparison[] {
  const found: Comparison[] = [];
  let where: unknown = parseQuery(soql).where;
  while (where !== undefined) {
    const { left, operator, right } = where as {
      readonly left: Comparison & { readonly openParen?: number };
      readonly operator?: string;
      readonly right?: unknown;
    };
    expect(left.openParen).toBeUndefined();
    found.push(left);
    if (operator !== undefined) expect(operator).toBe('AND');
    where = right;
  }
  return found;
}

describe('a path template', () => {
  const target = {
    kind: 'apexRest',
    method: 'GET',
    path: [{ text: 'service' }, { argument: 'one', many: false }, { argument: 'rest', many: true }],
    query: new Map([['q', 'search']]),
    body: null,
  } as unknown as Parameters<typeof apexRestCall>[0];

  it('holds each argument in its own segment or parameter', () => {
    fc.assert(
      fc.property(anyText, fc.array(anyText, { maxLength: 3 }), anyText, (one, rest, search) => {
        const args = new Map<string, unknown>(Object.entries({ one, rest, search }));
        const call = attempt(() => apexRestCall(target, args));
        if (call === null) return;
        expect(call.path).toMatch(/^[\x21-\x7e]+$/);
        const url = new URL(call.path, 'https://org.example');
        expect(url.origin).toBe('https://org.example');
        expect(url.hash).toBe('');
        const [, services, apexrest, service, ...segments] = url.pathname.split('/');
        expect([services, apexrest, service]).toEqual(['services', 'apexrest', 'service']);
        expect(segments.map(decodeURIComponent)).toEqual([one, ...rest]);
        expect([...url.searchParams]).toEqual([['q', search]]);
      }),
      RUNS,
    );
  });
});

describe('a SOAP envelope', () => {
  const parser = new XMLParser({
    ignoreAttributes: false,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
  });
  const call = (args: readonly (readonly [string, unknown])[]) => ({
    apexClass: 'Service',
    method: 'run',
    args,
  });

  it('holds each text in its own element, line ends and all', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (name, inner, session) => {
        const args = [
          ['name', name],
          ['deep', { inner: [inner, inner] }],
        ] as const;
        const xml = attempt(() => soapBody(call(args), session));
        if (xml === null) return;
        // A reader of XML turns every bare carriage return into a line feed.
        expect(xml).not.toContain('\r');
        const { 'soapenv:Envelope': envelope } = parser.parse(xml) as {
          'soapenv:Envelope': Readonly<Record<string, Readonly<Record<string, unknown>>>>;
        };
        expect(envelope['soapenv:Body']).toEqual({
          run: { name, deep: { inner: [inner, inner] } },
        });
      }),
      RUNS,
    );
  });
});

describe('the name of a file', () => {
  it('is one header on one line, to be saved, with the ending it had', () => {
    fc.assert(
      fc.property(
        anyText,
        fc.constantFrom('', '.pdf', '.PDF', '.html', '.p df'),
        (stem, ending) => {
          const header = attachmentHeader(stem + ending);
          const [, ascii, encoded] =
            /^attachment; filename="([^"\\]*)"; filename\*=UTF-8''([A-Za-z0-9%._~-]*)$/.exec(
              header,
            ) ?? [];
          expect(header).toMatch(/^[\x20-\x7e]+$/);
          const name = decodeURIComponent(encoded ?? '');
          expect(name).toBe(safeFileName(stem + ending));
          expect(name).not.toBe('');
          expect(ascii).not.toMatch(/[/\\]/);
          // eslint-disable-next-line no-control-regex
          expect(name).not.toMatch(/[/\\\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
          expect(name).not.toMatch(/^\./);
          // What it is cleaned to is clean.
          expect(safeFileName(name)).toBe(name);
        },
      ),
      RUNS,
    );
  });
});
