/** The parts of Salesforce's describe JSON that the gateway reads, as the REST API sends them. */

/** `type` of a described field. @see partner WSDL `fieldType` */
export type DescribeFieldType =
  | 'string'
  | 'picklist'
  | 'multipicklist'
  | 'combobox'
  | 'reference'
  | 'base64'
  | 'boolean'
  | 'currency'
  | 'textarea'
  | 'int'
  | 'double'
  | 'percent'
  | 'phone'
  | 'id'
  | 'date'
  | 'datetime'
  | 'time'
  | 'url'
  | 'email'
  | 'encryptedstring'
  | 'datacategorygroupreference'
  | 'location'
  | 'address'
  | 'anyType'
  | 'complexvalue'
  | 'long'
  | 'json';

export interface DescribePicklistValue {
  readonly value: string;
  readonly label?: string | null;
  readonly active?: boolean;
  readonly defaultValue?: boolean;
  /** Base64 bitmap over the controlling field's values, most significant bit first. */
  readonly validFor?: string | null;
}

/** One entry of `fields`; older API versions leave some keys out, so what may be missing is optional. */
export interface DescribeField {
  readonly name: string;
  readonly type: string;
  readonly label?: string | null;
  readonly inlineHelpText?: string | null;
  readonly length?: number;
  readonly precision?: number;
  readonly scale?: number;
  readonly custom?: boolean;
  readonly nillable?: boolean;
  readonly filterable?: boolean;
  readonly sortable?: boolean;
  readonly groupable?: boolean;
  readonly aggregatable?: boolean;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly defaultedOnCreate?: boolean;
  readonly calculated?: boolean;
  readonly unique?: boolean;
  readonly caseSensitive?: boolean;
  readonly externalId?: boolean;
  readonly idLookup?: boolean;
  readonly nameField?: boolean;
  readonly namePointing?: boolean;
  readonly polymorphicForeignKey?: boolean;
  readonly restrictedPicklist?: boolean;
  readonly dependentPicklist?: boolean;
  readonly deprecatedAndHidden?: boolean;
  readonly controllerName?: string | null;
  readonly compoundFieldName?: string | null;
  readonly referenceTo?: readonly string[];
  readonly relationshipName?: string | null;
  readonly picklistValues?: readonly DescribePicklistValue[];
}

export interface DescribeChildRelationship {
  readonly childSObject: string;
  /** API name of the reference field on the child. */
  readonly field: string;
  /** Null when Salesforce gives the relationship no name: such a child cannot be sub-queried. */
  readonly relationshipName: string | null;
  readonly deprecatedAndHidden?: boolean;
}

/** Answer of `GET /services/data/vNN.0/sobjects/{name}/describe`. */
export interface DescribeSObjectResult {
  readonly name: string;
  readonly label?: string | null;
  readonly labelPlural?: string | null;
  readonly keyPrefix?: string | null;
  readonly custom?: boolean;
  readonly queryable?: boolean;
  readonly searchable?: boolean;
  readonly createable?: boolean;
  readonly updateable?: boolean;
  readonly deletable?: boolean;
  readonly fields?: readonly DescribeField[];
  readonly childRelationships?: readonly DescribeChildRelationship[] | null;
  readonly supportedScopes?: readonly { readonly name: string; readonly label: string }[] | null;
}
