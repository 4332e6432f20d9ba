/** `/query?columns=true`: what columns a statement gives, without its rows; the Salesforce CLI lays out tables by it. */
import { parseQuery } from '@jetstreamapp/soql-parser-js';
import type { FieldType as SelectItem, Query, Subquery } from '@jetstreamapp/soql-parser-js';
import { visibleField } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import type { DataCall } from '../platform.ts';
import { runQuery } from '../soql/run-query.ts';

/** Recorded: salesforcecli/plugin-data queryFields.exemplars. */
interface Column {
  readonly aggregate: boolean;
  readonly apexType: string | null;
  readonly booleanType: boolean;
  readonly columnName: string;
  readonly custom: boolean;
  readonly displayName: string;
  readonly foreignKeyName: string | null;
  readonly insertable: boolean;
  readonly joinColumns: readonly Column[];
  readonly numberType: boolean;
  readonly textType: boolean;
  readonly updatable: boolean;
}

export function columnMetadata(call: DataCall, soql: string): object {
  // Refuses, with the right error, what could not be run.
  runQuery(call.platform.org, call.session, soql, { batchSize: 200 });
  const query = parseQuery(soql);
  const object = call.platform.org.catalog.object(query.sObject ?? '');
  const columns = columnsOf(call, query, object);
  return {
    columnMetadata: columns,
    entityName: object?.name ?? query.sObject,
    groupBy: query.groupBy !== undefined,
    idSelected: columns.some((column) => column.columnName === 'Id'),
    keyPrefix: object?.definition.keyPrefix ?? null,
  };
}

function columnsOf(
  call: DataCall,
  query: Query | Subquery,
  object: CatalogObject | undefined,
): readonly Column[] {
  let unnamed = 0;
  const columns: Column[] = [];
  for (const item of query.fields ?? []) {
    if (item.type === 'FieldFunctionExpression' && item.alias === undefined) {
      columns.push(functionColumn(item, `expr${unnamed}`));
      unnamed += 1;
    } else columns.push(columnOf(call, item, object));
  }
  return columns;
}

function columnOf(call: DataCall, item: SelectItem, object: CatalogObject | undefined): Column {
  switch (item.type) {
    case 'Field':
      return fieldColumn(call, item.alias ?? item.field, item.field, object);
    case 'FieldRelationship':
      return parentColumn(call, [...item.relationships], item.field, object);
    case 'FieldSubquery':
      return subqueryColumn(call, item.subquery, object);
    case 'FieldFunctionExpression':
      return functionColumn(item, item.alias ?? '');
    case 'FieldTypeof':
      return { ...NO_COLUMN, columnName: item.field, displayName: item.field };
  }
}

function fieldColumn(
  call: DataCall,
  columnName: string,
  fieldName: string,
  object: CatalogObject | undefined,
): Column {
  const field = object && visibleField(call.session, object, fieldName);
  const name = field !== undefined && columnName === fieldName ? field.name : columnName;
  if (field === undefined) return { ...NO_COLUMN, columnName: name, displayName: name };
  return {
    ...NO_COLUMN,
    apexType: APEX_TYPES[field.type] ?? 'String',
    booleanType: field.type === 'boolean',
    columnName: name,
    custom: field.custom,
    displayName: name,
    insertable: field.createable,
    numberType: NUMBER_TYPES.has(field.type),
    textType: APEX_TYPES[field.type] === undefined,
    updatable: field.updateable,
  };
}

/** `Owner.Name` is a column `Owner` that joins a column `Name`. */
function parentColumn(
  call: DataCall,
  [relationship = '', ...deeper]: readonly string[],
  fieldName: string,
  object: CatalogObject | undefined,
): Column {
  const key = object?.parentField(relationship);
  const parent = call.platform.org.catalog.object(key?.referenceTo[0] ?? '');
  const joined =
    deeper.length > 0
      ? parentColumn(call, deeper, fieldName, parent)
      : fieldColumn(call, fieldName, fieldName, parent);
  const name = key?.relationshipName ?? relationship;
  return {
    ...NO_COLUMN,
    columnName: name,
    displayName: name,
    foreignKeyName: key?.name ?? null,
    joinColumns: [joined],
  };
}

function subqueryColumn(
  call: DataCall,
  subquery: Subquery,
  object: CatalogObject | undefined,
): Column {
  const wanted = subquery.relationshipName.toLowerCase();
  const children = call.platform.org.catalog.childRelationships(object?.name ?? '');
  const child = children.find(({ relationshipName }) => relationshipName?.toLowerCase() === wanted);
  const name = child?.relationshipName ?? subquery.relationshipName;
  return {
    ...NO_COLUMN,
    aggregate: true,
    columnName: name,
    displayName: name,
    joinColumns: columnsOf(
      call,
      subquery,
      call.platform.org.catalog.object(child?.childObject ?? ''),
    ),
  };
}

function functionColumn(
  item: Extract<SelectItem, { type: 'FieldFunctionExpression' }>,
  columnName: string,
): Column {
  const written = item.rawValue ?? `${item.functionName}()`;
  const displayName = written.replace(/^\w+/, (name) => name.toLowerCase());
  return { ...NO_COLUMN, aggregate: true, columnName, displayName, numberType: true };
}

const NO_COLUMN: Column = {
  aggregate: false,
  apexType: null,
  booleanType: false,
  columnName: '',
  custom: false,
  displayName: '',
  foreignKeyName: null,
  insertable: false,
  joinColumns: [],
  numberType: false,
  textType: false,
  updatable: false,
};

/** Apex types by field type; what is not here is text. */
const APEX_TYPES: Readonly<Partial<Record<CatalogField['type'], string>>> = {
  address: 'Address',
  base64: 'Blob',
  boolean: 'Boolean',
  currency: 'Double',
  date: 'Date',
  datetime: 'Datetime',
  double: 'Double',
  id: 'Id',
  int: 'Integer',
  location: 'Location',
  long: 'Long',
  percent: 'Double',
  reference: 'Id',
  time: 'Time',
};

const NUMBER_TYPES: ReadonlySet<string> = new Set(['currency', 'double', 'int', 'long', 'percent']);
