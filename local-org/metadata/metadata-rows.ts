/** Rows of EntityDefinition, FieldDefinition, EntityParticle, CustomObject and CustomField: the catalog as something to query. */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { insertRows } from '../data/row-store.ts';
import { quoted } from '../data/storage.ts';
import { inTransaction } from '../data/transactions.ts';
import type { LocalOrg } from '../local-org.ts';
import { customFieldRow, customObjectRow } from './custom-rows.ts';
import { developerName, fieldDurableId, objectDurableId } from './durable-ids.ts';
import { particleRow } from './particle-rows.ts';
import { displayType } from './type-names.ts';

type Row = Readonly<Record<string, string | number | null>>;

/** Fills the tables that the statement (or path) reads anew where the catalog has changed since. */
export function refreshMetadataRows(org: LocalOrg, statement: string): void {
  const names = (word: string) => new RegExp(`\\b${word}\\b`, 'i').test(statement);
  const ofParent = names('EntityDefinition') || names('FieldDefinition');
  const named = TABLES.filter(
    ({ name, children }) => names(name) || (ofParent && children !== undefined && names(children)),
  );
  if (named.length === 0) return;
  const objects = org.catalog.objects();
  const stamp = `${objects.length} ${Math.max(...objects.map((object) => object.modified.getTime()))}`;
  for (const { name, rows } of named) {
    if (stampsOf(org).get(name) === stamp && hasRows(org, name)) continue;
    inTransaction(org, () => fill(org, name, rows(objects, firstUser(org))));
    stampsOf(org).set(name, stamp);
  }
}

interface MetadataTable {
  readonly name: string;
  /** What EntityDefinition (or FieldDefinition) calls them in a subquery. */
  readonly children?: string;
  /** @param userId who is said to have made them. */
  readonly rows: (objects: readonly CatalogObject[], userId: string | null) => Iterable<Row>;
}

const TABLES: readonly MetadataTable[] = [
  { name: 'EntityDefinition', rows: (objects) => objects.map(entityRow) },
  {
    name: 'FieldDefinition',
    children: 'Fields',
    rows: (objects) => fieldRows(objects, () => true, fieldRow),
  },
  {
    name: 'EntityParticle',
    children: 'Particles',
    rows: (objects) => fieldRows(objects, () => true, particleRow),
  },
  {
    name: 'CustomObject',
    rows: (objects, userId) =>
      objects
        .filter(({ definition }) => definition.custom === true)
        .map((object) => customObjectRow(object, madeBy(object, userId))),
  },
  {
    name: 'CustomField',
    children: 'CustomFields',
    rows: (objects, userId) =>
      fieldRows(objects, isCustomField, (object, field) =>
        customFieldRow(object, field, madeBy(object, userId)),
      ),
  },
];

const madeBy = ({ modified }: CatalogObject, userId: string | null): Row => ({
  CreatedById: userId,
  LastModifiedById: userId,
  CreatedDate: modified.getTime(),
  LastModifiedDate: modified.getTime(),
});

const stamps = new WeakMap<LocalOrg, Map<string, string>>();

function stampsOf(org: LocalOrg): Map<string, string> {
  const known = stamps.get(org) ?? new Map<string, string>();
  stamps.set(org, known);
  return known;
}

/** A reset or a restore empties the tables without changing the catalog. */
const hasRows = (org: LocalOrg, name: string): boolean =>
  org.db.prepare(`SELECT 1 FROM ${quoted(name)} LIMIT 1`).get() !== undefined;

/** The field of the catalog that a CustomField row stands for. */
export function fieldOfCustomField(org: LocalOrg, id: string): CatalogField | undefined {
  const row = org.db
    .prepare('SELECT "FullName" AS name FROM "CustomField" WHERE "Id" = ?')
    .get(id) as { name: string } | undefined;
  const [objectName = '', fieldName = ''] = row?.name.split('.') ?? [];
  return org.catalog.object(objectName)?.field(fieldName);
}

/** Latitude and longitude (`__s`) are parts of one field. */
export const isCustomField = ({ custom, name }: CatalogField): boolean =>
  custom && name.endsWith('__c');

const firstUser = (org: LocalOrg): string | null =>
  (org.db.prepare('SELECT min("Id") AS id FROM "User"').get() as { id: string | null }).id;

function* fieldRows(
  objects: readonly CatalogObject[],
  wanted: (field: CatalogField) => boolean,
  rowOf: (object: CatalogObject, field: CatalogField) => Row,
): Generator<Row> {
  for (const object of objects) {
    for (const field of object.fields) if (wanted(field)) yield rowOf(object, field);
  }
}

function fill(org: LocalOrg, objectName: string, rows: Iterable<Row>): void {
  const object = org.catalog.object(objectName);
  if (object === undefined) return;
  org.db.exec(`DELETE FROM ${quoted(object.name)}`);
  const all = [...rows];
  const [first] = all;
  if (first !== undefined) insertRows(org.db, object, Object.keys(first), all);
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
