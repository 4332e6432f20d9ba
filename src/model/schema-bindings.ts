/** How the schema tells the planner what each type, field and input means, without either parsing a GraphQL name. */

import type { ChildModel, FieldModel, ObjectModel, ParentModel } from './org-model.ts';

/** SOQL date functions a date can be grouped by; named here because schema and planner both speak of them. */
export type GroupingFunction =
  | 'CALENDAR_YEAR'
  | 'CALENDAR_QUARTER'
  | 'CALENDAR_MONTH'
  | 'FISCAL_YEAR'
  | 'FISCAL_QUARTER'
  | 'DAY_ONLY'
  | 'DAY_IN_WEEK'
  | 'WEEK_IN_YEAR'
  | 'HOUR_IN_DAY';

export type AggregateName = 'countDistinct' | 'sum' | 'avg' | 'min' | 'max';

/** One thing rows can be grouped by: a field, or a date function of one. */
export interface Grouping {
  /** Name of the enum value and of the key's field. */
  readonly graphqlName: string;
  readonly field: FieldModel;
  readonly fn: GroupingFunction | null;
}

/** What an output field asks of Salesforce. Fields without a binding are resolved by graphql-js. */
export type OutputBinding =
  /** Root: a list of an object, one record of it by id, any record by id. */
  | { readonly kind: 'list'; readonly object: ObjectModel }
  | { readonly kind: 'record'; readonly object: ObjectModel }
  | { readonly kind: 'node' }
  | { readonly kind: 'search' }
  | { readonly kind: 'entities' }
  /** Root of a mutation: one record is written. */
  | { readonly kind: 'write'; readonly verb: WriteVerb; readonly object: ObjectModel }
  /** On the payload of a write: the record as it is now, the receipt, what went wrong. */
  | { readonly kind: 'writtenRecord' }
  | { readonly kind: 'receipt' }
  | { readonly kind: 'writeErrors' }
  /** Root or member of a type that a file declares; the declared room knows what it is. */
  | { readonly kind: 'declared'; readonly member: object }
  /** On an object type. */
  | { readonly kind: 'column'; readonly field: FieldModel }
  | { readonly kind: 'label'; readonly field: FieldModel }
  | { readonly kind: 'formatted'; readonly field: FieldModel }
  | { readonly kind: 'parent'; readonly parent: ParentModel }
  /** A value of the parent in place of the parent: what it is, by the API name of each object that this can be of. */
  | {
      readonly kind: 'ofParent';
      readonly parent: ParentModel;
      readonly targets: ReadonlyMap<string, OutputBinding>;
    }
  /** API name of the record's object. */
  | { readonly kind: 'objectName' }
  | { readonly kind: 'children'; readonly child: ChildModel }
  /** On an object type or a root: the org has it no longer. `name` is the API name. */
  | { readonly kind: 'retired'; readonly name: string }
  /** On a compound value: the key in Salesforce's JSON. */
  | { readonly kind: 'part'; readonly part: string }
  /** On a connection and its edges, and on what a search found. */
  | { readonly kind: 'nodes' }
  | { readonly kind: 'edges' }
  | { readonly kind: 'pageInfo' }
  | { readonly kind: 'totalCount' }
  | { readonly kind: 'aggregate' }
  | { readonly kind: 'groupBy' }
  | { readonly kind: 'edgeNode' }
  | { readonly kind: 'edgeCursor' }
  | { readonly kind: 'page'; readonly part: PageInfoPart }
  /** On an aggregate or a group. */
  | { readonly kind: 'groupKey' }
  | { readonly kind: 'groupKeyPart'; readonly grouping: Grouping }
  | { readonly kind: 'subtotalOf' }
  | { readonly kind: 'count' }
  | { readonly kind: 'aggregates'; readonly name: AggregateName }
  | { readonly kind: 'aggregateOf'; readonly name: AggregateName; readonly field: FieldModel };

export type WriteVerb = 'create' | 'update' | 'upsert' | 'delete';

export type PageInfoPart = 'hasNextPage' | 'hasPreviousPage' | 'startCursor' | 'endCursor';

export const FILTER_OPERATORS = [
  ...(['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin'] as const),
  ...(['like', 'startsWith', 'contains', 'isNull', 'includes', 'excludes', 'near'] as const),
] as const;

export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** What an input field means. */
export type InputBinding =
  | { readonly kind: 'and' }
  | { readonly kind: 'or' }
  | { readonly kind: 'not' }
  /** A filter on a field; its value holds operators. */
  | { readonly kind: 'condition'; readonly field: FieldModel }
  | { readonly kind: 'operator'; readonly operator: FilterOperator }
  | { readonly kind: 'parentCondition'; readonly parent: ParentModel }
  | { readonly kind: 'childCondition'; readonly child: ChildModel }
  | { readonly kind: 'some' }
  | { readonly kind: 'none' }
  /** On the filter of a polymorphic parent, which SOQL knows by these two fields only. */
  | { readonly kind: 'polymorphic'; readonly column: 'Name' | 'Type' }
  | { readonly kind: 'orderField'; readonly field: FieldModel }
  /** On a filter or an order: the org has the field no longer. */
  | { readonly kind: 'retired'; readonly name: string }
  | { readonly kind: 'orderParent'; readonly parent: ParentModel }
  | { readonly kind: 'groupingOrder'; readonly grouping: Grouping }
  | { readonly kind: 'count' }
  | { readonly kind: 'aggregates'; readonly name: AggregateName }
  /** A value to write. */
  | { readonly kind: 'value'; readonly field: FieldModel }
  /** Argument of an upsert: the key by which the record is found. */
  | { readonly kind: 'externalId'; readonly field: FieldModel };

/** What a composite type stands for. */
export interface TypeBinding {
  readonly object: ObjectModel;
}

interface Extensible {
  readonly extensions: Readonly<Record<string | symbol, unknown>>;
}

/** Key under which GraphQL elements carry our bindings; nothing else writes it. */
const BINDING = 'skybridge';

export function outputBinding(binding: OutputBinding): Record<string, unknown> {
  return { [BINDING]: binding };
}

export function inputBinding(binding: InputBinding): Record<string, unknown> {
  return { [BINDING]: binding };
}

export function typeBinding(binding: TypeBinding): Record<string, unknown> {
  return { [BINDING]: binding };
}

export function outputBindingOf(field: Extensible): OutputBinding | undefined {
  return field.extensions[BINDING] as OutputBinding | undefined;
}

/** Key under which a list field without `first` carries how many rows it can have. */
const LIST_ROWS = 'skybridgeRows';

export function listRows(most: number): Record<string, unknown> {
  return { [LIST_ROWS]: most };
}

/** Null for a field that says nothing of it. */
export function listRowsOf({ extensions }: Extensible): number | null {
  const most = extensions[LIST_ROWS];
  return typeof most === 'number' ? most : null;
}

/** @throws TypeError when the input is not one that the schema room made. */
export function inputBindingOf(field: Extensible): InputBinding {
  const binding = field.extensions[BINDING] as InputBinding | undefined;
  if (binding === undefined) throw new TypeError('The input field has no binding.');
  return binding;
}

/** @throws TypeError when the type is not an sObject's. */
export function typeBindingOf(type: Extensible): TypeBinding {
  const binding = type.extensions[BINDING] as TypeBinding | undefined;
  if (binding === undefined) throw new TypeError('The type has no binding.');
  return binding;
}
