/** Evaluates expressions of interpreted Apex. */
import type {
  DotExpressionContext,
  DotMethodCallContext,
  ExpressionContext,
  ExpressionListContext,
  LiteralContext,
  PrimaryContext,
} from '@apexdevtools/apex-parser';
import { apexGrammar } from '../source/apex-grammar.ts';
import { assign, step } from './assignments.ts';
import { create } from './creators.ts';
import { callMethod, itemAt } from './instance-methods.ts';
import { arithmetic, compare, truth } from './operators.ts';
import { query } from './records.ts';
import { findVariable, notRun, nullPointer, thrown } from './run.ts';
import type { Frame, Run } from './run.ts';
import { STATIC_METHODS } from './static-methods.ts';
import { cast, isInstance, onlyRow } from './types.ts';
import { ApexDecimal, ApexList, ApexMap, ApexSObject, numberOf } from './values.ts';
import type { Value } from './values.ts';

export function evaluate(run: Run, frame: Frame, tree: ExpressionContext): Value {
  const g = apexGrammar();
  if (tree instanceof g.PrimaryExpressionContext) return primary(run, frame, tree.primary());
  if (tree instanceof g.SubExpressionContext) return evaluate(run, frame, tree.expression());
  if (tree instanceof g.DotExpressionContext) return dotted(run, frame, tree);
  if (tree instanceof g.MethodCallExpressionContext) {
    const call = tree.methodCall();
    const name = (call.id() as { getText(): string } | null)?.getText() ?? 'this';
    return run.callStatic(frame.className, name, values(run, frame, call.expressionList()));
  }
  if (tree instanceof g.NewExpressionContext) return create(run, frame, tree.creator());
  if (tree instanceof g.AssignExpressionContext) return assign(run, frame, tree);
  if (tree instanceof g.PostOpExpressionContext) {
    return step(run, frame, tree.expression(), tree.getText().endsWith('++') ? 1 : -1).before;
  }
  if (tree instanceof g.ArrayExpressionContext) {
    const list = evaluate(run, frame, tree.expression(0));
    const index = evaluate(run, frame, tree.expression(1));
    if (list === null || index === null) throw nullPointer();
    if (list instanceof ApexList && typeof index === 'number') return itemAt(list, index);
    throw notRun('an index of this type');
  }
  return operation(run, frame, tree);
}

/** Operators, casts and conditionals. */
function operation(run: Run, frame: Frame, tree: ExpressionContext): Value {
  const g = apexGrammar();
  const value = (index: number) =>
    evaluate(run, frame, (tree as unknown as Binary).expression(index));
  if (tree instanceof g.Arth1ExpressionContext || tree instanceof g.Arth2ExpressionContext) {
    return arithmetic(operatorOf(tree), value(0), value(1));
  }
  if (tree instanceof g.CmpExpressionContext || tree instanceof g.EqualityExpressionContext) {
    return compare(operatorOf(tree), value(0), value(1));
  }
  if (tree instanceof g.LogAndExpressionContext) return truth(value(0)) && truth(value(1));
  if (tree instanceof g.LogOrExpressionContext) return truth(value(0)) || truth(value(1));
  if (tree instanceof g.CondExpressionContext) return truth(value(0)) ? value(1) : value(2);
  if (tree instanceof g.CoalExpressionContext) return value(0) ?? value(1);
  if (tree instanceof g.NegExpressionContext) {
    if (!tree.getText().startsWith('!')) throw notRun('the operator ~');
    return !truth(evaluate(run, frame, tree.expression()));
  }
  if (tree instanceof g.PreOpExpressionContext) return prefixed(run, frame, tree);
  if (tree instanceof g.CastExpressionContext) {
    return cast(run, tree.typeRef().getText(), evaluate(run, frame, tree.expression()));
  }
  if (tree instanceof g.InstanceOfExpressionContext) {
    return isInstance(evaluate(run, frame, tree.expression()), tree.typeRef().getText());
  }
  throw notRun(tree.getText());
}

interface Binary {
  expression(index: number): ExpressionContext;
}

/** What stands between the two operands. */
const operatorOf = (tree: ExpressionContext): string =>
  (tree.children ?? [])
    .slice(1, -1)
    .map((child) => child.getText())
    .join('');

function prefixed(
  run: Run,
  frame: Frame,
  tree: ExpressionContext & { expression(): ExpressionContext },
): Value {
  const operator = tree.children?.[0]?.getText() ?? '';
  if (operator === '++' || operator === '--') {
    return step(run, frame, tree.expression(), operator === '++' ? 1 : -1).after;
  }
  const value = evaluate(run, frame, tree.expression());
  if (operator === '+') return value;
  if (typeof value === 'number') return -value;
  const number = numberOf(value);
  if (number === null) throw nullPointer();
  return new ApexDecimal(-number);
}

export function values(
  run: Run,
  frame: Frame,
  list: ExpressionListContext | null,
): readonly Value[] {
  return (list?.expression_list() ?? []).map((one) => evaluate(run, frame, one));
}

function primary(run: Run, frame: Frame, tree: PrimaryContext): Value {
  const g = apexGrammar();
  if (tree instanceof g.LiteralPrimaryContext) return literal(tree.literal());
  if (tree instanceof g.IdPrimaryContext) {
    const name = tree.id().getText();
    const variable = findVariable(frame, name);
    if (variable === undefined) throw notRun(`the variable ${name}`);
    return variable.value;
  }
  if (tree instanceof g.SoqlPrimaryContext) {
    const source = sourceOf(tree);
    return query(run, source.slice(1, -1), (expression) => boundValue(run, frame, expression));
  }
  throw notRun(tree.getText());
}

/** The text of a tree with its blanks. */
export function sourceOf(tree: PrimaryContext): string {
  const { start, stop } = tree;
  return start.getInputStream().getText(start.start, (stop ?? start).stop);
}

/** `name` or `name.Field`. */
export function boundValue(run: Run, frame: Frame, expression: string): Value {
  const [name = '', ...path] = expression.split('.');
  const variable = findVariable(frame, name);
  if (variable === undefined) throw thrown('QueryException', `Variable does not exist: ${name}`);
  return path.reduce<Value>((value, field) => fieldOf(run, value, field), variable.value);
}

/** A literal of the source. */
function literal(tree: LiteralContext): Value {
  const text = tree.getText();
  if (text.startsWith("'")) return unescaped(text.slice(1, -1));
  const lower = text.toLowerCase();
  if (lower === 'null') return null;
  if (lower === 'true' || lower === 'false') return lower === 'true';
  if (/^\d+l?$/.test(lower)) return Number.parseInt(lower, 10);
  return new ApexDecimal(Number.parseFloat(lower));
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

const unescaped = (text: string): string =>
  text.replace(/\\(u[0-9a-f]{4}|.)/gi, (_all, code: string) =>
    code.length > 1
      ? String.fromCharCode(Number.parseInt(code.slice(1), 16))
      : (ESCAPES[code] ?? code),
  );

/** A field, a method of a value, or a static method of a class. */
function dotted(run: Run, frame: Frame, tree: DotExpressionContext): Value {
  const owner = tree.expression();
  const call = tree.dotMethodCall() as DotMethodCallContext | null;
  const typeName = typeNameOf(frame, owner);
  if (typeName !== null) {
    // Enum values such as LoggingLevel.INFO are their own names.
    if (call === null) return tree.anyId().getText();
    const args = values(run, frame, call.expressionList());
    return staticCall(run, frame, typeName, call.anyId().getText(), args);
  }
  const value = evaluate(run, frame, owner);
  if (value === null && isSafe(tree)) return null;
  if (call === null) return fieldOf(run, value, tree.anyId().getText());
  return callMethod(value, call.anyId().getText(), values(run, frame, call.expressionList()));
}

const isSafe = (tree: DotExpressionContext): boolean =>
  (tree.QUESTIONDOT() as object | null) !== null;

/** The name before the dot, where it is no variable and so must be a type; else null. */
function typeNameOf(frame: Frame, owner: ExpressionContext): string | null {
  const text = owner.getText();
  if (!/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/.test(text)) return null;
  const [first = ''] = text.split('.');
  return findVariable(frame, first) === undefined ? text : null;
}

function staticCall(
  run: Run,
  frame: Frame,
  typeName: string,
  name: string,
  args: readonly Value[],
): Value {
  const type = typeName.replace(/^System\.(?=.)/i, '');
  const builtIn = STATIC_METHODS[`${type}.${name}`.toLowerCase()];
  if (builtIn === undefined) return run.callStatic(type, name, args);
  return builtIn({ run, frame, args, bind: (bound) => boundValue(run, frame, bound) });
}

export function fieldOf(run: Run, value: Value, field: string): Value {
  if (value === null) throw nullPointer();
  if (value instanceof ApexList && value.isQueryResult) return fieldOf(run, onlyRow(value), field);
  if (value instanceof ApexMap || !(value instanceof ApexSObject)) {
    throw notRun(`the member ${field}`);
  }
  const wanted = field.toLowerCase();
  const known = [...value.fields.keys()].find((name) => name.toLowerCase() === wanted);
  if (known !== undefined) return value.fields.get(known) ?? null;
  if (value.isQueried && wanted !== 'id') {
    const message = `SObject row was retrieved via SOQL without querying the requested field: ${value.type}.${field}`;
    throw thrown('SObjectException', message);
  }
  return null;
}
