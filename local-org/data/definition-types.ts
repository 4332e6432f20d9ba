/** The compact form in which the local org keeps its objects and fields, and the completed field. */

export type FieldType =
  | 'address'
  | 'anyType'
  | 'base64'
  | 'boolean'
  | 'combobox'
  | 'complexvalue'
  | 'currency'
  | 'date'
  | 'datetime'
  | 'double'
  | 'email'
  | 'encryptedstring'
  | 'id'
  | 'int'
  | 'location'
  | 'long'
  | 'multipicklist'
  | 'percent'
  | 'phone'
  | 'picklist'
  | 'reference'
  | 'string'
  | 'textarea'
  | 'time'
  | 'url';

export interface PicklistValue {
  readonly active: boolean;
  readonly defaultValue: boolean;
  readonly label: string;
  readonly validFor: string | null;
  readonly value: string;
}

/** A field as `describe` gives it (v59), key by key. Source: recorded v59 Account describe. */
export interface DescribedField {
  readonly aggregatable: boolean;
  readonly aiPredictionField: boolean;
  readonly autoNumber: boolean;
  readonly byteLength: number;
  readonly calculated: boolean;
  readonly calculatedFormula: string | null;
  readonly cascadeDelete: boolean;
  readonly caseSensitive: boolean;
  readonly compoundFieldName: string | null;
  readonly controllerName: string | null;
  readonly createable: boolean;
  readonly custom: boolean;
  readonly defaultValue: boolean | number | string | null;
  readonly defaultValueFormula: string | null;
  readonly defaultedOnCreate: boolean;
  readonly dependentPicklist: boolean;
  readonly deprecatedAndHidden: boolean;
  readonly digits: number;
  readonly displayLocationInDecimal: boolean;
  readonly encrypted: boolean;
  readonly externalId: boolean;
  readonly extraTypeInfo: string | null;
  readonly filterable: boolean;
  readonly filteredLookupInfo: unknown;
  readonly formulaTreatNullNumberAsZero: boolean;
  readonly groupable: boolean;
  readonly highScaleNumber: boolean;
  readonly htmlFormatted: boolean;
  readonly idLookup: boolean;
  readonly inlineHelpText: string | null;
  readonly label: string;
  readonly length: number;
  readonly mask: string | null;
  readonly maskType: string | null;
  readonly name: string;
  readonly nameField: boolean;
  readonly namePointing: boolean;
  readonly nillable: boolean;
  readonly permissionable: boolean;
  readonly picklistValues: readonly PicklistValue[];
  readonly polymorphicForeignKey: boolean;
  readonly precision: number;
  readonly queryByDistance: boolean;
  readonly referenceTargetField: string | null;
  readonly referenceTo: readonly string[];
  readonly relationshipName: string | null;
  readonly relationshipOrder: number | null;
  readonly restrictedDelete: boolean;
  readonly restrictedPicklist: boolean;
  readonly scale: number;
  readonly searchPrefilterable: boolean;
  readonly soapType: string;
  readonly sortable: boolean;
  readonly type: FieldType;
  readonly unique: boolean;
  readonly updateable: boolean;
  readonly writeRequiresMasterRead: boolean;
}

/** One line of a definition file: what differs from the defaults of the field's type. */
export interface FieldDefinition extends Partial<Omit<DescribedField, 'picklistValues'>> {
  readonly name: string;
  readonly type: FieldType;
  readonly label: string;
  /** Entries in setup order; a bare string is an active entry whose label is its value. */
  readonly picklist?: readonly (string | (Partial<PicklistValue> & { readonly value: string }))[];
  /** Name by which the parent reaches these rows in a subquery; absent: it cannot. */
  readonly childRelationshipName?: string;
  /** What deleting the parent does to these rows; absent: their reference becomes null. */
  readonly onParentDelete?: 'cascade' | 'restrict';
  /** SQL over the row's own columns, for a calculated field. */
  readonly sqlFormula?: string;
  /** A field of the Tooling API that the data API does not have. */
  readonly toolingOnly?: boolean;
}

/** The first line of a definition file. Flags default to those of an ordinary object. */
export interface ObjectDefinition {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string | null;
  readonly custom?: boolean;
  /** An object of the Tooling API that the data API does not have. */
  readonly toolingOnly?: boolean;
  /** Its rows are called by a DurableId instead of a record id, as those of EntityDefinition. */
  readonly durableIds?: boolean;
  /** Describe flags that differ from an ordinary object's, e.g. `{"createable": false}`. */
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly scopes?: readonly { readonly name: string; readonly label: string }[];
}

/** A field of the running org: complete describe facts plus what storage needs. */
export interface CatalogField extends DescribedField {
  readonly childRelationshipName: string | null;
  readonly onParentDelete: 'cascade' | 'restrict' | 'clear';
  readonly sqlFormula: string | null;
  readonly toolingOnly: boolean;
}
