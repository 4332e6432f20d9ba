/** The columns of an aggregate statement, each function of a field once, by alias. */

import type { AggregateName, Grouping } from '../model/schema-bindings.ts';
import { fieldOperand } from '../soql/condition-builders.ts';
import type { AggregateFunction, Operand, SelectColumn, SoqlFunction } from '../soql/nodes.ts';

const FUNCTIONS: Readonly<Record<AggregateName, AggregateFunction>> = {
  countDistinct: 'COUNT_DISTINCT',
  sum: 'SUM',
  avg: 'AVG',
  min: 'MIN',
  max: 'MAX',
};

export class FigureColumns {
  readonly #columns = new Map<string, SelectColumn & { readonly kind: 'call' }>();

  /** Alias of `fn(field)`. */
  add(fn: SoqlFunction, field: string): string {
    const key = `${fn} ${field}`;
    const known = this.#columns.get(key);
    if (known !== undefined) return known.alias;
    const alias = `a${this.#columns.size}`;
    this.#columns.set(key, { kind: 'call', fn, path: [field], alias });
    return alias;
  }

  /** Alias under which a grouping's value comes back; a plain field comes back under its own name. */
  addGrouping(grouping: Grouping): string {
    return grouping.fn === null ? grouping.field.name : this.add(grouping.fn, grouping.field.name);
  }

  columns(): readonly SelectColumn[] {
    return [...this.#columns.values()];
  }
}

export function aggregateOperand(name: AggregateName, field: string): Operand {
  return { kind: 'call', fn: FUNCTIONS[name], path: [field] };
}

export function aggregateFunction(name: AggregateName): AggregateFunction {
  return FUNCTIONS[name];
}

/** Every record has an id, so this counts rows. */
export const COUNT_ROWS: Operand = { kind: 'call', fn: 'COUNT', path: ['Id'] };

export function groupingOperand(grouping: Grouping): Operand {
  return grouping.fn === null
    ? fieldOperand(grouping.field.name)
    : { kind: 'call', fn: grouping.fn, path: [grouping.field.name] };
}
