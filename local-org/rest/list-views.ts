/** `/sobjects/{Type}/listviews…`: the one list view that every object has here, "All". */
import type { CatalogObject } from '../data/catalog.ts';
import { recordId } from '../data/record-ids.ts';
import { notFound } from '../errors.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { runQuery } from '../soql/query.ts';
import { requireObject } from './rows-query.ts';

const LIST_VIEW_PREFIX = '00B';
const SHOWN = 25;

export function listViews(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  return ok({
    done: true,
    listviews: [summary(call, object)],
    nextRecordsUrl: null,
    size: 1,
    sobjectType: object.name,
  });
}

export function listView(call: DataCall): ApiResponse {
  return ok(summary(call, requireListView(call)));
}

export function describeListView(call: DataCall): ApiResponse {
  const object = requireListView(call);
  return ok({
    columns: columns(object),
    id: listViewId(call, object),
    orderBy: [
      { fieldNameOrPath: nameOf(object), nullsPosition: 'first', sortDirection: 'ascending' },
      { fieldNameOrPath: 'Id', nullsPosition: 'first', sortDirection: 'ascending' },
    ],
    query: statement(object),
    relatedEntityId: null,
    scope: 'everything',
    scopeEntityId: null,
    sobjectType: object.name,
    whereCondition: null,
  });
}

export function listViewResults(call: DataCall): ApiResponse {
  const object = requireListView(call);
  const { records } = runQuery(
    call.platform.org,
    call.session,
    `${statement(object)} LIMIT ${SHOWN}`,
  );
  return ok({
    columns: columns(object),
    developerName: 'All',
    done: true,
    id: listViewId(call, object),
    label: labelOf(object),
    records: records.map((record) => ({
      columns: columns(object).map(({ fieldNameOrPath }) => ({
        fieldNameOrPath,
        value: record[fieldNameOrPath] ?? null,
      })),
    })),
    size: records.length,
  });
}

/** The statement of the list view with this id, for `/query?explain=`. */
export function statementOfListView(call: DataCall, id: string): string | null {
  const objects = call.platform.org.catalog.objects();
  const object = objects.find((one) => listViewId(call, one) === id);
  return object === undefined ? null : statement(object);
}

function requireListView(call: DataCall): CatalogObject {
  const object = requireObject(call, call.params['object'] ?? '');
  if (call.params['view'] !== listViewId(call, object)) throw notFound();
  return object;
}

/** The id follows from the object's place in the catalog, so that it stays the same while the org runs. */
function listViewId(call: DataCall, object: CatalogObject): string {
  return recordId(LIST_VIEW_PREFIX, call.platform.org.catalog.objects().indexOf(object) + 1);
}

function summary(call: DataCall, object: CatalogObject): object {
  const id = listViewId(call, object);
  const url = `${call.basePath}/sobjects/${object.name}/listviews/${id}`;
  return {
    describeUrl: `${url}/describe`,
    developerName: 'All',
    id,
    label: labelOf(object),
    resultsUrl: `${url}/results`,
    soqlCompatible: true,
    url,
  };
}

function columns(object: CatalogObject) {
  return [nameOf(object), 'Id'].flatMap((name) => {
    const field = object.field(name);
    if (field === undefined) return [];
    return [
      {
        ascendingLabel: null,
        descendingLabel: null,
        fieldNameOrPath: field.name,
        hidden: field.name === 'Id',
        label: field.label,
        selectListItem: field.name,
        sortDirection: field.nameField ? 'ascending' : null,
        sortIndex: field.nameField ? 0 : null,
        sortable: field.sortable,
        type: field.type,
      },
    ];
  });
}

const nameOf = (object: CatalogObject): string => object.nameField?.name ?? 'Id';
const labelOf = (object: CatalogObject): string => `All ${object.definition.labelPlural}`;
const statement = (object: CatalogObject): string =>
  `SELECT ${[...new Set([nameOf(object), 'Id'])].join(', ')} FROM ${object.name} ORDER BY ${[...new Set([nameOf(object), 'Id'])].join(', ')}`;
