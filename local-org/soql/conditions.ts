/** Compiles WHERE trees, semi-joins included, to one SQL condition. */
import { includes, like, membership, compareOperand } from './comparisons.ts';
import type { Compilation } from './compilation.ts';
import type { Operand } from './operand.ts';
import { compileOperand } from './operands.ts';
import { tooComplicated } from './parse.ts';
import { Scope, type ResolvedField } from './scope.ts';
import { combine, concat, joinSql, sql, type Sql } from './sql.ts';
import type { ConditionNode, ExpressionNode, SemiJoinNode } from './syntax.ts';

/** How operands of this condition are found: fields of a row, or aggregates of a group. */
export type OperandCompiler = (expression: ExpressionNode) => Operand;

type SemiJoinCondition = ConditionNode & { readonly kind: 'semijoin' };

/** Nesting that SQLite can still evaluate, with room for what we add. */
const DEEPEST_CONDITION = 250;
/** `IN (SELECT ...)` per WHERE. Source: SOQL guide, semi-join limits. */
const MOST_SEMI_JOINS = 2;

export function compileWhere(
  compilation: Compilation,
  scope: Scope,
  where: ConditionNode | undefined,
): Sql | undefined {
  if (!where) return undefined;
  checkSemiJoins(compilation, where);
  return compileCondition(compilation, scope, where, (expression) =>
    compileOperand(compilation, scope, expression, 'filter'),
  );
}

export function compileCondition(
  compilation: Compilation,
  scope: Scope,
  condition: ConditionNode,
  operandOf: OperandCompiler,
  depth = 0,
): Sql {
  if (depth > DEEPEST_CONDITION) throw tooComplicated();
  const inner = (node: ConditionNode): Sql =>
    compileCondition(compilation, scope, node, operandOf, depth + 1);
  switch (condition.kind) {
    case 'and':
    case 'or':
      return combine(condition.kind === 'and' ? 'AND' : 'OR', condition.operands.map(inner));
    case 'not':
      // SOQL has two truth values: what is not true is false, whatever is null.
      return concat('((', inner(condition.operand), ') IS NOT TRUE)');
    case 'comparison':
      return compareOperand(
        compilation,
        operandOf(condition.left),
        condition.operator,
        condition.value,
      );
    case 'in':
      return membership(
        compilation,
        operandOf(condition.left),
        condition.negated,
        condition.values,
      );
    case 'like':
      return like(compilation, operandOf(condition.left), condition);
    case 'includes':
      return includes(compilation, operandOf(condition.left), condition);
    case 'semijoin':
      return semiJoin(compilation, scope, operandOf(condition.left), condition);
  }
}

/** Rows of a table that are alive, shared with the session and match the WHERE. */
export function rowConditions(
  compilation: Compilation,
  scope: Scope,
  where: ConditionNode | undefined,
): Sql {
  const { object } = scope.root;
  const conditions = [
    compilation.liveFilter(object, scope.rootAlias),
    compilation.rowFilter(object, scope.rootAlias),
    compileWhere(compilation, scope, where),
  ].filter((condition): condition is Sql => condition !== undefined && condition.text !== '');
  return conditions.length === 0 ? sql('1') : joinSql(conditions, ' AND ');
}

function semiJoin(
  compilation: Compilation,
  outer: Scope,
  left: Operand,
  { query, negated }: SemiJoinCondition,
): Sql {
  if (left.type !== 'id' && left.type !== 'reference') {
    throw compilation.errors.malformed(
      `Semi join sub-selects can only query id fields, cannot use: '${left.name.text}'`,
      left.name.at,
    );
  }
  if (left.name.path.length > 1 && left.field?.relation !== outer.root) {
    throw compilation.errors.malformed(
      `The left operand '${left.name.text}' cannot have more than one level of relationships`,
      left.name.at,
    );
  }
  const { object, from } = semiJoinObject(compilation, query);
  const scope = new Scope(compilation, object, from);
  const inner = innerField(compilation, scope, query);
  if (object.name === outer.root.object.name) {
    compilation.breaks('simple-semi-join', () =>
      compilation.errors.malformed(
        'The inner and outer selects should not be on the same object type',
        query.at,
      ),
    );
  }
  if (!targetsOf(left.field).some((target) => targetsOf(inner).includes(target))) {
    compilation.breaks('simple-semi-join', () =>
      compilation.errors.malformed(
        `The inner select field '${inner.name.text}' does not refer to the type of '${left.name.text}'`,
        inner.name.at,
      ),
    );
  }
  const conditions = rowConditions(compilation, scope, query.where);
  const rows = concat(
    `(SELECT ${inner.column} FROM `,
    scope.fromClause(),
    ' WHERE ',
    conditions,
    ` AND ${inner.column} IS NOT NULL)`,
  );
  const inside = concat(left.comparable, ' IN ', rows);
  return negated ? concat('((', inside, ') IS NOT TRUE)') : inside;
}

/** The objects whose ids a field holds. */
function targetsOf(resolved: ResolvedField | undefined): readonly string[] {
  if (!resolved) return [];
  const { field, relation } = resolved;
  return field.type === 'id' ? [relation.object.name] : field.referenceTo;
}

function semiJoinObject(compilation: Compilation, query: SemiJoinNode) {
  const [first] = query.from;
  const name = first?.name.text ?? '';
  const object = compilation.object(name);
  if (!first || !object) throw compilation.errors.noSuchType(name, first?.name.at ?? query.at);
  if (FORBIDDEN_IN_SEMI_JOINS.has(object.name)) {
    throw compilation.errors.malformed(
      `Entity '${object.name}' is not supported for semi join inner selects`,
      first.name.at,
    );
  }
  return { object, from: query.from };
}

/** Source: SOQL guide, semi-joins and anti-joins: objects not supported. */
const FORBIDDEN_IN_SEMI_JOINS: ReadonlySet<string> = new Set([
  'Attachment',
  'Event',
  'Note',
  'Task',
]);

function innerField(compilation: Compilation, scope: Scope, query: SemiJoinNode) {
  if (query.select.kind !== 'field') {
    throw compilation.errors.malformed('Semi join sub-selects can only query id fields', query.at);
  }
  const { name } = query.select;
  const field = scope.resolve(name);
  if (field.field.type !== 'id' && field.field.type !== 'reference') {
    throw compilation.errors.malformed(
      `Semi join sub-selects can only query id fields, cannot use: '${name.text}'`,
      name.at,
    );
  }
  if (field.relation !== scope.root) {
    throw compilation.errors.malformed(
      `The inner select field '${name.text}' cannot have more than one level of relationships`,
      name.at,
    );
  }
  return field;
}

function checkSemiJoins(compilation: Compilation, where: ConditionNode): void {
  const joins = semiJoinsOf(where);
  const [first] = joins;
  if (!first) return;
  if (joins.length > MOST_SEMI_JOINS) {
    throw compilation.errors.malformed(
      `Maximum ${MOST_SEMI_JOINS} semi join sub-selects are allowed`,
      first.query.at,
    );
  }
  const negated = semiJoinUnderNot(where);
  if (negated) {
    throw compilation.errors.malformed(
      'Semi join sub-selects cannot be negated by NOT, use NOT IN',
      negated.query.at,
    );
  }
  const underOr = semiJoinUnderOr(where);
  if (underOr) {
    const error = () =>
      compilation.errors.malformed(
        'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions',
        underOr.query.at,
      );
    if (where.kind === 'or') throw error();
    compilation.breaks('simple-semi-join', error);
  }
  const nested = joins.find((join) => join.query.where && semiJoinsOf(join.query.where).length > 0);
  if (nested) {
    compilation.breaks('simple-semi-join', () =>
      compilation.errors.malformed(
        'Nesting of semi join sub-selects is not supported',
        nested.query.at,
      ),
    );
  }
}

/** Source: SOQL guide, semi-joins: NOT is no operator in their conditions. */
function semiJoinUnderNot(condition: ConditionNode): SemiJoinCondition | undefined {
  if (condition.kind === 'not') return semiJoinsOf(condition.operand)[0];
  if (condition.kind !== 'and' && condition.kind !== 'or') return undefined;
  return condition.operands.map(semiJoinUnderNot).find((join) => join !== undefined);
}

function semiJoinUnderOr(condition: ConditionNode): SemiJoinCondition | undefined {
  if (condition.kind === 'or') return semiJoinsOf(condition)[0];
  if (condition.kind !== 'and') return undefined;
  return condition.operands.map(semiJoinUnderOr).find((join) => join !== undefined);
}

export function semiJoinsOf(condition: ConditionNode): readonly SemiJoinCondition[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.flatMap(semiJoinsOf);
    case 'not':
      return semiJoinsOf(condition.operand);
    case 'semijoin':
      return [condition];
    default:
      return [];
  }
}
