/** One object of the model: its header at once, its fields and relationships when they are first asked for. */

import { hasFlag, readMembers, type CatalogueField, type CatalogueObject } from './catalogue.ts';
import type { DescribeFieldType } from './describe-types.ts';
import { nameMembers, type MemberNames } from './member-names.ts';
import type {
  ChildModel,
  FieldModel,
  ObjectModel,
  ParentModel,
  PicklistEntry,
  RetiredMember,
} from './org-model.ts';
import { controllerOf, readPicklist } from './picklist.ts';
import { retiredMembers } from './retired.ts';

export interface ObjectNames {
  readonly typeName: string;
  readonly singular: string;
  readonly plural: string;
}

export interface ObjectParts {
  readonly source: CatalogueObject;
  readonly names: ObjectNames;
  /** The object as it was at the look at the metadata before; null where nothing of it can have gone. */
  readonly former: ObjectModel | null;
}

/** @param known API names of all allowed objects: relationships to others are left out. */
export function createObjectModel(parts: ObjectParts, known: ReadonlySet<string>): ObjectModel {
  return Object.freeze(new LazyObjectModel(parts, known));
}

/** Whether it is what would be made of these parts, among the same objects. */
export function isMadeFrom(object: ObjectModel, parts: ObjectParts): boolean {
  return object instanceof LazyObjectModel && object.isMadeFrom(parts);
}

// Private:

interface Members {
  readonly fields: ReadonlyMap<string, FieldModel>;
  readonly parents: ReadonlyMap<string, ParentModel>;
  readonly children: ReadonlyMap<string, ChildModel>;
  readonly retired: readonly RetiredMember[];
  readonly warnings: readonly string[];
}

class LazyObjectModel implements ObjectModel {
  readonly #source: CatalogueObject;
  readonly #known: ReadonlySet<string>;
  readonly #former: ObjectModel | null;
  #members: Members | undefined;
  readonly typeName: string;
  readonly singular: string;
  readonly plural: string;

  constructor({ source, names, former }: ObjectParts, known: ReadonlySet<string>) {
    this.#source = source;
    this.#known = known;
    this.#former = former;
    this.typeName = names.typeName;
    this.singular = names.singular;
    this.plural = names.plural;
  }

  /** What lost something at one look has it no longer at the next, and so is never the same. */
  isMadeFrom({ source, names, former }: ObjectParts): boolean {
    return (
      source === this.#source &&
      former === null &&
      this.#former === null &&
      names.typeName === this.typeName &&
      names.singular === this.singular &&
      names.plural === this.plural
    );
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
  get retired(): readonly RetiredMember[] {
    return this.#loadMembers().retired;
  }
  get warnings(): readonly string[] {
    return this.#loadMembers().warnings;
  }

  #loadMembers(): Members {
    this.#members ??= buildMembers(this.#source, this.#known, this.#former);
    return this.#members;
  }
}

/** Types whose values the gateway cannot read through SOQL as plain columns. */
const UNREADABLE_TYPES: ReadonlySet<string> = new Set([
  'complexvalue',
  'datacategorygroupreference',
]);

function buildMembers(
  object: CatalogueObject,
  known: ReadonlySet<string>,
  former: ObjectModel | null,
): Members {
  const source = readMembers(object);
  const readable = source.fields.filter((field) => !UNREADABLE_TYPES.has(field.t));
  const named = {
    fields: readable,
    parents: readable.flatMap((field) => parentOf(field, known)),
    children: source.children.filter(([, child]) => known.has(child)),
  };
  const names = nameMembers(object.name, named);
  const siblings = new Map(source.fields.map((field) => [field.n, field]));
  const members = {
    fields: new Map(
      named.fields.map((field) => [
        field.n,
        buildField(field, names, siblings, former?.fields.get(field.n)),
      ]),
    ),
    parents: new Map(named.parents.map((parent) => [parent.name, withName(parent, names.parents)])),
    children: new Map(
      named.children.map(([name, child, foreignKey]) => [
        name,
        withName({ name, object: child, foreignKey }, names.children),
      ]),
    ),
  };
  return {
    ...members,
    retired: former === null ? NOTHING_RETIRED : retiredMembers(members, former),
    warnings: names.warnings,
  };
}

const NOTHING_RETIRED: readonly RetiredMember[] = Object.freeze([]);

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
  former: FieldModel | undefined,
): FieldModel {
  const picklist = readPicklist(field, siblings);
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
    controller: controllerOf(field, siblings)?.n ?? null,
    picklist,
    retiredEntries: entriesGone(picklist, former),
  });
}

const NO_ENTRIES: readonly PicklistEntry[] = Object.freeze([]);

function entriesGone(
  picklist: readonly PicklistEntry[],
  former: FieldModel | undefined,
): readonly PicklistEntry[] {
  if (former === undefined) return NO_ENTRIES;
  const values = new Set(picklist.map((entry) => entry.value));
  return Object.freeze(former.picklist.filter((entry) => !values.has(entry.value)));
}
