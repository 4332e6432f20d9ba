/** Runs recorded from real orgs are read and shaped without loss. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { resultOf } from '../../../../src/execution/reports/report-result.ts';
import type { ResultGroup } from '../../../../src/execution/reports/report-result.ts';
import { readDescription, readRun } from '../../../../src/salesforce/report-answers.ts';

const FOLDER = join(import.meta.dirname, '../../../../../shared/fixtures/recorded/report');
const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((one) => one.endsWith('.json')) : [];

interface Recorded {
  readonly factMap?: Readonly<Record<string, { readonly rows?: readonly unknown[] }>>;
  readonly [key: string]: unknown;
}

function keysOf(groups: readonly ResultGroup[]): readonly string[] {
  return groups.flatMap((group) => [group.key, ...keysOf(group.groupings)]);
}

if (files.length === 0) {
  it('SKIPPED: there are no recorded reports beside the project', () => undefined);
} else {
  describe('recorded reports', () => {
    const parsed = files.map((file): [string, Recorded] => [
      file,
      JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Recorded,
    ]);
    const runs = parsed.filter(([, { factMap }]) => factMap !== undefined);

    it.each(runs)('%s: every row and group is in the result', (_file, body) => {
      const run = readRun(body);
      const result = resultOf(run, 10_000);
      const known = new Set([...keysOf(result.groupings), 'T']);
      // Rows of a fact whose groups the recording leaves out belong to nothing.
      const expected = Object.entries(body.factMap ?? {}).reduce((sum, [key, fact]) => {
        return known.has(key.split('!')[0] ?? '') ? sum + (fact.rows?.length ?? 0) : sum;
      }, 0);
      expect(result.rows).toHaveLength(expected);
      for (const { cells } of result.rows) expect(cells).toHaveLength(result.columns.length);
    });

    it.each(
      parsed.filter(([, body]) => body.factMap === undefined && 'reportTypeMetadata' in body),
    )('%s: the description is read', (_file, body) => {
      expect(readDescription(body).detailColumns.length).toBeGreaterThan(0);
    });
  });
}
