/** Reports named in the configuration → root fields whose rows have a field for each column. */

import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLString,
  type GraphQLFieldConfig,
  type GraphQLNamedType,
  type GraphQLOutputType,
} from 'graphql';
import { isTextColumn, type ReportColumnModel, type ReportModel } from '../model/report-model.ts';
import { REPORT_CELL, reportFields, RUN_ARGUMENTS } from './report-types.ts';
import { GraphQLDate, GraphQLDateTime, GraphQLLong, GraphQLTime } from './scalars.ts';

export interface TypedReportTypes {
  readonly fields: Record<string, GraphQLFieldConfig<unknown, unknown>>;
  /** Types that only these fields lead to. */
  readonly types: readonly GraphQLNamedType[];
}

export function buildTypedReports(reports: readonly ReportModel[]): TypedReportTypes {
  const built = reports.map((report) => {
    const row = rowType(report);
    const rows = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(row)));
    const type = new GraphQLObjectType({
      name: report.typeName,
      description: `A run of the report ${report.name}.`,
      fields: reportFields(rows),
    });
    return { report, row, type };
  });
  const fields = built.map(({ report, type }) => [
    report.fieldName,
    {
      type,
      description: `${report.name} (\`${report.developerName}\`), with typed rows.${
        report.description === null ? '' : `\n\n${report.description}`
      }`,
      args: RUN_ARGUMENTS,
    },
  ]);
  return {
    fields: Object.fromEntries(fields) as TypedReportTypes['fields'],
    types: built.flatMap(({ row, type }) => [type, row]),
  };
}

// Private:

function rowType({ typeName, name, columns }: ReportModel): GraphQLObjectType {
  return new GraphQLObjectType({
    name: `${typeName}Row`,
    description: `A row of ${name}.`,
    fields: {
      group: { type: GraphQLString, description: 'Key of the group it stands in.' },
      groupAcross: { type: GraphQLString, description: 'Key of its group across.' },
      cells: {
        type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(REPORT_CELL))),
        description: 'The same values in the order of `columns`.',
      },
      ...Object.fromEntries(columns.flatMap(columnFields)),
    },
  });
}

function columnFields(column: ReportColumnModel) {
  const { graphqlName, label, name, dataType } = column;
  const description = `${label} (\`${name}\`).`;
  if (isTextColumn(dataType)) {
    return [
      [graphqlName, { type: GraphQLString, description }],
      [
        `${graphqlName}Id`,
        { type: GraphQLID, description: `Id of the record that ${label} names.` },
      ],
    ] as const;
  }
  return [
    [graphqlName, { type: typeOf(dataType), description }],
    [
      `${graphqlName}Label`,
      { type: GraphQLString, description: `${label}, as Salesforce shows it.` },
    ],
  ] as const;
}

function typeOf(dataType: string): GraphQLOutputType {
  switch (dataType) {
    case 'currency':
    case 'double':
    case 'percent':
      return GraphQLFloat;
    case 'int':
    case 'long':
      return GraphQLLong;
    case 'boolean':
      return GraphQLBoolean;
    case 'date':
      return GraphQLDate;
    case 'datetime':
      return GraphQLDateTime;
    case 'time':
      return GraphQLTime;
    default:
      return GraphQLString;
  }
}
