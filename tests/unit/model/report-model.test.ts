import { describe, expect, it } from '@jest/globals';

import { reportModelOf, type ReportEntry } from '../../../src/model/report-model.ts';

const entry = (columns: readonly string[]): ReportEntry => ({
  developerName: 'Lead_List_Report',
  name: 'Lead List Report',
  description: null,
  modifiedAt: '2026-01-01T00:00:00.000+0000',
  columns: columns.map((name) => ({ name, label: name, dataType: 'string' })),
});

const names = (columns: readonly string[]) =>
  reportModelOf(entry(columns)).columns.map(({ graphqlName }) => graphqlName);

describe('a report with typed rows', () => {
  it('is named after its developer name', () => {
    expect(reportModelOf(entry([]))).toMatchObject({
      fieldName: 'leadListReport',
      typeName: 'LeadListReport',
    });
  });

  it('names its columns as fields', () => {
    expect(names(['LAST_NAME', 'Account.Rating__c', 'CREATED_DATE.alt', 'Lead$Region__c'])).toEqual(
      ['lastName', 'accountRating', 'createdDateAlt', 'leadRegion'],
    );
  });

  it('keeps apart columns that would get the same name, and those that a row has anyway', () => {
    const named = names(['LAST_NAME', 'last_name', 'LAST_NAME_ID', 'GROUP', 'CELLS', '123']);
    expect(new Set(named).size).toBe(named.length);
    expect(named).not.toContain('group');
    expect(named).not.toContain('cells');
    for (const name of named) expect(name).toMatch(/^[_a-z]\w*$/i);
  });
});
