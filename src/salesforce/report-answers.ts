/** Checks answers of the Analytics API and reads from them what the gateway relies on. */

import * as z from 'zod';
import { malformedAnswer } from './api-error.ts';

/** A column of a report: of its rows, its groups or its figures. */
export interface ReportColumnInfo {
  /** Such as `LAST_NAME`, `Account.Rating__c` or `s!AMOUNT`. */
  readonly name: string;
  readonly label: string;
  /** Salesforce's word: `string`, `currency`, `date`, `picklist`, … */
  readonly dataType: string;
  readonly filterable: boolean;
}

export interface ReportFilterRow {
  readonly column: string;
  readonly operator: string;
  readonly value: string;
}

/** A report's definition. Source: Analytics REST API guide, "Report Metadata" and "Extended Metadata". */
export interface ReportDefinition {
  readonly id: string;
  readonly name: string;
  readonly developerName: string;
  readonly description: string | null;
  /** TABULAR, SUMMARY, MATRIX or MULTI_BLOCK. */
  readonly format: string;
  readonly typeLabel: string;
  readonly detailColumns: readonly ReportColumnInfo[];
  readonly figures: readonly ReportColumnInfo[];
  readonly down: readonly ReportColumnInfo[];
  readonly across: readonly ReportColumnInfo[];
  /** As Salesforce gave them: sent back unchanged where filters are added. */
  readonly filters: readonly unknown[];
  readonly filterLogic: string | null;
  /** data type → names of the operators that filter it; empty where the answer was a run, which does not tell. */
  readonly operators: ReadonlyMap<string, ReadonlySet<string>>;
}

export interface ReportCell {
  readonly label: string | null;
  /** A number or text, `{amount, currency}`, an id, a boolean or null. */
  readonly value: unknown;
}

export interface ReportFact {
  readonly aggregates: readonly ReportCell[];
  readonly rows: readonly (readonly ReportCell[])[];
}

export interface ReportGroup {
  /** Position in the tree: `0`, `0_1`, … */
  readonly key: string;
  readonly label: string;
  readonly value: unknown;
  readonly groupings: readonly ReportGroup[];
}

/** One run of a report. */
export interface ReportRun {
  readonly definition: ReportDefinition;
  /** False where the report has more rows than the 2,000 that the API returns. */
  readonly allData: boolean;
  readonly hasRows: boolean;
  /** `<down>!<across>` → figures and rows; `T` stands for the total. */
  readonly facts: ReadonlyMap<string, ReportFact>;
  readonly down: readonly ReportGroup[];
  readonly across: readonly ReportGroup[];
}

/** @throws AppError SALESFORCE_UNAVAILABLE where the shape is wrong. */
export function readDescription(body: unknown): ReportDefinition {
  const answer = parse(DESCRIPTION, body, 'a report’s description');
  return definitionOf(answer);
}

/** @throws AppError SALESFORCE_UNAVAILABLE where the shape is wrong. */
export function readRun(body: unknown): ReportRun {
  const answer = parse(RUN, body, 'a report run');
  const facts = Object.entries(answer.factMap).map(
    ([key, { aggregates, rows }]) =>
      [key, { aggregates, rows: (rows ?? []).map((row) => row.dataCells) }] as const,
  );
  return {
    definition: definitionOf(answer),
    allData: answer.allData,
    hasRows: answer.hasDetailRows,
    facts: new Map(facts),
    down: answer.groupingsDown.groupings,
    across: answer.groupingsAcross.groupings,
  };
}

/** State of an asynchronous run; `result` once it has succeeded. */
export interface ReportInstance {
  readonly id: string;
  readonly status: 'New' | 'Running' | 'Success' | 'Error';
}

/** @throws AppError SALESFORCE_UNAVAILABLE where the shape is wrong. */
export function readInstance(body: unknown): ReportInstance {
  return parse(INSTANCE, body, 'a report instance');
}

/** The instance that an asynchronous run's own answer speaks of, and the run once it is there. */
export function readInstanceResult(body: unknown): {
  readonly status: ReportInstance['status'];
  readonly run: ReportRun | null;
} {
  const { attributes } = parse(INSTANCE_RESULT, body, 'a report instance');
  const { status } = attributes;
  return { status, run: status === 'Success' ? readRun(body) : null };
}

export interface DashboardComponent {
  readonly id: string;
  readonly title: string | null;
  readonly header: string | null;
  readonly footer: string | null;
  readonly reportId: string | null;
  /** Such as `Bar`, `Donut`, `FlexTable`, `Metric`; null for what shows no report. */
  readonly visualization: string | null;
  /** Null where its report could not be run. */
  readonly run: ReportRun | null;
  readonly problem: string | null;
}

export interface Dashboard {
  readonly id: string;
  readonly name: string;
  readonly developerName: string;
  readonly description: string | null;
  readonly components: readonly DashboardComponent[];
  /** When Salesforce last refreshed its data; null where it does not tell. */
  readonly refreshedAt: string | null;
}

/** @throws AppError SALESFORCE_UNAVAILABLE where the shape is wrong. */
export function readDashboard(body: unknown): Dashboard {
  const { dashboardMetadata: metadata, componentData } = parse(DASHBOARD, body, 'a dashboard');
  const data = new Map(componentData.map((one) => [one.componentId, one]));
  const refreshed = componentData.flatMap(({ status }) => status.refreshDate ?? []).sort();
  return {
    id: metadata.id,
    name: metadata.name,
    developerName: metadata.developerName,
    description: metadata.description ?? null,
    refreshedAt: refreshed[0] ?? null,
    components: metadata.components.map((component) => {
      const { reportResult, status } = data.get(component.id) ?? {};
      return {
        id: component.id,
        title: component.title ?? null,
        header: component.header ?? null,
        footer: component.footer ?? null,
        reportId: component.reportId ?? null,
        visualization: component.properties?.visualizationType ?? null,
        run: reportResult === null || reportResult === undefined ? null : readRun(reportResult),
        problem: status?.errorMessage ?? null,
      };
    }),
  };
}

// Private:

const COLUMN = z.object({
  label: z.string(),
  dataType: z.string(),
  filterable: z.boolean().optional(),
});
const COLUMNS = z.record(z.string(), COLUMN);
const TEXT_OR_NULL = z.string().nullish();

const METADATA = z.object({
  id: z.string(),
  name: z.string(),
  developerName: z.string(),
  description: TEXT_OR_NULL,
  reportFormat: z.string(),
  reportType: z.object({ label: z.string() }),
  detailColumns: z.array(z.string()),
  aggregates: z.array(z.string()),
  groupingsDown: z.array(z.object({ name: z.string() })),
  groupingsAcross: z.array(z.object({ name: z.string() })),
  reportFilters: z.array(z.unknown()),
  reportBooleanFilter: TEXT_OR_NULL,
});

const DESCRIPTION = z.object({
  reportMetadata: METADATA,
  reportExtendedMetadata: z.object({
    detailColumnInfo: COLUMNS,
    aggregateColumnInfo: COLUMNS,
    groupingColumnInfo: COLUMNS,
  }),
  reportTypeMetadata: z
    .object({
      dataTypeFilterOperatorMap: z.record(
        z.string(),
        z.array(z.object({ name: z.string(), label: z.string() })),
      ),
    })
    .optional(),
});

const GROUP: z.ZodType<ReportGroup> = z.object({
  key: z.string(),
  label: z.string(),
  value: z.unknown(),
  get groupings() {
    return z.array(GROUP);
  },
});
const GROUPS = z.object({ groupings: z.array(GROUP) });
const CELL = z.object({ label: z.string().nullable(), value: z.unknown() });

const RUN = DESCRIPTION.extend({
  allData: z.boolean(),
  hasDetailRows: z.boolean(),
  factMap: z.record(
    z.string(),
    z.object({
      aggregates: z.array(CELL),
      rows: z.array(z.object({ dataCells: z.array(CELL) })).optional(),
    }),
  ),
  groupingsDown: GROUPS,
  groupingsAcross: GROUPS,
});

const STATUS = z.enum(['New', 'Running', 'Success', 'Error']);
const INSTANCE = z.object({ id: z.string(), status: STATUS });
const INSTANCE_RESULT = z.object({ attributes: z.object({ status: STATUS }) });

const DASHBOARD = z.object({
  dashboardMetadata: z.object({
    id: z.string(),
    name: z.string(),
    developerName: z.string(),
    description: TEXT_OR_NULL,
    components: z.array(
      z.object({
        id: z.string(),
        title: TEXT_OR_NULL,
        header: TEXT_OR_NULL,
        footer: TEXT_OR_NULL,
        reportId: TEXT_OR_NULL,
        properties: z.object({ visualizationType: TEXT_OR_NULL }).nullish(),
      }),
    ),
  }),
  componentData: z.array(
    z.object({
      componentId: z.string(),
      reportResult: z.unknown(),
      status: z.object({ errorMessage: TEXT_OR_NULL, refreshDate: TEXT_OR_NULL }),
    }),
  ),
});

function parse<T>(shape: z.ZodType<T>, body: unknown, what: string): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformedAnswer(`${what}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}

function definitionOf(answer: z.infer<typeof DESCRIPTION>): ReportDefinition {
  const { reportMetadata: metadata, reportExtendedMetadata: info } = answer;
  const columns = (names: readonly string[], among: z.infer<typeof COLUMNS>) =>
    names.map((name) => columnOf(name, among[name]));
  const named = (groupings: readonly { readonly name: string }[]) =>
    columns(
      groupings.map(({ name }) => name),
      info.groupingColumnInfo,
    );
  return {
    id: metadata.id,
    name: metadata.name,
    developerName: metadata.developerName,
    description: metadata.description ?? null,
    format: metadata.reportFormat,
    typeLabel: metadata.reportType.label,
    detailColumns: columns(metadata.detailColumns, info.detailColumnInfo),
    figures: columns(metadata.aggregates, info.aggregateColumnInfo),
    down: named(metadata.groupingsDown),
    across: named(metadata.groupingsAcross),
    filters: metadata.reportFilters,
    filterLogic: metadata.reportBooleanFilter ?? null,
    operators: operatorsOf(answer),
  };
}

/** Recorded runs lack the information of some columns; those are told by name alone, and cannot be filtered. */
function columnOf(name: string, info: z.infer<typeof COLUMN> | undefined): ReportColumnInfo {
  return {
    name,
    label: info?.label ?? name,
    dataType: info?.dataType ?? 'string',
    filterable: info?.filterable ?? false,
  };
}

function operatorsOf({ reportTypeMetadata }: z.infer<typeof DESCRIPTION>) {
  return new Map(
    Object.entries(reportTypeMetadata?.dataTypeFilterOperatorMap ?? {}).map(
      ([dataType, operators]) => [dataType, new Set(operators.map(({ name }) => name))] as const,
    ),
  );
}
