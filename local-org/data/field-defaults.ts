/** Completes a field definition with the describe facts that follow from its type. */
import type {
  CatalogField,
  DescribedField,
  FieldDefinition,
  FieldType,
  PicklistValue,
} from './definition-types.ts';

/** Long text (over 255 characters) can be neither filtered, sorted nor grouped. */
const LONGEST_FILTERABLE_TEXT = 255;

const SOAP_TYPES: Readonly<Record<FieldType, string>> = {
  address: 'urn:address',
  anyType: 'xsd:anyType',
  base64: 'xsd:base64Binary',
  boolean: 'xsd:boolean',
  combobox: 'xsd:string',
  complexvalue: 'xsd:anyType',
  currency: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  double: 'xsd:double',
  email: 'xsd:string',
  encryptedstring: 'xsd:string',
  id: 'tns:ID',
  int: 'xsd:int',
  location: 'urn:location',
  long: 'xsd:long',
  multipicklist: 'xsd:string',
  percent: 'xsd:double',
  phone: 'xsd:string',
  picklist: 'xsd:string',
  reference: 'tns:ID',
  string: 'xsd:string',
  textarea: 'xsd:string',
  time: 'xsd:time',
  url: 'xsd:string',
};

const DEFAULT_LENGTHS: Readonly<Partial<Record<FieldType, number>>> = {
  combobox: 255,
  email: 80,
  encryptedstring: 175,
  id: 18,
  multipicklist: 4099,
  phone: 40,
  picklist: 255,
  reference: 18,
  string: 255,
  textarea: 255,
  url: 255,
};

const NOT_GROUPABLE: ReadonlySet<FieldType> = new Set([
  'address',
  'anyType',
  'base64',
  'complexvalue',
  'currency',
  'datetime',
  'double',
  'encryptedstring',
  'location',
  'multipicklist',
  'percent',
  'time',
]);
const NOT_SORTABLE: ReadonlySet<FieldType> = new Set([
  'address',
  'base64',
  'complexvalue',
  'encryptedstring',
  'location',
  'multipicklist',
]);
const NOT_AGGREGATABLE: ReadonlySet<FieldType> = new Set([
  'address',
  'base64',
  'boolean',
  'complexvalue',
  'encryptedstring',
  'location',
  'multipicklist',
]);
const NOT_FILTERABLE: ReadonlySet<FieldType> = new Set([
  'base64',
  'complexvalue',
  'encryptedstring',
]);
const NUMERIC: ReadonlySet<FieldType> = new Set(['currency', 'double', 'percent']);
const BYTES_PER_CHARACTER = 3;

/** Gives every describe key of a field; what the definition says wins over the type's default. */
export function completeField(definition: FieldDefinition): CatalogField {
  const known = completed.get(definition);
  if (known) return known;
  const field = complete(definition);
  completed.set(definition, field);
  return field;
}

/** Generated objects share their definitions, so that a wide org completes few of them. */
const completed = new WeakMap<FieldDefinition, CatalogField>();

function complete(definition: FieldDefinition): CatalogField {
  const { picklist, childRelationshipName, onParentDelete, sqlFormula, toolingOnly, ...said } =
    definition;
  const defaults = fieldDefaults(definition);
  return {
    ...defaults,
    ...said,
    picklistValues: (picklist ?? []).map(completePicklistValue),
    childRelationshipName: childRelationshipName ?? null,
    onParentDelete: onParentDelete ?? 'clear',
    sqlFormula: sqlFormula ?? null,
    toolingOnly: toolingOnly ?? false,
  };
}

/** The describe facts of a field of this type, name and length before its own differences. */
export function fieldDefaults(definition: FieldDefinition): DescribedField {
  const { name, type, label } = definition;
  const custom = /__[cs]$/i.test(name);
  const length = definition.length ?? DEFAULT_LENGTHS[type] ?? 0;
  const longText = type === 'textarea' && length > LONGEST_FILTERABLE_TEXT;
  const polymorphic = (definition.referenceTo?.length ?? 0) > 1;
  const calculated = definition.calculated ?? false;
  const nillable = type !== 'boolean' && type !== 'id';
  return {
    ...NEVER_BY_DEFAULT,
    aggregatable: !longText && !NOT_AGGREGATABLE.has(type),
    byteLength: byteLength(type, length),
    calculated,
    createable: !calculated && !READ_ONLY.has(type) && type !== 'id',
    custom,
    defaultValue: type === 'boolean' ? false : null,
    defaultedOnCreate: type === 'boolean' || type === 'id',
    digits: type === 'int' ? 8 : 0,
    extraTypeInfo: type === 'textarea' ? 'plaintextarea' : null,
    filterable: !longText && !NOT_FILTERABLE.has(type),
    groupable: !longText && !calculated && !NOT_GROUPABLE.has(type),
    idLookup: type === 'id' || definition.externalId === true,
    label,
    length,
    name,
    namePointing: polymorphic,
    nillable,
    permissionable: (definition.nillable ?? nillable) || (type === 'boolean' && custom),
    polymorphicForeignKey: polymorphic,
    precision: NUMERIC.has(type) ? 18 : 0,
    queryByDistance: type === 'address' || type === 'location',
    sortable: !longText && !NOT_SORTABLE.has(type),
    soapType: SOAP_TYPES[type],
    scale: type === 'currency' ? 2 : 0,
    type,
    updateable: definition.createable ?? (!calculated && !READ_ONLY.has(type) && type !== 'id'),
  };
}

const READ_ONLY: ReadonlySet<FieldType> = new Set(['address', 'location']);

const NEVER_BY_DEFAULT = {
  aiPredictionField: false,
  autoNumber: false,
  calculatedFormula: null,
  cascadeDelete: false,
  caseSensitive: false,
  compoundFieldName: null,
  controllerName: null,
  defaultValueFormula: null,
  dependentPicklist: false,
  deprecatedAndHidden: false,
  displayLocationInDecimal: false,
  encrypted: false,
  externalId: false,
  filteredLookupInfo: null,
  formulaTreatNullNumberAsZero: false,
  highScaleNumber: false,
  htmlFormatted: false,
  inlineHelpText: null,
  mask: null,
  maskType: null,
  nameField: false,
  picklistValues: [],
  referenceTargetField: null,
  referenceTo: [],
  relationshipName: null,
  relationshipOrder: null,
  restrictedDelete: false,
  restrictedPicklist: false,
  searchPrefilterable: false,
  unique: false,
  writeRequiresMasterRead: false,
} as const;

function byteLength(type: FieldType, length: number): number {
  if (type === 'id' || type === 'reference') return length;
  if (type === 'multipicklist') return length;
  return length * BYTES_PER_CHARACTER;
}

function completePicklistValue(
  entry: string | (Partial<PicklistValue> & { readonly value: string }),
): PicklistValue {
  const said = typeof entry === 'string' ? { value: entry } : entry;
  return { active: true, defaultValue: false, label: said.value, validFor: null, ...said };
}
