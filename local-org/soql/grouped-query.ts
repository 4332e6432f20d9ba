/** Compiles and runs queries with aggregates: GROUP BY, ROLLUP, CUBE, HAVING. */
import { toJson } from '../data/stored-values.ts';
import { exceededIdLimit, malformedQuery } from '../errors.ts';
import { compileAggregate, isAggregate } from './aggregates.ts';
import type { Compilation } from './compilation.ts';
import { compileCondition, rowConditions, semiJoinsOf } from './conditions.ts';
import { isDateFunction } from './date-functions.ts';
import { rowsOf } from './level-rows.ts';
import type { Operand } from './operand.ts';
import { compileOperand, nameOf } from './operands.ts';
import { orderTerm, sortable } from './ordering.ts';
import type { Row } from './record-shape.ts';
import type { Scope } from './scope.ts';
import { scopeCondition } from './scopes.ts';
import { valueReader } from './select-list.ts';
import { concat, joinSql, sql, type Sql } from './sql.ts';
import type { ExpressionNode, QueryNode, SelectItemNode } from './syntax.ts';

export interface AggregateRecord {
  readonly attributes: { readonly type: 'AggregateResult' };
  readonly [key: string]: unknown;
}

/** Rows of one aggregate answer. Source: aggregate queries never page. */
const MOST_ROWS = 2_000;
/** Fields of ROLLUP and CUBE. Source: SOQL guide. */
const MOST_SUBTOTAL_FIELDS = 3;

interface Group {
  readonly expression: ExpressionNode;
  readonly operand: Operand;
  readonly signature: string;
}

interface Output {
  readonly key: string;
  readonly expression: ExpressionNode;
  readonly operand: Operand;
  readonly read: (row: Row) => unknown;
}

export function isGrouped(query: QueryNode): boolean {
  if (query.group) return true;
  return (
    query.select !== 'count' &&
    query.select.some((item) => item.kind === 'expression' && holdsAggregate(item.expression))
  );
}

export function runGrouped(
  compilation: Compilation,
  scope: Scope,
  query: QueryNode,
): readonly AggregateRecord[] {
  const compiler = new GroupedQuery(compilation, scope, query);
  const rows = rowsOf(compilation.org, compiler.statement());
  if (rows.length > MOST_ROWS) throw exceededIdLimit();
  return rows.map((row) => compiler.record(row));
}

class GroupedQuery {
  readonly #compilation: Compilation;
  readonly #scope: Scope;
  readonly #query: QueryNode;
  readonly #groups: readonly Group[];
  readonly #outputs: readonly Output[];

  constructor(compilation: Compilation, scope: Scope, query: QueryNode) {
    this.#compilation = compilation;
    this.#scope = scope;
    this.#query = query;
    this.#groups = (query.group?.expressions ?? []).map((expression) => this.#group(expression));
    this.#checkShape();
    const select = query.select === 'count' ? [] : query.select;
    this.#outputs = this.#compileOutputs(select);
  }

  /** The whole statement: one SELECT per grouping set, ordered and limited together. */
  statement(): Sql {
    const { order, limit, offset, where, scope: rowScope } = this.#query;
    const terms = order.map((term) => ({ term, ...this.#ordered(term.expression) }));
    const sets = this.#groupingSets().map((grouped) => {
      const columns = [
        ...this.#outputs.map((output) =>
          this.#inSet(output.operand, output.expression, grouped, 'value'),
        ),
        ...terms.map(({ operand, expression }) =>
          this.#inSet(operand, expression, grouped, 'sort'),
        ),
      ];
      const conditions = [
        rowConditions(this.#compilation, this.#scope, where),
        ...scopeCondition(this.#compilation, this.#scope, rowScope),
      ];
      const keys = grouped.map((group) => group.operand.comparable);
      return {
        columns: joinSql(columns, ', '),
        where: joinSql(conditions, ' AND '),
        groupBy: this.#groupBy(keys),
        having: this.#having(grouped),
      };
    });
    const selects = sets.map((set) =>
      concat(
        'SELECT ',
        set.columns,
        ' FROM ',
        this.#scope.fromClause(),
        ' WHERE ',
        set.where,
        set.groupBy,
        set.having ? concat(' HAVING ', set.having) : '',
      ),
    );
    const orderBy = terms.map(({ term, operand }, i) => {
      const column = sql(String(this.#outputs.length + i + 1));
      return orderTerm({ ...operand, comparable: column, wrapper: 'date' }, term);
    });
    return concat(
      joinSql(selects, ' UNION ALL '),
      orderBy.length > 0 ? concat(' ORDER BY ', joinSql(orderBy, ', ')) : '',
      sql(' LIMIT ? OFFSET ?', Math.min(limit ?? MOST_ROWS + 1, MOST_ROWS + 1), offset ?? 0),
    );
  }

  record(row: Row): AggregateRecord {
    const record: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
    for (const { key, read } of this.#outputs) record[key] = read(row);
    return record as unknown as AggregateRecord;
  }

  #group(expression: ExpressionNode): Group {
    const operand = compileOperand(this.#compilation, this.#scope, expression, 'group');
    if (operand.wrapper !== 'none' && operand.wrapper !== 'date') {
      throw this.#compilation.errors.malformed(
        `cannot group by this function: ${operand.name.text}`,
        operand.name.at,
      );
    }
    return { expression, operand, signature: signatureOf(operand) };
  }

  #checkShape(): void {
    const { group, limit, select, at } = this.#query;
    const { errors } = this.#compilation;
    if (!group && limit !== undefined) {
      this.#compilation.breaks('no-limit-on-total', () =>
        errors.malformed(
          'Non-grouped query that uses overall aggregate functions cannot also use LIMIT',
          at,
        ),
      );
    }
    if (group && group.mode !== 'plain' && group.expressions.length > MOST_SUBTOTAL_FIELDS) {
      throw errors.malformed(
        `Group by ${group.mode} supports at most ${MOST_SUBTOTAL_FIELDS} fields`,
        at,
      );
    }
    if (select === 'count') {
      throw errors.malformed('Grouped query cannot use count()', at);
    }
  }

  #compileOutputs(select: readonly SelectItemNode[]): readonly Output[] {
    let unnamed = 0;
    const keys = new Set<string>();
    // Unknown names are told before broken rules.
    for (const item of select)
      if (item.kind === 'typeof') this.#scope.resolveRelation(item.operand);
    return select.map((item, column) => {
      if (item.kind !== 'expression') {
        throw this.#compilation.errors.malformed(
          'Grouped query cannot use child relationships or TYPEOF in the SELECT list',
          item.kind === 'subquery' ? item.query.at : item.operand.at,
        );
      }
      const { expression, alias } = item;
      const operand = this.#outputOperand(expression);
      const plain = expression.kind === 'field';
      const key = alias?.text ?? (plain ? (operand.field?.field.name ?? '') : `expr${unnamed++}`);
      if (keys.has(key)) {
        throw this.#compilation.errors.malformed(`duplicate alias: ${key}`, nameOf(expression).at);
      }
      keys.add(key);
      return { key, expression, operand, read: this.#reader(operand, expression, column) };
    });
  }

  #outputOperand(expression: ExpressionNode): Operand {
    if (expression.kind === 'call') {
      const { functionName, argument } = expression;
      if (isAggregate(functionName)) {
        return compileAggregate(this.#compilation, this.#scope, expression);
      }
      if (functionName === 'grouping') return this.#groupingFlag(expression.argument);
      const wraps =
        functionName === 'format' ||
        functionName === 'convertcurrency' ||
        functionName === 'tolabel';
      if (wraps && argument) return this.#outputOperand(argument);
    }
    return this.#grouped(expression);
  }

  /** Lenient only where real code is: without GROUP BY, for the Id, and in HAVING. */
  #refuseUngrouped(expression: ExpressionNode, operand: Operand, use: 'having' | 'output'): void {
    const name = nameOf(expression);
    const error = () =>
      this.#compilation.errors.malformed(
        `Field must be grouped or aggregated: ${name.text}`,
        name.at,
      );
    const isReal = !this.#query.group || operand.type === 'id' || use === 'having';
    if (!isReal) throw error();
    this.#compilation.breaks('grouped-or-aggregated', error);
  }

  /** A selected or ordered expression must be one of the GROUP BY's. */
  #grouped(expression: ExpressionNode, use: 'having' | 'output' = 'output'): Operand {
    if (expression.kind === 'call' && !isDateFunction(expression.functionName)) {
      throw this.#compilation.errors.malformed(
        `Invalid function: ${expression.written}`,
        expression.at,
      );
    }
    const operand = compileOperand(this.#compilation, this.#scope, expression, 'select');
    if (!this.#isGroupedSomewhere(operand)) this.#refuseUngrouped(expression, operand, use);
    return operand;
  }

  #groupingFlag(argument: ExpressionNode | undefined): Operand {
    const mode = this.#query.group?.mode ?? 'plain';
    if (!argument || mode === 'plain') {
      throw malformedQuery(
        'GROUPING function is only allowed in GROUP BY ROLLUP or GROUP BY CUBE queries',
      );
    }
    return { ...this.#grouped(argument), type: 'int', field: undefined };
  }

  #reader(operand: Operand, expression: ExpressionNode, column: number): (row: Row) => unknown {
    if (expression.kind === 'call' && !isAggregate(expression.functionName)) {
      return valueReader(operand, expression, column, this.#compilation.session.timeZone);
    }
    const field = operand.wrapper === 'none' ? operand.field?.field : undefined;
    return (row) => (field ? toJson(field, row[column] ?? null) : (row[column] ?? null));
  }

  #groupingSets(): readonly (readonly Group[])[] {
    const mode = this.#query.group?.mode ?? 'plain';
    const groups = this.#groups;
    if (mode === 'plain') return [groups];
    if (mode === 'rollup') {
      return Array.from({ length: groups.length + 1 }, (_, i) =>
        groups.slice(0, groups.length - i),
      );
    }
    const sets = Array.from({ length: 2 ** groups.length }, (_, mask) =>
      groups.filter((_group, i) => (mask & (1 << i)) === 0),
    );
    return sets;
  }

  /** An expression within one grouping set: null where it is not grouped there. */
  #inSet(
    operand: Operand,
    expression: ExpressionNode,
    grouped: readonly Group[],
    use: 'value' | 'sort',
  ): Sql {
    const isFlag = innermostCall(expression) === 'grouping';
    if (holdsAggregate(expression)) return use === 'sort' ? operand.comparable : operand.value;
    const present = grouped.some((group) => group.signature === signatureOf(operand));
    if (isFlag) return sql(present ? '0' : '1');
    if (!present && this.#isGroupedSomewhere(operand)) return sql('NULL');
    const chosen = use === 'sort' ? sortable(operand) : operand.value;
    return concat('min(', chosen, ')');
  }

  /** The grand total of a ROLLUP is one group too, and has no row when there is nothing to total. */
  #groupBy(keys: readonly Sql[]): Sql {
    if (keys.length > 0) return concat(' GROUP BY ', joinSql(keys, ', '));
    return sql(this.#groups.length > 0 ? ' GROUP BY NULL' : '');
  }

  #having(grouped: readonly Group[]): Sql | undefined {
    const { having } = this.#query;
    if (!having) return undefined;
    const [join] = semiJoinsOf(having);
    if (join) {
      throw this.#compilation.errors.malformed(
        'Semi join sub-selects are not allowed in HAVING',
        join.query.at,
      );
    }
    return compileCondition(this.#compilation, this.#scope, having, (expression) => {
      if (holdsAggregate(expression)) return this.#outputOperand(expression);
      const isFlag = innermostCall(expression) === 'grouping';
      const operand = isFlag
        ? this.#outputOperand(expression)
        : this.#grouped(expression, 'having');
      const value = this.#inSet(operand, expression, grouped, 'value');
      const key = isFlag ? value : this.#keyInSet(operand, grouped);
      return { ...operand, value, comparable: key };
    });
  }

  #keyInSet(operand: Operand, grouped: readonly Group[]): Sql {
    const present = grouped.some((group) => group.signature === signatureOf(operand));
    if (present) return operand.comparable;
    return this.#isGroupedSomewhere(operand)
      ? sql('NULL')
      : concat('min(', operand.comparable, ')');
  }

  #isGroupedSomewhere(operand: Operand): boolean {
    return this.#groups.some((group) => group.signature === signatureOf(operand));
  }

  /** An aggregate, a grouped expression or an alias of the SELECT list, which stands for what it names. */
  #ordered(expression: ExpressionNode): Pick<Output, 'operand' | 'expression'> {
    if (expression.kind === 'field') {
      const output = this.#outputs.find(
        ({ key }) => key.toLowerCase() === expression.name.text.toLowerCase(),
      );
      if (output && !this.#scope.root.object.field(expression.name.text)) return output;
    }
    return { operand: this.#outputOperand(expression), expression };
  }
}

const signatureOf = (operand: Operand): string =>
  `${operand.dateFunction ?? ''}|${operand.comparable.text}|${operand.comparable.values.join('|')}`;

function holdsAggregate(expression: ExpressionNode): boolean {
  if (expression.kind !== 'call') return false;
  return (
    isAggregate(expression.functionName) ||
    (expression.argument !== undefined && holdsAggregate(expression.argument))
  );
}

const innermostCall = (expression: ExpressionNode): string | undefined =>
  expression.kind === 'call' ? expression.functionName : undefined;
