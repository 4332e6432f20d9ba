/** What the rows of an object can be grouped by: its groupable fields, and date functions of its dates. */

import { assignNames } from './naming.ts';
import type { FieldModel, ObjectModel } from './org-model.ts';
import type { Grouping, GroupingFunction } from './schema-bindings.ts';

const DATE_PARTS: readonly (readonly [GroupingFunction, string])[] = [
  ['CALENDAR_YEAR', 'Year'],
  ['CALENDAR_QUARTER', 'Quarter'],
  ['CALENDAR_MONTH', 'Month'],
  ['FISCAL_YEAR', 'FiscalYear'],
  ['FISCAL_QUARTER', 'FiscalQuarter'],
  ['DAY_IN_WEEK', 'DayInWeek'],
  ['WEEK_IN_YEAR', 'WeekInYear'],
];

/** DAY_ONLY and HOUR_IN_DAY take date-times only. */
const DATE_TIME_PARTS: readonly (readonly [GroupingFunction, string])[] = [
  ...DATE_PARTS,
  ['DAY_ONLY', 'Day'],
  ['HOUR_IN_DAY', 'HourInDay'],
];

/** In field order, each field before its date parts; the same for the same object every time. */
export function groupingsOf(object: ObjectModel): readonly Grouping[] {
  const groupings = [...object.fields.values()].flatMap(groupingsOfField);
  const { names } = assignNames(
    groupings.map(({ field, fn, base }) => ({
      key: `${field.name} ${fn ?? ''}`,
      apiName: field.name,
      base,
      suffix: 'Part',
      rank: fn === null ? 0 : 1,
    })),
    new Set(),
  );
  return groupings.map(({ field, fn, base }) =>
    Object.freeze({ field, fn, graphqlName: names.get(`${field.name} ${fn ?? ''}`) ?? base }),
  );
}

// Private:

function groupingsOfField(
  field: FieldModel,
): readonly { field: FieldModel; fn: GroupingFunction | null; base: string }[] {
  const plain = field.groupable ? [{ field, fn: null, base: field.graphqlName }] : [];
  const dateParts = partsOf(field).map(([fn, part]) => ({
    field,
    fn,
    base: `${field.graphqlName}${part}`,
  }));
  return [...plain, ...dateParts];
}

function partsOf(field: FieldModel): readonly (readonly [GroupingFunction, string])[] {
  if (!field.filterable) return [];
  if (field.type === 'date') return DATE_PARTS;
  return field.type === 'datetime' ? DATE_TIME_PARTS : [];
}
