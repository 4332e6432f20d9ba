/** Turns the grammar's parse tree into our syntax tree; nothing outside sees the former. */
import type * as g from '@salesforce/soql-common/lib/soql-parser/generated/SoqlParser.js';
import { malformedQuery } from '../errors.ts';
import { trees } from './grammar.ts';
import { toConditionNode, toExpressionNode, toNumber, toWhere } from './tree-to-conditions.ts';
import { positionOf, toFromNodes, toNameNode } from './tree-names.ts';
import type {
  ExpressionNode,
  GroupNode,
  NameNode,
  OrderNode,
  QueryNode,
  SelectItemNode,
} from './syntax.ts';

export function toQueryNode(context: g.SoqlInnerQueryContext): QueryNode {
  const select = context.soqlSelectClause();
  const group = context.soqlGroupByClause();
  const having = group?.soqlHavingClause();
  const using = usingOf(context.soqlFromClause());
  refuseUnknownStatistics(context.soqlUpdateStatsClause());
  return {
    select:
      select instanceof trees.SoqlSelectExprsClauseContext
        ? select.soqlSelectExprs().soqlSelectExpr().map(toSelectItem)
        : 'count',
    from: toFromNodes(context.soqlFromClause()),
    scope: using.scope,
    lookup: using.lookup,
    where: toWhere(context.soqlWhereClause()),
    withClauses: withClausesOf(context),
    group: group && toGroupNode(group),
    having: having && toConditionNode(having.soqlWhereExprs()),
    order: toOrderNodes(context.soqlOrderByClause()),
    limit: toCount(context.soqlLimitClause()?.soqlIntegerValue()),
    offset: toCount(context.soqlOffsetClause()?.soqlIntegerValue()),
    at: positionOf(context),
  };
}

function toSelectItem(context: g.SoqlSelectExprContext): SelectItemNode {
  if (context instanceof trees.SoqlSelectColumnExprContext) {
    return {
      kind: 'expression',
      expression: toExpressionNode(context.soqlField()),
      alias: aliasOf(context.soqlAlias()),
    };
  }
  if (context instanceof trees.SoqlSelectDistanceExprContext) {
    return {
      kind: 'expression',
      expression: toExpressionNode(context.soqlDistanceExpr()),
      alias: aliasOf(context.soqlAlias()),
    };
  }
  if (context instanceof trees.SoqlSelectInnerQueryExprContext) {
    return {
      kind: 'subquery',
      query: toQueryNode(context.soqlInnerQuery()),
      alias: aliasOf(context.soqlAlias()),
    };
  }
  if (context instanceof trees.SoqlSelectTypeofExprContext) {
    return toTypeof(context.soqlTypeofExpr(), aliasOf(context.soqlAlias()));
  }
  throw new Error(`Unknown select item: ${context.text}`);
}

function toTypeof(context: g.SoqlTypeofExprContext, alias: NameNode | undefined): SelectItemNode {
  return {
    kind: 'typeof',
    operand: toNameNode(context.soqlTypeofOperand()),
    branches: context.soqlWhenExpr().map((when) => ({
      type: toNameNode(when.soqlWhenOperand()),
      fields: when.soqlResultExpr().map(toNameNode),
    })),
    otherwise: context.soqlElseExpr()?.soqlResultExpr().map(toNameNode),
    alias,
  };
}

function aliasOf(context: g.SoqlAliasContext | undefined): NameNode | undefined {
  // Source: SOQL guide, alias notation; of its reserved words the grammar lets one pass.
  if (context?.text.toLowerCase() === 'group') {
    throw malformedQuery(`unexpected token: '${context.text}'`);
  }
  return context && toNameNode(context);
}

interface Using {
  readonly scope: NameNode | undefined;
  readonly lookup: NameNode | undefined;
}

/** `USING SCOPE x` or `USING x`; `USING LOOKUP` needs data that no emulator has. */
function usingOf(context: g.SoqlFromClauseContext): Using {
  const clauses = context
    .soqlFromExprs()
    .soqlFromExpr()
    .flatMap((from) => from.soqlUsingClause() ?? []);
  const scopes = clauses.flatMap((clause) => {
    const old = clause.soqlUsingPre192Expr();
    const modern = clause.soqlUsingExprs()?.soqlUsingExpr() ?? [];
    return [...(old ? [scopeName(old)] : []), ...modern.map(scopeName)];
  });
  const lookups = clauses
    .flatMap((clause) => clause.soqlUsingExprs()?.soqlUsingExpr() ?? [])
    .filter((expression) => expression instanceof trees.SoqlUsingLookupContext);
  return {
    scope: scopes.find((scope) => scope !== undefined),
    lookup: lookups.map((lookup) => toNameNode(lookup.soqlIdentifierNoReserved()))[0],
  };
}

function scopeName(
  context: g.SoqlUsingPre192ExprContext | g.SoqlUsingExprContext,
): NameNode | undefined {
  if (
    context instanceof trees.SoqlUsingScopeContext ||
    context instanceof trees.SoqlUsingPre192ExprWithScopeContext ||
    context instanceof trees.SoqlUsingPre192ExprDefaultContext ||
    context instanceof trees.SoqlUsingPre192ExprWithNoScopeContext
  ) {
    return toNameNode(context.soqlIdentifierNoReserved());
  }
  return undefined;
}

function withClausesOf(context: g.SoqlInnerQueryContext): string[] {
  const clause = context.soqlWithClause();
  const named = context.soqlWithIdentifierClause().map((identifier) => {
    if (
      identifier instanceof trees.SoqlWithSingleIdentifierClauseContext ||
      identifier instanceof trees.SoqlWithIdentifierTupleClauseContext
    ) {
      return identifier.soqlIdentifier().text.toLowerCase();
    }
    return identifier.text.toLowerCase();
  });
  if (clause instanceof trees.SoqlWithDataCategoryClauseContext) return ['data category', ...named];
  if (clause instanceof trees.SoqlWithEqualsClauseContext) {
    return [clause.soqlIdentifier().text.toLowerCase(), ...named];
  }
  return named;
}

function toGroupNode(context: g.SoqlGroupByClauseContext): GroupNode {
  const mode = context.ROLLUP() ? 'rollup' : context.CUBE() ? 'cube' : 'plain';
  const fields = context.soqlGroupByExprs()?.soqlField() ?? [];
  return { mode, expressions: fields.map(toExpressionNode) };
}

function toOrderNodes(context: g.SoqlOrderByClauseContext | undefined): OrderNode[] {
  if (!context) return [];
  return context
    .soqlOrderByClauseExprs()
    .soqlOrderByClauseExpr()
    .map((order) => {
      const expression = toOrderExpression(order.soqlOrderByClauseField());
      const nulls = order.FIRST() ? 'first' : order.LAST() ? 'last' : undefined;
      return { expression, descending: order.DESC() !== undefined, nulls };
    });
}

function toOrderExpression(context: g.SoqlOrderByClauseFieldContext): ExpressionNode {
  if (context instanceof trees.SoqlOrderByDistanceExprContext) {
    return toExpressionNode(context.soqlDistanceExpr());
  }
  if (context instanceof trees.SoqlOrderByColumnExprContext) {
    return toExpressionNode(context.soqlField());
  }
  throw new Error(`Unknown order: ${context.text}`);
}

/** The grammar takes a sign, which the language does not. */
function toCount(context: g.SoqlIntegerValueContext | undefined): number | undefined {
  if (!(context instanceof trees.SoqlLiteralIntegerValueContext)) return undefined;
  const written = context.soqlInteger();
  if (written.MINUS()) throw malformedQuery("unexpected token: '-'");
  return toNumber(written);
}

const STATISTICS: ReadonlySet<string> = new Set(['tracking', 'viewstat']);

/** `UPDATE TRACKING, VIEWSTAT`: the grammar takes any name. Source: SOQL guide, UPDATE. */
function refuseUnknownStatistics(context: g.SoqlUpdateStatsClauseContext | undefined): void {
  for (const { text } of context?.IDENTIFIER() ?? []) {
    if (!STATISTICS.has(text.toLowerCase())) throw malformedQuery(`unexpected token: '${text}'`);
  }
}
