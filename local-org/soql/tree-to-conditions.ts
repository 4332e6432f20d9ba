/** Turns WHERE and HAVING trees, expressions and literals of the grammar into our nodes. */
import type * as g from '@salesforce/soql-common/lib/soql-parser/generated/SoqlParser.js';
import { trees } from './grammar.ts';
import type { ParserRuleContext } from 'antlr4ts';
import { malformedQuery } from '../errors.ts';
import { resolveEscapes } from './string-escapes.ts';
import type {
  ComparisonOperator,
  ConditionNode,
  ExpressionNode,
  LiteralNode,
  SemiJoinNode,
} from './syntax.ts';
import { positionOf, toFromNodes, toNameNode } from './tree-names.ts';

export function toConditionNode(context: g.SoqlWhereExprsContext): ConditionNode {
  if (context instanceof trees.SoqlWhereNotExprContext) {
    return { kind: 'not', operand: toSingle(context.soqlWhereExpr()) };
  }
  if (!(context instanceof trees.SoqlWhereAndOrExprContext)) {
    throw new Error(`Unknown condition: ${context.text}`);
  }
  const first = toSingle(context.soqlWhereExpr());
  const and = context.soqlAndWhere();
  const or = context.soqlOrWhere();
  if (and) return { kind: 'and', operands: [first, ...and.soqlWhereExpr().map(toSingle)] };
  if (or) return { kind: 'or', operands: [first, ...or.soqlWhereExpr().map(toSingle)] };
  return first;
}

export function toExpressionNode(
  context: g.SoqlFieldContext | g.SoqlDistanceExprContext,
): ExpressionNode {
  if (context instanceof trees.SoqlDistanceExprContext) return toDistance(context);
  const names = context.soqlIdentifier();
  const calls = context.LPAREN().length;
  let expression: ExpressionNode | undefined;
  for (const [index, identifier] of [...names.entries()].reverse()) {
    expression =
      index < calls
        ? {
            kind: 'call',
            functionName: identifier.text.toLowerCase(),
            written: identifier.text,
            argument: expression,
            at: positionOf(identifier),
          }
        : { kind: 'field', name: toNameNode(identifier) };
  }
  if (!expression) throw new Error(`Empty expression: ${context.text}`);
  return expression;
}

export function toWhere(context: g.SoqlWhereClauseContext | undefined): ConditionNode | undefined {
  return context instanceof trees.SoqlWhereClauseMethodContext
    ? toConditionNode(context.soqlWhereExprs())
    : undefined;
}

export function toNumber(context: ParserRuleContext): number {
  return Number(context.text);
}

function toDistance(context: g.SoqlDistanceExprContext): ExpressionNode {
  const location = context.soqlGeolocationValue();
  if (!(location instanceof trees.SoqlLiteralGeolocationValueContext)) {
    throw malformedQuery("unexpected token: ':'");
  }
  const [latitude, longitude] = location.soqlNumberValue().map(toNumber);
  return {
    kind: 'distance',
    field: toNameNode(context.soqlIdentifier()),
    latitude: latitude ?? 0,
    longitude: longitude ?? 0,
    unit: context.nonValidatedEscapeStringLiteral().text.slice(1, -1),
    at: positionOf(context),
  };
}

function toSingle(context: g.SoqlWhereExprContext): ConditionNode {
  if (context instanceof trees.NestedWhereExprContext)
    return toConditionNode(context.soqlWhereExprs());
  if (context instanceof trees.SimpleWhereExprContext) {
    return {
      kind: 'comparison',
      left: toExpressionNode(context.soqlField()),
      operator: toOperator(context.soqlComparisonOperator().text),
      value: toLiteral(context.soqlLiteralValue()),
    };
  }
  if (context instanceof trees.DistanceWhereExprContext) {
    return {
      kind: 'comparison',
      left: toExpressionNode(context.soqlDistanceExpr()),
      operator: toOperator(context.soqlComparisonOperator().text),
      value: toLiteral(context.soqlLiteralValue()),
    };
  }
  if (context instanceof trees.LikeWhereExprContext) return toLike(context);
  if (context instanceof trees.IncludesWhereExprContext) {
    return {
      kind: 'includes',
      left: toExpressionNode(context.soqlField()),
      negated: context.soqlIncludesOperator().EXCLUDES() !== undefined,
      values: context.soqlLiteralValues().soqlLiteralValue().map(toLiteral),
    };
  }
  return toMembership(context);
}

function toMembership(context: g.SoqlWhereExprContext): ConditionNode {
  if (context instanceof trees.InWhereExprContext) {
    return {
      kind: 'in',
      left: toExpressionNode(context.soqlField()),
      negated: context.soqlInOperator().NOT() !== undefined,
      values: context.soqlLiteralValues().soqlLiteralValue().map(toLiteral),
    };
  }
  if (context instanceof trees.InWhereExprWithSemiJoinContext) {
    return {
      kind: 'semijoin',
      left: toExpressionNode(context.soqlField()),
      negated: context.soqlInOperator().NOT() !== undefined,
      query: toSemiJoinNode(context.soqlSemiJoin()),
    };
  }
  // Bind variables are Apex's, calculated filters are no longer in the language.
  throw malformedQuery(`unexpected token: '${context.start.text ?? ''}'`);
}

function toLike(context: g.LikeWhereExprContext): ConditionNode {
  const value = context.soqlLikeValue();
  const literal =
    value instanceof trees.SoqlLiteralLikeValueContext ? value.soqlLikeLiteral() : undefined;
  if (!(literal instanceof trees.SoqlLikeStringLiteralContext)) {
    throw malformedQuery(`unexpected token: '${value.text}'`);
  }
  return {
    kind: 'like',
    left: toExpressionNode(context.soqlField()),
    pattern: resolveEscapes(literal.text.slice(1, -1), 'like'),
    at: positionOf(value),
  };
}

function toOperator(text: string): ComparisonOperator {
  switch (text) {
    case '=':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return text;
    case '<>':
      return '!=';
    default:
      throw malformedQuery(`unexpected token: '${text}'`);
  }
}

function toLiteral(context: g.SoqlLiteralValueContext): LiteralNode {
  if (!(context instanceof trees.SoqlLiteralLiteralValueContext)) {
    throw malformedQuery("unexpected token: ':'");
  }
  const literal = context.soqlLiteral();
  const at = positionOf(context);
  if (literal instanceof trees.SoqlStringLiteralContext) {
    return { kind: 'string', value: resolveEscapes(literal.text.slice(1, -1), 'plain'), at };
  }
  if (literal instanceof trees.SoqlLiteralCommonLiteralsContext) {
    return toCommonLiteral(literal.soqlCommonLiterals());
  }
  throw new Error(`Unknown literal: ${context.text}`);
}

function toCommonLiteral(context: g.SoqlCommonLiteralsContext): LiteralNode {
  const at = positionOf(context);
  const text = context.text;
  if (context instanceof trees.SoqlDateLiteralContext) return { kind: 'date', text, at };
  if (context instanceof trees.SoqlDateTimeLiteralContext) return { kind: 'datetime', text, at };
  if (context instanceof trees.SoqlTimeLiteralContext) return { kind: 'time', text, at };
  if (context instanceof trees.SoqlNullLiteralContext) return { kind: 'null', at };
  if (context instanceof trees.SoqlBooleanLiteralContext) {
    return { kind: 'boolean', value: text.toLowerCase() === 'true', at };
  }
  if (context instanceof trees.SoqlNumberLiteralContext) {
    return { kind: 'number', value: Number(text), integer: /^[+-]?\d+$/.test(text), at };
  }
  if (context instanceof trees.SoqlDateFormulaLiteralContext) {
    const count = context.INTEGER_LITERAL();
    return {
      kind: 'dateLiteral',
      name: context.IDENTIFIER().text.toUpperCase(),
      count: count && Number(count.text),
      at,
    };
  }
  return {
    kind: 'currency',
    isoCode: text.slice(0, 3).toUpperCase(),
    value: Number(text.slice(3)),
    at,
  };
}

function toSemiJoinNode(context: g.SoqlSemiJoinContext): SemiJoinNode {
  return {
    select: toExpressionNode(context.soqlField()),
    from: toFromNodes(context.soqlFromClause()),
    where: toWhere(context.soqlWhereClause()),
    at: positionOf(context),
  };
}
