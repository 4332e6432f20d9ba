/** Rows of the Tooling API's CustomObject and CustomField. Source: Tooling API guide; recorded keys: Custom Address Fields guide, "Tooling API Examples". */
import type { CatalogObject } from '../data/catalog.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { customFieldId, customObjectId, developerName, objectDurableId } from './durable-ids.ts';
import { metadataType } from './type-names.ts';

type Row = Readonly<Record<string, string | number | null>>;

export function customObjectRow(object: CatalogObject, stamps: Row): Row {
  return {
    Id: customObjectId(object),
    DeveloperName: object.name.replace(/__c$/, ''),
    NamespacePrefix: null,
    ManageableState: 'unmanaged',
    SharingModel: 'ReadWrite',
    Language: 'en_US',
    ...stamps,
  };
}

export function customFieldRow(object: CatalogObject, field: CatalogField, stamps: Row): Row {
  const isText = metadataType(field) === 'Text' || field.type === 'textarea';
  return {
    Id: customFieldId(object, field),
    TableEnumOrId: objectDurableId(object),
    EntityDefinitionId: objectDurableId(object),
    DeveloperName: developerName(field),
    NamespacePrefix: null,
    ManageableState: 'unmanaged',
    Length: isText && !field.autoNumber ? field.length : null,
    Precision: field.precision > 0 ? field.precision : null,
    Scale: field.precision > 0 ? field.scale : null,
    InlineHelpText: field.inlineHelpText,
    RelationshipLabel: field.childRelationshipName,
    FullName: `${object.name}.${field.name}`,
    ...stamps,
  };
}

/** The row's `Metadata`, made when it is asked for; what is null for lack of use is there all the same. */
export function customFieldMetadata(field: CatalogField): Readonly<Record<string, unknown>> {
  const numeric = field.precision > 0;
  const type = metadataType(field);
  return {
    ...Object.fromEntries(UNUSED.map((name) => [name, null])),
    caseSensitive: field.unique ? field.caseSensitive : null,
    externalId: field.externalId,
    formula: field.calculatedFormula,
    inlineHelpText: field.inlineHelpText,
    label: field.label,
    length: type === 'Text' || type === 'LongTextArea' || type === 'Html' ? field.length : null,
    precision: numeric ? field.precision : null,
    referenceTo: field.referenceTo[0] ?? null,
    relationshipName: field.childRelationshipName?.replace(/__r$/, '') ?? null,
    required: !field.nillable,
    scale: numeric ? field.scale : null,
    trackFeedHistory: false,
    type,
    unique: field.unique,
    valueSet: valueSet(field),
  };
}

function valueSet({ picklistValues, restrictedPicklist }: CatalogField): object | null {
  if (picklistValues.length === 0) return null;
  const value = picklistValues.map((entry) => ({
    color: null,
    default: entry.defaultValue,
    description: null,
    isActive: entry.active,
    label: entry.label,
    urls: null,
    valueName: entry.value,
  }));
  return {
    controllingField: null,
    restricted: restrictedPicklist,
    valueSetDefinition: { sorted: false, value },
    valueSetName: null,
    valueSettings: [],
  };
}

const UNUSED: readonly string[] = [
  ...['businessOwnerGroup', 'businessOwnerUser', 'businessStatus', 'complianceGroup'],
  ...['customDataType', 'defaultValue', 'deleteConstraint', 'deprecated', 'description'],
  ...['displayFormat', 'displayLocationInDecimal', 'encryptionScheme', 'escapeMarkup'],
  ...['externalDeveloperName', 'formulaTreatBlanksAs', 'isAIPredictionField'],
  ...['isConvertLeadDisabled', 'isFilteringDisabled', 'isNameField', 'isSortingDisabled'],
  ...['lookupFilter', 'maskChar', 'maskType', 'metadataRelationshipControllingField'],
  ...['mktDataLakeFieldAttributes', 'mktDataModelFieldAttributes', 'populateExistingRows'],
  ...['readOnlyProxy', 'referenceTargetField', 'relationshipLabel', 'relationshipOrder'],
  ...['reparentableMasterDetail', 'restrictedAdminField', 'securityClassification'],
  ...['startingNumber', 'stripMarkup', 'summarizedField', 'summaryFilterItems'],
  ...['summaryForeignKey', 'summaryOperation', 'trackHistory', 'trackTrending'],
  ...['translateData', 'urls', 'visibleLines', 'writeRequiresMasterRead'],
];
