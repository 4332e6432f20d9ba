/** Rows of EntityParticle: what describe says of a field, as something to query. Source: Tooling API guide, "EntityParticle". */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { developerName, fieldDurableId, objectDurableId } from './durable-ids.ts';

export function particleRow(object: CatalogObject, field: CatalogField) {
  return {
    Id: fieldDurableId(object, field),
    DurableId: fieldDurableId(object, field),
    QualifiedApiName: field.name,
    Name: field.name,
    EntityDefinitionId: objectDurableId(object),
    FieldDefinitionId: fieldDurableId(object, field),
    NamespacePrefix: null,
    DeveloperName: developerName(field),
    MasterLabel: field.label,
    Label: field.label,
    ...sizes(field),
    ...flags(object, field),
    DataType: field.type,
    ValueTypeId: field.soapType,
    ExtraTypeInfo: field.extraTypeInfo,
    InlineHelpText: field.inlineHelpText,
    Mask: field.mask,
    MaskType: field.maskType,
    DefaultValueFormula: field.defaultValueFormula,
    RelationshipName: field.relationshipName,
    RelationshipOrder: field.relationshipOrder,
    ReferenceTargetField: field.referenceTargetField,
    ReferenceTo: JSON.stringify({
      referenceTo: field.referenceTo.length > 0 ? field.referenceTo : null,
    }),
  };
}

const sizes = (field: CatalogField) => ({
  Length: field.length,
  ByteLength: field.byteLength,
  Digits: field.digits,
  Precision: field.precision,
  Scale: field.scale,
});

const COMPOUND_TYPES: ReadonlySet<string> = new Set(['address', 'location']);

function flags(object: CatalogObject, field: CatalogField): Readonly<Record<string, 0 | 1>> {
  const hasComponents = object.fields.some((one) => one.compoundFieldName === field.name);
  const named = {
    IsApiFilterable: field.filterable,
    IsApiGroupable: field.groupable,
    IsApiSortable: field.sortable,
    IsAutonumber: field.autoNumber,
    IsCalculated: field.calculated,
    IsCaseSensitive: field.caseSensitive,
    IsComponent: field.compoundFieldName !== null && field.compoundFieldName !== field.name,
    IsCompound: COMPOUND_TYPES.has(field.type) || hasComponents,
    IsCreatable: field.createable,
    IsDefaultedOnCreate: field.defaultedOnCreate,
    IsDependentPicklist: field.dependentPicklist,
    IsDeprecatedAndHidden: field.deprecatedAndHidden,
    IsDisplayLocationInDecimal: field.displayLocationInDecimal,
    IsEncrypted: field.encrypted,
    IsHighScaleNumber: field.highScaleNumber,
    IsHtmlFormatted: field.htmlFormatted,
    IsIdLookup: field.idLookup,
    IsNameField: field.nameField,
    IsNamePointing: field.namePointing,
    IsNillable: field.nillable,
    IsPermissionable: field.permissionable,
    IsUnique: field.unique,
    IsUpdatable: field.updateable,
    IsWriteRequiresMasterRead: field.writeRequiresMasterRead,
  };
  return Object.fromEntries(
    Object.entries(named).map(([name, holds]) => [name, holds ? 1 : 0] as const),
  );
}
