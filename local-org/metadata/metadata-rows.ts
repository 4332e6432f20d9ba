/** Rows of EntityDefinition, FieldDefinition, CustomObject and CustomField: the catalog as something to query. */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { insertRows } from '../data/row-store.ts';
import { quoted } from '../data/storage.ts';
import type { LocalOrg } from '../local-org.ts';
import { customFieldRow, customObjectRow } from './custom-rows.ts';
import { developerName, fieldDurableId, objectDurableId } from './durable-ids.ts';
import { displayType } from './type-names.ts';

type Row = Readonly<Record<string, string | number | null>>;

const METADATA = /\b(?:(?:Entity|Field)Definition|Custom(?:Object|Field))\b/i;

/** Fills the tables anew where the statement (or path) reads one of them and the catalog has changed since. */
export function refreshMetadataRows(org: LocalOrg, statement: string): void {
  if (!METADATA.test(statement)) return;
  const objects = org.catalog.objects();
  const stamp = `${objects.length} ${Math.max(...objects.map((object) => object.modified.getTime()))}`;
  if (stamps.get(org) === stamp && hasRows(org)) return;
  fill(org, 'EntityDefinition', objects.map(entityRow));
  fill(
    org,
    'FieldDefinition',
    fieldRows(objects, () => true, fieldRow),
  );
  const byWhom = { CreatedById: firstUser(org), LastModifiedById: firstUser(org) };
  const stampsOf = ({ modified }: CatalogObject) => ({
    ...byWhom,
    CreatedDate: modified.getTime(),
    LastModifiedDate: modified.getTime(),
  });
  fill(
    org,
    'CustomObject',
    objects
      .filter(({ definition }) => definition.custom === true)
      .map((object) => customObjectRow(object, stampsOf(object))),
  );
  fill(
    org,
    'CustomField',
    fieldRows(objects, isCustomField, (object, field) =>
      customFieldRow(object, field, stampsOf(object)),
    ),
  );
  stamps.set(org, stamp);
}

const stamps = new WeakMap<LocalOrg, string>();

/** A reset or a restore empties the tables without changing the catalog. */
function hasRows(org: LocalOrg): boolean {
  return org.db.prepare('SELECT 1 FROM "EntityDefinition" LIMIT 1').get() !== undefined;
}

/** Latitude and longitude (`__s`) are parts of one field. */
const isCustomField = ({ custom, name }: CatalogField): boolean => custom && name.endsWith('__c');

const firstUser = (org: LocalOrg): string | null =>
  (org.db.prepare('SELECT min("Id") AS id FROM "User"').get() as { id: string | null }).id;

const fieldRows = (
  objects: readonly CatalogObject[],
  wanted: (field: CatalogField) => boolean,
  rowOf: (object: CatalogObject, field: CatalogField) => Row,
): readonly Row[] =>
  objects.flatMap((object) => object.fields.filter(wanted).map((field) => rowOf(object, field)));

function fill(org: LocalOrg, objectName: string, rows: readonly Row[]): void {
  const object = org.catalog.object(objectName);
  const [first] = rows;
  if (object === undefined || first === undefined) return;
  org.db.exec(`DELETE FROM ${quoted(object.name)}`);
  insertRows(org.db, object, Object.keys(first), rows);
}

function entityRow(object: CatalogObject): Row {
  const { definition } = object;
  const flag = (name: string) => (definition.flags?.[name] === false ? 0 : 1);
  return {
    Id: objectDurableId(object),
    DurableId: objectDurableId(object),
    QualifiedApiName: object.name,
    DeveloperName: object.name.replace(/__c$/, ''),
    NamespacePrefix: null,
    MasterLabel: definition.label,
    Label: definition.label,
    PluralLabel: definition.labelPlural,
    KeyPrefix: definition.keyPrefix,
    LastModifiedDate: object.modified.getTime(),
    IsCustomizable: definition.custom === true ? 1 : 0,
    IsLayoutable: flag('layoutable'),
    IsQueryable: flag('queryable'),
    IsReplicateable: flag('replicateable'),
    IsRetrieveable: flag('retrieveable'),
    IsSearchable: flag('searchable'),
    IsTriggerable: flag('triggerable'),
    IsApexTriggerable: flag('triggerable'),
    IsMruEnabled: flag('mruEnabled'),
    IsEverCreatable: flag('createable'),
    IsEverUpdatable: flag('updateable'),
    IsEverDeletable: flag('deletable'),
    IsIdEnabled: 1,
  };
}

function fieldRow(object: CatalogObject, field: CatalogField): Row {
  return {
    Id: fieldDurableId(object, field),
    DurableId: fieldDurableId(object, field),
    QualifiedApiName: field.name,
    EntityDefinitionId: objectDurableId(object),
    DeveloperName: developerName(field),
    NamespacePrefix: null,
    MasterLabel: field.label,
    Label: field.label,
    Length: field.length,
    DataType: displayType(field),
    ValueTypeId: field.soapType,
    ExtraTypeInfo: field.extraTypeInfo,
    IsCalculated: field.calculated ? 1 : 0,
    IsHtmlFormatted: field.htmlFormatted ? 1 : 0,
    IsNameField: field.nameField ? 1 : 0,
    IsNillable: field.nillable ? 1 : 0,
    Precision: field.precision,
    Scale: field.scale,
    IsApiFilterable: field.filterable ? 1 : 0,
    IsApiSortable: field.sortable ? 1 : 0,
    IsApiGroupable: field.groupable ? 1 : 0,
    RelationshipName: field.relationshipName,
    ReferenceTo: JSON.stringify({
      referenceTo: field.referenceTo.length > 0 ? field.referenceTo : null,
    }),
    ReferenceTargetField: field.referenceTargetField,
    IsPolymorphicForeignKey: field.polymorphicForeignKey ? 1 : 0,
  };
}
