/** The SELECT list of a query with aggregate functions or GROUP BY → the members of a group's GraphQL types. */

import type {
  GroupBySyntax,
  NameSyntax,
  SelectItemSyntax,
  StatementSyntax,
} from '../soql/statement-syntax.ts';
import { placeOfOperand } from '../soql/statement-syntax.ts';
import { MAX_ROLLUP_FIELDS } from '../soql/limits.ts';
import type { Subject } from './condition-template.ts';
import type { DeclaredResult, GroupItem } from './declared-query.ts';
import { readCondition } from './read-conditions.ts';
import {
  findParent,
  isAggregateName,
  readOperand,
  targetOf,
  withoutAlias,
} from './read-operand.ts';
import { errorAt, type QueryScope } from './query-scope.ts';

/** Whether the statement answers groups or figures rather than rows. */
export function isGrouped(statement: StatementSyntax): boolean {
  return statement.groupBy !== null || statement.having !== null || statement.items.some(isFigure);
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
    const isFigureOf =
      operand.kind === 'call' && (isAggregateName(operand.fn) || operand.fn === 'GROUPING');
    if (!isFigureOf) requireGrouped(scope, subject, subjects, at);
    const fn = operand.kind === 'call' ? operand.fn : null;
    const value = { kind: 'value', subject, fn, type: subject.type } as const;
    if (alias !== null) members.add({ ...value, name: alias.text }, [], alias.at);
    else if (fn !== null) members.add({ ...value, name: `expr${unnamed++}` }, [], at);
    else members.add({ ...value, name: subject.field.graphqlName }, parentNames(scope, item), at);
  }
  return {
    kind: 'groups',
    items: members.build(),
    groupBy: groupBy === null ? null : { mode: groupBy.mode, subjects },
    having: having === null ? null : readCondition(scope, having, 'HAVING'),
  };
}

// Private:

function isFigure(item: SelectItemSyntax): boolean {
  if (item.kind !== 'field' || item.operand.kind !== 'call') return false;
  const name = item.operand.fn.text.toUpperCase();
  return isAggregateName(name) || name === 'GROUPING';
}

function readItem(
  scope: QueryScope,
  item: SelectItemSyntax,
): { readonly subject: Subject; readonly at: number; readonly alias: NameSyntax | null } {
  if (item.kind === 'field') {
    const at = placeOfOperand(item.operand);
    return { subject: readOperand(scope, item.operand), at, alias: item.alias };
  }
  const at = item.kind === 'subquery' ? item.statement.at : item.relationship.at;
  throw errorAt(scope.source, at, 'A query with GROUP BY or aggregate functions has no such rows.');
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
    if (subject.operand.kind === 'call' && isAggregateName(subject.operand.fn)) {
      throw errorAt(scope.source, at, `Rows cannot be grouped by ${subject.operand.fn}().`);
    }
    return subject;
  });
}

function requireGrouped(
  scope: QueryScope,
  subject: Subject,
  groups: readonly Subject[],
  at: number,
): void {
  const key = JSON.stringify(subject.operand);
  if (groups.some((group) => JSON.stringify(group.operand) === key)) return;
  const path = subject.operand.path.join('.');
  throw errorAt(scope.source, at, `Field must be grouped or aggregated: ${path}`);
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
