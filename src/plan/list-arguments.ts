/** The arguments of a list field, coerced and checked: filter, order, page. */

import {
  getArgumentValues,
  Kind,
  type ArgumentNode,
  type FieldNode,
  type GraphQLField,
  type ValueNode,
} from 'graphql';
import { AppError } from '../common/errors.ts';
import type { SelectionScope } from './collect-fields.ts';

export interface ListArguments {
  /** Coerced; undefined when the argument is absent. */
  readonly where: unknown;
  readonly orderBy: unknown;
  readonly scope: string | null;
  readonly size: number;
  readonly backward: boolean;
  readonly after: string | null;
  readonly before: string | null;
}

/** Rows of a page when `first` is given as null. */
export const DEFAULT_PAGE_ROWS = 25;
/** Rows of one page of a root list; longer pages are read through locators up to this cap. */
export const MAX_PAGE_ROWS = 10_000;
/** Rows of one page of a child list: they multiply with their parents. */
export const MAX_CHILD_PAGE_ROWS = 2_000;

type Field = GraphQLField<unknown, unknown>;

/** @throws AppError BAD_USER_INPUT */
export function readListArguments(
  scope: SelectionScope,
  field: Field,
  node: FieldNode,
  maxRows: number,
): ListArguments {
  refuseMissingVariables(scope, node);
  const values = argumentValues(scope, field, node);
  if (values['where'] === null) {
    throw badPage('where is null, which says nothing', 'Leave the argument out to list all rows.');
  }
  const last = optional(values['last']);
  const first = last === null || isGiven(scope, node, 'first') ? optional(values['first']) : null;
  if (first !== null && last !== null) {
    throw badPage(
      'first and last are both given',
      'Give first to page forward or last to page backward.',
    );
  }
  return {
    where: values['where'],
    orderBy: values['orderBy'],
    scope: typeof values['scope'] === 'string' ? values['scope'] : null,
    size: pageSize(first ?? last ?? DEFAULT_PAGE_ROWS, maxRows),
    backward: last !== null,
    after: cursorOf(values['after']),
    before: cursorOf(values['before']),
  };
}

/** Coerced arguments; graphql-js's own complaint becomes ours. */
export function argumentValues(
  scope: SelectionScope,
  field: Field,
  node: FieldNode,
): Record<string, unknown> {
  return getArgumentValues(field, node, scope.variables);
}

/** A variable inside a filter that has no value would drop its condition and widen the list. */
export function refuseMissingVariables(scope: SelectionScope, node: FieldNode): void {
  for (const argument of node.arguments ?? []) {
    if (argument.value.kind === Kind.VARIABLE) continue;
    const missing = missingVariable(scope, argument.value);
    if (missing === null) continue;
    throw badPage(
      `the variable $${missing} inside ${argument.name.value} has no value`,
      'Give the variable a value, or build the whole argument as one variable.',
    );
  }
}

/** Whether the operation itself says it: a default stands neither against a `last` nor against a pin. */
export function isGiven(
  scope: Pick<SelectionScope, 'variables'>,
  node: FieldNode,
  name: string,
): boolean {
  const argument: ArgumentNode | undefined = node.arguments?.find((one) => one.name.value === name);
  if (argument === undefined) return false;
  return argument.value.kind === Kind.VARIABLE
    ? Object.hasOwn(scope.variables, argument.value.name.value)
    : true;
}

// Private:

function missingVariable(scope: SelectionScope, value: ValueNode): string | null {
  switch (value.kind) {
    case Kind.VARIABLE:
      return Object.hasOwn(scope.variables, value.name.value) ? null : value.name.value;
    case Kind.LIST:
      return value.values.map((item) => missingVariable(scope, item)).find(isText) ?? null;
    case Kind.OBJECT:
      return value.fields.map((item) => missingVariable(scope, item.value)).find(isText) ?? null;
    default:
      return null;
  }
}

function isText(value: string | null): value is string {
  return value !== null;
}

function optional(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

function cursorOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function pageSize(size: number, maxRows: number): number {
  if (size >= 0 && size <= maxRows) return size;
  throw badPage(
    `a page of ${size} rows is asked for`,
    `Ask for 0 to ${maxRows} rows and page on with cursors.`,
  );
}

function badPage(problem: string, hint: string): AppError {
  return new AppError('BAD_USER_INPUT', `The list cannot be read: ${problem}.`, { hint });
}
