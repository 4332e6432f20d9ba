/** Conditions of a declared query, checked against the model, whose values may still be arguments. */

import type { DescribeFieldType } from '../model/describe-types.ts';
import type { FieldModel } from '../model/org-model.ts';
import type { FieldPath, LikePart, Operand, SoqlValue } from '../soql/nodes.ts';
import type { ParsedOperator } from '../soql/parse-where.ts';

/** A parent whose fields something reads. */
export interface CrossedParent {
  /** Relationship names from the statement's object to it. */
  readonly path: FieldPath;
  /** API names of the objects it can be of: one, or those that the model holds where it is polymorphic. */
  readonly objects: readonly string[];
  readonly polymorphic: boolean;
}

/** Something that a statement reads: a field or a function of one, with all that a viewer must be able to read for it. */
export interface Subject {
  readonly operand: Operand;
  readonly field: FieldModel;
  /** Type of the values it is compared with: the field's own, or the function's. */
  readonly type: DescribeFieldType;
  /** The field and the references on the way to it. */
  readonly reads: readonly { readonly object: string; readonly field: string }[];
  readonly crossed: readonly CrossedParent[];
}

export interface BindUse {
  readonly kind: 'bind';
  readonly name: string;
  readonly optional: boolean;
}

export type ValueTemplate =
  | { readonly kind: 'fixed'; readonly value: SoqlValue }
  | { readonly kind: 'pattern'; readonly parts: readonly LikePart[] }
  | { readonly kind: 'combination'; readonly values: readonly string[] }
  | BindUse;

export interface NumberTemplate {
  readonly kind: 'number';
  readonly value: number;
}

export type ConditionTemplate =
  | { readonly kind: 'and' | 'or'; readonly members: readonly ConditionTemplate[] }
  | { readonly kind: 'not'; readonly member: ConditionTemplate }
  | {
      readonly kind: 'comparison';
      readonly subject: Subject;
      readonly operator: ParsedOperator;
      readonly values: readonly ValueTemplate[];
      /** The only value is a bind that holds a list. */
      readonly isListBind: boolean;
    }
  | {
      readonly kind: 'distance';
      readonly subject: Subject;
      readonly latitude: NumberTemplate | BindUse;
      readonly longitude: NumberTemplate | BindUse;
      readonly within: NumberTemplate | BindUse;
      readonly unit: 'km' | 'mi';
    }
  | {
      readonly kind: 'semiJoin';
      readonly subject: Subject;
      readonly negated: boolean;
      readonly column: Subject;
      readonly from: string;
      readonly where: ConditionTemplate | null;
    };
