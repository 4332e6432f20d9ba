/** Rows of EntityDefinition and FieldDefinition: the catalog as something to query. */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { recordId } from '../data/record-ids.ts';
import { insertRows } from '../data/row-store.ts';
import { quoted } from '../data/storage.ts';
import type { LocalOrg } from '../local-org.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** Fills the two tables anew where the statement reads one of them and the catalog has changed since. */
export function refreshMetadataRows(org: LocalOrg, soql: string): void {
  if (!/\b(Entity|Field)Definition\b/i.test(soql)) return;
  const objects = org.catalog.objects();
  const stamp = `${objects.length} ${Math.max(...objects.map((object) => object.modified.getTime()))}`;
  if (stamps.get(org) === stamp && hasRows(org)) return;
  fill(org, 'EntityDefinition', objects.map(entityRow));
  fill(
    org,
    'FieldDefinition',
    objects.flatMap((object) => object.fields.map((field) => fieldRow(object, field))),
  );
  stamps.set(org, stamp);
}

const stamps = new WeakMap<LocalOrg, string>();

/** A reset or a restore empties the tables without changing the catalog. */
function hasRows(org: LocalOrg): boolean {
  return org.db.prepare('SELECT 1 FROM "EntityDefinition" LIMIT 1').get() !== undefined;
}

function fill(org: LocalOrg, objectName: string, rows: readonly Row[]): void {
  const object = org.catalog.object(objectName);
  const [first] = rows;
  if (object === undefined || first === undefined) return;
  const prefix = object.definition.keyPrefix ?? '000';
  org.db.exec(`DELETE FROM ${quoted(object.name)}`);
  insertRows(
    org.db,
    object,
    ['Id', ...Object.keys(first)],
    rows.map((row, index) => ({ Id: recordId(prefix, index + 1), ...row })),
  );
}

function entityRow(object: CatalogObject): Row {
  const { definition } = object;
  const flag = (name: string) => (definition.flags?.[name] === false ? 0 : 1);
  return {
    DurableId: object.name,
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
    DurableId: `${object.name}.${field.name}`,
    QualifiedApiName: field.name,
    EntityDefinitionId: object.name,
    DeveloperName: field.name.replace(/__c$/, ''),
    NamespacePrefix: null,
    MasterLabel: field.label,
    Label: field.label,
    Length: field.length,
    DataType: field.type,
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
    ReferenceTargetField: field.referenceTargetField,
    IsPolymorphicForeignKey: field.polymorphicForeignKey ? 1 : 0,
  };
}
