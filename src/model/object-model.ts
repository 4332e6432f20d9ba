/** One object of the model: its header at once, its fields and relationships when they are first asked for. */

import {
  hasFlag,
  readMembers,
  type CatalogueField,
  type CatalogueMembers,
  type CatalogueObject,
} from './catalogue.ts';
import type { DescribeFieldType } from './describe-types.ts';
import { nameMembers, type MemberNames } from './member-names.ts';
import type { ChildModel, FieldModel, ObjectModel, ParentModel } from './org-model.ts';
import { readPicklist } from './picklist.ts';

export interface ObjectNames {
  readonly typeName: string;
  readonly singular: string;
  readonly plural: string;
}

/** @param known API names of all allowed objects: relationships to others are left out. */
export function createObjectModel(
  source: CatalogueObject,
  known: ReadonlySet<string>,
  names: ObjectNames,
): ObjectModel {
  return Object.freeze(new LazyObjectModel(source, known, names));
}

// Private:

interface Members {
  readonly fields: ReadonlyMap<string, FieldModel>;
  readonly parents: ReadonlyMap<string, ParentModel>;
  readonly children: ReadonlyMap<string, ChildModel>;
  readonly warnings: readonly string[];
}

class LazyObjectModel implements ObjectModel {
  readonly #source: CatalogueObject;
  readonly #known: ReadonlySet<string>;
  #members: Members | undefined;
  readonly typeName: string;
  readonly singular: string;
  readonly plural: string;

  constructor(source: CatalogueObject, known: ReadonlySet<string>, names: ObjectNames) {
    this.#source = source;
    this.#known = known;
    this.typeName = names.typeName;
    this.singular = names.singular;
    this.plural = names.plural;
  }

  get name(): string {
    return this.#source.name;
  }
  get label(): string {
    return this.#source.label;
  }
  get labelPlural(): string {
    return this.#source.labelPlural;
  }
  get keyPrefix(): string | null {
    return this.#source.keyPrefix;
  }
  get custom(): boolean {
    return this.#source.flags.includes('custom');
  }
  get queryable(): boolean {
    return this.#source.flags.includes('queryable');
  }
  get searchable(): boolean {
    return this.#source.flags.includes('searchable');
  }
  get createable(): boolean {
    return this.#source.flags.includes('createable');
  }
  get updateable(): boolean {
    return this.#source.flags.includes('updateable');
  }
  get deletable(): boolean {
    return this.#source.flags.includes('deletable');
  }
  get hasId(): boolean {
    return this.#source.flags.includes('hasId');
  }
  get filterable(): boolean {
    return this.#source.flags.includes('filterable');
  }
  get sortable(): boolean {
    return this.#source.flags.includes('sortable');
  }
  get scopes(): readonly string[] {
    return this.#source.scopes;
  }
  get fields(): ReadonlyMap<string, FieldModel> {
    return this.#loadMembers().fields;
  }
  get parents(): ReadonlyMap<string, ParentModel> {
    return this.#loadMembers().parents;
  }
  get children(): ReadonlyMap<string, ChildModel> {
    return this.#loadMembers().children;
  }
  get warnings(): readonly string[] {
    return this.#loadMembers().warnings;
  }

  #loadMembers(): Members {
    this.#members ??= buildMembers(this.#source.name, readMembers(this.#source), this.#known);
    return this.#members;
  }
}

/** Types whose values the gateway cannot read through SOQL as plain columns. */
const UNREADABLE_TYPES: ReadonlySet<string> = new Set([
  'complexvalue',
  'datacategorygroupreference',
]);

function buildMembers(
  objectName: string,
  source: CatalogueMembers,
  known: ReadonlySet<string>,
): Members {
  const readable = source.fields.filter((field) => !UNREADABLE_TYPES.has(field.t));
  const members = {
    fields: readable,
    parents: readable.flatMap((field) => parentOf(field, known)),
    children: source.children.filter(([, object]) => known.has(object)),
  };
  const names = nameMembers(objectName, members);
  const controllers = new Map(source.fields.map((field) => [field.n, field]));
  return {
    fields: new Map(
      members.fields.map((field) => [field.n, buildField(field, names, controllers)]),
    ),
    parents: new Map(
      members.parents.map((parent) => [parent.name, withName(parent, names.parents)]),
    ),
    children: new Map(
      members.children.map(([name, object, foreignKey]) => [
        name,
        withName({ name, object, foreignKey }, names.children),
      ]),
    ),
    warnings: names.warnings,
  };
}

function parentOf(
  field: CatalogueField,
  known: ReadonlySet<string>,
): readonly Omit<ParentModel, 'graphqlName'>[] {
  const targets = (field.to ?? []).filter((target) => known.has(target)).sort();
  if (field.rel === undefined || targets.length === 0) return [];
  const polymorphic = (field.to ?? []).length > 1;
  return [{ name: field.rel, foreignKey: field.n, targets: Object.freeze(targets), polymorphic }];
}

function withName<Member extends { readonly name: string }>(
  member: Member,
  names: ReadonlyMap<string, string>,
): Member & { readonly graphqlName: string } {
  return Object.freeze({ ...member, graphqlName: names.get(member.name) ?? member.name });
}

function buildField(
  field: CatalogueField,
  names: MemberNames,
  siblings: ReadonlyMap<string, CatalogueField>,
): FieldModel {
  return Object.freeze({
    name: field.n,
    graphqlName: names.fields.get(field.n) ?? field.n,
    labelName: names.labels.get(field.n) ?? null,
    formattedName: names.formatted.get(field.n) ?? null,
    // Describe's own word; a type that a newer API adds is treated as text by every switch that reads it.
    type: field.t as DescribeFieldType,
    label: field.label ?? field.n,
    helpText: field.help ?? null,
    custom: hasFlag(field, 'custom'),
    nillable: hasFlag(field, 'nillable'),
    filterable: hasFlag(field, 'filterable'),
    sortable: hasFlag(field, 'sortable'),
    groupable: hasFlag(field, 'groupable'),
    aggregatable: hasFlag(field, 'aggregatable'),
    createable: hasFlag(field, 'createable'),
    updateable: hasFlag(field, 'updateable'),
    defaultedOnCreate: hasFlag(field, 'defaultedOnCreate'),
    calculated: hasFlag(field, 'calculated'),
    unique: hasFlag(field, 'unique'),
    caseSensitive: hasFlag(field, 'caseSensitive'),
    externalId: hasFlag(field, 'externalId'),
    nameField: hasFlag(field, 'nameField'),
    restrictedPicklist: hasFlag(field, 'restrictedPicklist'),
    length: field.len ?? 0,
    scale: field.scale ?? 0,
    compoundFieldName: field.compound ?? null,
    picklist: readPicklist(field, siblings),
  });
}
