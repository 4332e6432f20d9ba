/** The groups or figures of a declared query → one aggregate statement and the shape of its rows. */

import { getNamedType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import type { DeclaredResult } from '../declared/declared-query.ts';
import { declaredMemberOf } from '../declared/declared-member.ts';
import type { Subject } from '../declared/condition-template.ts';
import { outputBindingOf } from '../model/schema-bindings.ts';
import { MAX_AGGREGATE_ROWS } from '../soql/limits.ts';
import type { OrderNode, SelectColumn } from '../soql/nodes.ts';
import { bindCondition, requireSubject, type BoundArguments } from './bind-condition.ts';
import { collectFields, selectionsOf, type CollectedField } from './collect-fields.ts';
import type { FigureScope } from './plan-figures.ts';
import { conversionOf } from './plan-record.ts';
import type { ConnectionFieldShape, FigureFieldShape } from './plan.ts';

export interface GroupRequest {
  readonly result: Extract<DeclaredResult, { kind: 'groups' }>;
  readonly args: BoundArguments;
  readonly orderBy: readonly OrderNode[];
  /** Groups to answer at most. */
  readonly first: number;
  readonly offset: number | null;
}

/** @param field the list of groups. @throws AppError FORBIDDEN for a figure of what the viewer may not read. */
export function planDeclaredGroups(
  figures: FigureScope,
  request: GroupRequest,
  field: GraphQLField<unknown, unknown>,
  collected: CollectedField,
): ConnectionFieldShape {
  const { context, statements } = figures;
  const { groupBy, having } = request.result;
  for (const subject of groupBy?.subjects ?? []) requireSubject(context, subject, 'group by');
  const columns = new AliasedColumns();
  const fields = groupFields(figures, columns, groupType(field), collected);
  const select = {
    columns: columns.all(),
    from: figures.object.name,
    scope: figures.scope,
    where: figures.where,
    groupBy:
      groupBy === null
        ? null
        : { mode: groupBy.mode, operands: groupBy.subjects.map((subject) => subject.operand) },
    having: having === null ? null : bindCondition(context, having, request.args),
    orderBy: request.orderBy,
    limit: groupBy === null ? null : Math.min(request.first, MAX_AGGREGATE_ROWS),
    ...(request.offset === null ? {} : { offset: request.offset }),
  };
  const side = statements.addSide(() => select, null, { kind: 'all' });
  return {
    kind: 'groups',
    key: collected.key,
    figure: { kind: 'side', side, alias: null },
    first: null,
    fields,
  };
}

// Private:

function groupType(field: GraphQLField<unknown, unknown>): GraphQLObjectType {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) throw new TypeError('A group has an object type.');
  return type;
}

function groupFields(
  figures: FigureScope,
  columns: AliasedColumns,
  type: GraphQLObjectType,
  collected: CollectedField,
): readonly FigureFieldShape[] {
  const fields = collectFields(figures.context.inputs, type, selectionsOf(collected));
  return fields.map((one): FigureFieldShape => {
    const { key } = one;
    if (one.name === '__typename') return { kind: 'typename', key, name: type.name };
    const field = type.getFields()[one.name];
    const member = field && declaredMemberOf(outputBindingOf(field));
    if (field === undefined || member === undefined) throw new TypeError(`${key} has no binding.`);
    if (member.kind === 'object') {
      return { kind: 'object', key, fields: groupFields(figures, columns, groupType(field), one) };
    }
    if (member.kind !== 'value') throw new TypeError(`A group cannot hold ${member.kind}.`);
    requireSubject(figures.context, member.subject, 'aggregate');
    const conversion = conversionOf({ type: member.type });
    return { kind: 'value', key, alias: columns.add(member.subject), conversion };
  });
}

/** Every column has an alias of its own: Salesforce names columns by their last word, which two can share. */
class AliasedColumns {
  readonly #columns = new Map<string, SelectColumn>();

  add({ operand }: Subject): string {
    const key = JSON.stringify(operand);
    const known = this.#columns.get(key);
    if (known?.kind === 'field' || known?.kind === 'call') return known.alias ?? '';
    const alias = `a${this.#columns.size}`;
    this.#columns.set(key, { ...operand, alias });
    return alias;
  }

  /** A statement needs a column even if nothing but __typename is selected. */
  all(): readonly SelectColumn[] {
    if (this.#columns.size > 0) return [...this.#columns.values()];
    return [{ kind: 'call', fn: 'COUNT', path: ['Id'], alias: 'a0' }];
  }
}
