/** Compiles the expressions that SOQL can compare, group and sort by: fields and functions. */
import type { Compilation } from './compilation.ts';
import { dateFunction, isDateFunction } from './date-functions.ts';
import { distanceSql } from './distance.ts';
import type { Operand, Usage } from './operand.ts';
import type { ResolvedField, Scope } from './scope.ts';
import { sql } from './sql.ts';
import type { CallNode, ExpressionNode, FieldNode, NameNode } from './syntax.ts';

export function compileOperand(
  compilation: Compilation,
  scope: Scope,
  expression: ExpressionNode,
  usage: Usage,
): Operand {
  switch (expression.kind) {
    case 'field':
      return fieldOperand(compilation, scope, expression, usage);
    case 'distance':
      return distanceSql(compilation, scope, expression);
    case 'call':
      return callOperand(compilation, scope, expression, usage);
  }
}

/** The name that an expression is about, for errors and output keys. */
export function nameOf(expression: ExpressionNode): NameNode {
  switch (expression.kind) {
    case 'field':
      return expression.name;
    case 'distance':
      return expression.field;
    case 'call':
      return expression.argument
        ? nameOf(expression.argument)
        : { text: expression.written, path: [expression.written], at: expression.at };
  }
}

function fieldOperand(
  compilation: Compilation,
  scope: Scope,
  node: FieldNode,
  usage: Usage,
): Operand {
  const field = scope.resolve(node.name);
  checkUsage(compilation, field, usage);
  return {
    value: sql(field.column),
    comparable: sql(hasNoKey(field) ? `lower(${field.column})` : field.comparable),
    type: field.field.type,
    field,
    wrapper: 'none',
    name: node.name,
  };
}

/** Long text has no collation key; SQLite folds what it can of it, the ASCII letters. */
const hasNoKey = ({ field }: ResolvedField): boolean =>
  field.type === 'textarea' && !field.filterable;

function callOperand(
  compilation: Compilation,
  scope: Scope,
  call: CallNode,
  usage: Usage,
): Operand {
  if (isDateFunction(call.functionName)) return dateFunction(compilation, scope, call);
  switch (call.functionName) {
    case 'tolabel':
      return { ...wrapped(compilation, scope, call, usage), wrapper: 'label' };
    case 'convertcurrency':
      return currencyOperand(compilation, scope, call, usage);
    case 'format':
      return { ...wrapped(compilation, scope, call, 'select'), wrapper: 'format' };
    default:
      throw compilation.errors.malformed(`Invalid function: ${call.written}`, call.at);
  }
}

function currencyOperand(
  compilation: Compilation,
  scope: Scope,
  call: CallNode,
  usage: Usage,
): Operand {
  // Source: SOQL guide, convertCurrency(): not in a WHERE clause.
  if (usage === 'filter') {
    throw compilation.errors.malformed(`${call.written} is not allowed in WHERE`, call.at);
  }
  const operand = wrapped(compilation, scope, call, usage);
  if (operand.type !== 'currency') {
    throw compilation.errors.field(
      `convertCurrency function can only be used on currency fields, not on: ${operand.name.text}`,
      operand.name.at,
    );
  }
  // The org has one currency, so that converting leaves every amount as it is.
  return { ...operand, wrapper: 'currency' };
}

function wrapped(compilation: Compilation, scope: Scope, call: CallNode, usage: Usage): Operand {
  if (!call.argument) {
    throw compilation.errors.malformed(`${call.written} needs a field`, call.at);
  }
  return compileOperand(compilation, scope, call.argument, usage);
}

/** `filterable`, `groupable` and `sortable` of describe decide where a field may stand. */
function checkUsage(compilation: Compilation, { field, name }: ResolvedField, usage: Usage): void {
  const refuse = (verb: string) =>
    compilation.errors.field(`field '${field.name}' can not be ${verb} in a query call`, name.at);
  switch (usage) {
    case 'filter':
      if (field.filterable && field.type !== 'address' && field.type !== 'location') return;
      if (field.type !== 'textarea') throw refuse('filtered');
      compilation.breaks('filterable-text', () => refuse('filtered'));
      return;
    case 'group':
      if (!field.groupable) throw refuse('grouped');
      return;
    case 'order':
      if (!field.sortable) throw refuse('sorted');
      return;
    case 'select':
      return;
  }
}
