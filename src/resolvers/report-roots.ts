/** The root fields of reports and dashboards: arguments of graphql-js → what the request's reports answer. */

import { Kind, type GraphQLResolveInfo, type SelectionSetNode } from 'graphql';
import type { RequestContext } from '../execution/request-context.ts';
import type { AddedFilter } from '../execution/reports/report-filters.ts';
import type { AnalyticsName, DatedReport, RunArguments } from '../execution/reports/reports.ts';
import { typedRows } from '../execution/reports/typed-rows.ts';
import type { ReportModel } from '../model/report-model.ts';

type Resolve = (args: Arguments, context: RequestContext, info: GraphQLResolveInfo) => unknown;

/** As the schema's types have checked and completed them. */
interface Arguments {
  readonly id?: string | null;
  readonly developerName?: string | null;
  readonly filters?: readonly AddedFilter[] | null;
  readonly first?: number | null;
}

/** Properties of graphql-js' root value: its default resolver calls them. */
export function reportRoots(typed: readonly ReportModel[]): Readonly<Record<string, Resolve>> {
  return {
    ...ROOTS,
    ...Object.fromEntries(typed.map((report) => [report.fieldName, typedRoot(report)])),
  };
}

// Private:

const ROOTS: Readonly<Record<string, Resolve>> = {
  report: async (args, { reports }, info) =>
    reportValue(await reports.run(nameOf(args), runArguments(args, info))),
  reports: (_args, { reports }) => reports.list(),
  dashboard: async (args, { reports }) => {
    const { dashboard, components, stale } = await reports.dashboard(nameOf(args));
    return {
      ...dashboard,
      stale,
      components: components.map(({ component, report }) => ({
        ...component,
        report: report === null ? null : reportValue(report),
      })),
    };
  },
  dashboards: (_args, { reports }) => reports.dashboards(),
};

function typedRoot(report: ReportModel): Resolve {
  const name = { id: null, developerName: report.developerName };
  return async (args, { reports }, info) => {
    const run = await reports.run(name, runArguments(args, info));
    return { ...reportValue(run), rows: typedRows(run, report) };
  };
}

function runArguments(args: Arguments, info: GraphQLResolveInfo): RunArguments {
  return { filters: args.filters ?? [], first: args.first ?? 0, details: selectsRows(info) };
}

function nameOf({ id, developerName }: Arguments): AnalyticsName {
  return { id: id ?? null, developerName: developerName ?? null };
}

function reportValue({ definition, ...result }: DatedReport): object {
  const { id, name, developerName, description, format, typeLabel } = definition;
  return { id, name, developerName, description, format, reportType: typeLabel, ...result };
}

const ROW_FIELDS: ReadonlySet<string> = new Set(['rows', 'rowCount']);

/** A run without details is cheaper, and a chart needs none. */
function selectsRows({ fieldNodes, fragments }: GraphQLResolveInfo): boolean {
  const holdsRows = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          if (ROW_FIELDS.has(selection.name.value)) return true;
          return selection.selectionSet !== undefined && holdsRows(selection.selectionSet);
        case Kind.INLINE_FRAGMENT:
          return holdsRows(selection.selectionSet);
        case Kind.FRAGMENT_SPREAD: {
          const fragment = fragments[selection.name.value];
          return fragment !== undefined && holdsRows(fragment.selectionSet);
        }
      }
    });
  return fieldNodes.some(
    ({ selectionSet }) => selectionSet !== undefined && holdsRows(selectionSet),
  );
}
