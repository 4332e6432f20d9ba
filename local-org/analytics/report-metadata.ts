/** The shapes of report and dashboard definitions, with the Analytics API's own names. */

export type ReportFormat = 'TABULAR' | 'SUMMARY' | 'MATRIX';

export interface ReportFilter {
  readonly column: string;
  readonly filterType: 'fieldValue';
  readonly isRunPageEditable: boolean;
  readonly operator: string;
  /** One value, or several separated by commas. */
  readonly value: string;
}

export interface Grouping {
  readonly dateGranularity: DateGranularity;
  readonly name: string;
  /** Such as `s!AMOUNT`: groups stand in the order of this summary instead of their own. */
  readonly sortAggregate: string | null;
  readonly sortOrder: 'Asc' | 'Desc';
}

export const DATE_GRANULARITIES = [
  'None',
  'Day',
  'Week',
  'Month',
  'Quarter',
  'Year',
  'FiscalQuarter',
  'FiscalYear',
  'MonthInYear',
  'DayInMonth',
] as const;

export type DateGranularity = (typeof DATE_GRANULARITIES)[number];

export interface StandardDateFilter {
  readonly column: string;
  /** `CUSTOM`, or a date literal of SOQL. */
  readonly durationValue: string;
  /** `YYYY-MM-DD`, or null for no bound. */
  readonly endDate: string | null;
  readonly startDate: string | null;
}

export interface StandardFilter {
  readonly name: string;
  readonly value: string;
}

export interface SortColumn {
  readonly sortColumn: string;
  readonly sortOrder: 'Asc' | 'Desc';
}

/** What a user chooses about a report; a run may override all of it but the names. */
export interface ReportDefinition {
  readonly name: string;
  readonly developerName: string;
  readonly description: string | null;
  /** Name of the report type, e.g. `Opportunity`. */
  readonly reportType: string;
  readonly reportFormat: ReportFormat;
  readonly detailColumns: readonly string[];
  /** `s!COLUMN`, `a!`, `m!`, `mx!`, `u!` or `RowCount`. */
  readonly aggregates: readonly string[];
  readonly groupingsDown: readonly Grouping[];
  readonly groupingsAcross: readonly Grouping[];
  readonly reportFilters: readonly ReportFilter[];
  /** Such as `1 AND (2 OR 3)`; null: all of them. */
  readonly reportBooleanFilter: string | null;
  readonly standardDateFilter: StandardDateFilter;
  readonly standardFilters: readonly StandardFilter[] | null;
  readonly scope: string;
  readonly sortBy: readonly SortColumn[];
  readonly chart: Readonly<Record<string, unknown>> | null;
  readonly showGrandTotal: boolean;
  readonly showSubtotals: boolean;
}

/** A column of a report type: where its value comes from. */
export interface ColumnDefinition {
  /** A SOQL field path from the type's object. */
  readonly path: string;
  readonly label: string;
  /** The path of the record id that stands behind the text, for names of records. */
  readonly id?: string;
}

export interface StandardFilterDefinition {
  readonly label: string;
  /** `where` is a SOQL condition; null filters nothing. */
  readonly values: readonly {
    readonly name: string;
    readonly label: string;
    readonly where: string | null;
  }[];
}

export interface ReportTypeDefinition {
  readonly type: string;
  readonly label: string;
  readonly object: string;
  readonly supportsRoleHierarchy: boolean;
  readonly scopes: Readonly<Record<string, string>>;
  readonly standardFilters: Readonly<Record<string, StandardFilterDefinition>> | null;
  readonly categories: readonly {
    readonly label: string;
    readonly columns: Readonly<Record<string, ColumnDefinition>>;
  }[];
}

export interface DashboardComponentDefinition {
  readonly header: string | null;
  readonly title: string | null;
  readonly footer: string | null;
  /** Developer name of the report. */
  readonly report: string;
  readonly visualizationType: string;
}

export interface DashboardDefinition {
  readonly name: string;
  readonly developerName: string;
  readonly description: string | null;
  readonly components: readonly DashboardComponentDefinition[];
  /** Indexes of components, column by column. */
  readonly columns: readonly (readonly number[])[];
}
