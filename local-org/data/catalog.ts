/** The org's metadata: objects, fields and relationships by name, alterable at run time. */
import type { CatalogObject, CatalogReader, ChildRelationship } from './catalog-object.ts';
import type { FieldDefinition, ObjectDefinition } from './definition-types.ts';
import {
  describeGlobal,
  describeObject,
  type DescribeGlobalResult,
  type DescribeResult,
} from './describe.ts';
import { completeField } from './field-defaults.ts';
import type { Session } from './session.ts';

export type { CatalogObject, ChildRelationship };

/** A metadata change, e.g. `{ kind: 'add-field', object: 'Contact', field: {...} }`. */
export type CatalogChange =
  | { readonly kind: 'add-field'; readonly object: string; readonly field: FieldDefinition }
  | { readonly kind: 'remove-field'; readonly object: string; readonly name: string }
  | {
      readonly kind: 'alter-field';
      readonly object: string;
      readonly name: string;
      readonly facts: Partial<Omit<FieldDefinition, 'name' | 'type'>>;
    }
  | {
      readonly kind: 'add-object';
      readonly definition: ObjectDefinition;
      readonly fields: readonly FieldDefinition[];
    }
  | { readonly kind: 'remove-object'; readonly name: string };

/** One definition file: the object and its fields before completion. */
export interface ObjectSource {
  readonly definition: ObjectDefinition;
  readonly fields: readonly FieldDefinition[];
}

export type CatalogListener = (change: CatalogChange, catalog: Catalog) => void;

export class Catalog implements CatalogReader {
  readonly #objects = new Map<string, CatalogObject>();
  readonly #sources = new Map<string, ObjectSource>();
  readonly #listeners: CatalogListener[] = [];
  readonly #byPrefix = new Map<string, CatalogObject>();
  #children: Map<string, ChildRelationship[]> | undefined;
  readonly #now: () => Date;

  constructor(sources: readonly ObjectSource[], now: () => Date) {
    this.#now = now;
    for (const source of sources) this.#put(source, now());
  }

  /** Every object, by name. */
  objects(): readonly CatalogObject[] {
    return [...this.#objects.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Case-insensitive; undefined when the org has no such object. */
  object(name: string): CatalogObject | undefined {
    return this.#objects.get(name.toLowerCase());
  }

  /** The object whose ids begin with this id's key prefix. */
  objectOfId(id: string): CatalogObject | undefined {
    return this.#byPrefix.get(id.slice(0, 3));
  }

  /** The relationships in which this object is the parent, by child object then field. */
  childRelationships(name: string): readonly ChildRelationship[] {
    this.#children ??= indexChildren(this.objects());
    return this.#children.get(name.toLowerCase()) ?? [];
  }

  /** The describe JSON of an object; undefined when this session may not see it. */
  describe(name: string, session: Session): DescribeResult | undefined {
    const object = this.object(name);
    return object && session.access.readsObject(object)
      ? describeObject(this, session, object)
      : undefined;
  }

  /** The describe JSON of every object that this session may see, without fields. */
  describeGlobal(session: Session): DescribeGlobalResult {
    return describeGlobal(this, session);
  }

  /** Changes metadata while the org runs; the storage follows through `onChange`. */
  alter(change: CatalogChange): void {
    const modified = this.#now();
    switch (change.kind) {
      case 'add-object':
        this.#put({ definition: change.definition, fields: change.fields }, modified);
        break;
      case 'remove-object':
        this.#remove(change.name);
        break;
      case 'add-field':
        this.#changeFields(change.object, modified, (fields) => [...fields, change.field]);
        break;
      case 'remove-field':
        this.#changeFields(change.object, modified, (fields) =>
          fields.filter((field) => !sameName(field.name, change.name)),
        );
        break;
      case 'alter-field':
        this.#changeFields(change.object, modified, (fields) =>
          fields.map((field) =>
            sameName(field.name, change.name) ? { ...field, ...change.facts } : field,
          ),
        );
        break;
    }
    for (const listener of this.#listeners) listener(change, this);
  }

  onChange(listener: CatalogListener): void {
    this.#listeners.push(listener);
  }

  /** What `restore` needs to bring this metadata back. */
  snapshot(): ReadonlyMap<string, { source: ObjectSource; modified: Date }> {
    const entries = [...this.#sources].map(([key, source]) => {
      const modified = this.#objects.get(key)?.modified ?? this.#now();
      return [key, { source, modified }] as const;
    });
    return new Map(entries);
  }

  restore(snapshot: ReadonlyMap<string, { source: ObjectSource; modified: Date }>): void {
    for (const key of [...this.#objects.keys()]) this.#remove(key);
    for (const { source, modified } of snapshot.values()) this.#put(source, modified);
  }

  #changeFields(
    objectName: string,
    modified: Date,
    edit: (fields: readonly FieldDefinition[]) => readonly FieldDefinition[],
  ): void {
    const source = this.#sources.get(objectName.toLowerCase());
    if (!source) throw new Error(`Unknown object: ${objectName}`);
    this.#put({ ...source, fields: edit(source.fields) }, modified);
  }

  #put(source: ObjectSource, modified: Date): void {
    const key = source.definition.name.toLowerCase();
    const object = completeObject(source, modified);
    this.#sources.set(key, source);
    this.#objects.set(key, object);
    if (source.definition.keyPrefix) this.#byPrefix.set(source.definition.keyPrefix, object);
    this.#children = undefined;
  }

  #remove(name: string): void {
    const key = name.toLowerCase();
    const prefix = this.#objects.get(key)?.definition.keyPrefix;
    if (prefix) this.#byPrefix.delete(prefix);
    this.#objects.delete(key);
    this.#sources.delete(key);
    this.#children = undefined;
  }
}

function completeObject(source: ObjectSource, modified: Date): CatalogObject {
  const fields = source.fields.map(completeField);
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const byRelationship = new Map(
    fields.flatMap((field) =>
      field.relationshipName === null ? [] : [[field.relationshipName.toLowerCase(), field]],
    ),
  );
  return {
    name: source.definition.name,
    definition: source.definition,
    fields,
    modified,
    field: (name) => byName.get(name.toLowerCase()),
    parentField: (relationshipName) => byRelationship.get(relationshipName.toLowerCase()),
    nameField: fields.find((field) => field.nameField),
  };
}

function indexChildren(objects: readonly CatalogObject[]): Map<string, ChildRelationship[]> {
  const children = new Map<string, ChildRelationship[]>();
  for (const object of objects) {
    for (const field of object.fields) {
      for (const parent of field.referenceTo) {
        const key = parent.toLowerCase();
        const entry = {
          childObject: object.name,
          field,
          relationshipName: field.childRelationshipName,
        };
        children.set(key, [...(children.get(key) ?? []), entry]);
      }
    }
  }
  return children;
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
