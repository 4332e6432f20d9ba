/** The frozen nodes a SOQL statement is made of; `compile.ts` is the only reader that turns them into text. */

/** A value on its way into SOQL, tagged with the literal form it takes. */
export type SoqlValue =
  | { readonly type: 'null' }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'id'; readonly value: string }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'boolean'; readonly value: boolean }
  /** `YYYY-MM-DD` */
  | { readonly type: 'date'; readonly value: string }
  /** ISO 8601 with an offset. */
  | { readonly type: 'dateTime'; readonly value: string }
  /** `HH:mm:ss.SSSZ` */
  | { readonly type: 'time'; readonly value: string }
  /** `TODAY`, `LAST_N_DAYS:30`, ... */
  | { readonly type: 'dateLiteral'; readonly value: string }
  /** The id that an earlier part of the same composite call brings, by that part's reference id. */
  | { readonly type: 'idOfWrite'; readonly value: string };

/** API names from the root of the statement to a field: `['Account', 'Parent', 'Name']`. */
export type FieldPath = readonly string[];

export const DATE_FUNCTIONS = [
  'CALENDAR_YEAR',
  'CALENDAR_QUARTER',
  'CALENDAR_MONTH',
  'FISCAL_YEAR',
  'FISCAL_QUARTER',
  'FISCAL_MONTH',
  'DAY_ONLY',
  'DAY_IN_MONTH',
  'DAY_IN_WEEK',
  'DAY_IN_YEAR',
  'WEEK_IN_MONTH',
  'WEEK_IN_YEAR',
  'HOUR_IN_DAY',
] as const;

export type DateFunction = (typeof DATE_FUNCTIONS)[number];

export const AGGREGATE_FUNCTIONS = ['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX'] as const;

export type AggregateFunction = (typeof AGGREGATE_FUNCTIONS)[number];

export type SoqlFunction = AggregateFunction | DateFunction | 'GROUPING' | 'FORMAT' | 'toLabel';

/** A function inside another: `HOUR_IN_DAY(convertTimezone(CreatedDate))`, `FORMAT(SUM(Amount))`. */
export type InnerFunction = AggregateFunction | 'convertTimezone';

/** What a condition, an order or a grouping is about: a field, or a function of one. */
export type Operand =
  | { readonly kind: 'field'; readonly path: FieldPath }
  | {
      readonly kind: 'call';
      readonly fn: SoqlFunction;
      readonly path: FieldPath;
      readonly inner?: InnerFunction;
    };

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One piece of a LIKE pattern: literal text, `%` or `_`. */
export type LikePart = { readonly text: string } | { readonly wildcard: '%' | '_' };

export type Condition =
  /** `conditions` is never empty. */
  | { readonly kind: 'and'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'or'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare';
      readonly operand: Operand;
      readonly operator: ComparisonOperator;
      readonly value: SoqlValue;
    }
  | {
      readonly kind: 'like';
      readonly operand: Operand;
      readonly pattern: readonly LikePart[];
    }
  | {
      readonly kind: 'in';
      readonly operand: Operand;
      readonly negated: boolean;
      /** Never empty. */
      readonly values: readonly SoqlValue[];
    }
  | {
      /** INCLUDES or EXCLUDES: each inner list is one combination that must be held whole. */
      readonly kind: 'includes';
      readonly operand: Operand;
      readonly negated: boolean;
      readonly combinations: readonly (readonly string[])[];
    }
  | {
      /** Nearer to a place than `within`; the operand is an address or a geolocation. */
      readonly kind: 'distance';
      readonly operand: Operand;
      /** In degrees. */
      readonly latitude: number;
      readonly longitude: number;
      readonly within: number;
      readonly unit: 'km' | 'mi';
    }
  | {
      readonly kind: 'semiJoin';
      readonly operand: Operand;
      readonly negated: boolean;
      readonly select: SemiJoinSelect;
    };

/** `SELECT column FROM object WHERE ...` on the right of IN. */
export interface SemiJoinSelect {
  readonly column: string;
  readonly from: string;
  readonly where: Condition | null;
}

export type SelectColumn =
  /** The alias is for grouped fields only. */
  | { readonly kind: 'field'; readonly path: FieldPath; readonly alias?: string }
  | {
      readonly kind: 'call';
      readonly fn: SoqlFunction;
      readonly path: FieldPath;
      readonly inner?: InnerFunction;
      readonly alias: string;
    }
  /** `COUNT()`: must stand alone. */
  | { readonly kind: 'countAll' }
  | { readonly kind: 'subquery'; readonly select: SelectNode }
  | {
      readonly kind: 'typeOf';
      /** Relationships from the rows to the polymorphic one. */
      readonly path: FieldPath;
      /** Never empty; each with at least one column. */
      readonly whens: readonly {
        readonly object: string;
        readonly columns: readonly FieldPath[];
      }[];
    };

export interface OrderNode {
  readonly operand: Operand;
  /** Sorts by the way from here to what the operand names, in degrees. */
  readonly distanceFrom?: { readonly latitude: number; readonly longitude: number };
  readonly direction: 'ASC' | 'DESC';
  /** Null where the field cannot be null, or SOQL ignores it. */
  readonly nulls: 'FIRST' | 'LAST' | null;
}

export interface GroupByNode {
  readonly mode: 'PLAIN' | 'ROLLUP' | 'CUBE';
  /** Never empty. */
  readonly operands: readonly Operand[];
}

/** A SOSL statement: records of several objects that hold every one of the words. */
export interface SearchNode {
  /** Never empty; taken literally, and each as the beginning of a word. */
  readonly words: readonly string[];
  /** Never empty. */
  readonly returning: readonly SearchReturning[];
}

/** `Contact(Id, Name WHERE … LIMIT 20)`: what a search brings of one object. */
export interface SearchReturning {
  readonly object: string;
  /** Never empty. */
  readonly columns: readonly FieldPath[];
  readonly where: Condition | null;
  readonly limit: number;
}

/** A statement, or a subquery when it stands in a column list (then `from` is a relationship name). */
export interface SelectNode {
  readonly columns: readonly SelectColumn[];
  readonly from: string;
  readonly scope: string | null;
  readonly where: Condition | null;
  readonly groupBy: GroupByNode | null;
  readonly having: Condition | null;
  readonly orderBy: readonly OrderNode[];
  readonly limit: number | null;
  /** Of declared queries only: our own lists are paged by keyset. */
  readonly offset?: number;
}
