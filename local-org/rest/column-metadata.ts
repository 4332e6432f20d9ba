/** `/query?columns=true`: what columns a statement gives, without its rows; the Salesforce CLI lays out tables by it. */
import { visibleField } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import type { DataCall } from '../platform.ts';
import { parseSoql } from '../soql/parse.ts';
import { runQuery } from '../soql/query.ts';
import type { CallNode, NameNode, QueryNode, SelectItemNode } from '../soql/syntax.ts';

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
  runQuery(call.platform.org, call.session, soql);
  const query = parseSoql(soql);
  const object = call.platform.org.catalog.object(query.from[0]?.name.text ?? '');
  const columns = columnsOf(call, query, object);
  return {
    columnMetadata: columns,
    entityName: object?.name ?? null,
    groupBy: query.group !== undefined,
    idSelected: columns.some((column) => column.columnName === 'Id'),
    keyPrefix: object?.definition.keyPrefix ?? null,
  };
}

/** Names of the columns of a statement that selects fields, parents dotted. */
export function columnNames(call: DataCall, soql: string): readonly string[] {
  const query = parseSoql(soql);
  const object = call.platform.org.catalog.object(query.from[0]?.name.text ?? '');
  const names = (columns: readonly Column[], before: string): readonly string[] =>
    columns.flatMap(({ columnName, joinColumns }) =>
      joinColumns.length === 0
        ? [`${before}${columnName}`]
        : names(joinColumns, `${before}${columnName}.`),
    );
  return names(columnsOf(call, query, object), '');
}

function columnsOf(
  call: DataCall,
  query: QueryNode,
  object: CatalogObject | undefined,
): readonly Column[] {
  if (query.select === 'count') return [];
  const aliases = new Set(
    query.from.flatMap(({ name, alias }) => [name.text, alias?.text ?? name.text]),
  );
  let unnamed = 0;
  return query.select.flatMap((item) => {
    const columns = itemColumns(call, item, object, aliases, `expr${unnamed}`);
    if (columns.some((column) => column.columnName === `expr${unnamed}`)) unnamed += 1;
    return columns;
  });
}

/** @param unnamedAs the name of a function that was given none. */
function itemColumns(
  call: DataCall,
  item: SelectItemNode,
  object: CatalogObject | undefined,
  aliases: ReadonlySet<string>,
  unnamedAs: string,
): readonly Column[] {
  switch (item.kind) {
    case 'subquery':
      return [subqueryColumn(call, item.query, object)];
    case 'typeof':
      return [{ ...NO_COLUMN, columnName: item.operand.text, displayName: item.operand.text }];
    case 'expression': {
      const { expression, alias } = item;
      if (expression.kind === 'field') {
        return [pathColumn(call, expression.name, alias?.text, object, aliases)];
      }
      if (expression.kind === 'call' && expression.functionName === 'fields') {
        return visibleColumns(call, object);
      }
      const written = expression.kind === 'call' ? writtenCall(expression) : 'distance';
      return [functionColumn(written, alias?.text ?? unnamedAs)];
    }
  }
}

function pathColumn(
  call: DataCall,
  { path }: NameNode,
  alias: string | undefined,
  object: CatalogObject | undefined,
  aliases: ReadonlySet<string>,
): Column {
  const [first = '', ...others] = path;
  const fullPath = others.length > 0 && aliases.has(first) ? others : path;
  const fieldName = fullPath.at(-1) ?? '';
  const relationships = fullPath.slice(0, -1);
  if (relationships.length > 0) return parentColumn(call, relationships, fieldName, object);
  return fieldColumn(call, alias ?? fieldName, fieldName, object);
}

function visibleColumns(call: DataCall, object: CatalogObject | undefined): readonly Column[] {
  const fields = object?.fields ?? [];
  return fields
    .filter((field) => object && visibleField(call.session, object, field.name) !== undefined)
    .map((field) => fieldColumn(call, field.name, field.name, object));
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
  subquery: QueryNode,
  object: CatalogObject | undefined,
): Column {
  const relationship = subquery.from[0]?.name.path.at(-1) ?? '';
  const child = call.platform.org.catalog
    .childRelationships(object?.name ?? '')
    .find((one) => one.relationshipName?.toLowerCase() === relationship.toLowerCase());
  const name = child?.relationshipName ?? relationship;
  const childObject = call.platform.org.catalog.object(child?.childObject ?? '');
  return {
    ...NO_COLUMN,
    aggregate: true,
    columnName: name,
    displayName: name,
    joinColumns: columnsOf(call, subquery, childObject),
  };
}

const functionColumn = (displayName: string, columnName: string): Column => ({
  ...NO_COLUMN,
  aggregate: true,
  columnName,
  displayName,
  numberType: true,
});

/** `avg(Amount)`: the function in lower case, its argument as written. */
function writtenCall({ functionName, argument }: CallNode): string {
  if (argument?.kind === 'call') return `${functionName}(${writtenCall(argument)})`;
  return `${functionName}(${argument?.kind === 'field' ? argument.name.text : ''})`;
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
