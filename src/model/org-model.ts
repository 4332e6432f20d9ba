/** The frozen picture of one org that schema, policy and planner share: objects, fields, relationships and their GraphQL names. */

import type { DescribeFieldType } from './describe-types.ts';

/** One entry of a picklist; values are unique within a field (Salesforce itself repeats some). */
export interface PicklistEntry {
  readonly value: string;
  readonly label: string;
  /** Values of the controlling field under which this entry may be chosen; null when nothing controls it. */
  readonly validFor: readonly string[] | null;
}

export interface FieldModel {
  /** API name, e.g. `Annual_Revenue__c`. */
  readonly name: string;
  /** Name of the GraphQL field, e.g. `annualRevenue`. */
  readonly graphqlName: string;
  /** Name of the label companion (`stageNameLabel`) of a picklist, else null. */
  readonly labelName: string | null;
  /** Name of the formatted companion (`annualRevenueFormatted`) of a number or date, else null. */
  readonly formattedName: string | null;
  readonly type: DescribeFieldType;
  readonly label: string;
  readonly helpText: string | null;
  readonly custom: boolean;
  readonly nillable: boolean;
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly groupable: boolean;
  readonly aggregatable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly calculated: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly externalId: boolean;
  readonly nameField: boolean;
  readonly restrictedPicklist: boolean;
  /** Characters; 0 where the type has no length. */
  readonly length: number;
  readonly scale: number;
  /** API name of the compound field (`BillingAddress`) this one is a part of, else null. */
  readonly compoundFieldName: string | null;
  /** In describe order, which is the order Salesforce sorts them in. */
  /** API name of the field that decides which entries may be chosen, else null. */
  readonly controller: string | null;
  readonly picklist: readonly PicklistEntry[];
  /** Entries that went with the last look at the metadata: rows may hold their values still. */
  readonly retiredEntries: readonly PicklistEntry[];
}

/** A reference that can be followed, with the targets this gateway knows. */
export interface ParentModel {
  /** Relationship name in SOQL paths, e.g. `Account` or `Lead_Contact__r`. */
  readonly name: string;
  readonly graphqlName: string;
  /** API name of the foreign key field, e.g. `AccountId`. */
  readonly foreignKey: string;
  /** API names of the allowed target objects, sorted; never empty. */
  readonly targets: readonly string[];
  /** True when Salesforce can point it at several objects: then only `TYPEOF` reads its fields. */
  readonly polymorphic: boolean;
}

/** A named child relationship whose child object is allowed. */
export interface ChildModel {
  /** Relationship name in subqueries, e.g. `Contacts` or `Projects__r`. */
  readonly name: string;
  readonly graphqlName: string;
  /** API name of the child object. */
  readonly object: string;
  /** API name of the reference field on the child. */
  readonly foreignKey: string;
}

/** A name that an object had until the last look at the metadata, by the API name it stood for. */
export type RetiredMember = { readonly name: string; readonly graphqlName: string } & (
  | { readonly kind: 'column'; readonly field: FieldModel }
  /** A label or a formatted value. */
  | { readonly kind: 'text' }
  | { readonly kind: 'parent'; readonly parent: ParentModel }
  | { readonly kind: 'children'; readonly child: ChildModel }
);

export interface ObjectModel {
  /** API name, e.g. `Project__c`. */
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  /** First three characters of its record ids; null for objects without records of their own. */
  readonly keyPrefix: string | null;
  readonly custom: boolean;
  readonly queryable: boolean;
  readonly searchable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  /** Whether it has records with ids, fields to filter by, fields to sort and page by; known without its members. */
  readonly hasId: boolean;
  readonly filterable: boolean;
  readonly sortable: boolean;
  /** GraphQL type name, e.g. `Project`; the names derived from it are claimed for this object too. */
  readonly typeName: string;
  /** Root field of one record (`project`) and of the list (`projects`). */
  readonly singular: string;
  readonly plural: string;
  /** Names of `USING SCOPE` that describe offers. */
  readonly scopes: readonly string[];
  /** By API name; built on first use. */
  readonly fields: ReadonlyMap<string, FieldModel>;
  /** By relationship name. */
  readonly parents: ReadonlyMap<string, ParentModel>;
  /** By relationship name. */
  readonly children: ReadonlyMap<string, ChildModel>;
  /** Still in the schema, as deprecated; nothing that reaches Salesforce is made of it. */
  readonly retired: readonly RetiredMember[];
  /** Naming collisions met within this object. */
  readonly warnings: readonly string[];
}

export interface OrgModel {
  /** 18-character organisation id. */
  readonly orgId: string;
  /** Hash of the content, retired names included: equal for equal describes, whatever their order. */
  readonly version: string;
  /** By API name, sorted. */
  readonly objects: ReadonlyMap<string, ObjectModel>;
  /** Objects that went with the last look at the metadata, by API name; `objects` does not hold them. */
  readonly retired: ReadonlyMap<string, ObjectModel>;
  /** All that went with it, sorted: `Project__c`, `Contact.badge`, `Case.Status=New`. */
  readonly retiredNames: readonly string[];
  /** Naming collisions between objects; those within an object are on the object. */
  readonly warnings: readonly string[];
}
