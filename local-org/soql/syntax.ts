/** The syntax tree of a SOQL statement, with source positions for error frames. */
import type { SourcePosition } from '../errors.ts';

/** A dotted name as written, e.g. `Account.Owner.Name`. */
export interface NameNode {
  readonly text: string;
  readonly path: readonly string[];
  readonly at: SourcePosition;
}

export type ExpressionNode = FieldNode | CallNode | DistanceNode;

export interface FieldNode {
  readonly kind: 'field';
  readonly name: NameNode;
}

/** `COUNT(Id)`, `FORMAT(MIN(Amount))`; the function name is lower case. */
export interface CallNode {
  readonly kind: 'call';
  readonly functionName: string;
  readonly written: string;
  readonly argument: ExpressionNode | undefined;
  readonly at: SourcePosition;
}

export interface DistanceNode {
  readonly kind: 'distance';
  readonly field: NameNode;
  readonly latitude: number;
  readonly longitude: number;
  readonly unit: string;
  readonly at: SourcePosition;
}

export type SelectItemNode = SelectExpressionNode | SelectSubqueryNode | SelectTypeofNode;

export interface SelectExpressionNode {
  readonly kind: 'expression';
  readonly expression: ExpressionNode;
  readonly alias: NameNode | undefined;
}

export interface SelectSubqueryNode {
  readonly kind: 'subquery';
  readonly query: QueryNode;
  readonly alias: NameNode | undefined;
}

export interface SelectTypeofNode {
  readonly kind: 'typeof';
  readonly operand: NameNode;
  readonly branches: readonly { readonly type: NameNode; readonly fields: readonly NameNode[] }[];
  readonly otherwise: readonly NameNode[] | undefined;
  readonly alias: NameNode | undefined;
}

export interface FromNode {
  readonly name: NameNode;
  readonly alias: NameNode | undefined;
}

export type LiteralNode =
  | { readonly kind: 'string'; readonly value: string; readonly at: SourcePosition }
  | {
      readonly kind: 'number';
      readonly value: number;
      readonly integer: boolean;
      readonly at: SourcePosition;
    }
  | {
      readonly kind: 'currency';
      readonly value: number;
      readonly isoCode: string;
      readonly at: SourcePosition;
    }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly at: SourcePosition }
  | { readonly kind: 'null'; readonly at: SourcePosition }
  | {
      readonly kind: 'date' | 'datetime' | 'time';
      readonly text: string;
      readonly at: SourcePosition;
    }
  | {
      readonly kind: 'dateLiteral';
      /** Upper case, without the colon: `LAST_N_DAYS`. */
      readonly name: string;
      readonly count: number | undefined;
      readonly at: SourcePosition;
    };

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

export type ConditionNode =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly ConditionNode[] }
  | { readonly kind: 'not'; readonly operand: ConditionNode }
  | {
      readonly kind: 'comparison';
      readonly left: ExpressionNode;
      readonly operator: ComparisonOperator;
      readonly value: LiteralNode;
    }
  | {
      readonly kind: 'like';
      readonly left: ExpressionNode;
      /** Escapes `\%` and `\_` are still in it; every other escape is resolved. */
      readonly pattern: string;
      readonly at: SourcePosition;
    }
  | {
      readonly kind: 'in';
      readonly left: ExpressionNode;
      readonly negated: boolean;
      readonly values: readonly LiteralNode[];
    }
  | {
      readonly kind: 'includes';
      readonly left: ExpressionNode;
      readonly negated: boolean;
      readonly values: readonly LiteralNode[];
    }
  | {
      readonly kind: 'semijoin';
      readonly left: ExpressionNode;
      readonly negated: boolean;
      readonly query: SemiJoinNode;
    };

export interface SemiJoinNode {
  readonly select: ExpressionNode;
  readonly from: readonly FromNode[];
  readonly where: ConditionNode | undefined;
  readonly at: SourcePosition;
}

export interface OrderNode {
  readonly expression: ExpressionNode;
  readonly descending: boolean;
  /** Undefined when the statement does not say. */
  readonly nulls: 'first' | 'last' | undefined;
}

export interface GroupNode {
  readonly mode: 'plain' | 'rollup' | 'cube';
  readonly expressions: readonly ExpressionNode[];
}

export interface QueryNode {
  /** `count` for `SELECT COUNT()`. */
  readonly select: 'count' | readonly SelectItemNode[];
  readonly from: readonly FromNode[];
  /** `USING SCOPE mine`: the scope, lower case. */
  readonly scope: NameNode | undefined;
  /** `USING LOOKUP TestObj__c.Field__c`: which the local org has no data for. */
  readonly lookup: NameNode | undefined;
  readonly where: ConditionNode | undefined;
  /** Lower case, e.g. `security_enforced`, `data category`. */
  readonly withClauses: readonly string[];
  readonly group: GroupNode | undefined;
  readonly having: ConditionNode | undefined;
  readonly order: readonly OrderNode[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  readonly at: SourcePosition;
}
