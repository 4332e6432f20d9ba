/** Aggregate functions in SQL, and which types each can be used on. */
import type { FieldType } from '../data/definition-types.ts';
import type { Compilation } from './compilation.ts';
import { picklistPosition } from './comparisons.ts';
import type { Operand } from './operand.ts';
import { compileOperand } from './operands.ts';
import type { Scope } from './scope.ts';
import { concat, sql, type Sql } from './sql.ts';
import type { CallNode } from './syntax.ts';

const AGGREGATES: ReadonlySet<string> = new Set([
  'avg',
  'count',
  'count_distinct',
  'max',
  'min',
  'sum',
]);
const NUMERIC: ReadonlySet<FieldType> = new Set(['currency', 'double', 'int', 'long', 'percent']);
/** Sorts before every character of a text, so that folded text decides first. */
const SEPARATOR = 'char(1)';
const POSITION_DIGITS = 8;

export const isAggregate = (functionName: string): boolean => AGGREGATES.has(functionName);

export function compileAggregate(compilation: Compilation, scope: Scope, call: CallNode): Operand {
  const { argument } = call;
  if (!argument) {
    throw compilation.errors.malformed(`${call.written} needs a field`, call.at);
  }
  const operand = compileOperand(compilation, scope, argument, 'select');
  if (!supports(call.functionName, operand)) {
    throw compilation.errors.malformed(
      `field ${operand.name.text} does not support aggregate operator ${call.written.toUpperCase()}`,
      operand.name.at,
    );
  }
  const value = aggregateSql(call.functionName, operand);
  return {
    ...operand,
    value,
    comparable: value,
    type: resultType(call.functionName, operand.type),
    field: keepsType(call.functionName) ? operand.field : undefined,
    wrapper: operand.wrapper === 'date' ? 'date' : 'none',
  };
}

const keepsType = (functionName: string): boolean =>
  functionName === 'max' || functionName === 'min' || functionName === 'sum';

function supports(functionName: string, operand: Operand): boolean {
  if (operand.field?.field.aggregatable === false) return false;
  if (functionName === 'avg' || functionName === 'sum') return NUMERIC.has(operand.type);
  if (functionName === 'min' || functionName === 'max') {
    return operand.type !== 'time';
  }
  return operand.type !== 'time';
}

function resultType(functionName: string, type: FieldType): FieldType {
  if (functionName === 'count' || functionName === 'count_distinct') return 'int';
  if (functionName === 'avg') return 'double';
  return type;
}

function aggregateSql(functionName: string, operand: Operand): Sql {
  switch (functionName) {
    case 'count':
      return concat('count(', operand.value, ')');
    case 'count_distinct':
      return concat('count(DISTINCT ', operand.comparable, ')');
    case 'min':
    case 'max':
      return extreme(functionName, operand);
    default:
      return concat(`${functionName}(`, operand.value, ')');
  }
}

/** Smallest or largest: text by its folded form, picklists by setup order. */
function extreme(functionName: 'min' | 'max', operand: Operand): Sql {
  if (operand.type === 'picklist' && operand.field && operand.wrapper === 'none') {
    const key = concat(
      `printf('%0${POSITION_DIGITS}d', `,
      picklistPosition(operand),
      ') || ',
      operand.value,
    );
    return concat(`substr(${functionName}(`, key, sql(`), ${POSITION_DIGITS + 1})`));
  }
  if (operand.value.text === operand.comparable.text) {
    return concat(`${functionName}(`, operand.value, ')');
  }
  const key = concat(operand.comparable, ` || ${SEPARATOR} || `, operand.value);
  const best = concat(`${functionName}(`, key, ')');
  return concat('substr(', best, ', instr(', best, `, ${SEPARATOR}) + 1)`);
}
