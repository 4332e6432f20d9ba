/** A SOQL statement as it is written: every name, value and bind with its place, checked against nothing yet. */

import type { ParsedLiteral, ParsedOperator } from './parse-where.ts';

export interface NameSyntax {
  readonly text: string;
  /** Characters from the start of the text. */
  readonly at: number;
}

/** Never empty; relationship names and the field's. */
export type PathSyntax = readonly NameSyntax[];

export interface BindSyntax {
  readonly kind: 'bind';
  readonly name: string;
  /** `:name?`: without a value its condition is left out. */
  readonly optional: boolean;
  readonly at: number;
}

export interface LiteralSyntax {
  readonly kind: 'literal';
  readonly type: Exclude<ParsedLiteral['type'], 'bind'> | 'time';
  /** As written. */
  readonly text: string;
  readonly at: number;
}

export type ValueSyntax = BindSyntax | LiteralSyntax;

export interface CallSyntax {
  readonly kind: 'call';
  readonly fn: NameSyntax;
  readonly args: readonly (PathOperandSyntax | CallSyntax | ValueSyntax)[];
}

export interface PathOperandSyntax {
  readonly kind: 'path';
  readonly path: PathSyntax;
}

export type OperandSyntax = PathOperandSyntax | CallSyntax;

export type SelectItemSyntax =
  | { readonly kind: 'field'; readonly operand: OperandSyntax; readonly alias: NameSyntax | null }
  | { readonly kind: 'subquery'; readonly statement: StatementSyntax }
  | {
      readonly kind: 'typeOf';
      readonly relationship: NameSyntax;
      readonly whens: readonly {
        readonly object: NameSyntax;
        readonly fields: readonly PathSyntax[];
      }[];
      readonly otherwise: readonly PathSyntax[] | null;
    };

export type ConditionSyntax =
  | { readonly kind: 'and' | 'or'; readonly members: readonly ConditionSyntax[] }
  | { readonly kind: 'not'; readonly member: ConditionSyntax }
  | {
      readonly kind: 'comparison';
      readonly operand: OperandSyntax;
      readonly operator: ParsedOperator;
      readonly operatorAt: number;
      /** One for most operators; for IN, INCLUDES and their negations what stands in the parentheses. */
      readonly values: readonly ValueSyntax[];
      /** `IN :list` without parentheses: the bind is a list. */
      readonly isListBind: boolean;
    }
  | {
      readonly kind: 'semiJoin';
      readonly operand: OperandSyntax;
      readonly negated: boolean;
      readonly statement: StatementSyntax;
    };

export interface OrderSyntax {
  readonly operand: OperandSyntax;
  readonly direction: 'ASC' | 'DESC';
  readonly nulls: 'FIRST' | 'LAST' | null;
}

export interface GroupBySyntax {
  readonly mode: 'PLAIN' | 'ROLLUP' | 'CUBE';
  readonly operands: readonly OperandSyntax[];
  readonly at: number;
}

export interface StatementSyntax {
  readonly at: number;
  readonly items: readonly SelectItemSyntax[];
  readonly from: NameSyntax;
  /** `Account` of `FROM Account.Contacts`, which a subquery may say. */
  readonly owner: NameSyntax | null;
  readonly alias: NameSyntax | null;
  readonly scope: NameSyntax | null;
  readonly where: ConditionSyntax | null;
  readonly groupBy: GroupBySyntax | null;
  readonly having: ConditionSyntax | null;
  readonly orderBy: readonly OrderSyntax[];
  readonly limit: ValueSyntax | null;
  readonly offset: ValueSyntax | null;
}

/** Where an operand begins. */
export function placeOfOperand(operand: OperandSyntax): number {
  return operand.kind === 'call' ? operand.fn.at : (operand.path[0]?.at ?? 0);
}
