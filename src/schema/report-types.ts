/** The types and root fields of reports and dashboards, which belong to no object of the org. */

import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLFieldConfigArgumentMap,
  type GraphQLNamedType,
  type GraphQLOutputType,
} from 'graphql';
import { GraphQLDateTime, GraphQLJSON } from './scalars.ts';

type Fields = Record<string, GraphQLFieldConfig<unknown, unknown>>;

/** Rows that a report answers unless `first` says otherwise. */
export const DEFAULT_REPORT_ROWS = 200;

const TEXT = new GraphQLNonNull(GraphQLString);

function field(type: GraphQLOutputType, description: string): Fields[string] {
  return { type, description };
}

function listOf(type: GraphQLObjectType): GraphQLOutputType {
  return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)));
}

const REPORT_FILTER_OPERATOR = new GraphQLEnumType({
  name: 'ReportFilterOperator',
  description: 'Salesforce’s words; which of them a column takes depends on its data type.',
  values: Object.fromEntries(
    [
      ...['equals', 'notEqual', 'lessThan', 'greaterThan', 'lessOrEqual', 'greaterOrEqual'],
      ...['contains', 'notContain', 'startsWith', 'includes', 'excludes', 'within'],
    ].map((name) => [name, {}]),
  ),
});

const REPORT_FILTER = new GraphQLInputObjectType({
  name: 'ReportFilter',
  description: 'A condition that rows must meet beside the report’s own filters.',
  fields: {
    column: {
      type: TEXT,
      description: 'Name of a column or grouping that the report shows, such as `LEAD_SOURCE`.',
    },
    operator: { type: new GraphQLNonNull(REPORT_FILTER_OPERATOR), description: 'How to compare.' },
    values: {
      type: new GraphQLNonNull(new GraphQLList(TEXT)),
      description: 'A row passes with any of them; dates as `2026-01-31` or `THIS_MONTH`.',
    },
  },
});

const REPORT_COLUMN = new GraphQLObjectType({
  name: 'ReportColumn',
  description: 'A column, grouping or figure of a report.',
  fields: {
    name: field(TEXT, 'Salesforce’s name: `LAST_NAME`, `s!AMOUNT`, `RowCount`.'),
    label: field(TEXT, 'Its title.'),
    dataType: field(TEXT, 'Salesforce’s word: `string`, `currency`, `date`, `picklist`, …'),
    filterable: field(new GraphQLNonNull(GraphQLBoolean), 'Whether `filters` may name it.'),
  },
});

export const REPORT_CELL = new GraphQLObjectType({
  name: 'ReportCell',
  description: 'A value of a row.',
  fields: {
    column: field(TEXT, 'Name of its column.'),
    label: field(GraphQLString, 'As Salesforce shows it.'),
    value: field(GraphQLJSON, 'A number, text, boolean, or the id behind a lookup’s label.'),
  },
});

const REPORT_ROW = new GraphQLObjectType({
  name: 'ReportRow',
  description: 'A detail row.',
  fields: {
    group: field(GraphQLString, 'Key of the group it stands in; null in a tabular report.'),
    groupAcross: field(GraphQLString, 'Key of its group across; null unless in a matrix.'),
    cells: field(listOf(REPORT_CELL), 'In the order of `columns`.'),
  },
});

const REPORT_FIGURE = new GraphQLObjectType({
  name: 'ReportFigure',
  description: 'A summary of rows.',
  fields: {
    name: field(TEXT, 'Such as `s!AMOUNT` (sum), `a!AMOUNT` (average) or `RowCount`.'),
    label: field(TEXT, 'Its title.'),
    value: field(GraphQLFloat, 'The number.'),
    formatted: field(GraphQLString, 'As Salesforce shows it.'),
  },
});

const REPORT_GROUP: GraphQLObjectType = new GraphQLObjectType({
  name: 'ReportGroup',
  description: 'A group of rows.',
  fields: () => ({
    key: field(TEXT, 'Position in the tree: `0`, `0_1`, …'),
    level: field(new GraphQLNonNull(GraphQLInt), '0 for the outermost.'),
    column: field(TEXT, 'Name of what is grouped by.'),
    label: field(TEXT, 'As Salesforce shows it.'),
    value: field(GraphQLJSON, 'What the rows have in common.'),
    totals: field(listOf(REPORT_FIGURE), 'Figures of the group.'),
    rows: field(listOf(REPORT_ROW), 'Its own rows, of those that `first` lets through.'),
    groupings: field(listOf(REPORT_GROUP), 'Groups within.'),
  }),
});

const REPORT_INTERSECTION = new GraphQLObjectType({
  name: 'ReportIntersection',
  description: 'Where a group down meets a group across; `T` stands for all groups.',
  fields: {
    down: field(TEXT, 'Key of the group down, or `T`.'),
    across: field(TEXT, 'Key of the group across, or `T`.'),
    totals: field(listOf(REPORT_FIGURE), 'Figures of both.'),
  },
});

const REPORT_POINT = new GraphQLObjectType({
  name: 'ReportPoint',
  description: 'A point of a series.',
  fields: {
    key: field(TEXT, 'Key of the group.'),
    label: field(TEXT, 'Label of the group.'),
    value: field(GraphQLFloat, 'The number to draw.'),
    formatted: field(GraphQLString, 'The number as Salesforce shows it.'),
  },
});

const REPORT_SERIES = new GraphQLObjectType({
  name: 'ReportSeries',
  description: 'One figure over the outermost groups: what a chart draws as a line or as bars.',
  fields: {
    figure: field(TEXT, 'Name of the figure.'),
    label: field(TEXT, 'Label of the figure, and of the group across.'),
    points: field(listOf(REPORT_POINT), 'In the order of the groups.'),
  },
});

/** What every report answers, whether its rows are typed or not. */
export function reportFields(rows: GraphQLOutputType): Fields {
  return {
    id: field(new GraphQLNonNull(GraphQLID), 'Record id of the report.'),
    name: field(TEXT, 'Its name.'),
    developerName: field(TEXT, 'Its API name, the same in every org it is deployed to.'),
    description: field(GraphQLString, 'What it is about.'),
    format: field(TEXT, '`TABULAR`, `SUMMARY`, `MATRIX` or `MULTI_BLOCK`.'),
    reportType: field(TEXT, 'Label of its report type.'),
    columns: field(listOf(REPORT_COLUMN), 'Columns of the rows.'),
    figures: field(listOf(REPORT_COLUMN), 'What is summed up.'),
    groupedBy: field(listOf(REPORT_COLUMN), 'Groupings down, the outermost first.'),
    groupedAcross: field(listOf(REPORT_COLUMN), 'Groupings across, of a matrix.'),
    rows: field(rows, 'Detail rows, in the report’s order, as many as `first`.'),
    rowCount: field(
      GraphQLInt,
      'Rows in all, as far as Salesforce returned them; null where no rows were selected.',
    ),
    groupings: field(listOf(REPORT_GROUP), 'Groups down, as a tree.'),
    groupingsAcross: field(listOf(REPORT_GROUP), 'Groups across, as a tree.'),
    matrix: field(
      listOf(REPORT_INTERSECTION),
      'Figures where groups cross; empty unless a matrix.',
    ),
    totals: field(listOf(REPORT_FIGURE), 'Figures of the whole report.'),
    series: field(listOf(REPORT_SERIES), 'Ready for a chart; empty where nothing is grouped.'),
    allData: field(
      new GraphQLNonNull(GraphQLBoolean),
      'False where the report has more rows than the 2,000 that Salesforce returns.',
    ),
    ranAt: field(new GraphQLNonNull(GraphQLDateTime), 'When Salesforce ran it.'),
    stale: field(
      new GraphQLNonNull(GraphQLBoolean),
      'Whether an older run stands in because Salesforce could not run it now.',
    ),
  };
}

const REPORT = new GraphQLObjectType({
  name: 'Report',
  description: 'A run of a Salesforce report.',
  fields: reportFields(listOf(REPORT_ROW)),
});

const LISTING = (name: string, what: string): GraphQLObjectType =>
  new GraphQLObjectType({
    name,
    description: `A ${what} that you may see.`,
    fields: {
      id: field(new GraphQLNonNull(GraphQLID), 'Record id.'),
      name: field(TEXT, 'Its name.'),
      developerName: field(TEXT, 'Its API name.'),
      description: field(GraphQLString, 'What it is about.'),
      folder: field(GraphQLString, 'The folder it is in.'),
    },
  });

const REPORT_LISTING = LISTING('ReportListing', 'report');
const DASHBOARD_LISTING = LISTING('DashboardListing', 'dashboard');

const DASHBOARD_COMPONENT = new GraphQLObjectType({
  name: 'DashboardComponent',
  description: 'One chart, table or figure of a dashboard.',
  fields: {
    id: field(new GraphQLNonNull(GraphQLID), 'Its id.'),
    title: field(GraphQLString, 'Its title.'),
    header: field(GraphQLString, 'Text above it.'),
    footer: field(GraphQLString, 'Text below it.'),
    visualization: field(GraphQLString, '`Bar`, `Donut`, `FlexTable`, `Metric`, …'),
    report: field(REPORT, 'What it shows; null where its report could not be run.'),
    problem: field(GraphQLString, 'Why there is no report.'),
  },
});

const DASHBOARD = new GraphQLObjectType({
  name: 'Dashboard',
  description: 'A Salesforce dashboard with the data of its last refresh.',
  fields: {
    id: field(new GraphQLNonNull(GraphQLID), 'Record id.'),
    name: field(TEXT, 'Its name.'),
    developerName: field(TEXT, 'Its API name.'),
    description: field(GraphQLString, 'What it is about.'),
    components: field(listOf(DASHBOARD_COMPONENT), 'In the dashboard’s order.'),
    refreshedAt: field(GraphQLDateTime, 'When Salesforce last refreshed its data.'),
    stale: field(
      new GraphQLNonNull(GraphQLBoolean),
      'Whether an older answer stands in because Salesforce could not be asked now.',
    ),
  },
});

/** For SHARED_TYPES: those that no other of them leads to, and those they lead to. */
export const REPORT_TYPES: readonly GraphQLNamedType[] = [
  ...[REPORT, REPORT_ROW, REPORT_CELL, REPORT_COLUMN, REPORT_FIGURE, REPORT_GROUP],
  ...[REPORT_INTERSECTION, REPORT_SERIES, REPORT_POINT, REPORT_FILTER, REPORT_FILTER_OPERATOR],
  ...[REPORT_LISTING, DASHBOARD, DASHBOARD_COMPONENT, DASHBOARD_LISTING],
];

/** Arguments of a run, whichever way the report is named. */
export const RUN_ARGUMENTS: GraphQLFieldConfigArgumentMap = {
  filters: {
    type: new GraphQLList(new GraphQLNonNull(REPORT_FILTER)),
    description: 'Further conditions, all of which must hold; at most 20.',
  },
  first: {
    type: GraphQLInt,
    defaultValue: DEFAULT_REPORT_ROWS,
    description: 'Most rows to answer, at most 2,000.',
  },
};

const NAMING_ARGUMENTS: GraphQLFieldConfigArgumentMap = {
  id: { type: GraphQLID, description: 'Record id; either this or `developerName`.' },
  developerName: { type: GraphQLString, description: 'API name, such as `Lead_List_Report`.' },
};

export function reportRootFields(): Fields {
  return {
    report: {
      type: REPORT,
      description: 'Runs a report, or answers its last run within the cache time.',
      args: { ...NAMING_ARGUMENTS, ...RUN_ARGUMENTS },
    },
    reports: field(listOf(REPORT_LISTING), 'The reports that you may run.'),
    dashboard: {
      type: DASHBOARD,
      description: 'A dashboard with its data.',
      args: NAMING_ARGUMENTS,
    },
    dashboards: field(listOf(DASHBOARD_LISTING), 'The dashboards that you may see.'),
  };
}
