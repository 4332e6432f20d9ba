/** What the Metadata API and the setup pages call a field's type, where describe has a plainer name. */
import type { CatalogField, FieldType } from '../data/definition-types.ts';

/** As in `CustomField` of the Metadata API: `Text`, `MasterDetail`. */
export function metadataType(field: CatalogField): string {
  if (field.autoNumber) return 'AutoNumber';
  if (field.type === 'textarea') {
    if (field.extraTypeInfo === 'richtextarea') return 'Html';
    return field.length > 255 ? 'LongTextArea' : 'TextArea';
  }
  if (field.type === 'reference' && field.cascadeDelete) return 'MasterDetail';
  return TYPES[field.type] ?? 'Text';
}

/** Of the Metadata API's FieldType. */
const TYPES: Partial<Record<FieldType, string>> = {
  boolean: 'Checkbox',
  currency: 'Currency',
  date: 'Date',
  datetime: 'DateTime',
  double: 'Number',
  email: 'Email',
  encryptedstring: 'EncryptedText',
  int: 'Number',
  location: 'Location',
  multipicklist: 'MultiselectPicklist',
  percent: 'Percent',
  phone: 'Phone',
  picklist: 'Picklist',
  reference: 'Lookup',
  time: 'Time',
  url: 'Url',
};

/**
 * As `FieldDefinition.DataType` has it: `Text(80)`, `Currency(16, 2)`, `Lookup(Account)`. Source:
 * Tooling API guide ("as they are in the user interface"); recorded: `Lookup()` of an Id.
 */
export function displayType(field: CatalogField): string {
  if (field.calculated) return `Formula (${DISPLAYED[metadataType(field)] ?? 'Text'})`;
  if (field.type === 'id') return 'Lookup()';
  if (field.type === 'address') return 'Address';
  const name = DISPLAYED[metadataType(field)] ?? 'Text';
  if (field.type === 'reference') return `${name}(${field.referenceTo.join(',')})`;
  return `${name}${size(field)}${qualities(field)}`;
}

/** Names in the user interface, by those of the Metadata API. */
const DISPLAYED: Readonly<Record<string, string>> = {
  AutoNumber: 'Auto Number',
  Checkbox: 'Checkbox',
  Currency: 'Currency',
  Date: 'Date',
  DateTime: 'Date/Time',
  Email: 'Email',
  EncryptedText: 'Text (Encrypted)',
  Html: 'Rich Text Area',
  Location: 'Geolocation',
  LongTextArea: 'Long Text Area',
  Lookup: 'Lookup',
  MasterDetail: 'Master-Detail',
  MultiselectPicklist: 'Picklist (Multi-Select)',
  Number: 'Number',
  Percent: 'Percent',
  Phone: 'Phone',
  Picklist: 'Picklist',
  Text: 'Text',
  TextArea: 'Text Area',
  Time: 'Time',
  Url: 'URL',
};

const SIZED: ReadonlySet<FieldType> = new Set(['string', 'textarea', 'url', 'encryptedstring']);

function size(field: CatalogField): string {
  if (field.autoNumber) return '';
  if (SIZED.has(field.type)) return `(${field.length})`;
  if (field.type === 'int') return `(${field.digits}, 0)`;
  return field.precision > 0 ? `(${field.precision - field.scale}, ${field.scale})` : '';
}

function qualities({ caseSensitive, externalId, unique }: CatalogField): string {
  const kind = caseSensitive ? 'Case Sensitive' : 'Case Insensitive';
  return `${externalId ? ' (External ID)' : ''}${unique ? ` (Unique ${kind})` : ''}`;
}
