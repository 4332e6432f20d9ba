/** A field as the Metadata API's CustomField tells it. */
import { convertedStatuses } from '../data/convert-lead.ts';
import type { CatalogObject } from '../data/catalog.ts';
import { visibleField, visibleObject } from '../data/access.ts';
import type { CatalogField } from '../data/definition-types.ts';
import { element, elements } from '../http/xml.ts';
import type { XmlElement } from '../http/xml.ts';
import type { OpenCall } from '../platform.ts';
import type { Session } from '../data/session.ts';
import { metadataType } from '../metadata/type-names.ts';

/** From this version on, values stand in a value set, and those of standard fields are not given. */
const VALUE_SETS_SINCE = 38;

/** @param fullName such as `Lead.Status`; nil for a field that is not there. */
export function customField(
  { platform }: OpenCall,
  session: Session,
  version: number,
  fullName: string,
): XmlElement {
  const [objectName = '', fieldName = ''] = fullName.split('.');
  const { catalog } = platform.org;
  const object = visibleObject(session, catalog, objectName);
  const field = object && visibleField(session, object, fieldName);
  if (object === undefined || field === undefined) {
    return element('records', [], { 'xsi:nil': 'true' });
  }
  const converted = convertedStatuses(platform.org);
  const facts = [
    ...(field.custom ? customFacts(field) : []),
    ...pickLists(object, field, version, converted),
    element('type', metadataType(field)),
  ];
  // The order of the WSDL, which strict clients insist on.
  const ordered = facts.sort((a, b) => (a.name < b.name ? -1 : 1));
  const head = element('fullName', `${object.name}.${field.name}`);
  return element('records', [head, ...ordered], { 'xsi:type': 'CustomField' });
}

function customFacts(field: CatalogField): readonly XmlElement[] {
  const { externalId, unique, inlineHelpText, label, nillable } = field;
  return elements({
    externalId,
    inlineHelpText: inlineHelpText ?? undefined,
    label,
    length: field.type === 'string' ? field.length : undefined,
    precision: field.precision > 0 ? field.precision : undefined,
    referenceTo: field.referenceTo[0],
    required: !nillable,
    scale: field.precision > 0 ? field.scale : undefined,
    unique,
  });
}

function pickLists(
  object: CatalogObject,
  field: CatalogField,
  version: number,
  converted: readonly string[],
): readonly XmlElement[] {
  if (field.picklistValues.length === 0) return [];
  if (version >= VALUE_SETS_SINCE) {
    const values = field.picklistValues.map(({ value, label, defaultValue }) =>
      element('value', elements({ fullName: value, default: defaultValue, label })),
    );
    const definition = element('valueSetDefinition', [element('sorted', false), ...values]);
    return field.custom ? [element('valueSet', [definition])] : [];
  }
  const isLeadStatus = object.name === 'Lead' && field.name === 'Status';
  const values = field.picklistValues.map(({ value, defaultValue }) =>
    element(
      'picklistValues',
      elements({
        fullName: value,
        default: defaultValue,
        converted: isLeadStatus ? converted.includes(value) : undefined,
      }),
    ),
  );
  return [element('picklist', [...values, element('sorted', false)])];
}
