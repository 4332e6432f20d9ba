/** Compiles ORDER BY: folded text, picklists in setup order, nulls first unless told. */
import type { Compilation } from './compilation.ts';
import { picklistPosition } from './comparisons.ts';
import type { Operand } from './operand.ts';
import { compileOperand } from './operands.ts';
import type { Scope } from './scope.ts';
import { concat, joinSql, sql, type Sql } from './sql.ts';
import type { OrderNode } from './syntax.ts';

/** The level's order, made total by the row's id. */
export function compileOrder(
  compilation: Compilation,
  scope: Scope,
  order: readonly OrderNode[],
): Sql {
  const terms = order.map((term) =>
    orderTerm(compileOperand(compilation, scope, term.expression, 'order'), term),
  );
  return joinSql([...terms, sql(`${scope.rootAlias}."Id"`)], ', ');
}

export function orderTerm(operand: Operand, term: OrderNode): Sql {
  return concat(sortable(operand), direction(operand, term));
}

export const sortable = (operand: Operand): Sql =>
  operand.type === 'picklist' && operand.field && operand.wrapper === 'none'
    ? picklistPosition(operand)
    : operand.comparable;

function direction(operand: Operand, { descending, nulls }: OrderNode): string {
  // Salesforce ignores NULLS LAST on a reference field.
  const last = nulls === 'last' && operand.type !== 'reference';
  // Without nulls to place, SQLite can walk the index backwards.
  if (descending && isNeverNull(operand)) return ' DESC';
  if (descending) return last ? ' DESC' : ' DESC NULLS FIRST';
  return last ? ' ASC NULLS LAST' : ' ASC';
}

const isNeverNull = (operand: Operand): boolean =>
  operand.wrapper === 'none' &&
  operand.field?.field.nillable === false &&
  operand.field.relation.depth === 0;
