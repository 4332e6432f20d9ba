/** What describes and runs say of columns: `reportExtendedMetadata` and the columns of a report type. */
import type { Aggregate } from './aggregates.ts';
import type { GroupLevel } from './groups.ts';
import type { ReportColumn } from './report-type.ts';

export interface FilterValue {
  readonly apiName: string;
  readonly label: string;
  readonly name: string;
}

/** Source: recorded runs of v47 (reportforce matrix and summary). */
export function extendedMetadata(
  aggregates: readonly Aggregate[],
  detailColumns: readonly ReportColumn[],
  levels: readonly (readonly GroupLevel[])[],
): object {
  return {
    aggregateColumnInfo: Object.fromEntries(
      aggregates.map(({ name, dataType, label }) => [name, { dataType, label }]),
    ),
    availableDashboardSettings: null,
    detailColumnInfo: Object.fromEntries(
      detailColumns.map((column) => [column.name, columnInfo(column)]),
    ),
    groupingColumnInfo: Object.fromEntries(
      levels.flatMap((direction) =>
        direction.map(({ column }, groupingLevel) => [
          column.name,
          { ...columnInfo(column), groupingLevel },
        ]),
      ),
    ),
  };
}

/** A column in the describe of a report type. */
export function typeColumnInfo(column: ReportColumn): object {
  const { field } = column;
  return {
    ...columnInfo(column),
    allowedInCustomDetailFormula: field.type !== 'textarea',
    bucketable: field.groupable || field.type === 'currency' || field.type === 'double',
    isCustom: field.custom,
    maxLength: field.length > 0 ? field.length : null,
  };
}

function columnInfo(column: ReportColumn) {
  return {
    dataType: column.dataType,
    filterValues: filterValues(column),
    filterable: column.field.filterable,
    inactiveFilterValues: [] as readonly FilterValue[],
    isLookup: column.idPath !== null,
    label: column.label,
    uniqueCountable: column.field.groupable,
  };
}

function filterValues({ field }: ReportColumn): readonly FilterValue[] {
  if (field.type === 'boolean') {
    return [
      { apiName: 'True', label: 'True', name: 'True' },
      { apiName: 'False', label: 'False', name: 'False' },
    ];
  }
  return field.picklistValues
    .filter((entry) => entry.active)
    .map(({ label, value }) => ({ apiName: value, label, name: value }));
}
