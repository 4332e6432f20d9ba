/** `/describe/layouts`, `/compactLayouts`, `/approvalLayouts`: one page layout per object, made from its fields. */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { notFound } from '../errors.ts';
import { ok } from '../http/message.ts';
import type { ApiResponse } from '../http/message.ts';
import type { DataCall } from '../platform.ts';
import { requireObject } from './rows-query.ts';

/** The record type that every object has. */
const MASTER_RECORD_TYPE = '012000000000000AAA';
const COLUMNS = 2;
/** Layouts with a name of their own; User has one for people who may not edit it. */
const NAMED_LAYOUTS: Readonly<Record<string, readonly string[]>> = { User: ['UserAlt'] };

export function layouts(call: DataCall): ApiResponse {
  return ok(describeLayouts(call, requireObject(call, call.params['object'] ?? '')));
}

/** The layout of one record type, whose address a describe gives. */
export function recordTypeLayout(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  if (call.params['recordType'] !== MASTER_RECORD_TYPE) throw notFound();
  return ok(pageLayout(call, object));
}

export function namedLayouts(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  if (NAMED_LAYOUTS[object.name]?.includes(call.params['name'] ?? '') !== true) throw notFound();
  return ok(describeLayouts(call, object));
}

export function primaryCompactLayout(call: DataCall): ApiResponse {
  return ok(compactLayout(requireObject(call, call.params['object'] ?? '')));
}

export function compactLayouts(call: DataCall): ApiResponse {
  const object = requireObject(call, call.params['object'] ?? '');
  return ok({
    compactLayouts: [compactLayout(object)],
    defaultCompactLayoutId: null,
    recordTypeCompactLayoutMappings: [
      {
        available: true,
        compactLayoutId: null,
        compactLayoutName: 'SYSTEM',
        recordTypeId: MASTER_RECORD_TYPE,
        recordTypeName: 'Master',
        urls: {},
      },
    ],
    urls: { primary: `${call.basePath}/sobjects/${object.name}/describe/compactLayouts/primary` },
  });
}

export function approvalLayouts(call: DataCall): ApiResponse {
  requireObject(call, call.params['object'] ?? '');
  return ok({ approvalLayouts: [] });
}

const compactLayout = (object: CatalogObject): object => ({
  actions: [],
  fieldItems: object.nameField === undefined ? [] : [layoutItem(object, object.nameField)],
  id: null,
  imageItems: [],
  label: 'System Default',
  name: 'SYSTEM',
  objectType: object.name,
});

function describeLayouts(call: DataCall, object: CatalogObject): object {
  return {
    layouts: [pageLayout(call, object)],
    recordTypeMappings: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        layoutId: null,
        master: true,
        name: 'Master',
        picklistsForRecordType: [],
        recordTypeId: MASTER_RECORD_TYPE,
        urls: {
          layout: `${call.basePath}/sobjects/${object.name}/describe/layouts/${MASTER_RECORD_TYPE}`,
        },
      },
    ],
    recordTypeSelectorRequired: [false],
  };
}

function pageLayout(call: DataCall, object: CatalogObject): object {
  const readable = object.fields.filter((field) => call.session.access.readsField(object, field));
  return {
    buttonLayoutSection: { detailButtons: [] },
    detailLayoutSections: [section(object, readable, 'Information', false)],
    editLayoutSections: [
      section(
        object,
        readable.filter((field) => field.updateable),
        'Information',
        true,
      ),
    ],
    feedView: null,
    highlightsPanelLayoutSection: null,
    id: null,
    multirowEditLayoutSections: [],
    offlineLinks: [],
    quickActionList: { quickActionListItems: [] },
    relatedContent: null,
    relatedLists: [],
    saveOptions: [],
  };
}

function section(
  object: CatalogObject,
  fields: readonly CatalogField[],
  heading: string,
  editable: boolean,
): object {
  const rows = Math.ceil(fields.length / COLUMNS);
  return {
    collapsed: false,
    columns: COLUMNS,
    heading,
    layoutRows: Array.from({ length: rows }, (_, row) => ({
      layoutItems: fields
        .slice(row * COLUMNS, (row + 1) * COLUMNS)
        .map((field) => ({ ...layoutItem(object, field), editableForUpdate: editable })),
      numItems: COLUMNS,
    })),
    layoutSectionId: null,
    parentLayoutId: null,
    rows,
    tabOrder: 'LeftToRight',
    useCollapsibleSection: false,
    useHeading: true,
  };
}

function layoutItem(object: CatalogObject, field: CatalogField): object {
  return {
    editableForNew: field.createable,
    editableForUpdate: field.updateable,
    label: field.label,
    layoutComponents: [
      {
        details: { name: field.name, object: object.name },
        displayLines: 1,
        tabOrder: 1,
        type: 'Field',
        value: field.name,
      },
    ],
    placeholder: false,
    required: !field.nillable && field.createable,
  };
}
