/** Evaluates SOQL text over rows in memory, through an independent parser: what the planner's statements ought to answer. */

import {
  type Condition,
  type FieldType,
  type OrderByClause,
  type Query,
  type Subquery,
  type ValueQueryCondition,
  type WhereClause,
} from '@jetstreamapp/soql-parser-js';
import { cellOf, groupRows, type RowGroup } from './grouping-sets.ts';
import { parseOnce } from './parse-once.ts';
import { called } from './soql-functions.ts';
import { groupValue, isAggregate, isCountAll, limited, page } from './soql-pages.ts';
import { refuseFunctionsBesideTypeOf } from './soql-refusals.ts';
import { collated, compare, distance, formatted, literal, sortable } from './soql-values.ts';
import type { DescribeField, DescribeSObjectResult } from '../../src/model/describe-types.ts';
import type { QueryPage, SalesforceRecord } from '../../src/salesforce/statement.ts';

export type TestRow = Readonly<Record<string, unknown>>;
export type Tables = Readonly<Record<string, readonly TestRow[]>>;

export class SoqlEvaluator {
  readonly #describes: ReadonlyMap<string, DescribeSObjectResult>;
  readonly #tables: Tables;
  readonly #byId = new Map<string, ReadonlyMap<unknown, TestRow>>();

  constructor(describes: readonly DescribeSObjectResult[], tables: Tables) {
    this.#describes = new Map(describes.map((describe) => [describe.name, describe]));
    this.#tables = tables;
  }

  run(soql: string): QueryPage {
    const query = parseOnce(soql);
    refuseFunctionsBesideTypeOf(query);
    const object = query.sObject ?? '';
    const rows = this.#filtered(object, this.#rowsOf(object), query.where);
    if (isCountAll(query)) return { ...page([]), totalSize: limited(rows, query).length };
    if (isAggregate(query)) return page(this.#aggregate(object, rows, query));
    const found = limited(this.#sorted(object, rows, query.orderBy), query);
    return page(found.map((row) => this.#record(object, row, query.fields ?? [])));
  }

  #rowsOf(object: string): readonly TestRow[] {
    const rows = this.#tables[object];
    if (rows === undefined) throw new Error(`INVALID_TYPE: ${object}`);
    return rows;
  }

  #hasField(object: string, name: string): boolean {
    return this.#describes.get(object)?.fields?.some((field) => field.name === name) ?? false;
  }

  #describeField(object: string, name: string): DescribeField {
    const field = this.#describes.get(object)?.fields?.find((one) => one.name === name);
    if (field === undefined) throw new Error(`INVALID_FIELD: ${object}.${name}`);
    return field;
  }

  #parent(object: string, row: TestRow, relationship: string) {
    const field = this.#describes
      .get(object)
      ?.fields?.find((one) => one.relationshipName === relationship);
    if (field === undefined) throw new Error(`INVALID_FIELD: ${object}.${relationship}`);
    for (const target of field.referenceTo ?? []) {
      const found = this.#rowById(target, row[field.name]);
      if (found !== undefined) return { object: target, row: found };
    }
    return null;
  }

  #rowById(object: string, id: unknown): TestRow | undefined {
    let index = this.#byId.get(object);
    if (index === undefined) {
      index = new Map((this.#tables[object] ?? []).map((row) => [row['Id'], row]));
      this.#byId.set(object, index);
    }
    return index.get(id);
  }

  #value(object: string, row: TestRow, path: readonly string[]): { value: unknown; type: string } {
    const [step = '', ...rest] = path;
    if (rest.length === 0) {
      if (step === 'Type' && !this.#hasField(object, step))
        return { value: object, type: 'string' };
      return { value: row[step] ?? null, type: this.#describeField(object, step).type };
    }
    const parent = this.#parent(object, row, step);
    return parent === null
      ? { value: null, type: 'null' }
      : this.#value(parent.object, parent.row, rest);
  }

  #filtered(object: string, rows: readonly TestRow[], where: WhereClause | undefined) {
    if (where === undefined) return rows;
    const test = this.#compile(object, where);
    return rows.filter(test);
  }

  /** The parser's linked list with parenthesis counts → a predicate, by precedence climbing. */
  #compile(object: string, where: WhereClause): (row: TestRow) => boolean {
    const tokens: (string | Condition)[] = [];
    for (let part: WhereClause | undefined = where; part !== undefined;) {
      const left = part.left as (Condition & { openParen?: number; closeParen?: number }) | null;
      for (let i = 0; i < (left?.openParen ?? 0); i += 1) tokens.push('(');
      if (left !== null && 'operator' in left) tokens.push(left);
      for (let i = 0; i < (left?.closeParen ?? 0); i += 1) tokens.push(')');
      if ('operator' in part) tokens.push(part.operator);
      part = 'right' in part ? part.right : undefined;
    }
    let at = 0;
    const primary = (): ((row: TestRow) => boolean) => {
      const token = tokens[at++];
      if (token === 'NOT') {
        const inner = primary();
        return (row) => !inner(row);
      }
      if (token === '(') {
        const inner = group();
        at += 1;
        return inner;
      }
      const condition = token as Condition;
      if ('valueQuery' in condition)
        return this.#semiJoin(object, condition as ValueQueryCondition);
      return (row) => this.#test(object, row, condition);
    };
    const group = (): ((row: TestRow) => boolean) => {
      let result = primary();
      while (tokens[at] === 'AND' || tokens[at] === 'OR') {
        const joint = tokens[at++];
        const [left, right] = [result, primary()];
        result =
          joint === 'AND' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
      }
      return result;
    };
    return group();
  }

  #test(object: string, row: TestRow, condition: Condition): boolean {
    if ('fn' in condition) return this.#isNear(object, row, condition.fn.rawValue, condition.value);
    const { field, operator, value, literalType } = condition as unknown as {
      field: string;
      operator: string;
      value: string | string[];
      literalType?: string;
    };
    const { value: actual, type } = this.#value(object, row, field.split('.'));
    const expected = (Array.isArray(value) ? value : [value]).map((one) =>
      literal(one, operator === 'LIKE' ? 'LIKE' : literalType),
    );
    return compare(operator, actual, expected, type);
  }

  #semiJoin(object: string, { field, operator, valueQuery }: ValueQueryCondition) {
    const inner = valueQuery.sObject ?? '';
    const column = (valueQuery.fields?.[0] as { field: string }).field;
    const rows = this.#filtered(inner, this.#rowsOf(inner), valueQuery.where);
    const among = new Set(rows.map((one) => one[column] ?? null));
    return (row: TestRow): boolean =>
      among.has(this.#value(object, row, field.split('.')).value ?? null) === (operator === 'IN');
  }

  #isNear(object: string, row: TestRow, call: string | undefined, within: unknown): boolean {
    const parts = /^DISTANCE\(([\w.]+), GEOLOCATION\((.+), (.+)\), '(km|mi)'\)$/.exec(call ?? '');
    if (parts === null) throw new Error(`MALFORMED_QUERY: ${call ?? ''}`);
    const [, path = '', latitude, longitude, unit] = parts;
    const { value } = this.#value(object, row, path.split('.'));
    const from = { latitude: Number(latitude), longitude: Number(longitude) };
    return distance(value, from, unit) < Number(within);
  }

  #sorted(
    object: string,
    rows: readonly TestRow[],
    orderBy: OrderByClause | OrderByClause[] | undefined,
  ) {
    const orders = orderBy === undefined ? [] : Array.isArray(orderBy) ? orderBy : [orderBy];
    return [...rows].sort((a, b) => {
      for (const order of orders) {
        const path = ('field' in order ? order.field : '').split('.');
        const difference = this.#compareRows(object, a, b, path, order);
        if (difference !== 0) return difference;
      }
      return 0;
    });
  }

  #compareRows(object: string, a: TestRow, b: TestRow, path: string[], order: OrderByClause) {
    const [left, right] = [this.#value(object, a, path), this.#value(object, b, path)];
    const nullsLast = order.nulls === 'LAST' && left.type !== 'reference';
    if (left.value === null || right.value === null) {
      if (left.value === right.value) return 0;
      return (left.value === null) === nullsLast ? 1 : -1;
    }
    const entries = this.#picklistAt(object, path);
    const rank = (value: unknown) =>
      entries === null ? collated(value, left.type) : entries.indexOf(String(value));
    const [x, y] = [rank(left.value) ?? 0, rank(right.value) ?? 0];
    const sign = order.order === 'DESC' ? -1 : 1;
    return x < y ? -sign : x > y ? sign : 0;
  }

  #picklistAt(object: string, path: readonly string[]): readonly string[] | null {
    const [step = '', ...rest] = path;
    if (rest.length > 0) {
      const field = this.#describes
        .get(object)
        ?.fields?.find((one) => one.relationshipName === step);
      return this.#picklistAt(field?.referenceTo?.[0] ?? '', rest);
    }
    const field = this.#describeField(object, step);
    return field.type === 'picklist' ? (field.picklistValues ?? []).map((one) => one.value) : null;
  }

  #record(object: string, row: TestRow, fields: readonly FieldType[]): SalesforceRecord {
    const record: Record<string, unknown> = {
      attributes: {
        type: object,
        url: `/services/data/v62.0/sobjects/${object}/${String(row['Id'])}`,
      },
    };
    for (const field of fields) this.#select(object, row, field, record);
    return record;
  }

  #select(object: string, row: TestRow, field: FieldType, record: Record<string, unknown>): void {
    switch (field.type) {
      case 'Field':
        record[field.field] = this.#value(object, row, [field.field]).value;
        return;
      case 'FieldRelationship': {
        this.#selectParent(object, row, [...field.relationships, field.field], record);
        return;
      }
      case 'FieldFunctionExpression': {
        const column = /^FORMAT\((\w+)\)$/.exec(field.rawValue ?? '')?.[1] ?? '';
        const { value, type } = this.#value(object, row, [column]);
        record[field.alias ?? ''] = formatted(value, type);
        return;
      }
      case 'FieldSubquery':
        record[field.subquery.relationshipName] = this.#children(object, row, field.subquery);
        return;
      case 'FieldTypeof':
        this.#selectTypeOf(object, row, field.field.split('.'), field.conditions, record);
        return;
      default:
        throw new Error('MALFORMED_QUERY: an unknown item of the select list');
    }
  }

  #selectParent(
    object: string,
    row: TestRow,
    path: readonly string[],
    record: Record<string, unknown>,
  ) {
    const [step = '', ...rest] = path;
    if (rest.length === 0) {
      record[step] = this.#value(object, row, [step]).value;
      return;
    }
    const parent = this.#parent(object, row, step);
    if (parent === null) {
      record[step] = null;
      return;
    }
    record[step] ??= { attributes: { type: parent.object } };
    this.#selectParent(parent.object, parent.row, rest, record[step] as Record<string, unknown>);
  }

  #selectTypeOf(
    object: string,
    row: TestRow,
    [step = '', ...rest]: readonly string[],
    whens: (FieldType & { type: 'FieldTypeof' })['conditions'],
    record: Record<string, unknown>,
  ): void {
    const parent = this.#parent(object, row, step);
    if (rest.length > 0 && parent !== null) {
      const above = (record[step] ??= { attributes: { type: parent.object } });
      this.#selectTypeOf(parent.object, parent.row, rest, whens, above as typeof record);
      return;
    }
    const when = whens.find((one) => one.objectType === parent?.object);
    if (parent === null || when === undefined) {
      record[step] = null;
      return;
    }
    const branch: Record<string, unknown> = { attributes: { type: parent.object } };
    for (const name of when.fieldList) {
      this.#selectParent(parent.object, parent.row, name.split('.'), branch);
    }
    record[step] = branch;
  }

  #children(object: string, row: TestRow, subquery: Subquery): QueryPage | null {
    const child = this.#describes
      .get(object)
      ?.childRelationships?.find((one) => one.relationshipName === subquery.relationshipName);
    if (child === undefined) throw new Error(`INVALID_TYPE: ${subquery.relationshipName}`);
    const rows = this.#rowsOf(child.childSObject).filter((one) => one[child.field] === row['Id']);
    const kept = this.#sorted(
      child.childSObject,
      this.#filtered(child.childSObject, rows, subquery.where),
      subquery.orderBy,
    );
    const found = limited(kept, subquery);
    if (found.length === 0) return null;
    return page(found.map((one) => this.#record(child.childSObject, one, subquery.fields ?? [])));
  }

  #aggregate(object: string, rows: readonly TestRow[], query: Query): readonly SalesforceRecord[] {
    const groups = groupRows(rows, query.groupBy, (row, key) =>
      groupValue(this.#evaluate(object, [row], key)),
    );
    let results = groups.map((group) => this.#aggregateRow(object, group, query));
    if (query.having !== undefined) {
      const having = query.having as unknown as {
        left: { fn: { rawValue: string }; operator: string; value: string; literalType: string };
      };
      results = results.filter(({ members }) =>
        compare(
          having.left.operator,
          this.#evaluate(object, members, having.left.fn.rawValue),
          [literal(having.left.value, having.left.literalType)],
          'double',
        ),
      );
    }
    const orders = query.orderBy === undefined ? [] : [query.orderBy].flat();
    results.sort((a, b) => {
      for (const order of orders) {
        const text = 'fn' in order ? (order.fn.rawValue ?? '') : order.field;
        const [x, y] = [a, b].map((group) => sortable(this.#cell(object, group, text), 'string'));
        const sign = order.order === 'DESC' ? -1 : 1;
        if (x === y) continue;
        if (x === null || y === null) return (x === null) === (order.nulls === 'LAST') ? 1 : -1;
        return (x ?? 0) < (y ?? 0) ? -sign : sign;
      }
      return 0;
    });
    return limited(results, query).map(({ record }) => record);
  }

  #aggregateRow(object: string, group: RowGroup<TestRow>, query: Query) {
    const record: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
    for (const field of query.fields ?? []) {
      if (field.type === 'Field') record[field.field] = this.#cell(object, group, field.field);
      else if (field.type === 'FieldFunctionExpression') {
        record[field.alias ?? 'expr0'] = this.#cell(object, group, field.rawValue ?? '');
      }
    }
    return { ...group, record: record as SalesforceRecord };
  }

  #cell(object: string, group: RowGroup<TestRow>, expression: string): unknown {
    return cellOf(group, expression, (members, one) => this.#evaluate(object, members, one));
  }

  /** `Department`, `SUM(Amount)` or `CALENDAR_YEAR(CloseDate)` over the rows of a group. */
  #evaluate(object: string, members: readonly TestRow[], expression: string): unknown {
    const call = /^(\w+)\(([\w.]+)\)$/.exec(expression);
    const column = call?.[2] ?? expression;
    const values = members
      .map((row) => this.#value(object, row, column.split('.')).value)
      .filter((value) => value !== null);
    if (call === null) return values[0] ?? null;
    return called(call[1] ?? '', values);
  }
}
