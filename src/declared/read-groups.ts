/** The SELECT list of a query with aggregate functions or GROUP BY → the members of a group's GraphQL types. */

import type {
  CallSyntax,
  GroupBySyntax,
  NameSyntax,
  SelectItemSyntax,
  StatementSyntax,
} from '../soql/statement-syntax.ts';
import { placeOfOperand } from '../soql/statement-syntax.ts';
import { MAX_ROLLUP_FIELDS } from '../soql/limits.ts';
import type { Subject } from './condition-template.ts';
import type { DeclaredResult, GroupItem } from './declared-query.ts';
import { requireGrouped } from './grouped-subjects.ts';
import { readCondition } from './read-conditions.ts';
import {
  findParent,
  isAggregateName,
  isFigure,
  readOperand,
  targetOf,
  withoutAlias,
} from './read-operand.ts';
import { errorAt, type QueryScope } from './query-scope.ts';

/** Whether the statement answers groups or figures rather than rows. */
export function isGrouped(statement: StatementSyntax): boolean {
  return (
    statement.groupBy !== null || statement.having !== null || statement.items.some(asksFigure)
  );
}

/** `SELECT COUNT()`, which stands alone. */
export function isCount({ items }: StatementSyntax): boolean {
  const [item] = items;
  if (items.length !== 1 || item?.kind !== 'field' || item.operand.kind !== 'call') return false;
  return item.operand.fn.text.toUpperCase() === 'COUNT' && item.operand.args.length === 0;
}

export function readGroups(
  scope: QueryScope,
  statement: StatementSyntax,
  typeName: string,
): Extract<DeclaredResult, { kind: 'groups' }> {
  const { groupBy, having } = statement;
  const subjects = groupBy === null ? [] : readGroupBy(scope, groupBy);
  const members = new GroupMembers(scope, typeName);
  let unnamed = 0;
  for (const item of statement.items) {
    const { subject, at, alias } = readItem(scope, item);
    const { operand } = subject;
    const fn = operand.kind === 'call' ? operand.fn : null;
    if (fn !== 'FORMAT') requireGrouped(scope, subject, subjects, at);
    const value = { kind: 'value', subject, fn, type: subject.type } as const;
    if (alias !== null) members.add({ ...value, name: alias.text }, [], alias.at);
    else if (fn !== null) members.add({ ...value, name: `expr${unnamed++}` }, [], at);
    else members.add({ ...value, name: subject.field.graphqlName }, parentNames(scope, item), at);
  }
  return {
    kind: 'groups',
    items: members.build(),
    groupBy: groupBy === null ? null : { mode: groupBy.mode, subjects },
    having: having === null ? null : readCondition(scope, having, subjects),
  };
}

// Private:

function asksFigure(item: SelectItemSyntax): boolean {
  if (item.kind !== 'field' || item.operand.kind !== 'call') return false;
  const call = innerFigure(item.operand) ?? item.operand;
  const name = call.fn.text.toUpperCase();
  return isAggregateName(name) || name === 'GROUPING';
}

/** `SUM(Amount)` of `FORMAT(SUM(Amount))`. */
function innerFigure({ fn, args: [argument, ...others] }: CallSyntax): CallSyntax | null {
  if (fn.text.toUpperCase() !== 'FORMAT' || argument?.kind !== 'call') return null;
  return others.length === 0 ? argument : null;
}

function readItem(
  scope: QueryScope,
  item: SelectItemSyntax,
): { readonly subject: Subject; readonly at: number; readonly alias: NameSyntax | null } {
  if (item.kind === 'field') {
    const { operand, alias } = item;
    const figure = operand.kind === 'call' ? innerFigure(operand) : null;
    const at = placeOfOperand(operand);
    const subject = figure === null ? readOperand(scope, operand) : formatted(scope, figure, at);
    return { subject, at, alias };
  }
  const at = item.kind === 'subquery' ? item.statement.at : item.relationship.at;
  throw errorAt(scope.source, at, 'A query with GROUP BY or aggregate functions has no such rows.');
}

/** The figure as Salesforce writes it for its user. */
function formatted(scope: QueryScope, figure: CallSyntax, at: number): Subject {
  const subject = readOperand(scope, figure);
  const { operand } = subject;
  if (operand.kind !== 'call' || !isAggregateName(operand.fn)) {
    throw errorAt(scope.source, at, 'FORMAT() takes an aggregate function here.');
  }
  const { fn: inner, path } = operand;
  return { ...subject, operand: { kind: 'call', fn: 'FORMAT', inner, path }, type: 'string' };
}

function readGroupBy(scope: QueryScope, groupBy: GroupBySyntax): readonly Subject[] {
  if (groupBy.mode !== 'PLAIN' && groupBy.operands.length > MAX_ROLLUP_FIELDS) {
    throw errorAt(scope.source, groupBy.at, `${groupBy.mode} takes ${MAX_ROLLUP_FIELDS} fields.`);
  }
  return groupBy.operands.map((written) => {
    const subject = readOperand(scope, written);
    const at = placeOfOperand(written);
    if (written.kind === 'path' && !subject.field.groupable) {
      throw errorAt(scope.source, at, `Salesforce cannot group by ${subject.field.name}.`);
    }
    if (isFigure(subject)) throw errorAt(scope.source, at, 'Rows cannot be grouped by a figure.');
    return subject;
  });
}

/** GraphQL names of the parents on the way to a selected field. */
function parentNames(scope: QueryScope, item: SelectItemSyntax): readonly string[] {
  if (item.kind !== 'field' || item.operand.kind !== 'path') return [];
  let object = scope.object;
  return withoutAlias(scope, item.operand.path)
    .slice(0, -1)
    .map((step) => {
      const parent = findParent(scope, object, step);
      object = targetOf(scope, parent, step);
      return parent.graphqlName;
    });
}

class GroupMembers {
  readonly #scope: QueryScope;
  readonly #typeName: string;
  readonly #members = new Map<string, GroupItem | GroupMembers>();

  constructor(scope: QueryScope, typeName: string) {
    this.#scope = scope;
    this.#typeName = typeName;
  }

  add(item: GroupItem, parents: readonly string[], at: number): void {
    const [first, ...rest] = parents;
    const name = first ?? item.name;
    const known = this.#members.get(name);
    if (first !== undefined) {
      const nested = known ?? new GroupMembers(this.#scope, this.#typeName + capital(first));
      if (!(nested instanceof GroupMembers)) throw this.#twice(name, at);
      this.#members.set(name, nested);
      nested.add(item, rest, at);
      return;
    }
    if (known !== undefined) throw this.#twice(name, at);
    this.#members.set(name, item);
  }

  build(): readonly GroupItem[] {
    return [...this.#members].map(([name, member]) =>
      member instanceof GroupMembers
        ? { kind: 'object', name, typeName: member.#typeName, items: member.build() }
        : member,
    );
  }

  #twice(name: string, at: number): Error {
    return errorAt(this.#scope.source, at, `${name} is selected twice: give one of them an alias.`);
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
