/** A planned operation: the statements to run, and how their rows become the response. Plain data, printable as JSON. */

import type { PageInfoPart } from '../model/schema-bindings.ts';
import type { Condition, FieldPath, SearchNode, SelectNode } from '../soql/nodes.ts';

export interface OperationPlan {
  readonly roots: readonly RootPlan[];
  /** Failures that are known before anything runs: what this viewer may not read is null and listed here once. */
  readonly errors: readonly PlanError[];
}

export interface PlanError {
  /** Response keys from the root; list positions are left out, for the error is the same in every row. */
  readonly path: readonly string[];
  readonly code: 'FORBIDDEN' | 'INVALID_FIELD';
  readonly message: string;
  readonly hint: string;
}

/** One root field of the operation that is answered from Salesforce. */
export type RootPlan =
  | { readonly kind: 'list'; readonly key: string; readonly list: ListPlan }
  /** One record; its rows can be those of several records of the object, of which `id` is the one. */
  | { readonly kind: 'record'; readonly key: string; readonly id: string; readonly list: ListPlan }
  | { readonly kind: 'search'; readonly key: string; readonly search: SearchPlan }
  | { readonly kind: 'entities'; readonly key: string; readonly entities: EntitiesPlan }
  /** Answered without asking: no such object, or nothing the viewer may read. */
  | { readonly kind: 'null'; readonly key: string }
  /** Failed as a whole; `key` is not nullable or was asked wrongly. */
  | { readonly kind: 'refused'; readonly key: string; readonly error: RefusedRoot };

export interface RefusedRoot {
  readonly code:
    'FORBIDDEN' | 'BAD_USER_INPUT' | 'INVALID_FIELD' | 'INVALID_QUERY' | 'QUERY_TOO_EXPENSIVE';
  readonly message: string;
  readonly hint: string;
}

/** Rows of one object with everything that hangs on them. */
export interface ListPlan {
  readonly object: string;
  /** Null when no rows are asked for, or none can match for this viewer. */
  readonly rows: SelectNode | null;
  /** Further statements, by the index that shapes name. */
  readonly sides: readonly SidePlan[];
  readonly shape: ConnectionShape;
}

/** Records of several objects that hold the words of a search. */
export interface SearchPlan {
  /** Records of all objects together. */
  readonly size: number;
  /** Null when no object is searched by SOSL. */
  readonly sosl: SearchNode | null;
  readonly targets: readonly SearchTargetPlan[];
  readonly fields: readonly SearchFieldShape[];
}

/** One searched object. */
export interface SearchTargetPlan {
  /** `rows` is null where SOSL brings them, as records of `list.object`. */
  readonly list: ListPlan;
  /** Side that holds the records of the ids that were found; null: the rows are the records. */
  readonly side: number | null;
}

/** Records that other subgraphs refer to. */
export interface EntitiesPlan {
  /** One or more for each object; the records stand in their `nodes`. */
  readonly targets: readonly ListPlan[];
  /** One for each reference, in the order they were given. */
  readonly slots: readonly EntitySlot[];
}

/** Where the record of a reference is found; null: nowhere. */
export type EntitySlot = { readonly target: number; readonly id: string } | null;

export type SearchFieldShape = TypenameShape | { readonly kind: 'nodes'; readonly key: string };

/** The lists of a root, whose statements it runs. */
export function listsOf(root: RootPlan): readonly ListPlan[] {
  switch (root.kind) {
    case 'list':
    case 'record':
      return [root.list];
    case 'search':
      return root.search.targets.map((target) => target.list);
    case 'entities':
      return root.entities.targets;
    case 'null':
    case 'refused':
      return [];
  }
}

/** A statement beside the rows; its records are found by an id. */
export interface SidePlan {
  readonly select: SelectNode;
  /** Null: it runs together with the rows. Else it waits for the ids of the records there. */
  readonly keys: SideKeys | null;
  readonly collect: SideCollection;
}

export interface SideKeys {
  readonly at: RecordPlace;
  /** Column that is compared with the ids: `Id`, or a foreign key. */
  readonly column: string;
  /** The ids of the records there, where the operation names them: then the side waits for nothing. */
  readonly ids?: readonly string[];
}

/** Where records stand: among the rows or a side's rows, and from there along parents and children. */
export interface RecordPlace {
  readonly source: 'rows' | number;
  readonly route: readonly RouteStep[];
}

export type RouteStep =
  | { readonly kind: 'children'; readonly relationship: string }
  | {
      readonly kind: 'parent';
      readonly relationship: string;
      /** API name of the object that is meant, where the parent can be of several. */
      readonly object?: string;
      /** Absent: the viewer may see every such parent. What hangs on a hidden one is not even asked for. */
      readonly guard?: ParentGuard;
    };

export type SideCollection =
  /** Records at the end of the route, by their Id. */
  | { readonly kind: 'byId'; readonly route: readonly RouteStep[] }
  /** Aggregate rows, by the value of a column (the parent's id). */
  | {
      readonly kind: 'byColumn';
      readonly column: string;
      /** Groups that a parent can have in the answer; null: one row for each parent. */
      readonly groupsPerKey: number | null;
    }
  /** Aggregate rows as they come. */
  | { readonly kind: 'all' }
  /** Only the number of rows (`COUNT()`). */
  | { readonly kind: 'total' };

// The shape of the response, in the order of the selection.

export interface ConnectionShape {
  readonly page: PageShape;
  readonly fields: readonly ConnectionFieldShape[];
  /** The value of its one field stands in place of the connection. */
  readonly bare?: BareForm;
}

/** All of the list; all of it or, where more rows match than may be listed, a refusal; its first item or null. */
export type BareForm = 'list' | 'wholeList' | 'first';

export interface PageShape {
  /** Rows of the page; one more is read to know whether others follow. */
  readonly size: number;
  /** The page is read from its end: the rows come in reverse. */
  readonly backward: boolean;
  readonly hasAfter: boolean;
  readonly hasBefore: boolean;
  /** Paths of the order values in a row, the id last. */
  readonly position: readonly FieldPath[];
  /** What cursors of this list are bound to. */
  readonly scope: string;
}

export type ConnectionFieldShape =
  | TypenameShape
  | { readonly kind: 'nodes'; readonly key: string; readonly record: RecordShape }
  | { readonly kind: 'edges'; readonly key: string; readonly fields: readonly EdgeFieldShape[] }
  | { readonly kind: 'pageInfo'; readonly key: string; readonly fields: readonly PageFieldShape[] }
  | { readonly kind: 'totalCount'; readonly key: string; readonly figure: FigureSource }
  | { readonly kind: 'null'; readonly key: string }
  | {
      readonly kind: 'aggregate';
      readonly key: string;
      readonly figure: FigureSource;
      readonly fields: readonly FigureFieldShape[];
    }
  | {
      readonly kind: 'groups';
      readonly key: string;
      readonly figure: FigureSource;
      /** Groups to answer for one parent; null where the statement itself is limited. */
      readonly first: number | null;
      readonly fields: readonly FigureFieldShape[];
    };

export type FigureSource =
  /** Rows of a side as a whole; a count stands under `alias`, or is their number (null). */
  | { readonly kind: 'side'; readonly side: number; readonly alias: string | null }
  /** Rows of a side that belong to the parent record. */
  | { readonly kind: 'ofParent'; readonly side: number; readonly alias: string | null }
  /** Nothing can match: zero rows. */
  | { readonly kind: 'nothing' };

export type EdgeFieldShape =
  | TypenameShape
  | { readonly kind: 'cursor'; readonly key: string }
  | { readonly kind: 'node'; readonly key: string; readonly record: RecordShape };

export type PageFieldShape =
  TypenameShape | { readonly kind: 'part'; readonly key: string; readonly part: PageInfoPart };

export type FigureFieldShape =
  | TypenameShape
  | { readonly kind: 'null'; readonly key: string }
  | { readonly kind: 'object'; readonly key: string; readonly fields: readonly FigureFieldShape[] }
  | { readonly kind: 'count'; readonly key: string; readonly alias: string }
  | {
      readonly kind: 'value';
      readonly key: string;
      readonly alias: string;
      readonly conversion: Conversion;
    }
  /** Names of the grouping parts that the row sums over. */
  | { readonly kind: 'subtotalOf'; readonly key: string; readonly parts: readonly SubtotalPart[] };

export interface SubtotalPart {
  readonly name: string;
  /** Column that GROUPING() brings, 1 in a subtotal; for a date part, which GROUPING() does not take, its own value. */
  readonly alias: string;
  /** Of a date part: column that counts the dates. A subtotal has dates but no value; a group without dates has neither. */
  readonly counted?: string;
}

export interface RecordShape {
  /** GraphQL type of the record where the schema alone does not tell it (union, interface), else null. */
  readonly typeName: string | null;
  readonly fields: readonly RecordFieldShape[];
  /** The value of its one field stands in place of the record. */
  readonly bare?: true;
}

export type RecordFieldShape =
  | TypenameShape
  | { readonly kind: 'null'; readonly key: string }
  | {
      readonly kind: 'column';
      readonly key: string;
      readonly column: string;
      readonly conversion: Conversion;
    }
  | {
      /** Content of a file: the response holds an address for it. */
      readonly kind: 'file';
      readonly key: string;
      readonly object: string;
      /** API name of the base64 field. */
      readonly field: string;
    }
  | {
      readonly kind: 'label';
      readonly key: string;
      readonly column: string;
      /** The column holds several values: so do the labels. */
      readonly isList?: true;
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      /** What FORMAT() of a field brings. */
      readonly kind: 'formatted';
      readonly key: string;
      readonly alias: string;
      /** Side that holds the record with it; null: the record at hand. */
      readonly side: number | null;
    }
  | {
      readonly kind: 'compound';
      readonly key: string;
      readonly column: string;
      readonly parts: readonly CompoundPartShape[];
    }
  | {
      readonly kind: 'parent';
      readonly key: string;
      readonly relationship: string;
      /** Side that holds the record whose parent this is; null: the record at hand. */
      readonly side: number | null;
      /** By the API name of the parent's object; `*` where there is only one. */
      readonly targets: Readonly<Record<string, TargetShape>>;
    }
  | {
      readonly kind: 'children';
      readonly key: string;
      readonly relationship: string;
      /** Where the child rows are; null: there can be none. */
      readonly rows: { readonly side: number | null } | null;
      readonly connection: ConnectionShape;
    };

export type CompoundPartShape =
  TypenameShape | { readonly kind: 'part'; readonly key: string; readonly part: string };

export interface TargetShape {
  readonly record: RecordShape;
  readonly guard: ParentGuard | null;
}

/** What decides whether the viewer may see a parent that a row brought along. */
export type ParentGuard =
  /** Evaluated on the parent's own columns, which the statement selects too. */
  | { readonly kind: 'row'; readonly condition: Condition }
  /** The parent must be among a side's records. */
  | { readonly kind: 'side'; readonly side: number };

export interface TypenameShape {
  readonly kind: 'typename';
  readonly key: string;
  readonly name: string;
}

/** How a value of Salesforce's JSON becomes a value of the response. */
export type Conversion = 'none' | 'dateTime' | 'list';
