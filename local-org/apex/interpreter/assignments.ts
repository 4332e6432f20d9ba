/** Assignments of interpreted Apex: to variables, to fields of records, to places in lists. */
import type { AssignExpressionContext, ExpressionContext } from '@apexdevtools/apex-parser';
import { apexGrammar } from '../source/apex-grammar.ts';
import { itemAt } from './instance-methods.ts';
import { arithmetic } from './operators.ts';
import { findVariable, notRun, nullPointer } from './run.ts';
import type { Frame, Run } from './run.ts';
import { assigned, onlyRow } from './types.ts';
import { ApexList, ApexSObject } from './values.ts';
import type { Value } from './values.ts';

interface Place {
  read(): Value;
  write(value: Value): void;
}

export function assign(run: Run, frame: Frame, tree: AssignExpressionContext): Value {
  const operator = tree.children?.[1]?.getText() ?? '=';
  const place = placeOf(run, frame, tree.expression(0));
  const right = run.evaluate(frame, tree.expression(1));
  const value =
    operator === '=' ? right : arithmetic(operator.replace(/=$/, ''), place.read(), right);
  place.write(value);
  return place.read();
}

/** `++` and `--`. */
export function step(
  run: Run,
  frame: Frame,
  tree: ExpressionContext,
  by: 1 | -1,
): { readonly before: Value; readonly after: Value } {
  const place = placeOf(run, frame, tree);
  const before = place.read();
  place.write(arithmetic('+', before, by));
  return { before, after: place.read() };
}

function placeOf(run: Run, frame: Frame, tree: ExpressionContext): Place {
  const g = apexGrammar();
  if (tree instanceof g.PrimaryExpressionContext) return variablePlace(run, frame, tree.getText());
  if (tree instanceof g.DotExpressionContext) {
    return fieldPlace(run, run.evaluate(frame, tree.expression()), tree.anyId().getText());
  }
  if (tree instanceof g.ArrayExpressionContext) {
    const list = run.evaluate(frame, tree.expression(0));
    const index = run.evaluate(frame, tree.expression(1));
    if (list === null) throw nullPointer();
    if (!(list instanceof ApexList) || typeof index !== 'number') throw notRun(tree.getText());
    return {
      read: () => itemAt(list, index),
      write: (value) => {
        itemAt(list, index);
        list.items[index] = value;
      },
    };
  }
  throw notRun(`an assignment to ${tree.getText()}`);
}

function variablePlace(run: Run, frame: Frame, name: string): Place {
  const variable = findVariable(frame, name);
  if (variable === undefined) throw notRun(`the variable ${name}`);
  return {
    read: () => variable.value,
    write: (value) => {
      variable.value = assigned(run, variable.type, value);
    },
  };
}

function fieldPlace(run: Run, owner: Value, name: string): Place {
  if (owner === null) throw nullPointer();
  const record = owner instanceof ApexList && owner.isQueryResult ? onlyRow(owner) : owner;
  if (!(record instanceof ApexSObject)) throw notRun(`an assignment to ${name}`);
  const field = run.org.catalog.object(record.type)?.field(name)?.name ?? name;
  return {
    read: () => record.fields.get(field) ?? null,
    write: (value) => record.fields.set(field, value),
  };
}
