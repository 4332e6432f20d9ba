/** Writes describe results for tests in a few words, with the flags Salesforce gives each field type. */

import type {
  DescribeChildRelationship,
  DescribeField,
  DescribeSObjectResult,
} from '../../src/model/describe-types.ts';

/** `Name: 'string'`, or with more: `Status: { type: 'picklist', values: ['New', 'Closed'] }`. */
export type FieldSpec =
  | string
  | {
      readonly type: string;
      readonly label?: string;
      readonly help?: string;
      readonly required?: boolean;
      readonly values?: readonly string[];
      /** API names of the targets; several make a polymorphic reference. */
      readonly to?: readonly string[];
      readonly relationship?: string;
      readonly compound?: string;
      readonly restricted?: boolean;
      /** Salesforce alone writes it. */
      readonly readOnly?: boolean;
      /** A unique key of another system. */
      readonly externalId?: boolean;
    };

export interface ObjectSpec {
  readonly prefix: string;
  readonly label?: string;
  readonly plural?: string;
  readonly fields: Readonly<Record<string, FieldSpec>>;
  /** relationship name → `Child.ForeignKey` */
  readonly children?: Readonly<Record<string, string>>;
}

export function describeObject(name: string, spec: ObjectSpec): DescribeSObjectResult {
  const label = spec.label ?? name.replace(/__c$/, '').replaceAll('_', ' ');
  return {
    name,
    label,
    labelPlural: spec.plural ?? `${label}s`,
    keyPrefix: spec.prefix,
    custom: name.endsWith('__c'),
    queryable: true,
    searchable: true,
    createable: true,
    updateable: true,
    deletable: true,
    fields: [
      describeField('Id', { type: 'id', required: true, label: 'Record ID' }),
      ...Object.entries(spec.fields).map(([field, one]) => describeField(field, one)),
    ],
    childRelationships: Object.entries(spec.children ?? {}).map(childRelationship),
  };
}

export function describeField(name: string, given: FieldSpec): DescribeField {
  const spec = typeof given === 'string' ? { type: given } : given;
  const flags = FLAGS_OF_TYPE[spec.type] ?? 'fsga';
  const references = spec.type === 'reference';
  return {
    name,
    type: spec.type,
    label: spec.label ?? name.replace(/__c$/, '').replaceAll('_', ' '),
    inlineHelpText: spec.help ?? null,
    length: ['string', 'email', 'phone', 'url'].includes(spec.type) ? 255 : 0,
    custom: name.endsWith('__c'),
    nillable: spec.required !== true && spec.type !== 'boolean',
    filterable: flags.includes('f'),
    sortable: flags.includes('s'),
    groupable: flags.includes('g'),
    aggregatable: flags.includes('a'),
    nameField: name === 'Name',
    compoundFieldName: spec.compound ?? null,
    restrictedPicklist: spec.restricted === true,
    createable: isWritable(spec),
    updateable: isWritable(spec),
    unique: spec.externalId === true,
    externalId: spec.externalId === true,
    referenceTo: spec.to ?? [],
    relationshipName: references ? (spec.relationship ?? relationshipOf(name)) : null,
    namePointing: (spec.to ?? []).length > 1,
    polymorphicForeignKey: (spec.to ?? []).length > 1,
    picklistValues: (spec.values ?? []).map((value) => ({
      value,
      label: `${value} (label)`,
      active: true,
      defaultValue: false,
      validFor: null,
    })),
  };
}

function isWritable({ type, readOnly }: Exclude<FieldSpec, string>): boolean {
  return readOnly !== true && !['id', 'address', 'location'].includes(type);
}

/** f filterable, s sortable, g groupable, a aggregatable. */
const FLAGS_OF_TYPE: Readonly<Record<string, string>> = {
  boolean: 'fsg',
  currency: 'fsa',
  double: 'fsa',
  percent: 'fsa',
  datetime: 'fsa',
  time: 'fs',
  multipicklist: 'f',
  longtextarea: '',
  textarea: '',
  address: 'f',
  location: 'f',
};

function relationshipOf(field: string): string {
  return field.endsWith('__c') ? field.replace(/__c$/, '__r') : field.replace(/Id$/, '');
}

function childRelationship([name, child]: readonly [string, string]): DescribeChildRelationship {
  const [childSObject = '', field = ''] = child.split('.');
  return { relationshipName: name, childSObject, field };
}
