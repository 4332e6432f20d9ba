/** Real statements on seeded rows: what the local org answers against an independent evaluation. */
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeObject } from '../../local-org/data/describe.ts';
import { openOrg, openSession } from '../../local-org/org.ts';
import { queryMore, runQuery } from '../../local-org/soql/query.ts';
import { SoqlEvaluator, type TestRow } from '../support/soql-evaluator.ts';
import { NotRetargetable } from '../support/soql-pieces.ts';
import { Retargeter } from '../support/soql-retarget.ts';
import type { DescribeSObjectResult } from '../../src/model/describe-types.ts';

const CORPUS = resolve(import.meta.dirname, '../../../shared/fixtures/soql/valid.tsv');
const present = existsSync(CORPUS);
if (!present) console.warn('skipped: the SOQL corpus (../shared/fixtures/soql) is not here');

const OBJECTS = [
  ...['Account', 'Contact', 'Opportunity', 'Lead', 'Task', 'Event', 'Campaign', 'Note', 'User'],
  ...['Asset', 'Product2', 'Profile', 'OpportunityLineItem', 'PricebookEntry', 'UserRole'],
  ...['Project__c', 'Milestone__c', 'Group', 'CaseComment'],
];

const org = openOrg();
const session = openSession(org, '005LO0000000001YAA', '62.0');
if (!session) throw new Error('no administrator');
afterAll(() => org.close());

const describes = OBJECTS.map((name) => {
  const object = org.catalog.object(name);
  if (!object) throw new Error(`not seeded: ${name}`);
  return describeObject(org.catalog, session, object) as unknown as DescribeSObjectResult;
});

/** Rows as the database holds them, made into JSON here and not by the org. */
function tableOf({ name, fields = [] }: DescribeSObjectResult): readonly TestRow[] {
  const rows = org.db.prepare(`SELECT * FROM "${name}" ORDER BY "Id"`).all() as TestRow[];
  return rows
    .filter((row) => row.IsDeleted !== 1)
    .map((row) =>
      Object.fromEntries(
        fields
          .filter((field) => field.name in row)
          .map((field) => [field.name, jsonOf(row[field.name], field.type)]),
      ),
    );
}

function jsonOf(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return value === 1;
  if (type === 'datetime') return new Date(Number(value)).toISOString().replace('Z', '+0000');
  return value;
}

const tables = Object.fromEntries(describes.map((one) => [one.name, tableOf(one)]));
const evaluator = new SoqlEvaluator(describes, tables);
const retargeter = new Retargeter(describes, tables, {
  now: new Date(org.clock.now()),
  timeZone: session.timeZone,
});

/** Every record of every page, nested ones too, without attributes. */
function drained(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(drained);
  if (typeof value !== 'object' || value === null) return value;
  if (!('records' in value) || !('done' in value)) {
    const entries = Object.entries(value).filter(([key]) => key !== 'attributes');
    return Object.fromEntries(entries.map(([key, held]) => [key, drained(held)]));
  }
  let page = value as object as {
    totalSize: number;
    records: readonly unknown[];
    nextRecordsUrl?: string;
  };
  const records = [...page.records];
  const { totalSize } = page;
  while (page.nextRecordsUrl !== undefined && session) {
    page = queryMore(org, session, page.nextRecordsUrl.split('/').at(-1) ?? '');
    records.push(...page.records);
  }
  return { totalSize, records: records.map(drained) };
}

function comparable(value: unknown, isOrdered: boolean): string {
  const page = drained(value) as { totalSize: number; records: readonly object[] };
  const records = page.records.map((record) =>
    JSON.stringify(record, (_key, held: unknown) =>
      typeof held === 'number' ? Number(held.toPrecision(10)) : held,
    ),
  );
  return [String(page.totalSize), ...(isOrdered ? records : records.sort())].join('\n');
}

interface Sample {
  readonly id: string;
  readonly soql: string;
  readonly plain: string;
  readonly isOrdered: boolean;
}

/** The corpus without what cannot be retargeted, or cannot be parsed by the evaluator's parser. */
function samples(): readonly Sample[] {
  const [, ...lines] = readFileSync(CORPUS, 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const [id = '', text = ''] = line.split('\t');
    try {
      return [{ id, ...retargeter.retarget(text.replaceAll(/\\[nt]/g, ' ')) }];
    } catch (error) {
      if (error instanceof NotRetargetable) return [];
      throw error;
    }
  });
}

(present ? describe : describe.skip)('real statements, retargeted to seeded objects', () => {
  it('at least 300, most of them with rows, answer what an independent evaluation computes', () => {
    let [compared, withRows] = [0, 0];
    for (const { id, soql, plain, isOrdered } of samples()) {
      const expected = comparable(evaluator.run(plain), isOrdered);
      const actual = comparable(runQuery(org, session, soql), isOrdered);
      expect({ id, soql, actual }).toEqual({ id, soql, actual: expected });
      compared += 1;
      if (!expected.startsWith('0')) withRows += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(300);
    expect(withRows).toBeGreaterThanOrEqual(250);
  });
});
