/** A declared query: a `.soql` file, checked against the model, as the root field that it becomes. */

import type { DescribeFieldType } from '../model/describe-types.ts';
import type { ChildModel, FieldModel, ParentModel } from '../model/org-model.ts';
import type { GroupByNode, SoqlFunction } from '../soql/nodes.ts';
import type { BindUse, ConditionTemplate, NumberTemplate, Subject } from './condition-template.ts';

/** What an argument takes; DateOrLiteral and DateTimeOrLiteral take SOQL's date literals too. */
export type ArgumentType =
  | 'ID'
  | 'String'
  | 'Boolean'
  | 'Int'
  | 'Long'
  | 'Float'
  | 'DateOrLiteral'
  | 'DateTimeOrLiteral'
  | 'Time';

export interface DeclaredArgument {
  readonly name: string;
  readonly type: ArgumentType;
  readonly isList: boolean;
  readonly required: boolean;
  /** What it is compared with, for readers. */
  readonly description: string;
}

export interface DeclaredQuery {
  /** Root field, from the file's name or the SDL's. */
  readonly name: string;
  /** What the names of its types begin with. */
  readonly typeName: string;
  readonly file: string;
  /** From the leading comments; null where there are none. */
  readonly description: string | null;
  /** API name. */
  readonly object: string;
  readonly arguments: readonly DeclaredArgument[];
  readonly scope: string | null;
  readonly where: ConditionTemplate | null;
  readonly orderBy: readonly OrderTemplate[];
  readonly limit: NumberTemplate | BindUse | null;
  readonly offset: NumberTemplate | BindUse | null;
  readonly result: DeclaredResult;
}

export type DeclaredResult =
  | {
      readonly kind: 'rows';
      readonly items: readonly RowItem[];
      /** Whether its order can be continued by a cursor. */
      readonly pageable: boolean;
    }
  | {
      readonly kind: 'groups';
      readonly items: readonly GroupItem[];
      /** Null: all rows are one group. */
      readonly groupBy: {
        readonly mode: GroupByNode['mode'];
        readonly subjects: readonly Subject[];
      } | null;
      readonly having: ConditionTemplate | null;
    }
  /** `SELECT COUNT()` */
  | { readonly kind: 'count' };

export interface OrderTemplate {
  readonly subject: Subject;
  readonly direction: 'ASC' | 'DESC';
  /** As written; SOQL's default is FIRST. */
  readonly nulls: 'FIRST' | 'LAST' | null;
  /** Whether rows can be without a value, the parents on the way included. */
  readonly nullable: boolean;
  /** Whether a cursor can continue the order by this key. */
  readonly pageable: boolean;
  /** Sorted by the way from here to the subject. */
  readonly distanceFrom?: {
    readonly latitude: NumberTemplate | BindUse;
    readonly longitude: NumberTemplate | BindUse;
  };
}

/** One member of a row's GraphQL type. */
export type RowItem =
  | { readonly kind: 'column'; readonly name: string; readonly field: FieldModel }
  /** toLabel() */
  | { readonly kind: 'label'; readonly name: string; readonly field: FieldModel }
  /** FORMAT() */
  | { readonly kind: 'formatted'; readonly name: string; readonly field: FieldModel }
  /** API name of a polymorphic parent's object. */
  | { readonly kind: 'type'; readonly name: string }
  | {
      readonly kind: 'parent';
      readonly name: string;
      readonly parent: ParentModel;
      /** Of the union, where there are several targets. */
      readonly typeName: string;
      /** One where the reference is of one object; else those that the query reads, each with its members. */
      readonly targets: readonly RowTarget[];
    }
  | {
      readonly kind: 'children';
      readonly name: string;
      readonly child: ChildModel;
      readonly typeName: string;
      readonly items: readonly RowItem[];
      readonly scope: string | null;
      readonly where: ConditionTemplate | null;
      readonly orderBy: readonly OrderTemplate[];
      readonly limit: NumberTemplate | BindUse | null;
    };

export interface RowTarget {
  /** API name. */
  readonly object: string;
  readonly typeName: string;
  readonly items: readonly RowItem[];
}

/** One member of a group's GraphQL type. */
export type GroupItem =
  | {
      readonly kind: 'value';
      readonly name: string;
      readonly subject: Subject;
      /** Null: a grouped field itself. */
      readonly fn: SoqlFunction | null;
      readonly type: DescribeFieldType;
    }
  /** Grouped fields of a parent. */
  | {
      readonly kind: 'object';
      readonly name: string;
      readonly typeName: string;
      readonly items: readonly GroupItem[];
    };
