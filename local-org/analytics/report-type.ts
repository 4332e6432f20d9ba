/** A report type as one user sees it: its columns, matched with the org's fields. */
import { visibleField, visibleObject, type Session } from '../data/access.ts';
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import type { LocalOrg } from '../org.ts';
import { obsoleteReport } from './analytics-errors.ts';
import { REPORT_TYPES } from './definition-files.ts';
import type { ColumnDefinition, ReportTypeDefinition } from './report-metadata.ts';

export interface ReportColumn {
  readonly name: string;
  readonly label: string;
  /** A type name of the Analytics API, e.g. `currency`. */
  readonly dataType: string;
  /** A SOQL field path. */
  readonly path: string;
  /** The path of the id of the record that the value names; null for plain values. */
  readonly idPath: string | null;
  readonly field: CatalogField;
}

export interface ColumnCategory {
  readonly label: string;
  readonly columns: readonly ReportColumn[];
}

export interface ReportType {
  readonly definition: ReportTypeDefinition;
  readonly object: CatalogObject;
  readonly categories: readonly ColumnCategory[];
  column(name: string): ReportColumn | undefined;
}

/** @throws FORBIDDEN where the object is gone or hidden from this user. */
export function openReportType(org: LocalOrg, session: Session, type: string): ReportType {
  const definition = REPORT_TYPES.get(type);
  const object = definition && visibleObject(session, org.catalog, definition.object);
  if (definition === undefined || object === undefined) throw obsoleteReport();
  const categories = [
    ...definition.categories.map(({ label, columns }) => ({
      label,
      columns: Object.entries(columns).flatMap(([name, column]) =>
        completeColumn(org, session, object, name, column),
      ),
    })),
    customFields(org, session, object),
  ].filter((category) => category.columns.length > 0);
  const byName = new Map(
    categories.flatMap(({ columns }) => columns.map((column) => [column.name, column] as const)),
  );
  return { definition, object, categories, column: (name) => byName.get(name) };
}

/** A column whose field is gone or hidden is left out. */
function completeColumn(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  name: string,
  { path, label, id }: ColumnDefinition,
): readonly ReportColumn[] {
  const field = fieldAt(org, session, object, path.split('.'));
  if (field === undefined) return [];
  return [{ name, label, dataType: dataTypeOf(field), path, idPath: id ?? null, field }];
}

/** Every custom field of the object is a column named `Object.Field__c`. */
function customFields(org: LocalOrg, session: Session, object: CatalogObject): ColumnCategory {
  const columns = object.fields.filter(isCustomColumn).flatMap((field) => {
    const name = `${object.name}.${field.name}`;
    const target = org.catalog.object(field.referenceTo[0] ?? '');
    const path =
      field.type === 'reference' && target?.nameField !== undefined
        ? { path: `${field.relationshipName ?? ''}.${target.nameField.name}`, id: field.name }
        : { path: field.name };
    return completeColumn(org, session, object, name, { ...path, label: field.label });
  });
  return { label: `${object.definition.label}: Custom Info`, columns };
}

const isCustomColumn = (field: CatalogField): boolean =>
  field.custom && field.type !== 'location' && field.compoundFieldName === null;

function fieldAt(
  org: LocalOrg,
  session: Session,
  object: CatalogObject,
  [head = '', ...rest]: readonly string[],
): CatalogField | undefined {
  if (rest.length === 0) return visibleField(session, object, head);
  const reference = object.parentField(head);
  if (reference === undefined || !session.access.readsField(object, reference)) return undefined;
  // Through a reference to several objects only the fields of `Name` can be read.
  const parentName = reference.referenceTo.length > 1 ? 'Name' : reference.referenceTo[0];
  const parent = visibleObject(session, org.catalog, parentName ?? '');
  return parent && fieldAt(org, session, parent, rest);
}

function dataTypeOf(field: CatalogField): string {
  switch (field.type) {
    case 'reference':
      return 'id';
    case 'combobox':
      return 'picklist';
    case 'encryptedstring':
    case 'anyType':
      return 'string';
    case 'long':
      return 'int';
    default:
      return field.htmlFormatted ? 'html' : field.type;
  }
}
