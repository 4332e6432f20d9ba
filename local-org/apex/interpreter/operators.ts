/** The operators of Apex on values. */
import { notRun, nullPointer, thrown } from './run.ts';
import { ApexDecimal, ApexMoment, areEqual, numberOf, textOf } from './values.ts';
import type { Value } from './values.ts';

export function arithmetic(operator: string, left: Value, right: Value): Value {
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) {
    return textOf(left) + textOf(right);
  }
  if (left === null || right === null) throw nullPointer();
  if (left instanceof ApexMoment && typeof right === 'number') {
    const days = operator === '-' ? -right : right;
    return new ApexMoment(left.kind, left.time + days * 86_400_000);
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === null || b === null) throw notRun(`${operator} of these types`);
  const result = compute(operator, a, b);
  const isWhole = typeof left === 'number' && typeof right === 'number';
  return isWhole ? Math.trunc(result) : new ApexDecimal(result);
}

function compute(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      if (b === 0) throw thrown('MathException', 'Divide by 0');
      return a / b;
    default:
      throw notRun(`the operator ${operator}`);
  }
}

export function compare(operator: string, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return areEqual(left, right);
    case '!=':
    case '<>':
      return !areEqual(left, right);
    case '===':
      return left === right;
    case '!==':
      return left !== right;
  }
  if (left === null || right === null) return false;
  const order = orderOf(left, right);
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      throw notRun(`the operator ${operator}`);
  }
}

/** Negative, zero or positive; nulls come first. */
export function orderOf(left: Value, right: Value): number {
  if (left === null || right === null) return Number(left !== null) - Number(right !== null);
  if (left instanceof ApexMoment && right instanceof ApexMoment) return left.time - right.time;
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) return a - b;
  const texts = [textOf(left), textOf(right)] as const;
  return texts[0] < texts[1] ? -1 : Number(texts[0] > texts[1]);
}

export function truth(value: Value): boolean {
  if (value === null) throw nullPointer();
  if (typeof value !== 'boolean') throw notRun('a condition that is no Boolean');
  return value;
}
