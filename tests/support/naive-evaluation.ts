/** The same operation the way one writes it first: a resolver per field over the rows in memory, row by row, no plan. */

import {
  execute,
  parse,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql';
import { outputBindingOf } from '../../src/model/schema-bindings.ts';
import type { OrgModel } from '../../src/model/org-model.ts';
import { formatted } from './soql-values.ts';
import type { Tables, TestRow } from './soql-evaluator.ts';

interface NaivePage {
  readonly rows: readonly NaiveRow[];
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
}

interface NaiveRow {
  readonly object: string;
  readonly row: TestRow;
}

/** Lists are in the order of ids and unfiltered: filters and orders have tests of their own. */
export async function evaluateNaively(
  schema: GraphQLSchema,
  model: OrgModel,
  tables: Tables,
  query: string,
): Promise<ExecutionResult> {
  const resolve: GraphQLFieldResolver<unknown, unknown, Record<string, unknown>> = (
    source,
    args,
    _context,
    info,
  ) => {
    const field = info.parentType.getFields()[info.fieldName];
    const binding = field && outputBindingOf(field);
    const holder = source as NaiveRow;
    switch (binding?.kind) {
      case 'list':
        return page(binding.object.name, tables[binding.object.name] ?? [], args);
      case 'children': {
        const { child } = binding;
        const rows = tables[child.object] ?? [];
        return page(
          child.object,
          rows.filter((row) => row[child.foreignKey] === holder.row['Id']),
          args,
        );
      }
      case 'parent': {
        const { parent } = binding;
        for (const object of parent.targets) {
          const row = tables[object]?.find((one) => one['Id'] === holder.row[parent.foreignKey]);
          if (row !== undefined) return { object, row };
        }
        return null;
      }
      case 'column':
        return columnValue(holder.row[binding.field.name], binding.field.type);
      case 'label': {
        const value = holder.row[binding.field.name];
        return typeof value === 'string' ? `${value} (label)` : null;
      }
      case 'formatted':
        return formatted(holder.row[binding.field.name], binding.field.type);
      case 'part':
        return (source as TestRow)[binding.part] ?? null;
      case 'nodes':
        return (source as NaivePage).rows;
      case 'edges':
        return (source as NaivePage).rows;
      case 'edgeNode':
        return source;
      case 'edgeCursor':
        return 'cursor';
      case 'pageInfo':
        return source;
      case 'page':
        return pagePart(source as NaivePage, binding.part);
      default:
        throw new Error(`${info.fieldName} is not evaluated naively.`);
    }
  };
  return await execute({
    schema,
    document: parse(query),
    rootValue: {},
    fieldResolver: resolve,
    typeResolver: (value) => model.objects.get((value as NaiveRow).object)?.typeName,
  });
}

function page(object: string, rows: readonly TestRow[], args: Record<string, unknown>): NaivePage {
  const sorted = [...rows].sort((a, b) => (String(a['Id']) < String(b['Id']) ? -1 : 1));
  const wrap = (row: TestRow) => ({ object, row });
  if (typeof args['last'] === 'number') {
    const start = Math.max(0, sorted.length - args['last']);
    return { rows: sorted.slice(start).map(wrap), hasNextPage: false, hasPreviousPage: start > 0 };
  }
  const first = args['first'] as number;
  return {
    rows: sorted.slice(0, first).map(wrap),
    hasNextPage: sorted.length > first,
    hasPreviousPage: false,
  };
}

function pagePart({ rows, hasNextPage, hasPreviousPage }: NaivePage, part: string): unknown {
  switch (part) {
    case 'hasNextPage':
      return hasNextPage;
    case 'hasPreviousPage':
      return hasPreviousPage;
    default:
      return rows.length === 0 ? null : 'cursor';
  }
}

function columnValue(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'multipicklist') return (value as string).split(';');
  return type === 'datetime' ? (value as string).replace('+0000', 'Z') : value;
}
