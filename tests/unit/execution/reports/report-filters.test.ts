import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { overrideWith } from '../../../../src/execution/reports/report-filters.ts';
import type { ReportDefinition } from '../../../../src/salesforce/report-answers.ts';
import { splitValues } from '../../../../local-org/analytics/filter-values.ts';

const column = (name: string, filterable = true) => ({
  name,
  label: name,
  dataType: 'string',
  filterable,
});

const DEFINITION: ReportDefinition = {
  id: '00O000000000001',
  name: 'Leads',
  developerName: 'Leads',
  description: null,
  format: 'SUMMARY',
  typeLabel: 'Leads',
  detailColumns: [column('LAST_NAME'), column('FORMULA', false)],
  figures: [],
  down: [column('COMPANY')],
  across: [],
  filters: [{ column: 'RATING', operator: 'equals', value: 'Hot' }],
  filterLogic: null,
  operators: new Map([['string', new Set(['equals', 'contains'])]]),
};

const filter = { column: 'LAST_NAME', operator: 'equals', values: ['Smith'] };

describe('filters added to a report', () => {
  it('come after its own, which stay', () => {
    expect(overrideWith(DEFINITION, [filter])?.reportFilters).toEqual([
      ...DEFINITION.filters,
      expect.objectContaining({ column: 'LAST_NAME', operator: 'equals', value: 'Smith' }),
    ]);
  });

  it('are ANDed to its own logic', () => {
    const filters = [{}, {}];
    const override = overrideWith({ ...DEFINITION, filters, filterLogic: '1 OR 2' }, [
      filter,
      { ...filter, column: 'COMPANY' },
    ]);
    expect(override?.reportBooleanFilter).toBe('(1 OR 2) AND 3 AND 4');
  });

  it('change nothing where there are none', () => {
    expect(overrideWith(DEFINITION, [])).toBeNull();
  });

  it.each([
    ['a column the report does not show', { ...filter, column: 'SALARY' }],
    ['a column that cannot be filtered', { ...filter, column: 'FORMULA' }],
    ['an operator of another type', { ...filter, operator: 'greaterThan' }],
    ['no value', { ...filter, values: [] }],
    [
      'an empty value that would match everything',
      { ...filter, operator: 'contains', values: [''] },
    ],
  ])('are refused for %s', (_what, wrong) => {
    expect(() => overrideWith(DEFINITION, [wrong])).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  });

  it('keep each value whole, whatever it holds', () => {
    const text = fc.string({ minLength: 1 }).filter((value) => value.trim() === value);
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (values) => {
        const [added] = (
          overrideWith(DEFINITION, [{ ...filter, values }])?.reportFilters ?? []
        ).slice(1);
        expect(splitValues((added as { value: string }).value)).toEqual(values);
      }),
    );
  });
});
