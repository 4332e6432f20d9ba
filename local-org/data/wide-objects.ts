/** Generates extra custom objects, so that schema work can be tried on a wide org. */
import type { ObjectSource } from './catalog.ts';
import type { FieldDefinition } from './definition-types.ts';

const FIELDS_EACH = 40;
const FIRST_PREFIX = 'b00';
const BASE = 36;

/** `count` objects `Wide_0001__c`..., each with lookups to the one before it and to Account. */
export function wideObjects(count: number): readonly ObjectSource[] {
  return Array.from({ length: count }, (_, index) => wideObject(index));
}

const nameOf = (index: number): string => `Wide_${String(index + 1).padStart(4, '0')}`;

function wideObject(index: number): ObjectSource {
  const name = nameOf(index);
  return {
    definition: {
      name: `${name}__c`,
      label: name.replaceAll('_', ' '),
      labelPlural: `${name.replaceAll('_', ' ')}s`,
      keyPrefix: prefixOf(index),
      custom: true,
      scopes: [{ name: 'everything', label: `All ${name}` }],
    },
    fields: [...SYSTEM_FIELDS, ...lookups(index), ...DATA_FIELDS],
  };
}

/** `b00`...: three base-36 characters that no other object of the org uses. */
const prefixOf = (index: number): string =>
  (Number.parseInt(FIRST_PREFIX, BASE) + index).toString(BASE);

function systemFields(): FieldDefinition[] {
  const readOnly = { createable: false, nillable: false, defaultedOnCreate: true } as const;
  return [
    { name: 'Id', type: 'id', label: 'Record ID' },
    {
      name: 'OwnerId',
      type: 'reference',
      label: 'Owner ID',
      nillable: false,
      defaultedOnCreate: true,
      referenceTo: ['Group', 'User'],
      relationshipName: 'Owner',
    },
    { name: 'IsDeleted', type: 'boolean', label: 'Deleted', createable: false },
    {
      name: 'Name',
      type: 'string',
      label: 'Name',
      length: 80,
      nameField: true,
      idLookup: true,
    },
    { name: 'CreatedDate', type: 'datetime', label: 'Created Date', ...readOnly },
    {
      name: 'CreatedById',
      type: 'reference',
      label: 'Created By ID',
      ...readOnly,
      ...toUser('CreatedBy'),
    },
    { name: 'LastModifiedDate', type: 'datetime', label: 'Last Modified Date', ...readOnly },
    {
      name: 'LastModifiedById',
      type: 'reference',
      label: 'Last Modified By ID',
      ...readOnly,
      ...toUser('LastModifiedBy'),
    },
    { name: 'SystemModstamp', type: 'datetime', label: 'System Modstamp', ...readOnly },
  ];
}

const toUser = (relationshipName: string) => ({ referenceTo: ['User'], relationshipName });

function lookups(index: number): FieldDefinition[] {
  const own = nameOf(index);
  const account: FieldDefinition = {
    name: 'Account__c',
    type: 'reference',
    label: 'Account',
    referenceTo: ['Account'],
    relationshipName: 'Account__r',
    childRelationshipName: `${own}s__r`,
  };
  if (index === 0) return [account];
  const previous: FieldDefinition = {
    name: 'Previous__c',
    type: 'reference',
    label: 'Previous',
    referenceTo: [`${nameOf(index - 1)}__c`],
    relationshipName: 'Previous__r',
    childRelationshipName: `${own}s__r`,
  };
  return [account, previous];
}

const DATA_TYPES = [
  'string',
  'double',
  'date',
  'boolean',
  'picklist',
  'currency',
  'datetime',
  'email',
] as const;

function dataFields(): FieldDefinition[] {
  return Array.from({ length: FIELDS_EACH }, (_, i) => {
    const type = DATA_TYPES[i % DATA_TYPES.length] ?? 'string';
    const number = String(i + 1).padStart(2, '0');
    const field: FieldDefinition = { name: `Field_${number}__c`, type, label: `Field ${number}` };
    return type === 'picklist' ? { ...field, picklist: ['Red', 'Green', 'Blue'] } : field;
  });
}

const SYSTEM_FIELDS = systemFields();
const DATA_FIELDS = dataFields();
