/**
 * Rewrites a real SOQL statement onto seeded objects: every name becomes one that exists and has
 * the type its clause needs, most literals become values that occur. Each piece is written twice,
 * once as the statement under test and once in the plainer SOQL that SoqlEvaluator reads.
 */

import {
  isQueryValid,
  parseQuery,
  type Condition,
  type FieldType,
  type OrderByClause,
  type Query,
  type Subquery,
  type WhereClause,
} from '@jetstreamapp/soql-parser-js';
import { datePlain } from './soql-date-ranges.ts';
import type { Tables } from './soql-evaluator.ts';
import { fail, join, list, NotRetargetable, pick, same, words, type Piece } from './soql-pieces.ts';
import { ANY, DATE, NUMBER, SeededNames, typesFor, type Use } from './soql-seeded-names.ts';
import type { DescribeSObjectResult } from '../../src/model/describe-types.ts';

interface Level {
  readonly describe: DescribeSObjectResult;
  /** The object's own name and its alias, as prefixes of a field. */
  readonly prefixes: readonly string[];
  readonly alias: string | undefined;
}

const HOSTS = ['Account', 'Contact', 'Opportunity', 'Lead', 'Task', 'Project__c', 'Milestone__c'];
const AGGREGATES = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX']);
const DATE_FUNCTIONS = new Set(['CALENDAR_YEAR', 'CALENDAR_MONTH']);
/** Objects that Salesforce refuses inside a semi-join. */
const NO_INNER = new Set(['Event', 'Task', 'Note']);

export class Retargeter {
  readonly #describes: ReadonlyMap<string, DescribeSObjectResult>;
  readonly #names: SeededNames;
  readonly #now: Date;
  readonly #timeZone: string;

  constructor(
    describes: readonly DescribeSObjectResult[],
    tables: Tables,
    { now, timeZone }: { readonly now: Date; readonly timeZone: string },
  ) {
    this.#describes = new Map(describes.map((one) => [one.name.toLowerCase(), one]));
    this.#names = new SeededNames(this.#describes, tables);
    this.#now = now;
    this.#timeZone = timeZone;
  }

  /** Throws NotRetargetable. */
  retarget(soql: string): Piece & { readonly isOrdered: boolean } {
    if (!isQueryValid(soql)) throw new NotRetargetable('the evaluator cannot parse it');
    const query = parseQuery(soql);
    const scope = query.usingScope?.toLowerCase() ?? 'everything';
    if (scope !== 'everything' || query.for || query.update || query.withDataCategory) {
      throw new NotRetargetable('a clause that reads more than rows');
    }
    const level = this.#level(this.#object(query.sObject ?? ''), query);
    const from = `${level.describe.name}${level.alias === undefined ? '' : ` ${level.alias}`}`;
    const piece = this.#statement(level, query, { soql: from, plain: level.describe.name });
    return { ...piece, isOrdered: query.groupBy === undefined };
  }

  #object(name: string): DescribeSObjectResult {
    const own = this.#describes.get(name.toLowerCase());
    return own ?? this.#describes.get(pick(HOSTS, name).toLowerCase()) ?? fail(name);
  }

  #level(describe: DescribeSObjectResult, query: Query | Subquery): Level {
    const alias = query.sObjectAlias;
    const written = 'relationshipName' in query ? query.relationshipName : query.sObject;
    const prefixes = [alias, written, describe.name].flatMap((one) => one?.toLowerCase() ?? []);
    return { describe, prefixes, alias };
  }

  #statement(level: Level, query: Query | Subquery, from: Piece): Piece {
    if (query.having && 'right' in query.having) throw new NotRetargetable('HAVING');
    const groups = query.groupBy === undefined ? [] : [query.groupBy].flat();
    const isGrouped = groups.length > 0 || (query.fields ?? []).some(isAggregate);
    if (isGrouped) refuseAmbiguousGroups(query, groups.length);
    const fields = this.#selectList(level, query.fields ?? [], isGrouped);
    const parts = [join`SELECT ${fields} FROM ${from}`];
    if (query.where) parts.push(join`WHERE ${this.#where(level, query.where)}`);
    const grouped = groups.map((one) => this.#term(level, one, 'group'));
    if (grouped.length > 0) parts.push(join`GROUP BY ${list(grouped)}`);
    if (query.having) parts.push(join`HAVING ${this.#having(level, query.having.left)}`);
    const order = query.orderBy === undefined ? [] : [query.orderBy].flat();
    const orders = order.map((one) => this.#order(level, one, isGrouped));
    if (orders.length > 0) parts.push(join`ORDER BY ${list(orders)}`);
    if (query.limit !== undefined) parts.push(same(`LIMIT ${String(query.limit)}`));
    // An offset past every row would prove nothing.
    if (query.offset !== undefined) parts.push(same(`OFFSET ${String(query.offset % 7)}`));
    return { soql: words(parts, 'soql'), plain: words(parts, 'plain') };
  }

  #selectList(level: Level, fields: readonly FieldType[], isGrouped: boolean): Piece {
    let unnamed = 0;
    const pieces = new Map<string, Piece>();
    for (const field of fields) {
      const piece = this.#selected(level, field, isGrouped, () => `expr${String(unnamed++)}`);
      // Two names may have become one field, which Salesforce refuses.
      pieces.set(piece.plain.toLowerCase(), piece);
    }
    return list([...pieces.values()]);
  }

  #selected(level: Level, field: FieldType, isGrouped: boolean, nextName: () => string): Piece {
    switch (field.type) {
      case 'Field':
        return this.#path(level, [field.field], ANY, isGrouped ? 'group' : 'select');
      case 'FieldRelationship':
        if (isGrouped) throw new NotRetargetable('a parent of a group');
        return this.#path(level, [...field.relationships, field.field], ANY, 'select');
      case 'FieldFunctionExpression':
        return this.#selectedCall(level, field, isGrouped, nextName);
      case 'FieldSubquery':
        return this.#children(level, field.subquery);
      case 'FieldTypeof':
        return this.#typeOf(level, field);
    }
  }

  #selectedCall(
    level: Level,
    field: FieldType & { type: 'FieldFunctionExpression' },
    isGrouped: boolean,
    nextName: () => string,
  ): Piece {
    const name = field.functionName.toUpperCase();
    if (name === 'COUNT' && field.parameters.length === 0) return same('COUNT()');
    if (name === 'TOLABEL' && field.alias === undefined && !isGrouped) {
      // Every seeded label is its value.
      const inner = this.#path(level, [argument(field.parameters)], ['picklist'], 'select');
      return { soql: `toLabel(${inner.soql})`, plain: inner.plain };
    }
    if (!isGrouped) throw new NotRetargetable(name);
    const call = this.#call(level, field);
    const { alias } = field;
    return {
      soql: alias === undefined ? call.soql : `${call.soql} ${alias}`,
      plain: `${call.plain} ${alias ?? nextName()}`,
    };
  }

  #call(
    level: Level,
    call: { functionName?: string; parameters?: readonly unknown[]; rawValue?: string },
  ): Piece {
    const name = (call.functionName ?? '').toUpperCase();
    const types = DATE_FUNCTIONS.has(name)
      ? DATE
      : name === 'SUM' || name === 'AVG'
        ? NUMBER
        : name === 'MIN' || name === 'MAX'
          ? [...NUMBER, 'date']
          : ['string', 'picklist', 'id', ...NUMBER];
    if (!AGGREGATES.has(name) && !DATE_FUNCTIONS.has(name)) throw new NotRetargetable(name);
    const use = AGGREGATES.has(name) ? 'aggregate' : 'filter';
    const inner = this.#path(level, [argument(call.parameters ?? [])], types, use);
    return { soql: `${call.functionName ?? ''}(${inner.soql})`, plain: `${name}(${inner.plain})` };
  }

  #children(level: Level, query: Subquery): Piece {
    const children = (level.describe.childRelationships ?? []).filter(
      (one) => one.relationshipName !== null && this.#describes.has(one.childSObject.toLowerCase()),
    );
    const wanted = query.relationshipName.toLowerCase();
    const child =
      children.find((one) => one.relationshipName?.toLowerCase() === wanted) ??
      pick(children, wanted);
    const describe = this.#describes.get(child.childSObject.toLowerCase()) ?? fail(wanted);
    const inner = this.#level(describe, query);
    const name = child.relationshipName ?? '';
    const alias = query.sObjectAlias === undefined ? '' : ` ${query.sObjectAlias}`;
    const from = { soql: `${name}${alias}`, plain: name };
    return join`(${this.#statement(inner, query, from)})`;
  }

  #typeOf(level: Level, field: FieldType & { type: 'FieldTypeof' }): Piece {
    const pointer = level.describe.fields?.find((one) => one.relationshipName === field.field);
    if (pointer?.polymorphicForeignKey !== true) throw new NotRetargetable('TYPEOF');
    const whens = field.conditions.map(({ objectType, fieldList }) => {
      const describe = this.#describes.get(objectType?.toLowerCase() ?? '');
      // The evaluator has no ELSE: the statement under test loses it too.
      if (!describe || !pointer.referenceTo?.includes(describe.name)) return '';
      const inner: Level = { describe, prefixes: [], alias: undefined };
      const names = fieldList.map((name) => this.#path(inner, [name], ANY, 'select').plain);
      return `WHEN ${describe.name} THEN ${[...new Set(names)].join(', ')}`;
    });
    if (whens.every((one) => one === '')) throw new NotRetargetable('TYPEOF');
    return same(`TYPEOF ${field.field} ${whens.filter(Boolean).join(' ')} END`);
  }

  #where(level: Level, where: WhereClause): Piece {
    const left = where.left as
      (Condition & { openParen?: number; closeParen?: number; valueQuery?: Query }) | null;
    const parts: Piece[] = [same('('.repeat(left?.openParen ?? 0))];
    if (left !== null && 'operator' in left) parts.push(this.#condition(level, left));
    parts.push(same(')'.repeat(left?.closeParen ?? 0)));
    if ('operator' in where) parts.push(same(where.operator), this.#where(level, where.right));
    return { soql: words(parts, 'soql'), plain: words(parts, 'plain') };
  }

  #condition(level: Level, condition: Condition & { valueQuery?: Query }): Piece {
    if ('fn' in condition) return this.#callCondition(level, condition);
    if (!('field' in condition)) throw new NotRetargetable('NOT');
    if (condition.valueQuery) return this.#semiJoin(level, condition, condition.valueQuery);
    const operator = condition.operator as string;
    const literals = [condition.value].flat();
    const kinds = [condition.literalType ?? 'STRING'].flat();
    const kind = kinds.find((one) => one !== 'NULL') ?? 'NULL';
    const path = condition.field.split('.');
    const operand = this.#path(level, path, typesFor(kind, operator, path.at(-1) ?? ''), 'filter');
    const type = this.#names.typeAt(level.describe, operand.plain.split('.'));
    if (kind.startsWith('DATE')) {
      if (literals.length > 1 || operator === 'IN' || operator === 'NOT IN')
        fail('a list of dates');
      const text = `${type} ${operator} ${literals[0] ?? ''}`;
      const { soql, plain } = datePlain(operand.plain, text, this.#now, this.#timeZone);
      return { soql: `${operand.soql} ${operator} ${soql}`, plain };
    }
    const values = literals.map((text, i) =>
      /^null$/i.test(text)
        ? 'null'
        : this.#names.literal(level.describe, operand.plain, operator, text, i),
    );
    const isList = ['IN', 'NOT IN', 'INCLUDES', 'EXCLUDES'].includes(operator.toUpperCase());
    const right = isList ? `(${values.join(', ')})` : (values[0] ?? fail('a value'));
    const plain = operator.toUpperCase().replace('<>', '!=');
    return join`${operand} ${{ soql: operator, plain }} ${same(right)}`;
  }

  #callCondition(level: Level, condition: Condition & { fn: object }): Piece {
    const { fn, operator, value } = condition as unknown as {
      fn: { functionName?: string; parameters?: readonly unknown[] };
      operator: string;
      value: string;
    };
    if (fn.functionName?.toUpperCase() !== 'TOLABEL') throw new NotRetargetable('a function');
    const inner = this.#path(level, [argument(fn.parameters ?? [])], ['picklist'], 'filter');
    const right = this.#names.literal(level.describe, inner.plain, operator, value, 0);
    return {
      soql: `toLabel(${inner.soql}) ${operator} ${right}`,
      plain: `${inner.plain} ${operator} ${right}`,
    };
  }

  /** `Id IN (SELECT AccountId FROM Contact …)`: the inner field has to point to the outer object. */
  #semiJoin(level: Level, condition: Condition, query: Query): Piece {
    const { operator } = condition as { operator: string };
    const target = level.describe.name;
    const inners = [...this.#describes.values()].filter(({ name }) => !NO_INNER.has(name));
    const pointers = inners.flatMap((describe) =>
      (describe.fields ?? [])
        .filter(
          (one) => one.referenceTo?.length === 1 && one.referenceTo[0] === target && one.filterable,
        )
        .map((one) => ({ describe, field: one.name })),
    );
    const [selected] = query.fields ?? [];
    const wanted = selected?.type === 'Field' ? selected.field.toLowerCase() : '';
    const found =
      pointers.find(
        ({ describe, field }) =>
          describe.name === query.sObject &&
          field.toLowerCase() === wanted &&
          target !== describe.name,
      ) ??
      pick(
        pointers.filter(({ describe }) => describe.name !== target),
        `${query.sObject ?? ''}.${wanted}`,
      );
    const inner = this.#level(found.describe, query);
    const where = query.where ? join` WHERE ${this.#where(inner, query.where)}` : same('');
    const head = same(`Id ${operator} (SELECT ${found.field} FROM ${found.describe.name}`);
    return join`${head}${where})`;
  }

  #having(level: Level, condition: Condition): Piece {
    if (!('fn' in condition)) throw new NotRetargetable('HAVING');
    const right = Number(condition.value);
    // Groups of the seeded rows are small: a larger count would leave none.
    if (Number.isNaN(right)) throw new NotRetargetable('HAVING');
    const call = this.#call(level, condition.fn);
    return join`${call} ${same(`${condition.operator} ${String(right % 50)}`)}`;
  }

  #order(level: Level, order: OrderByClause, isGrouped: boolean): Piece {
    const direction = [order.order ?? '', order.nulls ? `NULLS ${order.nulls}` : ''].join(' ');
    return join`${this.#term(level, order, isGrouped ? 'group' : 'sort')} ${same(direction.trim())}`;
  }

  #term(level: Level, term: OrderByClause | { field: string } | { fn: object }, use: Use): Piece {
    if ('fn' in term) {
      if (use === 'sort') throw new NotRetargetable('ORDER BY a function');
      return this.#call(level, term.fn);
    }
    const path = term.field.split('.');
    if (
      use === 'group' &&
      path.length > 1 &&
      !level.prefixes.includes(path[0]?.toLowerCase() ?? '')
    )
      throw new NotRetargetable('a parent of a group');
    return this.#path(level, path, ANY, use);
  }

  #path(level: Level, path: readonly string[], types: readonly string[], use: Use): Piece {
    const [first = ''] = path;
    if (path.length > 1 && level.prefixes.includes(first.toLowerCase())) {
      const rest = this.#names.path(level.describe, path.slice(1), types, use);
      return { soql: `${level.alias ?? level.describe.name}.${rest}`, plain: rest };
    }
    return same(this.#names.path(level.describe, path, types, use));
  }
}

const isAggregate = (field: FieldType): boolean =>
  field.type === 'FieldFunctionExpression' && AGGREGATES.has(field.functionName.toUpperCase());

/** Which rows a limit leaves and which value stands for ungrouped rows, nobody promises. */
function refuseAmbiguousGroups({ fields = [], limit }: Query | Subquery, groups: number): void {
  const isUngrouped = groups === 0 && fields.some((one) => !isAggregate(one));
  if (isUngrouped || (groups > 0 && limit !== undefined)) throw new NotRetargetable('groups');
}

function argument(parameters: readonly unknown[]): string {
  const [only] = parameters;
  if (typeof only !== 'string' || parameters.length > 1 || only.includes('.'))
    return fail('nested');
  return only;
}
